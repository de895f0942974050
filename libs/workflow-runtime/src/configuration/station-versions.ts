import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, type Id } from '@stationhouse/kernel';
import { compileLayers, contentHash, extendedTemplate, NO_SETTINGS, rebaseOverlay, settingsOf, type Choice, type DefinitionProblem, type EffectiveVersion, type Extension, type Layer, type Overlay, type Rules, type Template } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { MadeOf } from '../entities.js';
import type { OverlayConflicts } from './entities.js';
import { endTrial, readTrial } from '../drafts/trials.js';
import { addRevision, noteConflicts, noteExtensions, readAbove, readOverlay, readRevision, type OverlayAbove, type Scope, type StandingOverlay } from './overlays.js';
import type { ConfigurationWord } from './word.js';
import { templateHash, type Ground, type Templates } from './templates.js';

/** What a person decided about conflicts, by place: `theirs` takes the new template's word, `mine` keeps the overlay's, `base` what the old template said. */
export type Choices = Readonly<Record<string, Choice>>;

/** An overlay as it stands on a template under what is above it, or what keeps it from standing there. */
export type Fit = { readonly ok: true; readonly overlay: Overlay; readonly version: EffectiveVersion } | ({ readonly ok: false } & Pick<OverlayConflicts, 'conflicts' | 'problems'>);

/** Whether a scope follows what is above it now, or keeps what it had, its conflicts noted. */
export type Brought = 'brought' | 'kept';

/** Keeps what stations work with in step with templates and overlays: composed, compiled, frozen. Nothing is guessed: what conflicts stays as it was and is listed. */
export class StationVersions {
  constructor(
    private readonly catalog: WorkflowCatalog,
    readonly templates: Templates,
    private readonly word: Pick<ConfigurationWord, 'conflicts'>,
  ) {}

  /** Sets an overlay on a template, with what plugins add to it, under the bureau's; nothing is written. */
  async fit(tenant: Tenant, base: Ground, from: Ground, above: Overlay | undefined, own: Overlay, choices: Choices = {}): Promise<Fit> {
    const { rules } = (await this.catalog.seen(tenant)).get(base.definition.workflow);
    const fit = orProblems((): Fit => {
      const rebased = rebaseOverlay(own, extendedTemplate(from, from.extensions), extendedTemplate(base, base.extensions), above === undefined ? NO_SETTINGS : settingsOf(above), choices);
      return rebased.ok ? { ok: true, overlay: rebased.merged, version: compose(rules, base, [above, rebased.merged]) } : rebased;
    });
    return 'ok' in fit ? fit : { ok: false, conflicts: [], ...fit };
  }

  /** The version of a template with what plugins add to it, under overlays, from the outside in; of overlays whose text is at hand, what is wrong names a line. @throws StationhouseError NOT_FOUND, DEFINITION_INVALID */
  async composeLayers(tenant: Tenant, base: Ground, layers: readonly Layer[]): Promise<EffectiveVersion> {
    return composeLayers((await this.catalog.seen(tenant)).get(base.definition.workflow).rules, base, layers);
  }

  /**
   * What the stations of a bureau work on: the template of the bureau's overlay, which may have to wait for a decision, else the present one;
   * with what plugins add to it at one station or, without one, by default.
   */
  async baseUnder(tenant: Tenant, above: Pick<StandingOverlay, 'template'> | undefined, workflow: string, stationId?: Id): Promise<Ground> {
    const template = above === undefined ? await this.templates.present(tenant, workflow) : await this.templates.read(tenant, workflow, above.template);
    return { ...template, extensions: stationId === undefined ? this.catalog.extensionsOf(workflow) : await this.extensionsAt(tenant, stationId, workflow) };
  }

  /** What the plugins add to a workflow that a station works with. */
  async extensionsAt(tenant: Tenant, stationId: Id, workflow: string): Promise<readonly Extension[]> {
    const extenders = this.catalog.extendersOf(workflow).map(({ plugin }) => plugin.id);
    if (extenders.length === 0) return [];
    const rows = await tenant.sql<{ id: string; enabled: boolean }>('SELECT plugin_id AS id, enabled FROM plugin_enablement WHERE station_id = $1 AND plugin_id = ANY ($2) AND enabled IS NOT NULL', [stationId, extenders]);
    const said = new Map(rows.map(({ id, enabled }) => [id, enabled]));
    return this.catalog.extensionsOf(workflow, ({ id, enabledByDefault }) => said.get(id) ?? enabledByDefault);
  }

  /**
   * Brings a bureau's overlay onto the present template, and freezes the version that its stations without an overlay of their own start
   * instances on; the others are brought after it. Call it under the scope's lock.
   */
  async bringBureau(tenant: Tenant, bureauId: Id, workflow: string, choices?: Choices): Promise<Brought> {
    const own = await readOverlay(tenant, bureauId, workflow);
    if (own === undefined) return 'brought';
    const base = await this.baseUnder(tenant, undefined, workflow);
    const fit = await this.follow(tenant, { level: 'bureau', scopeId: bureauId, bureauId }, own, base, undefined, choices);
    if (!fit.ok) return 'kept';
    await this.freeze(tenant, bureauId, base, fit.version, { ...madeOn(base), bureauRevision: fit.revision, stationRevision: null });
    await tenant.sql('UPDATE overlay SET hash = $3 WHERE scope_id = $1 AND workflow = $2', [bureauId, workflow, fit.version.hash]);
    await this.bringTrial(tenant, bureauId, workflow, base, undefined);
    return 'brought';
  }

  /**
   * Brings a station to what its plugins, its bureau and its own overlay say now, and freezes the version they make; one that has what all of
   * the bureau's have needs none of its own. Call it under the scope's lock.
   */
  async bringStation(tenant: Tenant, { stationId, bureauId }: { readonly stationId: Id; readonly bureauId: Id }, workflow: string, choices?: Choices): Promise<Brought> {
    const own = await readOverlay(tenant, stationId, workflow);
    const above = await readAbove(tenant, stationId, bureauId, workflow);
    if (own === undefined) return this.bringPlain(tenant, stationId, workflow, above);
    const base = await this.baseUnder(tenant, above, workflow, stationId);
    const fit = await this.follow(tenant, { level: 'station', scopeId: stationId, bureauId }, own, base, above, choices);
    if (!fit.ok) return 'kept';
    await this.hold(tenant, stationId, base, fit.version, { ...madeOn(base), bureauRevision: above?.revision ?? null, stationRevision: fit.revision });
    await this.bringTrial(tenant, stationId, workflow, base, above);
    return 'brought';
  }

  /**
   * A station without an overlay of its own has a version of its own only where it works with other plugins on the workflow than is usual,
   * or holds a campaign's revision; else it needs none, and starts on what its bureau or the plugin brings, read as ever.
   */
  private async bringPlain(tenant: Tenant, stationId: Id, workflow: string, above: OverlayAbove | undefined): Promise<Brought> {
    const extensions = await this.extensionsAt(tenant, stationId, workflow);
    if (above?.adopted !== true && pluginsOf(extensions) === pluginsOf(this.catalog.extensionsOf(workflow))) {
      await tenant.sql('DELETE FROM station_version WHERE station_id = $1 AND workflow = $2', [stationId, workflow]);
      return 'brought';
    }
    const base = { ...(await this.baseUnder(tenant, above, workflow)), extensions };
    const { rules } = (await this.catalog.seen(tenant)).get(workflow);
    const version = orProblems(() => compose(rules, base, [above?.content]));
    if ('problems' in version) return 'kept';
    await this.hold(tenant, stationId, base, version, { ...madeOn(base), bureauRevision: above?.revision ?? null, stationRevision: null });
    return 'brought';
  }

  private async hold(tenant: Tenant, stationId: Id, base: Ground, version: EffectiveVersion, madeOf: MadeOf): Promise<void> {
    await this.freeze(tenant, stationId, base, version, madeOf);
    await this.note(tenant, stationId, version, base, madeOf);
  }

  /** Lets an overlay follow what is above it: unchanged, as a new revision on another template, or not, with its conflicts noted. */
  private async follow(tenant: Tenant, scope: Scope, own: StandingOverlay, base: Ground, above: OverlayAbove | undefined, choices: Choices | undefined): Promise<(Fit & { readonly ok: false }) | (Fit & { readonly ok: true; readonly revision: number })> {
    const { workflow } = own;
    // What a disabled plugin takes away asks nobody: below the overlay stands again what the template says.
    const extensions = own.extensions.filter(({ plugin }) => base.extensions.some((still) => still.plugin === plugin));
    const fit = await this.fit(tenant, base, { ...(await this.templates.read(tenant, workflow, own.template)), extensions }, above?.content, own.content, choices);
    if (!fit.ok) {
      const occasion = { template: base.template, bureauRevision: above?.revision ?? null };
      const noted = await noteConflicts(tenant, scope.scopeId, workflow, { ...occasion, conflicts: fit.conflicts, problems: fit.problems });
      if (noted) await this.word.conflicts(tenant, { ...scope, ...occasion, workflow, revision: own.revision, places: fit.conflicts.length + fit.problems.length });
      return fit;
    }
    await noteExtensions(tenant, scope.scopeId, workflow, base.extensions);
    // What somebody decided may drop a part of it, also where only what plugins add has changed.
    if (own.template === base.template && Object.keys(choices ?? {}).length === 0) {
      await noteConflicts(tenant, scope.scopeId, workflow, null);
      return { ...fit, revision: own.revision };
    }
    const revision = await addRevision(tenant, scope, { content: fit.overlay, source: null, hash: contentHash(fit.overlay), origin: 'rebased' });
    return { ...fit, revision };
  }

  /** While a version is tried, the one before follows what is above as well. Where it does not fit there, the trial is over: the version that does is everybody's. */
  private async bringTrial(tenant: Tenant, scopeId: Id, workflow: string, base: Ground, above: OverlayAbove | undefined): Promise<void> {
    const trial = await readTrial(tenant, scopeId, workflow);
    if (trial === undefined) return;
    const earlier = trial.beforeRevision === 0 ? undefined : await readRevision(tenant, scopeId, workflow, trial.beforeRevision);
    const fit = earlier === undefined ? undefined : await this.fit(tenant, base, { ...(await this.templates.read(tenant, workflow, earlier.template)), extensions: base.extensions }, above?.content, earlier.content);
    if (fit?.ok === false) return endTrial(tenant, scopeId, workflow);
    const version = fit?.version ?? (await this.composeLayers(tenant, base, above === undefined ? [] : [{ overlay: above.content }]));
    const [bureauRevision, stationRevision] = above === undefined ? [trial.beforeRevision, null] : [above.revision, trial.beforeRevision];
    await this.freeze(tenant, scopeId, base, version, { ...madeOn(base), bureauRevision, stationRevision });
    await tenant.sql('UPDATE canary SET before = $3 WHERE scope_id = $1 AND workflow = $2', [scopeId, workflow, version.hash]);
  }

  private async freeze(tenant: Tenant, scopeId: Id, base: Template, { definition, hash }: EffectiveVersion, madeOf: MadeOf): Promise<void> {
    if (hash === templateHash(base)) return;
    const { pluginId, pluginVersion } = (await this.catalog.seen(tenant)).get(definition.workflow);
    await tenant.sql('INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source, made_of) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [scopeId, hash, definition.workflow, pluginId, pluginVersion, JSON.stringify(definition), JSON.stringify(madeOf)]);
  }

  private async note(tenant: Tenant, stationId: Id, { definition, hash, settings, provenance }: EffectiveVersion, { extensions }: Ground, { template, bureauRevision, stationRevision }: MadeOf): Promise<void> {
    await tenant.sql(
      `INSERT INTO station_version AS known (station_id, workflow, hash, template, bureau_revision, station_revision, settings, extensions, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (station_id, workflow) DO UPDATE SET hash = excluded.hash, template = excluded.template, extensions = excluded.extensions, bureau_revision = excluded.bureau_revision, station_revision = excluded.station_revision,
         settings = excluded.settings, changes = excluded.changes, since = CASE WHEN known.hash = excluded.hash THEN known.since ELSE app.now() END`,
      [stationId, definition.workflow, hash, template, bureauRevision, stationRevision, settings, JSON.stringify(extensions), provenance.filter(({ by }) => by === 'station').length],
    );
  }
}

function compose(rules: Rules, base: Ground, overlays: readonly (Overlay | undefined)[]): EffectiveVersion {
  return composeLayers(rules, base, overlays.flatMap((overlay) => (overlay === undefined ? [] : [{ overlay }])));
}

function composeLayers(rules: Rules, base: Ground, layers: readonly Layer[]): EffectiveVersion {
  return compileLayers(base, [...base.extensions.map((overlay) => ({ overlay })), ...layers], rules).version;
}

const madeOn = ({ template, extensions }: Ground) => ({ template, extensions: extensions.map(({ plugin }) => plugin) });
const pluginsOf = (extensions: readonly Extension[]) => extensions.map(({ plugin }) => plugin).join(' ');

/** What came of it, or what is wrong with the definition it would have made. */
function orProblems<Result extends object>(work: () => Result): Result | { readonly problems: readonly DefinitionProblem[] } {
  try {
    return work();
  } catch (error) {
    if (!isStationhouseError(error) || error.code !== 'DEFINITION_INVALID') throw error;
    return { problems: (error.details?.['problems'] ?? []) as readonly DefinitionProblem[] };
  }
}
