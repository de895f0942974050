import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { contentHash, NO_SETTINGS, settingsOf, withoutSettings, type Conflict, type Definition, type DefinitionProblem, type Overlay } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { Configuration } from '../configuration/configuration.js';
import type { OverlayConflicts } from '../configuration/entities.js';
import { once } from '../configuration/once.js';
import { changesOfSettings } from '../configuration/overlay-words.js';
import { addRevision, lockScope, readAbove, readOverlay, readRevision } from '../configuration/overlays.js';

/** A place that the bureau's overlay does not allow any more, with what each side says there against the template: nothing where it says nothing. */
export interface BlockedPlace {
  readonly problem: DefinitionProblem;
  /** What the bureau's revision says that the station still works with. */
  readonly before: readonly Bilingual[];
  /** What the bureau's revision says that waits. */
  readonly now: readonly Bilingual[];
  readonly station: readonly Bilingual[];
}

/** What waits for a decision at a station; what was holds on meanwhile. */
export interface StationConflicts {
  readonly stationId: Id;
  readonly workflow: string;
  /** Of the station's overlay. */
  readonly revision: number;
  /** The bureau's revision that waits; null where only the plugin's template moved on. */
  readonly bureauRevision: number | null;
  /** Why the bureau gave it: of its campaign where one brought it, else of the revision. */
  readonly because: string | null;
  readonly since: Date | null;
  /** Places that both sides changed. */
  readonly conflicts: readonly Conflict[];
  readonly blocked: readonly BlockedPlace[];
  /** Whether only the bureau's own word is at stake, so that the bureau could decide it all. */
  readonly bureauMayDecide: boolean;
}

interface At {
  readonly stationId: Id;
  readonly bureauId: Id;
}

/** What keeps stations from following their bureau, and the bureau's way to decide it (docs/adr/0027). Each call runs in a transaction that reaches the station and its bureau. */
export class Deciding {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** What waits at a station; undefined where nothing does. @throws StationhouseError NOT_FOUND for a workflow nobody brings */
  async read(tenant: Tenant, { stationId, bureauId }: At, workflow: string): Promise<StationConflicts | undefined> {
    (await this.catalog.seen(tenant)).get(workflow);
    const own = await readOverlay(tenant, stationId, workflow);
    if (own === undefined || own.conflicts === null) return undefined;
    const { conflicts, problems } = own.conflicts;
    const above = await readAbove(tenant, stationId, bureauId, workflow);
    const { definition } = await this.configuration.versions.baseUnder(tenant, above, workflow);
    const [held] = await tenant.sql<{ revision: number | null }>('SELECT bureau_revision AS revision FROM station_version WHERE station_id = $1 AND workflow = $2', [stationId, workflow]);
    const before = typeof held?.revision === 'number' ? (await readRevision(tenant, bureauId, workflow, held.revision)).content : undefined;
    const blocked = problems.map((problem): BlockedPlace => {
      const said = (overlay: Overlay | undefined) => wordsAt(definition, overlay, problem.path);
      return { problem, before: said(before), now: said(above?.content), station: said(own.content) };
    });
    const because = above === undefined ? null : await reasonOf(tenant, { stationId, bureauId }, workflow, above.revision);
    return { stationId, workflow, revision: own.revision, bureauRevision: own.conflicts.bureauRevision, because, since: own.conflictsSince, conflicts, blocked, bureauMayDecide: above !== undefined && yielding(own.content, above.content, own.conflicts) !== undefined };
  }

  /**
   * Decides a station's conflicts by the bureau's own word: where the bureau's revision says something, what the station says is taken out. The chief is told.
   * @throws StationhouseError STALE_VERSION when the station has published since, CONFLICT where nothing waits, or something is left that only the chief may decide
   */
  decide(tenant: Tenant, at: At, command: Keyed & { readonly workflow: string; readonly expectedRevision: number }): Promise<boolean> {
    const { workflow, expectedRevision } = command;
    const { stationId, bureauId } = at;
    return once(tenant, stationId, 'decide for station', command, async () => {
      await lockScope(tenant, stationId, workflow);
      const own = await readOverlay(tenant, stationId, workflow);
      const above = await readAbove(tenant, stationId, bureauId, workflow);
      if (own === undefined || own.conflicts === null || above === undefined) throw new StationhouseError('CONFLICT', text('该所没有待处理的冲突，请刷新。', 'Nothing waits there any more. Reload.'));
      if (own.revision !== expectedRevision) throw new StationhouseError('STALE_VERSION', text('该所刚刚发布了新的配置，请刷新后核对。', 'The station has just published another revision. Reload and check.'), { expectedRevision, revision: own.revision });
      const given = yielding(own.content, above.content, own.conflicts);
      if (given === undefined) throw chiefDecides();
      const content = { ...given, of: { ...given.of, template: above.template } };
      const revision = await addRevision(tenant, { level: 'station', scopeId: stationId, bureauId }, { content, source: null, hash: contentHash(content), origin: 'published' });
      if ((await this.configuration.versions.bringStation(tenant, at, workflow)) === 'kept') throw chiefDecides();
      await audit(tenant, { action: deeds.conflictsDecided, stationId, details: { workflow, revision, bureauRevision: above.revision } });
      await this.tellChief(tenant, stationId, workflow, revision);
      return true;
    });
  }

  private async tellChief(tenant: Tenant, stationId: Id, workflow: string, revision: number): Promise<void> {
    const title = await this.catalog.titleOf(tenant, workflow);
    await this.notices.notify(tenant, {
      unit: { stationId }, key: `configuration:${workflow}:${revision}:decided`, kind: 'configuration.decided', roles: ['chief'], record: { kind: 'configuration', id: stationId, number: workflow },
      title: text(`分局已代为处理配置冲突：${title['zh-CN']}`, `The bureau decided your configuration’s conflicts: ${title.en}`),
      body: text('与分局规定冲突的设置已按分局规定执行，其余设置不变；可在版本记录中查看。', 'Where your settings stood against the bureau’s, the bureau’s hold; the rest is as it was. See the revisions.'),
    });
  }
}

/** A station's overlay without what stands against the bureau's own word; undefined where something else is in conflict, which is the chief's. */
export function yielding(own: Overlay, above: Overlay, { conflicts, problems }: Pick<OverlayConflicts, 'conflicts' | 'problems'>): Overlay | undefined {
  const said = settingsOf(above);
  const places = new Set<string>();
  for (const path of [...conflicts.map(({ place }) => place), ...problems.map((problem) => problem.path)]) {
    const blamed = settingsOf(own).filter(({ kind, place }) => (kind === 'parameter' || kind === 'bound' || kind === 'task') && isAt(place, path));
    const ours = blamed.length > 0 && blamed.every(({ kind, of }) => said.some((setting) => setting.of === of && (setting.kind === 'task') === (kind === 'task')));
    if (!ours) return undefined;
    for (const { place } of blamed) places.add(place);
  }
  return withoutSettings(own, places);
}

/** Why a station got a revision of its bureau. */
async function reasonOf(tenant: Tenant, { stationId, bureauId }: At, workflow: string, revision: number): Promise<string> {
  const [campaign] = await tenant.sql<{ because: string }>(
    'SELECT c.because FROM campaign_station p JOIN campaign c ON c.bureau_id = p.bureau_id AND c.id = p.campaign_id WHERE p.station_id = $1 AND c.workflow = $2 AND c.revision = $3 AND p.carried_at IS NOT NULL AND p.taken_back_at IS NULL ORDER BY p.carried_at DESC LIMIT 1',
    [stationId, workflow, revision],
  );
  return campaign?.because ?? (await readRevision(tenant, bureauId, workflow, revision)).because;
}

/** What an overlay makes of a place, against the template. */
function wordsAt(base: Definition, overlay: Overlay | undefined, path: string): readonly Bilingual[] {
  if (overlay === undefined) return [];
  return changesOfSettings(base, NO_SETTINGS, settingsOf(overlay).filter(({ place }) => isAt(place, path))).map((change) => change.text);
}

const isAt = (place: string, path: string) => place === path || place.startsWith(`${path}.`);

function chiefDecides(): StationhouseError {
  return new StationhouseError('CONFLICT', text('冲突处不是分局规定的内容，须由所长处理；已通知所长。', 'What conflicts there is not the bureau’s own word: the chief decides, and has been told.'));
}
