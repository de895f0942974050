import type { Database, Tenant } from '@stationhouse/database';
import { inLocale, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog } from '../catalog/catalog.js';

/** Who sees to what has failed. */
const REPAIRERS = ['chief'];

/** Something that went wrong by itself and needs somebody. */
export interface Alarm {
  readonly stationId: Id;
  readonly instanceId: Id;
  /** Tells this failure from an earlier one of the same call. */
  readonly key: string;
  readonly kind: 'automation.failed' | 'linked.failed';
  /** What failed, in words of the plugin's author. */
  readonly what: Bilingual;
}

/** Tells the station that something of a workflow failed which nobody in the workflow hears of. Nothing of its data is said. */
export class Alarms {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly notices: Notices,
  ) {}

  /** Writes the notice in the caller's transaction. */
  async raise(tenant: Tenant, { stationId, instanceId, key, kind, what }: Alarm): Promise<void> {
    const [instance] = await tenant.sql<{ number: string; workflow: string; exercise: boolean }>('SELECT number, workflow, exercise FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
    if (instance === undefined) return;
    const { number, workflow, exercise } = instance;
    const title = await this.catalog.titleOf(tenant, workflow);
    const failed = kind === 'automation.failed' ? text('自动步骤失败', 'An automation failed') : text('关联事项未能发起', 'A linked instance could not be started');
    await this.notices.notify(tenant, {
      unit: { stationId },
      key,
      kind,
      title: text(`${failed['zh-CN']}：${what['zh-CN']}`, `${failed.en}: ${what.en}`),
      body: text(`${inLocale(title, 'zh-CN')} ${number}，请处理`, `${inLocale(title, 'en')} ${number} waits for somebody to see to it`),
      roles: REPAIRERS,
      record: { kind: 'instance', id: instanceId, number },
      exercise,
    });
  }
}

/** In the station's own scope, for jobs. */
export function atStation<Result>(database: Database, stationId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  return database.inTenant({ stationIds: [stationId], bureauIds: [] }, work);
}
