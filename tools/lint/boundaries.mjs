import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Who may import whom (docs/adr/0001-layout.md). Each room names the rooms below it; everything else is refused. */
const ROOMS = {
  kernel: [],
  workflow: ['kernel'],
  database: ['kernel'],
  audit: ['kernel', 'database'],
  access: ['kernel', 'database', 'audit'],
  jobs: ['kernel', 'database', 'audit', 'access'],
  files: ['kernel', 'database', 'audit', 'access', 'jobs'],
  notify: ['kernel', 'database', 'audit', 'access', 'jobs'],
  'workflow-runtime': ['kernel', 'workflow', 'database', 'audit', 'access', 'jobs', 'files', 'notify'],
  incidents: ['kernel', 'database', 'audit', 'access', 'jobs', 'files', 'notify', 'workflow-runtime'],
  inbound: ['kernel', 'workflow', 'database', 'audit', 'access', 'jobs', 'notify', 'workflow-runtime'],
  analytics: ['kernel', 'workflow', 'database', 'audit', 'access', 'jobs', 'files', 'notify', 'workflow-runtime', 'incidents'],
  'plugin-api': ['kernel', 'workflow', 'database', 'audit', 'access', 'jobs', 'files', 'notify', 'workflow-runtime', 'incidents', 'inbound', 'analytics'],
  'plugin-web': ['kernel', 'workflow'],
  testing: ['*'],
  api: ['*'],
  web: ['kernel', 'workflow', 'plugin-web'],
  tools: ['*'],
};

const SERVER_LIBRARIES = Object.keys(ROOMS).filter((room) => !['api', 'web', 'tools', 'plugin-web', 'testing'].includes(room));
const tagged = (rooms) => rooms.flatMap((room) => (room === '*' ? SERVER_LIBRARIES : [room])).map((room) => `room:${room}`);

/** Tests of every room may use libs/testing; that sources do not is a rule of its own in eslint.config.mjs. */
const roomConstraints = Object.entries(ROOMS).map(([room, below]) => ({
  sourceTag: `room:${room}`,
  onlyDependOnLibsWithTags: [
    ...tagged(below),
    `room:${room}`,
    'room:testing',
    ...(room === 'api' ? ['plugin:server'] : []),
    ...(room === 'web' ? ['plugin:web'] : []),
    ...(room === 'tools' ? ['room:api', 'plugin:common', 'plugin:server'] : []),
  ],
}));

const halves = [
  { sourceTag: 'plugin:common', onlyDependOnLibsWithTags: ['room:kernel', 'room:workflow', 'plugin:common', 'room:testing'] },
  { sourceTag: 'plugin:server', onlyDependOnLibsWithTags: ['room:kernel', 'room:workflow', 'room:plugin-api', 'plugin:common', 'plugin:server', 'room:testing'] },
  { sourceTag: 'plugin:web', onlyDependOnLibsWithTags: ['room:kernel', 'room:workflow', 'room:plugin-web', 'plugin:common', 'plugin:web'] },
];

/** A plugin imports no other plugin. */
export const pluginIds = readdirSync(path.resolve(import.meta.dirname, '../../plugins'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const plugins = pluginIds.map((name) => ({
  sourceTag: `plugin-id:${name}`,
  onlyDependOnLibsWithTags: [`plugin-id:${name}`, ...tagged(['*']), 'room:plugin-web', 'room:testing'],
}));

export const depConstraints = [...roomConstraints, ...halves, ...plugins];
