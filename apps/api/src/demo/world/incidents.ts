import { Temporal } from 'temporal-polyfill';
import type { Channel, Outcome } from '@stationhouse/incidents';
import { CALLS, type CallSort } from './calls.js';
import { pointIn, toWgs84, type Point } from './map.js';
import { randomOf, type Random } from './random.js';
import { dayFactor, secondOfDay } from './rhythm.js';
import { inventedName, inventedPhone, tell } from './slots.js';
import { BUREAU, type DemoStation } from './stations.js';

/** One invented call for service, as the register takes it. Moments are UTC; the place is WGS-84. */
export interface DemoIncident {
  /** Stable within a story: station and running number, `dongmen-000123`. */
  readonly sourceId: string;
  readonly channel: Channel;
  readonly category: string;
  readonly receivedAt: Date;
  readonly occurredAt: Date | undefined;
  readonly dispatchedAt: Date | undefined;
  readonly acknowledgedAt: Date | undefined;
  readonly arrivedAt: Date | undefined;
  readonly clearedAt: Date | undefined;
  /** Undefined while the call is open. */
  readonly outcome: Outcome | undefined;
  readonly disposition: string | undefined;
  readonly disposedAt: Date | undefined;
  readonly address: string;
  readonly postcode: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly reporterName: string | undefined;
  readonly reporterPhone: string | undefined;
  readonly narrative: string;
  readonly units: readonly string[];
}

export interface Story {
  /** The present moment of the story: nothing is later. */
  readonly now: Date;
  /** Local days back from today; two years by default. */
  readonly days?: number;
  readonly seed?: string;
  /** Thins the story out for tests: 0.1 is a tenth of the calls. */
  readonly density?: number;
}

const DAYS = 730;

/** Calls of the last hour that nobody has reported on yet, so that a station always has some: minutes before now. */
const UNREPORTED = [7, 24, 51];

/** Every call of one station, oldest first. The same story gives the same calls, to the last digit. */
export function* incidentsOf(station: DemoStation, story: Story): Generator<DemoIncident> {
  const days = story.days ?? DAYS;
  const today = Temporal.Instant.fromEpochMilliseconds(story.now.getTime()).toZonedDateTimeISO(BUREAU.timeZone).toPlainDate();
  const sorts = CALLS.map((call) => ({ call, share: call.weight * leaning(station, call.category) }));
  const total = sorts.reduce((sum, { share }) => sum + share, 0);
  let number = 0;
  for (let daysAgo = days; daysAgo >= 0; daysAgo--) {
    const date = today.subtract({ days: daysAgo });
    const midnight = date.toZonedDateTime(BUREAU.timeZone).epochMilliseconds;
    // One sequence per station and day: a change in one day's templates leaves the other days alone.
    const random = randomOf(`${story.seed ?? 'stationhouse'}/${station.code}/${daysAgo}`);
    const moments: { at: Date; call: CallSort; unreported?: boolean }[] = [];
    for (const { call, share } of sorts) {
      const factor = dayFactor(station.kind, call.pattern, { daysAgo, weekday: date.dayOfWeek, month: date.month });
      const count = random.poisson((station.callsPerDay * (story.density ?? 1) * factor * share) / total);
      for (let index = 0; index < count; index++) moments.push({ at: new Date(midnight + secondOfDay(call.pattern, random) * 1000), call });
    }
    if (daysAgo === 0) moments.push(...unreportedCalls(story.now, midnight, random));
    moments.sort((left, right) => left.at.getTime() - right.at.getTime());
    for (const { at, call, unreported = false } of moments) {
      if (at.getTime() > story.now.getTime() - 60_000) continue;
      number += 1;
      yield incidentOf(station, call, { receivedAt: at, now: story.now, unreported }, `${station.code}-${String(number).padStart(6, '0')}`, random);
    }
  }
}

function unreportedCalls(now: Date, midnight: number, random: Random): { at: Date; call: CallSort; unreported: true }[] {
  const dispatched = CALLS.filter((call) => call.dispatched && call.weight >= 5);
  return UNREPORTED.map((minutes) => ({ at: new Date(Math.max(now.getTime() - minutes * 60_000, midnight)), call: random.pick(dispatched), unreported: true }));
}

/** The most particular leaning of a category: its own, else its root's. */
function leaning(station: DemoStation, category: string): number {
  return station.leaning[category] ?? station.leaning[category.split('.')[0] ?? ''] ?? 1;
}

interface Timing {
  readonly receivedAt: Date;
  readonly now: Date;
  /** The unit is there, or back, and has not reported. */
  readonly unreported: boolean;
}

function incidentOf(station: DemoStation, call: CallSort, { receivedAt, now, unreported }: Timing, sourceId: string, random: Random): DemoIncident {
  const story = random.pick(call.stories);
  const anonymous = !story.includes('{caller}');
  const caller = inventedName(random);
  const scene = sceneOf(station, story, random);
  const times = timesOf(station, call, receivedAt, random);
  const finished = times.clearedAt ?? new Date(receivedAt.getTime() + random.between(60, 400) * 1000);
  const disposedAt = new Date(finished.getTime() + random.between(120, 1_800) * 1000);
  const open = unreported || disposedAt.getTime() > now.getTime();
  const outcome = random.weighted(call.outcomes);
  const known = (moment: Date | undefined) => (moment !== undefined && moment.getTime() <= now.getTime() ? moment : undefined);
  return {
    sourceId,
    channel: channelOf(call, random),
    category: call.category,
    receivedAt,
    occurredAt: call.category.startsWith('criminal') ? new Date(receivedAt.getTime() - random.between(4, 600) * 60_000) : undefined,
    dispatchedAt: known(times.dispatchedAt),
    acknowledgedAt: known(times.acknowledgedAt),
    arrivedAt: known(times.arrivedAt),
    clearedAt: known(times.clearedAt),
    outcome: open ? undefined : outcome,
    disposition: open ? undefined : dispositionOf(outcome, call, random),
    disposedAt: open ? undefined : disposedAt,
    address: scene.address,
    postcode: station.postcode,
    ...toWgs84(scene.point),
    reporterName: anonymous ? undefined : caller,
    reporterPhone: anonymous && random.chance(0.5) ? undefined : inventedPhone(random),
    narrative: tell(story, { caller, ...scene.slots }, random, station),
    units: call.dispatched ? unitsOf(station, call, random) : [],
  };
}

/** Where it happened: at a hot spot when the story names one, else at a road's or an estate's own corner of the district. */
function sceneOf(station: DemoStation, story: string, random: Random): { point: Point; address: string; slots: Record<string, string> } {
  if (story.includes('{spot}') || (story.includes('{place}') && random.chance(0.6))) {
    const spot = station.hotSpots[random.index(station.hotSpots.map(({ weight }) => weight))] as DemoStation['hotSpots'][number];
    return { point: pointIn(station.code, random, spot.at, 0.16), address: `${spot.name}附近`, slots: { spot: spot.name, place: spot.name } };
  }
  if (story.includes('{home}') || story.includes('{estate}')) {
    const estate = random.pick(station.estates);
    const home = `${estate}${random.between(1, 28)}栋`;
    const point = pointIn(station.code, random, cornerOf(station, estate), 0.3);
    return { point, address: `${home}${random.between(1, 3)}单元`, slots: { home, estate } };
  }
  const road = random.pick(station.roads);
  const no = String(random.between(1, 288));
  return { point: pointIn(station.code, random, cornerOf(station, road), 0.5), address: `${road}${no}号`, slots: { road, no, place: `${road}${no}号` } };
}

/** A name always lies at the same corner. */
function cornerOf(station: DemoStation, name: string): Point {
  return pointIn(station.code, randomOf(`${station.code}/${name}`));
}

function timesOf(station: DemoStation, call: CallSort, receivedAt: Date, random: Random): { dispatchedAt?: Date; acknowledgedAt?: Date; arrivedAt?: Date; clearedAt?: Date } {
  if (!call.dispatched) return {};
  const after = (moment: Date, seconds: number) => new Date(moment.getTime() + Math.round(seconds) * 1000);
  const around = (middle: number, spread: number) => middle * Math.exp(random.normal() * spread);
  const dispatchedAt = after(receivedAt, around(55, 0.45));
  const acknowledgedAt = after(dispatchedAt, around(19, 0.6));
  const arrivedAt = after(acknowledgedAt, around(station.minutesToScene * 52, 0.38));
  return { dispatchedAt, acknowledgedAt, arrivedAt, clearedAt: after(arrivedAt, around(call.minutesOnScene * 60, 0.5)) };
}

function channelOf(call: CallSort, random: Random): Channel {
  if (call.category === 'criminal.telecomFraud') return random.weighted({ WALK_IN: 58, PHONE_110: 34, ONLINE: 8 });
  if (call.category === 'nonPolice' || call.category === 'enquiry') return random.weighted({ PHONE_110: 82, WALK_IN: 12, TRANSFER: 6 });
  return random.weighted({ PHONE_110: 84, WALK_IN: 8, PATROL: 4, ONLINE: 2, ALARM: 1, TRANSFER: 1 });
}

function unitsOf(station: DemoStation, call: CallSort, random: Random): string[] {
  const crew = (index: number) => `${station.name.slice(0, 2)}${String(index).padStart(2, '0')}`;
  const first = random.between(1, 6);
  const serious = ['criminal.injury', 'publicOrder.fight', 'massEvent', 'assistance.missingPerson', 'disaster.fire'].includes(call.category);
  return serious ? [crew(first), crew((first % 6) + 1)] : [crew(first)];
}

const ENDINGS: Readonly<Record<Outcome, readonly string[]>> = {
  handled: ['民警到场处置完毕，秩序恢复。', '已到场处理，当事人无异议。', '现场核实并妥善处置。'],
  advised: ['已告知办理途径。', '已向当事人讲明法律规定，引导依法解决。'],
  mediated: ['经民警现场调解，双方自行和解。', '双方互相致歉，不再追究。', '现场调解，达成口头协议。'],
  caseAccepted: ['已受案，移交办案队。', '已制作笔录，受案调查。'],
  penalised: ['依法当场处罚。', '已作出处罚并教育。'],
  arrested: ['已抓获嫌疑人，带回审查。'],
  transferred: ['已移交有管辖权的单位。', '移交专业部门处理。'],
  nonPolice: ['非警务事项，已转 12345。'],
  falseAlarm: ['经核实为虚惊。', '到场核实无异常。'],
  callerNotFound: ['到场未见报警人，电话无人接听。'],
  repeatCall: ['与前一警情重复，合并处置。'],
  recorded: ['登记备查。'],
};

function dispositionOf(outcome: Outcome, call: CallSort, random: Random): string {
  if (call.category === 'assistance.missingPerson' && outcome === 'handled') return random.pick(['人已找到，交由家属领回。', '经视频与现场查找，人已找到并护送回家。']);
  if (outcome === 'falseAlarm' && /[tT]heft|pickpocketing|burglary/.test(call.category)) return '经核实为虚惊，物品已找到。';
  if (outcome === 'advised' && call.dispatched) return '已向当事人讲明法律规定，引导依法解决。';
  return random.pick(ENDINGS[outcome]);
}
