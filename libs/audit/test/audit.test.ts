import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { audit, AuditEntryRow, auditActionTitle, auditEntities, auditMigrations, defineAuditAction, sealAudit, verifyAudit, type Finding } from '@stationhouse/audit';
import { newId, text, type Clock } from '@stationhouse/kernel';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';

const opened = defineAuditAction({ id: 'test.opened', title: text('打开', 'Opened') });

describe('the audit record', () => {
  let test: TestDatabase;
  let folder: string;
  let headFile: string;
  const [here, there, bureau] = [newId(), newId(), newId()];

  beforeAll(async () => {
    test = await openTestDatabase({ entities: auditEntities, migrations: auditMigrations });
    folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await test.owner.query('TRUNCATE audit_entry, audit_batch');
    headFile = path.join(folder, newId(), 'heads.jsonl');
  });

  const inStation = { stationIds: [here], bureauIds: [], accountId: newId(), sessionId: newId(), address: '10.1.2.3', requestId: 'r-1' };
  const write = (count: number, station = here) =>
    test.database.inTenant({ ...inStation, stationIds: [station] }, async (tenant) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index += 1) {
        ids.push(await audit(tenant, { action: opened, record: { kind: 'note', id: newId(), number: `N-${index}，"\\` }, purpose: index % 2 === 0 ? '核实' : undefined, details: { index, half: 0.5, deep: { 名: ['a', null] } } }));
      }
      return ids;
    });
  const seal = () => sealAudit(test.database, { headFile });
  const verify = (clock?: Clock) => verifyAudit({ headFile, read: async (statement, parameters) => (await test.owner.query(statement, [...parameters])).rows as never[], ...(clock === undefined ? {} : { clock }) });
  const tamper = (statement: string, parameters: unknown[] = []) => test.owner.query(statement, parameters);
  const kinds = (findings: readonly Finding[]) => findings.map((finding) => finding.kind);

  it('keeps who, what, when, from where, on which record and why', async () => {
    const [id] = await write(1);
    const [entry] = await test.database.inTenant(inStation, (tenant) => tenant.repository(AuditEntryRow).find());
    expect(entry).toMatchObject({ id, unitId: here, unitKind: 'station', action: 'test.opened', actorId: inStation.accountId, sessionId: inStation.sessionId, address: '10.1.2.3', requestId: 'r-1', recordKind: 'note', purpose: '核实', batch: null });
    expect(entry?.at).toBeInstanceOf(Date);
    expect(auditActionTitle('test.opened')).toEqual(text('打开', 'Opened'));
  });

  it('vanishes with the transaction it belongs to', async () => {
    const failed = test.database.inTenant(inStation, async (tenant) => {
      await audit(tenant, { action: opened });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect((await tamper('SELECT 1 FROM audit_entry')).rowCount).toBe(0);
  });

  it('cannot be changed, removed, back-dated or marked as sealed by the application, nor written for a unit out of scope', async () => {
    await write(1);
    const attempt = (statement: string) => test.database.inTenant(inStation, (tenant) => tenant.sql(statement));
    await expect(attempt(`UPDATE audit_entry SET action = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(attempt('DELETE FROM audit_entry')).rejects.toThrow(/permission denied/);
    await expect(attempt('TRUNCATE audit_entry')).rejects.toThrow(/permission denied/);
    await expect(attempt('SELECT * FROM audit_batch')).rejects.toThrow(/permission denied/);
    await expect(attempt(`INSERT INTO audit_entry (unit_id, id, unit_kind, action, at) VALUES ('${here}', '${newId()}', 'station', 'x', now())`)).rejects.toThrow(/permission denied/);
    await expect(attempt(`INSERT INTO audit_entry (unit_id, id, unit_kind, action) VALUES ('${there}', '${newId()}', 'station', 'x')`)).rejects.toThrow(/row-level security/);
    await expect(attempt(`INSERT INTO audit_entry (unit_id, id, unit_kind, action) VALUES ('${here}', '${newId()}', 'bureau', 'x')`)).rejects.toThrow(/row-level security/);
  });

  it('asks which unit a deed belongs to when the scope leaves it open', async () => {
    const scope = { stationIds: [here, there], bureauIds: [bureau] };
    await expect(test.database.inTenant(scope, (tenant) => audit(tenant, { action: opened }))).rejects.toThrow(/must say/);
    await test.database.inTenant(scope, (tenant) => audit(tenant, { action: opened, bureauId: bureau }));
    await test.database.inTenant({ stationIds: [], bureauIds: [bureau] }, (tenant) => audit(tenant, { action: opened }));
    expect((await tamper(`SELECT DISTINCT unit_kind, unit_id FROM audit_entry`)).rows).toEqual([{ unit_kind: 'bureau', unit_id: bureau }]);
  });

  it('seals across stations and is whole', async () => {
    await write(5);
    await write(3, there);
    expect(await seal()).toEqual({ entries: 8 });
    expect(await seal()).toEqual({ entries: 0 });
    await write(2);
    expect(await verify()).toEqual({ batches: 1, sealedEntries: 8, unsealedEntries: 2, findings: [] });
    await seal();
    expect(await verify()).toEqual({ batches: 2, sealedEntries: 10, unsealedEntries: 0, findings: [] });
  });

  it('seals each entry once when many seal and write at the same time', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, index) => (index % 3 === 0 ? seal() : write(4, index % 2 === 0 ? here : there))));
    await seal();
    const { sealedEntries, unsealedEntries, findings } = await verify();
    expect({ sealedEntries, unsealedEntries, findings }).toEqual({ sealedEntries: 64, unsealedEntries: 0, findings: [] });
  });

  it.each([
    ['action', `'other'`],
    ['actor_id', 'gen_random_uuid()'],
    ['actor_id', 'NULL'],
    ['at', `at + interval '1 ms'`],
    ['details', `details || '{"index": 7}'`],
    ['purpose', `'闲看'`],
    ['record_number', `''`],
    ['address', `'10.1.2.4'`],
    ['session_id', 'NULL'],
  ])('names an entry whose %s a superuser changed', async (column, value) => {
    const ids = await write(3);
    await seal();
    await tamper(`UPDATE audit_entry SET ${column} = ${value} WHERE id = $1`, [ids[1]]);
    expect((await verify()).findings).toMatchObject([{ kind: 'edited', entryId: ids[1], batch: 1, position: 2 }]);
  });

  it('names an entry moved to another station', async () => {
    const ids = await write(3);
    await seal();
    await tamper('UPDATE audit_entry SET unit_id = $2 WHERE id = $1', [ids[2], there]);
    expect((await verify()).findings).toMatchObject([{ kind: 'edited', entryId: ids[2] }]);
  });

  it('names a removed entry', async () => {
    const ids = await write(3);
    await seal();
    await tamper('DELETE FROM audit_entry WHERE id = $1', [ids[0]]);
    const { findings } = await verify();
    expect(findings).toMatchObject([{ kind: 'removed', entryId: ids[0], batch: 1, position: 1 }]);
    expect(findings[0]?.text.en).toContain(String(ids[0]));
  });

  it('names entries that swapped places, and one taken out of its batch', async () => {
    const ids = await write(4);
    await seal();
    await tamper('UPDATE audit_entry SET position = 5 - position WHERE position IN (1, 4)');
    expect((await verify()).findings).toMatchObject([
      { kind: 'reordered', entryId: ids[0] },
      { kind: 'reordered', entryId: ids[3] },
    ]);
    await tamper('UPDATE audit_entry SET position = 5 - position WHERE position IN (1, 4)');
    await tamper('UPDATE audit_entry SET batch = NULL, position = NULL WHERE id = $1', [ids[1]]);
    expect((await verify()).findings).toMatchObject([{ kind: 'reordered', entryId: ids[1] }]);
  });

  it('names an entry slipped into a sealed batch', async () => {
    await write(2);
    await seal();
    const [extra] = await write(1);
    await tamper('UPDATE audit_entry SET batch = 1, position = 3 WHERE id = $1', [extra]);
    expect((await verify()).findings).toMatchObject([{ kind: 'added', entryId: extra, batch: 1 }]);
  });

  it('names a batch whose seal was edited along with its entry', async () => {
    const ids = await write(2);
    await seal();
    await write(1);
    await seal();
    await tamper(`UPDATE audit_entry SET action = 'x' WHERE id = $1`, [ids[0]]);
    await tamper(`UPDATE audit_batch SET entry_hashes[1] = sha256('x'::bytea) WHERE number = 1`);
    expect((await verify()).findings).toMatchObject([{ kind: 'edited', entryId: ids[0] }, { kind: 'batchEdited', batch: 1 }]);
    await tamper(`UPDATE audit_batch SET hash = sha256(int8send(1) || previous_hash || entry_hashes[1] || entry_hashes[2]) WHERE number = 1`);
    expect(kinds((await verify()).findings)).toEqual(['edited', 'headMismatch', 'batchEdited']);
  });

  it('finds a whole chain rewritten with the database’s own sealing, through the heads outside', async () => {
    await write(2);
    await seal();
    await write(2);
    await seal();
    await tamper(`DELETE FROM audit_entry WHERE sequence = (SELECT min(sequence) FROM audit_entry)`);
    await tamper('UPDATE audit_entry SET batch = NULL, position = NULL');
    await tamper('DELETE FROM audit_batch');
    await test.database.unscoped('seal_audit', [2]);
    await test.database.unscoped('seal_audit', [2]);
    expect(kinds((await verify()).findings)).toEqual(['headMismatch', 'headMismatch']);
  });

  it('finds a truncation below the last sealed head, and a batch cut out of the middle', async () => {
    for (let batch = 0; batch < 3; batch += 1) {
      await write(2);
      await seal();
    }
    await tamper('DELETE FROM audit_entry WHERE batch = 2');
    await tamper('DELETE FROM audit_batch WHERE number = 2');
    expect((await verify()).findings).toMatchObject([{ kind: 'batchRemoved', batch: 2 }]);
    await tamper('TRUNCATE audit_entry, audit_batch');
    expect((await verify()).findings).toMatchObject([{ kind: 'batchRemoved', batch: 1 }, { kind: 'batchRemoved', batch: 2 }, { kind: 'batchRemoved', batch: 3 }]);
  });

  it('writes heads that a crash kept back, ignores a line cut off by it, and names a damaged or missing one', async () => {
    await write(1);
    await test.database.unscoped('seal_audit', [10]);
    await write(1);
    await seal();
    const lines = (await readFile(headFile, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { number: number }).number)).toEqual([1, 2]);
    await writeFile(headFile, `${lines[0]}\n${lines[1]?.slice(0, 9)}`);
    expect((await verify()).findings).toEqual([]);
    await seal();
    expect(await readFile(headFile, 'utf8')).toBe(`${lines[0]}\n${lines[1]?.slice(0, 9)}\n${lines[1]}\n`);
    expect((await verify()).findings).toEqual([]);
    await writeFile(headFile, `${lines[0]}\n{"nonsense":\n`);
    expect(kinds((await verify()).findings)).toEqual(['headUnreadable']);
    await writeFile(headFile, `${lines[0]}\n`);
    const later: Clock = { now: () => new Date(Date.now() + 600_000) };
    expect((await verify(later)).findings).toMatchObject([{ kind: 'headMissing', batch: 2 }]);
  });

  it('says when the tail is not being sealed', async () => {
    await write(1);
    expect(kinds((await verify({ now: () => new Date(Date.now() + 600_000) })).findings)).toEqual(['sealingLate']);
  });
});
