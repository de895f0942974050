import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { depConstraints, pluginIds } from './tools/lint/boundaries.mjs';
import guardedOperation from './tools/lint/guarded-operation.mjs';

const banned = (paths, patterns = []) => ['error', { paths, patterns }];
const PLUGIN_HALVES = { group: ['@stationhouse/*-server', '@stationhouse/*-web', '!@stationhouse/plugin-web'], message: 'Only the composition files import plugins.' };
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
/** What leads out of a plugin past its walls, by module and by name, with or without `node:`. */
const OUTSIDE = {
  'A plugin reaches outside through its automations’ context.fetch: declare the destination in egress.': ['net', 'http', 'https', 'http2', 'dgram', 'tls', 'dns', 'dns/promises', 'undici', 'ws', 'axios', 'node-fetch'],
  'A plugin starts no processes and threads: slow work belongs into an automation, which has a process of its own.': ['child_process', 'worker_threads', 'cluster'],
  'A plugin reads no environment: what an installation may set is a parameter of a workflow, or a destination of egress.': ['process'],
};
const outside = Object.entries(OUTSIDE).flatMap(([message, names]) => names.flatMap((name) => [{ name, message }, { name: `node:${name}`, message }]));
const outsideByImport = Object.entries(OUTSIDE).map(([message, names]) => ({ selector: `ImportExpression[source.value=/^(node:)?(${names.map((name) => name.replace('/', '\\u002F')).join('|')})$/]`, message }));
const [THROUGH_FETCH, , NO_ENVIRONMENT] = Object.keys(OUTSIDE);
const GLOBALS_OUTSIDE = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];
const outsideByProperty = [
  ...['globalThis', 'window', 'self', 'global'].flatMap((object) => GLOBALS_OUTSIDE.map((property) => ({ object, property, message: THROUGH_FETCH }))),
  { object: 'navigator', property: 'sendBeacon', message: THROUGH_FETCH },
  ...['env', 'binding', 'send'].map((property) => ({ object: 'process', property, message: NO_ENVIRONMENT })),
];
const SOURCES = [
  { selector: 'CallExpression[callee.property.name="createQueryBuilder"]', message: 'libs/database is the only SQL door: use tenant.repository(…) or tenant.sql(…).' },
  { selector: 'Property[key.name="cache"][value.value=true]', message: 'TypeORM’s query cache hands one tenant another’s rows.' },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/dist-external/**', '**/node_modules/**', '.nx/**', '.cache/**', '.stationhouse/**', 'tools/lint/fixtures/**', 'apps/web/src/gql/**', 'test-results/**'] },
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
    // A page is loaded when it is opened, and brings its plugin's rules along; the shell loads them by themselves.
    rules: { '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allowCircularSelfDependency: true, ignoredCircularDependencies: [['testing', '*']], checkDynamicDependenciesExceptions: ['^@stationhouse/.+-common$'], depConstraints }] },
  },
  { files: ['{apps,libs,plugins}/**/src/**/*.{ts,tsx}'], ignores: ['libs/testing/**', 'libs/database/**'], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE], [PLUGIN_HALVES]) } },
  { files: ['libs/database/src/**/*.ts'], rules: { 'no-restricted-imports': banned([TESTING]) } },
  { files: ['libs/{kernel,workflow}/src/**/*.ts'], rules: { 'no-restricted-imports': banned([TESTING], [IMPURE, PLUGIN_HALVES]) } },
  ...pluginIds.flatMap((id) => [
    { files: [`plugins/${id}/common/src/**/*.ts`], rules: { 'no-restricted-imports': banned([TESTING], [IMPURE, PLUGIN_HALVES, otherPlugins(id)]) } },
    { files: [`plugins/${id}/{server,web}/src/**/*.{ts,tsx}`], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE, ...outside], [PLUGIN_HALVES, otherPlugins(id)]) } },
  ]),
  { files: ['apps/*/src/composition.{ts,tsx}', 'apps/web/src/external/composition.ts'], rules: { 'no-restricted-imports': banned([TESTING, ...RAW_DATABASE]) } },
  {
    files: ['{apps,libs,plugins}/**/src/**/*.{ts,tsx}'],
    ignores: ['libs/database/**', 'libs/testing/**'],
    rules: {
      'no-restricted-syntax': ['error', ...SOURCES],
    },
  },
  {
    files: ['plugins/*/{common,server,web}/src/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': ['error', ...GLOBALS_OUTSIDE.map((name) => ({ name, message: THROUGH_FETCH }))],
      'no-restricted-properties': ['error', ...outsideByProperty],
      'no-restricted-syntax': ['error', ...SOURCES, ...outsideByImport],
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
