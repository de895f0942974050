import { secureTable } from '@stationhouse/database';

/** What clocks count by: the bureau's holiday notices, a station's office hours and shifts, and every calendar a step was computed on. */
export const CALENDAR_TABLES = [
  `CREATE TABLE holiday_notice (
     bureau_id uuid NOT NULL, year integer NOT NULL CHECK (year BETWEEN 2000 AND 2100), days jsonb NOT NULL,
     imported_by uuid, imported_at timestamptz NOT NULL DEFAULT app.now(),
     revision integer NOT NULL DEFAULT 1,
     stations_total integer NOT NULL DEFAULT 0, stations_done integer NOT NULL DEFAULT 0, determined integer NOT NULL DEFAULT 0, finished_at timestamptz,
     PRIMARY KEY (bureau_id, year)
   )`,
  `COMMENT ON COLUMN holiday_notice.determined IS 'instances whose clocks or tasks this import could determine; stations_* and finished_at tell how far that has come'`,
  ...secureTable('holiday_notice', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),
  'CREATE POLICY readable ON holiday_notice FOR SELECT USING (bureau_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY (app.station_ids())))',
  `CREATE TABLE station_calendar (
     station_id uuid PRIMARY KEY, closes text CHECK (closes ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'), shifts jsonb NOT NULL DEFAULT '[]',
     revision integer NOT NULL DEFAULT 1, changed_by uuid, changed_at timestamptz NOT NULL DEFAULT app.now()
   )`,
  ...secureTable('station_calendar', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  // Frozen and named by content, so that a history can be replayed on the very calendar its steps were computed on.
  `CREATE TABLE working_calendar (
     station_id uuid NOT NULL, hash text NOT NULL, content jsonb NOT NULL,
     PRIMARY KEY (station_id, hash)
   )`,
  ...secureTable('working_calendar', 'station', ['SELECT', 'INSERT']),
];
