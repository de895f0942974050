import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import type { MetricRegistry } from '../registry.js';
import { subjectsOf } from './subjects.js';

/** What analysts ask beside metrics and kinds of records, as the purpose log names it. */
export const HOT_SPOTS = 'hotSpots';
export const DIRECTED_PATROL = 'directedPatrol';
export const PROCESS_MAP = 'processMap';

const OTHERS: readonly (readonly [string, Bilingual])[] = [
  [HOT_SPOTS, text('警情热点', 'Hot spots of incidents')],
  [DIRECTED_PATROL, text('定点定向巡逻', 'Directed patrol')],
  [PROCESS_MAP, text('流程执行分析', 'What really happens')],
];

/** What every subject of a question is called: metrics, kinds of records, and the others. */
export async function askedTitles(tenant: Tenant, registry: MetricRegistry, catalog: WorkflowCatalog): Promise<ReadonlyMap<string, Bilingual>> {
  const records = await subjectsOf(tenant, catalog);
  return new Map([...OTHERS, ...registry.all().map(({ metric }) => [metric.id, metric.title] as const), ...records.map(({ id, title }) => [id, title] as const)]);
}
