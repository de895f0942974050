import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, localDate, newId, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { contentHash, settingsOf, withoutSettings, type Conflict, type DefinitionProblem, type Overlay } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { overlayChanges } from '../configuration/overlay-words.js';
import { addRevision, lockScope, readAbove, readOverlay, type OverlayAbove, type StandingOverlay } from '../configuration/overlays.js';
import { readCampaign } from './campaign-reads.js';
import { CAMPAIGN_TOPIC } from './campaign-work.js';

/** What is to be handed down: an overlay as somebody wrote it, or an earlier revision of the bureau's. */
export interface Proposed {
  readonly workflow: string;
  readonly overlay?: string | undefined;
  readonly revision?: number | undefined;
}

export interface StartCampaign extends Proposed, Keyed {
  readonly stationIds: readonly Id[];
  readonly because: string;
  /** `2026-11-25`, in each station's own days; at once when absent. */
  readonly effectiveOn?: string | undefined;
}

/** What a campaign would meet at a station. */
export interface Meeting {
  readonly stationId: Id;
  readonly conflicts: readonly Conflict[];
  readonly problems: readonly DefinitionProblem[];
  /** Whether the bureau could decide it all for the station. */
  readonly bureauMayDecide: boolean;
}

/** What a campaign would come to. */
export interface TriedCampaign {
  /** Against what the bureau gives everybody now. */
  readonly changes: readonly Bilingual[];
  /** Stations that could not follow by themselves. */
  readonly meetings: readonly Meeting[];
}

const LONGEST_REASON = 500;

/** Hands revisions of the bureau's overlay down to chosen stations. Each command runs in a transaction that reaches the bureau and those stations. */
export class Campaigns {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
    private readonly jobs: Pick<Jobs, 'outbox'>,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** What a campaign would come to, station by station; nothing is written. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT, DEFINITION_INVALID */
  async try(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], { workflow, overlay, revision }: Proposed): Promise<TriedCampaign> {
    const { content } = await this.configuration.proposal(tenant, bureauId, { workflow, overlay, restore: revision });
    const base = await this.configuration.versions.baseUnder(tenant, undefined, workflow);
    const standing = await readOverlay(tenant, bureauId, workflow);
    const changes = overlayChanges(base.definition, [...base.extensions, standing?.content], [...base.extensions, content]).map((change) => change.text);
    const meetings: Meeting[] = [];
    for (const stationId of stationIds) {
      const own = await readOverlay(tenant, stationId, workflow);
      if (own === undefined) continue;
      const { versions } = this.configuration;
      const here = { ...base, extensions: await versions.extensionsAt(tenant, stationId, workflow) };
      const fit = await versions.fit(tenant, here, { ...(await versions.templates.read(tenant, workflow, own.template)), extensions: own.extensions }, content, own.content);
      if (!fit.ok) meetings.push({ stationId, conflicts: fit.conflicts, problems: fit.problems, bureauMayDecide: yielding(own.content, content, fit) !== undefined });
    }
    return { changes, meetings };
  }

  /** Starts a campaign; stations are brought by their own jobs. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT, DEFINITION_INVALID */
  start(tenant: Tenant, bureauId: Id, command: StartCampaign): Promise<{ readonly id: Id }> {
    return once(tenant, bureauId, 'start campaign', command, async () => {
      const { workflow, overlay, revision: restore, stationIds, effectiveOn } = command;
      const because = parseText(command.because, 'because', LONGEST_REASON).trim();
      if (because === '') throw badInput('because', text('请写明下发原因。', 'Say why it is handed down.'));
      await requireToCome(tenant, bureauId, effectiveOn);
      const { revision } = await this.configuration.propose(tenant, bureauId, { workflow, overlay, restore });
      const id = newId();
      await tenant.sql('INSERT INTO campaign (bureau_id, id, workflow, revision, because, effective_on, started_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [bureauId, id, workflow, revision, because, effectiveOn ?? null, tenant.context.accountId]);
      const added = await tenant.sql('INSERT INTO campaign_station (station_id, campaign_id, bureau_id) SELECT s.id, $2, $3 FROM station s WHERE s.id = ANY ($1) AND s.bureau_id = $3 RETURNING station_id', [[...stationIds], id, bureauId]);
      if (added.length !== new Set(stationIds).size) throw badInput('stationIds', text('请只选择本分局的派出所。', 'Choose stations of this bureau only.'));
      await audit(tenant, { action: deeds.campaignStarted, bureauId, details: { campaign: id, workflow, revision, stations: added.length, effectiveOn: effectiveOn ?? null } });
      if (effectiveOn === undefined) await this.wake(tenant, stationIds);
      return { id };
    });
  }

  /** Stops the stations that have not had their turn, or lets them go on. @throws StationhouseError NOT_FOUND, CONFLICT */
  pause(tenant: Tenant, bureauId: Id, command: Keyed & { readonly campaignId: Id; readonly paused: boolean }): Promise<{ readonly id: Id }> {
    const { campaignId, paused } = command;
    return once(tenant, bureauId, 'pause campaign', command, async () => {
      const { stationIds, withdrawnAt } = await readCampaign(tenant, bureauId, campaignId);
      if (withdrawnAt !== null) throw over();
      await tenant.sql('UPDATE campaign SET paused = $3 WHERE bureau_id = $1 AND id = $2', [bureauId, campaignId, paused]);
      await audit(tenant, { action: deeds.campaignChanged, bureauId, details: { campaign: campaignId, to: paused ? 'paused' : 'resumed' } });
      if (!paused) await this.wake(tenant, stationIds);
      return { id: campaignId };
    });
  }

  /** Puts each station back on what it held before. @throws StationhouseError NOT_FOUND, CONFLICT */
  withdraw(tenant: Tenant, bureauId: Id, command: Keyed & { readonly campaignId: Id }): Promise<{ readonly id: Id }> {
    const { campaignId } = command;
    return once(tenant, bureauId, 'withdraw campaign', command, async () => {
      const { stationIds, withdrawnAt } = await readCampaign(tenant, bureauId, campaignId);
      if (withdrawnAt !== null) throw over();
      await tenant.sql('UPDATE campaign SET withdrawn_at = app.now() WHERE bureau_id = $1 AND id = $2', [bureauId, campaignId]);
      await audit(tenant, { action: deeds.campaignChanged, bureauId, details: { campaign: campaignId, to: 'withdrawn' } });
      await this.wake(tenant, stationIds);
      return { id: campaignId };
    });
  }

  /**
   * Decides a station's conflicts by the bureau's own word: where the campaign's revision says something, what the station says is taken out. The chief is told.
   * @throws StationhouseError NOT_FOUND, CONFLICT where something is left that only the chief may decide
   */
  decide(tenant: Tenant, bureauId: Id, command: Keyed & { readonly campaignId: Id; readonly stationId: Id }): Promise<{ readonly id: Id }> {
    const { campaignId, stationId } = command;
    return once(tenant, stationId, 'decide campaign', command, async () => {
      const { workflow, revision } = await readCampaign(tenant, bureauId, campaignId);
      await lockScope(tenant, stationId, workflow);
      const own = await readOverlay(tenant, stationId, workflow);
      const above = await readAbove(tenant, stationId, bureauId, workflow);
      if (own === undefined || own.conflicts === null || above?.revision !== revision) throw new StationhouseError('CONFLICT', text('该所没有因本次下发而待处理的冲突，请刷新。', 'Nothing of this campaign waits there. Reload.'));
      const content = this.yielded(own, above);
      await addRevision(tenant, { level: 'station', scopeId: stationId, bureauId }, { content, source: null, hash: contentHash(content), origin: 'published' });
      if ((await this.configuration.versions.bringStation(tenant, { stationId, bureauId }, workflow)) === 'kept') throw chiefDecides();
      await audit(tenant, { action: deeds.campaignDecided, stationId, details: { campaign: campaignId, workflow } });
      await this.tellChief(tenant, stationId, campaignId, workflow);
      return { id: campaignId };
    });
  }

  private yielded({ content, conflicts }: StandingOverlay, above: OverlayAbove): Overlay {
    const given = yielding(content, above.content, conflicts ?? { conflicts: [], problems: [] });
    if (given === undefined) throw chiefDecides();
    return { ...given, of: { ...given.of, template: above.template } };
  }

  private async tellChief(tenant: Tenant, stationId: Id, campaignId: Id, workflow: string): Promise<void> {
    const title = await this.catalog.titleOf(tenant, workflow);
    await this.notices.notify(tenant, {
      unit: { stationId }, key: `campaign:${campaignId}:decided`, kind: 'configuration.decided', roles: ['chief'], record: { kind: 'configuration', id: stationId, number: workflow },
      title: text(`分局已代为处理配置冲突：${title['zh-CN']}`, `The bureau decided your configuration’s conflicts: ${title.en}`),
      body: text('与分局规定冲突的设置已按分局规定执行，其余设置不变；可在版本记录中查看。', 'Where your settings stood against the bureau’s, the bureau’s hold; the rest is as it was. See the revisions.'),
    });
  }

  private async wake(tenant: Tenant, stationIds: readonly Id[]): Promise<void> {
    for (const stationId of stationIds) await this.jobs.outbox.enqueue(tenant, { topic: CAMPAIGN_TOPIC, stationId, payload: {} });
  }
}

/** A station's overlay without what stands against the bureau's own word; undefined where something else is in conflict, which is the chief's. */
function yielding(own: Overlay, above: Overlay, { conflicts, problems }: Pick<Meeting, 'conflicts' | 'problems'>): Overlay | undefined {
  const said = settingsOf(above);
  const places = new Set<string>();
  for (const path of [...conflicts.map(({ place }) => place), ...problems.map((problem) => problem.path)]) {
    const blamed = settingsOf(own).filter(({ kind, place }) => (kind === 'parameter' || kind === 'bound' || kind === 'task') && (place === path || place.startsWith(`${path}.`)));
    const ours = blamed.length > 0 && blamed.every(({ kind, of }) => said.some((setting) => setting.of === of && (setting.kind === 'task') === (kind === 'task')));
    if (!ours) return undefined;
    for (const { place } of blamed) places.add(place);
  }
  return withoutSettings(own, places);
}

function chiefDecides(): StationhouseError {
  return new StationhouseError('CONFLICT', text('冲突处不是分局规定的内容，须由所长处理；已通知所长。', 'What conflicts there is not the bureau’s own word: the chief decides, and has been told.'));
}

function over(): StationhouseError {
  return new StationhouseError('CONFLICT', text('此次下发已撤回。', 'This campaign was taken back.'));
}

async function requireToCome(tenant: Tenant, bureauId: Id, effectiveOn: string | undefined): Promise<void> {
  if (effectiveOn === undefined) return;
  const [bureau] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM bureau WHERE id = $1', [bureauId]);
  if (bureau === undefined || effectiveOn > localDate(tenant.now, bureau.timeZone)) return;
  throw badInput('effectiveOn', text('生效日须在今天之后；立即生效请不填。', 'The day it takes effect must be after today; leave it out for at once.'));
}
