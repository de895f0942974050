/**
 * `npm run verify:fraud -- FILE`: measures the suggested categories of fraud on a labelled file – CSV with the columns `text` and `label`, or
 * JSON Lines with these keys – whose labels are titles or ids; an empty one, 无 or `none`, means none of the twelve. Prints precision, recall
 * and F1 of each category; the last line is JSON: `{"fraud":{"texts":…,"macroF1":…,"none":{…},"categories":{ID:{…}}}}`. The file stays
 * where it is; nothing of it is printed but line numbers. Exit code 2 where it cannot be read as a whole.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { measureCategories, tableOf } from '@stationhouse/anti-fraud-common';
import { readLabelled } from './labelled.js';

const file = process.argv[2];
if (file === undefined) {
  process.stderr.write('Usage: npm run verify:fraud -- FILE (CSV with the columns text,label; or JSON Lines)\n');
  process.exit(2);
}
const { narratives, faults } = readLabelled(readFileSync(path.resolve(process.env['INIT_CWD'] ?? '.', file), 'utf8'));
if (faults.length > 0 || narratives.length === 0) {
  process.stderr.write(narratives.length === 0 && faults.length === 0 ? 'The file has no texts.\n' : `${faults.join('\n')}\n`);
  process.exit(2);
}
const measured = measureCategories(narratives);
const { categories, unknown, macroF1 } = measured;
process.stdout.write(`${tableOf(measured)}\n${JSON.stringify({ fraud: { texts: narratives.length, macroF1, none: unknown, categories } })}\n`);
