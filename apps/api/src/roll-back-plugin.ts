/**
 * `npm run plugin:rollback -- PLUGIN [--to MIGRATION] [--yes]`: undoes a plugin's migrations with their `down`, newest first: those after
 * MIGRATION, or all of them, and its schema with them. With every server stopped.
 */
import { isStationhouseError, type Bilingual } from '@stationhouse/kernel';
import { pluginStorages } from './composition.js';
import { rollBackByCommand } from './plugins/roll-back.js';
import { readSettings } from './settings.js';

const say = (line: Bilingual) => process.stderr.write(`${line['zh-CN']}  ${line.en}\n`);

try {
  await rollBackByCommand(readSettings(process.env), process.argv.slice(2), pluginStorages, say);
} catch (error) {
  if (!isStationhouseError(error)) throw error;
  say(error.text);
  process.exitCode = 1;
}
