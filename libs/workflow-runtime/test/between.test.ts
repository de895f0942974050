import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { jobsById } from '@stationhouse/jobs';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { DELIVER_TOPIC, EventBook, EventDelivery, EventPublisher, MatterKeys, PluginGate, PluginSettings, PUBLISH_TOPIC, Reactions, RELEASE_EVENTS_TOPIC } from '@stationhouse/workflow-runtime';
import * as fc from 'fast-check';
import { betweenPlugins, connected, passed, stumbling } from './between-workflow.js';
import { callBy, openRuntime, setPlugin, type RuntimeWorld } from './runtime-world.js';

const TOPICS = [PUBLISH_TOPIC, DELIVER_TOPIC, RELEASE_EVENTS_TOPIC];

describe('between plugins', () => {
  let world: RuntimeWorld;
  let publisher: EventPublisher;
  let delivery: EventDelivery;
  let settings: PluginSettings;
  let here: TestStation;

  beforeAll(async () => {
    world = await openRuntime(betweenPlugins());
    const { runtime, jobs, catalog, test } = world;
    const book = new EventBook(connected);
    settings = new PluginSettings(connected);
    publisher = new EventPublisher(test.database, jobs, book);
    delivery = new EventDelivery({ database: test.database, jobs, catalog, plugins: new PluginGate(catalog), book, reactions: new Reactions(runtime, catalog, new MatterKeys('a token key of the installation, long enough')), settings });
    jobs.register(publisher.job(), ...delivery.definitions());
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    stumbling.clear();
    [here] = (await createTestStations(world.test, 1)) as [TestStation];
  });
  afterEach(() => void world.errors.splice(0));

  const chief = () => callBy(here, 'chief');
  const rows = async <Row extends object>(statement: string, ...parameters: unknown[]) => (await world.test.owner.query<Row>(statement, parameters)).rows;
  const open = async (more: { colour?: string; exercise?: boolean } = {}) => (await world.runtime.startInstance(chief(), { workflow: 'gate', data: more.colour === undefined ? {} : { colour: more.colour }, exercise: more.exercise ?? false, idempotencyKey: newId() })).instanceId;
  const send = (instanceId: Id, event: string, payload?: Record<string, string>) => world.runtime.sendEvent(chief(), { instanceId, event, ...(payload === undefined ? {} : { payload }), idempotencyKey: newId() });
  const pass = async (gate: Id, times: number) => {
    for (let time = 0; time < times; time++) await send(gate, 'pass');
  };
  const work = () => world.jobs.runWaiting(TOPICS);
  const seen = async () => (await rows<{ seen: number[] }>(`SELECT snapshot->'data'->'seen' AS seen FROM instance WHERE station_id = $1 AND workflow = 'watch' ORDER BY id`, here.id)).map((row) => row.seen);
  const deliveries = async () => (await rows<{ state: string }>('SELECT d.state FROM plugin_event_delivery d JOIN plugin_event e ON e.station_id = d.station_id AND e.id = d.event_id WHERE d.station_id = $1 ORDER BY e.serial', here.id)).map((row) => row.state);
  /** Whatever waits for a later moment is due now. */
  const hurry = () => rows(`UPDATE outbox SET next_run = now(), wake_at = now() WHERE scope_id = $1 AND state = 'pending'`, here.id);
  const inTenant = <Result>(task: Parameters<typeof world.test.database.inTenant<Result>>[1]) => world.test.database.inTenant({ ...chief().context, bureauIds: [here.bureauId] }, task);

  it('a step publishes, another plugin hears of it in the order of the steps, and an effect happens once', async () => {
    const [gate, other] = [await open(), await open({ colour: 'none' })];
    await pass(gate, 4);
    await pass(other, 1);
    await work();
    expect(await seen()).toEqual([[1, 2, 3, 4]]);
    expect(await deliveries()).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(await rows('SELECT data, instance_id FROM plugin_event WHERE station_id = $1 ORDER BY serial LIMIT 1', here.id)).toMatchObject([{ data: { count: 1, colour: expect.any(String) } }]);
  });

  it('however often and in whichever order its jobs are delivered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), async (times, picks) => {
        [here] = (await createTestStations(world.test, 1)) as [TestStation];
        await pass(await open(), times);
        await work();
        const expected = [Array.from({ length: times }, (_, index) => index + 1)];
        for (const pick of picks) {
          const jobs = await rows<{ id: Id }>('SELECT id FROM outbox WHERE scope_id = $1 AND topic = ANY ($2) ORDER BY id', here.id, TOPICS);
          await rows(`UPDATE outbox SET state = 'pending', attempts = 0, next_run = now(), wake_at = now(), finished_at = NULL WHERE id = $1`, jobs[pick % jobs.length]?.id);
          await work();
          expect(await seen()).toEqual(expected);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('a consumer that fails is tried again while later events of the instance wait; parked, it holds up nobody', async () => {
    const gate = await open();
    stumbling.add(1);
    await pass(gate, 2);
    await work();
    expect([await seen(), await deliveries()]).toEqual([[], ['waiting', 'waiting']]);
    // Another instance's go on.
    stumbling.clear();
    stumbling.add(1);
    const other = await open();
    await pass(other, 1);
    stumbling.clear();
    await hurry();
    await work();
    expect((await seen()).sort((left, right) => right.length - left.length)).toEqual([[1, 2], [1]]);

    stumbling.add(3);
    await pass(gate, 2);
    await work();
    const [failing] = await rows<{ id: Id }>(`SELECT d.job_id AS id FROM plugin_event_delivery d JOIN plugin_event e ON e.station_id = d.station_id AND e.id = d.event_id WHERE e.instance_id = $1 AND (e.data->>'count')::int = 3`, gate);
    const [told] = await inTenant((tenant) => jobsById(tenant, [here.id], [failing?.id ?? '']));
    expect(JSON.stringify(told)).not.toContain('must not be told');
    await rows(`UPDATE outbox SET state = 'dead' WHERE id = $1`, failing?.id);
    await hurry();
    await work();
    expect((await seen()).find((one) => one.includes(2))).toEqual([1, 2, 4]);
    stumbling.clear();
    await rows(`UPDATE outbox SET state = 'pending', attempts = 0, next_run = now(), wake_at = now() WHERE id = $1`, failing?.id);
    await work();
    expect((await seen()).find((one) => one.includes(2))).toEqual([1, 2, 4, 3]);
  });

  it('data that do not fit the declaration reach nobody, are seen by operators, and hold up nothing', async () => {
    const gate = await open({ colour: 'nobody knows this colour' });
    await pass(gate, 1);
    await send(gate, 'paint', { colour: 'red' });
    await pass(gate, 1);
    await work();
    expect(await seen()).toEqual([[2]]);
    const [job] = await rows<{ code: string; error: { en: string } }>('SELECT code, error FROM outbox WHERE scope_id = $1 AND topic = $2 AND state = \'pending\'', here.id, PUBLISH_TOPIC);
    expect(job).toMatchObject({ code: 'EVENT_DATA_INVALID', error: { en: expect.stringContaining('colour') } });
    expect(JSON.stringify(job)).not.toContain('nobody knows');
  });

  it('what comes for a disabled plugin is held, and delivered in order once it is enabled', async () => {
    const gate = await open();
    await setPlugin(world.test, here.id, 'watchers', false);
    await pass(gate, 3);
    await work();
    expect([await seen(), await deliveries()]).toEqual([[], ['held', 'held', 'held']]);
    await setPlugin(world.test, here.id, 'watchers', true);
    await inTenant((tenant) => delivery.resume(tenant, here.id, 'watchers'));
    await work();
    expect([await seen(), await deliveries()]).toEqual([[[1, 2, 3]], ['done', 'done', 'done']]);
  });

  it('what is practised stays practice', async () => {
    const [real, practised] = [await open(), await open({ exercise: true })];
    await pass(real, 1);
    await pass(practised, 1);
    await work();
    expect(await rows(`SELECT exercise FROM instance WHERE station_id = $1 AND workflow = 'watch' ORDER BY exercise`, here.id)).toEqual([{ exercise: false }, { exercise: true }]);
  });

  it('of an exercise: while it is paused its events wait, and when it has ended they are dropped', async () => {
    const exerciseId = await world.exercises.plan(chief(), { title: '门岗演练', clock: 'real', speed: 1, roles: ['chief'], injects: [{ title: '来人', after: 'P1D', content: { kind: 'message', text: '有人来访', roles: ['chief'], urgent: false } }], objectives: [] });
    await world.exercises.start(chief(), exerciseId);
    const gate = (await world.runtime.startInstance(chief(), { workflow: 'gate', data: {}, exerciseId, idempotencyKey: newId() })).instanceId;
    await pass(gate, 1);
    await world.exercises.pause(chief(), exerciseId);
    await work();
    expect([await seen(), await deliveries()]).toEqual([[], ['waiting']]);
    await world.exercises.resume(chief(), exerciseId);
    await hurry();
    await work();
    expect([await seen(), await deliveries()]).toEqual([[[1]], ['done']]);
    expect(await rows(`SELECT exercise, exercise_id FROM instance WHERE station_id = $1 AND workflow = 'watch'`, here.id)).toEqual([{ exercise: true, exercise_id: exerciseId }]);
    await pass(gate, 1);
    await world.exercises.end(chief(), exerciseId);
    await work();
    expect([await seen(), await deliveries()]).toEqual([[[1]], ['done', 'dropped']]);
  });

  it('an event of a record is published once for each of its versions, and undone with its transaction', async () => {
    const publish = (origin: string) => inTenant((tenant) => publisher.publish(tenant, here.id, { event: passed, data: { count: 7, colour: 'red' }, origin }));
    await publish('record:1');
    await publish('record:1');
    await expect(inTenant(async (tenant) => {
      await publisher.publish(tenant, here.id, { event: passed, data: { count: 8, colour: 'red' }, origin: 'record:2' });
      throw new Error('undone');
    })).rejects.toThrow('undone');
    await expect(publish('record:3').then(() => inTenant((tenant) => publisher.publish(tenant, here.id, { event: passed, data: { count: 'x' }, origin: 'record:4' })))).rejects.toMatchObject({ code: 'EVENT_DATA_INVALID' });
    await work();
    expect((await seen()).flat()).toEqual([7, 7]);
  });

  it('settings: the station’s over the bureau’s over the plugin’s, but for what the bureau keeps', async () => {
    const set = (values: Record<string, unknown>, expectedVersion: number) => inTenant((tenant) => settings.setAtStation(tenant, here.id, { pluginId: 'watchers', values: values as { most: number }, expectedVersion, idempotencyKey: newId() }));
    const setBureau = (values: Record<string, unknown>, locked: string[], expectedVersion: number) => inTenant((tenant) => settings.setAtBureau(tenant, here.bureauId, { pluginId: 'watchers', values: values as { most: number }, locked, expectedVersion, idempotencyKey: newId() }));
    // Bound to the station alone, as jobs are.
    const holds = () => world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, (tenant) => settings.at(tenant, here.id, 'watchers'));
    expect(await holds()).toEqual({ ignored: 'none', most: 3 });
    await setBureau({ most: 5 }, [], 0);
    await set({ ignored: 'red' }, 0);
    expect(await holds()).toEqual({ ignored: 'red', most: 5 });
    await set({ ignored: 'red', most: 4 }, 1);
    await setBureau({ most: 5 }, ['most'], 1);
    expect(await holds()).toEqual({ ignored: 'red', most: 5 });
    await expect(set({ most: 2 }, 2)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'values.most' } });
    await expect(set({ most: 99 }, 2)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { field: 'values.most' } });
    await expect(set({ other: 1 }, 2)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(set({ ignored: 'green' }, 1)).rejects.toMatchObject({ code: 'STALE_VERSION', details: { version: 2 } });
    await setBureau({ most: 5 }, [], 2);
    expect(await holds()).toEqual({ ignored: 'red', most: 4 });
    expect(await rows(`SELECT details FROM audit_entry WHERE unit_id = ANY ($1) AND action = 'plugin.settings' ORDER BY id`, [here.id, here.bureauId])).toHaveLength(5);
    // What a consumer reads.
    await pass(await open({ colour: 'red' }), 1);
    await work();
    expect(await seen()).toEqual([]);
  });
});
