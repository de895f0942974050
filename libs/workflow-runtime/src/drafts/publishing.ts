import { abilitiesOf, requireWorking, type PermissionRegistry } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { addDuration, badInput, parseText, StationhouseError, systemClock, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { definitionError, writeOverlay } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { unitOf, type Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import type { Scope } from '../configuration/overlays.js';
import { publishConfiguration } from '../permissions.js';
import type { Canaries } from './canaries.js';
import type { PublicationRow } from './entities.js';
import type { DraftPresence } from './presence.js';
import { requireReviewed } from './reviews.js';
import { accountOf, addSave, readPublication, requireDraft, requireUnscheduled } from './rows.js';
import { EVERYBODY, readTrial } from './trials.js';

/** A draft to be published. */
export interface PublishDraft extends Keyed {
  readonly workflow: string;
  /** The version that was looked at. */
  readonly version: number;
  /** When; now when absent. */
  readonly at?: Date | undefined;
  /** Percent of new instances, 1 to 100. */
  readonly share: number;
  readonly because: string;
}

/** Says when publications are due, so that a worker asleep until later wakes in time. */
export const PUBLICATIONS_TOPIC = 'publications';
const LONGEST_REASON = 500;
/** How far ahead a publication may lie. */
const HORIZON = 'P1Y';

/** Publishes drafts, now or at a moment, for everybody or for a share of new instances. The caller has checked the permission. */
export class Publishing {
  constructor(
    private readonly configuration: Configuration,
    private readonly canaries: Canaries,
    private readonly jobs: Pick<Jobs, 'bus'>,
    private readonly registry: PermissionRegistry,
    private readonly presence: Pick<DraftPresence, 'changed'>,
  ) {}

  /**
   * Publishes a draft as it was looked at, or schedules that. What cannot be published now is not scheduled either.
   * @returns `published`, or `scheduled`
   * @throws StationhouseError NOT_FOUND, STALE_VERSION, REVIEW_NEEDED, DEFINITION_INVALID with line and mend, CONFLICT, BAD_INPUT
   */
  publish(tenant: Tenant, scope: Scope, command: PublishDraft): Promise<'published' | 'scheduled'> {
    const sent = { ...command, at: command.at?.toISOString() };
    return once(tenant, scope.scopeId, `publish draft ${scope.level}`, sent, async () => {
      const because = parseText(command.because, 'because', LONGEST_REASON).trim();
      if (because === '') throw badInput('because', text('请填写发布理由。', 'Say why it is published.'));
      if (!Number.isInteger(command.share) || command.share < 1 || command.share > EVERYBODY) throw badInput('share', text('试行比例须为 1 至 100 的整数。', 'The share is a whole percentage from 1 to 100.'));
      await this.configuration.standing(tenant, scope, command.workflow);
      await requireUnscheduled(tenant, scope.scopeId, command.workflow);
      if (command.at === undefined) {
        await this.carryOut(tenant, scope, { ...command, because });
        return 'published';
      }
      await this.schedule(tenant, scope, { ...command, because, at: command.at });
      return 'scheduled';
    });
  }

  /** Calls a scheduled publication off; the draft stays. @throws StationhouseError CONFLICT when none is scheduled */
  async cancel(tenant: Tenant, scope: Scope, command: Keyed & { readonly workflow: string }): Promise<void> {
    await once(tenant, scope.scopeId, `cancel publication ${scope.level}`, command, async () => {
      const { workflow } = command;
      await this.configuration.standing(tenant, scope, workflow);
      const waiting = await readPublication(tenant, scope.scopeId, workflow);
      if (waiting === undefined) throw new StationhouseError('CONFLICT', text('没有排定的发布，可能已经发布或取消，请刷新。', 'Nothing is scheduled: it was published or called off. Reload.'));
      await forget(tenant, scope, workflow);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.publicationCancelled, ...unitOf(scope), details: { workflow, version: waiting.version } });
      return true;
    });
  }

  /**
   * Publishes what is due, as whoever set its date; checked again as if it were published now. Call it under the scope's lock.
   * @throws StationhouseError as publish, and FORBIDDEN for somebody who may publish there no more
   */
  async fulfil(tenant: Tenant, scope: Scope, waiting: PublicationRow): Promise<void> {
    await requireStillMay(tenant, this.registry, scope, waiting.setBy);
    await forget(tenant, scope, waiting.workflow);
    await this.carryOut(tenant, scope, waiting);
  }

  /** Notes that what was due does not stand; the draft stays. */
  async giveUp(tenant: Tenant, scope: Scope, { workflow, version }: PublicationRow, code: string): Promise<void> {
    await forget(tenant, scope, workflow);
    await audit(tenant, { action: deeds.publicationFailed, ...unitOf(scope), details: { workflow, version, code } });
  }

  private async schedule(tenant: Tenant, scope: Scope, { workflow, version, at, share, because }: Omit<PublishDraft, 'at'> & { readonly at: Date }): Promise<void> {
    await requireWorking(tenant, scope.scopeId);
    if (at <= tenant.now || at > addDuration(tenant.now, HORIZON, 'UTC')) throw badInput('at', text('发布时间须在此刻之后、一年之内。', 'The moment lies after now and within a year.'));
    const draft = await requireDraft(tenant, scope, workflow, version);
    await requireReviewed(tenant, draft);
    if (await this.configuration.hasMoved(tenant, scope, draft)) throw movedOn();
    if (share < EVERYBODY) await requireNoTrial(tenant, scope, workflow);
    const { problems } = await this.configuration.check(tenant, scope, workflow, writeOverlay(draft.content));
    if (problems.length > 0) throw definitionError(problems);
    await tenant.sql('INSERT INTO publication (scope_id, workflow, bureau_id, version, share, because, set_by, due_at, try_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)', [scope.scopeId, workflow, scope.bureauId, version, share, because, accountOf(tenant), at]);
    await audit(tenant, { action: deeds.publicationScheduled, ...unitOf(scope), details: { workflow, version, share, at: at.toISOString() } });
    tenant.afterCommit(() => this.jobs.bus.publish(PUBLICATIONS_TOPIC, at.toISOString()));
    this.presence.changed(tenant, scope);
  }

  private async carryOut(tenant: Tenant, scope: Scope, { workflow, version, share, because }: Pick<PublishDraft, 'workflow' | 'version' | 'share' | 'because'>): Promise<void> {
    const draft = await requireDraft(tenant, scope, workflow, version);
    await requireReviewed(tenant, draft);
    if (await this.configuration.hasMoved(tenant, scope, draft)) throw movedOn();
    const trial = share < EVERYBODY;
    if (trial) await requireNoTrial(tenant, scope, workflow);
    const before = trial ? await this.canaries.present(tenant, scope, workflow) : undefined;
    const { revision } = await this.configuration.put(tenant, scope, { workflow, overlay: writeOverlay(draft.content), expectedRevision: draft.onRevision, because, trial });
    await addSave(tenant, scope, workflow, null, revision);
    this.presence.changed(tenant, scope);
    if (before !== undefined) await this.canaries.begin(tenant, scope, workflow, { share, before, revision, beforeRevision: draft.onRevision });
  }
}

async function forget(tenant: Tenant, { scopeId }: Scope, workflow: string): Promise<void> {
  await tenant.sql('DELETE FROM publication WHERE scope_id = $1 AND workflow = $2', [scopeId, workflow]);
}

async function requireNoTrial(tenant: Tenant, { scopeId }: Scope, workflow: string): Promise<void> {
  if ((await readTrial(tenant, scopeId, workflow)) === undefined) return;
  throw new StationhouseError('CONFLICT', text('已有一个版本在试行，请先扩大到全部或撤回，再试行新的改动。', 'A version is being tried already. Widen it to everybody or take it back before you try another.'));
}

/** A person who left, or may do other things by now, publishes nothing any more. */
async function requireStillMay(tenant: Tenant, registry: PermissionRegistry, { level, scopeId, bureauId }: Scope, accountId: Id): Promise<void> {
  const { account, abilities } = await abilitiesOf(tenant, registry, bureauId, accountId, systemClock.now());
  if (account.active && abilities.may(publishConfiguration.id, level === 'station' ? { stationId: scopeId } : { bureauId })) return;
  throw new StationhouseError('FORBIDDEN', text('排定发布的人已不再有发布权限，请由现任人员重新发布。', 'Whoever set the date may publish here no more. Somebody who may publishes it anew.'));
}

/** A draft that is behind what was published, or behind the plugin's edition. */
export function movedOn(): StationhouseError {
  return new StationhouseError('STALE_VERSION', text('起草之后已有新的发布或新版流程，请打开草稿，合并后再发布。', 'Something was published, or the workflow changed, since this was drafted. Open the draft, merge, and publish again.'));
}

/** What a refusal says to people who were not there. */
export function reasonOf(error: StationhouseError): Bilingual {
  const [first] = (error.details?.['problems'] ?? []) as readonly { readonly text: Bilingual }[];
  return first?.text ?? error.text;
}
