import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { text } from '@stationhouse/kernel';
import type { PlatformSchedule, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import type { Paths } from './paths/paths.js';
import { lookForPatterns } from './patterns/flags.js';

export const CONFORMANCE_TOPIC = 'conformance.nightly';

const TITLE = text('汇总流程执行情况，查找异常提示', 'Bring in what happened, and look for patterns');

/** Once a day, in the quiet hours of each station. */
export const conformanceSchedule: PlatformSchedule = {
  id: 'conformance',
  title: TITLE,
  default: { every: 'day', at: '03:40' },
  stationMayChange: ['time'],
  missed: 'once',
  does: { job: CONFORMANCE_TOPIC },
};

/** The job of one station: its instances' ways, then what somebody should be asked about. Run again, it finds nothing twice. */
export function nightlyJob(database: Database, catalog: WorkflowCatalog, paths: Paths): JobDefinition {
  const handle = async ({ scopeId, context, signal }: JobRun) => {
    await paths.bringInAll(scopeId, signal);
    await database.inTenant(context, (tenant) => lookForPatterns(tenant, catalog, scopeId));
  };
  return defineJob({ topic: CONFORMANCE_TOPIC, title: TITLE, handle, timeout: 'PT30M', retry: { attempts: 3, delay: 'PT5M' } });
}
