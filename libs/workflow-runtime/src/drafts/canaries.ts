import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, inLocale, StationhouseError, text, type Locale } from '@stationhouse/kernel';
import { writeOverlay } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { unitOf, type Configuration, type PublishedOverlay } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import type { Scope } from '../configuration/overlays.js';
import { versionsAt } from '../configuration/reads.js';
import type { CanaryRow } from './entities.js';
import { blankOverlay } from './merging.js';
import { accountOf } from './rows.js';
import { endTrial, EVERYBODY, readTrial } from './trials.js';

interface OnCanary extends Keyed {
  readonly workflow: string;
}

/** Versions that are tried on a share of new instances: begun by a publication, widened, or taken back. */
export class Canaries {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
  ) {}

  /** Hash of the version that new instances start on now, at a station, or at the stations of a bureau that have no overlay of their own. */
  async present(tenant: Tenant, { level, scopeId }: Scope, workflow: string): Promise<string> {
    const plugin = (await this.catalog.seen(tenant)).get(workflow).compiled.hash;
    if (level === 'station') return (await versionsAt(tenant, scopeId)).get(workflow) ?? plugin;
    const [overlay] = await tenant.sql<{ hash: string | null }>('SELECT hash FROM overlay WHERE scope_id = $1 AND workflow = $2', [scopeId, workflow]);
    return overlay?.hash ?? plugin;
  }

  /** Lets only a share of new instances start on what was just published. Call it under the scope's lock. */
  async begin(tenant: Tenant, scope: Scope, workflow: string, { share, before, revision, beforeRevision }: Pick<CanaryRow, 'share' | 'before' | 'revision' | 'beforeRevision'>): Promise<void> {
    await tenant.sql('INSERT INTO canary (scope_id, workflow, share, before, revision, before_revision, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [scope.scopeId, workflow, share, before, revision, beforeRevision, accountOf(tenant)]);
    await audit(tenant, { action: deeds.canaryStarted, ...unitOf(scope), details: { workflow, revision, share } });
  }

  /** Widens the share; 100 makes the version everybody's. @throws StationhouseError CONFLICT when nothing is tried, BAD_INPUT for a share that is not wider */
  async widen(tenant: Tenant, scope: Scope, command: OnCanary & { readonly share: number }): Promise<void> {
    await once(tenant, scope.scopeId, `widen ${scope.level}`, command, async () => {
      const { workflow, share } = command;
      const { share: before, revision } = await this.require(tenant, scope, workflow);
      if (!Number.isInteger(share) || share <= before || share > EVERYBODY) throw badInput('share', text(`试行比例须大于 ${before}、不超过 100。`, `The share is more than ${before} and at most 100.`));
      if (share < EVERYBODY) await tenant.sql('UPDATE canary SET share = $3 WHERE scope_id = $1 AND workflow = $2', [scope.scopeId, workflow, share]);
      else {
        await endTrial(tenant, scope.scopeId, workflow);
        if (scope.level === 'bureau') await this.configuration.enqueue(tenant, scope.scopeId, workflow);
      }
      await audit(tenant, { action: deeds.canaryWidened, ...unitOf(scope), details: { workflow, revision, share } });
      return true;
    });
  }

  /** Takes a version back that is tried: the one before is published again, for everybody. @param command the history keeps its reason in that language @throws StationhouseError CONFLICT when nothing is tried, or what was before fits no more */
  end(tenant: Tenant, scope: Scope, command: OnCanary & { readonly locale: Locale }): Promise<PublishedOverlay> {
    return once(tenant, scope.scopeId, `end canary ${scope.level}`, command, async () => {
      const { workflow } = command;
      const { revision, beforeRevision } = await this.require(tenant, scope, workflow);
      const { own, base } = await this.configuration.standing(tenant, scope, workflow);
      const said = beforeRevision === 0 ? text('试行结束，恢复到没有改动时', 'The trial is over: back to no changes') : text(`试行结束，恢复到第 ${beforeRevision} 版`, `The trial is over: back to revision ${beforeRevision}`);
      const because = inLocale(said, command.locale);
      const back = beforeRevision === 0 ? { overlay: writeOverlay(blankOverlay(scope.level, base, because)) } : { restore: beforeRevision };
      const published = await this.configuration.put(tenant, scope, { workflow, ...back, because, expectedRevision: own?.revision ?? 0 });
      await audit(tenant, { action: deeds.canaryEnded, ...unitOf(scope), details: { workflow, revision } });
      return published;
    });
  }

  private async require(tenant: Tenant, scope: Scope, workflow: string): Promise<CanaryRow> {
    await this.configuration.standing(tenant, scope, workflow);
    const trial = await readTrial(tenant, scope.scopeId, workflow);
    if (trial !== undefined) return trial;
    throw new StationhouseError('CONFLICT', text('没有正在试行的版本，可能已扩大到全部或撤回，请刷新。', 'Nothing is being tried: it is everybody’s by now, or was taken back. Reload.'));
  }
}
