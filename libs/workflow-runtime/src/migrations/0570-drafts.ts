import { ROLES, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Overlays on their way to being published: drafts with comments and reviews, publications at a date, and versions tried on a share of new instances. */
export class Drafts1700000000570 implements MigrationInterface {
  readonly name = 'Drafts1700000000570';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Drafts cannot be undone: restore a backup instead.');
  }
}

const SCOPE = 'scope_id = ANY ((SELECT app.station_ids())::uuid[]) OR scope_id = ANY ((SELECT app.bureau_ids())::uuid[])';
/** What a bureau sets its stations may read. */
const fromAbove = (table: string, column: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (${column} IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const DRAFTS = [
  `CREATE TABLE overlay_draft (
     scope_id uuid NOT NULL, workflow text NOT NULL, version integer NOT NULL, bureau_id uuid NOT NULL, began integer NOT NULL,
     content json, on_revision integer NOT NULL, saved_by uuid NOT NULL, saved_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, workflow, version)
   )`,
  `COMMENT ON TABLE overlay_draft IS 'every save of a draft, so that two who save at once can be merged; the latest counts'`,
  `COMMENT ON COLUMN overlay_draft.content IS 'null: the draft was published or discarded'`,
  `COMMENT ON COLUMN overlay_draft.began IS 'the version its draft began with: comments and reviews from there on are of it'`,
  `COMMENT ON COLUMN overlay_draft.on_revision IS 'the published revision it is a change of; 0 for none'`,
  ...secureTableBy('overlay_draft', SCOPE, ['SELECT', 'INSERT', 'DELETE']),
  `CREATE TABLE draft_presence (
     scope_id uuid NOT NULL, workflow text NOT NULL, account_id uuid NOT NULL, since timestamptz NOT NULL DEFAULT app.now(), seen_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, workflow, account_id)
   )`,
  `COMMENT ON TABLE draft_presence IS 'who has a draft open; gone a minute after the page says nothing more'`,
  ...secureTableBy('draft_presence', SCOPE, ['SELECT', 'INSERT', 'UPDATE (seen_at)', 'DELETE']),
  `CREATE TABLE draft_comment (
     scope_id uuid NOT NULL, id uuid NOT NULL, workflow text NOT NULL, version integer NOT NULL, place text, text text NOT NULL,
     made_by uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT app.now(), resolved_by uuid, resolved_at timestamptz,
     PRIMARY KEY (scope_id, id)
   )`,
  'CREATE INDEX draft_comment_of ON draft_comment (scope_id, workflow, version)',
  ...secureTableBy('draft_comment', SCOPE, ['SELECT', 'INSERT', 'UPDATE (resolved_by, resolved_at)']),
  `CREATE TABLE draft_review (
     scope_id uuid NOT NULL, workflow text NOT NULL, version integer NOT NULL, state text NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
     asked_by uuid NOT NULL, asked_at timestamptz NOT NULL DEFAULT app.now(), decided_by uuid, decided_at timestamptz, note text,
     PRIMARY KEY (scope_id, workflow, version), CHECK ((state = 'asked') = (decided_by IS NULL))
   )`,
  `COMMENT ON TABLE draft_review IS 'what a second person said of one version of a draft; a later version needs another'`,
  ...secureTableBy('draft_review', SCOPE, ['SELECT', 'INSERT', 'UPDATE (state, decided_by, decided_at, note)']),
  `CREATE TABLE review_rule (
     bureau_id uuid NOT NULL, workflow text NOT NULL, needed boolean NOT NULL, set_by uuid NOT NULL, set_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, workflow)
   )`,
  `COMMENT ON COLUMN review_rule.workflow IS 'a workflow, or * for all that have no rule of their own'`,
  ...secureTableBy('review_rule', 'bureau_id = ANY ((SELECT app.bureau_ids())::uuid[])', ['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
  fromAbove('review_rule', 'bureau_id'),
];

const PUBLICATIONS = [
  `CREATE TABLE publication (
     scope_id uuid NOT NULL, workflow text NOT NULL, bureau_id uuid NOT NULL, version integer NOT NULL, share integer NOT NULL CHECK (share BETWEEN 1 AND 100), because text NOT NULL,
     set_by uuid NOT NULL, set_at timestamptz NOT NULL DEFAULT app.now(), due_at timestamptz NOT NULL, try_at timestamptz NOT NULL,
     PRIMARY KEY (scope_id, workflow)
   )`,
  `COMMENT ON TABLE publication IS 'a version of a draft to be published at a moment; gone once it is published, called off, or found not to stand'`,
  `COMMENT ON COLUMN publication.try_at IS 'due_at at first; a claim moves it to the end of its lease'`,
  'CREATE INDEX publication_try ON publication (try_at)',
  ...secureTableBy('publication', SCOPE, ['SELECT', 'INSERT', 'DELETE']),
  `CREATE TABLE canary (
     scope_id uuid NOT NULL, workflow text NOT NULL, share integer NOT NULL CHECK (share BETWEEN 1 AND 99), before text NOT NULL,
     revision integer NOT NULL, before_revision integer NOT NULL, set_by uuid NOT NULL, since timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, workflow)
   )`,
  `COMMENT ON TABLE canary IS 'of 100 new instances so many start on what was published last, the others on the version before'`,
  `COMMENT ON COLUMN canary.before IS 'hash of the version before'`,
  ...secureTableBy('canary', SCOPE, ['SELECT', 'INSERT', 'UPDATE (share, before)', 'DELETE']),
  fromAbove('canary', 'scope_id'),
];

const STATEMENTS = [
  ...DRAFTS,
  ...PUBLICATIONS,
  `GRANT SELECT, UPDATE (try_at) ON publication TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_publications(moment timestamptz, most integer, lease interval)',
    'TABLE (scope_id uuid, bureau_id uuid, workflow text, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT p.scope_id, p.workflow FROM publication p WHERE p.try_at <= moment ORDER BY p.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE publication p SET try_at = moment + lease FROM due WHERE p.scope_id = due.scope_id AND p.workflow = due.workflow RETURNING p.scope_id, p.bureau_id, p.workflow, p.due_at
     )
     SELECT claimed.scope_id, claimed.bureau_id, claimed.workflow, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.scope_id`,
  ),
  ...unscopedFunction('next_publication()', 'TABLE (due timestamptz, try timestamptz, now timestamptz)', 'SELECT min(p.due_at), min(p.try_at), app.now() FROM publication p'),
];
