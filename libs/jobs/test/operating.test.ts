import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { dropJobs, faultOf, Jobs, jobsById, jobsEntities, jobsMigrations, listJobs, queueFigures, retryJobs } from '@stationhouse/jobs';
import { jobsUrlOf, openTestDatabase, type TestDatabase } from '@stationhouse/testing';

describe('operating the queue', () => {
  let test: TestDatabase;
  let jobs: Jobs;
  const [here, there, bureau] = [newId(), newId(), newId()];
  const at = (...stationIds: Id[]) => ({ stationIds, bureauIds: [] as Id[], accountId: newId() });

  beforeAll(async () => {
    test = await openTestDatabase({ entities: [...auditEntities, ...accessEntities, ...jobsEntities], migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations] });
    jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: () => undefined });
  });
  afterAll(async () => {
    await jobs.close();
    await test.close();
  });
  afterEach(() => test.owner.query('TRUNCATE outbox'));

  /** A row as the worker leaves it. */
  async function row(scopeId: Id, topic: string, more: string, scope = 'station'): Promise<Id> {
    const id = newId();
    await test.owner.query(`INSERT INTO outbox (scope_id, id, scope, topic, payload) VALUES ($1, $2, $3, $4, '{}')`, [scopeId, id, scope, topic]);
    await test.owner.query(`UPDATE outbox SET ${more} WHERE id = $1`, [id]);
    return id;
  }
  const parked = (scopeId: Id, topic = 'a', scope = 'station') => row(scopeId, topic, `state = 'dead', attempts = 5, code = 'JOB_DIED', error = '{"zh-CN":"甲","en":"a"}', finished_at = now()`, scope);
  const audits = async (action: string) => (await test.owner.query('SELECT unit_id, unit_kind, record_id, purpose, details FROM audit_entry WHERE action = $1 ORDER BY sequence', [action])).rows;

  it('counts by topic how jobs stand and how long the oldest waits, within the reach alone', async () => {
    await row(here, 'a', `next_run = now() - interval '90 seconds'`);
    await row(here, 'a', `next_run = now() - interval '5 seconds'`);
    await row(here, 'a', `claimed_by = gen_random_uuid(), next_run = now() + interval '20 seconds'`);
    // A worker that died: its lease ran out, so the row waits again.
    await row(here, 'b', `claimed_by = gen_random_uuid(), next_run = now() - interval '2 seconds'`);
    await row(here, 'b', `attempts = 1, next_run = now() + interval '1 minute'`);
    await row(here, 'b', `state = 'done'`);
    await parked(here);
    await parked(there);
    const figures = await test.database.inTenant(at(here), (tenant) => queueFigures(tenant, [here, there]));
    expect(figures).toEqual([
      { scopeId: here, topic: 'a', waiting: 2, running: 1, retrying: 0, parked: 1, lagSeconds: expect.any(Number) },
      { scopeId: here, topic: 'b', waiting: 1, running: 0, retrying: 1, parked: 0, lagSeconds: expect.any(Number) },
    ]);
    expect(figures[0]?.lagSeconds).toBeGreaterThanOrEqual(90);
    expect(figures[1]?.lagSeconds).toBeLessThan(90);
  });

  it('pages through jobs that stand so, oldest first', async () => {
    const ids = [await parked(here), await parked(here, 'b'), await parked(here)];
    await parked(there);
    const page = (after?: string | null, topic?: string) => test.database.inTenant(at(here), (tenant) => listJobs(tenant, { scopeIds: [here, there], standing: 'parked', topic }, 2, after));
    const first = await page();
    expect(first.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 2));
    expect(first.edges[0]?.node).toMatchObject({ topic: 'a', standing: 'parked', attempts: 5, code: 'JOB_DIED', error: { 'zh-CN': '甲', en: 'a' } });
    expect((await page(first.pageInfo.endCursor)).edges.map(({ node }) => node.id)).toEqual(ids.slice(2));
    expect((await page(undefined, 'b')).edges.map(({ node }) => node.id)).toEqual([ids[1]]);
  });

  it('runs a parked job again once, however often it is asked, and audits it; others are left alone', async () => {
    const id = await parked(here);
    const running = await row(here, 'a', `claimed_by = gen_random_uuid(), next_run = now() + interval '20 seconds'`);
    const foreign = await parked(there);
    const retry = () => test.database.inTenant(at(here), (tenant) => retryJobs(tenant, jobs.outbox, [here, there], [id, running, foreign]));
    expect([await retry(), await retry()]).toEqual([1, 0]);
    expect(await test.database.inTenant(at(here), (tenant) => jobsById(tenant, [here], [id]))).toMatchObject([{ standing: 'waiting', attempts: 0, code: 'JOB_DIED' }]);
    expect((await test.owner.query('SELECT state FROM outbox WHERE id = $1', [foreign])).rows).toEqual([{ state: 'dead' }]);
    expect(await audits('job.retried')).toEqual([{ unit_id: here, unit_kind: 'station', record_id: id, purpose: null, details: { topic: 'a', code: 'JOB_DIED' } }]);
  });

  it('drops a parked job with a reason; the record keeps what it would have done', async () => {
    const own = await parked(bureau, 'import', 'bureau');
    await test.owner.query('UPDATE outbox SET payload = $2 WHERE id = $1', [own, JSON.stringify({ importId: here, version: 3, note: '张三' })]);
    const waiting = await row(here, 'a', 'attempts = 0');
    const dropped = await test.database.inTenant({ stationIds: [here], bureauIds: [bureau] }, (tenant) => dropJobs(tenant, [here, bureau], [own, waiting], '已人工处理'));
    expect(dropped).toBe(1);
    expect((await test.owner.query('SELECT id FROM outbox')).rows).toEqual([{ id: waiting }]);
    expect(await audits('job.dropped')).toEqual([{ unit_id: bureau, unit_kind: 'bureau', record_id: own, purpose: '已人工处理', details: { topic: 'import', code: 'JOB_DIED', payload: { importId: here, version: 3 } } }]);
  });

  it('says that the queue’s server answers', async () => {
    expect(await jobs.outbox.reachable()).toBe(true);
    expect(jobs.backend).toBe(process.env['STATIONHOUSE_TEST_REDIS'] === undefined ? 'postgres' : 'redis');
  });
});

describe('what is kept of a failure', () => {
  it('our own error says itself; of any other only its kind and place, never its message', () => {
    expect(faultOf(new StationhouseError('STORAGE_FULL', text('磁盘已满', 'Disk full')))).toEqual({ code: 'STORAGE_FULL', text: { 'zh-CN': '磁盘已满', en: 'Disk full' } });
    const failure = Object.assign(new Error('duplicate key\n    at 张三 (13900001111.ts:1:1)'), { name: 'QueryFailedError', code: '23505' });
    const { code, text: said } = faultOf(failure);
    expect(code).toBe('INTERNAL');
    expect(said.en).toMatch(/^A fault of the program \(QueryFailedError · 23505 · .*operating\.test\.ts:\d+\)\. See the server's log\.$/);
    expect(JSON.stringify(said)).not.toMatch(/张三|139|duplicate/);
    expect(faultOf('张三').text.en).toBe("A fault of the program (string). See the server's log.");
  });
});
