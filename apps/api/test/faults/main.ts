import { parseArgs } from 'node:util';
import { PARTS, runParts, type PartName } from './suite.js';

/**
 * `npm run test:faults -- [PART …] [--kills N] [--short]`: everything that may go wrong while the house works, and whether
 * the clients' own ledger and the database still agree. The last line is JSON with the numbers of each part.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { kills: { type: 'string', default: '500' }, apart: { type: 'string', default: '3000' }, short: { type: 'boolean', default: false } } });
const unknown = positionals.filter((name) => !(name in PARTS));
const numbers = [Number(values.kills), Number(values.apart)];
if (unknown.length > 0 || numbers.some((number) => !Number.isInteger(number) || number < 1)) {
  process.stderr.write(`Usage: npm run test:faults -- [--kills 500] [--apart MILLISECONDS] [--short] [${Object.keys(PARTS).join('] [')}]\n`);
  process.exitCode = 2;
} else {
  const wanted = (positionals.length > 0 ? positionals : Object.keys(PARTS)) as PartName[];
  process.exitCode = (await runParts(wanted, { kills: numbers[0] ?? 500, apart: numbers[1] ?? 3000, short: values.short })) ? 0 : 1;
}
