import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { badInput, newId, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { shareAnswered } from '../audit-actions.js';
import { atStation } from '../automations/alarms.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { WorkflowRuntime } from '../runtime.js';
import { ANSWER_COLUMNS, readRequest, type ShareAnswerKind, type ShareAnswerRow, type ShareRequestRow } from './rows.js';

export interface SharesAnsweringOptions {
  readonly database: Database;
  readonly runtime: Pick<WorkflowRuntime, 'happen' | 'compiled'>;
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
}

/** An answer as it is given; place, moment and words are of a clue alone. */
export interface NewShareAnswer extends Keyed {
  readonly requestId: Id;
  readonly answer: ShareAnswerKind;
  readonly place?: string | undefined;
  /** When the person was seen. */
  readonly seenAt?: Date | undefined;
  readonly words?: string | undefined;
}

export const ANSWER_TOPIC = 'workflow.share.answer';
const [PLACE_LENGTH, WORDS_LENGTH] = [200, 1_000];

/** What stations that were asked answer: written there, carried to the instance that asked, which hears it as an event. */
export class SharesAnswering {
  constructor(private readonly options: SharesAnsweringOptions) {}

  job(): JobDefinition {
    return defineJob<{ answerId: Id }>({ topic: ANSWER_TOPIC, title: text('送回协查答复', 'Carry an answer of a neighbour'), handle: ({ scopeId, payload }) => this.carry(scopeId, payload.answerId), retry: { attempts: 20, delay: 'PT2S' } });
  }

  /**
   * Answers for the station; the first answer ends the ringing there. Answered again, the last one counts and all stay. Sent again under its key it is the same answer.
   * @throws StationhouseError NOT_FOUND, SHARE_ENDED, BAD_INPUT for a clue that says nothing, and for words with anything but a clue
   */
  async answer(tenant: Tenant, stationId: Id, accountId: Id, given: NewShareAnswer): Promise<ShareRequestRow> {
    const { requestId, answer, seenAt = null } = given;
    const [place, words] = [parsed(given.place, 'place', PLACE_LENGTH), parsed(given.words, 'words', WORDS_LENGTH)];
    if (answer === 'clue' && place === null && words === null) throw badInput('place', text('请填写发现的地点或情况。', 'Say where, or what was seen.'));
    if (answer !== 'clue' && (place !== null || words !== null || seenAt !== null)) throw badInput('answer', text('有线索请选择“发现线索”。', 'Choose “a clue” for what was seen.'));
    const { otherStationId, endedAt } = await readRequest(tenant, stationId, requestId, 'in', true);
    await once(tenant, stationId, `answer share ${requestId}`, given, async () => {
      if (endedAt !== null) throw shareOver();
      const id = newId();
      await tenant.sql('INSERT INTO share_answer (station_id, id, request_id, answer, place, seen_at, words, answered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [stationId, id, requestId, answer, place, seenAt, words, accountId, tenant.now]);
      await tenant.sql('UPDATE share_request SET answer = $3, answered_at = $4 WHERE station_id = $1 AND id = $2', [stationId, requestId, answer, tenant.now]);
      await this.options.notices.unneeded(tenant, { stationId }, [requestId]);
      await audit(tenant, { action: shareAnswered, stationId, record: { kind: 'share', id: requestId }, details: { answer, fromStationId: otherStationId } });
      await this.options.jobs.outbox.enqueue(tenant, { topic: ANSWER_TOPIC, stationId, payload: { answerId: id } });
      return {};
    });
    return readRequest(tenant, stationId, requestId, 'in');
  }

  /** Writes an answer where it was asked for, and lets the instance hear it: once, with what its event's form asks for. */
  private async carry(byId: Id, answerId: Id): Promise<void> {
    const { database, runtime, jobs } = this.options;
    const [given] = await atStation(database, byId, (tenant) => tenant.sql<ShareAnswerRow & { toId: Id }>(`SELECT ${ANSWER_COLUMNS}, (SELECT r.other_station_id FROM share_request r WHERE r.station_id = a.station_id AND r.id = a.request_id) AS "toId" FROM share_answer a WHERE station_id = $1 AND id = $2`, [byId, answerId]));
    if (given === undefined) return;
    const { toId: stationId, requestId, answer, place, seenAt, words, at } = given;
    await atStation(database, stationId, async (tenant) => {
      const request = await readRequest(tenant, stationId, requestId, 'out', true);
      const [written] = await tenant.sql('INSERT INTO share_answer (station_id, id, request_id, answer, place, seen_at, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id', [stationId, answerId, requestId, answer, place, seenAt, words, at]);
      if (written === undefined) return;
      await tenant.sql('UPDATE share_request SET answer = $3, answered_at = $4 WHERE station_id = $1 AND id = $2 AND (answered_at IS NULL OR answered_at <= $4)', [stationId, requestId, answer, at]);
      const [instance] = await tenant.sql<{ definition: string }>('SELECT definition FROM instance WHERE station_id = $1 AND id = $2', [stationId, request.instanceId]);
      if (instance === undefined) return;
      const { share, events, forms } = await runtime.compiled({ context: tenant.context }, instance.definition);
      const event = events[share?.answer ?? ''];
      const asked = Object.keys((forms[event?.form ?? '']?.schema['properties'] ?? {}) as JsonObject);
      const told: Readonly<Record<string, string | null>> = { station: request.otherStationName, answer, place, at: seenAt?.toISOString() ?? null, words };
      const payload = Object.fromEntries(asked.flatMap((field): [string, string][] => (typeof told[field] === 'string' ? [[field, told[field]]] : [])));
      // Closed, or deaf to it as it stands: the answer is with the request all the same.
      if (event?.from === 'share') await runtime.happen(stationId, request.instanceId, { type: 'event', name: event.name, payload }, (result) => (result.ok ? () => ({}) : undefined));
      tenant.afterCommit(() => jobs.live.publish({ kind: 'INSTANCE', id: request.instanceId, stationId }));
    });
  }
}

function parsed(value: string | undefined, field: string, most: number): string | null {
  return value === undefined ? null : parseText(value, field, most).trim() || null;
}

export function shareOver(): StationhouseError {
  return new StationhouseError('SHARE_ENDED', text('协查已结束，应急卡已关闭，无需再答复。', 'The help is needed no more: the card is shut, and nobody waits for an answer.'));
}
