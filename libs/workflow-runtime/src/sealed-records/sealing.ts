import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { LiveEvents } from '@stationhouse/jobs';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { removeNoticesAbout } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { IncidentReference } from '../incident-reference.js';
import { readInstance } from '../reads/instances.js';
import { holdsOn, holdsOnIncidents } from '../retention/reads.js';
import type { SealedRecordRow } from './entities.js';

/** What is to be sealed, why, and on which clause. */
export interface SealRecord extends Keyed {
  readonly kind: 'instance' | 'incident';
  readonly recordId: Id;
  /** The clause: 《治安管理处罚法》第一百三十六条. */
  readonly basis: string;
  readonly reason: string;
}

export interface LiftSeal extends Keyed {
  readonly sealId: Id;
  readonly reason: string;
}

const COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", incident_id AS "incidentId", number, basis, reason, sealed_by AS "sealedBy", sealed_at AS "sealedAt", lifted_by AS "liftedBy", lifted_at AS "liftedAt", lift_reason AS "liftReason"`;
const LONGEST = 500;

/**
 * Sealing of records (治安管理处罚法 136): what is sealed is in no list, search, count, figure, export or answer, for nobody, until the bureau's
 * legal department lifts the seal. Row-level security keeps it so; only work in a context that reaches sealed records sees them at all.
 */
export class Sealing {
  constructor(
    private readonly incidents: IncidentReference | undefined,
    private readonly live: Pick<LiveEvents, 'publish'>,
  ) {}

  /**
   * Seals a closed instance, or an incident that was disposed of. Notices of it go, and do not come back: they name it.
   * @param tenant in a context that reaches sealed records
   * @throws StationhouseError NOT_FOUND, CONFLICT while it still goes on, on legal hold or when it is sealed, BAD_INPUT without clause or reason
   */
  seal(tenant: Tenant, stationId: Id, command: SealRecord): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, `seal ${command.recordId}`, command, async () => {
      const [basis, reason] = [worded(command.basis, 'basis'), worded(command.reason, 'reason')];
      const { kind, recordId } = command;
      const number = kind === 'instance' ? await closeCover(tenant, stationId, recordId) : await this.incidents?.seal(tenant, stationId, recordId, tenant.now);
      if (number === undefined) throw notFound(text('警情', 'Incident'));
      const held = await (kind === 'instance' ? holdsOn : holdsOnIncidents)(tenant, stationId, [recordId]);
      // Whoever keeps it works with it, and a hold that nobody sees is never reviewed.
      if (held.length > 0) throw new StationhouseError('CONFLICT', text('该记录正在依法留存，请先解除留存再封存。', 'It is on legal hold. Lift the hold first, then seal it.'));
      const id = newId();
      const [instanceId, incidentId] = kind === 'instance' ? [recordId, null] : [null, recordId];
      await tenant.sql('INSERT INTO sealed_record (station_id, id, instance_id, incident_id, number, basis, reason, sealed_by, sealed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [stationId, id, instanceId, incidentId, number, basis, reason, tenant.context.accountId, tenant.now]);
      await audit(tenant, { action: deeds.recordSealed, stationId, record: { kind, id: recordId, number }, purpose: reason, details: { sealId: id, basis } });
      await removeNoticesAbout(tenant, { stationId }, recordId);
      this.tell(tenant, stationId, kind, recordId);
      return { id };
    });
  }

  /** Lifts a seal: the record is there again for whoever may see it. @throws StationhouseError NOT_FOUND, CONFLICT once lifted, BAD_INPUT without a reason */
  lift(tenant: Tenant, stationId: Id, command: LiftSeal): Promise<{ readonly id: Id }> {
    return once(tenant, stationId, `lift seal ${command.sealId}`, command, async () => {
      const reason = worded(command.reason, 'reason');
      const [seal] = await tenant.sql<SealedRecordRow>(`SELECT ${COLUMNS} FROM sealed_record WHERE station_id = $1 AND id = $2 FOR UPDATE`, [stationId, command.sealId]);
      if (seal === undefined) throw notFound(text('封存记录', 'Sealed record'));
      if (seal.liftedAt !== null) throw new StationhouseError('CONFLICT', text('该封存已解除，请刷新页面。', 'This seal has been lifted. Reload the page.'));
      const { id, instanceId, incidentId, number } = seal;
      if (instanceId !== null) {
        await tenant.sql('UPDATE instance SET sealed_at = NULL WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
        await tenant.sql('UPDATE matter SET sealed_at = NULL WHERE station_id = $1 AND instance_id = $2', [stationId, instanceId]);
      }
      if (incidentId !== null) await this.incidents?.seal(tenant, stationId, incidentId, null);
      await tenant.sql('UPDATE sealed_record SET lifted_by = $3, lifted_at = $4, lift_reason = $5 WHERE station_id = $1 AND id = $2', [stationId, id, tenant.context.accountId, tenant.now, reason]);
      const [kind, recordId] = instanceId === null ? (['incident', incidentId ?? ''] as const) : (['instance', instanceId] as const);
      await audit(tenant, { action: deeds.sealLifted, stationId, record: { kind, id: recordId, number }, purpose: reason, details: { sealId: id } });
      this.tell(tenant, stationId, kind, recordId);
      return { id };
    });
  }

  /** Open pages read it again, and find what they may see now. */
  private tell(tenant: Tenant, stationId: Id, kind: SealRecord['kind'], id: Id): void {
    tenant.afterCommit(() => this.live.publish({ kind: kind === 'instance' ? 'INSTANCE' : 'INCIDENT', id, stationId }));
  }
}

async function closeCover(tenant: Tenant, stationId: Id, id: Id): Promise<string> {
  const { number, status } = await readInstance(tenant, stationId, id);
  if (status !== 'closed') throw new StationhouseError('CONFLICT', text('事项尚未办结，不能封存。', 'The instance has not closed: it cannot be sealed.'));
  const [sealed] = await tenant.sql('UPDATE instance SET sealed_at = $3 WHERE station_id = $1 AND id = $2 AND sealed_at IS NULL RETURNING id', [stationId, id, tenant.now]);
  if (sealed === undefined) throw new StationhouseError('CONFLICT', text('已封存。', 'It is sealed already.'));
  // Neither is it known any more by what it was about.
  await tenant.sql('UPDATE matter SET sealed_at = $3 WHERE station_id = $1 AND instance_id = $2', [stationId, id, tenant.now]);
  return number;
}

/** The covers of a station's seals, the latest first, those lifted among them. @throws StationhouseError BAD_CURSOR */
export async function listSealed(tenant: Tenant, stationId: Id, first: number, after: string | null | undefined): Promise<Page<SealedRecordRow>> {
  const most = parseFirst(first);
  const [at = null, id = null] = decodeCursor(after, ['moment', 'id']) ?? [];
  const rows = await tenant.sql<SealedRecordRow>(`SELECT ${COLUMNS} FROM sealed_record WHERE station_id = $1 AND ($2::timestamptz IS NULL OR (sealed_at, id) < ($2, $3::uuid)) ORDER BY sealed_at DESC, id DESC LIMIT $4`, [stationId, at, id, most + 1]);
  return pageOf(rows, most, (row) => [row.sealedAt.toISOString(), row.id]);
}

/** A seal of a station by its id. */
export async function sealById(tenant: Tenant, stationId: Id, id: Id): Promise<SealedRecordRow | undefined> {
  return (await tenant.sql<SealedRecordRow>(`SELECT ${COLUMNS} FROM sealed_record WHERE station_id = $1 AND id = $2`, [stationId, id]))[0];
}

function worded(given: string, field: string): string {
  const said = parseText(given, field, LONGEST).trim();
  if (said !== '') return said;
  throw badInput(field, field === 'basis' ? text('请写明封存依据的条款。', 'Name the clause it rests on.') : text('请填写理由。', 'Give a reason.'));
}
