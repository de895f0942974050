import { createHash } from 'node:crypto';
import { entriesAgain, wayKey, wayOf, type Passed } from '../paths/path.js';
import { merged, quantile, type Buckets } from './buckets.js';
import type { Place, Way } from './places.js';
import type { StayGroup, WayGroup } from './read-map.js';

/** Lengths in whole seconds, within a hundredth. */
export interface Lengths {
  readonly median: number | null;
  readonly p90: number | null;
}

/** A place of the map with what happened there. */
export interface PlaceFigures extends Place {
  readonly entries: number;
  readonly instances: number;
  /** Instances that came into it more than once. */
  readonly again: number;
  /** Instances that are in it now. */
  readonly current: number;
  readonly stay: Lengths;
}

/** A way that was gone between two places. */
export interface MoveFigures extends Way {
  readonly count: number;
  /** Of all that was left behind the place it begins in: 0 to 1. */
  readonly share: number;
  /** How long they had been where it begins. */
  readonly lengths: Lengths;
  /** Whether the version that is drawn has it. */
  readonly allowed: boolean;
}

/** Instances that passed through the same places. */
export interface VariantFigures {
  /** Names it among all variants of the workflow. */
  readonly id: string;
  readonly way: readonly Passed[];
  readonly instances: number;
  /** Of all instances of the map: 0 to 1. */
  readonly share: number;
  readonly closed: number;
  readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
  readonly lengths: Lengths;
}

export interface DrawnMap {
  readonly instances: number;
  readonly closed: number;
  readonly places: readonly PlaceFigures[];
  readonly moves: readonly MoveFigures[];
  /** Ways of the version that is drawn that nobody went. */
  readonly unused: readonly Way[];
  /** The most frequent first. */
  readonly variants: readonly VariantFigures[];
  /** Instances of variants that are not shown by themselves, and how many variants these are. */
  readonly others: { readonly instances: number; readonly variants: number };
}

/** Variants that are shown by themselves. */
const MOST_VARIANTS = 50;

/** Puts a map together from what the database counted. */
export function drawMap(stays: readonly StayGroup[], ways: readonly WayGroup[], places: readonly Place[], allowed: readonly Way[]): DrawnMap {
  const paths = new Set(places.map(({ path }) => path));
  const variants = variantsOf(ways, paths);
  const visits = visitsOf(ways, paths);
  const gone = movesOf(stays, paths);
  const instances = sum(ways);
  const shown = variants.slice(0, MOST_VARIANTS);
  const may = new Set(allowed.map(nameOf));
  const observed = [...gone.values()];
  const leaving = totals(observed.map(({ from, count }) => [from, count]));
  return {
    instances,
    closed: sum(ways.filter(({ closed }) => closed)),
    places: places.map((place) => {
      const here = stays.filter(({ state }) => state === place.path);
      const { instances: been = 0, again = 0 } = visits.get(place.path) ?? {};
      return { ...place, entries: sum(here), instances: been, again, current: here.reduce((all, { running }) => all + running, 0), stay: lengthsOf(bucketsOf(here)) };
    }),
    moves: observed.sort((left, right) => right.count - left.count)
      .map(({ from, to, count, buckets }) => ({ from, to, count, share: count / (leaving.get(from) ?? count), lengths: lengthsOf(buckets), allowed: may.has(nameOf({ from, to })) })),
    unused: allowed.filter((way) => !gone.has(nameOf(way))),
    variants: shown.map((variant) => ({ ...variant, share: instances === 0 ? 0 : variant.instances / instances })),
    others: { instances: instances - sum(shown.map((variant) => ({ count: variant.instances }))), variants: variants.length - shown.length },
  };
}

function sum(all: readonly { readonly count: number }[]): number {
  return all.reduce((total, { count }) => total + count, 0);
}

function totals(all: readonly (readonly [string, number])[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const [key, count] of all) found.set(key, (found.get(key) ?? 0) + count);
  return found;
}

function nameOf({ from, to }: Way): string {
  return `${from} ${to}`;
}

function bucketsOf(groups: readonly { readonly bucket: number | null; readonly count: number }[]): Buckets {
  return merged(groups.flatMap(({ bucket, count }) => (bucket === null ? [] : [new Map([[bucket, count]])])));
}

function lengthsOf(buckets: Buckets): Lengths {
  return { median: quantile(buckets, 0.5), p90: quantile(buckets, 0.9) };
}

function movesOf(stays: readonly StayGroup[], paths: ReadonlySet<string>): Map<string, Way & { readonly count: number; readonly buckets: Buckets }> {
  const groups = new Map<string, (StayGroup & { readonly went: string })[]>();
  for (const stay of stays) {
    const { state, went } = stay;
    if (went === null || !paths.has(state) || !paths.has(went)) continue;
    const name = nameOf({ from: state, to: went });
    groups.set(name, [...(groups.get(name) ?? []), { ...stay, went }]);
  }
  return new Map([...groups].flatMap(([name, group]) => {
    const [first] = group;
    return first === undefined ? [] : [[name, { from: first.state, to: first.went, count: sum(group), buckets: bucketsOf(group) }] as const];
  }));
}

/** How many instances were in each place, and how many more than once. */
function visitsOf(ways: readonly WayGroup[], paths: ReadonlySet<string>): Map<string, { instances: number; again: number }> {
  const found = new Map<string, { instances: number; again: number }>();
  for (const { states, count } of ways) {
    const again = new Set(entriesAgain(states));
    for (const state of new Set(states)) {
      if (!paths.has(state)) continue;
      const visit = found.get(state) ?? { instances: 0, again: 0 };
      found.set(state, { instances: visit.instances + count, again: visit.again + (again.has(state) ? count : 0) });
    }
  }
  return found;
}

/** What an instance passed through as places of the map. */
export function variantOf(states: readonly string[], paths: ReadonlySet<string>): { readonly id: string; readonly way: Passed[] } {
  const way = wayOf(states.filter((state) => paths.has(state)));
  return { id: createHash('sha256').update(wayKey(way)).digest('base64url').slice(0, 16), way };
}

function variantsOf(ways: readonly WayGroup[], paths: ReadonlySet<string>): Omit<VariantFigures, 'share'>[] {
  const groups = new Map<string, { way: readonly Passed[]; groups: WayGroup[] }>();
  const known = new Map<readonly string[], { readonly id: string; readonly way: Passed[] }>();
  for (const group of ways) {
    // Groups of one way share their list.
    const { id, way } = known.get(group.states) ?? variantOf(group.states, paths);
    known.set(group.states, { id, way });
    const variant = groups.get(id) ?? { way, groups: [] };
    variant.groups.push(group);
    groups.set(id, variant);
  }
  return [...groups].map(([id, { way, groups: all }]) => {
    const ended = all.filter(({ closed }) => closed);
    const outcomes = [...totals(ended.map(({ outcome, count }) => [outcome ?? '', count]))].map(([outcome, count]) => ({ outcome, count }));
    return { id, way, instances: sum(all), closed: sum(ended), outcomes: outcomes.sort((left, right) => right.count - left.count), lengths: lengthsOf(bucketsOf(ended)) };
  }).sort((left, right) => right.instances - left.instances || (left.id < right.id ? -1 : 1));
}
