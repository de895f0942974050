import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { notePlugin } from './bench-workflow.js';
import { callBy, openRuntime, type RuntimeWorld } from './runtime-world.js';

/** Other instances of the same station; their ids come before the one that is looked for, as those of older instances do. */
const OTHERS = 300;

// Row-level security lets only leak-proof conditions near an index: one that is not has every row of the station read.
describe('reading what a command is computed on', () => {
  let world: RuntimeWorld;
  let here: TestStation;
  let instanceId: Id;

  beforeAll(async () => {
    world = await openRuntime([notePlugin()]);
    [here] = (await createTestStations(world.test, 1)) as [TestStation];
    ({ instanceId } = await world.runtime.startInstance(callBy(here, 'chief'), { workflow: 'note-case', data: { kind: 'x' }, idempotencyKey: newId() }));
    for (const [table, columns] of [['instance', 'workflow, definition, version, status, states, snapshot, started_at, changed_at'], ['task', 'serial, ref, key, status, roles, opened_at, exercise']] as const) {
      const own = table === 'instance' ? ['number', `'copy ' || n`] : ['instance_id', 'gen_random_uuid()'];
      await world.test.owner.query(`INSERT INTO ${table} (station_id, id, ${own[0]}, ${columns}) SELECT station_id, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, ${own[1]}, ${columns} FROM ${table}, generate_series(1, $1) AS n`, [OTHERS]);
    }
    await world.test.owner.query('ANALYZE instance, task');
  });
  afterAll(() => world.close());

  const fetched = (cast: { readonly instance_id: Id } | { readonly task_id: Id }) =>
    world.test.database.inTenant({ stationIds: [here.id], bureauIds: [] }, async (tenant) => {
      const [stage] = await tenant.sql<{ stage: { instance: { id: Id } | null } }>('SELECT stage FROM app.stages($1)', [JSON.stringify([{ place: 0, station_id: here.id, ...cast }])]);
      const [read] = await tenant.sql<{ rows: number }>(`SELECT sum(pg_stat_get_xact_tuples_fetched(c.oid) + pg_stat_get_xact_tuples_returned(c.oid))::int AS rows FROM pg_class c WHERE c.oid = 'instance'::regclass OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'instance'::regclass)`);
      return { instance: stage?.stage.instance?.id, rows: read?.rows ?? Number.NaN };
    });

  it('reads one instance, not all of the station, whichever of its rows names it', async () => {
    const { rows } = await world.test.owner.query<{ id: Id }>('SELECT id FROM task WHERE instance_id = $1', [instanceId]);
    for (const cast of [{ instance_id: instanceId }, { task_id: rows[0]?.id ?? '' }]) {
      const read = await fetched(cast);
      expect(read.instance).toBe(instanceId);
      expect(read.rows).toBeGreaterThan(0);
      expect(read.rows).toBeLessThan(OTHERS / 10);
    }
  });
});
