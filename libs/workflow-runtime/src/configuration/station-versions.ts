import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, type Id } from '@stationhouse/kernel';
import { compileLayers, contentHash, NO_SETTINGS, rebaseOverlay, settingsOf, type Choice, type DefinitionProblem, type EffectiveVersion, type Overlay, type Template } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { MadeOf } from '../entities.js';
import type { OverlayConflicts } from './entities.js';
import { addRevision, noteConflicts, readAbove, readOverlay, type OverlayAbove, type Scope, type StandingOverlay } from './overlays.js';
import type { ConfigurationWord } from './word.js';
import { templateHash, type Templates } from './templates.js';

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

  /** Sets an overlay on a template under the bureau's. Pure. */
  fit(base: Template, from: Template, above: Overlay | undefined, own: Overlay, choices: Choices = {}): Fit {
    const rebased = rebaseOverlay(own, from, base, above === undefined ? NO_SETTINGS : settingsOf(above), choices);
    if (!rebased.ok) return rebased;
    try {
      return { ok: true, overlay: rebased.merged, version: this.compose(base, above, rebased.merged) };
    } catch (error) {
      if (!isStationhouseError(error) || error.code !== 'DEFINITION_INVALID') throw error;
      return { ok: false, conflicts: [], problems: (error.details?.['problems'] ?? []) as readonly DefinitionProblem[] };
    }
  }

  /** The version of a template under overlays, from the outside in. @throws StationhouseError DEFINITION_INVALID */
  compose(base: Template, ...overlays: readonly (Overlay | undefined)[]): EffectiveVersion {
    const layers = overlays.flatMap((overlay) => (overlay === undefined ? [] : [{ overlay }]));
    return compileLayers(base, layers, this.catalog.get(base.definition.workflow).rules).version;
  }

  /** The template the stations of a bureau work on: that of the bureau's overlay, which may have to wait for a decision; else the present one. */
  async baseUnder(tenant: Tenant, above: Pick<StandingOverlay, 'template'> | undefined, workflow: string): Promise<Template> {
    return above === undefined ? this.templates.present(workflow) : this.templates.read(tenant, workflow, above.template);
  }

  /**
   * Brings a bureau's overlay onto the present template, and freezes the version that its stations without an overlay of their own start
   * instances on; the others are brought after it. Call it under the scope's lock.
   */
  async bringBureau(tenant: Tenant, bureauId: Id, workflow: string, choices?: Choices): Promise<Brought> {
    const own = await readOverlay(tenant, bureauId, workflow);
    if (own === undefined) return 'brought';
    const base = this.templates.present(workflow);
    const fit = await this.follow(tenant, { level: 'bureau', scopeId: bureauId, bureauId }, own, base, undefined, choices);
    if (!fit.ok) return 'kept';
    await this.freeze(tenant, bureauId, base, fit.version, { template: base.template, bureauRevision: fit.revision, stationRevision: null });
    await tenant.sql('UPDATE overlay SET hash = $3 WHERE scope_id = $1 AND workflow = $2', [bureauId, workflow, fit.version.hash]);
    return 'brought';
  }

  /**
   * Brings a station to what its bureau and its own overlay say now, and freezes the version they make; one that has what all of the bureau's have
   * needs none of its own. Call it under the scope's lock.
   */
  async bringStation(tenant: Tenant, { stationId, bureauId }: { readonly stationId: Id; readonly bureauId: Id }, workflow: string, choices?: Choices): Promise<Brought> {
    const own = await readOverlay(tenant, stationId, workflow);
    const above = await readAbove(tenant, stationId, bureauId, workflow);
    if (own === undefined) return this.bringPlain(tenant, stationId, workflow, above);
    const base = await this.baseUnder(tenant, above, workflow);
    const fit = await this.follow(tenant, { level: 'station', scopeId: stationId, bureauId }, own, base, above, choices);
    if (!fit.ok) return 'kept';
    const madeOf = { template: base.template, bureauRevision: above?.revision ?? null, stationRevision: fit.revision };
    await this.freeze(tenant, stationId, base, fit.version, madeOf);
    await this.note(tenant, stationId, fit.version, madeOf);
    return 'brought';
  }

  /** A station without an overlay of its own: it has a version of its own only while it holds a campaign's revision. */
  private async bringPlain(tenant: Tenant, stationId: Id, workflow: string, above: OverlayAbove | undefined): Promise<Brought> {
    if (above?.adopted !== true) {
      await tenant.sql('DELETE FROM station_version WHERE station_id = $1 AND workflow = $2', [stationId, workflow]);
      return 'brought';
    }
    const base = await this.baseUnder(tenant, above, workflow);
    const version = this.compose(base, above.content);
    const madeOf = { template: base.template, bureauRevision: above.revision, stationRevision: null };
    await this.freeze(tenant, stationId, base, version, madeOf);
    await this.note(tenant, stationId, version, madeOf);
    return 'brought';
  }

  /** Lets an overlay follow what is above it: unchanged, as a new revision on another template, or not, with its conflicts noted. */
  private async follow(tenant: Tenant, scope: Scope, own: StandingOverlay, base: Template, above: OverlayAbove | undefined, choices: Choices | undefined): Promise<(Fit & { readonly ok: false }) | (Fit & { readonly ok: true; readonly revision: number })> {
    const { workflow } = own;
    const fit = this.fit(base, await this.templates.read(tenant, workflow, own.template), above?.content, own.content, choices);
    if (!fit.ok) {
      const occasion = { template: base.template, bureauRevision: above?.revision ?? null };
      const noted = await noteConflicts(tenant, scope.scopeId, workflow, { ...occasion, conflicts: fit.conflicts, problems: fit.problems });
      if (noted) await this.word.conflicts(tenant, { ...scope, ...occasion, workflow, revision: own.revision, places: fit.conflicts.length + fit.problems.length });
      return fit;
    }
    if (own.template === base.template) {
      await noteConflicts(tenant, scope.scopeId, workflow, null);
      return { ...fit, revision: own.revision };
    }
    const revision = await addRevision(tenant, scope, { content: fit.overlay, source: null, hash: contentHash(fit.overlay), origin: 'rebased' });
    return { ...fit, revision };
  }

  private async freeze(tenant: Tenant, scopeId: Id, base: Template, { definition, hash }: EffectiveVersion, madeOf: MadeOf): Promise<void> {
    if (hash === templateHash(base)) return;
    const { pluginId, pluginVersion } = this.catalog.get(definition.workflow);
    await tenant.sql('INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source, made_of) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [scopeId, hash, definition.workflow, pluginId, pluginVersion, JSON.stringify(definition), JSON.stringify(madeOf)]);
  }

  private async note(tenant: Tenant, stationId: Id, { definition, hash, settings, provenance }: EffectiveVersion, { template, bureauRevision, stationRevision }: MadeOf): Promise<void> {
    await tenant.sql(
      `INSERT INTO station_version AS known (station_id, workflow, hash, template, bureau_revision, station_revision, settings, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (station_id, workflow) DO UPDATE SET hash = excluded.hash, template = excluded.template, bureau_revision = excluded.bureau_revision, station_revision = excluded.station_revision,
         settings = excluded.settings, changes = excluded.changes, since = CASE WHEN known.hash = excluded.hash THEN known.since ELSE app.now() END`,
      [stationId, definition.workflow, hash, template, bureauRevision, stationRevision, settings, provenance.filter(({ by }) => by === 'station').length],
    );
  }
}
