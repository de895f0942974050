import { badInput, notFound, parseText, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { AuditAction, PluginInstanceRows } from '@stationhouse/plugin-api';
import type { Said } from './rows.js';

const WORKFLOW = 'missing-person';

/** @throws StationhouseError NOT_FOUND for an instance that is no search */
export function requireSearch({ instance }: PluginInstanceRows): void {
  if (instance.workflow !== WORKFLOW) throw notFound(text('走失查找', 'Search'));
}

/**
 * Changes of one search come one after the other.
 * @throws StationhouseError NOT_FOUND; INSTANCE_CLOSED once the search is over, EXERCISE_NOT_RUNNING while its exercise stands
 */
export async function takeTurn(rows: PluginInstanceRows): Promise<void> {
  const { instance, sql } = rows;
  requireSearch(rows);
  if (instance.closedAt !== null) throw new StationhouseError('INSTANCE_CLOSED', text('查找已结束，搜索区和搜索记录不再更改，仍可查看和导出。', 'The search is over: its ground is kept as it is. It can still be looked at and exported.'));
  if (!instance.open) throw new StationhouseError('EXERCISE_NOT_RUNNING', text('演练未在进行，暂不能更改。', 'The exercise is not running: nothing is changed meanwhile.'));
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`search ground ${instance.id}`]);
}

/** What was done goes into the audit record, and open pages hear of it. @param details ids and numbers alone */
export function note({ instance, audit, changed }: PluginInstanceRows, action: AuditAction, details: Record<string, string | number>): void {
  audit({ action, record: { kind: 'instance', id: instance.id, number: instance.number }, details });
  changed();
}

/** Who asks, at the moment that the search's own clock shows. */
export function said({ caller, instance }: PluginInstanceRows): Said {
  return { byId: caller.accountId, byName: caller.name, at: instance.now.toISOString() };
}

/** A command by who sent it: another's key is another's. @throws StationhouseError TEXT_TOO_LONG */
export function madeKey({ caller, instance }: PluginInstanceRows, idempotencyKey: string): string {
  return `${instance.id} ${caller.accountId} ${parseText(idempotencyKey, 'idempotencyKey', 200)}`;
}

/** One line that somebody has to write. @throws StationhouseError BAD_INPUT when it is blank, TEXT_TOO_LONG */
export function lineOf(value: string, field: string, max: number): string {
  const line = parseText(value.normalize('NFC').replaceAll(/\s+/g, ' ').trim(), field, max);
  if (line === '') throw badInput(field, text('此项必填。', 'This is missing.'), { problem: 'missing' });
  return line;
}

/** Words that may be left out. */
export function wordsOrNone(value: string | null | undefined, field: string, max: number): string | null {
  const words = parseText((value ?? '').trim(), field, max);
  return words === '' ? null : words;
}

/** @throws StationhouseError STALE_VERSION */
export function requireVersion(row: { readonly version: number }, expectedVersion: number, what: Bilingual): void {
  if (row.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text(`他人刚刚更改了${what['zh-CN']}，请刷新后再改。`, `Somebody else has just changed the ${what.en}. Reload, then change it.`), { version: row.version });
}

/** One of a closed list. @throws StationhouseError BAD_INPUT */
export function oneOf<Value extends string>(known: readonly Value[], value: string, field: string): Value {
  const found = known.find((one) => one === value);
  if (found === undefined) throw badInput(field, text(`“${field}”应为：${known.join('、')}。`, `"${field}" is one of: ${known.join(', ')}.`), { problem: 'unknown', known });
  return found;
}
