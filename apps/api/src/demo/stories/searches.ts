import type { JsonObject } from '@stationhouse/workflow';
import { toWgs84, type Point } from '../world/map.js';
import { randomOf, type Random } from '../world/random.js';
import { inventedName, inventedPhone } from '../world/slots.js';
import { STATIONS, type DemoStation } from '../world/stations.js';
import { ago, asking, complete, event, later, on, start, type Content, type Deed, type Player, type Script, type UnitKind } from './deeds.js';
import type { Moment } from './moments.js';

const B = 'searching.branches';
const WEEKS = 5;

interface Missing {
  readonly group: 'child' | 'youth' | 'adult' | 'elder';
  readonly age: number;
  readonly sex: 'male' | 'female';
  readonly clothing: string;
  readonly features?: string;
  readonly risks?: readonly string[];
  readonly account: string;
}

/** Who goes missing in the demo, and how it came about: invented, as all of it. */
const PEOPLE = {
  boy: { group: 'child', age: 5, sex: 'male', clothing: '红色上衣、蓝色短裤', features: '寸头，背恐龙图案小书包', account: '（演示）家长在二楼拍照，回头不见孩子。' },
  girl: { group: 'child', age: 7, sex: 'female', clothing: '黄色连衣裙、白色凉鞋', account: '（演示）集市上人多，孩子松手后走散。' },
  pupil: { group: 'youth', age: 15, sex: 'female', clothing: '蓝白校服', account: '（演示）放学后没有回家，手机关机。' },
  grandmother: { group: 'elder', age: 83, sex: 'female', clothing: '深灰棉袄、黑布鞋', features: '驼背，拄竹杖', risks: ['illness'], account: '（演示）午后出门买菜未归，近来常认不得路。' },
  grandfather: { group: 'elder', age: 78, sex: 'male', clothing: '蓝色中山装、戴鸭舌帽', account: '（演示）陪看病时走散。' },
  worker: { group: 'adult', age: 34, sex: 'male', clothing: '灰色工装', account: '（演示）与家人争吵后离家，电话不接。' },
  student: { group: 'adult', age: 20, sex: 'female', clothing: '白色外套、牛仔裤', risks: ['selfHarm'], account: '（演示）留下一张字条后离开宿舍。' },
} as const satisfies Readonly<Record<string, Missing>>;
type Who = keyof typeof PEOPLE;

const position = ([east, north]: Point, byEast = 0, byNorth = 0): JsonObject => ({ ...toWgs84([east + byEast, north + byNorth]) });
const spotOf = (station: DemoStation, index = 0) => station.hotSpots[index % station.hotSpots.length] ?? { name: station.name, at: [0, 0] as Point, weight: 1 };

/** What a search begins with. @param lostBefore minutes before the report */
function reportOf(station: DemoStation, name: string, who: Who, { spot = 0, lostBefore = 40, more = {} }: { readonly spot?: number; readonly lostBefore?: number; readonly more?: JsonObject } = {}): Content {
  const random = randomOf(`searches/${station.code}/${name}`);
  const [place, { account, ...person }]: [ReturnType<typeof spotOf>, Missing] = [spotOf(station, spot), PEOPLE[who]];
  const { risks, ...seen } = person;
  const facts = {
    person: { ...seen, name: inventedName(random) },
    reporter: { name: inventedName(random), phone: inventedPhone(random), relation: person.group === 'adult' ? 'family' : 'parent' },
    lastPlace: place.name, point: position(place.at), account,
    ...(risks === undefined ? {} : { risks: [...risks] }),
  };
  return ({ minutesBefore }) => ({ ...facts, lastSeenOn: minutesBefore(lostBefore), ...more });
}

/** What is done in one search, in seconds after it was reported. */
export function searching(from: Moment) {
  const deed = (task: string, by: Player) => (seconds: number, outcome: string, form: JsonObject | Content = {}) => complete(later(from, seconds), task, outcome, by, form);
  const say = (name: string, by: Player = 'on-duty') => (seconds: number, payload?: JsonObject | Content) => event(later(from, seconds), name, by, payload);
  const branch = (place: string, by: Player = 'on-duty') => deed(`${B}.${place}`, by);
  const [dispatch, arrive] = [branch('ground.toDispatch#dispatch'), branch('ground.onTheWay#arrive', 'community-officer')];
  return {
    begun: start(from),
    ask: branch('questioning.toAsk#ask'),
    /** Officers are sent, and are there. */
    sent: (dispatched: number, arrived: number): readonly Deed[] => [dispatch(dispatched, 'dispatched'), arrive(arrived, 'arrived')],
    dispatch,
    sweep: branch('ground.sweeping#sweep', 'community-officer'),
    videos: (seconds: number, cameras: readonly string[]) => asking(branch('video.toRequest#request')(seconds, 'requested', { cameras: [...cameras] })),
    posts: (seconds: number, kinds: readonly UnitKind[]) => asking(branch('posts.toAsk#ask')(seconds, 'asked', ({ unit }) => ({ posts: kinds.map(unit) }))),
    fly: branch('drone.toFly#fly', 'auxiliary'),
    water: branch('water.toSearch#water', 'community-officer'),
    review: branch('directing.toReview#review', 'duty-commander'),
    approvePoster: branch('poster.toApprove#approve', 'duty-commander'),
    poster: say('poster'), clue: say('clue'), correct: say('correct'), found: say('found', 'community-officer'), told: say('toldReporter'), neighbours: say('askNeighbours'), putBy: say('putBy', 'duty-commander'), hunted: say('hunted', 'duty-commander'),
    confirm: (seconds: number, outcome: string, form: JsonObject) => asking(deed('found.confirming#confirm', 'on-duty')(seconds, outcome, form)),
    guardian: deed('found.guardian#check', 'on-duty'),
    protect: deed('found.protecting#protect', 'chief'),
    choice: deed('found.choice#ask', 'community-officer'),
    tell: deed('found.telling#tell', 'on-duty'),
    pause: deed('putBy#decide', 'chief'),
    case: deed('escalating#decide', 'chief'),
  };
}
type Search = ReturnType<typeof searching>;

const seen = (seconds: number, station: DemoStation, search: Search, { minutes, place, note = '', source = 'video', sure = 'likely', by = [0.4, 0.3], water = false }: { readonly minutes: number; readonly place: string; readonly note?: string; readonly source?: string; readonly sure?: string; readonly by?: Point; readonly water?: boolean }): Deed =>
  search.clue(seconds, ({ minutesBefore }) => ({ seenOn: minutesBefore(minutes), source, sure, place, point: position(spotOf(station).at, ...by), ...(water ? { towardsWater: true } : {}), ...(note === '' ? {} : { note }) }));
const GUARDIAN = (proof = 'police'): JsonObject => ({ guardian: { name: inventedName(randomOf(`searches/guardian/${proof}`)), proof } });

/** The end of a search for a minor: confirmed, and handed to a proven guardian. */
const handedOver = (does: Search, found: number, place: string, foundBy: string, proof = 'police'): readonly Deed[] => [
  does.found(found, { foundBy, foundPlace: place }),
  does.confirm(found + 600, 'confirmed', { condition: 'safe' }),
  does.guardian(found + 2400, 'proven', GUARDIAN(proof)),
];
/** The end of a search for an adult: asked what the reporter may know. */
const told = (does: Search, found: number, place: string, foundBy: string, mayTell = 'whereToo'): readonly Deed[] => [
  does.found(found, { foundBy, foundPlace: place }),
  does.confirm(found + 600, 'confirmed', { condition: 'safe' }),
  does.choice(found + 1500, 'asked', { mayTell }),
  does.tell(found + 2400, 'told'),
];

const search = (station: DemoStation, name: string, who: Who, deeds: readonly Deed[], { each, ...report }: Parameters<typeof reportOf>[3] & { readonly each?: Script['each'] } = {}): Script => ({
  name: `search: ${name}`,
  begins: { workflow: 'missing-person', data: reportOf(station, name, who, report) },
  deeds,
  ...(each === undefined ? {} : { each }),
});

type Past = (does: Search, station: DemoStation, random: Random) => { readonly who: Who; readonly deeds: readonly Deed[]; readonly lostBefore?: number };
const quick = (does: Search, random: Random): readonly Deed[] => [does.ask(random.between(25, 55), 'asked'), ...does.sent(random.between(70, 170), random.between(280, 560)), does.told(random.between(900, 1800))];

/** How searches of the last weeks went: most within the hour, some late, one ending in a case. */
const PAST: readonly Past[] = [
  (does, station, random) => ({ who: 'boy', lostBefore: random.between(10, 40), deeds: [does.begun, ...quick(does, random), ...handedOver(does, random.between(2000, 5000), spotOf(station, 1).name, 'ground', 'household')] }),
  (does, station, random) => ({ who: 'grandfather', lostBefore: random.between(60, 180), deeds: [does.begun, ...quick(does, random), ...told(does, random.between(5600, 9000), spotOf(station, 2).name, 'public')] }),
  (does, station, random) => ({ who: 'girl', lostBefore: random.between(5, 25), deeds: [does.begun, ...quick(does, random), does.posts(200, ['property', 'volunteers']), ...handedOver(does, random.between(1900, 2600), spotOf(station, 0).name, 'post')] }),
  (does, station, random) => ({ who: 'worker', lostBefore: random.between(300, 900), deeds: [does.begun, does.ask(600, 'asked'), does.dispatch(1500, 'dispatched'), does.told(40_000), ...told(does, random.between(50_000, 70_000), spotOf(station, 3).name, 'returned', 'safeOnly')] }),
  // Asked late and sent late: the clocks show it.
  (does, station, random) => ({ who: 'grandmother', lostBefore: random.between(90, 200), deeds: [does.begun, does.ask(130, 'asked'), ...does.sent(260, 900), does.videos(400, ['公交站，09:00–11:00']), does.told(3000), ...told(does, random.between(6000, 6900), spotOf(station, 4).name, 'video')] }),
  (does, _station, random) => ({ who: 'pupil', lostBefore: random.between(120, 300), deeds: [does.begun, ...quick(does, random), does.found(6400, { foundBy: 'elsewhere', foundPlace: '邻县客运站' }), does.confirm(7100, 'confirmed', { condition: 'safe' }), does.guardian(12_000, 'nobody', { note: '（演示）监护人在外地，暂由救助站照护。' })] }),
];
/** People go missing after school, at markets and at night. */
const TIMES = ['16:20', '10:40', '19:05', '14:00', '21:30', '07:50'] as const;

function pastSearches(station: DemoStation, place: number): Script[] {
  const apart = place === 0 ? 5 : 16;
  return Array.from({ length: Math.floor((WEEKS * 7 - 3) / apart) }, (_, index) => {
    const [day, random] = [3 + place + index * apart, randomOf(`searches/${station.code}/${index}`)];
    const from = on(day, TIMES[(index + place) % TIMES.length] ?? '16:20');
    const { who, deeds, lostBefore } = (PAST[(index + place * 2) % PAST.length] as Past)(searching(from), station, random);
    return search(station, `of ${day} days ago`, who, deeds, { spot: index, ...(lostBefore === undefined ? {} : { lostBefore }) });
  });
}

/** Searches under way in every state, as it looks on the day the demo is loaded. What rings is not at the first station, where people look around. */
const PRESENT: Readonly<Record<string, (station: DemoStation) => readonly Script[]>> = {
  dongmen: (station) => {
    const [boy, twice, paused, adult] = [searching(ago(64)), searching(ago(52)), searching(on(9, '18:30')), searching(ago(150))];
    const asked = later(ago(64), 210);
    return [
      search(station, 'a boy, towards water: posts, video and neighbours asked, poster out', 'boy', [
        boy.begun, boy.ask(45, 'asked', { height: 110 }), ...boy.sent(100, 420),
        boy.videos(150, ['城楼二楼通道，12:00–12:40', '南门 3 号，12:10–12:50', '望江公园北口，12:20–13:00']), boy.posts(200, ['property', 'volunteers', 'community', 'other']), boy.neighbours(260),
        { at: later(ago(64), 520), do: 'neighbour', by: 'on-duty', of: 'xincheng', answer: 'received' },
        boy.correct(700, ({ minutesBefore }) => ({ lastSeenOn: minutesBefore(55), lastPlace: '东门城楼下', point: position(spotOf(station).at, -0.1, -0.1), source: 'video' })),
        seen(760, station, boy, { minutes: 38, place: '望江公园北口', note: '（演示）独自朝江边方向走。', sure: 'certain', by: [-2.6, -1.1], water: true }),
        boy.water(950, 'nothing', { note: '沿江步道北段已查。' }), boy.poster(1000, { posterText: '寻找一名 5 岁男孩，红色上衣、蓝色短裤，背恐龙图案小书包。见到请拨 110。' }), boy.approvePoster(1300, 'approved'),
        { at: later(ago(64), 1400), do: 'neighbour', by: 'on-duty', of: 'xiguan', answer: 'searching' },
        { at: later(ago(64), 1500), do: 'neighbour', by: 'on-duty', of: 'xuefu', answer: 'clue', place: '书香街公交站', words: '（演示）一名红衣男孩随大人上车，存疑。' },
        boy.sweep(1800, 'nothing', { note: '城楼周边商铺已查。' }), boy.told(2000), boy.fly(2300, 'nothing'),
      ], {
        lostBefore: 20,
        each: [
          { workflow: 'post-question', of: 'property', deeds: [complete(later(asked, 120), 'asked#answer', 'notSeen', 'post-operator')] },
          { workflow: 'post-question', of: 'volunteers', deeds: [complete(later(asked, 260), 'asked#answer', 'seen', 'volunteer', { answer: '（演示）十二点半左右在公园北口见过，一个人。' })] },
          { workflow: 'post-question', of: 'community', deeds: [complete(later(asked, 300), 'asked#answer', 'notSeen', 'building-lead')] },
          { workflow: 'video-request', of: { item: '城楼二楼通道，12:00–12:40' }, deeds: [complete(later(asked, 400), 'asked#look', 'notSeen', 'on-duty')] },
          { workflow: 'video-request', of: { item: '南门 3 号，12:10–12:50' }, deeds: [complete(later(asked, 460), 'asked#look', 'seen', 'on-duty', { seen: '（演示）12:15 独自下楼，往公园方向。' })] },
          { workflow: 'video-request', of: { item: '望江公园北口，12:20–13:00' }, deeds: [complete(later(asked, 480), 'asked#look', 'noVideo', 'on-duty')] },
        ],
      }),
      search(station, 'two posts say that they found the girl', 'girl', [
        twice.begun, twice.ask(50, 'asked'), ...twice.sent(120, 500), twice.posts(180, ['property', 'volunteers']),
        twice.found(2100, { foundBy: 'post', foundPlace: '鼓楼步行街服务台', note: '（演示）黄裙女孩，说不出姓名。' }), twice.found(2140, { foundBy: 'public', foundPlace: '文庙小吃街', note: '（演示）店主称店内有一走散女孩。' }),
      ], { spot: 1, each: [{ workflow: 'post-question', of: 'property', deeds: [complete(later(ago(52), 2000), 'asked#answer', 'withUs', 'post-operator', { answer: '（演示）女孩在服务台，黄裙。' })] }] }),
      search(station, 'put by with a date', 'worker', [paused.begun, paused.ask(500, 'asked'), paused.dispatch(1500, 'dispatched'), paused.posts(1800, ['other']), paused.told(20_000), paused.putBy(90_000), paused.pause(93_000, 'putBy', ({ dateAfter }) => ({ reviewOn: dateAfter(14), note: '（演示）本人与亲友仍有联系，暂无危险迹象。' }))], { lostBefore: 600 }),
      search(station, 'an adult is asked what the reporter may know', 'worker', [adult.begun, adult.ask(400, 'asked'), adult.dispatch(900, 'dispatched'), adult.found(7200, { foundBy: 'public', foundPlace: '东门客运站' }), adult.confirm(8100, 'confirmed', { condition: 'safe' })], { spot: 5, lostBefore: 400 }),
    ];
  },
  beiji: (station) => {
    const [guard, again] = [searching(ago(95)), searching(on(20, '09:30'))];
    return [
      search(station, 'the guardian is to be checked', 'girl', [guard.begun, guard.ask(40, 'asked'), ...guard.sent(140, 560), guard.found(4200, { foundBy: 'post', foundPlace: '北集汽车站' }), guard.confirm(4700, 'confirmed', { condition: 'safe' })]),
      search(station, 'put by, to be looked at again', 'worker', [again.begun, again.ask(500, 'asked'), again.dispatch(1500, 'dispatched'), again.told(20_000), again.putBy(90_000), again.pause(93_000, 'putBy', ({ dateAfter }) => ({ reviewOn: dateAfter(18), note: '（演示）外出务工，联系时断时续。' }))], { lostBefore: 3000 }),
    ];
  },
  xuefu: (station) => {
    const [student, pupil] = [searching(ago(33)), searching(ago(210))];
    return [
      search(station, 'may harm herself: no poster, the drone is up', 'student', [student.begun, student.ask(35, 'asked', { phone: inventedPhone(randomOf('searches/student')) }), ...student.sent(80, 400), student.videos(160, ['师范学院西门，20:00–21:00']), student.fly(600, 'grounded', { note: '（演示）阵风六级，暂不能起飞。' })], { spot: 1, lostBefore: 90 }),
      search(station, 'the guardian is suspected: nobody takes her', 'pupil', [pupil.begun, pupil.ask(50, 'asked', { risks: ['abuse'] }), ...pupil.sent(110, 480), pupil.found(8000, { foundBy: 'ground', foundPlace: '书香街' }), pupil.confirm(8600, 'confirmed', { condition: 'hurt' }), pupil.guardian(9800, 'suspected', { note: '（演示）手臂有旧伤，本人不愿随来人离开。' })], { spot: 2, lostBefore: 240 }),
    ];
  },
  xincheng: (station) => {
    const [elder, chief] = [searching(ago(11)), searching(ago(300))];
    return [
      search(station, 'an elder: everything was just begun', 'grandmother', [elder.begun, elder.ask(50, 'asked'), elder.dispatch(150, 'dispatched')], { lostBefore: 100 }),
      search(station, 'whether to put it by is the chief’s', 'worker', [chief.begun, chief.ask(500, 'unreachable'), chief.ask(1000, 'asked'), chief.dispatch(1200, 'dispatched'), chief.putBy(16_000)], { spot: 4, lostBefore: 1500 }),
    ];
  },
  xiguan: (station) => {
    const [ended, doubt, gone] = [searching(on(12, '08:10')), searching(ago(180)), searching(on(6, '20:15'))];
    return [
      search(station, 'it became a case', 'pupil', [ended.begun, ended.ask(50, 'asked'), ...ended.sent(130, 500), ended.told(3000), ended.hunted(6900, undefined), ended.case(9000, 'accepted', { caseNumber: '演示受案〔2026〕0001 号', note: '（演示）有被诱骗迹象。' })], { lostBefore: 600 }),
      search(station, 'whether it is a case is the chief’s', 'worker', [doubt.begun, doubt.ask(400, 'asked'), ...doubt.sent(700, 1500), doubt.sweep(4000, 'searched', { note: '（演示）住处、车站、网吧均已查。' }), doubt.hunted(9000, undefined)], { lostBefore: 2000 }),
      search(station, 'protected', 'pupil', [gone.begun, gone.ask(50, 'asked', { risks: ['abuse'] }), ...gone.sent(120, 520), gone.told(3000), gone.found(5400, { foundBy: 'ground', foundPlace: '西关菜市场' }), gone.confirm(6000, 'confirmed', { condition: 'safe' }), gone.guardian(7000, 'suspected', { note: '（演示）本人称曾被殴打。' }), gone.protect(9000, 'protected')], { spot: 2, lostBefore: 200 }),
    ];
  },
  xingang: (station) => [search(station, 'a child, just reported: it rings', 'boy', [start(ago(1))], { lostBefore: 12, more: { risks: ['water'] } })],
};

/** Which searches a station shows: what is under way, and some weeks of what is over. */
export function searchesFor(place: number): readonly Script[] {
  const station = STATIONS[place];
  return station === undefined ? [] : [...(PRESENT[station.code]?.(station) ?? []), ...pastSearches(station, place)];
}
