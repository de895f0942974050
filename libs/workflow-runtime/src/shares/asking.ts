import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { newId, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { shareOpen, type CompiledWorkflow } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { atStation } from '../automations/alarms.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { INSTANCE_COLUMNS } from '../reads/instances.js';
import { SHARE_TOPIC } from '../steps/step-record.js';
import { ANSWER_TOPIC } from './answering.js';
import { askedBy } from './neighbours.js';
import { REQUEST_COLUMNS, type ShareRequestRow } from './rows.js';

export interface SharesAskingOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
}

const CARRY_TOPIC = 'workflow.share.carry';
/** The jobs that bring a request for help, and its answers, to where they belong. */
export const SHARE_TOPICS: readonly string[] = [SHARE_TOPIC, CARRY_TOPIC, ANSWER_TOPIC];

/**
 * Asks neighbouring stations for help, and lets them go. What the last step said of it holds, and that the emergency still is: so the jobs may come in any order
 * and twice. Each station has a row of its own and writes only that; what crosses is the card's title, and ids.
 */
export class SharesAsking {
  constructor(private readonly options: SharesAskingOptions) {}

  jobs(): JobDefinition[] {
    const retry = { attempts: 20, delay: 'PT2S' };
    return [
      defineJob<{ instanceId: Id }>({ topic: SHARE_TOPIC, title: text('请求或结束协查', 'Ask neighbours, or let them go'), handle: ({ scopeId, payload }) => this.follow(scopeId, payload.instanceId), retry }),
      defineJob<{ requestId: Id }>({ topic: CARRY_TOPIC, title: text('送出协查', 'Carry a request for help'), handle: ({ scopeId, payload }) => this.carry(scopeId, payload.requestId), retry }),
    ];
  }

  /** Brings the requests of an instance to what its last step said. */
  private async follow(stationId: Id, instanceId: Id): Promise<void> {
    const [place] = await atStation(this.options.database, stationId, (tenant) => tenant.sql<{ bureauId: Id; timeZone: string }>('SELECT bureau_id AS "bureauId", time_zone AS "timeZone" FROM station WHERE id = $1', [stationId]));
    if (place === undefined) return;
    const { bureauId, timeZone } = place;
    const near = await this.options.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => askedBy(tenant, bureauId, stationId));
    await atStation(this.options.database, stationId, async (tenant) => {
      const [row] = await tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND id = $2 FOR NO KEY UPDATE`, [stationId, instanceId]);
      if (row === undefined) return;
      const compiled = await this.options.catalog.version(tenant, row.definition);
      const asked = await lastSaid(tenant, stationId, instanceId);
      if (asked?.type === 'share' && shareOpen(compiled, row.snapshot, timeZone)) await this.ask(tenant, row, compiled, near, asked.serial);
      else await this.letGo(tenant, row);
    });
  }

  /** Asks whoever has not been asked. In an exercise nobody hears of it: the rows say who would have been. */
  private async ask(tenant: Tenant, row: InstanceRow, { emergency, share }: CompiledWorkflow, near: readonly { readonly id: Id; readonly name: string }[], serial: number): Promise<void> {
    if (emergency === undefined || share === undefined) return;
    const { stationId, id: instanceId, number, exercise } = row;
    const asked: string[] = [];
    for (const { id, name } of near) {
      const [written] = await tenant.sql<{ id: Id }>(
        `INSERT INTO share_request (station_id, id, direction, other_station_id, other_station_name, instance_id, title, roles, exercise, asked_at) VALUES ($1, $2, 'out', $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
        [stationId, newId(), id, name, instanceId, JSON.stringify(emergency.title), [...share.roles], exercise, tenant.now],
      );
      if (written === undefined) continue;
      asked.push(id);
      if (!exercise) await this.options.jobs.outbox.enqueue(tenant, { topic: CARRY_TOPIC, stationId, payload: { requestId: written.id } });
    }
    const record = { kind: 'instance', id: instanceId, number };
    if (asked.length > 0) await audit(tenant, { action: deeds.shareAsked, stationId, record, details: { stationIds: asked, ...(exercise ? { exercise } : {}) } });
    if (share.bureau.length > 0 && !exercise) {
      await this.options.notices.notify(tenant, { unit: { stationId }, key: `share:${instanceId}:${serial}`, kind: 'share.bureau', urgency: 'urgent', roles: share.bureau, record, title: text('请求协查', 'Help is asked for'), body: emergency.title });
    }
    this.announce(tenant, row);
  }

  private async letGo(tenant: Tenant, row: InstanceRow): Promise<void> {
    const { stationId, id: instanceId, number } = row;
    const ended = await tenant.sql<ShareRequestRow>(`UPDATE share_request SET ended_at = $3 WHERE station_id = $1 AND instance_id = $2 AND direction = 'out' AND ended_at IS NULL RETURNING ${REQUEST_COLUMNS}`, [stationId, instanceId, tenant.now]);
    if (ended.length === 0) return;
    await audit(tenant, { action: deeds.shareEnded, stationId, record: { kind: 'instance', id: instanceId, number }, details: { stationIds: ended.map((one) => one.otherStationId) } });
    for (const { id, exercise } of ended) if (!exercise) await this.options.jobs.outbox.enqueue(tenant, { topic: CARRY_TOPIC, stationId, payload: { requestId: id } });
    this.announce(tenant, row);
  }

  /** Brings the other station's row to what this one's says. Run twice, it writes and tells nothing twice. */
  private async carry(fromId: Id, requestId: Id): Promise<void> {
    const sent = await atStation(this.options.database, fromId, async (tenant) => {
      const [row] = await tenant.sql<ShareRequestRow & { ownName: string }>(`SELECT ${columnsOf('r')}, s.name AS "ownName" FROM share_request r JOIN station s ON s.id = r.station_id WHERE r.station_id = $1 AND r.id = $2 AND r.direction = 'out'`, [fromId, requestId]);
      return row;
    });
    if (sent === undefined) return;
    const { otherStationId: stationId, ownName, instanceId, title, roles, askedAt, endedAt } = sent;
    await atStation(this.options.database, stationId, async (tenant) => {
      const [written] = await tenant.sql(
        `INSERT INTO share_request (station_id, id, direction, other_station_id, other_station_name, instance_id, title, roles, exercise, asked_at, ended_at) VALUES ($1, $2, 'in', $3, $4, $5, $6, $7, false, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
        [stationId, requestId, fromId, ownName, instanceId, JSON.stringify(title), [...roles], askedAt, endedAt],
      );
      const record = { kind: 'share', id: requestId };
      const unit = { stationId };
      if (endedAt === null) {
        if (written === undefined) return;
        await audit(tenant, { action: deeds.shareReceived, stationId, record, details: { fromStationId: fromId } });
        await this.options.notices.notify(tenant, { unit, key: `share:${requestId}`, kind: 'share.asked', urgency: 'urgent', roles, record, title: text(`${ownName}请求协查：${title['zh-CN']}`, `${ownName} asks for help: ${title.en}`), body: text('请打开应急卡并答复', 'Open the card and answer') });
        return;
      }
      const [ended] = await tenant.sql(`UPDATE share_request SET ended_at = $3 WHERE station_id = $1 AND id = $2 AND ended_at IS NULL RETURNING id`, [stationId, requestId, endedAt]);
      if (ended === undefined) return;
      await this.options.notices.unneeded(tenant, unit, [requestId]);
      await this.options.notices.notify(tenant, { unit, key: `share:${requestId}:ended`, kind: 'share.ended', roles, record, title: text(`${ownName}的协查已结束`, `${ownName} needs no more help`), body: title });
    });
  }

  private announce(tenant: Tenant, { stationId, id }: Pick<InstanceRow, 'stationId' | 'id'>): void {
    tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id, stationId }));
  }
}

const columnsOf = (alias: string) => REQUEST_COLUMNS.replaceAll(/(^|, |\n\s+)([a-z_]+)/g, `$1${alias}.$2`);

/** What the last step that spoke of neighbours said. */
async function lastSaid(tenant: Tenant, stationId: Id, instanceId: Id): Promise<{ readonly type: 'share' | 'end-share'; readonly serial: number } | undefined> {
  const [said] = await tenant.sql<{ type: 'share' | 'end-share'; serial: number }>(
    `SELECT e->>'type' AS type, (e->'serial')::integer AS serial FROM history h CROSS JOIN LATERAL jsonb_array_elements(h.effects) e
      WHERE h.station_id = $1 AND h.instance_id = $2 AND e->>'type' IN ('share', 'end-share') ORDER BY h.version DESC, 2 DESC LIMIT 1`,
    [stationId, instanceId],
  );
  return said;
}
