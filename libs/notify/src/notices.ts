import { audit } from '@stationhouse/audit';
import type { Unit } from '@stationhouse/access';
import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import type { Change, Jobs } from '@stationhouse/jobs';
import { addDuration, badInput, newId, notFound, parseDuration, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import * as deeds from './audit-actions.js';
import type { Deliveries } from './channels/deliveries.js';
import type { NoticeRow, Stage, Urgency } from './entities.js';
import { idOf, recipientsAt, recipientsOf, type Address, type Recipient } from './recipients.js';

/** A notice to be written. Texts hold numbers and static words, never personal data: they are shown before any purpose is asked. */
export interface NewNotice extends Address {
  /** The station it belongs to, or the bureau. */
  readonly unit: Unit;
  /** Names the occasion within the unit; a second notice with the same key is not written. */
  readonly key: string;
  /** What kind of notice, `task.assigned`. */
  readonly kind: string;
  /** `urgent` rings until somebody signs. Default `normal`. */
  readonly urgency?: Urgency | undefined;
  readonly title: Bilingual;
  readonly body?: Bilingual | undefined;
  /** Where it leads; `kind` in camelCase, `number` as people know the record. */
  readonly record?: { readonly kind: string; readonly id: Id; readonly number?: string | undefined } | undefined;
  /** How long an urgent one waits for a signature before it climbs a stage; the installation's setting when absent. */
  readonly climbAfter?: IsoDuration | undefined;
}

export interface NoticesOptions {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'live' | 'bus'>;
  readonly deliveries: Deliveries;
  /** How long an urgent notice waits for a signature, unless it says so itself. */
  readonly climbAfter: IsoDuration;
}

type Standing = Pick<NoticeRow, 'unitId' | 'id' | 'bureauId' | 'atBureau' | 'stage' | 'climbAfter' | 'urgency' | 'exercise' | 'recordNumber'>;

/** Says which climbs were planned, so that a worker asleep until later wakes in time. */
export const CLIMBS_TOPIC = 'notice-climbs';

const STANDING = `unit_id AS "unitId", id, bureau_id AS "bureauId", at_bureau AS "atBureau", stage, climb_after AS "climbAfter", urgency, exercise, record_number AS "recordNumber"`;

/** Tells people, and keeps ringing until one of them has signed. */
export class Notices {
  constructor(private readonly options: NoticesOptions) {}

  /**
   * Writes a notice in the caller's transaction: rolled back, it tells nobody. Whoever answers the address now is told;
   * their open pages learn it after the commit.
   * @returns the notice's id; undefined when the key is known: it was written before
   * @throws StationhouseError BAD_INPUT for no duration, NOT_FOUND when the unit is out of the transaction's reach
   */
  async notify(tenant: Tenant, notice: NewNotice): Promise<Id | undefined> {
    const urgent = notice.urgency === 'urgent';
    const climbAfter = urgent ? parseDuration(notice.climbAfter ?? this.options.climbAfter, 'climbAfter') : null;
    const recipients = await recipientsOf(tenant, notice.unit, notice);
    const written = await this.write(tenant, notice, climbAfter, recipients);
    if (written === undefined) return undefined;
    await this.tell(tenant, written, 'addressed', recipients);
    this.announce(tenant, written, climbAfter === null ? undefined : climbMoment(tenant, climbAfter));
    return written.id;
  }

  /**
   * Signs an urgent notice for everybody. Signed already, it stays as it is.
   * @param accountId somebody who was told
   * @throws StationhouseError NOT_FOUND for anybody else, BAD_INPUT for a notice that is not urgent
   */
  async sign(tenant: Tenant, unit: Unit, id: Id, accountId: Id): Promise<void> {
    const [told] = await tenant.sql<{ urgency: Urgency }>(
      `SELECT n.urgency FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id WHERE n.unit_id = $1 AND n.id = $2 AND r.account_id = $3`,
      [idOf(unit), id, accountId],
    );
    if (told === undefined) throw notFound(text('通知', 'Notice'));
    if (told.urgency !== 'urgent') throw badInput('id', text('只有紧急通知需要签收，普通通知看过即可。', 'Only urgent notices are signed. An ordinary one is merely read.'));
    const [signed] = await tenant.sql<Standing>(
      `UPDATE notice SET signed_by = $3, signed_at = app.now(), climb_at = NULL, try_at = NULL WHERE unit_id = $1 AND id = $2 AND signed_at IS NULL RETURNING ${STANDING}`,
      [idOf(unit), id, accountId],
    );
    if (signed === undefined) return;
    await tenant.sql('UPDATE notice_recipient SET read_at = coalesce(read_at, app.now()) WHERE unit_id = $1 AND notice_id = $2 AND account_id = $3', [idOf(unit), id, accountId]);
    await audit(tenant, { action: deeds.noticeSigned, ...unit, record: recordOf(signed), details: { stage: signed.stage } });
    this.announce(tenant, signed);
  }

  /**
   * Ends the ringing of an exercise's urgent notices that nobody signed: an exercise that has stopped must not drown out
   * what is real. They count as signed by nobody.
   * @param recordIds the records they lead to
   */
  async silence(tenant: Tenant, unit: Unit, recordIds: readonly Id[]): Promise<void> {
    const silenced = await tenant.sql<Standing>(
      `UPDATE notice SET signed_at = app.now(), climb_at = NULL, try_at = NULL WHERE unit_id = $1 AND record_id = ANY ($2) AND exercise AND urgency = 'urgent' AND signed_at IS NULL RETURNING ${STANDING}`,
      [idOf(unit), [...recordIds]],
    );
    for (const notice of silenced) this.announce(tenant, notice);
  }

  /**
   * Takes an urgent notice that nobody signed one stage up: to the duty commander, then to the bureau's leaders. A stage
   * that adds nobody is passed over. Safe to call again: a notice signed meanwhile, or not due, is left alone.
   */
  async climb(unit: Unit, id: Id): Promise<void> {
    await this.options.database.inTenant(contextOf(unit), async (tenant) => {
      const [notice] = await tenant.sql<Standing>(`SELECT ${STANDING} FROM notice WHERE unit_id = $1 AND id = $2 AND climb_at <= app.now() FOR UPDATE`, [idOf(unit), id]);
      if (notice === undefined || notice.climbAfter === null) return;
      const { stage, told } = await this.raise(tenant, unit, notice);
      const next = stage === 'bureau' ? null : climbMoment(tenant, notice.climbAfter);
      await tenant.sql('UPDATE notice SET stage = $3, climb_at = $4, try_at = $4 WHERE unit_id = $1 AND id = $2', [notice.unitId, notice.id, stage, next]);
      await audit(tenant, { action: deeds.noticeClimbed, ...unit, record: recordOf(notice), details: { stage, told: told.length } });
      this.announce(tenant, { ...notice, atBureau: notice.atBureau || told.some(({ atBureau }) => atBureau) }, next ?? undefined);
    });
  }

  /** The next stage that reaches somebody new, else the last. */
  private async raise(tenant: Tenant, unit: Unit, notice: Standing): Promise<{ stage: Stage; told: readonly Recipient[] }> {
    if (notice.stage === 'addressed') {
      const told = await this.tell(tenant, notice, 'commander', await recipientsAt(tenant, unit, 'commander'));
      if (told.length > 0) return { stage: 'commander', told };
    }
    return { stage: 'bureau', told: await this.tell(tenant, notice, 'bureau', await recipientsAt(tenant, unit, 'bureau')) };
  }

  private async write(tenant: Tenant, notice: NewNotice, climbAfter: IsoDuration | null, recipients: readonly Recipient[]): Promise<Standing | undefined> {
    const unitId = idOf(notice.unit);
    const [place] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1 UNION ALL SELECT id FROM bureau WHERE id = $1', [unitId]);
    if (place === undefined) throw notFound(text('派出所或分局', 'Station or bureau'));
    const atBureau = notice.unit.stationId === undefined || recipients.some((recipient) => recipient.atBureau);
    const climbAt = climbAfter === null ? null : climbMoment(tenant, climbAfter);
    const [written] = await tenant.sql<Standing>(
      `INSERT INTO notice (unit_id, id, bureau_id, at_bureau, key, kind, urgency, title, body, record_kind, record_id, record_number, exercise, climb_after, climb_at, try_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15) ON CONFLICT (unit_id, key) DO NOTHING RETURNING ${STANDING}`,
      [
        unitId, newId(), place.bureauId, atBureau, notice.key, notice.kind, notice.urgency ?? 'normal', JSON.stringify(notice.title), notice.body === undefined ? null : JSON.stringify(notice.body),
        notice.record?.kind ?? null, notice.record?.id ?? null, notice.record?.number ?? null, notice.exercise ?? false, climbAfter, climbAt,
      ],
    );
    return written;
  }

  /** Puts a notice into more inboxes, and sends word outside for an urgent one. @returns who had not been told before */
  private async tell(tenant: Tenant, notice: Standing, stage: Stage, recipients: readonly Recipient[]): Promise<readonly Recipient[]> {
    if (recipients.length === 0) return [];
    if (!notice.atBureau && recipients.some(({ atBureau }) => atBureau)) await tenant.sql('UPDATE notice SET at_bureau = true WHERE unit_id = $1 AND id = $2', [notice.unitId, notice.id]);
    const told = await tenant.sql<Recipient>(
      `INSERT INTO notice_recipient (unit_id, notice_id, bureau_id, account_id, at_bureau)
       SELECT $1, $2, $3, r.account_id, r.at_bureau FROM unnest($4::uuid[], $5::boolean[]) AS r (account_id, at_bureau)
       ON CONFLICT DO NOTHING RETURNING account_id AS "accountId", at_bureau AS "atBureau"`,
      [notice.unitId, notice.id, notice.bureauId, recipients.map(({ accountId }) => accountId), recipients.map(({ atBureau }) => atBureau)],
    );
    if (told.length > 0) await this.options.deliveries.send(tenant, notice, stage, told.map(({ accountId }) => accountId));
    return told;
  }

  private announce(tenant: Tenant, { unitId, id, bureauId, atBureau }: Standing, climbAt?: Date): void {
    const change: Change = { kind: 'NOTICE', id, ...(unitId === bureauId ? {} : { stationId: unitId }), ...(atBureau ? { bureauId } : {}) };
    tenant.afterCommit(() => {
      this.options.jobs.live.publish(change);
      if (climbAt !== undefined) this.options.jobs.bus.publish(CLIMBS_TOPIC, climbAt.toISOString());
    });
  }
}

/** The scope in which the platform itself works on a unit's notices. */
export function contextOf(unit: Unit): TenantContext {
  return unit.stationId === undefined ? { stationIds: [], bureauIds: [unit.bureauId] } : { stationIds: [unit.stationId], bureauIds: [] };
}

function climbMoment(tenant: Tenant, climbAfter: IsoDuration): Date {
  return addDuration(tenant.now, climbAfter, 'UTC');
}

function recordOf({ id, recordNumber }: Standing) {
  return { kind: 'notice', id, ...(recordNumber === null ? {} : { number: recordNumber }) };
}
