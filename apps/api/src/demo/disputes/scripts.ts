import type { JsonObject } from '@stationhouse/workflow';
import type { Moment } from './moments.js';

/** Who does a deed: the holder of a role at the station; `on-duty` is whoever the roster names at that moment. */
export type Player = 'on-duty' | 'community-officer' | 'case-officer' | 'mediator' | 'chief';

/** One deed of a dispute's story. Forms that need the deed's own moment are made from it. */
export type Deed =
  | { readonly at: Moment; readonly do: 'start' }
  | { readonly at: Moment; readonly do: 'claim'; readonly task: string; readonly by: Player }
  | { readonly at: Moment; readonly do: 'complete'; readonly task: string; readonly outcome: string; readonly by: Player; readonly form: (facts: DeedFacts) => JsonObject }
  | { readonly at: Moment; readonly do: 'event'; readonly event: string; readonly by: Player; readonly payload: JsonObject };

/** What a form may say about the moment it is filled in. */
export interface DeedFacts {
  /** ISO 8601, a little before the deed. */
  readonly justBefore: string;
  /** The local date some days after the deed. */
  readonly dateAfter: (days: number) => string;
}

/** A dispute's story: its deeds in order. `daysAgo` counts local days back from the day the demo is loaded. */
export interface Script {
  readonly name: string;
  readonly deeds: readonly Deed[];
}

type Risk = 'red' | 'orange' | 'yellow' | 'blue';

const on = (daysAgo: number, clock: string): Moment => ({ daysAgo, clock });
const ago = (minutes: number): Moment => ({ minutesAgo: minutes });
const form = (content: JsonObject) => () => content;

const start = (at: Moment): Deed => ({ at, do: 'start' });
const grade = (at: Moment, risk: Risk, unsuitable: readonly string[] = []): Deed => ({ at, do: 'complete', task: 'registered#grade', outcome: 'accepted', by: 'on-duty', form: form({ risk, ...(unsuitable.length === 0 ? {} : { unsuitable: [...unsuitable] }) }) });
const notOurs = (at: Moment): Deed => ({ at, do: 'complete', task: 'registered#grade', outcome: 'notOurs', by: 'on-duty', form: form({ note: '属其他部门管辖，已告知并移送。' }) });
const agree = (at: Moment, round: 'first' | 'second', terms: string, by: Player = 'community-officer'): Deed => ({
  at,
  do: 'complete',
  task: `mediating.${round}#mediate`,
  outcome: 'agreed',
  by,
  form: ({ justBefore, dateAfter }) => ({ agreedOn: justBefore, performBy: dateAfter(10), terms }),
});
const fail = (at: Moment, round: 'first' | 'second', reason: string): Deed => ({ at, do: 'complete', task: `mediating.${round}#mediate`, outcome: 'failed', by: 'community-officer', form: form({ reason }) });
const performed = (at: Moment): Deed => ({ at, do: 'complete', task: 'followingUp.performance.pending#confirm', outcome: 'performed', by: 'community-officer', form: form({ note: '已按协议履行，双方确认。' }) });
const disputed = (at: Moment): Deed => ({ at, do: 'complete', task: 'followingUp.performance.pending#confirm', outcome: 'disputed', by: 'community-officer', form: form({ note: '对修复范围有不同理解，需再核实。' }) });
const openCase = (at: Moment, caseNumber: string): Deed => ({ at, do: 'complete', task: 'legalProcess#openCase', outcome: 'accepted', by: 'case-officer', form: form({ caseNumber }) });
const refer = (at: Moment): Deed => ({ at, do: 'complete', task: 'legalProcess#openCase', outcome: 'referred', by: 'case-officer', form: form({ note: '已告知向人民法院起诉的途径。' }) });

type Phase = 'followingUp' | 'followingElsewhere';
const soon = (at: Moment, phase: Phase = 'followingUp'): Deed => ({ at, do: 'complete', task: `${phase}.soon.open#visit`, outcome: 'calm', by: 'community-officer', form: form({ contact: 'phone', situation: '电话回访，双方情绪平稳，无新矛盾。' }) });
const later = (at: Moment, phase: Phase = 'followingUp'): Deed => ({ at, do: 'complete', task: `${phase}.later.open#visit`, outcome: 'calm', by: 'community-officer', form: form({ metBoth: true, situation: '上门走访，双方均已见面，相处正常。' }) });
const assess = (at: Moment, phase: Phase = 'followingUp'): Deed => ({ at, do: 'complete', task: `${phase}.assess.open#visit`, outcome: 'calm', by: 'chief', form: form({ effect: 'resolved', situation: '三个月来未再发生纠纷，化解到位。' }) });
const recur = (at: Moment): Deed => ({ at, do: 'event', event: 'recurred', by: 'community-officer', payload: { situation: '双方再次争吵，未动手，邻居劝开。' } });
const safetyVisit = (at: Moment, risk: Risk): Deed => ({ at, do: 'complete', task: 'recurred#safetyVisit', outcome: 'done', by: 'community-officer', form: form({ situation: '已到双方家中了解情况，稳定情绪。', risk }) });

const TERMS = ['双方互相致歉，赔偿维修费用并于约定期限内修复。', '约定每日 21 时后不再使用音响，互留电话，有事先沟通。', '分三期偿还欠款，首期已当场支付。', '清理楼道物品，恢复通道，互不追究。'] as const;

/** Every state of the workflow on show, as it would look on the day the demo is loaded. */
export const SCRIPTS: readonly Script[] = [
  { name: 'to be graded', deeds: [start(ago(40))] },
  { name: 'graded late', deeds: [start(ago(190))] },
  { name: 'first mediation', deeds: [start(on(1, '14:05')), grade(on(1, '14:32'), 'yellow')] },
  { name: 'first mediation, claimed', deeds: [start(on(1, '09:12')), grade(on(1, '09:40'), 'orange'), { at: on(1, '10:05'), do: 'claim', task: 'mediating.first#mediate', by: 'community-officer' }] },
  { name: 'first mediation, red: the chief’s', deeds: [start(on(1, '19:22')), grade(on(1, '19:41'), 'red')] },
  { name: 'second mediation', deeds: [start(on(6, '10:10')), grade(on(6, '10:44'), 'yellow'), fail(on(3, '15:30'), 'first', '一方要求的赔偿过高，未能谈拢。')] },
  { name: 'just agreed', deeds: [start(on(3, '11:00')), grade(on(3, '11:20'), 'blue'), agree(on(1, '10:30'), 'first', TERMS[1])] },
  { name: 'first visit open', deeds: [start(on(5, '16:40')), grade(on(5, '17:05'), 'yellow'), agree(on(3, '09:50'), 'first', TERMS[3])] },
  { name: 'first visit overdue', deeds: [start(on(8, '10:15')), grade(on(8, '10:50'), 'orange'), agree(on(6, '15:10'), 'first', TERMS[0])] },
  { name: 'performance disputed', deeds: [start(on(11, '09:30')), grade(on(11, '10:02'), 'yellow'), agree(on(9, '14:20'), 'first', TERMS[0]), soon(on(6, '10:15')), disputed(on(2, '16:00'))] },
  { name: 'home visit open', deeds: [start(on(30, '20:10')), grade(on(30, '20:35'), 'yellow'), agree(on(28, '15:40'), 'first', TERMS[2]), soon(on(25, '11:20')), performed(on(20, '09:45'))] },
  { name: 'assessment open', deeds: [start(on(90, '13:30')), grade(on(90, '14:10'), 'orange'), fail(on(89, '10:00'), 'first', '当事人情绪激动，改日再谈。'), agree(on(86, '15:00'), 'second', TERMS[0]), soon(on(83, '10:30')), performed(on(78, '16:20')), later(on(58, '10:10'))] },
  { name: 'recurred today', deeds: [start(on(15, '18:50')), grade(on(15, '19:20'), 'yellow'), agree(on(12, '10:40'), 'first', TERMS[1]), soon(on(9, '15:15')), recur(ago(130))] },
  { name: 'recurred once, agreed again', deeds: [start(on(43, '21:05')), grade(on(43, '21:30'), 'yellow'), agree(on(41, '10:20'), 'first', TERMS[1]), soon(on(38, '10:00')), recur(on(33, '19:40')), safetyVisit(on(33, '21:00'), 'orange'), agree(on(31, '15:20'), 'first', TERMS[3]), performed(on(30, '10:00')), soon(on(28, '16:00'))] },
  { name: 'legal process open', deeds: [start(on(9, '08:50')), grade(on(9, '09:25'), 'orange'), fail(on(6, '10:00'), 'first', '双方各执一词。'), fail(ago(240), 'second', '一方明确不再接受调解。')] },
  { name: 'domestic violence: never mediated', deeds: [start(on(5, '22:15')), grade(on(5, '22:30'), 'red', ['domesticViolence']), openCase(on(4, '09:40'), '治受字〔演示〕017号')] },
  { name: 'referred elsewhere', deeds: [start(on(2, '10:25')), notOurs(on(2, '10:55'))] },
  { name: 'handed on', deeds: [start(on(111, '09:10')), grade(on(111, '09:35'), 'orange', ['consentRefused']), refer(on(110, '14:00')), soon(on(107, '10:30'), 'followingElsewhere'), later(on(81, '10:30'), 'followingElsewhere'), assess(on(24, '15:00'), 'followingElsewhere')] },
  { name: 'settled', deeds: [start(on(108, '19:10')), grade(on(108, '19:40'), 'yellow'), agree(on(106, '14:30'), 'first', TERMS[0]), soon(on(103, '10:30')), performed(on(99, '09:30')), later(on(77, '16:10')), assess(on(20, '10:00'))] },
  { name: 'settled at the second attempt', deeds: [start(on(112, '16:10')), grade(on(112, '16:45'), 'blue'), fail(on(110, '10:30'), 'first', '一方未到场。'), agree(on(107, '15:30'), 'second', TERMS[2]), soon(on(104, '11:00')), later(on(78, '10:20')), performed(on(97, '10:00')), assess(on(19, '14:30'))] },
];

/** Which stories a station shows: the first station all of them, each other one every other story. */
export function scriptsFor(place: number): readonly Script[] {
  return SCRIPTS.filter((_, index) => place === 0 || (index + place) % 2 === 0);
}
