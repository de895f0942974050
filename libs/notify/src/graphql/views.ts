import { currentRequest, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { isRinging, type InboxNotice } from '../inbox.js';
import { Notice, NoticeOver, NoticeSignature, NoticeStage, UrgencyName } from './types.js';

export const STAGES = { addressed: NoticeStage.ADDRESSED, commander: NoticeStage.COMMANDER, bureau: NoticeStage.BUREAU } as const;
const OVER = { signed: NoticeOver.SIGNED, halted: NoticeOver.HALTED, unneeded: NoticeOver.UNNEEDED } as const;

/** Runs within the places whose notices are in the inbox of whoever asks; the bureau may tell somebody who works at a station alone. */
export function inInbox<Result>(gate: TenantGate, work: (tenant: Tenant, accountId: Id) => Promise<Result>): Promise<Result> {
  const { abilities, account, memberships } = currentRequest();
  const stationIds = [...new Set(memberships.flatMap((held) => held.stationId ?? []))].filter((stationId) => abilities.sees({ stationId }));
  return gate.inScope({ stationIds, bureauIds: [account.bureauId] }, (tenant) => work(tenant, account.id));
}

export function viewNotice(row: InboxNotice): Notice {
  const { id, kind, title, body, recordKind, recordId, recordNumber, exercise, createdAt, toldAt, readAt, climbAt, signedAt, overAs, priority, silent, takenAt } = row;
  const urgent = row.urgency === 'urgent';
  return Object.assign(new Notice(), {
    row,
    id,
    kind,
    urgency: urgent ? UrgencyName.URGENT : UrgencyName.NORMAL,
    title,
    body,
    stationId: row.unitId === row.bureauId ? null : row.unitId,
    record: recordKind === null || recordId === null ? null : { kind: recordKind, id: recordId, number: recordNumber },
    exercise,
    createdAt,
    toldAt,
    readAt,
    stage: STAGES[row.stage],
    climbsAt: climbAt,
    ringing: isRinging(row),
    signedAt,
    over: overAs === null ? null : OVER[overAs],
    priority,
    signature: row.taskSerial === null ? NoticeSignature.NOTICE : row.toBureau ? NoticeSignature.TAKE_ON : NoticeSignature.TASK,
    silent,
    takenAt,
  });
}
