import { accountsById, classBySchema, covers, maskBySchema, type DataClass } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { isWaiting, type FoundCard } from './reads.js';
import { CardState, type CardField } from './types.js';

/** The fields that a card opens, masked once more by class: the second wall. */
export function fieldsOf({ task, instance, compiled }: FoundCard, level: DataClass): CardField[] {
  const data = maskBySchema(compiled.dataSchema, instance.snapshot.data, level) as JsonObject;
  const properties = (compiled.dataSchema['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  return (task.card?.fields ?? []).map((key) => ({ key, schema: properties[key] ?? {}, value: data[key] ?? null }));
}

/** What tells one card of a list from another: its first fields that are not personal beyond P1. */
export function aboutOf(card: FoundCard): CardField[] {
  return fieldsOf(card, 'P1').filter(({ key, value }) => value !== null && covers('P1', classBySchema(card.compiled.dataSchema, [key]))).slice(0, 2);
}

/** How a card stands for one of those it is for. */
export function stateOf({ status, assigneeId }: FoundCard['row'], accountId: Id): CardState {
  if (status === 'DONE') return CardState.ANSWERED;
  if (status === 'CANCELLED') return CardState.WITHDRAWN;
  if (assigneeId === null) return CardState.OPEN;
  return assigneeId === accountId ? CardState.ACCEPTED : CardState.WITH_COLLEAGUE;
}

/** @throws StationhouseError ALREADY_ANSWERED, TASK_NOT_OPEN once it is over */
export async function refuseOver(tenant: Tenant, { row, task }: FoundCard, accountId: Id): Promise<void> {
  if (isWaiting(row)) return;
  if (row.status === 'CANCELLED' || row.completedAt === null) throw new StationhouseError('TASK_NOT_OPEN', text('派出所已撤回此任务，无需再办理。', 'The station has taken this task back: nothing more is asked of you.'));
  const [by] = row.completedBy === null ? [] : await accountsById(tenant, [row.completedBy]);
  const [station] = await tenant.sql<{ zone: string }>('SELECT time_zone AS zone FROM station WHERE id = $1', [row.stationId]);
  const at = new Intl.DateTimeFormat('sv-SE', { timeZone: station?.zone ?? 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(row.completedAt);
  const who = row.completedBy === accountId ? text('您', 'you') : text(by?.displayName ?? '同事', by?.displayName ?? 'a colleague');
  const how = task.outcomes.find(({ id }) => id === row.outcome)?.title ?? text('已办理', 'Done');
  throw new StationhouseError('ALREADY_ANSWERED', text(`${who['zh-CN']}已于 ${at} 答复“${how['zh-CN']}”，此次未提交。如需更正，请联系派出所。`, `Answered “${how.en}” by ${who.en} at ${at}; this answer was not sent. Ask the station to correct it.`));
}
