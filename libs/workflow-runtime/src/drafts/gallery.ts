import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, Extension, Overlay, Settings } from '@stationhouse/workflow';
import { composed } from '../configuration/overlay-words.js';
import { versionsAt } from '../configuration/reads.js';
import type { PublishedWorkflow, WorkflowCatalog, WorkflowPlugin, Workflows } from '../catalog/catalog.js';
import { isNeeded, listReviewRules } from './reviews.js';
import { policiesAt, policiesOf, standingsAt, type Standing } from '../plugins/standings.js';

/** How a workflow did of late: at a station, or at a bureau's stations together. */
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

/** A station's or bureau's word on a workflow that holds. */
interface Layer {
  readonly revision: number;
  readonly template: number;
  readonly conflicting: boolean;
  readonly changedAt: Date;
  readonly extensions: readonly Extension[];
  readonly content: Overlay;
}

/** A workflow as a station's chief, or the bureau, finds it. */
export interface GalleryEntry {
  readonly published: PublishedWorkflow;
  readonly plugin: WorkflowPlugin;
  readonly policy: Standing['policy'];
  /** At how many of the stations that are looked at its plugin is enabled. */
  readonly enabled: number;
  /** How many stations are looked at. */
  readonly stations: number;
  /** Why the bureau mandates or forbids it. */
  readonly policyReason: string | undefined;
  /** What new instances start on. */
  readonly compiled: CompiledWorkflow;
  readonly presentTemplate: number;
  /** What makes it of its template: the settings of plugins, bureau and station as they hold. */
  readonly settings: Settings;
  /** The word of whoever looks: the station's, or the bureau's. */
  readonly own: Layer | undefined;
  /** Of a station: the bureau's word. */
  readonly above: Layer | undefined;
  readonly figures: WorkflowFigures;
  readonly draft: { readonly version: number; readonly savedAt: Date } | undefined;
  /** Percent of new instances, while a version is tried. */
  readonly share: number | undefined;
  /** Whether a second person reviews what the station publishes of it. */
  readonly reviewNeeded: boolean;
}

const DAYS = 90;

interface Row {
  readonly workflow: string;
}

/** Every workflow the installation brings, as a station finds it; in the order of its plugins. Its statements are as many for one workflow as for fifty. */
export async function galleryOf(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<GalleryEntry[]> {
  const workflows = await catalog.seen(tenant);
  const standings = new Map((await standingsAt(tenant, catalog, [stationId])).map((standing) => [standing.plugin.id, standing]));
  const policies = await policiesAt(tenant, stationId);
  const [station] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [stationId]);
  const rules = station === undefined ? [] : await listReviewRules(tenant, station.bureauId);
  const hashes = await versionsAt(tenant, stationId);
  const made = await tenant.sql<Row & { extensions: readonly Extension[]; above: Overlay | null; own: Overlay | null }>(
    `SELECT v.workflow, v.extensions, b.content AS above, r.content AS own FROM station_version v JOIN station s ON s.id = v.station_id
       LEFT JOIN overlay_revision b ON b.scope_id = s.bureau_id AND b.workflow = v.workflow AND b.revision = v.bureau_revision
       LEFT JOIN overlay_revision r ON r.scope_id = v.station_id AND r.workflow = v.workflow AND r.revision = v.station_revision WHERE v.station_id = $1`,
    [stationId],
  );
  const settings = new Map(made.map(({ workflow, extensions, above, own }) => [workflow, composed([...extensions, above ?? undefined, own ?? undefined])]));
  const shared = await sharedOf(tenant, catalog, workflows, { scopeId: stationId, stationIds: [stationId], hashes });
  return workflows.all().flatMap((published) => {
    const standing = standings.get(published.pluginId);
    // One that its bureau retired is shown only where it was in use.
    if (standing === undefined || (published.retired === true && !standing.enabled)) return [];
    const { own, above, ...rest } = shared(published);
    return [{ ...rest, own, above, policy: standing.policy, policyReason: policies.get(published.pluginId)?.reason, enabled: standing.enabled ? 1 : 0, stations: 1, settings: settings.get(published.compiled.id) ?? settingsOfLayer(above), reviewNeeded: isNeeded(rules, published.compiled.id) }];
  });
}

/** Every workflow the installation brings, as a bureau finds it: its own word on it, and the figures of its stations together. @param tenant reaches the bureau and exactly these stations */
export async function galleryOfBureau(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, stationIds: readonly Id[]): Promise<GalleryEntry[]> {
  const workflows = await catalog.seen(tenant);
  const standings = await standingsAt(tenant, catalog, stationIds);
  const policies = await policiesOf(tenant, { bureauId });
  const rules = await listReviewRules(tenant, bureauId);
  const heads = await tenant.sql<Row & { hash: string }>('SELECT workflow, hash FROM overlay WHERE scope_id = $1 AND hash IS NOT NULL', [bureauId]);
  const shared = await sharedOf(tenant, catalog, workflows, { scopeId: bureauId, stationIds, hashes: new Map(heads.map(({ workflow, hash }) => [workflow, hash])) });
  return workflows.all().map((published) => {
    const entry = shared(published);
    const policy = policies.get(published.pluginId);
    const enabled = standings.filter((standing) => standing.plugin === entry.plugin && standing.enabled).length;
    return { ...entry, policy: policy?.policy === 'free' ? undefined : policy?.policy, policyReason: policy?.reason, enabled, stations: stationIds.length, settings: settingsOfLayer(entry.own), reviewNeeded: isNeeded(rules, published.compiled.id) };
  });
}

type Shared = Omit<GalleryEntry, 'policy' | 'policyReason' | 'enabled' | 'stations' | 'settings' | 'reviewNeeded'>;

interface Shown {
  readonly scopeId: Id;
  readonly stationIds: readonly Id[];
  /** The version that new instances start on, by workflow, where it is not the template's. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** What both galleries show of a workflow. */
async function sharedOf(tenant: Tenant, catalog: WorkflowCatalog, workflows: Workflows, { scopeId, stationIds, hashes }: Shown): Promise<(published: PublishedWorkflow) => Shared> {
  const versions = await catalog.versionsOf(tenant, [...hashes.values()]);
  const layers = await tenant.sql<Row & Layer & { own: boolean }>(
    `SELECT o.workflow, o.scope_id = $1 AS own, o.revision, o.template, o.conflicts IS NOT NULL AS conflicting, o.changed_at AS "changedAt", o.extensions, r.content
       FROM overlay o JOIN overlay_revision r ON r.scope_id = o.scope_id AND r.workflow = o.workflow AND r.revision = o.revision WHERE o.scope_id = $1 OR o.scope_id = (SELECT s.bureau_id FROM station s WHERE s.id = $1)`,
    [scopeId],
  );
  const drafts = await tenant.sql<Row & { version: number; savedAt: Date; live: boolean }>('SELECT DISTINCT ON (workflow) workflow, version, saved_at AS "savedAt", content IS NOT NULL AS live FROM overlay_draft WHERE scope_id = $1 ORDER BY workflow, version DESC', [scopeId]);
  const shares = new Map((await tenant.sql<Row & { share: number }>('SELECT workflow, share FROM canary WHERE scope_id = $1', [scopeId])).map((row) => [row.workflow, row.share]));
  const figures = await figuresOf(tenant, stationIds, workflows.all().map(({ compiled: { id } }) => id));
  return (published) => {
    const { id } = published.compiled;
    const plugin = workflows.plugin(published.pluginId);
    if (plugin === undefined) throw new Error(`The workflow "${id}" comes from a plugin that is not there.`);
    const layer = (own: boolean) => layers.find((one) => one.workflow === id && one.own === own);
    const compiled = versions.get(hashes.get(id) ?? '') ?? published.compiled;
    return { published, plugin, compiled, presentTemplate: workflows.templateOf(id), own: layer(true), above: layer(false), figures: figures(id), draft: drafts.find((row) => row.workflow === id && row.live), share: shares.get(id) };
  };
}

function settingsOfLayer(layer: Layer | undefined): Settings {
  return layer === undefined ? [] : composed([...layer.extensions, layer.content]);
}

/** Started, ended and overdue by workflow, over those that were started in the last 90 days: read by the index on the start. */
async function figuresOf(tenant: Tenant, stationIds: readonly Id[], workflows: readonly string[]): Promise<(workflow: string) => WorkflowFigures> {
  const since = new Date(tenant.now.getTime() - DAYS * 86_400_000);
  const rows = await tenant.sql<Row & WorkflowFigures>(
    `SELECT i.workflow, count(*)::int AS started, count(*) FILTER (WHERE i.status = 'closed')::int AS finished,
            count(*) FILTER (WHERE EXISTS (SELECT FROM clock c WHERE c.station_id = i.station_id AND c.instance_id = i.id AND (c.state = 'breached' OR (c.stopped_at IS NULL AND c.due_at <= $4))))::int AS overdue
       FROM instance i WHERE i.station_id = ANY ($1) AND i.workflow = ANY ($2) AND i.started_at >= $3 AND NOT i.exercise GROUP BY 1`,
    [[...stationIds], [...workflows], since, tenant.now],
  );
  return (workflow) => ({ started: 0, finished: 0, overdue: 0, ...rows.find((row) => row.workflow === workflow), since });
}
