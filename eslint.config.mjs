import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { depConstraints, pluginIds } from './tools/lint/boundaries.mjs';
import guardedOperation from './tools/lint/guarded-operation.mjs';

const banned = (paths, patterns = []) => ['error', { paths, patterns }];
const PLUGIN_HALVES = { group: ['@stationhouse/*-server', '@stationhouse/*-web', '!@stationhouse/plugin-web'], message: 'Only the composition file imports plugins.' };
const TESTING = { name: '@stationhouse/testing', message: 'Only tests import libs/testing.' };
const RAW_DATABASE = [
  {
    name: 'typeorm',
    importNames: ['DataSource', 'EntityManager', 'Repository', 'getRepository', 'getManager', 'getConnection', 'createConnection'],
    message: 'libs/database is the only SQL door: use tenant.repository(…) or tenant.sql(…).',
  },
  { name: 'pg', message: 'libs/database owns every connection.' },
  { name: 'pg-copy-streams', message: 'libs/database owns every connection: use tenant.copyInto(…).' },
];
const otherPlugins = (id) => ({ group: ['@stationhouse/*-common', `!@stationhouse/${id}-common`], message: 'A plugin imports no other plugin: use an extension point or a published event.' });
const IMPURE = {
  group: ['node:*', '@nestjs/*', 'typeorm', 'pg', 'react', 'react-dom', 'fs', 'path', 'crypto'],
  message: 'kernel, workflow and the common half of a plugin run in the browser and on the server: no Nest, TypeORM, React or Node I/O.',
};
const RAW_NETWORK = [
  ...['node:net', 'node:http', 'node:https', 'node:http2', 'node:dgram', 'node:tls', 'undici', 'ws'].map((name) => ({ name, message: 'A plugin reaches the network through the platform’s client only.' })),
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.cache/**', '.stationhouse/**', 'tools/lint/fixtures/**', 'apps/web/src/gql/**', 'test-results/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    languageOptions: { globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['{apps,libs,plugins,tools}/**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allowCircularSelfDependency: true, ignoredCircularDependencies: [['testing', '*']], depConstraints }] },
  },
  { files: ['{apps,libs,plugins}/**/src/**/*.{ts,tsx}'], ignores: ['libs/testing/**', 'libs/database/**'], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE], [PLUGIN_HALVES]) } },
  { files: ['libs/database/src/**/*.ts'], rules: { 'no-restricted-imports': banned([TESTING]) } },
  { files: ['libs/{kernel,workflow}/src/**/*.ts'], rules: { 'no-restricted-imports': banned([TESTING], [IMPURE, PLUGIN_HALVES]) } },
  ...pluginIds.flatMap((id) => [
    { files: [`plugins/${id}/common/src/**/*.ts`], rules: { 'no-restricted-imports': banned([TESTING], [IMPURE, PLUGIN_HALVES, otherPlugins(id)]) } },
    { files: [`plugins/${id}/{server,web}/src/**/*.{ts,tsx}`], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE, ...RAW_NETWORK], [PLUGIN_HALVES, otherPlugins(id)]) } },
  ]),
  {
    files: ['plugins/*/{server,web}/src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'A plugin reaches the network through the platform’s client only.' }, 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    },
  },
  { files: ['apps/*/src/composition.{ts,tsx}'], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE]) } },
  {
    files: ['{apps,libs,plugins}/**/src/**/*.{ts,tsx}'],
    ignores: ['libs/database/**', 'libs/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'CallExpression[callee.property.name="createQueryBuilder"]', message: 'libs/database is the only SQL door: use tenant.repository(…) or tenant.sql(…).' },
        { selector: 'Property[key.name="cache"][value.value=true]', message: 'TypeORM’s query cache hands one tenant another’s rows.' },
      ],
    },
  },
  { files: ['{apps,libs,plugins}/**/*.ts'], plugins: { stationhouse: { rules: { 'guarded-operation': guardedOperation } } }, rules: { 'stationhouse/guarded-operation': 'error' } },
  {
    files: ['apps/web/**/*.{ts,tsx}', 'libs/plugin-web/**/*.{ts,tsx}', 'plugins/*/web/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    languageOptions: { globals: { ...globals.browser } },
    rules: { ...hooks.configs.recommended.rules },
  },
);
