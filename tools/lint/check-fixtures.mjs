import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';

/** Each fixture breaks one rule of the house, as if it stood in the named file; a rule that lets its fixture pass fails here. */
const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(import.meta.dirname, 'fixtures');
const eslint = new ESLint({ cwd: root });
let passed = 0;
let failed = 0;

for (const name of readdirSync(folder)) {
  const source = readFileSync(path.join(folder, name), 'utf8');
  const [, as] = /^\/\/ as (\S+)$/m.exec(source) ?? [];
  const [, rule] = /^\/\/ refused by (\S+)$/m.exec(source) ?? [];
  if (as === undefined || rule === undefined) throw new Error(`${name}: needs "// as PATH" and "// refused by RULE"`);
  const [result] = await eslint.lintText(source, { filePath: path.join(root, as) });
  const refused = result.messages.some((message) => message.ruleId === rule && message.severity === 2);
  if (refused) passed += 1;
  else {
    failed += 1;
    console.error(`${name}: ${rule} did not refuse it. It said: ${result.messages.map((message) => message.ruleId).join(', ') || 'nothing'}`);
  }
}
console.log(`boundary fixtures: ${passed} refused as they must, ${failed} let through`);
process.exitCode = failed === 0 ? 0 : 1;
