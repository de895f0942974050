import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { CalendarBook, countUndetermined, HolidayNotices, InstanceNotices, listNotices, NOTICES_TOPIC, replay, setStationCalendar, tasksOfInstances, type HistoryRow } from '@stationhouse/workflow-runtime';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';
import { searchPlugin } from './search-workflow.js';

const HOUR = 3_600_000;
const notice = (year: number) => JSON.stringify({ year, days: [{ name: '元旦', date: `${year}-01-01`, isOffDay: true }] });

interface ClockLine {
  readonly ref: string;
  readonly state: string;
  readonly due_at: Date | null;
  readonly changes: readonly { readonly cause: string; readonly before: object; readonly after: object; readonly byHand?: object }[];
}

describe('clocks in the runtime', () => {
  let world: RuntimeWorld;
  let notices: HolidayNotices;
  let here: TestStation;
  let there: TestStation;

  beforeAll(async () => {
    world = await openRuntime([searchPlugin()]);
    notices = new HolidayNotices(world.test.database, world.jobs, world.runtime);
    expect(await world.test.database.entityDrift()).toEqual([]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    [here, there] = (await createTestStations(world.test, 2)) as [TestStation, TestStation];
  });

  const begin = async (station = here, data = {}) => (await world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'search-case', data, idempotencyKey: newId() })).instanceId;
  const clocks = async (instanceId: Id) => Object.fromEntries((await world.test.owner.query<ClockLine>('SELECT ref, state, due_at, changes FROM clock WHERE instance_id = $1', [instanceId])).rows.map((row) => [row.ref, row]));
  const timerAt = async (instanceId: Id, timer: string) => (await world.test.owner.query<{ due_at: Date }>('SELECT due_at FROM timer WHERE instance_id = $1 AND timer = $2', [instanceId, timer])).rows[0]?.due_at.toISOString();
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();
  const edit = (who: string, more: object, instanceId: Id, clock = 'search') => world.runtime.editClock(callBy(here, who), { instanceId, clock, reason: '家属提供新线索', idempotencyKey: newId(), ...more });
  const answer = (who: string, approve: boolean, instanceId: Id) => world.runtime.answerClockEdit(callBy(here, who), { instanceId, clock: 'search', approve, idempotencyKey: newId() });
  const inBureau = { get: () => ({ stationIds: [], bureauIds: [here.bureauId], accountId: here.officer('chief').accountId }) };
  const importing = (year: number) => world.test.database.inTenant(inBureau.get(), (tenant) => notices.import(tenant, here.bureauId, notice(year)));
  const runJob = (scope: 'bureau' | 'station', scopeId: Id, year: number | null) =>
    notices.job().handle({ id: newId(), topic: 'workflow.determine', payload: { year }, scope, scopeId, context: scope === 'bureau' ? { stationIds: [], bureauIds: [scopeId] } : { stationIds: [scopeId], bureauIds: [] }, attempt: 1, signal: new AbortController().signal });

  it('what a calendar is missing for is asked of whoever can bring it, once', async () => {
    await begin();
    await begin();
    const asked = async () => (await world.test.owner.query<{ kind: string; key: string; title: { en: string } }>('SELECT kind, key, title FROM notice WHERE unit_id = $1 ORDER BY key', [here.id])).rows;
    const job = new InstanceNotices({ database: world.test.database, catalog: world.catalog, notices: world.notices }).job();
    const { rows } = await world.test.owner.query<{ id: Id; topic: string; payload: { instanceId: Id; version: number } }>(`SELECT id, topic, payload FROM outbox WHERE scope_id = $1 AND topic = $2`, [here.id, NOTICES_TOPIC]);
    expect(rows).toHaveLength(2);
    for (const { id, topic, payload } of rows) await job.handle({ id, topic, payload, scope: 'station', scopeId: here.id, context: { stationIds: [here.id], bureauIds: [] }, attempt: 1, signal: new AbortController().signal });
    expect((await asked()).map(({ kind, key }) => [kind, key.replace(/\d{4}/, 'year')])).toEqual([['calendar.notice', 'calendar:year'], ['calendar.shifts', 'calendar:shifts']]);
  });

  it('a task is limited by a clock apart from states that runs in its state', async () => {
    const lostAt = ago(1);
    const instanceId = await begin(here, { lostAt });
    const [look] = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => tasksOfInstances(tenant, here.id, [instanceId]));
    expect(look).toMatchObject({ key: 'look', clock: 'search', dueAt: new Date(Date.parse(lostAt) + 4 * HOUR) });
  });

  it('a late fact moves the row and its timers, and both values stand in the row and the history', async () => {
    const lost = ago(1);
    const instanceId = await begin(here, { lostAt: lost });
    const corrected = ago(2.75);
    await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'corrected', payload: { lostAt: corrected }, idempotencyKey: newId() });
    const due = (from: string) => new Date(Date.parse(from) + 4 * HOUR).toISOString();
    const { search } = await clocks(instanceId);
    expect(search).toMatchObject({ state: 'running', changes: [{ cause: 'late-fact', before: { from: lost, dueAt: due(lost) }, after: { from: corrected, dueAt: due(corrected) } }] });
    expect(search?.due_at?.toISOString()).toBe(due(corrected));
    expect(await timerAt(instanceId, 'search@due')).toBe(due(corrected));
    await world.runtime.sendEvent(callBy(here, 'chief'), { instanceId, event: 'corrected', payload: { lostAt: ago(30) }, idempotencyKey: newId() });
    expect((await clocks(instanceId))['search']).toMatchObject({ state: 'breached' });
    expect(await timerAt(instanceId, 'search@due')).toBeUndefined();
  });

  it('a change waits for another person of the role the definition names, within the bound', async () => {
    const instanceId = await begin();
    await expect(edit('community-officer', { budget: 'PT6H' }, instanceId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(edit('duty-officer', { budget: 'PT25H' }, instanceId)).rejects.toMatchObject({ code: 'BEYOND_BOUND', details: { because: '某法第 9 条' } });
    await expect(edit('duty-officer', {}, instanceId)).rejects.toMatchObject({ code: 'EDIT_INVALID' });
    await expect(edit('duty-officer', { budget: 'PT6H', reason: '' }, instanceId)).rejects.toMatchObject({ code: 'EDIT_INVALID' });
    await expect(edit('duty-officer', { budget: 'PT6H', expectedVersion: 9 }, instanceId)).rejects.toMatchObject({ code: 'STALE_VERSION' });
    await expect(edit('duty-officer', { budget: 'PT6H' }, instanceId, 'nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await edit('duty-officer', { budget: 'PT6H', expectedVersion: 1 }, instanceId)).toEqual({ instanceId, version: 2 });
    const before = (await clocks(instanceId))['search']?.due_at?.getTime() ?? 0;
    await expect(answer('community-officer', true, instanceId)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(answer('duty-officer', true, instanceId)).rejects.toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    await answer('chief', true, instanceId);
    const { search } = await clocks(instanceId);
    expect((search?.due_at?.getTime() ?? 0) - before).toBe(2 * HOUR);
    expect(search?.changes).toMatchObject([{ cause: 'edit', byHand: { by: here.officer('duty-officer').accountId, approvedBy: here.officer('chief').accountId, reason: '家属提供新线索' } }]);
    const { rows } = await world.test.owner.query<{ action: string; details: object }>(`SELECT action, details FROM audit_entry WHERE record_id = $1 AND action LIKE 'clock.%' ORDER BY id`, [instanceId]);
    expect(rows.map(({ action }) => action)).toEqual(['clock.edited', 'clock.answered']);
    expect(JSON.stringify(rows)).not.toContain('线索');
  });

  it('a repeated change is made once', async () => {
    const instanceId = await begin();
    const command = { instanceId, clock: 'search', budget: 'PT6H', reason: '线索', idempotencyKey: newId() };
    const first = await world.runtime.editClock(callBy(here, 'duty-officer'), command);
    expect(await world.runtime.editClock(callBy(here, 'duty-officer'), command)).toEqual(first);
  });

  it('imported notices determine what waited, at every station of the bureau, and nothing else', async () => {
    const year = new Date().getFullYear();
    const [mine, theirs] = [await begin(), await begin(there)];
    const otherBureau = (await createTestStations(world.test, 1))[0] as TestStation;
    const foreign = await begin(otherBureau);
    expect((await clocks(mine))['review']).toMatchObject({ state: 'undetermined', due_at: null });
    const waiting = () => world.test.database.inTenant({ stationIds: [here.id, there.id], bureauIds: [] }, (tenant) => countUndetermined(tenant, [here.id, there.id]));
    expect((await waiting()).map(({ clocks: count, tasks }) => [count, tasks])).toEqual([[2, 0], [2, 0]]);
    const search = (await clocks(mine))['search'];
    for (const imported of [year + 3, year + 2]) await importing(imported);
    await importing(year + 1);
    await runJob('bureau', here.bureauId, year + 1);
    await runJob('bureau', here.bureauId, year + 1);
    for (const id of [mine, theirs]) {
      const { review, shift } = await clocks(id);
      expect(review).toMatchObject({ state: 'running', changes: [{ cause: 'calendar' }] });
      expect(await timerAt(id, 'review@due')).toBe(review?.due_at?.toISOString());
      expect(shift).toMatchObject({ state: 'undetermined', changes: [] });
    }
    expect((await clocks(mine))['search']).toEqual(search);
    expect((await clocks(foreign))['review']).toMatchObject({ state: 'undetermined' });
    const [latest, , own] = await world.test.database.inTenant(inBureau.get(), (tenant) => listNotices(tenant, here.bureauId));
    expect([latest?.year, own?.year, own?.stationsDone, own?.stationsTotal, own?.finishedAt]).toEqual([year + 3, year + 1, 2, 2, expect.any(Date)]);
    await expect(world.test.database.inTenant(inBureau.get(), (tenant) => notices.import(tenant, here.bureauId, '{}'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(world.test.database.inTenant(inBureau.get(), (tenant) => notices.import(tenant, otherBureau.bureauId, notice(year + 1)))).rejects.toThrow();
  });

  it('a station’s shifts determine the clocks that waited for them; the history replays on the calendar it was computed on', async () => {
    const instanceId = await begin();
    await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [], accountId: here.officer('chief').accountId }, (tenant) => setStationCalendar(tenant, world.jobs, here.id, '17:30', [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }]));
    await runJob('station', here.id, null);
    const { shift } = await clocks(instanceId);
    expect(shift?.state).toBe('running');
    const { rows } = await world.test.owner.query<Record<string, unknown>>('SELECT *, time_zone AS "timeZone", states_left AS "statesLeft", states_entered AS "statesEntered" FROM history WHERE instance_id = $1 ORDER BY version', [instanceId]);
    const history = rows as unknown as HistoryRow[];
    expect(history.map(({ calendar }) => calendar === null)).toEqual([true, false]);
    const compiled = world.catalog.get('search-case').compiled;
    const calendar = await world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => new CalendarBook().byHash(tenant, here.id, history[1]?.calendar ?? ''));
    expect(replay(history, () => compiled, () => calendar)).toMatchObject({ same: true });
    expect(replay(history, () => compiled)).toMatchObject({ same: false, version: 2 });
    await expect(world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => setStationCalendar(tenant, world.jobs, here.id, '25:00', []))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
