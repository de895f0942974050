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
  /** What an urgent one is before others: 1 first, 3 last. Default 2. */
  readonly priority?: number | undefined;
  /** How long an urgent one waits for a signature before it climbs a stage; the installation's setting when absent. */
  readonly climbAfter?: IsoDuration | undefined;
  /** How long an urgent one waits for a page that says it rings before it climbs; the installation's setting when absent. */
  readonly silentAfter?: IsoDuration | undefined;
  /** The task of the instance it leads to that a signature completes, and with which outcome. */
  readonly completes?: { readonly serial: number; readonly outcome: string } | undefined;
}

export interface NoticesOptions {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'live' | 'bus'>;
  readonly deliveries: Deliveries;
  /** How long an urgent notice waits for a signature, unless it says so itself. */
  readonly climbAfter: IsoDuration;
  /** How long one waits for a page that says it rings, unless it says so itself; when absent, silence is not looked for. */
  readonly silentAfter?: IsoDuration | undefined;
}

type Standing = Pick<NoticeRow, 'unitId' | 'id' | 'bureauId' | 'atBureau' | 'stage' | 'stageAt' | 'climbAfter' | 'climbAt' | 'silentAfter' | 'silenceAt' | 'heardAt' | 'bureauRoles' | 'urgency' | 'exercise' | 'recordNumber'>;

/** Says which climbs were planned, so that a worker asleep until later wakes in time. */
export const CLIMBS_TOPIC = 'notice-climbs';

const standing = (n = '') => `${n}unit_id AS "unitId", ${n}id, ${n}bureau_id AS "bureauId", ${n}at_bureau AS "atBureau", ${n}stage, ${n}stage_at AS "stageAt", ${n}climb_after AS "climbAfter", ${n}climb_at AS "climbAt",
  ${n}silent_after AS "silentAfter", ${n}silence_at AS "silenceAt", ${n}heard_at AS "heardAt", ${n}bureau_roles AS "bureauRoles", ${n}urgency, ${n}exercise, ${n}record_number AS "recordNumber"`;
const STANDING = standing();
/** It rings no longer, so that it climbs no further. */
const NO_CLIMB = 'climb_at = NULL, try_at = NULL, silence_at = NULL';

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
    const recipients = await recipientsOf(tenant, notice.unit, notice);
    const written = await this.write(tenant, notice, this.waitsOf(notice), recipients);
    if (written === undefined) return undefined;
    await this.tell(tenant, written, 'addressed', recipients);
    this.announce(tenant, written);
    return written.id;
  }

  /**
   * Signs an urgent notice for everybody. Signed already, it stays as it is.
   * @param accountId somebody who was told
   * @throws StationhouseError NOT_FOUND for anybody else, BAD_INPUT for a notice that is not urgent, or that its task signs
   */
  async sign(tenant: Tenant, unit: Unit, id: Id, accountId: Id): Promise<void> {
    const [told] = await tenant.sql<{ urgency: Urgency; ofTask: boolean }>(
      `SELECT n.urgency, n.task_serial IS NOT NULL AS "ofTask" FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id WHERE n.unit_id = $1 AND n.id = $2 AND r.account_id = $3`,
      [idOf(unit), id, accountId],
    );
    if (told === undefined) throw notFound(text('通知', 'Notice'));
    if (told.urgency !== 'urgent') throw badInput('id', text('只有紧急通知需要签收，普通通知看过即可。', 'Only urgent notices are signed. An ordinary one is merely read.'));
    if (told.ofTask) throw badInput('id', text('此通知须随任务一并签收。', 'This notice is signed with its task.'));
    const [signed] = await tenant.sql<Standing>(
      `UPDATE notice SET signed_by = $3, signed_at = app.now(), over_as = 'signed', ${NO_CLIMB} WHERE unit_id = $1 AND id = $2 AND signed_at IS NULL RETURNING ${STANDING}`,
      [idOf(unit), id, accountId],
    );
    if (signed === undefined) return;
    await tenant.sql('UPDATE notice_recipient SET read_at = coalesce(read_at, app.now()) WHERE unit_id = $1 AND notice_id = $2 AND account_id = $3', [idOf(unit), id, accountId]);
    await audit(tenant, { action: deeds.noticeSigned, ...unit, record: recordOf(signed), details: { stage: signed.stage } });
    this.announce(tenant, signed);
  }

  /**
   * Signs what rings at the bureau alone about a record, for somebody who was told and has begun with it: nobody need be called any more. What rings
   * at the station too, or for a task, goes on.
   */
  async signBegun(tenant: Tenant, unit: Unit, recordId: Id, accountId: Id): Promise<void> {
    const ringing = await tenant.sql<{ id: Id }>(
      `SELECT n.id FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id AND r.account_id = $3
        WHERE n.unit_id = $1 AND n.record_id = $2 AND n.urgency = 'urgent' AND n.signed_at IS NULL AND n.task_serial IS NULL
          AND NOT EXISTS (SELECT FROM notice_recipient o WHERE o.unit_id = n.unit_id AND o.notice_id = n.id AND NOT o.at_bureau)`,
      [idOf(unit), recordId, accountId],
    );
    for (const { id } of ringing) await this.sign(tenant, unit, id, accountId);
  }

  /**
   * Somebody of the bureau takes on what the station has not signed: the bureau rings no longer, the station does. Taken on already, it stays as it is.
   * @param accountId somebody who was told at the bureau
   */
  async take(tenant: Tenant, unit: Unit, id: Id, accountId: Id): Promise<void> {
    const [taken] = await tenant.sql<Standing>(
      `UPDATE notice n SET taken_by = $3, taken_at = app.now() FROM notice_recipient r
        WHERE n.unit_id = $1 AND n.id = $2 AND n.taken_at IS NULL AND n.signed_at IS NULL AND r.unit_id = n.unit_id AND r.notice_id = n.id AND r.account_id = $3 AND r.at_bureau RETURNING ${standing('n.')}`,
      [idOf(unit), id, accountId],
    );
    if (taken === undefined) return;
    await tenant.sql('UPDATE notice_recipient SET read_at = coalesce(read_at, app.now()) WHERE unit_id = $1 AND notice_id = $2 AND account_id = $3', [idOf(unit), id, accountId]);
    await audit(tenant, { action: deeds.noticeTaken, ...unit, record: recordOf(taken), details: { stage: taken.stage } });
    this.announce(tenant, taken);
  }

  /**
   * A page says that it rings: what it was waited for climbs by its own time from now on. Said again, or of what has been heard, nothing changes.
   * @param ids notices of the account, within the transaction's reach; others are passed over
   * @returns how many had not been heard before
   */
  async heard(tenant: Tenant, accountId: Id, ids: readonly Id[]): Promise<number> {
    const unheard = await tenant.sql<Standing>(
      `SELECT ${standing('n.')} FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id
        WHERE r.account_id = $1 AND n.id = ANY ($2) AND n.heard_at IS NULL AND n.signed_at IS NULL AND n.urgency = 'urgent' ORDER BY n.unit_id, n.id FOR UPDATE OF n`,
      [accountId, [...ids]],
    );
    for (const notice of unheard) {
      const climbAt = notice.climbAt === null ? null : climbMoment(notice.stageAt, notice);
      await tenant.sql('UPDATE notice SET heard_at = app.now(), silence_at = NULL, climb_at = $3, try_at = $3 WHERE unit_id = $1 AND id = $2', [notice.unitId, notice.id, climbAt]);
      this.announce(tenant, { ...notice, climbAt });
    }
    return unheard.length;
  }

  /**
   * Ends the ringing of an exercise's urgent notices that nobody signed: an exercise that has stopped must not drown out
   * what is real. They count as signed by nobody.
   * @param recordIds the records they lead to
   */
  async silence(tenant: Tenant, unit: Unit, recordIds: readonly Id[]): Promise<void> {
    const silenced = await tenant.sql<Standing>(
      `UPDATE notice SET signed_at = app.now(), over_as = 'halted', ${NO_CLIMB} WHERE unit_id = $1 AND record_id = ANY ($2) AND exercise AND urgency = 'urgent' AND signed_at IS NULL RETURNING ${STANDING}`,
      [idOf(unit), [...recordIds]],
    );
    for (const notice of silenced) this.announce(tenant, notice);
  }

  /**
   * Ends the ringing of urgent notices about records that need nobody any more, or that somebody sees to by another way than signing them. They count as signed by nobody.
   * @param recordIds the records they lead to
   */
  async unneeded(tenant: Tenant, unit: Unit, recordIds: readonly Id[]): Promise<void> {
    const over = await tenant.sql<Standing>(
      `UPDATE notice SET signed_at = app.now(), over_as = 'unneeded', ${NO_CLIMB} WHERE unit_id = $1 AND record_id = ANY ($2) AND urgency = 'urgent' AND signed_at IS NULL RETURNING ${STANDING}`,
      [idOf(unit), [...recordIds]],
    );
    for (const notice of over) this.announce(tenant, notice);
  }

  /**
   * Takes an urgent notice that nobody signed one stage up: to the duty commander, then to the bureau's leaders. A stage
   * that adds nobody is passed over. Safe to call again: a notice signed meanwhile, or not due, is left alone.
   */
  async climb(unit: Unit, id: Id): Promise<void> {
    await this.options.database.inTenant(contextOf(unit), async (tenant) => {
      const [notice] = await tenant.sql<Standing>(`SELECT ${STANDING} FROM notice WHERE unit_id = $1 AND id = $2 AND climb_at <= app.now() FOR UPDATE`, [idOf(unit), id]);
      if (notice === undefined) return;
      const silent = notice.silenceAt !== null && notice.silenceAt <= tenant.now;
      const { stage, told } = await this.raise(tenant, unit, notice);
      const next = { ...notice, stage, atBureau: notice.atBureau || told.some(({ atBureau }) => atBureau), ...(stage === 'bureau' ? { climbAt: null, silenceAt: null } : momentsOf(tenant.now, notice)) };
      await tenant.sql('UPDATE notice SET stage = $3, stage_at = app.now(), climb_at = $4, try_at = $4, silence_at = $5, silent = silent OR $6 WHERE unit_id = $1 AND id = $2', [notice.unitId, notice.id, stage, next.climbAt, next.silenceAt, silent]);
      await audit(tenant, { action: deeds.noticeClimbed, ...unit, record: recordOf(notice), details: { stage, told: told.length, ...(silent ? { silent } : {}) } });
      this.announce(tenant, next);
    });
  }

  /** The next stage that reaches somebody new, else the last. */
  private async raise(tenant: Tenant, unit: Unit, notice: Standing): Promise<{ stage: Stage; told: readonly Recipient[] }> {
    if (notice.stage === 'addressed') {
      const told = await this.tell(tenant, notice, 'commander', await recipientsAt(tenant, unit, 'commander'));
      if (told.length > 0) return { stage: 'commander', told };
    }
    return { stage: 'bureau', told: await this.tell(tenant, notice, 'bureau', await recipientsAt(tenant, unit, 'bureau', notice.bureauRoles)) };
  }

  /** How long a new notice waits: for a signature, and for a page that says it rings. */
  private waitsOf({ urgency, climbAfter, silentAfter }: NewNotice): Waits {
    if (urgency !== 'urgent') return { climbAfter: null, silentAfter: null };
    const silence = silentAfter ?? this.options.silentAfter;
    return { climbAfter: parseDuration(climbAfter ?? this.options.climbAfter, 'climbAfter'), silentAfter: silence === undefined ? null : parseDuration(silence, 'silentAfter') };
  }

  private async write(tenant: Tenant, notice: NewNotice, waits: Waits, recipients: readonly Recipient[]): Promise<Standing | undefined> {
    const unitId = idOf(notice.unit);
    const [place] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1 UNION ALL SELECT id FROM bureau WHERE id = $1', [unitId]);
    if (place === undefined) throw notFound(text('派出所或分局', 'Station or bureau'));
    const atBureau = notice.unit.stationId === undefined || recipients.some((recipient) => recipient.atBureau);
    const { climbAt, silenceAt } = momentsOf(tenant.now, { ...waits, heardAt: null });
    const [written] = await tenant.sql<Standing>(
      `INSERT INTO notice (unit_id, id, bureau_id, at_bureau, key, kind, urgency, title, body, record_kind, record_id, record_number, exercise,
                           climb_after, climb_at, try_at, silent_after, silence_at, priority, bureau_roles, task_serial, task_outcome)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21) ON CONFLICT (unit_id, key) DO NOTHING RETURNING ${STANDING}`,
      [
        unitId, newId(), place.bureauId, atBureau, notice.key, notice.kind, notice.urgency ?? 'normal', JSON.stringify(notice.title), notice.body === undefined ? null : JSON.stringify(notice.body),
        notice.record?.kind ?? null, notice.record?.id ?? null, notice.record?.number ?? null, notice.exercise ?? false, waits.climbAfter, climbAt,
        waits.silentAfter, silenceAt, notice.priority ?? 2, [...(notice.bureauRoles ?? [])], notice.completes?.serial ?? null, notice.completes?.outcome ?? null,
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

  private announce(tenant: Tenant, { unitId, id, bureauId, atBureau, climbAt }: Standing): void {
    const change: Change = { kind: 'NOTICE', id, ...(unitId === bureauId ? {} : { stationId: unitId }), ...(atBureau ? { bureauId } : {}) };
    tenant.afterCommit(() => {
      this.options.jobs.live.publish(change);
      if (climbAt !== null) this.options.jobs.bus.publish(CLIMBS_TOPIC, climbAt.toISOString());
    });
  }
}

/** The scope in which the platform itself works on a unit's notices. */
export function contextOf(unit: Unit): TenantContext {
  return unit.stationId === undefined ? { stationIds: [], bureauIds: [unit.bureauId] } : { stationIds: [unit.stationId], bureauIds: [] };
}

type Waits = Pick<NoticeRow, 'climbAfter' | 'silentAfter'>;

/** When a notice that has come to a stage climbs on: once its time is over, or the time for somebody to hear of it. */
function momentsOf(since: Date, notice: Waits & Pick<NoticeRow, 'heardAt'>): Pick<NoticeRow, 'climbAt' | 'silenceAt'> {
  const climbAt = climbMoment(since, notice);
  if (climbAt === null || notice.silentAfter === null || notice.heardAt !== null) return { climbAt, silenceAt: null };
  const silenceAt = addDuration(since, notice.silentAfter, 'UTC');
  return { climbAt: silenceAt < climbAt ? silenceAt : climbAt, silenceAt };
}

function climbMoment(since: Date, { climbAfter }: Pick<Waits, 'climbAfter'>): Date | null {
  return climbAfter === null ? null : addDuration(since, climbAfter, 'UTC');
}

function recordOf({ id, recordNumber }: Standing) {
  return { kind: 'notice', id, ...(recordNumber === null ? {} : { number: recordNumber }) };
}
