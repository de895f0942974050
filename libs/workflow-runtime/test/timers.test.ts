import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { parseDefinition } from '@stationhouse/workflow';
import { requireNoTestClockInProduction, TestClock, TimerWorker } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, runtimeOn, type RuntimeWorld } from './runtime-world.js';

/** Waits a moment of real time. */
const SOON = `
workflow: soon
title: { zh-CN: 很快, en: Soon }
number: "SN-{0}"
startForm: begin
data: { type: object, properties: {} }
parameters: { wait: { type: duration, default: PT0.3S, title: { zh-CN: 等待, en: Wait } } }
start: waiting
states:
  waiting: { title: { zh-CN: 等待, en: Waiting }, until: { at: state.entered + parameters.wait, to: closed } }
  closed: { title: { zh-CN: 结束, en: Closed }, final: true, outcome: closed }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`;
const plugins = () => [notePlugin(), { id: 'soon', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(SOON, 'soon.yaml').definition] }];

describe('timers', () => {
  let world: RuntimeWorld;
  let station: TestStation;
  beforeAll(async () => {
    world = await openRuntime(plugins());
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    station = (await createTestStations(world.test, 1))[0] as TestStation;
  });

  const begin = (workflow: string, data = {}) => world.runtime.startInstance(callBy(station, 'duty-officer'), { workflow, data, idempotencyKey: newId() });
  const history = async (instanceId: Id) =>
    (await world.test.owner.query<{ timer: string | null; at: Date; serial: number }>(`SELECT event->>'timer' AS timer, at FROM history WHERE instance_id = $1 AND kind = 'timer' ORDER BY version`, [instanceId])).rows;

  it('fire in the order they are due, each at its own moment, when the test clock jumps over them', async () => {
    const { instanceId } = await begin('note-case', { kind: 'x' });
    const { rows: pending } = await world.test.owner.query<{ timer: string; due_at: Date }>('SELECT timer, due_at FROM timer WHERE instance_id = $1 ORDER BY due_at', [instanceId]);
    const after = await world.testClock.advance('P1D');
    expect(after.getTime()).toBeGreaterThan((pending.at(-1)?.due_at.getTime() ?? 0) + 20 * 3_600_000);
    const fired = await history(instanceId);
    // Warning and due task fall on the same moment; each of the others stands alone.
    expect(fired.map((row) => row.timer).sort()).toEqual(pending.map((row) => row.timer).sort());
    for (const { timer, at } of fired) {
      const late = at.getTime() - (pending.find((row) => row.timer === timer)?.due_at.getTime() ?? 0);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(2_000);
    }
    expect(fired.map((row) => row.at.getTime())).toEqual([...fired.map((row) => row.at.getTime())].sort((left, right) => left - right));
    const { rows: tasks } = await world.test.owner.query('SELECT roles, reminded_at IS NOT NULL AS reminded FROM task WHERE instance_id = $1', [instanceId]);
    expect(tasks).toEqual([{ roles: ['duty-officer', 'chief'], reminded: true }]);
    const { rows: clocks } = await world.test.owner.query('SELECT state FROM clock WHERE instance_id = $1', [instanceId]);
    expect(clocks).toEqual([{ state: 'breached' }]);
  });

  it('wake a sleeping worker in time, also when another process sets them, and fire once among two workers', async () => {
    const other = await runtimeOn(world.test.database, plugins());
    const second = new TimerWorker({ database: world.test.database, runtime: other.runtime, clock: other.clock, jobs: other.jobs, onError: (error) => other.errors.push(error) });
    world.timers.start();
    second.start();
    const closed = async (instanceId: Id) => {
      for await (const change of world.jobs.live.subscribe({ stationIds: [station.id], id: instanceId })) if (change.version === 2) return;
    };
    const started = await Promise.all(Array.from({ length: 10 }, () => other.runtime.startInstance(callBy(station, 'duty-officer'), { workflow: 'soon', data: {}, idempotencyKey: newId() })));
    await Promise.all(started.map(({ instanceId }) => Promise.race([closed(instanceId), untilClosed(instanceId)])));
    for (const { instanceId } of started) expect(await history(instanceId)).toHaveLength(1);
    const { rows } = await world.test.owner.query<{ late: number }>(`SELECT extract(epoch FROM closed_at - started_at)::float8 - 0.3 AS late FROM instance WHERE workflow = 'soon' AND station_id = $1`, [station.id]);
    for (const { late } of rows) expect(late).toBeGreaterThanOrEqual(0);
    await second.stop();
    await other.jobs.close();
    await world.timers.stop();
    expect([...world.errors, ...other.errors]).toEqual([]);
  });

  /** The change may have come before somebody listened. */
  async function untilClosed(instanceId: Id): Promise<void> {
    for (;;) {
      const { rows } = await world.test.owner.query('SELECT status FROM instance WHERE id = $1', [instanceId]);
      if (rows[0].status === 'closed') return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('fires nothing early, and nothing that was cancelled', async () => {
    const { instanceId } = await begin('note-case', { kind: 'x' });
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM timer WHERE instance_id = $1 LIMIT 1', [instanceId]);
    expect(await world.runtime.fireTimer(station.id, rows[0]?.id ?? '')).toBeUndefined();
    await world.runtime.sendEvent(callBy(station, 'chief'), { instanceId, event: 'again', idempotencyKey: newId() });
    expect(await world.runtime.fireTimer(station.id, rows[0]?.id ?? '')).toBeUndefined();
    expect(await history(instanceId)).toEqual([]);
  });

  it('keeps the test clock out of production, and still without the setting', async () => {
    expect(() => requireNoTestClockInProduction({ enabled: true, production: true })).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
    const still = new TestClock({ database: world.test.database, sources: [world.timers], clock: world.clock, setting: { enabled: false, production: false } });
    await expect(still.advance('P1D')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(world.testClock.advance('soon')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
