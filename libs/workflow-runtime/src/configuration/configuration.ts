import { requireWorking } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { contentHash, definitionError, isAuthored, parseOverlay, type Change, type DefinitionProblem, type Overlay, type ParsedOverlay } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../runtime.js';
import { endTrial } from '../drafts/trials.js';
import { requireNoReview } from '../drafts/reviews.js';
import { once } from './once.js';
import { overlayChanges } from './overlay-words.js';
import { addRevision, lockScope, readAbove, readOverlay, readRevision, type NewRevision, type OverlayAbove, type Scope, type StandingOverlay } from './overlays.js';
import { StationVersions, type Choices } from './station-versions.js';
import { ConfigurationWord } from './word.js';
import { Templates, type Ground } from './templates.js';

/** An overlay to be published, or an earlier revision of it to be brought back. */
export interface PublishOverlay extends Keyed {
  readonly workflow: string;
  /** YAML or JSON. */
  readonly overlay?: string | undefined;
  /** The revision to bring back; exactly one of the two. */
  readonly restore?: number | undefined;
  /** The revision the change was made on; 0 for the first. */
  readonly expectedRevision: number;
  /** True for what stands at another station already: it passed there what review the bureau asks for. */
  readonly reviewed?: boolean | undefined;
}

/** Decisions about the conflicts of an overlay. */
export interface DecideConflicts extends Keyed {
  readonly workflow: string;
  readonly choices: Choices;
  readonly expectedRevision: number;
}

/** The revision that holds now. */
export interface PublishedOverlay {
  readonly workflow: string;
  readonly revision: number;
}

/** What publishing an overlay would come to. */
export interface CheckedOverlay {
  readonly problems: readonly DefinitionProblem[];
  /** Against what holds now, one per setting. Empty while there are problems. */
  readonly changes: readonly Change[];
}

/** A plugin that was enabled or disabled: at one station, or by a bureau at its stations. */
export interface TurnedPlugin {
  readonly pluginId: string;
  readonly enabled: boolean;
  readonly bureauId: Id;
  readonly stationId?: Id | undefined;
}

export const CONFIGURE_TOPIC = 'workflow.configure';

/** What bureaus and stations make of workflows: publishing overlays, and bringing what is below in step. */
export class Configuration {
  readonly versions: StationVersions;

  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly jobs: Pick<Jobs, 'registry' | 'register' | 'outbox'>,
    notices: Pick<Notices, 'notify'>,
  ) {
    this.versions = new StationVersions(catalog, new Templates(catalog), new ConfigurationWord(database, catalog, notices));
    // Both surfaces of one process share its jobs.
    if (jobs.registry.get(CONFIGURE_TOPIC) === undefined) jobs.register(this.job());
  }

  /**
   * Publishes a bureau's or station's overlay, or brings an earlier revision back: checked, composed, compiled and frozen in the caller's
   * transaction. New instances of the station start on it at once, and so those of a bureau's stations; a station with an overlay of its own is brought by a job.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION, STATION_CLOSED, CONFLICT, DEFINITION_INVALID with file, line and mend
   */
  publish(tenant: Tenant, scope: Scope, command: PublishOverlay): Promise<PublishedOverlay> {
    return once(tenant, scope.scopeId, `publish ${scope.level}`, command, async () => {
      if (command.restore === undefined && command.reviewed !== true) await requireNoReview(tenant, scope.bureauId, command.workflow);
      return this.put(tenant, scope, command);
    });
  }

  /**
   * Publishes as `publish` does, within a command of the caller's, which has seen to its key and its review.
   * @param trial true: new instances start on it in a share that the caller keeps, and stations with an overlay of their own do not follow yet
   * @throws StationhouseError as publish
   */
  async put(tenant: Tenant, scope: Scope, command: Omit<PublishOverlay, keyof Keyed> & { readonly because?: string; readonly trial?: boolean }): Promise<PublishedOverlay> {
    const { workflow, because } = command;
    await requireWorking(tenant, scope.scopeId);
    const { above, own, base } = await this.standing(tenant, scope, workflow);
    requireRevision(own, command.expectedRevision);
    const written = command.restore === undefined ? await this.written(tenant, scope, command, base, above) : await this.restored(tenant, scope, command.restore, workflow, base, above);
    const revision = await addRevision(tenant, scope, { ...written, because });
    await audit(tenant, { action: deeds.overlayPublished, ...unitOf(scope), details: { workflow, revision, ...(command.restore === undefined ? {} : { restored: command.restore }) } });
    await endTrial(tenant, scope.scopeId, workflow);
    await this.passOn(tenant, scope, workflow, command.trial === true);
    return { workflow, revision };
  }

  /**
   * Decides the conflicts of an overlay, so that it follows the new template.
   * @throws StationhouseError NOT_FOUND, STALE_VERSION, STATION_CLOSED, CONFLICT with `details.conflicts` and `details.problems` while something is left to decide
   */
  decide(tenant: Tenant, scope: Scope, command: DecideConflicts): Promise<PublishedOverlay> {
    return once(tenant, scope.scopeId, `decide ${scope.level}`, command, async () => {
      const { workflow, choices } = command;
      await requireWorking(tenant, scope.scopeId);
      const { own } = await this.standing(tenant, scope, workflow);
      requireRevision(own, command.expectedRevision);
      const brought = scope.level === 'bureau' ? await this.versions.bringBureau(tenant, scope.bureauId, workflow, choices) : await this.versions.bringStation(tenant, { stationId: scope.scopeId, bureauId: scope.bureauId }, workflow, choices);
      const now = await readOverlay(tenant, scope.scopeId, workflow);
      if (brought === 'kept') throw undecided(now?.conflicts ?? { conflicts: [], problems: [] });
      const revision = now?.revision ?? 0;
      await audit(tenant, { action: deeds.overlayPublished, ...unitOf(scope), details: { workflow, revision, decided: Object.keys(choices).length } });
      if (scope.level === 'bureau') await this.passOn(tenant, scope, workflow, false);
      return { workflow, revision };
    });
  }

  /** Whether somebody has published, or the plugin brought another template, since a draft was last brought up. */
  async hasMoved(tenant: Tenant, scope: Scope, { workflow, onRevision, content }: { readonly workflow: string; readonly onRevision: number; readonly content: Overlay }): Promise<boolean> {
    const { own, base } = await this.standing(tenant, scope, workflow);
    return (own?.revision ?? 0) !== onRevision || content.of.template !== base.template;
  }

  /**
   * Checks a bureau's overlay, or an earlier revision of it, as for publishing, and keeps it as a revision that does not stand: for some of its stations (docs/adr/0027).
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT, DEFINITION_INVALID with file, line and mend
   */
  async propose(tenant: Tenant, bureauId: Id, wanted: Pick<PublishOverlay, 'workflow' | 'overlay' | 'restore'>): Promise<{ readonly revision: number; readonly content: Overlay }> {
    const proposed = await this.proposal(tenant, bureauId, wanted);
    return { revision: await addRevision(tenant, bureauScope(bureauId), { ...proposed, origin: 'campaign' }), content: proposed.content };
  }

  /** What {@link propose} would keep; nothing is written. */
  async proposal(tenant: Tenant, bureauId: Id, { workflow, overlay, restore }: Pick<PublishOverlay, 'workflow' | 'overlay' | 'restore'>): Promise<NewRevision> {
    const scope = bureauScope(bureauId);
    await lockScope(tenant, bureauId, workflow);
    const base = await this.versions.baseUnder(tenant, undefined, workflow);
    return restore === undefined ? this.written(tenant, scope, { workflow, overlay }, base, undefined) : this.restored(tenant, scope, restore, workflow, base, undefined);
  }

  /** What publishing would come to; nothing is written. @throws StationhouseError NOT_FOUND */
  async check(tenant: Tenant, scope: Scope, workflow: string, overlay: string): Promise<CheckedOverlay> {
    const { above, own, base } = await this.standing(tenant, scope, workflow);
    try {
      const { content } = await this.written(tenant, scope, { workflow, overlay }, base, above);
      return { problems: [], changes: overlayChanges(base.definition, [...base.extensions, above?.content, own?.content], [...base.extensions, above?.content, content]) };
    } catch (error) {
      const problems = problemsOf(error);
      if (problems === undefined) throw error;
      return { problems, changes: [] };
    }
  }

  /** At the start of a program: what was put on another template than it brings, or on other additions of plugins, is brought onto its own, by jobs. */
  async bringIn(): Promise<void> {
    const all = this.catalog.all().map(({ compiled: { id } }) => ({ id, template: this.catalog.templateOf(id) }));
    const offered = all.flatMap(({ id }) => this.catalog.extendersOf(id).map(({ plugin, extension }) => ({ workflow: id, plugin: plugin.id, byDefault: plugin.enabledByDefault, extension })));
    const stale = await this.database.unscoped<{ bureau_id: Id; workflow: string }>('stale_overlays', [all.map(({ id }) => id), all.map(({ template }) => template), JSON.stringify(offered)]);
    for (const { bureau_id: bureauId, workflow } of stale) {
      await this.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => this.enqueue(tenant, bureauId, workflow));
    }
  }

  /**
   * Brings workflows in step with what a plugin adds to them, in the transaction that enables or disables it: at one station at once, at
   * those of a bureau by jobs. What conflicts keeps the version it has, and is listed.
   * @throws StationhouseError CONFLICT when a plugin that a station enables does not go with what its bureau made of the workflow, which the station cannot mend
   */
  async followPlugin(tenant: Tenant, { pluginId, enabled, bureauId, stationId }: TurnedPlugin): Promise<void> {
    const extended = this.catalog.all().map(({ compiled }) => compiled.id).filter((workflow) => this.catalog.extendersOf(workflow).some(({ plugin }) => plugin.id === pluginId)).sort();
    for (const workflow of extended) {
      if (stationId === undefined) await this.enqueue(tenant, bureauId, workflow);
      else {
        await lockScope(tenant, stationId, workflow);
        const brought = await this.versions.bringStation(tenant, { stationId, bureauId }, workflow);
        if (brought === 'kept' && enabled && (await readOverlay(tenant, stationId, workflow)) === undefined) throw notWithAbove(await this.catalog.titleOf(tenant, workflow), pluginId, workflow);
      }
    }
  }

  /** Brings the stations of a bureau in step, one after the other. May run again: what follows already stays as it is. */
  job(): JobDefinition {
    return defineJob<{ workflow: string; template: number; added: string }>({
      topic: CONFIGURE_TOPIC,
      handle: async ({ scopeId: bureauId, payload: { workflow, template, added }, context, signal }) => {
        const concerned = await this.database.inTenant(context, async (tenant) => {
          const workflows = await this.catalog.seen(tenant);
          if (workflows.find(workflow) === undefined) return false;
          // While two versions of the program run, the one that brings this template, and what is added to it, does the work. What a bureau publishes every process knows:
          // a later edition has a job of its own.
          if (!isAuthored(workflow) && (workflows.templateOf(workflow) !== template || this.added(workflow) !== added)) throw new Error(`Template ${template} of "${workflow}" belongs to another version of the program.`);
          await lockScope(tenant, bureauId, workflow);
          await this.versions.bringBureau(tenant, bureauId, workflow);
          return true;
        });
        if (concerned) await this.bringStations(bureauId, workflow, signal);
      },
      timeout: 'PT1H',
      retry: { attempts: 20, delay: 'PT2S' },
      concurrency: 1,
    });
  }

  private async bringStations(bureauId: Id, workflow: string, signal: AbortSignal): Promise<void> {
    const bureau = { stationIds: [], bureauIds: [bureauId] };
    const stations = await this.database.inTenant(bureau, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 AND closed_at IS NULL ORDER BY id', [bureauId]));
    const faults: unknown[] = [];
    let kept = 0;
    for (const [index, { id: stationId }] of stations.entries()) {
      signal.throwIfAborted();
      try {
        kept += await this.database.inTenant({ stationIds: [stationId], bureauIds: [bureauId] }, async (tenant) => {
          await lockScope(tenant, stationId, workflow);
          return (await this.versions.bringStation(tenant, { stationId, bureauId }, workflow)) === 'kept' ? 1 : 0;
        });
      } catch (error) {
        // One station's fault does not keep the others waiting; the job runs again for it.
        faults.push(error);
      }
      await this.database.inTenant(bureau, (tenant) =>
        tenant.sql('UPDATE overlay SET stations_total = $3, stations_done = $4, stations_kept = $5 WHERE scope_id = $1 AND workflow = $2', [bureauId, workflow, stations.length, index + 1 - faults.length, kept]),
      );
    }
    if (faults.length > 0) throw faults[0];
  }

  /** What a scope's overlay stands on and under, locked for whoever changes it to the end of the transaction. */
  async standing(tenant: Tenant, scope: Scope, workflow: string): Promise<{ readonly above: OverlayAbove | undefined; readonly own: StandingOverlay | undefined; readonly base: Ground }> {
    await lockScope(tenant, scope.scopeId, workflow);
    const above = scope.level === 'bureau' ? undefined : await readAbove(tenant, scope.scopeId, scope.bureauId, workflow);
    const own = await readOverlay(tenant, scope.scopeId, workflow);
    return { above, own, base: await this.versions.baseUnder(tenant, above, workflow, scope.level === 'station' ? scope.scopeId : undefined) };
  }

  /** An overlay as somebody wrote it, checked on its template and under the bureau's. */
  private async written(tenant: Tenant, { level }: Scope, { workflow, overlay: source }: Pick<PublishOverlay, 'workflow' | 'overlay'>, base: Ground, above: OverlayAbove | undefined): Promise<NewRevision> {
    if (source === undefined) throw new StationhouseError('BAD_INPUT', text('请提交配置内容，或指明要恢复的版本。', 'Send an overlay, or say which revision to bring back.'), { field: 'overlay' });
    const layer = parseOverlay(source, `${workflow}.${level}.yaml`);
    requireLevel(layer, level);
    await this.versions.composeLayers(tenant, base, [...(above === undefined ? [] : [{ overlay: above.content }]), layer]);
    return { content: layer.overlay, source, hash: contentHash(layer.overlay), origin: 'published' };
  }

  /** An earlier revision, brought onto the present template where it was written for another. */
  private async restored(tenant: Tenant, { scopeId }: Scope, revision: number, workflow: string, base: Ground, above: OverlayAbove | undefined): Promise<NewRevision> {
    const earlier = await readRevision(tenant, scopeId, workflow, revision);
    const fit = await this.versions.fit(tenant, base, { ...(await this.versions.templates.read(tenant, workflow, earlier.template)), extensions: base.extensions }, above?.content, earlier.content);
    if (!fit.ok) throw undecided(fit);
    const same = earlier.template === base.template;
    return { content: same ? earlier.content : fit.overlay, source: same ? earlier.source : null, hash: contentHash(same ? earlier.content : fit.overlay), origin: 'restored', restored: revision };
  }

  /** Brings what is below a publication in step: a station at once, and so a bureau's stations without an overlay of their own; those with one by a job. */
  private async passOn(tenant: Tenant, { level, scopeId, bureauId }: Scope, workflow: string, trial: boolean): Promise<void> {
    if (level === 'bureau' && !trial) await this.enqueue(tenant, bureauId, workflow);
    const brought = level === 'bureau' ? await this.versions.bringBureau(tenant, bureauId, workflow) : await this.versions.bringStation(tenant, { stationId: scopeId, bureauId }, workflow);
    if (brought === 'kept') throw new Error(`What was checked for "${workflow}" does not stand.`);
  }

  /** Lets the stations of a bureau with an overlay of their own follow. */
  async enqueue(tenant: Tenant, bureauId: Id, workflow: string): Promise<void> {
    await this.jobs.outbox.enqueue(tenant, { topic: CONFIGURE_TOPIC, bureauId, payload: { workflow, template: (await this.catalog.seen(tenant)).templateOf(workflow), added: this.added(workflow) } });
  }

  /** Names what this program's plugins add to a workflow. */
  private added(workflow: string): string {
    return contentHash(this.catalog.extendersOf(workflow).map(({ plugin, extension }) => [plugin.enabledByDefault, extension]));
  }
}

/** A bureau's own scope. */
export const bureauScope = (bureauId: Id): Scope => ({ level: 'bureau', scopeId: bureauId, bureauId });

/** The unit that a record of the audit is about. */
export function unitOf({ level, scopeId }: Scope): { readonly stationId: Id } | { readonly bureauId: Id } {
  return level === 'station' ? { stationId: scopeId } : { bureauId: scopeId };
}

function requireRevision(own: StandingOverlay | undefined, expected: number): void {
  const revision = own?.revision ?? 0;
  if (revision === expected) return;
  throw new StationhouseError('STALE_VERSION', text('配置在您打开之后已有新的发布，请刷新后核对再提交。', 'A newer revision was published since you opened this one. Reload, check, and submit again.'), { expectedRevision: expected, revision });
}

function requireLevel({ overlay, source }: ParsedOverlay & { readonly overlay: Overlay }, level: Scope['level']): void {
  if (overlay.overlay === level) return;
  const line = source.lineOf(['overlay']);
  const message = level === 'bureau' ? text('此处发布分局的配置，请写 overlay: bureau。', 'A bureau’s overlay is published here. Write overlay: bureau.') : text('此处发布本所的配置，请写 overlay: station。', 'A station’s overlay is published here. Write overlay: station.');
  throw definitionError([{ code: 'OTHER_LEVEL', path: 'overlay', text: message, fileName: source.fileName, ...(line === undefined ? {} : { line }) }]);
}

function undecided({ conflicts, problems }: { readonly conflicts: readonly unknown[]; readonly problems: readonly unknown[] }): StationhouseError {
  return new StationhouseError('CONFLICT', text('配置与新版流程或上级配置有冲突，请逐项选择或修改后再发布。', 'The overlay conflicts with the new template or with what the bureau set. Decide each place, or change it, and publish again.'), { conflicts, problems });
}

function notWithAbove(title: Bilingual, pluginId: string, workflow: string): StationhouseError {
  return new StationhouseError(
    'CONFLICT',
    text(`此插件在“${title['zh-CN']}”中增加的内容与分局的配置冲突，请联系分局修改该流程的配置后再启用。`, `What this plugin adds to "${title.en}" conflicts with the bureau’s configuration of it. Ask the bureau to change that, then enable the plugin.`),
    { pluginId, workflow },
  );
}

/** The problems of a definition in an error; undefined for another error. */
function problemsOf(error: unknown): readonly DefinitionProblem[] | undefined {
  return error instanceof StationhouseError && error.code === 'DEFINITION_INVALID' ? ((error.details?.['problems'] ?? []) as readonly DefinitionProblem[]) : undefined;
}
