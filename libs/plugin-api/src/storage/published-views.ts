import type { Migration, PublishedView } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names its columns as literals: the report of the contract shows them. */
function view<const Columns extends readonly string[]>(table: string, columns: Columns): { readonly name: string; readonly table: string; readonly columns: Columns } {
  return { name: `platform.${table}`, table: `public.${table}`, columns };
}

/**
 * What a plugin may read of the platform in SQL, when it declares it (`reads`): a closed list. Rows are those of the stations in reach, and no
 * view shows personal data; whoever needs those goes through the platform's operations, which mask and record.
 * The columns are a contract: they are added to, never renamed.
 */
export const PUBLISHED_VIEWS = {
  /** The stations in reach. `time_zone` is an IANA name. */
  station: view('station', ['bureau_id', 'id', 'name', 'code', 'kind', 'time_zone']),
  /** Instances of every workflow, exercises among them (`exercise`). `states` are the paths it is in; times are moments. */
  instance: view('instance', ['station_id', 'id', 'workflow', 'number', 'status', 'outcome', 'states', 'incident_id', 'parent_id', 'exercise', 'started_at', 'changed_at', 'closed_at']),
  /** Their tasks. `status` is OPEN, CLAIMED, DONE or CANCELLED. */
  task: view('task', ['station_id', 'id', 'instance_id', 'key', 'status', 'roles', 'assignee_id', 'outcome', 'exercise', 'opened_at', 'due_at', 'completed_at']),
  /** The register, without what callers said, who they are and where. */
  incident: view('incident', ['station_id', 'id', 'number', 'channel', 'category', 'status', 'outcome', 'received_at', 'dispatched_at', 'arrived_at', 'cleared_at', 'disposed_at']),
  /** By what instances are of one matter: `key` is the keyed hash that a look-up's `rows.keyed` gives; exercises among them (`exercise`). */
  matter: view('matter', ['station_id', 'instance_id', 'key', 'workflow', 'exercise', 'began_at']),
  /** Exercises (演练): `prepared_by` is the instance that prepared one, a drill; `status` is planned, running, paused, halted or ended. */
  exercise: view('exercise', ['station_id', 'id', 'title', 'status', 'prepared_by', 'planned_at', 'started_at', 'stopped_at']),
} as const satisfies Readonly<Record<string, PublishedView>>;

/** The name of one of {@link PUBLISHED_VIEWS}: `task` is read as `platform.task`. */
export type PlatformView = keyof typeof PUBLISHED_VIEWS;

/** The views, each with the rights of whoever reads it, so that the tables' own policies hold. */
class PublishedViews1700000000700 implements MigrationInterface {
  readonly name = 'PublishedViews1700000000700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA platform');
    for (const { name, table, columns } of Object.values(PUBLISHED_VIEWS)) await runner.query(`CREATE VIEW ${name} WITH (security_invoker = true) AS SELECT ${columns.join(', ')} FROM ${table}`);
  }

  async down(): Promise<void> {
    throw new Error('Plugins read these views: restore a backup instead.');
  }
}

/** The migrations of this library; they come after those of every library whose tables are published. */
export const pluginMigrations: readonly Migration[] = [PublishedViews1700000000700];
