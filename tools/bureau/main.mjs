/** `npm run bureau:create [-- FLAGS]`: a bureau and its first administrator; see apps/api/src/create-bureau.ts. */
import { fileURLToPath } from 'node:url';
import { requireBuild } from '../start/build.mjs';
import { Refusal } from '../start/words.mjs';

try {
  requireBuild(fileURLToPath(new URL('../../', import.meta.url)));
  await import(new URL('../../apps/api/dist/create-bureau.js', import.meta.url).href);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
