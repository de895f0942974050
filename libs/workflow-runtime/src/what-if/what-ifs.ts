import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { parseOverlay, type WhatIfResult } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { readStationDefinition } from '../configuration/reads.js';
import { countPast } from './past.js';

export const WHAT_IF_TOPIC = 'workflow.what-if';

export type WhatIfStatus = 'running' | 'done' | 'cancelled' | 'failed';

/** A comparison of a station's past under a draft, and how far it has come. */
export interface WhatIfRow {
  readonly stationId: Id;
  readonly id: Id;
  readonly workflow: string;
  readonly nowHash: string;
  readonly from: Date;
  readonly until: Date;
  readonly status: WhatIfStatus;
  /** Instances to compare, and compared so far. */
  readonly total: number;
  readonly done: number;
  /** How long it took. */
  readonly milliseconds: number | null;
  readonly result: KeptResult | null;
  readonly createdAt: Date;
}

/** A result as it is kept: of each line's instances at most the first {@link MOST_LISTED}, and how many there are. */
export type KeptResult = Omit<WhatIfResult, 'measures' | 'refused'> & {
  readonly measures: readonly (WhatIfResult['measures'][number] & { readonly differing: number })[];
  readonly refused: readonly (WhatIfResult['refused'][number] & { readonly count: number })[];
};

export interface StartWhatIf extends Keyed {
  readonly workflow: string;
  /** YAML or JSON of the station's draft overlay as a whole. */
  readonly overlay: string;
  readonly from: Date;
  readonly until: Date;
}

export const MOST_LISTED = 500;
const MOST_INSTANCES = 20_000;
const COLUMNS = `station_id AS "stationId", id, workflow, now_hash AS "nowHash", from_at AS "from", until_at AS "until", status, total, done, milliseconds, result, created_at AS "createdAt"`;

/** Asks what a station's past would have been under a draft of its overlay; the answer is worked out by a job and kept for a week. */
export class WhatIfs {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
    private readonly jobs: Pick<Jobs, 'outbox' | 'live'>,
  ) {}

  /**
   * Sets a comparison going; the draft is checked, nothing of it is kept but for the comparison.
   * @param tenant reaches the station and its bureau
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, DEFINITION_INVALID with file, line and mend
   */
  start(tenant: Tenant, { stationId, bureauId }: { readonly stationId: Id; readonly bureauId: Id }, command: StartWhatIf): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, 'what if', command, async () => {
      const { workflow, from, until } = command;
      (await this.catalog.seen(tenant)).get(workflow);
      if (from >= until) throw badInput('until', text('结束时间应晚于开始时间。', 'The end must be after the beginning.'));
      const now = await readStationDefinition(tenant, this.catalog, { stationId, bureauId }, workflow);
      const { above, base } = await this.configuration.standing(tenant, { level: 'station', scopeId: stationId, bureauId }, workflow);
      const draft = await this.configuration.versions.composeLayers(tenant, base, [...(above === undefined ? [] : [{ overlay: above.content }]), parseOverlay(command.overlay, `${workflow}.station.yaml`)]);
      const total = await countPast(tenant, stationId, { workflow, from, until });
      if (total > MOST_INSTANCES) throw badInput('from', text(`此段时间内有 ${total} 件，最多推演 ${MOST_INSTANCES} 件，请缩短时间段。`, `There are ${total} instances in this time; at most ${MOST_INSTANCES} are compared. Choose a shorter time.`));
      await tenant.sql(`DELETE FROM what_if WHERE station_id = $1 AND created_at < app.now() - interval '7 days'`, [stationId]);
      const id = newId();
      await tenant.sql(`INSERT INTO what_if (station_id, id, workflow, now_hash, draft, from_at, until_at, status, total, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9)`, [
        stationId, id, workflow, now.hash, JSON.stringify(draft.definition), from, until, total, tenant.context.accountId,
      ]);
      await audit(tenant, { action: deeds.whatIfStarted, stationId, record: { kind: 'what-if', id }, details: { workflow, instances: total } });
      await this.jobs.outbox.enqueue(tenant, { topic: WHAT_IF_TOPIC, stationId, payload: { whatIfId: id } });
      return { id };
    });
  }

  /** Ends a comparison under way. @throws StationhouseError NOT_FOUND, CONFLICT once it is over */
  cancel(tenant: Tenant, stationId: Id, command: Keyed & { readonly whatIfId: Id }): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, 'cancel what if', command, async () => {
      const { whatIfId: id } = command;
      const { status } = await this.read(tenant, stationId, id);
      if (status === 'done' || status === 'failed') throw new StationhouseError('CONFLICT', text('推演已结束，不能再取消。', 'This comparison is over and cannot be cancelled.'));
      await tenant.sql(`UPDATE what_if SET status = 'cancelled', finished_at = app.now() WHERE station_id = $1 AND id = $2 AND status = 'running'`, [stationId, id]);
      tenant.afterCommit(() => this.jobs.live.publish({ kind: 'WHAT_IF', id, stationId }));
      return { id };
    });
  }

  /** @throws StationhouseError NOT_FOUND */
  async read(tenant: Tenant, stationId: Id, id: Id): Promise<WhatIfRow> {
    const [row] = await tenant.sql<WhatIfRow>(`SELECT ${COLUMNS} FROM what_if WHERE station_id = $1 AND id = $2`, [stationId, id]);
    if (row === undefined) throw notFound(text('推演', 'Comparison'));
    return row;
  }
}
