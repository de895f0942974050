import { median, report, type BenchResult } from './result.js';
import { searched, WAYS } from './search/searching.js';
import { caseOf, type Truth } from './search/terrain.js';

const CASES = 200;
const REPEATS = 3;
const TARGETS = { vs_uniform: 1.15, vs_nearest: 1.15 };
/** One person in four is not where anybody would think. */
const COUNTED: Truth = { astray: 0.25, otherwise: 'anywhere' };
const WRONG: readonly (readonly [string, Truth])[] = [
  ['the belief is right', { astray: 0, otherwise: 'anywhere' }],
  ['right for half, anywhere else', { astray: 0.5, otherwise: 'anywhere' }],
  ['anywhere: nothing was known', { astray: 1, otherwise: 'anywhere' }],
  ['upside down', { astray: 1, otherwise: 'opposite' }],
];

type Name = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Name[];

/**
 * Finds per searcher-hour of suggested searches over those of an even division – the better of two kinds of it – and of nearest first, over 200 seeded cases, three times, the median; then what a
 * wrong belief makes of it. The allocator sees what a coordinator would: not where the person is, nor how wide sweeps really are, nor that one belief in four is wrong.
 */
export function benchSearch(): Promise<BenchResult> {
  const runs = Array.from({ length: REPEATS }, (_, repeat) => rates(1 + repeat * 10_000, COUNTED));
  runs.forEach((run, repeat) => report(`${CASES} cases, set ${repeat + 1}: ${said(run)}`));
  for (const [what, truth] of WRONG) report(`where they are: ${what}: ${said(rates(1, truth))}`);
  const over = (peer: (run: Rates) => number) => Number(median(runs.map((run) => run.allocator.perHour / peer(run))).toFixed(3));
  return Promise.resolve({ ratios: { vs_uniform: over(uniform), vs_nearest: over(({ nearestFirst }) => nearestFirst.perHour) }, targets: TARGETS });
}

type Rates = Readonly<Record<Name, { readonly found: number; readonly perHour: number }>>;

function rates(seed: number, truth: Truth): Rates {
  const cases = Array.from({ length: CASES }, (_, index) => caseOf(seed + index, truth));
  return Object.fromEntries(
    NAMES.map((name) => {
      const outcomes = cases.map((one) => searched(one, WAYS[name]));
      const found = outcomes.filter((outcome) => outcome.found).length;
      return [name, { found: found / CASES, perHour: found / outcomes.reduce((sum, { searcherHours }) => sum + searcherHours, 0) }];
    }),
  ) as Rates;
}

function uniform({ evenly, inTurn }: Rates): number {
  return Math.max(evenly.perHour, inTurn.perHour);
}

function said(run: Rates): string {
  const each = NAMES.map((name) => `${name} ${(run[name].found * 100).toFixed(0)} %, ${(run[name].perHour * 1_000).toFixed(2)} per 1,000 searcher-hours`);
  return `${each.join('; ')}; ratios ${(run.allocator.perHour / uniform(run)).toFixed(2)}, ${(run.allocator.perHour / run.nearestFirst.perHour).toFixed(2)}`;
}
