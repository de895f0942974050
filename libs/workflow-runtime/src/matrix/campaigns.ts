import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, localDate, newId, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { writeOverlay, type Conflict, type DefinitionProblem } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { bureauScope, type Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { overlayChanges } from '../configuration/overlay-words.js';
import { readOverlay } from '../configuration/overlays.js';
import { movedOn } from '../drafts/publishing.js';
import { lacksReview, reviewNeeded } from '../drafts/reviews.js';
import { requireDraft } from '../drafts/rows.js';
import { readCampaign } from './campaign-reads.js';
import { CAMPAIGN_TOPIC } from './campaign-work.js';
import { yielding } from './deciding.js';

/** What is to be handed down: an overlay as somebody wrote it, an earlier revision of the bureau's, or the draft it has, by its version. Exactly one of the three. */
export interface Proposed {
  readonly workflow: string;
  readonly overlay?: string | undefined;
  readonly revision?: number | undefined;
  readonly draft?: number | undefined;
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
  /** True while the bureau's own rule asks for a review that has not been given: it would not start. */
  readonly reviewLacks: boolean;
}

const LONGEST_REASON = 500;

/** Hands revisions of the bureau's overlay down to chosen stations. Each command runs in a transaction that reaches the bureau and those stations. */
export class Campaigns {
  constructor(
    private readonly configuration: Configuration,
    private readonly jobs: Pick<Jobs, 'outbox'>,
  ) {}

  /** What a campaign would come to, station by station; nothing is written. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT, DEFINITION_INVALID */
  async try(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], proposed: Proposed): Promise<TriedCampaign> {
    const { workflow } = proposed;
    const { content } = await this.configuration.proposal(tenant, bureauId, await this.written(tenant, bureauId, proposed));
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
    return { changes, meetings, reviewLacks: await this.lacksReview(tenant, bureauId, proposed) };
  }

  /** Starts a campaign; stations are brought by their own jobs. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT, STALE_VERSION, REVIEW_NEEDED, DEFINITION_INVALID */
  start(tenant: Tenant, bureauId: Id, command: StartCampaign): Promise<{ readonly id: Id }> {
    return once(tenant, bureauId, 'start campaign', command, async () => {
      const { workflow, stationIds, effectiveOn } = command;
      const because = parseText(command.because, 'because', LONGEST_REASON).trim();
      if (because === '') throw badInput('because', text('请写明下发原因。', 'Say why it is handed down.'));
      await requireToCome(tenant, bureauId, effectiveOn);
      const written = await this.written(tenant, bureauId, command);
      if (await this.lacksReview(tenant, bureauId, command)) throw reviewNeeded();
      const { revision } = await this.configuration.propose(tenant, bureauId, written);
      const id = newId();
      await tenant.sql('INSERT INTO campaign (bureau_id, id, workflow, revision, because, effective_on, started_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [bureauId, id, workflow, revision, because, effectiveOn ?? null, tenant.context.accountId]);
      const added = await tenant.sql('INSERT INTO campaign_station (station_id, campaign_id, bureau_id) SELECT s.id, $2, $3 FROM station s WHERE s.id = ANY ($1) AND s.bureau_id = $3 AND s.closed_at IS NULL RETURNING station_id', [[...stationIds], id, bureauId]);
      if (added.length !== new Set(stationIds).size) throw badInput('stationIds', text('请只选择本分局在运行的派出所。', 'Choose stations of this bureau that work; closed ones take part in nothing.'));
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

  /** What is proposed as an overlay's text, or as the revision to bring back. @throws StationhouseError STALE_VERSION for a draft that has changed, ended, or is behind what was published */
  private async written(tenant: Tenant, bureauId: Id, { workflow, overlay, revision, draft: version }: Proposed): Promise<{ readonly workflow: string; readonly overlay: string | undefined; readonly restore: number | undefined }> {
    if (version === undefined) return { workflow, overlay, restore: revision };
    const scope = bureauScope(bureauId);
    const draft = await requireDraft(tenant, scope, workflow, version);
    if (await this.configuration.hasMoved(tenant, scope, draft)) throw movedOn();
    return { workflow, overlay: writeOverlay(draft.content), restore: undefined };
  }

  /** A campaign is no way around the bureau's own rule. What was published or handed down before has had its review. */
  private async lacksReview(tenant: Tenant, bureauId: Id, { workflow, revision, draft }: Proposed): Promise<boolean> {
    if (revision !== undefined) return false;
    return lacksReview(tenant, bureauId, workflow, draft === undefined ? undefined : await requireDraft(tenant, bureauScope(bureauId), workflow, draft));
  }

  private async wake(tenant: Tenant, stationIds: readonly Id[]): Promise<void> {
    for (const stationId of stationIds) await this.jobs.outbox.enqueue(tenant, { topic: CAMPAIGN_TOPIC, stationId, payload: {} });
  }
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
