import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Id, type Locale } from '@stationhouse/kernel';
import { exportDefinition, type CompiledWorkflow, type ExportedDefinition } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Level, OverlayRevisionRow } from '../configuration/entities.js';
import { readRevision } from '../configuration/overlays.js';
import { readStationDefinition } from '../configuration/reads.js';
import type { MadeOf } from '../entities.js';

/** A version of a workflow as it leaves the house. */
export interface DefinitionFile extends ExportedDefinition {
  readonly workflow: string;
  readonly madeOf: Origin;
}

/** What a version is made of. */
export interface Origin {
  /** The plugin, and the version of it that published this. */
  readonly plugin: { readonly id: string; readonly version: string };
  /** The plugin's edition of the workflow, from 1. */
  readonly template: number;
  /** Ids of the plugins that add to it, in the order in which they were put in. */
  readonly extensions: readonly string[];
  /** The overlays upon it, the bureau's first; none where it is as the plugin brings it. */
  readonly overlays: readonly OverlayMark[];
}

/** A revision of an overlay. */
export interface OverlayMark {
  readonly level: Level;
  readonly revision: number;
  /** SHA-256 of its content. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
}

/** A version with what it is made of. */
export interface TracedVersion {
  readonly compiled: CompiledWorkflow;
  readonly origin: Origin;
}

const HASH = /^[0-9a-f]{64}$/;

/** Whose versions: those of the installation, of the bureau, of the station. */
interface Place {
  readonly stationId: Id;
  readonly workflow: string;
}

/**
 * Finds a version of a workflow at a station, and what it is made of.
 * @param choice `effective`, what new instances start on; `plugin`, what the plugin brings; or the hash of any version the station can see
 * @throws StationhouseError NOT_FOUND, also for another station's version; BAD_INPUT
 */
export async function chosenVersion(tenant: Tenant, catalog: WorkflowCatalog, place: Place, choice: string): Promise<TracedVersion> {
  const { stationId, workflow } = place;
  const published = (await catalog.seen(tenant)).get(workflow);
  if (choice === 'plugin') return tracedVersion(tenant, catalog, place, published.base);
  if (choice !== 'effective' && !HASH.test(choice)) {
    throw badInput('version', text('“version”须为 effective（本所现行）、plugin（插件原版）或版本的 64 位哈希。', '"version" must be effective, plugin, or the 64 hexadecimal digits of a version.'));
  }
  if (choice !== 'effective') return tracedVersion(tenant, catalog, place, choice);
  const { hash, template, extensions, layers } = await readStationDefinition(tenant, catalog, { stationId, bureauId: await bureauOf(tenant, stationId) }, workflow);
  const { origin, compiled } = await tracedVersion(tenant, catalog, place, hash);
  // The layers that hold now; another revision may have made the same version before.
  return { compiled, origin: { ...origin, template, extensions: extensions.map(({ plugin }) => plugin), overlays: layers.map(markOf) } };
}

/** A version by its hash. @throws StationhouseError NOT_FOUND */
export async function tracedVersion(tenant: Tenant, catalog: WorkflowCatalog, { stationId, workflow }: Place, hash: string): Promise<TracedVersion> {
  // Row-level security leaves the installation's, the bureau's and the station's own; what the station made says the most.
  const [row] = await tenant.sql<{ id: string; version: string; template: number | null; madeOf: MadeOf | null }>(
    `SELECT plugin_id AS id, plugin_version AS version, template, made_of AS "madeOf" FROM definition WHERE hash = $1 AND workflow = $2 ORDER BY scope_id = $3 DESC, template NULLS LAST LIMIT 1`,
    [hash, workflow, stationId],
  );
  if (row === undefined) throw notFound(text('流程版本', 'Version of the workflow'));
  const { id, version, madeOf } = row;
  const overlays: OverlayMark[] = [];
  if (madeOf !== null && madeOf.bureauRevision !== null) overlays.push(markOf(await readRevision(tenant, await bureauOf(tenant, stationId), workflow, madeOf.bureauRevision)));
  if (madeOf !== null && madeOf.stationRevision !== null) overlays.push(markOf(await readRevision(tenant, stationId, workflow, madeOf.stationRevision)));
  return { compiled: await catalog.version(tenant, hash), origin: { plugin: { id, version }, template: row.template ?? madeOf?.template ?? 1, extensions: madeOf?.extensions ?? [], overlays } };
}

export function definitionFile({ compiled, origin }: TracedVersion): DefinitionFile {
  const { format, hash, definition } = exportDefinition(compiled);
  return { format, workflow: compiled.id, hash, madeOf: origin, definition };
}

/** A version in a line: `第 1 版 + 分局配置第 2 版 + 本所配置第 3 版 · 4e73b2aa`. */
export function versionInWords({ compiled, origin }: TracedVersion, locale: Locale): string {
  const say = (chinese: string, english: string) => (locale === 'zh-CN' ? chinese : english);
  const { template, extensions, overlays } = origin;
  const made = [say(`流程第 ${template} 版`, `template ${template}`), ...extensions.map((plugin) => say(`插件 ${plugin}`, `plugin ${plugin}`)), ...overlays.map(({ level, revision }) => (level === 'bureau' ? say(`分局配置第 ${revision} 版`, `bureau’s overlay ${revision}`) : say(`本所配置第 ${revision} 版`, `station’s overlay ${revision}`)))];
  return `${made.join(' + ')} · ${compiled.hash.slice(0, 8)}`;
}

function markOf({ content, revision, hash, publishedAt }: OverlayRevisionRow): OverlayMark {
  return { level: content.overlay, revision, hash, publishedAt: publishedAt.toISOString() };
}

async function bureauOf(tenant: Tenant, stationId: Id): Promise<Id> {
  const [station] = await tenant.sql<{ id: Id }>('SELECT bureau_id AS id FROM station WHERE id = $1', [stationId]);
  if (station === undefined) throw notFound(text('派出所', 'Station'));
  return station.id;
}
