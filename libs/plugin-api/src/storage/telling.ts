import type { Unit } from '@stationhouse/access';
import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type NewJob } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog, WorkflowRuntime } from '@stationhouse/workflow-runtime';

/** Topic of the job that lets an instance hear what its plugin's server has to say. */
export const TELL_TOPIC = 'plugin.tell';

/** What an event's form is told: a job is flat, and so is this. */
export type ToldData = Readonly<Record<string, string | number | boolean>>;
/** An event for an instance, by ids alone; `bureauId` is where it was said. */
type Told = { readonly pluginId: string; readonly bureauId: Id; readonly stationId: Id; readonly instanceId: Id; readonly event: string };
/** Before the names of what the form is told. */
const DATA = 'data.';

/** The job of a word, of the unit where it was said. */
export function tellJobOf(unit: Unit, { data = {}, ...told }: Told & { readonly data?: ToldData | undefined }): NewJob {
  const payload = { ...told, ...Object.fromEntries(Object.entries(data).map(([key, value]) => [`${DATA}${key}`, value])) };
  return { topic: TELL_TOPIC, payload, ...(unit.stationId === undefined ? { bureauId: unit.bureauId } : { stationId: unit.stationId }) };
}

/**
 * Lets an instance of a plugin hear an event, at its own station: whoever says it elsewhere in the bureau reaches nothing else there. An instance of another
 * plugin, or of another bureau, hears nothing; one that does not hear of such things now is left as it is.
 */
export function tellJob(database: Database, catalog: Pick<WorkflowCatalog, 'find'>, runtime: Pick<WorkflowRuntime, 'happen'>): JobDefinition {
  const handle = ({ payload: { pluginId, bureauId, stationId, instanceId, event, ...rest } }: JobRun<Told>): Promise<void> =>
    database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const [instance] = await tenant.sql<{ workflow: string }>('SELECT i.workflow FROM instance i JOIN station s ON s.id = i.station_id WHERE i.station_id = $1 AND i.id = $2 AND s.bureau_id = $3', [stationId, instanceId, bureauId]);
      if (instance === undefined || catalog.find(instance.workflow)?.pluginId !== pluginId) return;
      await runtime.happen(stationId, instanceId, { type: 'event', name: event, payload: dataOf(rest) }, (result) => (result.ok ? () => ({}) : undefined));
    });
  return defineJob<Told>({ topic: TELL_TOPIC, title: text('告知插件的实例', 'Tell an instance of its plugin'), handle, retry: { attempts: 10, delay: 'PT1S' } });
}

const dataOf = (rest: ToldData) => Object.fromEntries(Object.entries(rest).flatMap(([key, value]) => (key.startsWith(DATA) ? [[key.slice(DATA.length), value]] : [])));
