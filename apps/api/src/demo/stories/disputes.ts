import type { JsonObject } from '@stationhouse/workflow';
import { ago, complete, event, on, start, type Deed, type Player, type Script, type UnitKind } from './deeds.js';
import type { Moment } from './moments.js';

type Risk = 'red' | 'orange' | 'yellow' | 'blue';

const grade = (at: Moment, risk: Risk, more: JsonObject = {}): Deed => complete(at, 'registered#grade', 'accepted', 'on-duty', { risk, track: 'police', level: 'station', ...more });
const notOurs = (at: Moment): Deed => complete(at, 'registered#grade', 'notOurs', 'on-duty', { note: '属其他部门管辖，已告知并移送。' });
const agree = (at: Moment, state: 'first' | 'second' | 'people' | 'onSite', terms: string, by: Player = 'community-officer'): Deed => ({
  at,
  do: 'complete',
  task: `mediating.${state}#mediate`,
  outcome: 'agreed',
  by,
  form: ({ justBefore, dateAfter }) => ({ agreedOn: justBefore, performBy: dateAfter(state === 'onSite' ? 0 : 10), terms, ...(state === 'onSite' ? { atOnce: true } : {}) }),
});
const fail = (at: Moment, state: 'first' | 'second' | 'people', reason: string): Deed => complete(at, `mediating.${state}#mediate`, 'failed', 'community-officer', { reason });
const contain = (at: Moment, measures: readonly string[]): Deed => complete(at, 'safeguarding#safeguard', 'contained', 'duty-commander', { measures: [...measures], note: '现场已控制，双方分开。' });
const confer = (at: Moment, outcome: 'people' | 'legal', by: Player): Deed => complete(at, 'conferring#confer', outcome, by);
const sign = (at: Moment, outcome: 'close' | 'keep', by: Player): Deed => complete(at, 'signing#sign', outcome, by, outcome === 'keep' ? { note: '一方仍有怨气，再走访一次。' } : {});
const performed = (at: Moment): Deed => complete(at, 'followingUp.performance.pending#confirm', 'performed', 'community-officer', { note: '已按协议履行，双方确认。' });
const disputed = (at: Moment): Deed => complete(at, 'followingUp.performance.pending#confirm', 'disputed', 'community-officer', { note: '对修复范围有不同理解，需再核实。' });
const openCase = (at: Moment, caseNumber: string): Deed => complete(at, 'legalProcess#openCase', 'accepted', 'case-officer', { caseNumber });
const refer = (at: Moment): Deed => complete(at, 'legalProcess#openCase', 'referred', 'case-officer', { note: '已告知向人民法院起诉的途径。' });

const print = (at: Moment): Deed => event(at, 'makeDocument', 'community-officer');
const writtenByHand = (at: Moment): Deed => complete(at, 'followingUp.document.byHand#write', 'attached', 'mediator', { note: '当事人信息已补录，手写协议书签字后扫描上传。' });

/** Who agreed has signed by the first visit. */
const signedBefore = (deeds: readonly Deed[]): readonly Deed[] =>
  deeds.flatMap((deed, index) => {
    const agreed = deeds.slice(0, index).findLast((one) => one.do === 'complete' && one.task.startsWith('mediating.'));
    const first = deed.do === 'complete' && deed.task === 'followingUp.soon.open#visit' && agreed?.do === 'complete' && agreed.outcome === 'agreed';
    return first ? [complete(deed.at, 'followingUp.document.toSign#sign', 'onPaper', 'community-officer', { consented: true, note: '已当面宣读，双方签名捺印，照片附后。' }), deed] : [deed];
  });

type Phase = 'followingUp' | 'followingElsewhere';
const soon = (at: Moment, phase: Phase = 'followingUp'): Deed => complete(at, `${phase}.soon.open#visit`, 'calm', 'community-officer', { contact: 'phone', situation: '电话回访，双方情绪平稳，无新矛盾。' });
const later = (at: Moment, phase: Phase = 'followingUp'): Deed => complete(at, `${phase}.later.open#visit`, 'calm', 'community-officer', { metBoth: true, situation: '上门走访，双方均已见面，相处正常。' });
const assess = (at: Moment, phase: Phase = 'followingUp'): Deed => complete(at, `${phase}.assess.open#visit`, 'calm', 'chief', { effect: 'resolved', situation: '三个月来未再发生纠纷，化解到位。' });
const another = (at: Moment): Deed => complete(at, 'followingUp.later.open#visit', 'another', 'community-officer', { metBoth: true, situation: '原协议履行良好，但双方因楼道堆物又起争执。', newCause: 'neighbour', newSummary: '楼道堆放杂物，双方争吵，未动手，经劝阻离开。' });
const recur = (at: Moment): Deed => event(at, 'recurred', 'community-officer', { situation: '双方再次争吵，未动手，邻居劝开。' });
const safetyVisit = (at: Moment, risk: Risk): Deed => complete(at, 'recurred#safetyVisit', 'done', 'community-officer', { situation: '已到双方家中了解情况，稳定情绪。', risk, track: 'police' });

const plan = (at: Moment): Deed => complete(at, 'planning#plan', 'planned', 'chief', { measures: '所长包案，社区民警每日见面，会同社区、街道司法所分别约谈双方，落实专人稳控。' });
const leaderVisit = (at: Moment, outcome: 'goOn' | 'standDown'): Deed => complete(at, 'visiting#visit', outcome, 'chief', { situation: outcome === 'goOn' ? '双方情绪缓和，仍有分歧，继续包案。' : '双方均表示放下，风险解除。' });
const court = (at: Moment): Deed => complete(at, 'registered#grade', 'court', 'on-duty', { note: '民间借贷争议，不违反治安管理，已告知向人民法院起诉。' });
const statement = (at: Moment, name: string, words: string): Deed => event(at, 'party', 'community-officer', { name, role: 'concerned', consent: true, statement: words });

const ask = (at: Moment, units: readonly UnitKind[], request: string): Deed => ({ at, do: 'ask', units, request, by: 'community-officer' });
const approve = (at: Moment): Deed => complete(at, 'proposed#approve', 'approved', 'community-officer');
const answered = (at: Moment, by: Player, answer: string): Deed => complete(at, 'asked#answer', 'answered', by, { answer });

const TERMS = ['双方互相致歉，赔偿维修费用并于约定期限内修复。', '约定每日 21 时后不再使用音响，互留电话，有事先沟通。', '分三期偿还欠款，首期已当场支付。', '清理楼道物品，恢复通道，互不追究。'] as const;

/** Every state of the workflow on show, as it would look on the day the demo is loaded. */
export const SCRIPTS: readonly Script[] = [
  { name: 'to be graded', deeds: [start(ago(40))] },
  { name: 'graded late', deeds: [start(ago(190))] },
  { name: 'first mediation', deeds: [start(on(1, '14:05')), grade(on(1, '14:32'), 'yellow')] },
  { name: 'first mediation, claimed', deeds: [start(on(1, '09:12')), grade(on(1, '09:40'), 'orange', { signs: ['injury'] }), { at: on(1, '10:05'), do: 'claim', task: 'mediating.first#mediate', by: 'community-officer' }, statement(on(1, '10:40'), '赵倩', '我住楼下，两家常在夜里争吵，愿意到场说明。')] },
  { name: 'first mediation, red: the chief’s', linked: { 'leader-assignment': [plan(on(1, '21:00'))] }, deeds: [start(on(1, '19:22')), grade(on(1, '19:41'), 'red', { signs: ['injury', 'grudge'] })] },
  { name: 'second mediation', deeds: [start(on(6, '10:10')), grade(on(6, '10:44'), 'yellow'), fail(on(3, '15:30'), 'first', '一方要求的赔偿过高，未能谈拢。')] },
  { name: 'mediation handed on to a colleague', deeds: [start(on(1, '11:20')), grade(on(1, '11:50'), 'yellow'), { at: on(1, '15:10'), do: 'delegate', task: 'mediating.first#mediate', by: 'community-officer' }] },
  { name: 'on site', deeds: [start(ago(95)), grade(ago(80), 'blue', { track: 'onSite' })] },
  { name: 'settled on site, performed at once', deeds: [start(on(2, '17:05')), grade(on(2, '17:25'), 'blue', { track: 'onSite' }), agree(on(2, '18:10'), 'onSite', TERMS[3])] },
  { name: 'people’s mediation', deeds: [start(on(9, '10:30')), grade(on(9, '11:10'), 'yellow', { track: 'people', level: 'departments' })] },
  { name: 'people’s agreement, judicial confirmation open', deeds: [start(on(7, '09:20')), grade(on(7, '09:55'), 'yellow', { track: 'people' }), agree(on(2, '15:40'), 'people', TERMS[2])] },
  { name: 'interrupted: an injury report is awaited', deeds: [start(on(4, '15:10')), grade(on(4, '15:35'), 'orange'), event(on(3, '10:20'), 'interrupt', 'community-officer', { cause: 'injury', note: '一方已就医，等待伤情鉴定。' })] },
  { name: 'danger just reported', deeds: [start(ago(50)), grade(ago(35), 'red', { dangers: ['weapon', 'threats'] })] },
  { name: 'domestic violence: to be warned', category: 'publicOrder.domesticViolence', deeds: [start(on(1, '21:10')), grade(on(1, '21:20'), 'red', { dangers: ['domesticViolence'] }), contain(on(1, '21:45'), ['separated', 'family'])] },
  { name: 'assessed by several', deeds: [start(on(12, '14:05')), grade(on(12, '14:40'), 'orange', { level: 'units' }), fail(on(8, '10:00'), 'first', '双方各执一词。'), fail(on(1, '10:30'), 'second', '一方明确不再接受。'), confer(on(1, '16:00'), 'people', 'chief')] },
  { name: 'assessed, given to the people’s mediators', deeds: [start(on(20, '14:05')), grade(on(20, '14:40'), 'orange', { level: 'departments' }), fail(on(17, '10:00'), 'first', '双方各执一词。'), fail(on(12, '10:30'), 'second', '赔偿数额分歧大。'), confer(on(12, '15:00'), 'people', 'chief'), confer(on(11, '09:40'), 'legal', 'legal-officer'), confer(on(11, '10:10'), 'people', 'instructor')] },
  { name: 'a later deadline proposed', deeds: [start(on(13, '10:30')), grade(on(13, '11:05'), 'yellow'), agree(on(9, '15:40'), 'first', TERMS[2]), soon(on(6, '11:20')), { at: ago(180), do: 'edit', clock: 'followingUp.performance', by: 'community-officer', days: 8, reason: '双方同意延期付款，已签补充说明。' }] },
  { name: 'red: one of two has signed its closing', linked: { 'leader-assignment': [plan(on(111, '21:00')), leaderVisit(on(104, '10:00'), 'goOn'), leaderVisit(on(97, '10:00'), 'standDown')] }, deeds: [start(on(111, '19:10')), grade(on(111, '19:30'), 'red'), agree(on(109, '14:30'), 'first', TERMS[0], 'chief'), soon(on(106, '10:30')), performed(on(101, '09:30')), later(on(80, '16:10')), assess(on(20, '15:00')), sign(on(1, '09:30'), 'close', 'chief')] },
  { name: 'red: followed longer', linked: { 'leader-assignment': [plan(on(115, '09:00')), leaderVisit(on(108, '10:00'), 'standDown')] }, deeds: [start(on(116, '18:10')), grade(on(116, '18:25'), 'red'), agree(on(114, '15:30'), 'first', TERMS[1], 'chief'), soon(on(111, '10:30')), performed(on(106, '09:30')), later(on(85, '16:10')), assess(on(25, '15:00')), sign(on(24, '09:30'), 'keep', 'community-officer')] },
  { name: 'red: signed by both after it was followed longer', linked: { 'leader-assignment': [plan(on(149, '09:00')), leaderVisit(on(142, '10:00'), 'standDown')] }, deeds: [start(on(150, '18:10')), grade(on(150, '18:25'), 'red'), agree(on(148, '15:30'), 'first', TERMS[0], 'chief'), soon(on(145, '10:30')), performed(on(140, '09:30')), later(on(119, '16:10')), assess(on(59, '15:00')), sign(on(58, '09:30'), 'keep', 'community-officer'), complete(on(31, '10:30'), 'watching.again.open#visit', 'calm', 'community-officer', { metBoth: true, situation: '双方已恢复往来。' }), sign(on(30, '09:30'), 'close', 'chief'), sign(on(29, '16:20'), 'close', 'community-officer')] },
  { name: 'just agreed', deeds: [start(on(3, '11:00')), grade(on(3, '11:20'), 'blue'), agree(on(1, '10:30'), 'first', TERMS[1])] },
  { name: 'first visit open', deeds: [start(on(5, '16:40')), grade(on(5, '17:05'), 'yellow'), agree(on(3, '09:50'), 'first', TERMS[3])] },
  { name: 'first visit overdue', deeds: [start(on(8, '10:15')), grade(on(8, '10:50'), 'orange'), agree(on(6, '15:10'), 'first', TERMS[0])] },
  { name: 'performance disputed', deeds: [start(on(11, '09:30')), grade(on(11, '10:02'), 'yellow'), agree(on(9, '14:20'), 'first', TERMS[0]), soon(on(6, '10:15')), disputed(on(2, '16:00'))] },
  { name: 'home visit open', deeds: [start(on(30, '20:10')), grade(on(30, '20:35'), 'yellow'), agree(on(28, '15:40'), 'first', TERMS[2]), soon(on(25, '11:20')), performed(on(20, '09:45'))] },
  { name: 'assessment open', deeds: [start(on(90, '13:30')), grade(on(90, '14:10'), 'orange'), fail(on(89, '10:00'), 'first', '当事人情绪激动，改日再谈。'), agree(on(86, '15:00'), 'second', TERMS[0]), soon(on(83, '10:30')), performed(on(78, '16:20')), later(on(58, '10:10'))] },
  { name: 'recurred today', deeds: [start(on(15, '18:50')), grade(on(15, '19:20'), 'yellow'), agree(on(12, '10:40'), 'first', TERMS[1]), soon(on(9, '15:15')), recur(ago(130))] },
  { name: 'recurred once, agreed again', deeds: [start(on(43, '21:05')), grade(on(43, '21:30'), 'yellow'), agree(on(41, '10:20'), 'first', TERMS[1]), soon(on(38, '10:00')), recur(on(33, '19:40')), safetyVisit(on(33, '21:00'), 'orange'), agree(on(31, '15:20'), 'first', TERMS[3]), performed(on(30, '10:00')), soon(on(28, '16:00'))] },
  { name: 'legal process open', deeds: [start(on(9, '08:50')), grade(on(9, '09:25'), 'yellow'), fail(on(6, '10:00'), 'first', '双方各执一词。'), fail(ago(240), 'second', '一方明确不再接受调解。')] },
  { name: 'domestic violence: never mediated', category: 'publicOrder.domesticViolence', linked: { 'leader-assignment': [plan(on(4, '10:30'))] }, deeds: [start(on(5, '22:15')), grade(on(5, '22:30'), 'red', { dangers: ['domesticViolence'] }), contain(on(5, '23:00'), ['separated']), complete(on(4, '09:10'), 'protecting.warning.open#warn', 'issued', 'case-officer'), complete(on(4, '09:20'), 'protecting.order.open#assist', 'applied', 'community-officer'), openCase(on(4, '09:40'), '治受字〔演示〕017号')] },
  { name: 'referred elsewhere', deeds: [start(on(2, '10:25')), notOurs(on(2, '10:55'))] },
  { name: 'handed on', deeds: [start(on(111, '09:10')), grade(on(111, '09:35'), 'orange', { unsuitable: ['consentRefused'] }), refer(on(110, '14:00')), soon(on(107, '10:30'), 'followingElsewhere'), later(on(81, '10:30'), 'followingElsewhere'), assess(on(24, '15:00'), 'followingElsewhere')] },
  { name: 'settled', deeds: [start(on(108, '19:10')), grade(on(108, '19:40'), 'yellow'), agree(on(106, '14:30'), 'first', TERMS[0]), soon(on(103, '10:30')), performed(on(99, '09:30')), later(on(77, '16:10')), assess(on(20, '10:00'))] },
  { name: 'settled at the second attempt', deeds: [start(on(112, '16:10')), grade(on(112, '16:45'), 'blue'), fail(on(110, '10:30'), 'first', '一方未到场。'), agree(on(107, '15:30'), 'second', TERMS[2]), soon(on(104, '11:00')), later(on(78, '10:20')), performed(on(97, '10:00')), assess(on(19, '14:30'))] },
];

/** How disputes come to notice, and how they are graded. */
const NOTICED: readonly Script[] = [
  { name: 'an early sign, found by a grid worker', facts: { origin: 'gridWorker' }, deeds: [start(on(1, '16:20')), grade(on(1, '16:50'), 'blue', { track: 'people' })] },
  { name: 'found by a building lead, to be graded', facts: { origin: 'buildingLead' }, deeds: [start(ago(70))] },
  { name: 'danger from the first word', facts: { dangers: ['threats'] }, deeds: [start(ago(25))] },
  { name: 'a minor is a party', facts: { parties: [{ name: '周文静', phone: '13900007716', role: 'applicant', consent: true }, { name: '许小满', role: 'respondent', consent: true, minor: true, guardian: { name: '许国强', phone: '13900007717', relation: 'parent' } }] }, deeds: [start(on(2, '16:40')), grade(on(2, '17:10'), 'yellow', { signs: ['vulnerable'] })] },
  { name: 'graded lower than the rules suggest', deeds: [start(on(1, '20:15')), grade(on(1, '20:40'), 'yellow', { signs: ['volatile'], riskReason: '双方已酒醒，当场互相致歉，有家属陪同。' })] },
  { name: 'no public-order rule broken: court', deeds: [start(on(3, '10:15')), court(on(3, '10:50'))] },
];

/** What the workflow does by itself, and disputes that belong together: at the first station alone. */
const OUTWARD: readonly Script[] = [
  {
    name: 'units were asked nine days ago',
    deeds: [start(on(12, '09:15')), grade(on(12, '09:50'), 'yellow', { track: 'people' }), ask(on(9, '10:05'), ['subDistrict', 'community', 'property', 'volunteers'], '请协助约谈双方、规范楼道堆物和夜间音响，一周内答复。')],
    each: [
      { workflow: 'unit-answer', of: 'subDistrict', deeds: [approve(on(9, '10:40')), answered(on(6, '15:20'), 'linked-unit', '已会同社区约谈双方，约定每日 21 时后不使用音响，楼道物品三日内清理。'), complete(on(5, '09:30'), 'received#check', 'enough', 'community-officer')] },
      { workflow: 'unit-answer', of: 'community', deeds: [approve(on(9, '10:45'))] },
      { workflow: 'unit-answer', of: 'property', deeds: [complete(on(9, '10:50'), 'proposed#approve', 'refused', 'community-officer', { reason: '物业已在现场参与调解，无需另行发函。' })] },
      { workflow: 'unit-answer', of: 'volunteers', deeds: [approve(on(9, '10:55')), complete(on(8, '18:10'), 'asked#answer', 'declined', 'volunteer', { reason: '近期夜间巡防任务已排满，无法固定人员。' })] },
    ],
  },
  {
    name: 'units were asked today',
    deeds: [start(on(3, '10:25')), grade(on(3, '10:55'), 'orange', { track: 'people' }), ask(ago(300), ['subDistrict', 'community', 'property'], '请核实夜间噪声来源，提醒住户，并将情况答复派出所。')],
    each: [
      { workflow: 'unit-answer', of: 'community', deeds: [approve(ago(280))] },
      { workflow: 'unit-answer', of: 'property', deeds: [approve(ago(278)), answered(ago(95), 'post-operator', '已调取监控并上门提醒，噪声来自 502 室夜间装修，住户承诺停工。')] },
    ],
  },
  { name: 'agreed a moment ago: its document is yet to be made', deeds: [start(on(1, '15:05')), grade(on(1, '15:30'), 'yellow'), agree(ago(7), 'first', TERMS[1])] },
  { name: 'its document was printed at the table', deeds: [start(on(2, '14:05')), grade(on(2, '14:30'), 'yellow'), agree(ago(75), 'first', TERMS[2]), print(ago(73))] },
  { name: 'its document waits for the chief: nobody was named', nameless: true, deeds: [start(ago(320)), grade(ago(300), 'blue', { track: 'onSite' }), agree(ago(200), 'onSite', TERMS[3])] },
  { name: 'its document is to be written by hand', nameless: true, deeds: [start(on(3, '10:05')), grade(on(3, '10:30'), 'yellow'), agree(on(2, '09:40'), 'first', TERMS[0])] },
  { name: 'its document was written by hand', nameless: true, deeds: [start(on(7, '10:05')), grade(on(7, '10:30'), 'yellow'), agree(on(6, '09:40'), 'first', TERMS[0]), writtenByHand(on(5, '15:20')), soon(on(3, '15:40'))] },
  { name: 'a new dispute found at the home visit', deeds: [start(on(35, '19:10')), grade(on(35, '19:35'), 'yellow'), agree(on(33, '15:10'), 'first', TERMS[1]), soon(on(30, '10:20')), performed(on(25, '09:30')), another(on(4, '16:20'))], linked: { 'dispute-mediation': [grade(on(4, '16:50'), 'orange'), fail(on(2, '10:30'), 'first', '双方各执一词。')] } },
  { name: 'a new dispute, just found', deeds: [start(on(32, '18:10')), grade(on(32, '18:35'), 'blue'), agree(on(29, '15:10'), 'first', TERMS[3]), soon(on(26, '10:20')), performed(on(20, '09:30')), another(ago(30))] },
  { name: 'quarrelled again a year on: second of a series', deeds: [start(on(2, '09:30')), grade(on(2, '10:00'), 'orange'), { at: on(2, '10:10'), do: 'series', with: 'settled', by: 'chief', reason: '同一双方当事人，前次纠纷已办结。' }] },
];

/** How a dispute of earlier years went, from its first day on. */
const PAST: readonly ((ago: number) => readonly Deed[])[] = [
  (day) => [start(on(day, '19:10')), grade(on(day, '19:40'), 'yellow'), agree(on(day - 2, '14:30'), 'first', TERMS[0]), soon(on(day - 5, '10:30')), performed(on(day - 9, '09:30')), later(on(day - 31, '16:10')), assess(on(day - 90, '10:00'))],
  (day) => [start(on(day, '10:20')), grade(on(day, '10:45'), 'blue', { track: 'onSite' }), agree(on(day, '11:30'), 'onSite', TERMS[3]), soon(on(day - 3, '10:30')), later(on(day - 29, '15:10')), assess(on(day - 89, '10:20'))],
  (day) => [start(on(day, '15:30')), grade(on(day, '16:05'), 'yellow', { track: 'people' }), agree(on(day - 6, '10:10'), 'people', TERMS[2]), complete(on(day - 7, '10:20'), 'followingUp.confirmation.open#confirm', 'applied', 'mediator'), soon(on(day - 9, '10:30')), performed(on(day - 15, '09:10')), later(on(day - 35, '15:40')), assess(on(day - 95, '14:20'))],
  (day) => [start(on(day, '20:40')), grade(on(day, '21:00'), 'orange', { unsuitable: ['repeatViolation'] }), openCase(on(day - 1, '09:30'), '治受字〔演示〕009号'), soon(on(day - 4, '10:00'), 'followingElsewhere'), later(on(day - 30, '10:20'), 'followingElsewhere'), assess(on(day - 90, '15:20'), 'followingElsewhere')],
];

/** Disputes of two years that are over, so that lists and figures have a past: more of them at the first station. */
function pastScripts(place: number): Script[] {
  const apart = place === 0 ? 75 : 500;
  const days = Array.from({ length: Math.floor((FIRST_DAY - LAST_DAY) / apart) }, (_, index) => FIRST_DAY - place * 7 - index * apart);
  return days.flatMap((day, index) => {
    const story = PAST[(index + place) % PAST.length];
    return story === undefined ? [] : [{ name: `of ${day} days ago`, deeds: story(day) }];
  });
}

/** Days back of the first and the last dispute that is long over. */
const [FIRST_DAY, LAST_DAY] = [680, 130];

/** Which stories a station shows: the first station all of them, each other one every fourth; and a past. */
export function disputesFor(place: number): readonly Script[] {
  return [...SCRIPTS.filter((_, index) => place === 0 || (index + place) % 4 === 0), ...(place === 0 ? [...NOTICED, ...OUTWARD] : []), ...pastScripts(place)].map((script) => ({ ...script, deeds: signedBefore(script.deeds) }));
}
