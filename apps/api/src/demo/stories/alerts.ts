import type { JsonObject } from '@stationhouse/workflow';
import { randomOf, type Random } from '../world/random.js';
import { inventedName, inventedPhone } from '../world/slots.js';
import { STATIONS, type DemoStation } from '../world/stations.js';
import { ago, complete, event, later, on, start, type Deed, type Player, type Script } from './deeds.js';
import type { Moment } from './moments.js';

type Grade = 'high' | 'medium' | 'low';

/** What somebody is told by swindlers, and what it comes to: invented, as all of it. */
const KINDS: readonly { readonly category: string; readonly narrative: string; readonly yuan: number }[] = [
  { category: 'orderBrushing', narrative: '（演示）在群内做刷单任务，前几单返现，被要求连做大额任务。', yuan: 8000 },
  { category: 'fakeInvestment', narrative: '（演示）在陌生投资软件充值，账面盈利却无法提现，客服要求再缴税款。', yuan: 60_000 },
  { category: 'fakeCustomerService', narrative: '（演示）自称快递客服要求开启屏幕共享办理理赔。', yuan: 12_000 },
  { category: 'loanOrCard', narrative: '（演示）申请网贷，对方称银行卡号填错须缴解冻金。', yuan: 6000 },
  { category: 'fakeAuthority', narrative: '（演示）自称外地民警，称其涉嫌洗钱，要求转入安全账户。', yuan: 35_000 },
  { category: 'fakeAcquaintance', narrative: '（演示）“领导”添加好友后要求代为转账。', yuan: 20_000 },
  { category: 'gameTrading', narrative: '（演示）出售游戏账号，对方要求到指定平台缴保证金。', yuan: 1500 },
  { category: 'romance', narrative: '（演示）网络交友对象推荐一起投资。', yuan: 28_000 },
];

/** What is done about one alert, in seconds after it came in. */
function handling(from: Moment) {
  const deed = (task: string, by: Player) => (seconds: number, outcome: string, form: JsonObject = {}) => complete(later(from, seconds), task, outcome, by, form);
  return {
    begun: start(from),
    sign: (seconds: number) => complete(later(from, seconds), 'waiting#sign', 'signed', 'on-duty'),
    call: deed('dissuading.calling.toCall#call', 'on-duty'),
    override: deed('dissuading.calling.capped#override', 'duty-commander'),
    locate: deed('dissuading.meeting.locating#locate', 'on-duty'),
    untraced: deed('dissuading.meeting.untraced#decide', 'duty-commander'),
    meet: deed('dissuading.meeting.toMeet#meet', 'community-officer'),
    report: deed('reporting#report', 'on-duty'),
    check: deed('checking#check', 'duty-commander'),
  };
}

/** Somebody warned at a station; a name of its own for each story. */
function personOf(station: DemoStation, name: string): JsonObject {
  const random = randomOf(`alerts/${station.code}/${name}`);
  return { name: inventedName(random), phone: inventedPhone(random), address: `${random.pick(station.estates)}${random.between(1, 28)}栋` };
}

/** One alert's story. @param facts what it says beside grade, source and person */
const alert = (station: DemoStation, name: string, grade: Grade, source: string, deeds: readonly Deed[], facts: JsonObject = {}, linked?: Script['linked']): Script => ({
  name: `alert: ${name}`,
  begins: { workflow: 'fraud-alert', data: ({ at }) => ({ grade, source, person: personOf(station, name), alertedOn: at, ...facts }) },
  deeds,
  ...(linked === undefined ? {} : { linked }),
});

type Stop = 'asked' | 'stopped' | 'ended' | 'declined' | 'notNeeded';

/** Money that was paid, or seemed to be: the station asks for a stop, the centre decides. @param number of the payee account, one for each story */
function stopOf(from: Moment, how: Stop, number = '', amount = 0): Script['linked'] {
  const request = (outcome: string, form: Extract<Deed, { readonly do: 'complete' }>['form']): Deed => ({ at: later(from, 240), do: 'complete', task: 'requesting#request', outcome, by: 'on-duty', form });
  const centre = (seconds: number, task: string, outcome: string, content: JsonObject = {}) => complete(later(from, seconds), `handling.${task}`, outcome, 'anti-fraud-centre', content);
  const asked = request('asked', ({ justBefore }) => ({ account: { number, bank: '演示银行江城分行', holder: '（演示）收款人' }, amount, paidOn: justBefore }));
  const obtained = centre(1500, 'accountData.asking#obtain', 'obtained', { note: '已反馈开户与流水信息。' });
  const stopped: Deed = { at: later(from, 600), do: 'complete', task: 'handling.stopping.deciding#decide', outcome: 'stopped', by: 'anti-fraud-centre', form: ({ at }) => ({ stoppedOn: at, amountHeld: amount }) };
  const deeds: Readonly<Record<Stop, readonly Deed[]>> = {
    asked: [asked],
    stopped: [asked, stopped, obtained],
    ended: [asked, stopped, obtained, centre(45 * 3600, 'stopping.running.again#decide', 'declined')],
    declined: [asked, centre(600, 'stopping.deciding#decide', 'declined', { reason: '款项已转出。' }), obtained],
    notNeeded: [request('notNeeded', () => ({}))],
  };
  return { 'payment-stop': deeds[how] };
}

const HOME = { whereabouts: '家中', foundBy: 'records' };
const revisit = (daysAgo: number, outcome: string, form: JsonObject = {}): Deed => complete(on(daysAgo, '10:20'), 'revisiting.open#revisit', outcome, 'community-officer', form);

/** Met and convinced, reported: waits for its revisit. */
function prevented(from: Moment, random: Random, { signed = 35, met = 1300 }: { readonly signed?: number; readonly met?: number } = {}): readonly Deed[] {
  const [does, kind] = [handling(from), random.pick(KINDS)];
  const amountAtRisk = kind.yuan + random.between(0, 40) * 100;
  return [does.begun, does.sign(signed), does.call(signed + 90, 'convinced', { narrative: kind.narrative, category: kind.category }), does.locate(signed + 300, 'found', HOME), does.meet(met, 'convinced', { place: 'home' }), does.report(met + 1500, 'prevented', { category: kind.category, amountAtRisk })];
}

type Past = (from: Moment, day: number, random: Random) => { readonly grade: Grade; readonly deeds: readonly Deed[]; readonly facts?: JsonObject; readonly linked?: Script['linked'] };

/** How an alert of the last weeks went. */
const PAST: readonly Past[] = [
  (from, day, random) => ({ grade: 'high', deeds: [...prevented(from, random), revisit(day - 6, 'calm')] }),
  (from, day, random) => ({ grade: 'medium', deeds: [...prevented(from, random, { signed: 190, met: 5400 }), revisit(day - 6, 'calm')] }),
  (from, day) => {
    const does = handling(from);
    return { grade: 'low', deeds: [does.begun, does.sign(1500), does.call(1800, 'convinced'), does.report(2400, 'prevented', { category: 'orderBrushing', amountAtRisk: 3000 }), revisit(day - 6, 'calm')] };
  },
  (from) => {
    const does = handling(from);
    return { grade: 'medium', deeds: [does.begun, does.sign(240), does.call(900, 'noFraud', { note: '向亲属正常转账，已核实。' }), does.report(1200, 'falseAlert', { note: '正常转账' })] };
  },
  (from, day, random) => {
    const [does, amount] = [handling(from), 5000 + random.between(0, 60) * 500];
    const deeds = [does.begun, does.sign(50), does.call(150, 'convinced', { paying: true }), does.locate(400, 'found', HOME), does.meet(1500, 'convinced', { place: 'bank' }), does.report(3600, 'partlyLost', { category: 'fakeAuthority', amountAtRisk: amount * 3, amountLost: amount }), revisit(day - 6, 'calm')];
    return { grade: 'high', deeds, facts: { paying: true }, linked: stopOf(from, day % 4 === 0 ? 'ended' : 'declined', `62000000${String(random.between(0, 99_999_999)).padStart(8, '0')}`, amount) };
  },
  // Signed late, met late, and deceived once more after the warning.
  (from, day, random) => ({ grade: 'high', deeds: [...prevented(from, random, { signed: 95, met: 2400 }), revisit(day - 6, 'lostSince', { lostAfterContact: 1800 })] }),
  (from, day) => {
    const does = handling(from);
    return { grade: 'medium', deeds: [does.begun, does.sign(280), does.call(2400, 'doubtful'), does.locate(2700, 'found', HOME), does.meet(7200, 'doubtful', { place: 'home' }), does.report(9000, 'lost', { category: 'fakeInvestment', amountLost: 26_000, lostAfterContact: 6000 }), revisit(day - 6, 'calm')] };
  },
  (from) => {
    const does = handling(from);
    return { grade: 'high', deeds: [does.begun, does.sign(45), does.call(170, 'declined'), does.locate(500, 'found', HOME), does.meet(1600, 'declined'), does.report(2400, 'refused')] };
  },
  (from) => {
    const does = handling(from);
    return { grade: 'low', deeds: [does.begun, does.sign(600), ...[900, 3000, 5100].map((seconds) => does.call(seconds, 'noAnswer')), does.override(7200, 'enough'), does.report(7800, 'notReached', { note: '多次未接，已发提示短信。' })] };
  },
];

const SOURCES = ['national', 'bank', 'centre', 'telecom', 'internet', 'hotline', 'family', 'grid'] as const;
/** Alerts come by day and at night. */
const TIMES = ['09:20', '21:40', '14:10', '23:35', '10:55', '02:50', '16:30', '19:15'] as const;

/** Alerts of the weeks before: more of them at the first station. */
function pastAlerts(station: DemoStation, place: number): Script[] {
  const random = randomOf(`alerts/${station.code}`);
  const apart = place === 0 ? 3 : 13;
  return Array.from({ length: Math.floor((35 - 8) / apart) }, (_, index) => {
    const day = 8 + place + index * apart;
    const from = on(day, TIMES[(index + place) % TIMES.length] ?? '09:20');
    const { grade, deeds, facts, linked } = (PAST[(index + place * 2) % PAST.length] as Past)(from, day, random);
    return alert(station, `of ${day} days ago`, grade, SOURCES[(index * 3 + place) % SOURCES.length] ?? 'national', deeds, facts, linked);
  });
}

/** One person that two stations hear of. */
const SHARED: JsonObject = { name: inventedName(randomOf('alerts/shared')), phone: inventedPhone(randomOf('alerts/shared')) };

/** Alerts that are being handled, in every state, as it looks on the day the demo is loaded. What runs out within minutes is not at the first station, where people look around. */
const PRESENT: Readonly<Record<string, (station: DemoStation) => readonly Script[]>> = {
  dongmen: (station) => {
    const random = randomOf('alerts/present');
    const at = (minutes: number) => handling(ago(minutes));
    const [again, capped, lost, told, unreached] = [at(20), at(200), at(100), at(50), handling(on(1, '15:10'))];
    const paid = handling(on(1, '14:20'));
    return [
      alert(station, 'low, to be signed', 'low', 'telecom', [start(ago(35))]),
      alert(station, 'low, called again soon', 'low', 'internet', [again.begun, again.sign(120), again.call(600, 'noAnswer')]),
      alert(station, 'low, cap reached', 'low', 'national', [capped.begun, capped.sign(120), ...[300, 2400, 4500].map((seconds) => capped.call(seconds, 'noAnswer'))]),
      alert(station, 'medium, nowhere to be found', 'medium', 'hotline', [lost.begun, lost.sign(200), lost.call(700, 'wrongNumber'), lost.locate(2400, 'notFound', { note: '无登记信息。' })]),
      alert(station, 'low, to be reported', 'low', 'grid', [told.begun, told.sign(300), told.call(900, 'convinced')]),
      alert(station, 'high, not reached: to be checked', 'high', 'centre', [unreached.begun, unreached.sign(40), unreached.call(160, 'wrongNumber'), unreached.locate(900, 'notFound', { note: '已搬离。' }), unreached.untraced(1500, 'enough', { reason: '多方查找无果。' }), unreached.report(4000, 'notReached', { note: '见不到本人。' })]),
      alert(station, 'appealed against', 'medium', 'bank', [...prevented(on(3, '11:10'), random, { signed: 100, met: 4000 }), event(on(1, '16:00'), 'appeal', 'on-duty', { statement: '（演示）本人称是正常购房款。' })]),
      alert(station, 'an appeal was upheld', 'medium', 'national', [...prevented(on(16, '15:10'), random, { signed: 100, met: 4000 }), event(on(14, '10:00'), 'appeal', 'on-duty', { statement: '（演示）提供了合同。' }), complete(on(13, '11:00'), 'appealing#decide', 'upheld', 'chief')]),
      alert(station, 'to be visited again', 'high', 'family', prevented(on(6, '09:10'), random)),
      alert(station, 'visited again later', 'medium', 'bank', prevented(on(2, '10:40'), random, { signed: 130, met: 3600 })),
      alert(station, 'a stop runs', 'high', 'bank', [paid.begun, paid.sign(35), paid.call(140, 'convinced', { paying: true }), paid.locate(420, 'found', HOME), paid.meet(1500, 'convinced', { place: 'bank' }), paid.report(3000, 'partlyLost', { category: 'romance', amountAtRisk: 40_000, amountLost: 9000 })], { paying: true }, stopOf(on(1, '14:20'), 'stopped', '6200000000010001', 9000)),
    ];
  },
  beiji: (station) => [alert(station, 'known at two stations', 'low', 'grid', [start(ago(55))], { person: SHARED })],
  xuefu: (station) => [alert(station, 'nothing was paid after all', 'high', 'telecom', prevented(on(3, '20:15'), randomOf('alerts/unpaid')), { paying: true }, stopOf(on(3, '20:15'), 'notNeeded'))],
  xincheng: (station) => {
    const [does, signed, met] = [handling(ago(70)), handling(ago(9)), handling(ago(14))];
    const person = { ...personOf(station, 'minor'), minor: true, guardian: { name: inventedName(randomOf('alerts/guardian')), phone: inventedPhone(randomOf('alerts/guardian')) } };
    return [
      alert(station, 'medium, to be called', 'medium', 'hotline', [signed.begun, signed.sign(180)], { narrative: KINDS[3]?.narrative ?? '' }),
      alert(station, 'high, to be met', 'high', 'bank', [met.begun, met.sign(30), met.call(120, 'convinced'), met.locate(300, 'found', { whereabouts: '演示银行新城支行', foundBy: 'bank' })], { narrative: KINDS[4]?.narrative ?? '' }),
      alert(station, 'under 18: through the guardian', 'medium', 'family', [does.begun, does.sign(150), does.call(800, 'convinced'), does.locate(1500, 'found', { whereabouts: '家中，监护人陪同', foundBy: 'family' })], { person }),
    ];
  },
  xiguan: (station) => [alert(station, 'known at two stations', 'medium', 'national', [start(ago(3))], { person: SHARED })],
  xingang: (station) => {
    const does = handling(ago(25));
    return [
      alert(station, 'high, it rings', 'high', 'national', [start(ago(1))], { narrative: KINDS[1]?.narrative ?? '' }),
      alert(station, 'money on its way: the centre is to decide', 'high', 'bank', [does.begun, does.sign(30), does.call(150, 'convinced', { paying: true }), does.locate(300, 'found', { whereabouts: '演示银行新港支行', foundBy: 'bank' })], { paying: true }, stopOf(ago(25), 'asked', '6200000000010002', 18_000)),
    ];
  },
};

/** Which alerts a station shows: what is under way, and some weeks of what is over. */
export function alertsFor(place: number): readonly Script[] {
  const station = STATIONS[place];
  return station === undefined ? [] : [...(PRESENT[station.code]?.(station) ?? []), ...pastAlerts(station, place)];
}
