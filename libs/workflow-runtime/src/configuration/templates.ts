import type { Tenant } from '@stationhouse/database';
import { definitionFromJson, definitionHash, type Template } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { INSTALLATION } from '../migrations/0500-workflow.js';

/** Templates that are kept read; a station's overlay is rarely written for an older one than the last. */
const MOST = 200;

/** The editions of the plugins' workflows that overlays are written for, by number. */
export class Templates {
  private readonly known = new Map<string, Template>();

  constructor(private readonly catalog: WorkflowCatalog) {}

  /** The one this program brings. @throws StationhouseError NOT_FOUND for a workflow no plugin brings */
  present(workflow: string): Template {
    return { definition: this.catalog.get(workflow).definition, template: this.catalog.templateOf(workflow) };
  }

  /** @throws Error when the house never had such a template */
  async read(tenant: Tenant, workflow: string, template: number): Promise<Template> {
    const found = await this.find(tenant, workflow, template);
    if (found === undefined) throw new Error(`There is no template ${template} of the workflow "${workflow}".`);
    return found;
  }

  /** A template by its number; undefined when the house never had it. */
  async find(tenant: Tenant, workflow: string, template: number): Promise<Template | undefined> {
    if (template === this.catalog.templateOf(workflow)) return this.present(workflow);
    const key = `${workflow} ${template}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const [row] = await tenant.sql<{ source: unknown }>('SELECT source FROM definition WHERE scope_id = $1 AND workflow = $2 AND template = $3', [INSTALLATION, workflow, template]);
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
