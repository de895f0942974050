/** How tests read TypeScript: with the decorators' metadata Nest and TypeORM need. */
export const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false, react: { runtime: 'automatic' } },
  },
  module: { type: 'es6' },
};
