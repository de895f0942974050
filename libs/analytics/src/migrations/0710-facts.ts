import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The base views that figures are made of, beside those of the workflow tables (0520). */
export class Facts1700000000710 implements MigrationInterface {
  readonly name = 'Facts1700000000710';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, query] of Object.entries(FACTS)) {
      await runner.query(`CREATE VIEW fact.${name} WITH (security_invoker = true) AS ${query}`);
      await runner.query(`GRANT SELECT ON fact.${name} TO ${ROLES.app}`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Figures are read from these views: restore a backup instead.');
  }
}

/** Each runs with the rights of whoever reads it. What is personal is not in them. */
const FACTS = {
  // What callers said and who they are has no place in a figure. A place that retention made coarse is none: many would fall together on its corners.
  incident: `SELECT f.station_id, f.id, f.channel, f.category, f.status, f.outcome, f.source, f.disposed_by, CASE WHEN f.erased_at IS NULL THEN point(f.longitude, f.latitude) END AS place,
                    f.received_at, f.occurred_at, f.dispatched_at, f.acknowledged_at, f.arrived_at, f.under_control_at, f.cleared_at, f.disposed_at
               FROM public.incident f`,
  // Every state an instance came into. What was taken back never happened, and what is restored by taking back, or moved to another version, is not entered anew.
  entry: `SELECT h.station_id, h.instance_id, h.version, h.at, h.actor_id, s.state
            FROM fact.history h CROSS JOIN LATERAL unnest(h.states_entered) AS s (state)
           WHERE h.kind NOT IN ('recall-task', 'migrate', 'undo-migration')
             AND NOT (h.kind = 'complete-task' AND EXISTS (
                   SELECT FROM public.history r
                    WHERE r.station_id = h.station_id AND r.instance_id = h.instance_id AND r.version > h.version AND r.kind = 'recall-task'
                      AND r.event ->> 'task' = h.event ->> 'task' AND r.event ->> 'serial' = h.event ->> 'serial'))`,
};
