import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, text, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { asWorkflowPlugin, meetingPlugin } from '@stationhouse/testing/fixtures';
import { ERASE_TOPIC, PluginGate, retentionSchedule, ScheduleBook, ScheduleWorker, TestClock, WorkflowCatalog, WorkflowRuntime, type Schedule, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { Database, DomainClock } from '@stationhouse/database';
import { Notices } from '@stationhouse/notify';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { setPlugin } from './runtime-world.js';

const broken: Schedule = { id: 'broken', title: text('坏的', 'Broken'), default: { every: 'month', on: 1, at: '00:00' }, does: { start: 'staff-meeting', data: { kind: 7 } } };
const plugin: WorkflowPlugin & { schedules: readonly Schedule[] } = { ...asWorkflowPlugin(meetingPlugin), schedules: [...(meetingPlugin.schedules ?? []), broken] };

interface Shown { id: string; next: string[]; off: boolean; own: boolean; active: boolean; revision: number; mayChangeTime: boolean; recurrence: { words: { zhCN: string }; weekdays: number[]; at: string }; runs: { dueAt: string; late: boolean; missed: number; state: string; reason: { en: string } | null; instanceId: Id | null }[] }
interface Answer { schedules: Shown[]; changeSchedule: Shown }
const SHOWN = 'id next off own active revision mayChangeTime recurrence { words { zhCN } weekdays at } runs { dueAt late missed state reason { en } instanceId }';
const LIST = `query ($stationId: ID!) { schedules(stationId: $stationId) { ${SHOWN} } }`;
const CHANGE = `mutation ($stationId: ID!, $scheduleId: String!, $recurrence: RecurrenceInput, $off: Boolean!, $expectedVersion: Int!, $key: String!) { changeSchedule(stationId: $stationId, scheduleId: $scheduleId, recurrence: $recurrence, off: $off, expectedVersion: $expectedVersion, idempotencyKey: $key) { ${SHOWN} } }`;
const DAY = 86_400_000;

describe('what comes round at a station', () => {
  let world: GraphqlWorld<Answer>;
  let worker: ScheduleWorker;
  let station: TestStation;

  beforeAll(async () => {
    world = await openGraphql<Answer>([plugin], true, () => ({}));
    worker = world.app.get(ScheduleWorker);
  });
  afterAll(() => world.close());
  const made = async (timeZone = 'Asia/Shanghai') => {
    const [one] = (await createTestStations(world.test, 1, { timeZone, staff: ['chief', 'duty-officer'] })) as [TestStation];
    await worker.bringIn();
    return one;
  };
  beforeEach(async () => {
    station = await made();
  });

  const by = (role = 'chief', at = station): Asker => ({ station: at, officer: at.officer(role) });
  const shown = async (id: string, at = station) => (await world.answer(by('chief', at), LIST, { stationId: at.id })).schedules.find((one) => one.id === id) as Shown;
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const started = (at = station, kind = 'weekly') => rows<{ id: Id; exercise: boolean }>(`SELECT id, exercise FROM instance WHERE station_id = $1 AND snapshot->'data'->>'kind' = $2 ORDER BY started_at`, at.id, kind);
  const advance = (by: string) => world.app.get(TestClock).advance(by);
  const now = async () => (await world.test.database.now()).getTime();
  const another = () => {
    const { app, test, jobs } = world;
    const clock = new DomainClock();
    return new ScheduleWorker({ database: app.get(Database), book: new ScheduleBook([plugin], [retentionSchedule]), plugins: app.get(PluginGate), runtime: new WorkflowRuntime({ database: test.database, catalog: app.get(WorkflowCatalog), jobs, clock }), clock, jobs, notices: app.get(Notices), onError: (error) => { throw error; } });
  };
  /** As if nothing had run for so long. */
  const outage = async (by: number) => world.test.database.advanceTestClock(by);
  const change = async (scheduleId: string, over: object) => ({ stationId: station.id, scheduleId, recurrence: null, off: false, expectedVersion: (await shown(scheduleId)).revision, key: newId(), ...over });

  it('starts its workflow at each due moment by the station’s wall clock, once, as a real one', async () => {
    const before = await shown('weekly-meeting');
    expect(before).toMatchObject({ recurrence: { words: { zhCN: '每周三 08:30' }, weekdays: [3] }, own: false, off: false, active: true, runs: [] });
    expect(before.next.map((moment) => new Date(moment).toISOString().slice(11))).toEqual(['00:30:00.000Z', '00:30:00.000Z', '00:30:00.000Z']);
    await advance('P14D');
    const instances = await started();
    expect(instances).toEqual([{ id: expect.any(String), exercise: false }, { id: expect.any(String), exercise: false }]);
    const { runs } = await shown('weekly-meeting');
    expect(runs).toEqual([...before.next.slice(0, 2)].reverse().map((dueAt, index) => ({ dueAt, late: false, missed: 0, state: 'STARTED', reason: null, instanceId: instances[1 - index]?.id })));
  });

  it('runs a moment once among several workers, and again after one that was killed before its commit', async () => {
    const { next } = await shown('weekly-meeting');
    await outage(Date.parse(next[0] ?? '') - (await now()) + 1_000);
    // Claimed by a worker that died: the lease hides the row for a while, and then another takes it.
    await world.test.database.unscoped('claim_schedules', [new Date(await now()), 50, '10 seconds']);
    await Promise.all([worker.fireDue(), another().fireDue()]);
    expect(await started()).toHaveLength(0);
    await outage(11_000);
    await Promise.all([worker.fireDue(), another().fireDue(), another().fireDue()]);
    expect(await started()).toHaveLength(1);
    expect((await shown('weekly-meeting')).runs).toMatchObject([{ dueAt: next[0], late: false }]);
  });

  it('makes up once, marked late, for what passed while nothing ran; or not at all where that is said', async () => {
    const { next } = await shown('weekly-meeting');
    await outage(70 * DAY);
    await worker.fireDue();
    expect(await started()).toHaveLength(1);
    const { runs } = await shown('weekly-meeting');
    expect(runs).toMatchObject([{ dueAt: next[0], late: true, state: 'STARTED' }]);
    expect(runs[0]?.missed).toBeGreaterThanOrEqual(9);
    expect(await started(station, 'monthly')).toHaveLength(0);
    expect((await shown('monthly-report')).runs).toMatchObject([{ state: 'SKIPPED', late: true, reason: { en: expect.stringContaining('missed') } }]);
    // A jump of the test clock does not stop for the platform's own: it runs once, late, and gives its work to a job.
    expect((await shown('retention')).runs).toMatchObject([{ state: 'QUEUED', late: true }]);
    expect(await rows('SELECT topic FROM outbox WHERE scope_id = $1 AND topic = $2', station.id, ERASE_TOPIC)).toHaveLength(1);
  });

  it('is the station’s to change, as far as it was declared', async () => {
    const friday = { every: 'WEEK', weekdays: [5], at: '20:00' };
    const wanted = await change('weekly-meeting', { recurrence: friday });
    const { changeSchedule: changed } = await world.answer(by(), CHANGE, wanted);
    expect(changed).toMatchObject({ own: true, recurrence: { words: { zhCN: '每周五 20:00' } }, revision: 2 });
    expect(new Date(changed.next[0] ?? '').getUTCDay()).toBe(5);
    expect((await world.answer(by(), CHANGE, wanted)).changeSchedule.revision).toBe(2);
    expect(await world.refusal(by(), CHANGE, { ...wanted, key: newId() })).toBe('STALE_VERSION');
    expect(await world.refusal(by(), CHANGE, await change('weekly-meeting', { recurrence: { ...friday, weekdays: [8] } }))).toBe('BAD_INPUT');
    expect(await world.refusal(by(), CHANGE, await change('weekly-meeting', { recurrence: { ...friday, at: '25:00' } }))).toBe('BAD_INPUT');
    expect(await world.refusal(by(), CHANGE, await change('monthly-report', { recurrence: friday }))).toBe('BAD_INPUT');
    expect(await world.refusal(by(), CHANGE, await change('monthly-report', { off: true }))).toBe('BAD_INPUT');
    expect(await world.refusal(by('duty-officer'), CHANGE, wanted)).toBe('FORBIDDEN');
    expect(await rows(`SELECT details FROM audit_entry WHERE unit_id = $1 AND action = 'schedule.changed'`, station.id)).toEqual([{ details: { recurrence: { every: 'week', on: ['friday'], at: '20:00' }, off: false } }]);
    await world.answer(by(), CHANGE, await change('weekly-meeting', { off: true }));
    await advance('P8D');
    expect(await started()).toHaveLength(0);
    expect(await shown('weekly-meeting')).toMatchObject({ off: true, active: false, next: [], runs: [{ state: 'SKIPPED', reason: { en: expect.stringContaining('off') } }] });
  });

  it('does nothing while its plugin is disabled, and tells the chief what its workflow refuses', async () => {
    await setPlugin(world.test, station.id, 'duty-cycle', false);
    await advance('P8D');
    expect(await started()).toHaveLength(0);
    expect((await shown('weekly-meeting')).runs).toMatchObject([{ state: 'SKIPPED', reason: { en: 'Its plugin is not enabled' } }]);
    await setPlugin(world.test, station.id, 'duty-cycle', true);
    await advance('P32D');
    expect((await shown('broken')).runs[0]).toMatchObject({ state: 'FAILED', instanceId: null });
    expect(await rows(`SELECT n.kind FROM notice n JOIN notice_recipient r ON r.notice_id = n.id WHERE n.unit_id = $1 AND n.kind = 'schedule.failed' AND r.account_id = $2`, station.id, station.officer('chief').accountId)).not.toHaveLength(0);
  });

  it('follows clocks that are put forward and back, and a station that moves to another zone', async () => {
    const away = await made('Europe/Berlin');
    const walls = async () => {
      const { next } = await shown('weekly-meeting', away);
      return next.map((moment) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(moment)));
    };
    for (let month = 0; month < 12; month += 1) {
      expect(await walls()).toEqual(['Wed 08:30', 'Wed 08:30', 'Wed 08:30']);
      await outage(30 * DAY);
      await worker.fireDue();
    }
    await world.test.owner.query(`UPDATE station SET time_zone = 'Asia/Shanghai' WHERE id = $1`, [away.id]);
    await worker.bringIn();
    expect((await shown('weekly-meeting', away)).next[0]).toMatch(/T00:30:00/);
  });
});
