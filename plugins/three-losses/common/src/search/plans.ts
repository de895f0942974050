import type { Field, Stay } from './teams.js';

/** A way of sending teams out: pure, so that it can be compared with another on the same field. */
export type Plan = (field: Field) => readonly Stay[];

/** Stays are told in quarters of an hour: what a team leader can be told by radio. */
const SLOT_H = 0.25;

interface Walker {
  readonly team: number;
  at: number | 'start';
  clockH: number;
}

interface Step {
  readonly segment: number;
  readonly travel: number;
  readonly stay: number;
  readonly rate: number;
}

/**
 * Stone's greedy by marginal rate with the way counted: whichever team, segment and length of stay adds most per hour – walking and searching – is taken next, until nobody has
 * time left. What others will have searched by then counts; so does danger, by its weight.
 * @param leastH shortest stay: longer ones walk less to and fro, which a greedy step does not see
 */
export const byMarginalRate = (leastH = SLOT_H): Plan => (field) => {
  const { segments, teams, coveragePerHour } = field;
  const coverage = segments.map(() => 0);
  const stays: Stay[] = [];
  const next = (walker: Walker) => bestStep(field, walker, coverage, leastH);
  const walkers = walkersOf(teams.length).map((walker) => ({ walker, step: next(walker) }));
  for (;;) {
    const chosen = walkers.reduce<(typeof walkers)[number] | undefined>((best, one) => ((one.step?.rate ?? 0) > (best?.step?.rate ?? 0) ? one : best), undefined);
    if (chosen?.step === undefined) return merged(stays);
    const { walker, step: { segment, travel, stay } } = chosen;
    stays.push(stayed(field, walker, segment, travel, stay));
    coverage[segment] = (coverage[segment] ?? 0) + coveragePerHour(walker.team, segment) * stay;
    // Only this segment has become worse: whoever meant to go elsewhere still does.
    for (const one of walkers) if (one === chosen || one.step?.segment === segment) one.step = next(one.walker);
  }
};

function bestStep({ segments, teams, coveragePerHour, travelH }: Field, walker: Walker, coverage: readonly number[], leastH: number): Step | undefined {
  const leftH = (teams[walker.team]?.hours ?? 0) - walker.clockH;
  let best: Step | undefined;
  segments.forEach(({ poa, worth }, segment) => {
    const [travel, perHour] = [walker.at === segment ? 0 : travelH(walker.team, walker.at, segment), coveragePerHour(walker.team, segment)];
    const open = poa * worth * Math.exp(-(coverage[segment] ?? 0));
    // More than everything at once it cannot add.
    if (travel >= leftH || open * perHour <= (best?.rate ?? 0)) return;
    for (const stay of staysWithin(leastH, leftH - travel, bestStayH(perHour, travel))) {
      const rate = (open * -Math.expm1(-perHour * stay)) / (travel + stay);
      if (rate > (best?.rate ?? 0)) best = { segment, travel, stay, rate };
    }
  });
  return best;
}

/** Sends a walker on. */
function stayed({ teams, segments }: Field, walker: Walker, segment: number, travel: number, stay: number): Stay {
  const [leavesH, fromH] = [walker.clockH, walker.clockH + travel];
  Object.assign(walker, { at: segment, clockH: fromH + stay });
  return { team: teams[walker.team]?.id ?? '', segment: segments[segment]?.id ?? '', leavesH, fromH, toH: fromH + stay };
}

/** Everywhere the same density: each team has the segments nearest to each other on its round, its time divided by their area. What people do who have no opinion. */
export const evenly: Plan = (field) => {
  const { segments, teams, travelH } = field;
  const shares = dealt(field);
  return teams.flatMap(({ id, hours }, team) => {
    const round = nearestRound(shares[team] ?? [], (from, to) => travelH(team, from, to));
    const ways = round.map((segment, index) => travelH(team, index === 0 ? 'start' : (round[index - 1] as number), segment));
    const searchH = hours - ways.reduce((sum, way) => sum + way, 0);
    // Who cannot even walk the round goes as far as there is time, and searches nothing on the way: fewer segments, then.
    if (searchH <= 0) return shortened(field, team, round);
    const total = round.reduce((sum, segment) => sum + 1 / field.coveragePerHour(team, segment), 0);
    let clockH = 0;
    return round.map((segment, index) => {
      const [leavesH, fromH] = [clockH, clockH + (ways[index] ?? 0)];
      clockH = fromH + searchH / field.coveragePerHour(team, segment) / total;
      return { team: id, segment: segments[segment]?.id ?? '', leavesH, fromH, toH: clockH };
    });
  });
};

/** Searched well enough to go on to the next: what coordinators who go by distance commonly ask for. */
const WELL_SEARCHED = 0.8;

/** Each team in the nearest segment that nobody has searched well, until it is; then in the next nearest, and when all are, the same once more. What people do who go by the map alone. */
export const nearestFirst: Plan = (field) => {
  const { segments, teams, coveragePerHour, travelH } = field;
  const well = -Math.log(1 - WELL_SEARCHED);
  const missing = segments.map(({ pod }) => well + Math.log1p(-Math.min(pod, 0.999)));
  const walkers = new Set(walkersOf(teams.length));
  const stays: Stay[] = [];
  while (walkers.size > 0 && segments.length > 0) {
    while (missing.every((coverage) => coverage <= 1e-9)) missing.forEach((coverage, segment) => (missing[segment] = coverage + well));
    const walker = [...walkers].reduce((first, one) => (one.clockH < first.clockH ? one : first));
    const leftH = (teams[walker.team]?.hours ?? 0) - walker.clockH;
    const way = (segment: number) => (walker.at === segment ? 0 : travelH(walker.team, walker.at, segment));
    const segment = segments.reduce((nearest, _, one) => ((missing[one] ?? 0) > 1e-9 && (nearest < 0 || way(one) < way(nearest)) ? one : nearest), -1);
    if (leftH - way(segment) <= 1e-9) walkers.delete(walker);
    else {
      const perHour = coveragePerHour(walker.team, segment);
      const stay = Math.min((missing[segment] ?? 0) / perHour, leftH - way(segment));
      missing[segment] = (missing[segment] ?? 0) - perHour * stay;
      stays.push(stayed(field, walker, segment, way(segment), stay));
    }
  }
  return stays;
};

function walkersOf(teams: number): Walker[] {
  return Array.from({ length: teams }, (_, team) => ({ team, at: 'start', clockH: 0 }));
}

/** The stay that adds most per hour, way included, where there is time for any: `e^(r·s) = 1 + r·(way + s)`, by iteration, which rises to it. */
function bestStayH(perHour: number, travelH: number): number {
  let stay = travelH;
  for (let turn = 0; turn < 8; turn += 1) stay = Math.log1p(perHour * (travelH + stay)) / perHour;
  return stay;
}

/** Lengths of stay that are worth trying: the shortest, quarters of an hour on either side of the best one, and all there is. */
function staysWithin(leastH: number, hours: number, bestH: number): readonly number[] {
  if (hours <= 1e-9) return [];
  const slots = Math.floor(Math.max(0, bestH - leastH) / SLOT_H);
  return [leastH, leastH + slots * SLOT_H, leastH + (slots + 1) * SLOT_H].filter((stay) => stay < hours).concat(hours);
}

/** A stay that goes on at once in the same segment is one stay. */
function merged(stays: readonly Stay[]): readonly Stay[] {
  return stays.reduce<Stay[]>((kept, stay) => {
    const last = kept.findLastIndex(({ team }) => team === stay.team);
    const before = kept[last];
    if (before !== undefined && before.segment === stay.segment && stay.fromH === before.toH) kept[last] = { ...before, toH: stay.toH };
    else kept.push(stay);
    return kept;
  }, []);
}

/** Segments dealt to teams so that the areas are about the same and each team's lie together: by direction from where they set out. */
function dealt({ segments, teams, coveragePerHour }: Field): readonly (readonly number[])[] {
  const [east, north] = [0, 1].map((axis) => segments.reduce((sum, { middle }) => sum + (middle[axis] as number), 0) / Math.max(1, segments.length)) as [number, number];
  const turned = segments.map(({ middle }, index) => ({ index, angle: Math.atan2(middle[1] - north, middle[0] - east) })).toSorted((left, right) => left.angle - right.angle);
  const work = turned.map(({ index }) => 1 / (coveragePerHour(0, index) || 1));
  const total = work.reduce((sum, hours) => sum + hours, 0);
  let done = 0;
  const shares: number[][] = teams.map(() => []);
  turned.forEach(({ index }, place) => {
    const middle = done + (work[place] ?? 0) / 2;
    shares[Math.min(teams.length - 1, Math.floor((middle / total) * teams.length))]?.push(index);
    done += work[place] ?? 0;
  });
  return shares;
}

function nearestRound(segments: readonly number[], way: (from: number | 'start', to: number) => number): readonly number[] {
  const [round, open]: [number[], Set<number>] = [[], new Set(segments)];
  while (open.size > 0) {
    const from = round.at(-1) ?? 'start';
    const next = [...open].reduce((best, segment) => (way(from, segment) < way(from, best) ? segment : best));
    round.push(next);
    open.delete(next);
  }
  return round;
}

/** The nearest segment of a round that is too long to walk, for all the time there is. */
function shortened({ segments, teams, travelH }: Field, team: number, [first]: readonly number[]): readonly Stay[] {
  if (first === undefined) return [];
  const [fromH, toH] = [travelH(team, 'start', first), teams[team]?.hours ?? 0];
  return toH <= fromH ? [] : [{ team: teams[team]?.id ?? '', segment: segments[first]?.id ?? '', leavesH: 0, fromH, toH }];
}
