import { findRole, type Unit } from '@stationhouse/access';
import type { Database, Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { publishConfiguration } from '../permissions.js';
import type { Level, MigrationBatchRow } from './entities.js';
import type { Scope } from './overlays.js';
import { progressOf, readBatch, type Progress } from './progress.js';

/** An overlay that could not follow what is above it. */
export interface NewConflicts extends Scope {
  readonly workflow: string;
  /** The overlay's own revision. */
  readonly revision: number;
  /** The template it could not be brought to, under which revision of the bureau's overlay. */
  readonly template: number;
  readonly bureauRevision: number | null;
  /** Places to decide or to mend. */
  readonly places: number;
}

/** Tells people what became of their configuration while nobody looked. Texts hold titles and numbers, nothing personal. */
export class ConfigurationWord {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** To whoever may configure there: what was holds on until they decide. Once per occasion. */
  async conflicts(tenant: Tenant, { level, scopeId, workflow, revision, template, bureauRevision, places }: NewConflicts): Promise<void> {
    await this.notices.notify(tenant, {
      unit: unitOf({ level, scopeId }),
      key: `overlay:${workflow}:${revision}:${template}:${bureauRevision ?? 0}`,
      kind: 'configuration.conflict',
      title: await this.titled(tenant, text('流程配置有冲突，请处理', 'The configuration conflicts: decide'), workflow),
      body: text(`上级配置或流程已更新，有 ${places} 处与现有配置冲突；处理前仍按原配置办理。`, `The workflow or the configuration above has changed; ${places} place(s) conflict. Until somebody decides, what was holds on.`),
      roles: publishConfiguration.defaultRoles.filter((role) => findRole(role)?.scope === (level === 'bureau' ? 'BUREAU' : 'STATION')),
      record: { kind: 'configuration', id: scopeId, number: workflow },
    });
  }

  /** To whoever started a batch: that it is done or taken back, once nothing of it is left at any station. */
  async ended(scopeId: Id, level: Level, batchId: Id): Promise<void> {
    await this.aboutBatch(scopeId, level, batchId, async (tenant, batch) => {
      const progress = await progressOf(tenant, batch);
      const said = wordsOf(progress);
      return said === undefined ? undefined : { ...said, key: `migration:${batchId}:${batch.phase}` };
    });
  }

  /** To whoever started a batch: that it came to a halt by itself at a station. @param occasion of the job that failed for good */
  async broken(scopeId: Id, level: Level, batchId: Id, occasion: Id): Promise<void> {
    await this.aboutBatch(scopeId, level, batchId, () =>
      Promise.resolve({ title: text('迁移批次出错中止', 'A migration batch came to a halt'), body: text('有派出所的迁移多次出错，已中止；排除原因后可继续。', 'It failed again and again at a station. Once the cause is mended, resume it.'), key: `migration:${batchId}:broken:${occasion}` }),
    );
  }

  private async aboutBatch(scopeId: Id, level: Level, batchId: Id, say: (tenant: Tenant, batch: MigrationBatchRow) => Promise<{ readonly title: Bilingual; readonly body: Bilingual; readonly key: string } | undefined>): Promise<void> {
    const bureauIds = level === 'bureau' ? [scopeId] : [];
    const batch = await this.database.inTenant({ stationIds: level === 'station' ? [scopeId] : [], bureauIds }, (tenant) => readBatch(tenant, scopeId, batchId));
    // Its counts are of all its stations, which the job of one does not reach.
    await this.database.inTenant({ stationIds: batch.stationIds, bureauIds }, async (tenant) => {
      const said = await say(tenant, batch);
      if (said === undefined) return;
      const title = await this.titled(tenant, said.title, batch.workflow);
      await this.notices.notify(tenant, { ...said, title, unit: unitOf({ level, scopeId }), kind: 'migration.ended', accountIds: [batch.startedBy ?? batch.createdBy], record: { kind: 'migration', id: batchId, number: batch.workflow } });
    });
  }

  private async titled(tenant: Tenant, words: Bilingual, workflow: string): Promise<Bilingual> {
    const title = await this.catalog.titleOf(tenant, workflow);
    return text(`${words['zh-CN']}：${title['zh-CN']}`, `${words.en}: ${title.en}`);
  }
}

function unitOf({ level, scopeId }: Pick<Scope, 'level' | 'scopeId'>): Unit {
  return level === 'bureau' ? { bureauId: scopeId } : { stationId: scopeId };
}

function wordsOf({ status, moved, stuck, undone, kept }: Progress): { readonly title: Bilingual; readonly body: Bilingual } | undefined {
  if (status === 'DONE') return { title: text('迁移批次已完成', 'A migration batch is done'), body: text(`已迁移 ${moved} 件，未能迁移 ${stuck} 件。`, `${moved} moved, ${stuck} could not be.`) };
  if (status === 'UNDONE') return { title: text('迁移批次已撤回', 'A migration batch was taken back'), body: text(`已撤回 ${undone} 件，已有办理而保留 ${kept} 件。`, `${undone} taken back, ${kept} had moved on and were kept.`) };
  return undefined;
}
