import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audit, auditEntities, auditMigrations, defineAuditAction, sealAudit } from '@stationhouse/audit';
import { newId, text } from '@stationhouse/kernel';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';

const done = defineAuditAction({ id: 'test.done', title: text('做', 'Did') });
const root = path.resolve(import.meta.dirname, '../../..');

describe('npm run audit:verify', () => {
  let test: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    test = await openTestDatabase({ entities: auditEntities, migrations: auditMigrations });
    folder = await mkdtemp(path.join(tmpdir(), 'audit-verify-'));
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  const verify = (environment: Record<string, string>, headFile = path.join(folder, 'heads.jsonl')) =>
    new Promise<{ code: number; said: string; last: Record<string, unknown> }>((resolve) => {
      const parameters = ['--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'tools/audit-verify/main.ts', headFile];
      execFile(process.execPath, parameters, { cwd: root, env: { PATH: process.env['PATH'], LANG: 'en_US.UTF-8', ...environment } }, (error, stdout, stderr) => {
        const line = stdout.trimEnd().split('\n').at(-1) ?? '';
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr, last: line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : {} });
      });
    });

  it('says whether the record is whole, and names what is not', async () => {
    const station = newId();
    const id = await test.database.inTenant({ stationIds: [station], bureauIds: [] }, (tenant) => audit(tenant, { action: done }));
    await sealAudit(test.database, { headFile: path.join(folder, 'heads.jsonl') });
    const whole = await verify({ DATABASE_OWNER_URL: test.urls.owner });
    expect(whole.said).toContain('The audit record is whole');
    expect([whole.code, whole.last]).toEqual([0, { audit: 'whole', batches: 1, sealedEntries: 1, unsealedEntries: 0, findings: [] }]);
    await test.owner.query(`UPDATE audit_entry SET action = 'x'`);
    const broken = await verify({ DATABASE_OWNER_URL: test.urls.owner });
    expect(broken.said).toContain(`Entry ${id}, place 1 of batch 1, was edited.`);
    expect([broken.code, broken.last['findings']]).toEqual([1, [{ kind: 'edited', batch: 1, position: 1, entryId: id }]]);
  });

  it('refuses in one line without the owner’s connection, a server or a database', async () => {
    expect(await verify({ DATABASE_URL: test.urls.app })).toMatchObject({ code: 2, said: expect.stringMatching(/^Verifying an external database needs DATABASE_OWNER_URL/) });
    expect(await verify({ DATABASE_OWNER_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatchObject({ code: 2, said: expect.stringMatching(/cannot be reached/) });
    expect(await verify({ STATIONHOUSE_FOLDER: folder })).toMatchObject({ code: 2, said: expect.stringMatching(/There is no database/) });
  });
});
