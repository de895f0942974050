import type { Tenant } from '@stationhouse/database';
import { definitionFromJson, definitionHash, isAuthored, type Extension, type Template } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { INSTALLATION } from '../migrations/0500-workflow.js';

/** Templates that are kept read; a station's overlay is rarely written for an older one than the last. */
const MOST = 200;

/** What people's overlays are put on: a template, and what other plugins add to it where they are enabled. */
export interface Ground extends Template {
  readonly extensions: readonly Extension[];
}

/** The editions of workflows that overlays are written for, by number: of plugins' and of bureaus' own. */
export class Templates {
  private readonly known = new Map<string, Template>();

  constructor(private readonly catalog: WorkflowCatalog) {}

  /** The one in force: as the program brings it, or the bureau published it. @throws StationhouseError NOT_FOUND */
  async present(tenant: Tenant, workflow: string): Promise<Template> {
    const workflows = await this.catalog.seen(tenant);
    return { definition: workflows.get(workflow).definition, template: workflows.templateOf(workflow) };
  }

  /** @throws Error when the house never had such a template */
  async read(tenant: Tenant, workflow: string, template: number): Promise<Template> {
    const found = await this.find(tenant, workflow, template);
    if (found === undefined) throw new Error(`There is no template ${template} of the workflow "${workflow}".`);
    return found;
  }

  /** A template by its number; undefined when the house never had it. */
  async find(tenant: Tenant, workflow: string, template: number): Promise<Template | undefined> {
    const present = await this.present(tenant, workflow);
    if (template === present.template) return present;
    const key = `${workflow} ${template}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const [row] = isAuthored(workflow)
      ? await tenant.sql<{ source: unknown }>('SELECT d.source FROM authored_edition e JOIN definition d ON d.scope_id = e.bureau_id AND d.hash = e.hash WHERE e.workflow = $1 AND e.edition = $2', [workflow, template])
      : await tenant.sql<{ source: unknown }>('SELECT source FROM definition WHERE scope_id = $1 AND workflow = $2 AND template = $3', [INSTALLATION, workflow, template]);
    if (row === undefined) return undefined;
    const read: Template = { definition: definitionFromJson(row.source), template };
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, read);
    return read;
  }
}

/** The name of a template as a version: what a station without overlays works with. */
export function templateHash({ definition }: Template): string {
  return definitionHash(definition, {});
}
