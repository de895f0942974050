import { localDate } from '@stationhouse/kernel';
import { likeness, metresBetween, placesApart, type Deed, type Point } from './deed.js';
import type { Finding, Look } from './rules.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Records this far apart are compared. */
const COPIED_WITHIN_MS = 30 * DAY;
/** Records of one occasion state moments no further apart. */
const ONE_OCCASION_MS = HOUR;

/** Visits to places apart, completed within minutes, whose moments make no journey. */
export function batches({ deeds, zone, threshold }: Look): Finding[] {
  const [least, within, places, apart] = [threshold('visits'), threshold('within') * MINUTE, threshold('places'), threshold('apart')];
  return byAccount(deeds.filter(isVisit)).flatMap(([accountId, visits]) => {
    const found = runs(visits, ({ completedAt }) => completedAt.getTime(), within).filter((run) => run.length >= least && placesApart(pointsOf(run), apart).length >= places && !isJourney(run, apart));
    return oncePer(found, (run) => day(run, zone)).map(([when, run]) => finding(accountId, when, run, { visits: run.length, places: placesApart(pointsOf(run), apart).length, minutes: Math.ceil(length(run.map(({ completedAt }) => completedAt)) / MINUTE) }));
  });
}

/** Visits in a row whose stated moments leave no time to come from one place to the next. */
export function impossible({ deeds, zone, threshold }: Look): Finding[] {
  const [least, apart, speed] = [threshold('places'), threshold('apart'), threshold('speed')];
  return byAccount(deeds.filter((deed) => isVisit(deed) && deed.point !== null)).flatMap(([accountId, visits]) => {
    const ordered = [...visits].sort((left, right) => stated(left) - stated(right));
    const found = chains(ordered, (left, right) => left.instanceId !== right.instanceId && isApart(left, right, apart) && tooFast(left, right, speed)).filter((run) => placesApart(pointsOf(run), apart).length >= least);
    return oncePer(found, (run) => localDate(run[0]?.happenedAt ?? new Date(0), zone)).map(([when, run]) =>
      finding(accountId, when, run, { places: placesApart(pointsOf(run), apart).length, minutes: Math.ceil(length(run.flatMap(({ happenedAt }) => happenedAt ?? [])) / MINUTE), metres: Math.round(travelled(run)) }));
  });
}

/** Records of different instances that say almost the same, and are not of one occasion. */
export function copies({ deeds, zone, threshold }: Look): Finding[] {
  const [least, alike, signs] = [threshold('records'), threshold('alike') / 100, threshold('signs')];
  // Four signs to a shingle: a text has three fewer of them than signs.
  return byAccount(deeds.filter(({ words }) => words.size >= signs - 3)).flatMap(([accountId, records]) => {
    const found: Deed[][] = [];
    for (const record of records) {
      const group = found.find(([first]) => first !== undefined && record.completedAt.getTime() - first.completedAt.getTime() <= COPIED_WITHIN_MS && likeness(first.words, record.words) >= alike);
      if (group === undefined) found.push([record]);
      else if (group.every(({ instanceId }) => instanceId !== record.instanceId)) group.push(record);
    }
    const copied = found.filter((group) => group.length >= least && !isOneOccasion(group));
    return oncePer(copied, (group) => month(group, zone)).map(([when, group]) => finding(accountId, when, group, { records: group.length, days: Math.ceil(length(group.map(({ completedAt }) => completedAt)) / DAY) }));
  });
}

/** Tasks completed within seconds that usually take far longer. */
export function instant({ deeds, zone, threshold }: Look): Finding[] {
  const [least, within, times] = [threshold('tasks'), threshold('within') * SECOND, threshold('usual')];
  const usual = new Map([...groups(deeds, ({ task }) => task)].map(([task, all]) => [task, median(all.map(worked))]));
  const quick = deeds.filter((deed) => deed.words.size > 0 && worked(deed) <= within && (usual.get(deed.task) ?? 0) >= times * within);
  return byAccount(quick).flatMap(([accountId, all]) =>
    [...groups(all, ({ completedAt }) => localDate(completedAt, zone))].filter(([, run]) => run.length >= least).map(([when, run]) => finding(accountId, when, run, { tasks: run.length, seconds: Math.round(median(run.map(worked)) / SECOND) })));
}

/** Visits of a month completed on its last day that could have been before. */
export function monthEnd({ deeds, zone, threshold }: Look): Finding[] {
  const [least, share] = [threshold('visits'), threshold('share') / 100];
  return byAccount(deeds.filter(isVisit)).flatMap(([accountId, visits]) =>
    [...groups(visits, ({ completedAt }) => localDate(completedAt, zone).slice(0, 7))].flatMap(([when, all]) => {
      const last = all.filter(({ openedAt, completedAt }) => isLastOfMonth(completedAt, zone) && localDate(openedAt, zone) < localDate(new Date(completedAt.getTime() - 2 * DAY), zone));
      return last.length >= least && last.length >= share * all.length ? [finding(accountId, when, last, { visits: last.length, month: all.length })] : [];
    }));
}

/** Tasks completed in the last hour before they were due, month over. */
export function lastHour({ deeds, zone, threshold }: Look): Finding[] {
  const [least, share, days] = [threshold('tasks'), threshold('share') / 100, threshold('days')];
  const due = deeds.filter(({ openedAt, dueAt }) => dueAt !== null && dueAt.getTime() - openedAt.getTime() >= DAY);
  return byAccount(due).flatMap(([accountId, all]) =>
    [...groups(all, ({ completedAt }) => localDate(completedAt, zone).slice(0, 7))].flatMap(([when, month]) => {
      const last = month.filter(({ dueAt, completedAt }) => dueAt !== null && dueAt >= completedAt && dueAt.getTime() - completedAt.getTime() <= HOUR);
      const dueDays = new Set(last.map(({ dueAt }) => localDate(dueAt ?? new Date(0), zone))).size;
      return last.length >= least && last.length >= share * month.length && dueDays >= days ? [finding(accountId, when, last, { tasks: last.length, month: month.length, days: dueDays })] : [];
    }));
}

function finding(accountId: string, when: string, deeds: readonly Deed[], facts: Readonly<Record<string, number>>): Finding {
  return { accountId, occasion: `${accountId} ${when}`, deeds, facts };
}

function isVisit({ happenedAt }: Deed): boolean {
  return happenedAt !== null;
}

function stated({ happenedAt, completedAt }: Deed): number {
  return (happenedAt ?? completedAt).getTime();
}

function pointsOf(deeds: readonly Deed[]): Point[] {
  return deeds.flatMap(({ point }) => point ?? []);
}

function isApart(left: Deed, right: Deed, metres: number): boolean {
  return left.point !== null && right.point !== null && metresBetween(left.point, right.point) >= metres;
}

function tooFast(left: Deed, right: Deed, kilometresPerHour: number): boolean {
  if (left.point === null || right.point === null) return false;
  const hours = Math.abs(stated(right) - stated(left)) / HOUR;
  return metresBetween(left.point, right.point) / 1000 > kilometresPerHour * hours;
}

/** Metres as the crow flies from one to the next. */
function travelled(run: readonly Deed[]): number {
  return run.slice(1).reduce((sum, deed, index) => {
    const before = run[index];
    return sum + (before?.point && deed.point ? metresBetween(before.point, deed.point) : 0);
  }, 0);
}

/** An ordinary way through a town, in kilometres an hour, and the least time at a door. */
const THROUGH_TOWN = 40;
const AT_A_DOOR_MS = 2 * MINUTE;

/** Whether the moments that were stated are those of somebody who went from one place to the next and stayed a while at each. */
function isJourney(run: readonly Deed[], apart: number): boolean {
  const ordered = [...run].sort((left, right) => stated(left) - stated(right));
  return ordered.slice(1).every((deed, index) => {
    const before = ordered[index];
    if (before === undefined || !isApart(before, deed, apart)) return true;
    return stated(deed) - stated(before) >= AT_A_DOOR_MS && !tooFast(before, deed, THROUGH_TOWN);
  });
}

/** One event that was recorded many times: stated for the same hour, and at one place, or at none. */
function isOneOccasion(group: readonly Deed[]): boolean {
  const moments = group.flatMap(({ happenedAt }) => happenedAt ?? []);
  return moments.length === group.length && length(moments) <= ONE_OCCASION_MS && placesApart(pointsOf(group), 300).length <= 1;
}

function worked({ takenAt, openedAt, completedAt }: Deed): number {
  return completedAt.getTime() - (takenAt ?? openedAt).getTime();
}

function isLastOfMonth(moment: Date, zone: string): boolean {
  return localDate(moment, zone).slice(0, 7) !== localDate(new Date(moment.getTime() + DAY), zone).slice(0, 7);
}

function day(run: readonly Deed[], zone: string): string {
  return localDate(run[0]?.completedAt ?? new Date(0), zone);
}

function month(run: readonly Deed[], zone: string): string {
  return day(run, zone).slice(0, 7);
}

/** From the first of some moments to the last, ms. */
function length(moments: readonly Date[]): number {
  const times = moments.map((moment) => moment.getTime());
  return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function groups(deeds: readonly Deed[], keyOf: (deed: Deed) => string): Map<string, Deed[]> {
  const found = new Map<string, Deed[]>();
  for (const deed of deeds) {
    const group = found.get(keyOf(deed));
    if (group === undefined) found.set(keyOf(deed), [deed]);
    else group.push(deed);
  }
  return found;
}

function byAccount(deeds: readonly Deed[]): [string, Deed[]][] {
  return [...groups(deeds, ({ accountId }) => accountId)];
}

/** The longest stretches in which everything lies within so much time; the deeds come in that order. */
function runs(deeds: readonly Deed[], at: (deed: Deed) => number, within: number): Deed[][] {
  const found: Deed[][] = [];
  let begin = 0;
  for (let end = 0; end < deeds.length; end += 1) {
    while (at(deeds[end] as Deed) - at(deeds[begin] as Deed) > within) begin += 1;
    const next = deeds[end + 1];
    if (next === undefined || at(next) - at(deeds[begin] as Deed) > within) found.push(deeds.slice(begin, end + 1));
  }
  return found;
}

/** Stretches in which each holds together with the one before. */
function chains(deeds: readonly Deed[], joins: (left: Deed, right: Deed) => boolean): Deed[][] {
  const found: Deed[][] = [];
  for (const deed of deeds) {
    const chain = found.at(-1);
    const before = chain?.at(-1);
    if (chain !== undefined && before !== undefined && joins(before, deed)) chain.push(deed);
    else found.push([deed]);
  }
  return found;
}

/** The longest of each day or month. */
function oncePer(found: readonly Deed[][], when: (run: readonly Deed[]) => string): [string, Deed[]][] {
  const longest = new Map<string, Deed[]>();
  for (const run of found) {
    const key = when(run);
    if ((longest.get(key)?.length ?? 0) < run.length) longest.set(key, run);
  }
  return [...longest];
}
