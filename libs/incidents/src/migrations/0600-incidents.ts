import { ROLES, secureTableBy } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The register of calls for service. */
export class Incidents1700000000600 implements MigrationInterface {
  readonly name = 'Incidents1700000000600';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The register cannot be undone: restore a backup instead.');
  }
}

/** What the disposition of an incident may change; everything else is an intake fact and stays as it was written. */
const DISPOSITION_COLUMNS = 'version, category, status, outcome, disposition, disposed_at, disposed_by';

/**
 * The usual reach of a station table, with the scope in a sub-select: it is read once per statement instead of once
 * per row. With 69 stations in scope that is 0.5 µs instead of 25 µs per row of a scan or an insert.
 */
const STATION_REACH = 'station_id = ANY ((SELECT app.station_ids())::uuid[])';

/** What retention may change, once: it goes. */
const PERSONAL_COLUMNS = 'narrative, reporter_name, reporter_phone, address, attributes, longitude, latitude, erased_at';

/**
 * An intake fact is never rewritten; when its time is over it goes, whole and once, and not while the incident or an instance
 * linked to it is on hold, whatever a program thinks. A position is kept to two decimals, about a kilometre.
 */
const ERASED = `
CREATE FUNCTION app.erase_incident() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $erased$
BEGIN
  IF NEW.erased_at IS NULL OR NEW.narrative <> '' OR num_nonnulls(NEW.disposition, NEW.reporter_name, NEW.reporter_phone, NEW.address, NEW.attributes) > 0
     OR NEW.longitude <> round(NEW.longitude::numeric, 2) OR NEW.latitude <> round(NEW.latitude::numeric, 2) THEN
    RAISE EXCEPTION 'The intake facts of an incident are not changed: they go whole, when their time is over.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM legal_hold h WHERE h.station_id = NEW.station_id AND h.lifted_at IS NULL AND (h.incident_id = NEW.id
       OR h.instance_id IN (SELECT n.id FROM instance n WHERE n.station_id = NEW.station_id AND n.incident_id = NEW.id))) THEN
    RAISE EXCEPTION 'The incident is on legal hold: nothing of it is erased.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $erased$`;

const STATEMENTS = [
  // The built-in parser takes a run of Chinese for one word, and 3-2-101 for a three and two negative numbers. Each
  // ideograph becomes a word of its own and joining marks blanks, on both sides of a search; searching for the phrase
  // then finds words of any length. Other punctuation is the parser's: replacing it here costs three times as much.
  `CREATE FUNCTION app.searchable(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
     $$ SELECT regexp_replace(words, '([\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff])|[-/_@]', ' \\1 ', 'g') $$`,
  `GRANT EXECUTE ON FUNCTION app.searchable(text) TO ${ROLES.app}`,
  // JQ-<station code>-<year>-<five digits, more when a year has more>
  `CREATE FUNCTION app.incident_number(station_code text, year integer, ordinal integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
     $$ SELECT 'JQ-' || station_code || '-' || year || '-' || CASE WHEN ordinal > 99999 THEN ordinal::text ELSE lpad(ordinal::text, 5, '0') END $$`,
  `GRANT EXECUTE ON FUNCTION app.incident_number(text, integer, integer) TO ${ROLES.app}`,
  `CREATE TABLE incident (
     station_id uuid NOT NULL,
     id uuid NOT NULL DEFAULT uuidv7(),
     number text NOT NULL,
     version integer NOT NULL DEFAULT 1,
     channel text NOT NULL,
     intake_category text NOT NULL,
     category text NOT NULL,
     source_category text,
     status text NOT NULL CHECK (status IN ('OPEN', 'DISPOSED')),
     outcome text,
     disposition text,
     disposed_at timestamptz(3),
     disposed_by uuid,
     received_at timestamptz(3) NOT NULL,
     occurred_at timestamptz(3),
     dispatched_at timestamptz(3),
     acknowledged_at timestamptz(3),
     arrived_at timestamptz(3),
     under_control_at timestamptz(3),
     cleared_at timestamptz(3),
     address text,
     postcode text,
     longitude double precision CHECK (longitude BETWEEN -180 AND 180),
     latitude double precision CHECK (latitude BETWEEN -90 AND 90),
     reporter_name text,
     reporter_phone text,
     narrative text NOT NULL,
     units text[] NOT NULL,
     attributes jsonb,
     source text NOT NULL,
     source_key text NOT NULL,
     source_id text,
     import_id uuid,
     recorded_at timestamptz(3) NOT NULL,
     recorded_by uuid,
     erased_at timestamptz(3),
     search tsvector GENERATED ALWAYS AS (to_tsvector('simple', app.searchable(
       narrative || ' ' || coalesce(address, '') || ' ' || coalesce(source_category, '') || ' ' || coalesce(reporter_name, '') || ' ' || coalesce(reporter_phone, '')))) STORED,
     PRIMARY KEY (station_id, id)
   )`,
  `COMMENT ON COLUMN incident.source IS 'intake for calls taken here, else the name of the imported source'`,
  `COMMENT ON COLUMN incident.source_key IS 'what makes a row the same on every import: its own id, or a hash of its content and which of the equal rows it is'`,
  // The key first: a register that just grew has no statistics, and an index that began with the station would look no
  // better to the planner than any other one that does.
  `COMMENT ON COLUMN incident.erased_at IS 'when what it says of people went because its time was over'`,
  `CREATE UNIQUE INDEX incident_source ON incident (source_key, source, station_id)`,
  `CREATE UNIQUE INDEX incident_number ON incident (station_id, number)`,
  `CREATE INDEX incident_newest ON incident (station_id, received_at DESC, id DESC)`,
  // The pending list of GIN makes imports fast and the next search slow; a bounded one keeps both in hand.
  `CREATE INDEX incident_search ON incident USING gin (search) WITH (gin_pending_list_limit = 4096)`,
  ...secureTableBy('incident', STATION_REACH, ['SELECT', 'INSERT', `UPDATE (${DISPOSITION_COLUMNS})`, `UPDATE (${PERSONAL_COLUMNS})`]),
  // Rows of one batch of an import share their moment: the index costs an import next to nothing.
  'CREATE INDEX incident_kept ON incident (station_id, recorded_at) WHERE erased_at IS NULL',
  ERASED,
  `CREATE TRIGGER erase_incident BEFORE UPDATE OF ${PERSONAL_COLUMNS} ON incident FOR EACH ROW EXECUTE FUNCTION app.erase_incident()`,

  // The last number given out, per station and year; taken under a row lock, so that numbers have no gaps.
  `CREATE TABLE incident_series (
     station_id uuid NOT NULL,
     year integer NOT NULL,
     last integer NOT NULL,
     PRIMARY KEY (station_id, year)
   )`,
  ...secureTableBy('incident_series', STATION_REACH, ['SELECT', 'INSERT', 'UPDATE (last)']),
];
