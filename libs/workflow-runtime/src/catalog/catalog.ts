import type { Database, Tenant } from '@stationhouse/database';
import { isStationhouseError, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { compile, compileLayers, definitionFromJson, definitionOf, isAuthored, type CompiledWorkflow, type Extension } from '@stationhouse/workflow';
import type { MadeOf } from '../entities.js';
import { INSTALLATION } from '../migrations/0500-workflow.js';
import { NO_RULES, ownWorkflow, readOwn } from './own.js';
import { noWorkflow, WithOwn, type Extender, type OwnWorkflow, type PublishedWorkflow, type WorkflowPlugin, type Workflows } from './workflows.js';


export { NO_RULES } from './own.js';
export type { Extender, PublishedWorkflow, WorkflowPlugin, Workflows } from './workflows.js';

/** Of versions from the database that are kept compiled, as many characters as their definitions have: each takes some forty times as much memory. */
const MOST_READ = 8_000_000;
/** Editions of bureaus' workflows that are kept as the runtime knows them. */
const MOST_OWN = 2_000;

/**
 * The workflows of this program, by id, and every version an instance still runs on, by hash. By itself it knows those that plugins bring; {@link WorkflowCatalog.seen}
 * adds what a bureau wrote itself, for whoever may see it.
 */
export class WorkflowCatalog implements Workflows {
  private readonly plugins = new Map<string, WorkflowPlugin>();
  private readonly present = new Map<string, PublishedWorkflow>();
  private readonly versions = new Map<string, CompiledWorkflow>();
  /** By workflow, in the order of the plugins' ids: the order in which they are put in. */
  private readonly extenders = new Map<string, readonly Extender[]>();
  private readonly templates = new Map<string, number>();
  /** Characters of the definitions of versions from the database by hash, the one that was asked for longest ago first. */
  private readonly read = new Map<string, number>();
  private kept = 0;
  /** Of workflows of bureaus, by what their rows say. */
  private readonly own = new Map<string, OwnWorkflow>();
  private readonly sights = new WeakMap<Tenant, Promise<Workflows>>();

  /**
   * Takes in a plugin's workflows.
   * @throws StationhouseError DEFINITION_INVALID; Error when a plugin or workflow of that id is there already
   */
  register(plugin: WorkflowPlugin): void {
    if (this.plugins.has(plugin.id)) throw new Error(`Two plugins have the id "${plugin.id}".`);
    this.plugins.set(plugin.id, plugin);
    for (const definition of plugin.workflows) {
      const other = this.present.get(definition.workflow);
      if (other !== undefined) throw new Error(`The workflow "${definition.workflow}" comes from two plugins, "${other.pluginId}" and "${plugin.id}".`);
      const compiled = compile(definition, { rules: plugin.rules });
      this.present.set(definition.workflow, { pluginId: plugin.id, pluginVersion: plugin.version, definition, base: compiled.hash, rules: plugin.rules, compiled });
      this.versions.set(compiled.hash, compiled);
    }
    for (const extension of plugin.extensions ?? []) {
      const { workflow } = extension.of;
      const all = [...this.extendersOf(workflow), { plugin, extension }];
      this.extenders.set(workflow, all.sort((left, right) => (left.plugin.id < right.plugin.id ? -1 : 1)));
    }
    for (const workflow of new Set([...plugin.workflows.map((own) => own.workflow), ...(plugin.extensions ?? []).map(({ of }) => of.workflow)])) this.extend(workflow);
  }

  /** Lets what stations without a word of their own work with be the template with what is added by default. */
  private extend(workflow: string): void {
    const published = this.present.get(workflow);
    const added = this.extensionsOf(workflow);
    if (published === undefined || added.length === 0) return;
    const { compiled } = compileLayers({ definition: published.definition, template: 1 }, added.map((overlay) => ({ overlay })), published.rules);
    this.present.set(workflow, { ...published, compiled });
    this.versions.set(compiled.hash, compiled);
  }

  /** What other plugins add to a workflow wherever they are enabled, in the order of their ids. */
  extendersOf(workflow: string): readonly Extender[] {
    return this.extenders.get(workflow) ?? [];
  }

  /** What some of them add; those that are enabled by default when nobody says which. */
  extensionsOf(workflow: string, enabled: (plugin: WorkflowPlugin) => boolean = ({ enabledByDefault }) => enabledByDefault): readonly Extension[] {
    return this.extendersOf(workflow).filter(({ plugin }) => enabled(plugin)).map(({ extension }) => extension);
  }

  /**
   * The workflows that a tenant sees: the program's, and those its bureau wrote itself. One statement a transaction; what a bureau published a moment ago, through
   * whichever process, is there.
   */
  seen(tenant: Tenant): Promise<Workflows> {
    const known = this.sights.get(tenant) ?? this.look(tenant);
    this.sights.set(tenant, known);
    return known;
  }

  /** What a workflow is called now; its id where nobody brings it any more. */
  async titleOf(tenant: Tenant, workflow: string): Promise<Bilingual> {
    return (await this.seen(tenant)).find(workflow)?.compiled.title ?? text(workflow, workflow);
  }

  /** The plugin that brings a workflow, or what one of a bureau is like; '' where nobody does. */
  pluginIdOf(workflow: string): string {
    return isAuthored(workflow) ? workflow : (this.find(workflow)?.pluginId ?? '');
  }

  /** Lets a transaction that published or retired something look again. */
  forget(tenant: Tenant): void {
    this.sights.delete(tenant);
  }

  private async look(tenant: Tenant): Promise<Workflows> {
    const rows = await readOwn(tenant);
    const own: OwnWorkflow[] = [];
    for (const row of rows) {
      // All of it: an edition that was rolled back must not stand for the one that comes after it.
      const key = JSON.stringify(row);
      // One that reads no more, after a change of the platform, keeps nobody from the others.
      const known = this.own.get(key) ?? ((await this.loads(tenant, row.hash)) ? ownWorkflow(row, await this.version(tenant, row.hash)) : undefined);
      if (known === undefined) continue;
      if (this.own.size >= MOST_OWN) this.own.delete(this.own.keys().next().value ?? '');
      this.own.set(key, known);
      own.push(known);
    }
    return own.length === 0 ? this : new WithOwn(this, own);
  }

  /**
   * Stores every present version, once, and gives it the next template number of its workflow; an instance finds the version
   * it began with also after the plugin has moved on.
   */
  async publish(database: Database): Promise<void> {
    const all = this.all();
    const numbered = await database.inTenant({ stationIds: [], bureauIds: [] }, async (tenant) => {
      await tenant.sql(`SELECT pg_advisory_xact_lock(hashtextextended('stationhouse templates', 0))`);
      await tenant.sql(
        `INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source, template)
         SELECT $1, d.hash, d.workflow, d.plugin_id, d.plugin_version, d.source::json, (SELECT coalesce(max(k.template), 0) + 1 FROM definition k WHERE k.scope_id = $1 AND k.workflow = d.workflow)
           FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS d (hash, workflow, plugin_id, plugin_version, source)
         ON CONFLICT DO NOTHING`,
        [INSTALLATION, all.map((w) => w.base), all.map((w) => w.compiled.id), all.map((w) => w.pluginId), all.map((w) => w.pluginVersion), all.map((w) => JSON.stringify(w.definition))],
      );
      const known = await tenant.sql<{ workflow: string; template: number }>('SELECT workflow, template FROM definition WHERE scope_id = $1 AND hash = ANY ($2)', [INSTALLATION, all.map((w) => w.base)]);
      for (const { workflow, template } of known) await this.freezeExtended(tenant, this.get(workflow), template);
      return known;
    });
    for (const { workflow, template } of numbered) this.templates.set(workflow, template);
  }

  /** Stores what stations without a word of their own start on, where other plugins add to the template. */
  private async freezeExtended(tenant: Tenant, { compiled, base, pluginId, pluginVersion }: PublishedWorkflow, template: number): Promise<void> {
    if (compiled.hash === base) return;
    const madeOf: MadeOf = { template, extensions: this.extensionsOf(compiled.id).map(({ plugin }) => plugin), bureauRevision: null, stationRevision: null };
    await tenant.sql('INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source, made_of) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [INSTALLATION, compiled.hash, compiled.id, pluginId, pluginVersion, JSON.stringify(definitionOf(compiled)), JSON.stringify(madeOf)]);
  }

  /** Which edition of a workflow this program brings. @throws StationhouseError NOT_FOUND; Error before {@link publish} */
  templateOf(workflow: string): number {
    const template = this.templates.get(this.get(workflow).compiled.id);
    if (template === undefined) throw new Error(`The workflow "${workflow}" is not published yet.`);
    return template;
  }

  all(): PublishedWorkflow[] {
    return [...this.present.values()];
  }

  allPlugins(): WorkflowPlugin[] {
    return [...this.plugins.values()];
  }

  plugin(id: string): WorkflowPlugin | undefined {
    return this.plugins.get(id);
  }

  find(workflow: string): PublishedWorkflow | undefined {
    return this.present.get(workflow);
  }

  /** @throws StationhouseError NOT_FOUND */
  get(workflow: string): PublishedWorkflow {
    return this.present.get(workflow) ?? noWorkflow();
  }

  /** The version of that hash, when it is in memory. */
  loaded(hash: string): CompiledWorkflow | undefined {
    const size = this.read.get(hash);
    // What was asked for last leaves last.
    if (size !== undefined && this.read.delete(hash)) this.read.set(hash, size);
    return this.versions.get(hash);
  }

  /**
   * The version an instance runs on, from memory or from its stored definition.
   * @throws StationhouseError DEFINITION_LOST when it was never published here, its plugin is no longer part of the program, or it no longer reads as it was published; DEFINITION_INVALID
   */
  async version(tenant: Tenant, hash: string): Promise<CompiledWorkflow> {
    const known = this.loaded(hash);
    if (known !== undefined) return known;
    const [row] = await tenant.sql<{ source: string; plugin_id: Id }>('SELECT source::text AS source, plugin_id FROM definition WHERE hash = $1 LIMIT 1', [hash]);
    const rules = row === undefined ? undefined : isAuthored(row.plugin_id) ? NO_RULES : this.plugins.get(row.plugin_id)?.rules;
    if (row === undefined || rules === undefined) throw lost(hash);
    const compiled = compile(definitionFromJson(JSON.parse(row.source)), { rules });
    if (compiled.hash !== hash) throw lost(hash);
    this.remember(hash, compiled, row.source.length);
    return compiled;
  }

  /** False for a version whose plugin is gone, or that no longer reads as it was published. */
  async loads(tenant: Tenant, hash: string): Promise<boolean> {
    try {
      await this.version(tenant, hash);
      return true;
    } catch (error) {
      if (isStationhouseError(error) && (error.code === 'DEFINITION_LOST' || error.code === 'DEFINITION_INVALID')) return false;
      throw error;
    }
  }

  /** Stations make versions of their own: those that were asked for longest ago are read again, the plugins' own always stay. */
  private remember(hash: string, compiled: CompiledWorkflow, size: number): void {
    // Somebody else may have read it in the meantime.
    this.kept += size - (this.read.get(hash) ?? 0);
    this.read.set(hash, size);
    this.versions.set(hash, compiled);
    for (const [oldest, its] of this.read) {
      if (this.kept <= MOST_READ || oldest === hash) break;
      this.read.delete(oldest);
      this.versions.delete(oldest);
      this.kept -= its;
    }
  }

  /** The versions of several instances, each looked up once. */
  async versionsOf(tenant: Tenant, hashes: readonly string[]): Promise<ReadonlyMap<string, CompiledWorkflow>> {
    const found = new Map<string, CompiledWorkflow>();
    for (const hash of new Set(hashes)) found.set(hash, await this.version(tenant, hash));
    return found;
  }
}

function lost(hash: string): StationhouseError {
  return new StationhouseError('DEFINITION_LOST', text(`流程版本 ${hash.slice(0, 8)} 无法加载：所属插件已移除或版本不符，请联系运维恢复该插件。`, `The workflow version ${hash.slice(0, 8)} does not load: its plugin is gone or has changed. Ask whoever runs the house to bring the plugin back.`), { definition: hash });
}
