/** `npm run plugin:rollback -- PLUGIN [--to MIGRATION] [--yes]`: undoes a plugin's migrations; see apps/api/src/roll-back-plugin.ts. */
import { fileURLToPath } from 'node:url';
import { requireBuild } from '../start/build.mjs';
import { Refusal } from '../start/words.mjs';

try {
  requireBuild(fileURLToPath(new URL('../../', import.meta.url)));
  await import(new URL('../../apps/api/dist/roll-back-plugin.js', import.meta.url).href);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
