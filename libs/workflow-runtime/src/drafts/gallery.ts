import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, Extension, Overlay, Settings } from '@stationhouse/workflow';
import type { PublishedWorkflow, WorkflowCatalog } from '../catalog/catalog.js';
import { composed } from '../configuration/overlay-words.js';
import { versionsAt } from '../configuration/reads.js';
import { policiesOf, standingsAt, type Standing } from '../plugins/standings.js';

/** How a workflow did at a station of late. */
export interface WorkflowFigures {
  /** From when on. */
  readonly since: Date;
  /** Instances started since, without exercises. */
  readonly started: number;
  /** Those among them that have ended. */
  readonly finished: number;
  /** Those among them with a clock that ran out, or is past its due moment. */
  readonly overdue: number;
}

/** The station's or bureau's word on a workflow that holds. */
interface Layer {
  readonly ofStation: boolean;
  readonly revision: number;
  readonly template: number;
  readonly conflicting: boolean;
  readonly changedAt: Date;
  readonly extensions: readonly Extension[];
  readonly content: Overlay;
}

/** A workflow as a station's chief finds it. */
export interface GalleryEntry {
  readonly published: PublishedWorkflow;
  readonly standing: Standing;
  /** Why the bureau mandates or forbids it. */
  readonly policyReason: string | undefined;
  /** What new instances start on. */
  readonly compiled: CompiledWorkflow;
  readonly presentTemplate: number;
  /** What makes it of its template: the settings of plugins, bureau and station as they hold. */
  readonly settings: Settings;
  readonly own: Layer | undefined;
  readonly above: Layer | undefined;
  readonly figures: WorkflowFigures;
  readonly draft: { readonly version: number; readonly savedAt: Date } | undefined;
  /** Percent of new instances, while a version of the station's is tried. */
  readonly share: number | undefined;
}

const DAYS = 90;

interface Row {
  readonly workflow: string;
}

/** Every workflow the installation brings, as a station finds it; in the order of its plugins. Its statements are as many for one workflow as for fifty. */
export async function galleryOf(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<GalleryEntry[]> {
  const workflows = await catalog.seen(tenant);
  const standings = new Map((await standingsAt(tenant, catalog, [stationId])).map((standing) => [standing.plugin.id, standing]));
  const policies = await policiesOf(tenant, { stationId });
  const hashes = await versionsAt(tenant, stationId);
  const versions = await catalog.versionsOf(tenant, [...hashes.values()]);
  const layers = await tenant.sql<Row & Layer>(
    `SELECT o.workflow, o.scope_id = $1 AS "ofStation", o.revision, o.template, o.conflicts IS NOT NULL AS conflicting, o.changed_at AS "changedAt", o.extensions, r.content
       FROM overlay o JOIN overlay_revision r ON r.scope_id = o.scope_id AND r.workflow = o.workflow AND r.revision = o.revision WHERE o.scope_id = $1 OR o.scope_id = (SELECT s.bureau_id FROM station s WHERE s.id = $1)`,
    [stationId],
  );
  const made = await tenant.sql<Row & { extensions: readonly Extension[]; above: Overlay | null; own: Overlay | null }>(
    `SELECT v.workflow, v.extensions, b.content AS above, r.content AS own FROM station_version v JOIN station s ON s.id = v.station_id
       LEFT JOIN overlay_revision b ON b.scope_id = s.bureau_id AND b.workflow = v.workflow AND b.revision = v.bureau_revision
       LEFT JOIN overlay_revision r ON r.scope_id = v.station_id AND r.workflow = v.workflow AND r.revision = v.station_revision WHERE v.station_id = $1`,
    [stationId],
  );
  const settings = new Map(made.map(({ workflow, extensions, above, own }) => [workflow, composed([...extensions, above ?? undefined, own ?? undefined])]));
  const drafts = await tenant.sql<Row & { version: number; savedAt: Date; live: boolean }>('SELECT DISTINCT ON (workflow) workflow, version, saved_at AS "savedAt", content IS NOT NULL AS live FROM overlay_draft WHERE scope_id = $1 ORDER BY workflow, version DESC', [stationId]);
  const shares = new Map((await tenant.sql<Row & { share: number }>('SELECT workflow, share FROM canary WHERE scope_id = $1', [stationId])).map((row) => [row.workflow, row.share]));
  const figures = await figuresOf(tenant, stationId, workflows.all().map(({ compiled: { id } }) => id));
  return workflows.all().flatMap((published) => {
    const { compiled: { id }, pluginId } = published;
    const standing = standings.get(pluginId);
    // One that its bureau retired is shown only where it was in use.
    if (standing === undefined || (published.retired === true && !standing.enabled)) return [];
    const layer = (ofStation: boolean) => layers.find((one) => one.workflow === id && one.ofStation === ofStation);
    const compiled = versions.get(hashes.get(id) ?? '') ?? published.compiled;
    const above = layer(false);
    const draft = drafts.find((row) => row.workflow === id && row.live);
    return [{ published, standing, policyReason: policies.get(pluginId)?.reason, compiled, presentTemplate: workflows.templateOf(id), settings: settings.get(id) ?? (above === undefined ? [] : composed([...above.extensions, above.content])), own: layer(true), above, figures: figures(id), draft, share: shares.get(id) }];
  });
}

/** Started, ended and overdue by workflow, over those that were started in the last 90 days: read by the index on the start. */
async function figuresOf(tenant: Tenant, stationId: Id, workflows: readonly string[]): Promise<(workflow: string) => WorkflowFigures> {
  const since = new Date(tenant.now.getTime() - DAYS * 86_400_000);
  const rows = await tenant.sql<Row & WorkflowFigures>(
    `SELECT i.workflow, count(*)::int AS started, count(*) FILTER (WHERE i.status = 'closed')::int AS finished,
            count(*) FILTER (WHERE EXISTS (SELECT FROM clock c WHERE c.station_id = i.station_id AND c.instance_id = i.id AND (c.state = 'breached' OR (c.stopped_at IS NULL AND c.due_at <= $4))))::int AS overdue
       FROM instance i WHERE i.station_id = $1 AND i.workflow = ANY ($2) AND i.started_at >= $3 AND NOT i.exercise GROUP BY 1`,
    [stationId, [...workflows], since, tenant.now],
  );
  return (workflow) => ({ started: 0, finished: 0, overdue: 0, ...rows.find((row) => row.workflow === workflow), since });
}
