import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { applySettings, diffDefinitions, isAuthored, NO_SETTINGS, settingsOf, type Extension, type Level } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { OverlayRevisionRow, OverlayRow } from './entities.js';
import { changesOfSettings, composed, overlayChanges } from './overlay-words.js';
import { OVERLAY_COLUMNS, readLayers, readRevision, REVISION_COLUMNS } from './overlays.js';
import type { StationVersions } from './station-versions.js';

/** A place that is not as the plugin brings it. */
export interface ChangedPlace {
  /** As in an overlay: `parameters.visitLater.value`. */
  readonly place: string;
  readonly by: Level;
  /** The id of the plugin that adds it, where one does. */
  readonly plugin: string | undefined;
  readonly because: string;
  /** In words: `上门走访 30 天 → 28 天`. */
  readonly text: Bilingual;
  readonly from: unknown;
  readonly to: unknown;
  /** The revision that set it to this value, and whoever published that. */
  readonly revision: Pick<OverlayRevisionRow, 'revision' | 'publishedBy' | 'publishedAt'> | undefined;
}

/** What a station works with, and how it came about. */
export interface StationDefinition {
  readonly stationId: Id;
  readonly workflow: string;
  readonly hash: string;
  /** The template it is made of, and the one the plugin brings now. */
  readonly template: number;
  readonly presentTemplate: number;
  readonly since: Date | undefined;
  /** What other plugins add to the template, before the revisions. */
  readonly extensions: readonly Extension[];
  /** The revisions it is made of, from the outside in. */
  readonly layers: readonly OverlayRevisionRow[];
  /** The overlays that hold: newer than the layers while they conflict, or while a job brings them. */
  readonly overlays: readonly OverlayRow[];
}

/** The versions a station starts instances on: by workflow, without those it takes as the plugin brings them. */
export async function versionsAt(tenant: Tenant, stationId: Id): Promise<ReadonlyMap<string, string>> {
  const rows = await tenant.sql<{ workflow: string; hash: string }>(
    `SELECT workflow, coalesce(v.hash, o.hash) AS hash
       FROM (SELECT workflow, hash FROM station_version WHERE station_id = $1) v
       FULL JOIN (SELECT o.workflow, o.hash FROM overlay o JOIN station s ON s.bureau_id = o.scope_id WHERE s.id = $1 AND o.hash IS NOT NULL) o USING (workflow)`,
    [stationId],
  );
  return new Map(rows.map(({ workflow, hash }) => [workflow, hash]));
}

/** What a station works with now. @throws StationhouseError NOT_FOUND for a workflow no plugin brings */
export async function readStationDefinition(tenant: Tenant, catalog: WorkflowCatalog, place: { readonly stationId: Id; readonly bureauId: Id }, workflow: string): Promise<StationDefinition> {
  // What the program brings, no bureau has a word in.
  const workflows = isAuthored(workflow) ? await catalog.seen(tenant) : catalog;
  const presentTemplate = workflows.templateOf(workflow);
  const { own, overlays, layers } = await readLayers(tenant, place, workflow);
  const shared = { stationId: place.stationId, workflow, presentTemplate, layers, overlays };
  if (own !== undefined) return { ...shared, hash: own.hash, template: own.template, since: own.since, extensions: own.extensions };
  const above = overlays.find(({ scopeId }) => scopeId === place.bureauId);
  if (typeof above?.hash === 'string') return { ...shared, hash: above.hash, template: above.template, since: above.changedAt, extensions: above.extensions };
  return { ...shared, hash: workflows.get(workflow).compiled.hash, template: presentTemplate, since: undefined, extensions: workflows.extensionsOf(workflow) };
}

/** Every place in which what a station works with is not as the plugin brings it: who set it, why, and what stood there. */
export async function changedPlaces(tenant: Tenant, versions: StationVersions, { workflow, template, extensions, layers }: StationDefinition): Promise<ChangedPlace[]> {
  if (layers.length + extensions.length === 0) return [];
  const base = await versions.templates.read(tenant, workflow, template);
  const settings = composed([...extensions, ...layers.map(({ content }) => content)]);
  const { provenance } = applySettings(base.definition, settings);
  const histories = new Map<Level, readonly OverlayRevisionRow[]>();
  for (const layer of layers) histories.set(layer.content.overlay, await earlierRevisions(tenant, layer));
  return provenance.map(({ place, by, plugin, because, from, to }) => {
    const setting = settings.find((one) => one.place === place);
    return { place, by, plugin, because, from, to, text: setting === undefined ? text(place, place) : (changesOfSettings(base.definition, NO_SETTINGS, [setting])[0]?.text ?? text(place, place)), revision: originOf(histories.get(by) ?? [], place, to) };
  });
}

/** The revisions of an overlay up to one, newest first. */
function earlierRevisions(tenant: Tenant, { scopeId, workflow, revision }: OverlayRevisionRow): Promise<OverlayRevisionRow[]> {
  return tenant.sql<OverlayRevisionRow>(`SELECT ${REVISION_COLUMNS} FROM overlay_revision WHERE scope_id = $1 AND workflow = $2 AND revision <= $3 ORDER BY revision DESC`, [scopeId, workflow, revision]);
}

/** The oldest of the revisions that have said the same of a place ever since. */
function originOf(revisions: readonly OverlayRevisionRow[], place: string, value: unknown): OverlayRevisionRow | undefined {
  const said = JSON.stringify(value);
  let origin: OverlayRevisionRow | undefined;
  for (const revision of revisions) {
    const setting = settingsOf(revision.content).find((one) => one.place === place);
    if (setting === undefined || JSON.stringify(setting.value) !== said) break;
    origin = revision;
  }
  return origin;
}

/** The overlays of some stations that could not follow what is above them, by station. */
export function conflictingOverlays(tenant: Tenant, stationIds: readonly Id[], workflow: string | undefined): Promise<OverlayRow[]> {
  return tenant.sql<OverlayRow>(`SELECT ${OVERLAY_COLUMNS} FROM overlay o WHERE o.scope_id = ANY ($1) AND o.conflicts IS NOT NULL AND ($2::text IS NULL OR o.workflow = $2) ORDER BY o.scope_id, o.workflow`, [[...stationIds], workflow ?? null]);
}

/** The published revisions of an overlay, newest first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listRevisions(tenant: Tenant, scopeId: Id, workflow: string, first: number, after: string | null | undefined): Promise<Page<OverlayRevisionRow>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['number']) ?? [];
  const rows = await tenant.sql<OverlayRevisionRow>(`SELECT ${REVISION_COLUMNS} FROM overlay_revision WHERE scope_id = $1 AND workflow = $2 AND ($3::int IS NULL OR revision < $3) ORDER BY revision DESC LIMIT $4`, [scopeId, workflow, last ?? null, most + 1]);
  return pageOf(rows, most, (row) => [row.revision]);
}

/** What a revision changed against the one before it, in words: what a newer template brought with it, then the overlay by itself. */
export async function revisionChanges(tenant: Tenant, versions: StationVersions, { scopeId, workflow, revision, template, content }: OverlayRevisionRow): Promise<readonly Bilingual[]> {
  const { definition } = await versions.templates.read(tenant, workflow, template);
  const before = revision === 1 ? undefined : await readRevision(tenant, scopeId, workflow, revision - 1);
  const brought = before === undefined || before.template === template ? [] : diffDefinitions((await versions.templates.read(tenant, workflow, before.template)).definition, definition);
  return [...brought, ...overlayChanges(definition, [before?.content], [content])].map((change) => change.text);
}

