import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { Extension, Overlay } from '@stationhouse/workflow';
import type { Level, OverlayConflicts, OverlayRevisionRow, OverlayRow, RevisionOrigin, StationVersionRow } from './entities.js';

/** Whose configuration: a bureau's, for all its stations, or one station's. */
export interface Scope {
  readonly level: Level;
  readonly scopeId: Id;
  readonly bureauId: Id;
}

/** The overlay that holds at a scope. */
export interface StandingOverlay extends OverlayRow {
  readonly content: Overlay;
}

/** A revision to be added. */
export interface NewRevision {
  readonly content: Overlay;
  readonly source: string | null;
  readonly hash: string;
  readonly origin: RevisionOrigin;
  readonly restored?: number | undefined;
  /** Why it is published; the overlay's own reason when absent. */
  readonly because?: string | undefined;
}

const OVERLAY = ['scope_id', 'workflow', 'level', 'bureau_id', 'revision', 'template', 'extensions', 'hash', 'conflicts', 'conflicts_since', 'stations_total', 'stations_done', 'stations_kept', 'changed_at'];
const REVISION = ['scope_id', 'workflow', 'revision', 'template', 'content', 'source', 'hash', 'because', 'origin', 'restored', 'published_by', 'published_at'];

/** The columns of an overlay `o`, named as its entity names them. */
export const OVERLAY_COLUMNS = columnsOf('o', OVERLAY);

/** The columns of a revision, named as its entity names them. */
export const REVISION_COLUMNS = columnsOf('overlay_revision', REVISION);

/** The columns of a table as properties, each behind a prefix where several tables stand side by side in a row. */
function columnsOf(table: string, columns: readonly string[], prefix = ''): string {
  return columns.map((column) => `${table}.${column} AS "${prefix}${column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}"`).join(', ');
}

/** What of a row came from one of its tables; undefined where that had none. */
function partOf<Part extends object>(row: Readonly<Record<string, unknown>>, prefix: string): Part | undefined {
  const part = Object.entries(row).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : []));
  return part.every(([, value]) => value === null) ? undefined : (Object.fromEntries(part) as Part);
}

/** Lets everybody who changes what a scope works with go one after the other, to the end of the transaction. */
export async function lockScope(tenant: Tenant, scopeId: Id, workflow: string): Promise<void> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`stationhouse overlay ${scopeId} ${workflow}`]);
}

/** The overlay of a scope; undefined where it never had one. */
export async function readOverlay(tenant: Tenant, scopeId: Id, workflow: string): Promise<StandingOverlay | undefined> {
  const [row] = await tenant.sql<StandingOverlay>(
    `SELECT ${OVERLAY_COLUMNS}, r.content FROM overlay o JOIN overlay_revision r ON r.scope_id = o.scope_id AND r.workflow = o.workflow AND r.revision = o.revision WHERE o.scope_id = $1 AND o.workflow = $2`,
    [scopeId, workflow],
  );
  return row;
}

/** A published revision. @throws StationhouseError NOT_FOUND */
export async function readRevision(tenant: Tenant, scopeId: Id, workflow: string, revision: number): Promise<OverlayRevisionRow> {
  const [row] = await tenant.sql<OverlayRevisionRow>(`SELECT ${REVISION_COLUMNS} FROM overlay_revision WHERE scope_id = $1 AND workflow = $2 AND revision = $3`, [scopeId, workflow, revision]);
  if (row === undefined) throw notFound(text('配置版本', 'Revision'));
  return row;
}

/** What a station works with, and what it is made of. */
export interface Layers {
  /** Undefined for a station without a version of its own. */
  readonly own: StationVersionRow | undefined;
  /** The overlays that stand: the bureau's, the station's. */
  readonly overlays: readonly OverlayRow[];
  /** The revisions it is made of, from the outside in. */
  readonly layers: readonly OverlayRevisionRow[];
}

const VERSION = ['station_id', 'workflow', 'hash', 'template', 'extensions', 'bureau_revision', 'station_revision', 'settings', 'changes', 'since'];

/** The layers of a workflow at a station, in one statement: a page and a start ask for them again and again. */
export async function readLayers(tenant: Tenant, { stationId, bureauId }: { readonly stationId: Id; readonly bureauId: Id }, workflow: string): Promise<Layers> {
  const rows = await tenant.prepared<Record<string, unknown>>(
    `SELECT ${columnsOf('(l.own)', VERSION, 'own ')}, ${columnsOf('(l.standing)', OVERLAY, 'overlay ')}, ${columnsOf('(l.layer)', REVISION, 'layer ')} FROM app.station_layers($1, $2, $3) l`,
    [stationId, bureauId, workflow],
  );
  const parts = <Part extends object>(prefix: string) => rows.flatMap((row) => partOf<Part>(row, prefix) ?? []);
  return { own: parts<StationVersionRow>('own ')[0], overlays: parts<OverlayRow>('overlay '), layers: parts<OverlayRevisionRow>('layer ') };
}

/** Adds a revision and lets it hold; one of a campaign is kept beside the one that stands. @returns its number */
export async function addRevision(tenant: Tenant, { scopeId, level, bureauId }: Scope, { content, source, hash, origin, restored, because }: NewRevision): Promise<number> {
  const { workflow, template } = content.of;
  const [next] = await tenant.sql<{ revision: number }>('SELECT coalesce(max(revision), 0) + 1 AS revision FROM overlay_revision WHERE scope_id = $1 AND workflow = $2', [scopeId, workflow]);
  const revision = next?.revision ?? 1;
  if (origin !== 'campaign') {
    await tenant.sql(
      `INSERT INTO overlay (scope_id, workflow, level, bureau_id, revision, template) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (scope_id, workflow) DO UPDATE SET revision = excluded.revision, template = excluded.template, conflicts = NULL, conflicts_since = NULL,
         stations_total = NULL, stations_done = 0, stations_kept = 0, changed_at = app.now()`,
      [scopeId, workflow, level, bureauId, revision, template],
    );
  }
  await tenant.sql(
    `INSERT INTO overlay_revision (scope_id, workflow, revision, template, content, source, hash, because, origin, restored, published_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [scopeId, workflow, revision, template, JSON.stringify(content), source, hash, because ?? content.because, origin, restored ?? null, tenant.context.accountId ?? null],
  );
  return revision;
}

/** The bureau's overlay as it holds at a station. */
export interface OverlayAbove extends Pick<StandingOverlay, 'revision' | 'template' | 'content'> {
  /** True for a campaign's revision; the bureau's standing one else. */
  readonly adopted: boolean;
}

/** What the bureau gives a station: a campaign's revision until the bureau publishes a later one for all; else the one that stands. */
export async function readAbove(tenant: Tenant, stationId: Id, bureauId: Id, workflow: string): Promise<OverlayAbove | undefined> {
  const [adopted] = await tenant.sql<OverlayAbove>(
    `SELECT r.revision, r.template, r.content, true AS adopted FROM bureau_adoption a JOIN overlay_revision r ON r.scope_id = $2 AND r.workflow = a.workflow AND r.revision = a.revision
      WHERE a.station_id = $1 AND a.workflow = $3
        AND NOT EXISTS (SELECT FROM overlay_revision l WHERE l.scope_id = $2 AND l.workflow = $3 AND l.revision > a.revision AND l.origin IN ('published', 'restored'))`,
    [stationId, bureauId, workflow],
  );
  if (adopted !== undefined) return adopted;
  const standing = await readOverlay(tenant, bureauId, workflow);
  return standing === undefined ? undefined : { ...standing, adopted: false };
}

/** Notes what keeps an overlay from following, or that nothing does any more. @returns whether that is news */
export async function noteConflicts(tenant: Tenant, scopeId: Id, workflow: string, conflicts: OverlayConflicts | null): Promise<boolean> {
  const [noted] = await tenant.sql<{ news: boolean }>(
    'WITH noted AS (UPDATE overlay SET conflicts = $3, conflicts_since = CASE WHEN $3 IS NOT NULL THEN coalesce(conflicts_since, app.now()) END WHERE scope_id = $1 AND workflow = $2 AND conflicts IS DISTINCT FROM $3::jsonb RETURNING 1) SELECT EXISTS (SELECT FROM noted) AS news',
    [scopeId, workflow, conflicts === null ? null : JSON.stringify(conflicts)],
  );
  return noted?.news ?? false;
}

/** Notes what other plugins add to the template that an overlay stands on now. */
export async function noteExtensions(tenant: Tenant, scopeId: Id, workflow: string, extensions: readonly Extension[]): Promise<void> {
  await tenant.sql('UPDATE overlay SET extensions = $3 WHERE scope_id = $1 AND workflow = $2 AND extensions <> $3::jsonb', [scopeId, workflow, JSON.stringify(extensions)]);
}
