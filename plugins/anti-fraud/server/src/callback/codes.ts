import { addDuration, newId, notFound, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { PluginBureauRows, PluginRows } from '@stationhouse/plugin-api';
import { newCode } from './code.js';
import { ACCOUNT_LIMIT, BUREAU_LIMIT, lockedUntil } from './guessing.js';
import { callbackChecked, callbackIssued } from './permissions.js';
import { CallbackCodeRow, CallbackGuessRow } from './rows.js';

/** How long a code that is over is known: whoever repeats it is told what became of it. */
const KEPT = 'P30D';
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
  | { readonly outcome: 'used'; readonly usedAt: Date; readonly timeZone: string }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'locked'; readonly until: Date };

/** How a code was read back. */
export interface Heard {
  readonly code: string;
  readonly by: 'PHONE' | 'IN_PERSON';
  readonly idempotencyKey: string;
}

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
  await rows.sql('UPDATE callback_code SET replaced_at = $3 WHERE bureau_id = $1 AND alert_id = $2 AND used_at IS NULL AND replaced_at IS NULL', [bureauId, alertId, now]);
  const expiresAt = addDuration(now, `PT${Number(rows.settings['callbackMinutes'])}M`, 'UTC');
  const code = await drawFree(rows);
  await rows.repository(CallbackCodeRow).insert({
    bureauId, id: newId(), alertStationId: stationId, alertId, stationName: alert.station, timeZone: alert.timeZone, officerId: caller.accountId, officerName: caller.name, officerRoles: [...caller.roles], hash: rows.keyed(code), exercise: alert.exercise, issuedAt: now, expiresAt,
  });
  rows.audit({ action: callbackIssued, record: { kind: 'instance', id: alertId, number: alert.number } });
  return { code, expiresAt };
}

async function drawFree(rows: PluginBureauRows): Promise<string> {
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
export async function checkCode(rows: PluginBureauRows, { code, by, idempotencyKey }: Heard): Promise<Checked> {
  await takeTurn(rows);
  const until = await lockOf(rows);
  const row = until === undefined ? await find(rows, code) : null;
  const checked: Checked = until !== undefined ? { outcome: 'locked', until } : row === null ? await wrong(rows) : await known(rows, row, idempotencyKey);
  rows.audit({ action: callbackChecked, details: { outcome: checked.outcome, heardAt: by, ...(row === null ? {} : { codeId: row.id }) } });
  return checked;
}

async function known(rows: PluginBureauRows, row: CallbackCodeRow, idempotencyKey: string): Promise<Checked> {
  const { bureauId, caller, now } = rows;
  const alert = { stationId: row.alertStationId, instanceId: row.alertId };
  if (row.usedAt !== null) {
    // The answer was lost on its way: whoever asked asks again.
    if (row.usedBy === caller.accountId && row.usedKey === idempotencyKey) return { outcome: 'genuine', row };
    rows.tell({ ...alert, event: 'verifiedAgain' });
    return { outcome: 'used', usedAt: row.usedAt, timeZone: row.timeZone };
  }
  if (row.replacedAt !== null || row.expiresAt <= now) return { outcome: 'expired' };
  await rows.repository(CallbackCodeRow).update({ bureauId, id: row.id }, { usedAt: now, usedBy: caller.accountId, usedKey: idempotencyKey });
  rows.tell({ ...alert, event: 'verified' });
  return { outcome: 'genuine', row };
}

/** Nobody issued it. The guess that reaches the limit is told to the duty commander. */
async function wrong(rows: PluginBureauRows): Promise<Checked> {
  const { bureauId, caller, now } = rows;
  await rows.repository(CallbackGuessRow).insert({ bureauId, id: newId(), accountId: caller.accountId, at: now });
  const until = await lockOf(rows);
  if (until !== undefined) rows.notify({ key: `callbackCode.locked:${caller.accountId}:${until.toISOString()}`, kind: 'callbackCode.locked', roles: ['duty-commander'], title: GUESSED, body: GUESSED_BODY });
  return { outcome: 'unknown' };
}

const GUESSED: Bilingual = text('回拨码连续核验失败，已暂停核验', 'Call-back codes were wrong again and again: checking is paused');
const GUESSED_BODY: Bilingual = text('10 分钟内多次输入不存在的回拨码，核验暂停 10 分钟。可能有人冒充民警行骗，请向接听人员了解来电情况。', 'Codes that nobody issued were entered several times within 10 minutes; checking pauses for 10 minutes. Somebody may be posing as an officer: ask whoever answers the calls.');

/** Until when the caller, or the bureau as a whole, checks no further code. */
async function lockOf(rows: PluginBureauRows): Promise<Date | undefined> {
  const { bureauId, caller, now } = rows;
  await rows.sql('DELETE FROM callback_guess WHERE bureau_id = $1 AND at < $2', [bureauId, addDuration(now, 'PT1H', 'UTC', -1)]);
  const guesses = await rows.repository(CallbackGuessRow).find({ where: { bureauId }, order: { at: 'DESC' } });
  const moments = (of: readonly CallbackGuessRow[]) => of.map(({ at }) => at);
  return lockedUntil(moments(guesses.filter(({ accountId }) => accountId === caller.accountId)), ACCOUNT_LIMIT, now) ?? lockedUntil(moments(guesses), BUREAU_LIMIT, now);
}

function find(rows: PluginBureauRows, code: string): Promise<CallbackCodeRow | null> {
  return rows.repository(CallbackCodeRow).findOneBy({ bureauId: rows.bureauId, hash: rows.keyed(code) });
}

/** Codes of a bureau are issued and checked one after the other: each sees what became of the one before. */
async function takeTurn(rows: PluginBureauRows): Promise<void> {
  await rows.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`callback codes ${rows.bureauId}`]);
}

/** @throws StationhouseError for whatever is not genuine: CALLBACK_CODE_UNKNOWN, CALLBACK_CODE_USED, CALLBACK_CODE_EXPIRED, TOO_MANY_REQUESTS */
export function requireGenuine(checked: Checked, now: Date): CallbackCodeRow {
  if (checked.outcome === 'genuine') return checked.row;
  if (checked.outcome === 'used') {
    const [zh, en] = [clock(checked, 'zh-CN'), clock(checked, 'en')];
    throw new StationhouseError('CALLBACK_CODE_USED', text(`此回拨码已于 ${zh} 核验过，只能用一次：对方可能在冒充民警。请让群众不要转账；办理该预警的派出所已收到提醒。`, `This code was checked on ${en} already and works once: somebody may be posing as an officer. Tell the caller not to pay; the station that handles the alert has been told.`), { usedAt: checked.usedAt.toISOString() });
  }
  if (checked.outcome === 'expired') throw new StationhouseError('CALLBACK_CODE_EXPIRED', text('此回拨码已过期或已被新码取代。请让群众向来电民警要一个新码，再来核实；核实之前不要转账。', 'This code has expired, or a newer one took its place. The caller asks the officer for a new one and reads that back; until then nothing is paid.'));
  if (checked.outcome === 'locked') {
    const seconds = Math.ceil((checked.until.getTime() - now.getTime()) / 1000);
    throw new StationhouseError('TOO_MANY_REQUESTS', text(`错误的回拨码过多，${Math.ceil(seconds / 60)} 分钟后才能再核验；带班领导已收到提醒。请让群众先不要转账。`, `Too many wrong codes: checking goes on in ${Math.ceil(seconds / 60)} minutes, and the duty commander has been told. The caller should not pay meanwhile.`), { seconds });
  }
  throw new StationhouseError('CALLBACK_CODE_UNKNOWN', text('没有这个回拨码：请核对数字。仍不对的，来电人不是民警，请让群众立即挂断，不要转账。', 'There is no such code: check the digits. If it stays wrong, whoever called is no officer: the caller hangs up and pays nothing.'));
}

function clock({ usedAt, timeZone }: { readonly usedAt: Date; readonly timeZone: string }, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(usedAt);
}
