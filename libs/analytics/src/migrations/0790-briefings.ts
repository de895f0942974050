import { secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The weekly analysis briefings of stations (docs/adr/0043). */
export class Briefings1700000000790 implements MigrationInterface {
  readonly name = 'Briefings1700000000790';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Briefings that went out would be lost: restore a backup instead.');
  }
}

const STATEMENTS = [
  `CREATE TABLE briefing (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL, from_date date NOT NULL, to_date date NOT NULL, edition integer NOT NULL DEFAULT 1,
     state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'SENT')), version integer NOT NULL DEFAULT 1, figures jsonb NOT NULL, texts jsonb NOT NULL DEFAULT '{}',
     made_by uuid, made_key text, changed_by uuid, changed_at timestamptz NOT NULL DEFAULT app.now(),
     sent_at timestamptz, sent_by uuid, sent_key text, recipients jsonb, to_bureau boolean NOT NULL DEFAULT false, files jsonb,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, from_date, edition), UNIQUE (station_id, made_by, made_key), CHECK (from_date < to_date), CHECK ((state = 'SENT') = (sent_at IS NOT NULL)), CHECK ((state = 'SENT') = (files IS NOT NULL))
   )`,
  `COMMENT ON TABLE briefing IS 'what a station says of a week: figures as they were computed, and what people wrote beside them'`,
  `COMMENT ON COLUMN briefing.to_date IS 'the day after the last one'`,
  `COMMENT ON COLUMN briefing.figures IS 'counts, titles and numbers of instances as they were published: nothing about persons'`,
  `COMMENT ON COLUMN briefing.made_by IS 'null for the schedule'`,
  `COMMENT ON COLUMN briefing.files IS 'the hashes of Word and PDF as they went out, of the station’s copy and the bureau’s; of a PDF null where its font lacked a sign'`,
  ...secureTable('briefing', 'station', ['SELECT', 'INSERT', 'UPDATE (state, version, figures, texts, changed_by, changed_at, sent_at, sent_by, sent_key, recipients, to_bureau, files)']),
  // What went out does not change, whoever asks: a correction is a new edition.
  `CREATE POLICY unsent ON briefing AS RESTRICTIVE FOR UPDATE USING (state = 'DRAFT') WITH CHECK (true)`,
];
