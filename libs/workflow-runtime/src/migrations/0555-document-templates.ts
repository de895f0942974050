import { secureTable, secureTableBy } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Word templates of bureaus and stations, which of them hold, and what was made from which. */
export class DocumentTemplates1700000000555 implements MigrationInterface {
  readonly name = 'DocumentTemplates1700000000555';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Templates cannot be undone: restore a backup instead.');
  }
}

const SCOPE = 'scope_id = ANY ((SELECT app.station_ids())::uuid[]) OR scope_id = ANY ((SELECT app.bureau_ids())::uuid[])';
/** Stations print what their bureau sets. */
const fromAbove = (table: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (scope_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const STATEMENTS = [
  `CREATE TABLE document_template (
     scope_id uuid NOT NULL, document text NOT NULL, version integer NOT NULL CHECK (version > 0), level text NOT NULL CHECK (level IN ('bureau', 'station')),
     name text NOT NULL, bytes bigint NOT NULL, sha256 text NOT NULL, warnings jsonb NOT NULL, uploaded_by uuid NOT NULL, uploaded_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, document, version)
   )`,
  `COMMENT ON TABLE document_template IS 'Word templates that passed the check; kept for good, since papers name the version they were made from'`,
  ...secureTableBy('document_template', SCOPE, ['SELECT', 'INSERT']),
  fromAbove('document_template'),
  `CREATE TABLE document_choice (
     scope_id uuid NOT NULL, document text NOT NULL, revision integer NOT NULL CHECK (revision > 0), level text NOT NULL CHECK (level IN ('bureau', 'station')),
     version integer, locked boolean NOT NULL DEFAULT false, chosen_by uuid NOT NULL, chosen_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, document, revision), FOREIGN KEY (scope_id, document, version) REFERENCES document_template (scope_id, document, version),
     CHECK (NOT locked OR (level = 'bureau' AND version IS NOT NULL))
   )`,
  `COMMENT ON TABLE document_choice IS 'which version of a template holds; the latest revision counts'`,
  `COMMENT ON COLUMN document_choice.version IS 'null: the template from above, of the bureau or of the plugin'`,
  `COMMENT ON COLUMN document_choice.locked IS 'stations may not set their own'`,
  ...secureTableBy('document_choice', SCOPE, ['SELECT', 'INSERT']),
  fromAbove('document_choice'),
  `CREATE TABLE document_made (
     station_id uuid NOT NULL, call_id uuid NOT NULL, document text NOT NULL, instance_id uuid NOT NULL, level text NOT NULL CHECK (level IN ('plugin', 'bureau', 'station')),
     version integer, sha256 text NOT NULL, word_id uuid, pdf_id uuid, made_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, call_id, document), CHECK ((level = 'plugin') = (version IS NULL))
   )`,
  `COMMENT ON TABLE document_made IS 'which template a call of an automation made its paper from; a repeated attempt takes the same'`,
  `COMMENT ON COLUMN document_made.sha256 IS 'of the template; those of the papers stand with the attachments'`,
  'CREATE INDEX document_made_word ON document_made (station_id, word_id)',
  'CREATE INDEX document_made_pdf ON document_made (station_id, pdf_id)',
  ...secureTable('document_made', 'station', ['SELECT', 'INSERT', 'UPDATE']),
];
