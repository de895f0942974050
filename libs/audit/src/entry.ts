import type { Tenant } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuditAction } from './actions.js';

/** Which record a deed touched. */
export interface AuditRecord {
  /** The kind of record, camelCase: `incident`. */
  readonly kind: string;
  readonly id: Id;
  /** The number people know it by. */
  readonly number?: string | undefined;
}

/** A deed to be recorded; who, from where and in which request come from the tenant context. */
export interface AuditDeed {
  readonly action: AuditAction;
  readonly record?: AuditRecord | undefined;
  /** Why, where a reason is asked for. */
  readonly purpose?: string | undefined;
  /** Facts about the deed: ids, codes, counts. Never personal data of a record. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** The unit the deed belongs to; by default the one station, else the one bureau of the tenant context. */
  readonly stationId?: Id | undefined;
  readonly bureauId?: Id | undefined;
}

/** One line of the record. The application may add and read lines, never change them. */
@Entity('audit_entry')
export class AuditEntryRow {
  /** The station or bureau the deed belongs to. */
  @PrimaryColumn('uuid') unitId!: Id;
  @PrimaryColumn('uuid') id!: Id;
  @Column('text') unitKind!: 'station' | 'bureau';
  /** Order of writing; gaps are roll-backs. */
  @Column({ type: 'bigint', insert: false, update: false }) sequence!: string;
  /** Domain time of the deed. */
  @Column({ type: 'timestamptz', insert: false, update: false }) at!: Date;
  @Column('text') action!: string;
  /** Null when the platform itself acted. */
  @Column('uuid', { nullable: true }) actorId!: Id | null;
  @Column('uuid', { nullable: true }) sessionId!: Id | null;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text', { nullable: true }) requestId!: string | null;
  @Column('text', { nullable: true }) recordKind!: string | null;
  @Column('uuid', { nullable: true }) recordId!: Id | null;
  @Column('text', { nullable: true }) recordNumber!: string | null;
  @Column('text', { nullable: true }) purpose!: string | null;
  @Column('jsonb', { nullable: true }) details!: Record<string, unknown> | null;
  /** The sealed batch it lies in, and where; null in the unsealed tail. */
  @Column({ type: 'bigint', nullable: true, insert: false, update: false }) batch!: string | null;
  @Column({ type: 'integer', nullable: true, insert: false, update: false }) position!: number | null;
}

/**
 * Records a deed in the same transaction: when it cannot be written, the deed does not happen.
 * @throws Error when the deed's unit is neither given nor the only one of the tenant context
 */
export async function audit(tenant: Tenant, deed: AuditDeed): Promise<Id> {
  const { context } = tenant;
  const unit = unitOf(tenant, deed);
  const id = newId();
  await tenant.sql(
    `INSERT INTO audit_entry (unit_id, id, unit_kind, action, actor_id, session_id, address, request_id, record_kind, record_id, record_number, purpose, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      unit.id,
      id,
      unit.kind,
      deed.action.id,
      context.accountId ?? null,
      context.sessionId ?? null,
      context.address ?? null,
      context.requestId ?? null,
      deed.record?.kind ?? null,
      deed.record?.id ?? null,
      deed.record?.number ?? null,
      deed.purpose ?? null,
      deed.details === undefined ? null : JSON.stringify(deed.details),
    ],
  );
  return id;
}

function unitOf({ context }: Tenant, deed: AuditDeed): { id: Id; kind: 'station' | 'bureau' } {
  const [station, secondStation] = deed.stationId === undefined ? context.stationIds : [deed.stationId];
  if (deed.bureauId === undefined && station !== undefined && secondStation === undefined) return { id: station, kind: 'station' };
  const [bureau, secondBureau] = deed.bureauId === undefined ? context.bureauIds : [deed.bureauId];
  if (bureau !== undefined && secondBureau === undefined && (deed.bureauId !== undefined || station === undefined)) return { id: bureau, kind: 'bureau' };
  throw new Error(`The audit of ${deed.action.id} must say which station or bureau it belongs to.`);
}
