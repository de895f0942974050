import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations, accessPermissions, createAccount, createBureau, grantBureauRole, grantRole, insertStation, PermissionRegistry } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { DomainClock, type TenantContext } from '@stationhouse/database';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations, type NewJob } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations, type NewNotice } from '@stationhouse/notify';
import { openTestDatabase, pdfPages, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import exceljs from 'exceljs';
import { analyticsMigrations, analyticsPermissions, DeliveryWorker, Figures, makeDashboard, MetricRegistry, parseTiles, Places, type Tile } from '../../src/index.js';
import { changeDashboard, dashboard, dashboards, removeDashboard } from '../../src/dashboards/dashboards.js';
import { changeDelivery, deliveries, planDelivery, stopDelivery, type DeliveryWish } from '../../src/dashboards/delivery/deliveries.js';
import { issue, issuesOf } from '../../src/dashboards/delivery/issues.js';
import { IssueMaker } from '../../src/dashboards/delivery/making.js';
import { Ledger, loggedQueries } from '../../src/studies/ledger.js';
import { dashboardViews, removeView, saveView } from '../../src/dashboards/views.js';

const TILE: Tile = { key: 'a', title: '上月接报', drawing: 'FIGURE', width: 3, height: 1, metrics: ['incident.received'], dimensions: [], filter: [], range: { preset: 'LAST_MONTH', from: null, to: null }, granularity: 'NONE', compare: 'NONE', stationIds: [], grid: { kind: 'SQUARE', size: 500 }, categories: [] };
const COST_A_DAY = 1_000;
const NOTHING = { preset: null, from: null, to: null, stationIds: [], category: null };

describe('dashboards', () => {
  let test: TestDatabase;
  const bureauId = newId();
  let [here, there] = ['' as Id, '' as Id];
  const accounts = new Map<string, Id>();
  const id = (who: string) => accounts.get(who) as Id;
  const registry = new MetricRegistry([]);
  const told: NewNotice[] = [];
  const queued: NewJob[] = [];
  let worker: DeliveryWorker;
  let maker: IssueMaker;
  const ledger = new Ledger({ costADay: COST_A_DAY, rowsADay: 100 });

  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    [here, there] = await test.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      await createBureau(tenant, { id: bureauId, name: '分局', code: 'B', timeZone: 'Asia/Shanghai' });
      const found = [];
      for (const code of ['ONE', 'TWO']) found.push((await insertStation(tenant, bureauId, { name: `${code}所`, code, kind: 'town', timeZone: 'Asia/Shanghai' })).id);
      return found as [Id, Id];
    });
    await test.database.inTenant({ stationIds: [here, there], bureauIds: [bureauId] }, async (tenant) => {
      for (const [who, role, stationId] of [['chief', 'chief', here], ['officer', 'duty-officer', here], ['analyst', 'analyst', here], ['other', 'chief', there], ['leader', 'bureau-leader', undefined]] as const) {
        const account = await createAccount(tenant, bureauId, { login: who, displayName: who, passwordHash: 'x', mustChangePassword: false });
        accounts.set(who, account.id);
        await (stationId === undefined ? grantBureauRole(tenant, { bureauId, accountId: account.id, role }) : grantRole(tenant, { stationId, bureauId, accountId: account.id, role }));
      }
    });
    await test.owner.query(
      `INSERT INTO incident (station_id, id, number, channel, intake_category, category, status, received_at, narrative, units, source, source_key, recorded_at)
       SELECT $1, gen_random_uuid(), 'N' || n, 'PHONE_110', 'publicOrder.theft', 'publicOrder.theft', 'OPEN', '2026-02-10T04:00:00Z'::timestamptz + n * interval '1 hour', '', '{}', 'x', n::text, now() FROM generate_series(1, 37) AS n`,
      [here],
    );
    const clock = new DomainClock();
    const bus = { publish: () => undefined, on: () => () => undefined };
    const outbox = { enqueue: async (_: unknown, job: NewJob) => void queued.push(job) };
    worker = new DeliveryWorker({ database: test.database, clock, jobs: { bus, outbox } as never, onError: (error) => { throw error as Error; } });
    const notices = { notify: async (_: unknown, notice: NewNotice) => { if (told.some(({ key }) => key === notice.key)) return undefined; told.push(notice); return newId(); } };
    maker = new IssueMaker(test.database, new PermissionRegistry([...accessPermissions, ...analyticsPermissions]), notices, { figures: new Figures(registry, 10_000), places: new Places(registry), registry }, { ledger, now: () => new Date('2026-03-05T00:00:01Z') });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    told.length = 0;
    queued.length = 0;
    await test.owner.query('DELETE FROM dashboard');
    await test.owner.query('DELETE FROM study_query');
    await test.owner.query('DELETE FROM study_spending');
    await test.owner.query('UPDATE membership SET ended_at = NULL WHERE account_id = $1', [id('officer')]);
    await now('2026-03-04T01:00:00Z');
  });

  async function now(moment: string): Promise<void> {
    await test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [moment]);
  }
  const as = (who: string, stationIds: readonly Id[] = [here]): TenantContext => ({ stationIds, bureauIds: [bureauId], accountId: id(who) });
  const make = (who: string, sharing: 'own' | 'station' | 'bureau', tiles: readonly Tile[] = [TILE]) =>
    test.database.inTenant(as(who), (tenant) => makeDashboard(tenant, bureauId, { title: '所情', tiles: parseTiles(tiles, registry), sharing, stationId: sharing === 'station' ? here : null }, newId()));
  const wish = (rest: Partial<DeliveryWish> = {}): DeliveryWish => ({ stationId: here, recurrence: { every: 'week', on: ['thursday'], at: '08:00' }, format: 'pdf', receivers: [id('chief'), id('officer')], choice: 'everybody', ...rest });
  const plan = (dashboardId: Id, rest: Partial<DeliveryWish> = {}) => test.database.inTenant(as('chief'), (tenant) => planDelivery(tenant, bureauId, dashboardId, wish(rest), newId(), () => undefined));
  const runJobs = async () => {
    for (const { payload } of queued.splice(0)) await maker.job().handle({ id: newId(), topic: 'x', payload, scope: 'bureau', scopeId: bureauId, context: { stationIds: [], bureauIds: [bureauId] }, attempt: 1, signal: new AbortController().signal });
  };
  const sent = (who: string, dashboardId: Id) => test.database.inTenant(as(who), (tenant) => issuesOf(tenant, bureauId, dashboardId));

  it('are seen by whom they are shared with, and written by whoever keeps them alone', async () => {
    const [own, station, bureau] = [await make('chief', 'own'), await make('chief', 'station'), await make('chief', 'bureau')];
    const seen = async (who: string, stations: readonly Id[]) => (await test.database.inTenant(as(who, stations), (tenant) => dashboards(tenant, bureauId))).map((one) => one.id);
    expect(await seen('chief', [here])).toEqual(expect.arrayContaining([own.id, station.id, bureau.id]));
    expect(await seen('officer', [here])).toEqual(expect.arrayContaining([station.id, bureau.id]));
    expect(await seen('officer', [here])).not.toContain(own.id);
    expect(await seen('other', [there])).toEqual([bureau.id]);
    const write = { title: 'x', tiles: [], sharing: 'own', stationId: null } as const;
    await expect(test.database.inTenant(as('officer'), (tenant) => changeDashboard(tenant, bureauId, station.id, write, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(test.database.inTenant(as('officer'), (tenant) => removeDashboard(tenant, bureauId, station.id, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(test.database.inTenant(as('chief'), (tenant) => changeDashboard(tenant, bureauId, station.id, write, 2))).rejects.toMatchObject({ code: 'STALE_VERSION' });
    expect(await test.database.inTenant(as('chief'), (tenant) => changeDashboard(tenant, bureauId, station.id, write, 1))).toMatchObject({ version: 2, sharing: 'own' });
    await expect(test.database.inTenant(as('officer'), (tenant) => dashboard(tenant, bureauId, station.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keep the views of each reader apart', async () => {
    const { id: board } = await make('chief', 'station');
    const views = (who: string) => test.database.inTenant(as(who), (tenant) => dashboardViews(tenant, bureauId, board));
    await test.database.inTenant(as('officer'), (tenant) => saveView(tenant, bureauId, board, '夜班', { ...NOTHING, preset: 'LAST_WEEK' }));
    const again = await test.database.inTenant(as('officer'), (tenant) => saveView(tenant, bureauId, board, '夜班', { ...NOTHING, category: 'dispute' }));
    expect(await views('officer')).toEqual([{ id: again.id, name: '夜班', filters: { ...NOTHING, category: 'dispute' } }]);
    await test.database.inTenant(as('chief'), (tenant) => removeView(tenant, bureauId, again.id));
    expect(await views('chief')).toEqual([]);
    expect(await views('officer')).toHaveLength(1);
  });

  it('are sent at their hour in the station’s zone, each receiver their own, once', async () => {
    const { id: board } = await make('chief', 'station');
    const planned = await plan(board);
    expect(planned.dueAt).toEqual(new Date('2026-03-05T00:00:00Z'));
    expect(await worker.fireDue()).toBe(0);
    await now('2026-03-05T00:00:01Z');
    await worker.fireDue();
    expect(queued.map(({ payload }) => Object.keys(payload).sort())).toEqual([['accountId', 'deliveryId', 'due'], ['accountId', 'deliveryId', 'due']]);
    const twice = [...queued];
    await runJobs();
    queued.push(...twice);
    await runJobs();
    expect(told.map(({ kind, accountIds }) => [kind, accountIds])).toEqual([['dashboard.delivered', [id('chief')]], ['dashboard.delivered', [id('officer')]]]);
    const [mine, theirs] = [await sent('chief', board), await sent('officer', board)];
    expect([mine.length, theirs.length]).toEqual([1, 1]);
    await expect(test.database.inTenant(as('officer'), (tenant) => issue(tenant, bureauId, mine[0]?.id as Id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { content } = await test.database.inTenant(as('chief'), (tenant) => issue(tenant, bureauId, mine[0]?.id as Id));
    expect(pdfPages(content).join(' ')).toMatch(/上月接报[^]*37/);
    const [standing] = await test.database.inTenant(as('chief'), (tenant) => deliveries(tenant, bureauId, board));
    expect(standing).toMatchObject({ dueAt: new Date('2026-03-12T00:00:00Z'), lastAt: new Date('2026-03-05T00:00:00Z'), lastRefused: 0 });
  });

  it('give whoever lost their rights nothing, and tell the owner', async () => {
    const { id: board } = await make('chief', 'station');
    await plan(board, { format: 'xlsx' });
    await test.owner.query('UPDATE membership SET ended_at = now() WHERE account_id = $1', [id('officer')]);
    await now('2026-03-05T00:00:01Z');
    await worker.fireDue();
    await runJobs();
    expect(told.map(({ kind, accountIds }) => [kind, accountIds])).toEqual([['dashboard.delivered', [id('chief')]], ['dashboard.refused', [id('chief')]]]);
    expect(await sent('officer', board)).toEqual([]);
    const [mine] = await sent('chief', board);
    const { content } = await test.database.inTenant(as('chief'), (tenant) => issue(tenant, bureauId, mine?.id as Id));
    const book = new exceljs.Workbook();
    await book.xlsx.load(content as never);
    expect(book.worksheets[0]?.getRow(4).values).toEqual([undefined, '接报警情（起）', 37]);
    expect(await test.database.inTenant(as('chief'), (tenant) => deliveries(tenant, bureauId, board))).toMatchObject([{ lastRefused: 1 }]);
  });

  it('tell a reader of aggregates no more on paper than on the page', async () => {
    const days: Tile = { ...TILE, key: 'b', title: '按日', drawing: 'LINE', granularity: 'DAY' };
    const persons: Tile = { ...TILE, key: 'c', title: '别所', stationIds: [there] };
    const { id: board } = await make('chief', 'station', [days, persons]);
    await plan(board, { receivers: [id('analyst')], format: 'xlsx' });
    await now('2026-03-05T00:00:01Z');
    await worker.fireDue();
    await runJobs();
    const [theirs] = await sent('analyst', board);
    const { content } = await test.database.inTenant(as('analyst'), (tenant) => issue(tenant, bureauId, theirs?.id as Id));
    const book = new exceljs.Workbook();
    await book.xlsx.load(content as never);
    const cells = book.worksheets[0]?.getSheetValues().slice(4).map((row) => (row as unknown[])[2]);
    expect(cells?.every((cell) => typeof cell === 'number' || /^\d+–\d+$/.test(String(cell)))).toBe(true);
    expect(String(book.worksheets[1]?.getRow(2).getCell(1).value)).toContain('不在您的查看范围内');
  });

  describe('that go to an analyst', () => {
    const MAP: Tile = { ...TILE, key: 'm', title: '热点', drawing: 'MAP', metrics: [] };
    const asked = () => test.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => loggedQueries(tenant, bureauId, { accountId: null, studyId: null, before: null }, 10));
    const left = () => test.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => (await ledger.left(tenant, bureauId, id('analyst'), new Date('2026-03-05T00:00:01Z'))).cost);
    const deliver = async (receivers: readonly string[], tiles: readonly Tile[]) => {
      const { id: board } = await make('chief', 'station', tiles);
      await plan(board, { receivers: receivers.map(id) });
      await now('2026-03-05T00:00:01Z');
      await worker.fireDue();
      const jobs = [...queued];
      await runJobs();
      return { board, again: () => { queued.push(...jobs); return runJobs(); } };
    };
    const pages = async (who: string, board: Id) => {
      const [mine] = await sent(who, board);
      const { content } = await test.database.inTenant(as(who), (tenant) => issue(tenant, bureauId, mine?.id as Id));
      return pdfPages(content).join(' ');
    };

    it('are noted as what that analyst asked, and paid for, once; those of others are not', async () => {
      const { again } = await deliver(['analyst', 'chief'], [TILE, MAP]);
      const note = { accountId: id('analyst'), studyId: null, kind: 'figures', stationIds: [here], purpose: '定期看板“所情”', rows: 0, outcome: 'answered' };
      expect(await asked()).toEqual([expect.objectContaining({ ...note, subjects: ['hotSpots'], cost: 1 }), expect.objectContaining({ ...note, subjects: ['incident.received'], cost: 2 })]);
      expect(await left()).toBe(COST_A_DAY - 3);
      await again();
      expect(await asked()).toHaveLength(2);
    });

    it('say so where the day’s budget is used up, and are told once', async () => {
      await test.owner.query(`INSERT INTO study_spending (bureau_id, account_id, day, cost, rows) VALUES ($1, $2, '2026-03-05', $3, 0)`, [bureauId, id('analyst'), COST_A_DAY - 1]);
      const { board, again } = await deliver(['analyst'], [{ ...TILE, title: '够用' }, { ...TILE, key: 'b', title: '不够' }]);
      const paper = await pages('analyst', board);
      expect(paper).toMatch(/够用[^]*37[^]*不够[^]*未能列出：今日额度不足/);
      expect(paper.match(/37/g)).toHaveLength(1);
      expect((await asked()).map(({ outcome, cost }) => [outcome, cost])).toEqual([['BUDGET_SPENT', 0], ['answered', 2]]);
      await again();
      expect(told.map(({ kind, accountIds, title, body }) => [kind, accountIds, title['zh-CN'], body?.['zh-CN']])).toEqual([['dashboard.delivered', [id('analyst')], '定期看板已生成，但今日额度不足', expect.stringContaining('1 个图块未列出统计')]]);
    });
  });

  it('are sent to nobody outside, or while they are private, and stop when told to', async () => {
    const [own, shared] = [await make('chief', 'own'), await make('chief', 'station')];
    await expect(plan(own.id)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(plan(shared.id, { receivers: [id('other')] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(plan(shared.id, { recurrence: { every: 'week', on: [], at: '08:00' } })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(plan(shared.id, { choice: 'self' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await plan(shared.id, { choice: 'self', receivers: [id('chief')] })).toMatchObject({ receivers: [id('chief')] });
    const planned = await plan(shared.id);
    await expect(test.database.inTenant(as('officer'), (tenant) => stopDelivery(tenant, bureauId, planned.id, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await test.database.inTenant(as('chief'), (tenant) => stopDelivery(tenant, bureauId, planned.id, 1))).toMatchObject({ dueAt: null, version: 2 });
    await now('2026-03-05T00:00:01Z');
    await worker.fireDue();
    expect(queued.filter(({ payload }) => payload['deliveryId'] === planned.id)).toEqual([]);
    await expect(test.database.inTenant(as('chief'), (tenant) => changeDelivery(tenant, bureauId, planned.id, wish(), 1, () => undefined))).rejects.toMatchObject({ code: 'STALE_VERSION' });
    await expect(test.database.inTenant(as('chief'), (tenant) => changeDelivery(tenant, bureauId, planned.id, wish({ stationId: null }), 2, () => undefined))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await test.database.inTenant(as('chief'), (tenant) => changeDelivery(tenant, bureauId, planned.id, wish({ recurrence: { every: 'day', at: '07:30' } }), 2, () => undefined))).toMatchObject({ dueAt: new Date('2026-03-05T23:30:00Z') });
  });
});
