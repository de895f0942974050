import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reads that pages and starts make again and again, as functions: PostgreSQL plans a statement under row-level security anew at every call, which takes longer
 * than carrying it out, and keeps the plan of a function. They run as whoever calls them, so that row-level security holds as ever.
 */
export class PlannedReads1700000000577 implements MigrationInterface {
  readonly name = 'PlannedReads1700000000577';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of READS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What stations hold cannot be undone: restore a backup instead.');
  }
}

const READS = [
  `CREATE FUNCTION app.station_layers(station uuid, bureau uuid, named text) RETURNS TABLE (own station_version, standing "overlay", layer overlay_revision)
     LANGUAGE plpgsql STABLE SET plan_cache_mode = 'force_generic_plan' AS $layers$ BEGIN RETURN QUERY
       SELECT v, o, r FROM (VALUES (1, bureau), (2, station)) scope (depth, id)
         LEFT JOIN station_version v ON v.station_id = station AND v.workflow = named
         LEFT JOIN overlay o ON o.scope_id = scope.id AND o.workflow = named
         LEFT JOIN overlay_revision r ON r.scope_id = scope.id AND r.workflow = named
          AND r.revision = CASE WHEN v.station_id IS NULL THEN CASE WHEN scope.depth = 1 AND o.hash IS NOT NULL THEN o.revision END WHEN scope.depth = 1 THEN v.bureau_revision ELSE v.station_revision END
        ORDER BY scope.depth;
     END $layers$`,
  `COMMENT ON FUNCTION app.station_layers(uuid, uuid, text) IS 'what a station works with: its version, then the overlays that stand and the revisions it is made of, the bureau''s first'`,
  `CREATE FUNCTION app.own_workflows() RETURNS TABLE (workflow text, edition integer, hash text, retired boolean, terms jsonb)
     LANGUAGE plpgsql STABLE AS $own$ BEGIN RETURN QUERY
       SELECT w.workflow, w.edition, w.hash, w.retired_at IS NOT NULL, e.terms FROM authored_workflow w
         JOIN authored_edition e ON e.bureau_id = w.bureau_id AND e.workflow = w.workflow AND e.edition = w.edition ORDER BY w.workflow;
     END $own$`,
  `COMMENT ON FUNCTION app.own_workflows() IS 'the workflows in force of the bureaus in reach'`,
  `GRANT EXECUTE ON FUNCTION app.station_layers(uuid, uuid, text), app.own_workflows() TO ${ROLES.app}`,
];
