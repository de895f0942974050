/**
 * `npm run audit:verify [-- HEAD-FILE]`: recomputes the hash chain of the audit record and compares it with the heads
 * kept outside the database. Reads the embedded database of the data folder, running or stopped, or with
 * DATABASE_OWNER_URL an external one. The last line is JSON; exit code 1 when anything is wrong.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyAudit, type Verification } from '@stationhouse/audit';
import { readWhole, type WholeDatabase } from '@stationhouse/database';
import { inLocale, isStationhouseError, localeFromHeader, StationhouseError, text } from '@stationhouse/kernel';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = path.resolve(root, process.env['STATIONHOUSE_FOLDER'] ?? '.stationhouse');
const locale = localeFromHeader((process.env['LC_ALL'] ?? process.env['LANG'] ?? 'zh').replace('_', '-'));

try {
  const [given] = process.argv.slice(2);
  const headFile = given === undefined ? path.join(folder, 'audit-heads.jsonl') : path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
  const verification = await readWhole(chosenDatabase(), (read) => verifyAudit({ read, headFile }));
  report(verification);
  process.exitCode = verification.findings.length === 0 ? 0 : 1;
} catch (error) {
  if (!isStationhouseError(error)) throw error;
  process.stderr.write(`${inLocale(error.text, locale)}\n`);
  process.exitCode = 2;
}

function chosenDatabase(): WholeDatabase {
  const ownerUrl = process.env['DATABASE_OWNER_URL'];
  if (ownerUrl !== undefined && ownerUrl !== '') return { ownerUrl };
  if (process.env['DATABASE_URL'] === undefined || process.env['DATABASE_URL'] === '') return { folder };
  throw new StationhouseError(
    'SETTING_INVALID',
    text('校验外部数据库须设置 DATABASE_OWNER_URL：应用角色看不到封存。', 'Verifying an external database needs DATABASE_OWNER_URL: the application role cannot see the seals.'),
  );
}

function report({ batches, sealedEntries, unsealedEntries, findings }: Verification): void {
  for (const finding of findings) process.stdout.write(`✗ ${inLocale(finding.text, locale)}\n`);
  const counts = text(`已封存 ${sealedEntries} 条（${batches} 批），待封存 ${unsealedEntries} 条。`, `${sealedEntries} entries sealed in ${batches} batches, ${unsealedEntries} waiting.`);
  const verdict = findings.length === 0 ? text('审计记录完整。', 'The audit record is whole.') : text(`发现 ${findings.length} 处问题。`, `${findings.length} things are wrong.`);
  process.stdout.write(`${inLocale(verdict, locale)} ${inLocale(counts, locale)}\n`);
  const found = findings.map(({ kind, batch, position, entryId }) => ({ kind, batch, position, entryId }));
  process.stdout.write(`${JSON.stringify({ audit: findings.length === 0 ? 'whole' : 'broken', batches, sealedEntries, unsealedEntries, findings: found })}\n`);
}
