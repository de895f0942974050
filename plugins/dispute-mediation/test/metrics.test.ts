import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { analyticsMigrations, FigureOrigins, Figures, MetricRegistry, type FigureQuery } from '@stationhouse/analytics';
import disputePlugin from '@stationhouse/dispute-mediation-server';
import { FolderStorage } from '@stationhouse/files';
import { incidentMigrations } from '@stationhouse/incidents';
import { newId, type Id } from '@stationhouse/kernel';
import { checkPlugins } from '@stationhouse/plugin-api';
import { createTestStations, openTestDatabase, untilJobsDone, type TestDatabase, type TestStation } from '@stationhouse/testing';
import type { JsonObject } from '@stationhouse/workflow';
// The runtime's own test world: a whole runtime on a database of its own.
import { callBy, entities, migrations, runtimeOn } from '../../../libs/workflow-runtime/test/runtime-world.js';
import { at } from './definition.js';

const PARTIES: JsonObject[] = [{ name: '张三' }, { name: '李四' }];
const CALM = { situation: '平稳' };

describe('the metrics of disputes', () => {
  let test: TestDatabase;
  let world: Awaited<ReturnType<typeof runtimeOn>>;
  let station: TestStation;
  let folder: string;
  let registry: MetricRegistry;

  beforeAll(async () => {
    const [checked] = checkPlugins([disputePlugin]);
    if (checked === undefined) throw new Error('no plugin');
    const { declaration, definitions } = checked;
    test = await openTestDatabase({ entities, migrations: [...migrations, ...incidentMigrations, ...analyticsMigrations] });
    folder = await mkdtemp(path.join(tmpdir(), 'disputes-'));
    world = await runtimeOn(test.database, [{ id: declaration.id, version: declaration.version, enabledByDefault: true, rules: declaration.rules ?? {}, workflows: definitions }], { brought: [declaration], files: new FolderStorage(folder) });
    await world.jobs.startWorker();
    station = (await createTestStations(test, 1))[0] as TestStation;
    registry = new MetricRegistry([checked]);
    await test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [at('2024-02-29T09:00')]);
    const teamId = newId();
    await test.owner.query(`INSERT INTO team (station_id, id, name) VALUES ($1, $2, '社区警务队')`, [station.id, teamId]);
    await test.owner.query(`UPDATE membership SET team_id = $1, granted_at = '2024-01-01' WHERE station_id = $2 AND role = 'community-officer'`, [teamId, station.id]);
  });
  afterAll(async () => {
    await world.timers.stop();
    await world.jobs.close();
    await test.close();
    await rm(folder, { recursive: true });
  });

  async function advanceTo(local: string): Promise<void> {
    await world.testClock.advance(`PT${((at(local).getTime() - (await test.database.now()).getTime()) / 1000).toFixed(3)}S`);
    await untilJobsDone(test, station.id);
  }
  const register = async (cause: string, exercise = false) =>
    (await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'dispute-mediation', data: { cause, summary: '争吵', parties: PARTIES }, exercise, idempotencyKey: newId() })).instanceId;
  const taskOf = async (instanceId: Id, ref: string, status: string) => (await test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1 AND ref = $2 AND status = $3 ORDER BY serial DESC', [instanceId, ref, status])).rows[0]?.id ?? '';
  const complete = async (instanceId: Id, ref: string, outcome: string, form: JsonObject, role = 'community-officer') =>
    world.runtime.completeTask(callBy(station, role), { taskId: await taskOf(instanceId, ref, 'OPEN').then(async (id) => (id === '' ? taskOf(instanceId, ref, 'CLAIMED') : id)), outcome, form, idempotencyKey: newId() });
  const grade = (instanceId: Id, track: string) => complete(instanceId, 'registered#grade', 'accepted', { risk: 'yellow', riskReason: '已当面平息', track }, 'duty-officer');
  const agree = (instanceId: Id, state: string, local: string, atOnce = false) => complete(instanceId, `mediating.${state}#mediate`, 'agreed', { agreedOn: at(local).toISOString(), performBy: '2024-03-15', terms: '夜间不施工', atOnce });
  const visit = (instanceId: Id, which: string, role?: string) => complete(instanceId, `followingUp.${which}.open#visit`, 'calm', CALM, role);

  const sign = (instanceId: Id) => complete(instanceId, 'followingUp.document.toSign#sign', 'onPaper', { note: '已当面签署', consented: true });

  const ask = (query: Partial<FigureQuery> & Pick<FigureQuery, 'metrics'>) =>
    test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => new Figures(registry, 5_000).read(tenant, [station.id], { from: '2024-01-01', to: '2025-01-01', granularity: 'NONE', weekStart: 1, compare: 'NONE', dimensions: [], filter: [], ...query }, { persons: true, fine: true }));
  const total = async (name: string) => (await ask({ metrics: [`dispute-mediation.${name}`] }))[0]?.points.map(({ numerator, denominator }) => [numerator, denominator])[0];
  const by = async (name: string, dimension: string, more: Partial<FigureQuery> = {}) =>
    (await ask({ metrics: [`dispute-mediation.${name}`], dimensions: [dimension], ...more }))[0]?.points.map(({ period, dimensions: [value], numerator }) => [...(period === null ? [] : [period]), value?.title['zh-CN'], numerator]);
  /** Every metric by each of its dimensions and by month, as it is sent. */
  const everything = async () => {
    const said = [];
    for (const { metric: { id }, dimensions } of registry.all()) {
      for (const name of dimensions.keys()) said.push((await ask({ metrics: [id], dimensions: [name], granularity: 'MONTH' }))[0]?.points);
    }
    return JSON.stringify(said);
  };

  it('count what happened, when it happened, and nothing that was taken back or practised', async () => {
    const [kept, lost, relapsed, practised] = [await register('noise'), await register('debt'), await register('family'), await register('noise', true)];
    for (const id of [kept, lost, practised]) await grade(id, 'police');
    await grade(relapsed, 'onSite');
    await advanceTo('2024-03-01T16:00');
    for (const id of [kept, practised]) await agree(id, 'first', '2024-03-01T15:00');
    await agree(relapsed, 'onSite', '2024-03-01T15:00', true);
    await agree(lost, 'first', '2024-03-01T15:00', true);
    expect([await total('agreed'), await total('performed')]).toEqual([[3, null], [2, null]]);
    await world.runtime.recallTask(callBy(station, 'community-officer'), { taskId: await taskOf(lost, 'mediating.first#mediate', 'DONE'), idempotencyKey: newId() });
    expect([await total('agreed'), await total('performed')]).toEqual([[2, null], [1, null]]);
    for (const state of ['first', 'second']) await complete(lost, `mediating.${state}#mediate`, 'failed', { reason: '各执一词' });
    await complete(lost, 'legalProcess#openCase', 'accepted', { caseNumber: 'A1' }, 'case-officer');
    await advanceTo('2024-03-02T09:00');
    await world.runtime.sendEvent(callBy(station, 'community-officer'), { instanceId: relapsed, event: 'recurred', payload: CALM, idempotencyKey: newId() });
    await complete(relapsed, 'recurred#safetyVisit', 'done', { ...CALM, risk: 'yellow', riskReason: '已当面平息', track: 'onSite' });
    await agree(relapsed, 'onSite', '2024-03-02T09:00', true);

    await advanceTo('2024-03-04T10:00');
    for (const id of [kept, practised]) {
      await sign(id);
      await visit(id, 'soon');
      await complete(id, 'followingUp.performance.pending#confirm', 'performed', {});
    }
    await advanceTo('2024-03-05T10:00');
    await sign(relapsed);
    await visit(relapsed, 'soon');
    // Due at the end of the last of March: three hours late. The other has until the end of the first of April.
    await advanceTo('2024-04-01T03:00');
    for (const id of [kept, practised, relapsed]) await visit(id, 'later');
    await advanceTo('2024-06-01T12:00');
    for (const id of [kept, practised, relapsed]) await visit(id, 'assess', 'chief');
    await advanceTo('2024-06-03T09:00');

    expect(await by('screened', 'cause', { granularity: 'MONTH' })).toEqual([['2024-02-01', '噪音扰民', 1], ['2024-02-01', '家庭纠纷', 1], ['2024-02-01', '债务纠纷', 1]]);
    expect(await by('screened', 'outcome')).toEqual([['已化解', 2], ['无', 1]]);
    expect(await by('mediated', 'track')).toEqual([['现场调解', 2], ['治安调解', 3]]);
    expect(await by('mediated', 'outcome')).toEqual([['达成协议', 3], ['调解不成', 2]]);
    expect(await by('mediated', 'state', { filter: [{ dimension: 'cause', in: ['debt'] }] })).toEqual([['第一次调解', 1], ['第二次调解', 1]]);
    expect(await by('agreed', 'team')).toEqual([['社区警务队', 3]]);
    expect(await by('performed', 'cause')).toEqual([['噪音扰民', 1], ['家庭纠纷', 2]]);
    expect([await total('turnedToLaw'), await total('relapseRate')]).toEqual([[1, null], [1, 2]]);
    // Of the one that went to law nobody visited: three of nine; and one was late.
    expect(await total('followUpOnTime')).toEqual([5, 9]);
    // A clock is its team's whose act stopped it, the last time where a step was taken back: by plain reading of what happened.
    const { rows: stopped } = await test.owner.query<{ team: string | null; kept: number; all: number }>(
      `SELECT t.name AS team, count(*) FILTER (WHERE c.state = 'met')::int AS kept, count(*)::int AS "all" FROM clock c JOIN instance i ON i.id = c.instance_id AND NOT i.exercise
         LEFT JOIN LATERAL (SELECT h.actor_id FROM history h, jsonb_array_elements(h.effects) e WHERE h.instance_id = c.instance_id AND e ->> 'type' = 'stop-clock' AND (e ->> 'serial')::int = c.serial ORDER BY h.version DESC LIMIT 1) last ON true
         LEFT JOIN membership m ON m.account_id = last.actor_id LEFT JOIN team t ON t.id = m.team_id WHERE c.state IN ('met', 'breached') GROUP BY 1 ORDER BY 1 NULLS LAST`,
    );
    const clocks = (await ask({ metrics: ['workflow.clocksInTime'], dimensions: ['team'] }))[0]?.points.map(({ dimensions: [value], numerator, denominator }) => ({ team: value?.value === null ? null : value?.title['zh-CN'], kept: numerator, all: denominator }));
    expect(clocks).toEqual(stopped);
    expect(stopped).toEqual([{ team: '社区警务队', kept: 8, all: 9 }]);
    expect(world.errors).toEqual([]);

    const records = new FigureOrigins(registry, world.catalog);
    for (const { metric: { id }, dimensions, record } of registry.all().filter(({ metric }) => metric.id.startsWith('dispute-'))) {
      for (const name of record === undefined ? [] : dimensions.keys()) {
        for (const { period, dimensions: values, count } of (await ask({ metrics: [id], dimensions: [name], granularity: 'MONTH' }))[0]?.points ?? []) {
          const cell = { metric: id, from: '2024-01-01', to: '2025-01-01', granularity: 'MONTH' as const, weekStart: 1, filter: [], period, values, counted: false };
          const { edges } = await test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => records.page(tenant, [station.id], cell, { persons: true, fine: true }, 50, null));
          expect([id, name, edges.map(({ node }) => node.rows).reduce((sum, rows) => sum + rows, 0), new Set(edges.map(({ node }) => node.title.en))]).toEqual([id, name, count, new Set(['Dispute mediation'])]);
        }
      }
    }

    const real = await everything();
    const { rows } = await test.owner.query(`SELECT (SELECT count(*) FROM instance WHERE exercise AND status = 'closed')::int AS closed, (SELECT count(*) FROM task WHERE exercise AND status = 'DONE')::int AS done`);
    expect(rows).toEqual([{ closed: 1, done: 7 }]);
    for (const table of ['task', 'clock', 'history']) await test.owner.query(`DELETE FROM ${table} t USING instance i WHERE i.station_id = t.station_id AND i.id = t.instance_id AND i.exercise`);
    await test.owner.query('DELETE FROM instance WHERE exercise');
    expect(await everything()).toBe(real);
  });
});
