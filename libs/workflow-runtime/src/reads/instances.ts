import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { InstanceRow } from '../entities.js';

/** Which instances of a station a list shows. */
export interface InstanceSelection {
  readonly workflow?: string | undefined;
  readonly closed?: boolean | undefined;
  /** The path of an active state, outer or inner. */
  readonly state?: string | undefined;
  /** Hash of the version they run on. */
  readonly definition?: string | undefined;
  readonly incidentId?: Id | undefined;
  /** A part of the number. Data are not searched: they may be personal. */
  readonly search?: string | undefined;
  /** Exercises alone; they are left out otherwise. */
  readonly exercise?: boolean | undefined;
  readonly exerciseId?: Id | undefined;
  /** More that must hold, as SQL over `i` after the parameters it is given. */
  readonly more?: ((parameters: readonly unknown[]) => { readonly where: string; readonly parameters: readonly unknown[] }) | undefined;
}

/** The columns of an instance, named as its entity names them. */
export const INSTANCE_COLUMNS = `station_id AS "stationId", id, workflow, definition, number, version, status, outcome, exercise, exercise_id AS "exerciseId", incident_id AS "incidentId", parent_id AS "parentId", states, snapshot,
  started_at AS "startedAt", started_by AS "startedBy", changed_at AS "changedAt", closed_at AS "closedAt"`;

const SELECTED = `station_id = $1 AND ($2::text IS NULL OR workflow = $2) AND ($3::boolean IS NULL OR (status = 'closed') = $3)
  AND ($4::text IS NULL OR $4 = ANY (states)) AND ($5::uuid IS NULL OR incident_id = $5) AND ($6::text IS NULL OR strpos(lower(number), lower($6)) > 0)
  AND ($7::uuid IS NULL OR exercise_id = $7) AND ($8::text IS NULL OR definition = $8)`;

/** Real ones by the view every figure is read from. */
function sourceOf(selection: InstanceSelection): string {
  return ofExercises(selection) ? '(SELECT * FROM instance WHERE exercise) i' : 'fact.instance i';
}

function parametersOf(stationId: Id, selection: InstanceSelection): unknown[] {
  const search = selection.search?.trim();
  return [stationId, selection.workflow ?? null, selection.closed ?? null, selection.state ?? null, selection.incidentId ?? null, search === undefined || search === '' ? null : search, selection.exerciseId ?? null, selection.definition ?? null];
}

/** What a selection says as SQL, with its parameters. */
function selected(parameters: readonly unknown[], { more }: InstanceSelection): { readonly where: string; readonly parameters: readonly unknown[] } {
  const narrowed = more?.(parameters);
  return narrowed === undefined ? { where: SELECTED, parameters } : { where: `${SELECTED} AND ${narrowed.where}`, parameters: narrowed.parameters };
}

/** Whether a selection is of exercises. */
export function ofExercises({ exercise, exerciseId }: InstanceSelection): boolean {
  return exercise === true || exerciseId !== undefined;
}

/**
 * One page of a station's instances, newest first.
 * @param further columns to read as well, with their comma
 * @throws StationhouseError BAD_CURSOR, BAD_INPUT
 */
export async function listInstances<Row extends InstanceRow = InstanceRow>(tenant: Tenant, stationId: Id, selection: InstanceSelection, first: number, after: string | null | undefined, further = ''): Promise<Page<Row>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const { where, parameters } = selected([...parametersOf(stationId, selection), last ?? null, most + 1], selection);
  const rows = await tenant.sql<Row>(`SELECT ${INSTANCE_COLUMNS}${further} FROM ${sourceOf(selection)} WHERE ${where} AND ($9::uuid IS NULL OR id < $9) ORDER BY id DESC LIMIT $10`, parameters);
  return pageOf(rows, most, (row) => [row.id]);
}

/** How many instances a list has in all. */
export async function countInstances(tenant: Tenant, stationId: Id, selection: InstanceSelection): Promise<number> {
  const { where, parameters } = selected(parametersOf(stationId, selection), selection);
  const [row] = await tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${sourceOf(selection)} WHERE ${where}`, parameters);
  return row?.count ?? 0;
}

/** @throws StationhouseError NOT_FOUND */
export async function readInstance(tenant: Tenant, stationId: Id, id: Id): Promise<InstanceRow> {
  const [row] = await tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND id = $2`, [stationId, id]);
  if (row === undefined) throw notFound(text('事项', 'Instance'));
  return row;
}

/** Instances by id, in any order; ids out of reach are left out. */
export function instancesById(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<InstanceRow[]> {
  return tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND id = ANY ($2)`, [stationId, [...ids]]);
}

/** The instances started from incidents of a station, oldest first: for `Incident.instances`. */
export function instancesOfIncidents(tenant: Tenant, stationId: Id, incidentIds: readonly Id[]): Promise<InstanceRow[]> {
  return tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM fact.instance WHERE station_id = $1 AND incident_id = ANY ($2) ORDER BY id`, [stationId, [...incidentIds]]);
}
