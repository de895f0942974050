/**
 * `npm run docs:settings` writes docs/settings.md from the one place that parses the settings;
 * `npm run docs:settings -- --check` writes nothing and fails when the page is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settingsReference } from '@stationhouse/api';

const file = fileURLToPath(new URL('../../docs/settings.md', import.meta.url));
const page = settingsReference();
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (!existsSync(file) || readFileSync(file, 'utf8') !== page) {
  console.error('docs/settings.md is out of date: npm run docs:settings');
  process.exitCode = 1;
}
