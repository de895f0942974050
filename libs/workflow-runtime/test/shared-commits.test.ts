import { AsyncResource } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import fc from 'fast-check';
import type { CommandAnswer } from '@stationhouse/workflow-runtime';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, runtimeOn, type RuntimeWorld } from './runtime-world.js';

/** What a client tries: a step, one the workflow refuses, one the database cannot store, and either again with its key. */
type Try = 'again' | 'forbidden' | 'unstorable';
interface Deed {
  readonly instance: number;
  readonly what: Try;
  readonly repeats: number;
  readonly process: number;
}

const INSTANCES = 9;

describe('commands that share commits', () => {
  let world: RuntimeWorld;
  let other: Awaited<ReturnType<typeof runtimeOn>>;
  let stations: TestStation[];
  beforeAll(async () => {
    world = await openRuntime([notePlugin()]);
    other = await runtimeOn(world.test.database, [notePlugin()]);
    stations = await createTestStations(world.test, 3);
  });
  afterAll(async () => {
    await other.jobs.close();
    await world.close();
  });

  const stationOf = (instance: number) => stations[instance % stations.length] as TestStation;

  async function attempt(ids: readonly Id[], { instance, what, process }: Deed, key: Id): Promise<CommandAnswer | 'refused'> {
    const call = callBy(stationOf(instance), 'chief');
    const event = what === 'forbidden' ? 'forbidden' : 'again';
    const context = what === 'unstorable' ? { ...call.context, requestId: 'not\u0000storable' } : call.context;
    const { runtime } = [world, other][process] as Pick<RuntimeWorld, 'runtime'>;
    try {
      return await runtime.sendEvent({ ...call, context }, { instanceId: ids[instance] ?? '', event, idempotencyKey: key });
    } catch {
      return 'refused';
    }
  }

  it('write what a sequence of the acknowledged ones would have: nothing lost, nothing doubled', async () => {
    const deed = fc.record({ instance: fc.nat({ max: INSTANCES - 1 }), what: fc.constantFrom<Try>('again', 'again', 'again', 'forbidden', 'unstorable'), repeats: fc.nat({ max: 2 }), process: fc.nat({ max: 1 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 70 }), async (deeds) => {
        const starts = await Promise.all(Array.from({ length: INSTANCES }, (_, index) => world.runtime.startInstance(callBy(stationOf(index), 'chief'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() })));
        const ids = starts.map(({ instanceId }) => instanceId);
        const answers = await Promise.all(
          deeds.map(async (one) => {
            const key = newId();
            return Promise.all(Array.from({ length: one.repeats + 1 }, () => attempt(ids, one, key)));
          }),
        );
        const acknowledged = new Map<Id, number[]>(ids.map((id) => [id, []]));
        for (const [index, again] of answers.entries()) {
          const { what } = deeds[index] as Deed;
          const [first] = again;
          for (const answer of again) expect(answer).toEqual(first);
          expect(first === 'refused').toBe(what !== 'again');
          if (first !== undefined && first !== 'refused') acknowledged.get(first.instanceId)?.push(first.version);
        }
        const { rows } = await world.test.owner.query<{ id: Id; version: number; rounds: number; history: number[]; keys: number; audit: number; open: number }>(
          `SELECT i.id, i.version, (i.snapshot->'data'->>'rounds')::int AS rounds, ARRAY(SELECT h.version FROM history h WHERE h.instance_id = i.id ORDER BY 1) AS history,
                  (SELECT count(*)::int FROM idempotency k WHERE k.answer->>'instanceId' = i.id::text) AS keys, (SELECT count(*)::int FROM audit_entry a WHERE a.record_id = i.id) AS audit,
                  (SELECT count(*)::int FROM task t WHERE t.instance_id = i.id AND t.status = 'OPEN') AS open FROM instance i WHERE i.id = ANY ($1)`,
          [ids],
        );
        expect(rows).toHaveLength(INSTANCES);
        for (const row of rows) {
          const steps = (acknowledged.get(row.id) ?? []).sort((left, right) => left - right);
          expect(steps).toEqual(steps.map((_, index) => index + 2));
          expect(row).toMatchObject({ version: steps.length + 1, rounds: steps.length, history: [1, ...steps], keys: steps.length + 1, audit: steps.length + 1, open: 1 });
        }
      }),
      { numRuns: 12 },
    );
    expect(world.errors).toEqual([]);
  }, 120_000);

  it('are part of a transaction that somebody else began, and vanish with it', async () => {
    const station = stationOf(0);
    const call = callBy(station, 'chief');
    const { instanceId } = await world.runtime.startInstance(call, { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() });
    const send = () => world.runtime.sendEvent(call, { instanceId, event: 'again', idempotencyKey: newId() });
    await expect(
      world.test.database.inTenant(call.context, async () => {
        expect((await send()).version).toBe(2);
        expect((await send()).version).toBe(3);
        throw new Error('the plugin failed');
      }),
    ).rejects.toThrow('the plugin failed');
    // A step from outside waits for a transaction that holds the instance.
    const outside = new AsyncResource('outside');
    let waiting: Promise<CommandAnswer> | undefined;
    const inside = await world.test.database.inTenant(call.context, async (tenant) => {
      const answer = await send();
      waiting = outside.runInAsyncScope(send);
      await tenant.sql('SELECT pg_sleep(0.4)');
      return answer;
    });
    expect(inside.version).toBe(2);
    expect((await waiting)?.version).toBe(3);
  });
});
