import type { Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { contentHash, parseOverlay, writeOverlay, type Overlay } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../../../catalog/catalog.js';
import { INSTALLATION } from '../../../migrations/0500-workflow.js';
import { publishConfiguration } from '../../../permissions.js';
import type { Configuration } from '../../configuration.js';
import { readAbove, readOverlay, type Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, Origin, WriteFile } from '../part.js';

const FILES = /^overlays\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.yaml$/;

/** What a bureau or station changes in workflows: one overlay a file, in the canonical writing. */
export class OverlayFiles implements ConfigurationPart {
  readonly levels = ['bureau', 'station'] as const;
  readonly permission = publishConfiguration;
  readonly files = FILES;

  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
  ) {}

  async read(tenant: Tenant, { scopeId }: Scope): Promise<ConfigurationFile[]> {
    const files: ConfigurationFile[] = [];
    for (const { compiled: { id } } of (await this.catalog.seen(tenant)).all()) {
      const overlay = await readOverlay(tenant, scopeId, id);
      if (overlay !== undefined) files.push({ path: `overlays/${id}.yaml`, content: writeOverlay(overlay.content) });
    }
    return files;
  }

  async write(tenant: Tenant, scope: Scope, { file, origin, idempotencyKey, reviewed }: WriteFile): Promise<readonly Bilingual[]> {
    const workflow = FILES.exec(file.path)?.[1] ?? '';
    if ((await this.catalog.seen(tenant)).find(workflow) === undefined) throw notFound(text(`流程“${workflow}”`, `The workflow "${workflow}"`));
    const { overlay } = parseOverlay(file.content, file.path);
    const standing = await readOverlay(tenant, scope.scopeId, workflow);
    const fitting = await this.onPresent(tenant, scope, overlay, origin);
    if (standing !== undefined && contentHash(standing.content) === contentHash(fitting)) return [];
    // As it is written where nothing had to follow, so that problems name its own lines.
    const source = fitting === overlay ? file.content : writeOverlay(fitting);
    const { changes } = await this.configuration.check(tenant, scope, workflow, source);
    await this.configuration.publish(tenant, scope, { workflow, overlay: source, expectedRevision: standing?.revision ?? 0, idempotencyKey, ...(reviewed === true ? { reviewed } : {}) });
    return changes.length > 0 ? changes.map((change) => change.text) : [text('理由、界限或锁定有改动', 'reasons, bounds or locks have changed')];
  }

  /** The overlay as it reads on the edition the scope works on: the same content may have another number here, an earlier one is followed. */
  private async onPresent(tenant: Tenant, scope: Scope, overlay: Overlay, { templates }: Origin): Promise<Overlay> {
    const { workflow } = overlay.of;
    const { versions } = this.configuration;
    const above = scope.level === 'bureau' ? undefined : await readAbove(tenant, scope.scopeId, scope.bureauId, workflow);
    const base = await versions.baseUnder(tenant, above, workflow, scope.level === 'station' ? scope.scopeId : undefined);
    const template = await this.numberOf(tenant, workflow, templates.get(workflow), overlay.of.template);
    const here = template === overlay.of.template ? overlay : { ...overlay, of: { ...overlay.of, template } };
    if (template === base.template) return here;
    const fit = await versions.fit(tenant, base, { ...(await versions.templates.read(tenant, workflow, template)), extensions: base.extensions }, above?.content, here);
    if (fit.ok) return fit.overlay;
    const { conflicts, problems } = fit;
    throw new StationhouseError('CONFLICT', text('文件所依据的流程版本较旧，与现行版本有冲突，请在流程配置页面逐项处理。', 'The file is written for an earlier edition of the workflow and conflicts with the present one. Decide each place on the page of the workflow.'), { conflicts, problems });
  }

  /** The number that an edition has here. @throws StationhouseError NOT_FOUND for one that was never here */
  private async numberOf(tenant: Tenant, workflow: string, hash: string | undefined, written: number): Promise<number> {
    const [known] = hash === undefined
      ? await tenant.sql<{ template: number }>('SELECT template FROM definition WHERE scope_id = $1 AND workflow = $2 AND template = $3', [INSTALLATION, workflow, written])
      : await tenant.sql<{ template: number }>('SELECT template FROM definition WHERE scope_id = $1 AND workflow = $2 AND hash = $3', [INSTALLATION, workflow, hash]);
    if (known !== undefined) return known.template;
    throw notFound(text(`流程“${workflow}”的该版本（本安装从未使用过，请先升级插件）`, `That edition of the workflow "${workflow}" (it was never in use here; bring the plugin to the same version first)`));
  }
}
