import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import { atStation } from '../automations/alarms.js';
import type { WorkflowRuntime } from '../runtime.js';
import { ELSEWHERE_TOPIC } from '../steps/step-record.js';

/** Instances that are looked into together. */
const AT_ONCE = 100;

/** An instance and its station. */
interface There {
  readonly stationId: Id;
  readonly instanceId: Id;
}

export interface MattersElsewhereOptions {
  readonly database: Database;
  readonly runtime: Pick<WorkflowRuntime, 'happen' | 'compiled'>;
}

/**
 * Tells instances of one matter at different stations of a bureau of each other: the name of the other's station, nothing else. A job of the instance that
 * began, after its start is committed, so that of two that begin at the same moment at least one finds the other. Each hears of each once, however
 * often the job runs.
 */
export class MattersElsewhere {
  constructor(private readonly options: MattersElsewhereOptions) {}

  job(): JobDefinition {
    return defineJob<{ instanceId: Id }>({ topic: ELSEWHERE_TOPIC, title: text('告知他所同一事由', 'Tell stations that handle one matter of each other'), handle: (run) => this.handle([run]), together: { most: AT_ONCE, handle: (runs) => this.handle(runs) }, retry: { attempts: 10, delay: 'PT1S' } });
  }

  private async handle(runs: readonly JobRun<{ instanceId: Id }>[]): Promise<void> {
    const [stationIds, instanceIds] = [runs.map(({ scopeId }) => scopeId), runs.map(({ payload }) => payload.instanceId)];
    const pairs = await this.options.database.inTenant({ stationIds: [...new Set(stationIds)], bureauIds: [] }, (tenant) =>
      tenant.sql<{ here: There; other: There }>(
        `SELECT jsonb_build_object('stationId', h.station_id, 'instanceId', h.instance_id) AS here, jsonb_build_object('stationId', e.station_id, 'instanceId', e.instance_id) AS other
           FROM unnest($1::uuid[], $2::uuid[]) AS h (station_id, instance_id) CROSS JOIN LATERAL unscoped.matters_elsewhere(h.station_id, h.instance_id) e ORDER BY 1, 2`,
        [stationIds, instanceIds],
      ),
    );
    for (const { here, other } of pairs) {
      await this.tell(here, other);
      await this.tell(other, here);
    }
  }

  /** Lets an instance hear of another one, once. One that does not hear of such things now, or has closed, is left as it is. */
  private async tell({ stationId, instanceId }: There, other: There): Promise<void> {
    const { database, runtime } = this.options;
    const station = await this.nameOf(other.stationId);
    await atStation(database, stationId, async (tenant) => {
      const [noted] = await tenant.sql('UPDATE matter SET told = told || $3::uuid WHERE station_id = $1 AND instance_id = $2 AND $3 <> ALL (told) RETURNING key', [stationId, instanceId, other.instanceId]);
      if (noted === undefined) return;
      const [instance] = await tenant.sql<{ definition: string }>('SELECT definition FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
      const name = instance === undefined ? undefined : (await runtime.compiled({ context: tenant.context }, instance.definition)).matter?.elsewhere;
      if (name === undefined) return;
      await runtime.happen(stationId, instanceId, { type: 'event', name, payload: { station } }, (result) => (result.ok ? () => ({}) : undefined));
    });
  }

  private async nameOf(stationId: Id): Promise<string> {
    const [row] = await atStation(this.options.database, stationId, (tenant) => tenant.sql<{ name: string }>('SELECT name FROM station WHERE id = $1', [stationId]));
    return row?.name ?? '';
  }
}
