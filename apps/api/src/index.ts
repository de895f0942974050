/** The server as a library: for tools that start one of their own. */
export { entities, migrations, pluginStorages } from './composition.js';
export { startServer, type Role, type RunningServer, type StartOptions } from './server.js';
export { readSettings, SETTINGS, settingsReference, type Settings } from './settings.js';
export { auditHeadFile } from './worker.js';
export { DEMO_PASSWORD, signInsToShow } from './demo/index.js';
