import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FolderStorage } from '@stationhouse/files';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, untilJobsDone, type TestStation } from '@stationhouse/testing';
import { asWorkflowPlugin, keptPlugin } from '@stationhouse/testing/fixtures';
import { AutomationBook, cancelInstance, Eraser, liftHold, placeHold, replay, Retention, reviewHold, rulesOf, type HistoryRow } from '@stationhouse/workflow-runtime';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

const plugin = asWorkflowPlugin(keptPlugin);
const automations = keptPlugin.automations ?? [];
const WORDS = ['王小明', '家住江边', '李二', '目击者张三'];

describe('personal data whose time is over', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  let other: TestStation;
  let folder: string;
  let storage: FolderStorage;
  let retention: Retention;
  let eraser: Eraser;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'retention-'));
    storage = new FolderStorage(folder);
    world = await openRuntime([plugin], { automations, files: storage });
    const { catalog, jobs, notices } = world;
    eraser = new Eraser({ database: world.test.database, catalog, automations: new AutomationBook([{ id: 'kept', automations }]), jobs });
    retention = new Retention({ database: world.test.database, catalog, eraser, notices });
    await world.jobs.startWorker();
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    [station, other] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer', 'legal-officer'] })) as [TestStation, TestStation];
  });
  afterEach(() => expect(world.errors).toEqual([]));

  const officer = (at = station) => callBy(at, 'duty-officer');
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const begin = async (at = station, exercise = false) =>
    (await world.runtime.startInstance(officer(at), { workflow: 'kept-case', exercise, data: { kind: '走失', owner: '王小明', parties: [{ name: '李二', minor: true }, { name: '家住江边' }] }, idempotencyKey: newId() })).instanceId;
  const openTask = async (id: Id) => (await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED')`, id))[0]?.id ?? '';
  const close = async (id: Id, at = station) => void (await world.runtime.completeTask(callBy(at, 'chief'), { taskId: await openTask(id), outcome: 'done', form: { owner: '王小明', remark: '目击者张三', rating: 5 }, idempotencyKey: newId() }));
  const begun = async (at = station) => {
    const id = await begin(at);
    await world.runtime.sendEvent(officer(at), { instanceId: id, event: 'print', idempotencyKey: newId() });
    await untilJobsDone(world.test, at.id);
    await close(id, at);
    return id;
  };
  const dataOf = async (id: Id) => (await rows<{ data: object }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, id))[0]?.data;
  /** Whatever of the words stands anywhere in the rows of an instance. Why somebody did something stays in the sealed record: people are told to write nothing personal there. */
  const wordsIn = async (id: Id) => {
    const found = await rows<{ text: string }>(
      `SELECT i::text AS text FROM instance i WHERE id = $1 UNION ALL SELECT h::text FROM history h WHERE instance_id = $1 UNION ALL SELECT c::text FROM automation_call c WHERE instance_id = $1
       UNION ALL SELECT a::text FROM attachment a WHERE instance_id = $1 UNION ALL SELECT t::text FROM task t WHERE instance_id = $1 UNION ALL SELECT k::text FROM clock k WHERE instance_id = $1
       UNION ALL SELECT l.details::text FROM audit_entry l WHERE record_id = $1 UNION ALL SELECT n::text FROM notice n WHERE record_id = $1`, id);
    return WORDS.filter((word) => found.some((row) => row.text.includes(word)));
  };
  const erased = (id: Id) => rows<{ field: string; keep: string; count: number }>('SELECT field, keep, count FROM erasure WHERE instance_id = $1 ORDER BY erased_at, field', id);
  const later = (by: string) => world.testClock.advance(by);
  const held = <Answer>(work: Parameters<typeof world.test.database.inTenant<Answer>>[1]) => world.test.database.inTenant({ stationIds: [station.id], bureauIds: [], accountId: station.officer('legal-officer').accountId }, work);
  const hold = async (instanceId: Id, days: number) => held((tenant) => placeHold(tenant, station.id, { instanceId, reason: '检察机关调阅', reviewAt: new Date(tenant.now.getTime() + days * 86_400_000), idempotencyKey: newId() }));

  it('goes field by field, each by its own day, from every row; what figures need stays', async () => {
    const id = await begun();
    expect(await wordsIn(id)).toEqual(WORDS);
    await retention.eraseAll(station.id);
    expect(await erased(id)).toEqual([]);

    await later('P32D');
    await retention.eraseAll(station.id);
    expect(await erased(id)).toEqual([{ field: 'owner', keep: 'P1M', count: 5 }]);
    expect(await dataOf(id)).toEqual({ kind: '走失', parties: [{ name: '李二', minor: true }, { name: '家住江边' }], pages: 1 });
    expect(await rows('SELECT input FROM automation_call WHERE instance_id = $1', id)).toEqual([{ input: {} }]);

    await later('P31D');
    await retention.eraseAll(station.id);
    expect(await dataOf(id)).toEqual({ kind: '走失', parties: [{ minor: true }, {}], pages: 1 });
    await later('P31D');
    await retention.eraseAll(station.id);
    expect(await dataOf(id)).toEqual({ kind: '走失', parties: [{ minor: true }], pages: 1 });
    // The name of a file is free text: it goes with the rest, with the longest-kept field.
    expect(await wordsIn(id)).toEqual(['王小明', '目击者张三']);
    const [{ sha256 } = { sha256: '' }] = await rows<{ sha256: string }>('SELECT sha256 FROM attachment WHERE instance_id = $1', id);
    const twin = await begun();
    await later('P100D');
    await retention.eraseAll(station.id);
    await untilJobsDone(world.test, station.id);
    expect(await wordsIn(id)).toEqual([]);
    expect(await dataOf(id)).toEqual({ kind: '走失', pages: 1 });
    expect((await erased(id)).map(({ field }) => field)).toEqual(['owner', 'parties.name', 'parties', '*', 'parties.minor']);
    const [answer] = await rows<{ event: { form: object } }>(`SELECT event FROM history WHERE instance_id = $1 AND kind = 'complete-task'`, id);
    expect(answer?.event.form).toEqual({ rating: 5 });
    // The same bytes are named by another instance's attachment: they stay until it lets go of them, too.
    const blob = () => storage.area(`attachments/${station.id}`).size(sha256);
    expect(await blob()).toBeGreaterThan(0);
    await later('P100D');
    await retention.eraseAll(station.id);
    await untilJobsDone(world.test, station.id);
    expect(await wordsIn(twin)).toEqual([]);
    expect(await blob()).toBeUndefined();
    // Each time is a step that tells, and a line of the record, without a word of the content.
    expect(await rows(`SELECT count(*)::int AS steps FROM history WHERE instance_id = $1 AND kind = 'erase'`, id)).toEqual([{ steps: 4 }]);
    expect(await rows(`SELECT count(*)::int AS lines FROM audit_entry WHERE record_id = $1 AND action = 'instance.erased'`, id)).toEqual([{ lines: 4 }]);
    const history = await world.test.database.inTenant({ stationIds: [station.id], bureauIds: [] }, (tenant) => tenant.sql<HistoryRow>('SELECT version, at, kind, definition, time_zone AS "timeZone", event, effects, states_left AS "statesLeft", states_entered AS "statesEntered" FROM history WHERE instance_id = $1 ORDER BY version', [id]));
    expect(replay(history, (hash) => world.catalog.loaded(hash) as never)).toMatchObject({ same: false, what: expect.stringContaining('erased') });
  });

  it('goes once, whoever is killed in the middle and whoever comes at the same time', async () => {
    const ids = [await begun(), await begun(), await begun()];
    await later('P7M');
    // The second one's transaction dies at its end: the first is done, the second untouched, the third to come.
    let calls = 0;
    const dying = { eraseOf: () => (++calls === 2 ? Promise.reject(new Error('killed')) : Promise.resolve(1)) };
    retention.also(dying);
    await expect(retention.eraseAll(station.id)).rejects.toThrow('killed');
    expect(await Promise.all(ids.map(async (id) => (await erased(id)).length))).toEqual([5, 0, 0]);
    expect(await wordsIn(ids[1] ?? '')).toEqual(WORDS);
    await Promise.all([retention.eraseAll(station.id), retention.eraseAll(station.id)]);
    expect(await Promise.all(ids.map(async (id) => (await erased(id)).length))).toEqual([5, 5, 5]);
    expect(await rows(`SELECT instance_id FROM history WHERE station_id = $1 AND kind = 'erase'`, station.id)).toHaveLength(3);
    const before = await rows('SELECT id, version FROM instance WHERE station_id = $1 ORDER BY id', station.id);
    await retention.eraseAll(station.id);
    expect(await rows('SELECT id, version FROM instance WHERE station_id = $1 ORDER BY id', station.id)).toEqual(before);
    // Another station's are its own business.
    const there = await begun(other);
    await later('P7M');
    await retention.eraseAll(station.id);
    expect(await wordsIn(there)).toEqual(WORDS);
  });

  it('stays while somebody holds it; a review that passed tells and lifts nothing', async () => {
    const id = await begun();
    const { id: holdId } = await hold(id, 10);
    await expect(hold(id, 10)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(held((tenant) => placeHold(tenant, station.id, { instanceId: id, reason: ' ', reviewAt: new Date(), idempotencyKey: newId() }))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await later('P7M');
    await retention.eraseAll(station.id);
    await retention.eraseAll(station.id);
    expect(await wordsIn(id)).toEqual(WORDS);
    const notices = () => rows<{ title: { en: string }; told: Id[] }>(`SELECT n.title, array_agg(r.account_id) AS told FROM notice n JOIN notice_recipient r ON r.notice_id = n.id WHERE n.unit_id = $1 AND n.kind = 'retention.review' GROUP BY n.id, n.title`, station.id);
    const [warned, ...more] = await notices();
    expect(new Set(warned?.told)).toEqual(new Set([station.officer('chief').accountId, station.officer('legal-officer').accountId]));
    expect(more).toEqual([]);
    // The database itself refuses, whatever a program thinks.
    await expect(held((tenant) => tenant.sql(`UPDATE history SET effects = '[]' WHERE instance_id = $1`, [id]))).rejects.toThrow('legal hold');
    await held((tenant) => reviewHold(tenant, station.id, { holdId, reason: '仍需留存', reviewAt: new Date(tenant.now.getTime() + 86_400_000), idempotencyKey: newId() }));
    await later('P2D');
    await retention.eraseAll(station.id);
    expect(await notices()).toHaveLength(2);
    const lifting = { holdId, reason: '案件已结', idempotencyKey: newId() };
    await held((tenant) => liftHold(tenant, station.id, lifting));
    await held((tenant) => liftHold(tenant, station.id, lifting));
    await expect(held((tenant) => liftHold(tenant, station.id, { ...lifting, idempotencyKey: newId() }))).rejects.toMatchObject({ code: 'CONFLICT' });
    await retention.eraseAll(station.id);
    expect(await wordsIn(id)).toEqual([]);
    expect(await rows(`SELECT action FROM audit_entry WHERE record_id = $1 AND action LIKE 'hold.%' ORDER BY id`, id)).toEqual([{ action: 'hold.placed' }, { action: 'hold.reviewed' }, { action: 'hold.lifted' }]);
  });

  it('goes from what was called off, and from exercises, by the same rules', async () => {
    const [cancelled, practised, running] = [await begin(), await begin(station, true), await begin()];
    // Part of an exercise with a clock of its own, and left open when it ended: its time counts from that end.
    const exercise = await world.exercises.plan(callBy(station, 'chief'), { title: '走失演练', clock: 'virtual', beginsAt: new Date('2031-03-02T08:00:00Z'), speed: 1, roles: ['chief'], injects: [{ title: '家属来电', after: 'PT9H', content: { kind: 'message', text: '家属来电', roles: ['chief'], urgent: false } }], objectives: [] });
    await world.exercises.start(callBy(station, 'chief'), exercise);
    const drilled = (await world.runtime.startInstance(officer(), { workflow: 'kept-case', exerciseId: exercise, data: { kind: '走失', owner: '李二' }, idempotencyKey: newId() })).instanceId;
    await world.exercises.end(callBy(station, 'chief'), exercise);
    await cancelInstance(world.runtime, callBy(station, 'chief'), { instanceId: cancelled, reason: '家住江边', idempotencyKey: newId() });
    await close(practised);
    await later('P7M');
    await retention.eraseAll(station.id);
    expect([await wordsIn(cancelled), await wordsIn(practised), await wordsIn(drilled)]).toEqual([[], [], []]);
    expect((await wordsIn(running)).length).toBeGreaterThan(0);
  });

  it('keeps the rest as long as the longest-kept field', () => {
    expect(rulesOf(plugin).at(-1)).toEqual({ workflow: 'kept-case', field: '*', keep: 'P6M' });
    expect(rulesOf({ ...plugin, personalData: {} })).toEqual([{ workflow: 'kept-case', field: '*', keep: 'P3Y' }]);
  });
});
