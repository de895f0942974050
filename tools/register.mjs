import { fileURLToPath } from 'node:url';

/** `node --import ./tools/register.mjs FILE.ts` runs TypeScript from source, with the decorators' metadata Nest and TypeORM need. */
process.env.SWC_NODE_PROJECT ??= fileURLToPath(new URL('../tsconfig.base.json', import.meta.url));
await import('@swc-node/register/esm-register');
