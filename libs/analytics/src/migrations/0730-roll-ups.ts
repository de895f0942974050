import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { READING } from './roll-up-reads.js';

/** Kept figures: what changed, what is kept of which day, what it was before, and how far it is complete (docs/adr/0035). */
export class RollUps1700000000730 implements MigrationInterface {
  readonly name = 'RollUps1700000000730';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What figures were is kept here: restore a backup instead.');
  }
}

/** The days rows of the register count for: by the moments that metrics go by. */
const days = (...rows: readonly string[]) => rows.flatMap((row) => [`${row}.received_at`, `${row}.dispatched_at`]).map((moment) => `((${moment}) AT TIME ZONE 'UTC')::date`).join(', ');

/** What a figure reads of an incident: when none of it changes, no figure does. */
const counted = (row: string) => `${row}.category, ${row}.channel, ${row}.status, ${row}.outcome, ${row}.sealed_at, ${['received', 'occurred', 'dispatched', 'acknowledged', 'arrived', 'under_control', 'cleared', 'disposed'].map((moment) => `${row}.${moment}_at`).join(', ')}`;

const marking = (from: string, station: string, ...rows: readonly string[]) =>
  // The moment once per statement: it is read from a table.
  `INSERT INTO figure_mark (station_id, source, day, at) SELECT DISTINCT ${station}, 'incident', d.day, (SELECT app.now()) FROM ${from} CROSS JOIN LATERAL unnest(ARRAY[${days(...rows)}]) AS d (day) WHERE d.day IS NOT NULL`;

const trigger = (event: 'insert' | 'update' | 'delete', referencing: string, statement: string) => [
  `CREATE FUNCTION app.mark_incidents_on_${event}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $mark$ BEGIN ${statement}; RETURN NULL; END $mark$`,
  `CREATE TRIGGER mark_figures_on_${event} AFTER ${event.toUpperCase()} ON incident REFERENCING ${referencing} FOR EACH STATEMENT EXECUTE FUNCTION app.mark_incidents_on_${event}()`,
];

/** The values of up to three dimensions and what was counted for each: arrays of one length. */
const CELLS = 'd0 text[], d1 text[], d2 text[], counts bigint[] NOT NULL, numerators numeric[], denominators bigint[]';

const STATEMENTS = [
  // Append-only, and of no unique key but its own: two transactions never wait for each other here.
  `CREATE TABLE figure_mark (
     station_id uuid NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, source text NOT NULL, day date NOT NULL, at timestamptz NOT NULL,
     PRIMARY KEY (station_id, id)
   )`,
  `COMMENT ON TABLE figure_mark IS 'rows of a source changed that count for a day: what is kept of it no longer holds until it has been counted anew'`,
  `COMMENT ON COLUMN figure_mark.day IS 'by UTC, whatever clock the station has and will have: it stands for the local days that share a moment with it'`,
  ...secureTable('figure_mark', 'station', ['SELECT', 'INSERT', 'DELETE']),
  ...trigger('insert', 'NEW TABLE AS come', marking('come', 'come.station_id', 'come')),
  ...trigger('delete', 'OLD TABLE AS gone', marking('gone', 'gone.station_id', 'gone')),
  ...trigger('update', 'OLD TABLE AS gone NEW TABLE AS come', `${marking('gone FULL JOIN come USING (station_id, id)', 'station_id', 'gone', 'come')} AND ROW(${counted('gone')}) IS DISTINCT FROM ROW(${counted('come')})`),
  // Only orders that were given are in it: an import of calls long over costs it nothing.
  'CREATE INDEX incident_dispatched ON incident (station_id, dispatched_at) WHERE dispatched_at IS NOT NULL',

  `CREATE TABLE figure_cover (
     station_id uuid NOT NULL, roll_up text NOT NULL, zone text NOT NULL, covered_until date NOT NULL, kept_since timestamptz, verified_at timestamptz,
     PRIMARY KEY (station_id, roll_up)
   )`,
  `COMMENT ON COLUMN figure_cover.roll_up IS 'the metric and the print of its declaration: declared anew, it is another one'`,
  `COMMENT ON COLUMN figure_cover.covered_until IS 'days before it are kept, but for those that are marked; infinity once all are'`,
  `COMMENT ON COLUMN figure_cover.kept_since IS 'since when what a day was is kept when it changes; null while it is built for the first time'`,
  ...secureTable('figure_cover', 'station'),
  `CREATE TABLE figure_day (station_id uuid NOT NULL, cube uuid NOT NULL, day date NOT NULL, known_from timestamptz NOT NULL, ${CELLS}, PRIMARY KEY (station_id, cube, day))`,
  `COMMENT ON COLUMN figure_day.cube IS 'a roll-up by some of its dimensions: a hash of both'`,
  `COMMENT ON COLUMN figure_day.numerators IS 'null where they are the counts'`,
  ...secureTable('figure_day', 'station'),
  `CREATE TABLE figure_month (station_id uuid NOT NULL, cube uuid NOT NULL, day date NOT NULL, ${CELLS}, PRIMARY KEY (station_id, cube, day))`,
  `COMMENT ON TABLE figure_month IS 'the days of a month as they are kept, added up, under its first day'`,
  ...secureTable('figure_month', 'station'),
  `CREATE TABLE figure_day_was (
     station_id uuid NOT NULL, cube uuid NOT NULL, day date NOT NULL, known_from timestamptz NOT NULL, known_until timestamptz NOT NULL, ${CELLS},
     PRIMARY KEY (station_id, cube, day, known_until)
   )`,
  `COMMENT ON TABLE figure_day_was IS 'what a day that was over had been counted as, until a late or corrected row changed it'`,
  ...secureTable('figure_day_was', 'station', ['SELECT', 'INSERT']),

  `CREATE TABLE figure_fault (
     station_id uuid NOT NULL, id uuid NOT NULL DEFAULT uuidv7(), roll_up text NOT NULL, dimensions text[] NOT NULL, step text NOT NULL CHECK (step IN ('day', 'month')), day date NOT NULL, value text[] NOT NULL,
     kept jsonb, counted jsonb, found_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, id)
   )`,
  `COMMENT ON TABLE figure_fault IS 'a cell that was kept otherwise than its rows count: found by the verification, and counted anew since'`,
  `COMMENT ON COLUMN figure_fault.kept IS 'count, numerator, denominator; null where nothing was kept'`,
  ...secureTable('figure_fault', 'station', ['SELECT', 'INSERT']),

  `CREATE TABLE figure_rebuild (
     bureau_id uuid NOT NULL, id uuid NOT NULL, plan jsonb, total integer NOT NULL DEFAULT 0, done integer NOT NULL DEFAULT 0,
     status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'cancelled')), started_by uuid, started_at timestamptz NOT NULL DEFAULT app.now(), finished_at timestamptz,
     PRIMARY KEY (bureau_id, id), CHECK ((status = 'running') = (finished_at IS NULL))
   )`,
  `COMMENT ON COLUMN figure_rebuild.plan IS 'stations in their order, each with its first month and how many there are; done of total counts through them; null until it is made'`,
  `CREATE UNIQUE INDEX figure_rebuild_once ON figure_rebuild (bureau_id) WHERE status = 'running'`,
  ...secureTable('figure_rebuild', 'bureau', ['SELECT', 'INSERT', 'UPDATE (plan, total, done, status, finished_at)']),

  ...READING,

  `GRANT SELECT ON figure_mark, figure_cover TO ${ROLES.unscoped}`,
  // A station's turn comes with its oldest mark; ten minutes of marks of an import are one turn.
  ...unscopedFunction('marked_figures(most integer)', 'TABLE (station_id uuid)', 'SELECT m.station_id FROM figure_mark m GROUP BY m.station_id ORDER BY min(m.id) LIMIT most'),
  ...unscopedFunction(
    'uncovered_figures(roll_ups text[])',
    'TABLE (station_id uuid)',
    `SELECT s.id FROM station s WHERE (SELECT count(*) FROM figure_cover c WHERE c.station_id = s.id AND c.roll_up = ANY (roll_ups) AND c.zone = s.time_zone AND c.covered_until = 'infinity') < cardinality(roll_ups)`,
  ),
  ...unscopedFunction(
    'unverified_figures(roll_ups text[], before timestamptz, most integer)',
    'TABLE (station_id uuid)',
    `SELECT c.station_id FROM figure_cover c WHERE c.covered_until = 'infinity' AND c.roll_up = ANY (roll_ups) AND coalesce(c.verified_at, c.kept_since) < before
      GROUP BY c.station_id ORDER BY min(coalesce(c.verified_at, c.kept_since)) LIMIT most`,
  ),
];
