import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { step, type Snapshot } from '@stationhouse/workflow';
import { applySteps, type StepRecord } from '@stationhouse/workflow-runtime';
import { booksOf, instanceOf, NO_BOOKS } from '../src/steps/step-record.js';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

describe('apply_steps', () => {
  let world: RuntimeWorld;
  let stations: TestStation[];
  beforeAll(async () => {
    world = await openRuntime([notePlugin()]);
    stations = await createTestStations(world.test, 3);
  });
  afterAll(() => world.close());

  async function begun(station: TestStation): Promise<{ id: Id; version: number; snapshot: Snapshot }> {
    const { instanceId } = await world.runtime.startInstance(callBy(station, 'chief'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() });
    const { rows } = await world.test.owner.query('SELECT id, version, snapshot FROM instance WHERE id = $1', [instanceId]);
    return rows[0];
  }

  function again(station: TestStation, before: { id: Id; version: number; snapshot: Snapshot }, now: Date, more: Partial<StepRecord> = {}): StepRecord {
    const { compiled } = world.catalog.get('note-case');
    const event = { type: 'event', name: 'again' } as const;
    const done = step(compiled, before.snapshot, event, { now, timeZone: 'Asia/Shanghai' });
    if (!done.ok) throw new Error(done.refusal.code);
    return {
      stationId: station.id,
      instanceId: before.id,
      expected: before.version,
      at: now.toISOString(),
      instance: instanceOf(compiled, done, { exercise: false }),
      history: { kind: 'event', definition: compiled.hash, timeZone: 'Asia/Shanghai', event, left: done.left, entered: done.entered, effects: done.effects },
      ...booksOf(compiled, done.effects, now.toISOString(), undefined),
      jobs: [],
      ...more,
    };
  }

  it('writes a batch over several stations and answers each step by itself', async () => {
    const [first, second, third] = stations as [TestStation, TestStation, TestStation];
    const [one, two, three, four, five] = [await begun(first), await begun(second), await begun(third), await begun(first), await begun(second)];
    const reach = { stationIds: [first.id, second.id], bureauIds: [] };
    const key = { accountId: first.officer('chief').accountId, key: newId(), command: 'x' };
    await world.test.owner.query(`INSERT INTO idempotency (station_id, account_id, key, command, answer) VALUES ($1, $2, $3, 'x', '{}')`, [first.id, key.accountId, key.key]);
    const answers = await world.test.database.inTenant(reach, (tenant) =>
      applySteps(tenant, [
        again(first, one, tenant.now),
        again(second, { ...two, version: 7 }, tenant.now),
        again(third, three, tenant.now), // beyond the scope of this transaction
        again(first, four, tenant.now, { idempotency: key }),
        again(second, five, new Date(tenant.now.getTime() - 1_500)),
      ]),
    );
    expect(answers.map(({ answer }) => answer)).toEqual(['done', 'stale', 'stale', 'repeated', 'late']);
    expect(answers[0]).toMatchObject({ version: 2, taskIds: [expect.any(String), expect.any(String)] });
    const { rows } = await world.test.owner.query<{ id: Id; version: number }>('SELECT id, version FROM instance WHERE id = ANY ($1)', [[one.id, two.id, three.id, four.id, five.id]]);
    expect(new Map(rows.map((row) => [row.id, row.version]))).toEqual(new Map([[one.id, 2], [two.id, 1], [three.id, 1], [four.id, 1], [five.id, 1]]));
    const { rows: written } = await world.test.owner.query('SELECT instance_id FROM history WHERE version > 1 AND instance_id = ANY ($1)', [[one.id, two.id, three.id, four.id, five.id]]);
    expect(written).toEqual([{ instance_id: one.id }]);
  });

  it('writes what opens and closes within one step once, in its last shape', () => {
    const { compiled } = world.catalog.get('note-case');
    const at = new Date().toISOString();
    const explanation = { 'zh-CN': '到期', en: 'due' };
    const books = booksOf(
      compiled,
      [
        { type: 'open-task', task: 'first#check', serial: 1, roles: ['chief'], due: { at, explanation } },
        { type: 'set-timer', timer: 'first#check@remind', serial: 2, dueAt: at },
        { type: 'start-clock', clock: 'first', serial: 3, startedAt: at, due: { at, explanation } },
        { type: 'close-task', task: 'first#check', serial: 1, as: 'cancelled' },
        { type: 'cancel-timer', timer: 'first#check@remind', serial: 2 },
        { type: 'stop-clock', clock: 'first', serial: 3, at, as: 'met' },
        { type: 'cancel-timer', timer: 'first@due', serial: 9 },
      ],
      at,
      undefined,
    );
    expect(books).toEqual({
      ...NO_BOOKS,
      tasksOpened: [expect.objectContaining({ serial: 1, status: 'CANCELLED', completedAt: at })],
      clocksStarted: [expect.objectContaining({ serial: 3, state: 'met', stoppedAt: at })],
      timersGone: [9],
    });
  });
});
