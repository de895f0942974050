import { covers, type DataClass } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { noticesAbout, type RecordNotice } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from '../attachments/entity.js';
import { callsOfInstances } from '../automations/reads.js';
import type { AutomationCallRow, ClockRow, InstanceChildRow, InstanceRow, InstanceSeriesRow, ReferralRow, TaskRow, TimerRow } from '../entities.js';
import { CHILD_COLUMNS } from '../links/linked.js';
import { REFERRAL_COLUMNS } from '../links/referrals.js';
import { stepOfNotice } from '../notices.js';
import { plain } from './shown.js';

/** What an instance has beside its history, as it stands in the database. Moments are ISO 8601 in UTC once written. */
export interface InstanceRecord {
  readonly tasks: readonly Omit<TaskRow, 'stationId' | 'instanceId' | 'exercise'>[];
  readonly clocks: readonly Omit<ClockRow, 'stationId' | 'instanceId'>[];
  readonly timers: readonly Pick<TimerRow, 'id' | 'serial' | 'timer' | 'dueAt' | 'runDueAt'>[];
  readonly calls: readonly AutomationCallRow[];
  readonly notices: readonly RecordNotice[];
  readonly attachments: readonly AttachmentRow[];
  readonly children: readonly InstanceChildRow[];
  readonly series: readonly InstanceSeriesRow[];
  readonly referrals: readonly ReferralRow[];
}

const TASKS = `SELECT id, serial, ref, key, status, roles, assignee_id AS "assigneeId", opened_at AS "openedAt", due_at AS "dueAt", due_explanation AS "dueExplanation", reminded_at AS "remindedAt", completed_at AS "completedAt",
  completed_by AS "completedBy", outcome FROM task WHERE station_id = $1 AND instance_id = $2 ORDER BY serial`;
const CLOCKS = `SELECT id, serial, ref, around, state, started_at AS "startedAt", due_at AS "dueAt", warn_at AS "warnAt", explanation, paused_at AS "pausedAt", paused_state AS "pausedState", stopped_at AS "stoppedAt", changes
  FROM clock WHERE station_id = $1 AND instance_id = $2 ORDER BY serial`;
const TIMERS = 'SELECT id, serial, timer, due_at AS "dueAt", run_due_at AS "runDueAt" FROM timer WHERE station_id = $1 AND instance_id = $2 ORDER BY serial';
const SERIES = `SELECT o.station_id AS "stationId", o.id, o.series_id AS "seriesId", o.instance_id AS "instanceId", o.linked_by AS "linkedBy", o.linked_at AS "linkedAt", o.reason, o.ended_by AS "endedBy", o.ended_at AS "endedAt", o.end_reason AS "endReason"
  FROM instance_series o WHERE o.station_id = $1 AND o.series_id IN (SELECT s.series_id FROM instance_series s WHERE s.station_id = $1 AND s.instance_id = $2) ORDER BY o.linked_at, o.id`;

/** Reads everything an instance of a station has. */
export async function readRecord(tenant: Tenant, { stationId, id }: Pick<InstanceRow, 'stationId' | 'id'>): Promise<InstanceRecord> {
  const of = [stationId, id];
  return {
    tasks: await tenant.sql<InstanceRecord['tasks'][number]>(TASKS, of),
    clocks: await tenant.sql<InstanceRecord['clocks'][number]>(CLOCKS, of),
    timers: await tenant.sql<InstanceRecord['timers'][number]>(TIMERS, of),
    calls: await callsOfInstances(tenant, stationId, [id]),
    notices: await noticesAbout(tenant, { stationId }, [id]),
    attachments: await tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = $2 ORDER BY id`, of),
    children: await tenant.sql<InstanceChildRow>(`SELECT ${CHILD_COLUMNS} FROM instance_child c WHERE c.station_id = $1 AND c.parent_id = $2 ORDER BY c.serial`, of),
    series: await tenant.sql<InstanceSeriesRow>(SERIES, of),
    referrals: await tenant.sql<ReferralRow>(`SELECT ${REFERRAL_COLUMNS} FROM referral WHERE station_id = $1 AND instance_id = $2 ORDER BY sent_at, id`, of),
  };
}

/** The part of an instance's file that stands beside data and history. Reasons, names of files and other free text are P2. */
export function recordLines({ tasks, clocks, timers, calls, notices, attachments, ...links }: InstanceRecord, instance: Pick<InstanceRow, 'id' | 'parentId'>, maskedInput: (call: AutomationCallRow) => JsonObject, level: DataClass) {
  const free = (words: string | null) => (covers(level, 'P2') ? words : null);
  return {
    tasks,
    clocks: clocks.map((clock) => ({ ...clock, changes: clock.changes.map((change) => plain(change, level)) })),
    timers,
    automationCalls: calls.map((call) => {
      const { id, serial, automation, action, status, attempts, nextAt, error, compensates, madeAt, startedAt, finishedAt } = call;
      return { id, serial, automation, action, status, attempts, nextAt, error, compensates, madeAt, startedAt, finishedAt, input: maskedInput(call) };
    }),
    notices: notices.map(({ id, key, kind, urgency, title, createdAt, stage, signedBy, signedAt }) => ({ id, version: stepOfNotice(key, instance.id) ?? null, kind, urgency, title, createdAt, stage, signedBy, signedAt })),
    attachments: attachments.map(({ id, version, name, type, mediaType, bytes, sha256, purpose, dataClass, addedBy, addedAt, removedBy, removedAt }) => ({ id, version, name: free(name), type, mediaType, bytes, sha256, purpose: free(purpose), dataClass, addedBy, addedAt, removedBy, removedAt })),
    links: linkLines(links, instance.parentId, free),
  };
}

function linkLines({ children, series, referrals }: Pick<InstanceRecord, 'children' | 'series' | 'referrals'>, parentId: Id | null, free: (words: string | null) => string | null) {
  return {
    parentId,
    children: children.map(({ id, serial, action, workflow, status, outcome, error, askedAt, closedAt }) => ({ id, serial, action, workflow, status, outcome, error, askedAt, closedAt })),
    series: series.map(({ seriesId, instanceId, linkedBy, linkedAt, reason, endedBy, endedAt, endReason }) => ({ seriesId, instanceId, linkedBy, linkedAt, reason: free(reason), endedBy, endedAt, endReason: free(endReason) })),
    referrals: referrals.map(({ id, direction, otherStationId, otherStationName, number, status, reason, answer, otherNumber, sentBy, sentAt, answeredBy, answeredAt }) => ({ id, direction, otherStationId, otherStationName, number, status, reason: free(reason), answer: free(answer), otherNumber, sentBy, sentAt, answeredBy, answeredAt })),
  };
}
