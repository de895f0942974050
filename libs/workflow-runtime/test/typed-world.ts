import type { Id } from '@stationhouse/kernel';
import { newId } from '@stationhouse/kernel';
import type { TestStation } from '@stationhouse/testing';
import type { JsonObject } from '@stationhouse/workflow';
import type { GraphqlWorld } from './graphql-world.js';

/** What a test says of an instance it writes. */
export interface Written {
  readonly data: JsonObject;
  readonly startedAt?: string;
  readonly closed?: boolean;
  readonly exercise?: boolean;
  /** Hash of the version it runs on; the template's when absent. */
  readonly definition?: string;
}

/**
 * Writes instances as their steps would have left them, from one that a step did start: thousands of starts would test the engine.
 * @returns their ids, in the order given
 */
export async function writeInstances<Answer>(world: GraphqlWorld<Answer>, station: TestStation, template: Id, written: readonly Written[]): Promise<Id[]> {
  const rows = written.map((one, index) => ({ id: newId(), number: `W-${index}-${newId().slice(-12)}`, data: one.data, started_at: one.startedAt ?? '2026-03-01T00:00:00Z', closed: one.closed ?? false, exercise: one.exercise ?? false, definition: one.definition ?? null }));
  await world.test.owner.query(
    `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, states, snapshot, started_at, started_by, changed_at, closed_at)
     SELECT t.station_id, w.id, t.workflow, coalesce(w.definition, t.definition), w.number, 1, CASE WHEN w.closed THEN 'closed' ELSE 'running' END, CASE WHEN w.closed THEN 'settled' END, w.exercise,
            t.states, jsonb_set(t.snapshot, '{data}', w.data), w.started_at, t.started_by, w.started_at, CASE WHEN w.closed THEN w.started_at + interval '3 days' END
       FROM instance t, jsonb_to_recordset($3::jsonb) AS w (id uuid, number text, data jsonb, started_at timestamptz, closed boolean, exercise boolean, definition text)
      WHERE t.station_id = $1 AND t.id = $2`,
    [station.id, template, JSON.stringify(rows)],
  );
  return rows.map(({ id }) => id);
}
