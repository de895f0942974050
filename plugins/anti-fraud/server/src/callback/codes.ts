import { addDuration, newId, notFound, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { PluginBureauRows, PluginPublicRows, PluginRows } from '@stationhouse/plugin-api';
import { LessThan } from 'typeorm';
import { newCode } from './code.js';
import { ACCOUNT_LIMIT, BUREAU_LIMIT, lockedUntil } from './guessing.js';
import { callbackChecked, callbackIssued } from './permissions.js';
import { CallbackCheckRow, CallbackCodeRow, type CallbackWay } from './rows.js';

/** How long a code that is over is known – whoever repeats it is told what became of it – and how long its checks are. */
const KEPT = 'P30D';
/** Wrong codes count for ten minutes: those of the last hour say all about now. */
const COUNTED = 'PT1H';
/** A drawn code is taken by another one once in a million times. */
const DRAWS = 5;

/** A code that was issued; told once, to whoever issued it. */
export interface IssuedCode {
  readonly code: string;
  readonly expiresAt: Date;
}

/** What became of a code that was read back. */
export type Checked =
  | { readonly outcome: 'genuine'; readonly row: CallbackCodeRow }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'used'; readonly row: CallbackCodeRow; readonly usedAt: Date }
  | { readonly outcome: 'expired'; readonly row: CallbackCodeRow }
  | { readonly outcome: 'locked'; readonly until: Date };

/** How a code was read back. */
export interface Heard {
  readonly code: string;
  readonly way: CallbackWay;
  readonly idempotencyKey: string;
  /** Where whoever checks it is on duty; undefined at the bureau, and on the public page. */
  readonly stationId?: Id | undefined;
}

/** Whose check it is: somebody of the police, or whoever stands before the public page. */
type CheckingRows = PluginPublicRows & { readonly caller?: PluginBureauRows['caller'] };

/**
 * Issues a code for an alert that runs; one that the alert has already counts no more.
 * @throws StationhouseError NOT_FOUND, INSTANCE_CLOSED
 */
export async function issueCode(rows: PluginRows, alertId: Id): Promise<IssuedCode> {
  const { stationId, bureauId, caller, now } = rows;
  const [alert] = await rows.sql<{ number: string; status: string; exercise: boolean; station: string; timeZone: string }>(
    `SELECT i.number, i.status, i.exercise, s.name AS station, s.time_zone AS "timeZone" FROM platform.instance i JOIN platform.station s ON s.id = i.station_id WHERE i.station_id = $1 AND i.id = $2 AND i.workflow = 'fraud-alert'`,
    [stationId, alertId],
  );
  if (alert === undefined) throw notFound(text('预警', 'Alert'));
  if (alert.status !== 'running') throw new StationhouseError('INSTANCE_CLOSED', text('预警已办结，不能再生成回拨码。', 'The alert is closed, so no further code can be issued.'));
  await takeTurn(rows);
  await rows.sql('DELETE FROM callback_code WHERE bureau_id = $1 AND expires_at < $2', [bureauId, addDuration(now, KEPT, 'UTC', -1)]);
  await rows.sql('DELETE FROM callback_check WHERE bureau_id = $1 AND at < $2', [bureauId, addDuration(now, KEPT, 'UTC', -1)]);
  await rows.sql('UPDATE callback_code SET replaced_at = $3 WHERE bureau_id = $1 AND alert_id = $2 AND used_at IS NULL AND replaced_at IS NULL', [bureauId, alertId, now]);
  const expiresAt = addDuration(now, `PT${Number(rows.settings['callbackMinutes'])}M`, 'UTC');
  const code = await drawFree(rows);
  await rows.repository(CallbackCodeRow).insert({
    bureauId, id: newId(), alertStationId: stationId, alertId, stationName: alert.station, timeZone: alert.timeZone, officerId: caller.accountId, officerName: caller.name, officerRoles: [...caller.roles], hash: rows.keyed(code), exercise: alert.exercise, issuedAt: now, expiresAt,
  });
  rows.audit({ action: callbackIssued, record: { kind: 'instance', id: alertId, number: alert.number } });
  return { code, expiresAt };
}

async function drawFree(rows: PluginPublicRows): Promise<string> {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const code = newCode();
    if ((await find(rows, code)) === null) return code;
  }
  throw new StationhouseError('CONFLICT', text('暂时未能生成回拨码，请再试一次。', 'No code could be drawn just now. Try again.'));
}

/**
 * Checks a code that somebody reads back, and uses it up. What is refused is answered, not thrown: a wrong guess has to stay written.
 * Of two checks of one code at the same moment one finds it genuine and the other used.
 */
export async function checkCode(rows: CheckingRows, heard: Heard): Promise<Checked> {
  await takeTurn(rows);
  const until = await lockOf(rows);
  const row = until === undefined ? await find(rows, heard.code) : null;
  const checked: Checked = until !== undefined ? { outcome: 'locked', until } : row === null ? { outcome: 'unknown' } : await known(rows, row, heard.idempotencyKey);
  await note(rows, heard, checked, row);
  if (checked.outcome === 'unknown') await warnOfGuessing(rows);
  rows.audit({ action: callbackChecked, details: { outcome: checked.outcome, heardAt: heard.way, ...(row === null ? {} : { codeId: row.id }) } });
  return checked;
}

/** The checks of a bureau, the latest first. @param before only those before this one */
export function checksOf({ bureauId, repository }: PluginBureauRows, first: number, before: Id | undefined): Promise<CallbackCheckRow[]> {
  // Ids grow with time.
  return repository(CallbackCheckRow).find({ where: { bureauId, ...(before === undefined ? {} : { id: LessThan(before) }) }, order: { id: 'DESC' }, take: first });
}

async function known(rows: CheckingRows, row: CallbackCodeRow, idempotencyKey: string): Promise<Checked> {
  const { bureauId, caller, now } = rows;
  const alert = { stationId: row.alertStationId, instanceId: row.alertId };
  const usedBy = caller?.accountId ?? null;
  if (row.usedAt !== null) {
    // The answer was lost on its way: whoever asked asks again.
    if (row.usedBy === usedBy && row.usedKey === idempotencyKey) return { outcome: 'genuine', row };
    rows.tell({ ...alert, event: 'verifiedAgain' });
    return { outcome: 'used', row, usedAt: row.usedAt };
  }
  if (row.replacedAt !== null || row.expiresAt <= now) return { outcome: 'expired', row };
  await rows.repository(CallbackCodeRow).update({ bureauId, id: row.id }, { usedAt: now, usedBy, usedKey: idempotencyKey });
  rows.tell({ ...alert, event: 'verified' });
  return { outcome: 'genuine', row };
}

async function note({ bureauId, caller, now, sql, repository }: CheckingRows, { way, stationId }: Heard, { outcome }: Checked, row: CallbackCodeRow | null): Promise<void> {
  const [station] = stationId === undefined ? [] : await sql<{ name: string }>('SELECT name FROM platform.station WHERE id = $1', [stationId]);
  await repository(CallbackCheckRow).insert({ bureauId, id: newId(), at: now, accountId: caller?.accountId ?? null, way, outcome, checkedAt: station?.name ?? null, issuedBy: row?.stationName ?? null });
}

/** The guess that reaches the limit is told to whoever leads there: the duty commander, and at the bureau the anti-fraud centre. */
async function warnOfGuessing(rows: CheckingRows): Promise<void> {
  const until = await lockOf(rows);
  if (until === undefined) return;
  const whose = rows.caller?.accountId ?? 'public';
  rows.notify({ key: `callbackCode.locked:${whose}:${until.toISOString()}`, kind: 'callbackCode.locked', roles: [rows.caller === undefined ? 'anti-fraud-centre' : 'duty-commander'], title: GUESSED, body: GUESSED_BODY });
}

const GUESSED: Bilingual = text('回拨码连续核验失败，已暂停核验', 'Call-back codes were wrong again and again: checking is paused');
const GUESSED_BODY: Bilingual = text('10 分钟内多次输入不存在的回拨码，核验暂停 10 分钟。可能有人冒充民警行骗，请向接听人员了解来电情况。', 'Codes that nobody issued were entered several times within 10 minutes; checking pauses for 10 minutes. Somebody may be posing as an officer: ask whoever answers the calls.');

/** Until when the caller, or the bureau as a whole, checks no further code. The public page counts by itself: nobody out there stops the desks. */
async function lockOf({ bureauId, caller, now, sql }: CheckingRows): Promise<Date | undefined> {
  const wrong = await sql<{ accountId: string | null; at: Date }>(
    `SELECT account_id AS "accountId", at FROM callback_check WHERE bureau_id = $1 AND outcome = 'unknown' AND at > $2 AND (way = 'PUBLIC') = $3 ORDER BY at DESC, id DESC`,
    [bureauId, addDuration(now, COUNTED, 'UTC', -1), caller === undefined],
  );
  const moments = (of: typeof wrong) => of.map(({ at }) => at);
  const own = caller === undefined ? undefined : lockedUntil(moments(wrong.filter(({ accountId }) => accountId === caller.accountId)), ACCOUNT_LIMIT, now);
  return own ?? lockedUntil(moments(wrong), BUREAU_LIMIT, now);
}

function find(rows: PluginPublicRows, code: string): Promise<CallbackCodeRow | null> {
  return rows.repository(CallbackCodeRow).findOneBy({ bureauId: rows.bureauId, hash: rows.keyed(code) });
}

/** Codes of a bureau are issued and checked one after the other: each sees what became of the one before. */
async function takeTurn(rows: PluginPublicRows): Promise<void> {
  await rows.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`callback codes ${rows.bureauId}`]);
}

/** @throws StationhouseError for whatever is not genuine: CALLBACK_CODE_UNKNOWN, CALLBACK_CODE_USED, CALLBACK_CODE_EXPIRED, TOO_MANY_REQUESTS */
export function requireGenuine(checked: Checked, now: Date): CallbackCodeRow {
  if (checked.outcome === 'genuine') return checked.row;
  if (checked.outcome === 'used') {
    const [zh, en] = [clock(checked, 'zh-CN'), clock(checked, 'en')];
    if (checked.row.usedBy === null) throw new StationhouseError('CALLBACK_CODE_USED', text(`此回拨码已于 ${zh} 在网上核验页核验过。是群众本人查的，来电属实；不是本人查的，对方可能在冒充民警，请让群众不要转账。`, `This code was checked on the public page on ${en} already. If it was the caller who did so, the officer was genuine; if not, somebody may be posing as an officer: the caller should not pay.`), { usedAt: checked.usedAt.toISOString() });
    throw new StationhouseError('CALLBACK_CODE_USED', text(`此回拨码已于 ${zh} 核验过，只能用一次：对方可能在冒充民警。请让群众不要转账；办理该预警的派出所已收到提醒。`, `This code was checked on ${en} already and works once: somebody may be posing as an officer. Tell the caller not to pay; the station that handles the alert has been told.`), { usedAt: checked.usedAt.toISOString() });
  }
  if (checked.outcome === 'expired') throw new StationhouseError('CALLBACK_CODE_EXPIRED', text('此回拨码已过期或已被新码取代。请让群众向来电民警要一个新码，再来核实；核实之前不要转账。', 'This code has expired, or a newer one took its place. The caller asks the officer for a new one and reads that back; until then nothing is paid.'));
  if (checked.outcome === 'locked') {
    const seconds = Math.ceil((checked.until.getTime() - now.getTime()) / 1000);
    throw new StationhouseError('TOO_MANY_REQUESTS', text(`错误的回拨码过多，${Math.ceil(seconds / 60)} 分钟后才能再核验；带班领导已收到提醒。请让群众先不要转账。`, `Too many wrong codes: checking goes on in ${Math.ceil(seconds / 60)} minutes, and the duty commander has been told. The caller should not pay meanwhile.`), { seconds });
  }
  throw new StationhouseError('CALLBACK_CODE_UNKNOWN', text('没有这个回拨码：请核对数字。仍不对的，来电人不是民警，请让群众立即挂断，不要转账。', 'There is no such code: check the digits. If it stays wrong, whoever called is no officer: the caller hangs up and pays nothing.'));
}

function clock({ usedAt, row: { timeZone } }: { readonly usedAt: Date; readonly row: CallbackCodeRow }, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(usedAt);
}
