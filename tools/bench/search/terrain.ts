import { lastKnown, LOST_PERSONS, priorOf, reachAt, readRing, rulerAt, TERRAINS, type Belief, type LostPersonKind, type PlacedSegment, type Position, type Ring, type Team, type Terrain } from '@stationhouse/three-losses-common/search';
import { seeded } from '../calls.js';

/** A search that never was: what a coordinator sees of it, and what is so. */
export interface Case {
  readonly segments: readonly (PlacedSegment & { readonly terrain: Terrain })[];
  readonly teams: readonly Team[];
  /** What the coordinator believes. */
  readonly belief: Belief;
  /** The segment where the person is; undefined: in none. */
  readonly truth: string | undefined;
  /** Coverage at which this person is found: exponential, so that detection is Koopman's `1 − exp(−coverage)`. The same for every way of searching. */
  readonly foundAt: number;
  /** How much wider or narrower sweeps really are than the coordinator supposes, by segment. */
  readonly realWidth: ReadonlyMap<string, number>;
}

/** Where places come from: the coordinator's belief, anywhere on the ground alike, or the belief turned upside down. */
export interface Truth {
  /** Share of cases whose place is drawn without regard to the belief. */
  readonly astray: number;
  readonly otherwise: 'anywhere' | 'opposite';
}

const POINT: Position = [114.3, 30.55];
const KINDS = Object.keys(LOST_PERSONS) as LostPersonKind[];
const LOST_AT = new Date('2026-05-01T08:00:00Z');
const SIDE = 5;
/** Spread of real over supposed sweep widths (log-normal): what measuring on the spot would tell, and nobody did. */
const WIDTH_SPREAD = 0.4;

/** The same seed gives the same case on every machine. */
export function caseOf(seed: number, { astray, otherwise }: Truth): Case {
  const random = seeded(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [columns, rows] = [cuts(between), cuts(between)];
  const segments = columns.slice(1).flatMap((east, column) =>
    rows.slice(1).map((north, row) => ({
      id: `${column}-${row}`,
      ring: oblong(columns[column] as number, rows[row] as number, east, north),
      terrain: pick(TERRAINS),
      // A coordinator has an opinion of some of them: water, a playground, the way to where somebody once lived.
      weights: random() < 0.3 ? [{ kind: 'judgement' as const, factor: between(0.4, 3), reason: 'drawn' }] : [],
    })),
  );
  const report = lastKnown(POINT, LOST_AT, 50);
  const { belief } = priorOf(report, reachAt(report, pick(KINDS), pick(['urban', 'country'] as const), new Date(LOST_AT.getTime() + between(1, 10) * 3_600_000)), segments, 0.1);
  const teams = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index): Team => ({ id: `t${index}`, searcher: index === 1 ? 'dog' : 'foot', searchers: index === 1 ? 2 : 4 + Math.floor(random() * 4), position: at(between(-700, 700), between(-700, 700)), hours: 2 }));
  const realWidth = new Map(segments.map(({ id }) => [id, Math.exp(WIDTH_SPREAD * normal() - WIDTH_SPREAD ** 2 / 2)]));
  const ground = new Map(segments.map(({ id, ring }) => [id, otherwise === 'anywhere' ? areaM2(ring) : 1 / Math.max(1e-4, belief.segments.get(id) ?? 0)]));
  const truth = random() < astray ? drawn(ground, 0, random()) : drawn(belief.segments, belief.rest, random());
  return { segments, teams, belief, truth, foundAt: -Math.log(1 - random()), realWidth };
}

/** Borders of segments, metres from the point: strips of 150 to 700 m. */
function cuts(between: (least: number, most: number) => number): readonly number[] {
  const widths = Array.from({ length: SIDE }, () => between(150, 700));
  const start = -widths.reduce((sum, width) => sum + width, 0) * between(0.3, 0.7);
  return widths.reduce<number[]>((borders, width) => [...borders, (borders.at(-1) ?? 0) + width], [start]);
}

function at(eastM: number, northM: number): Position {
  const { kx, ky } = rulerAt(POINT[1]);
  return [POINT[0] + eastM / kx, POINT[1] + northM / ky];
}

/** @throws Error never: an oblong is an outline */
function oblong(west: number, south: number, east: number, north: number): Ring {
  const { ring } = readRing([at(west, south), at(east, south), at(east, north), at(west, north)]);
  if (ring === undefined) throw new Error('An oblong is no outline.');
  return ring;
}

function areaM2(ring: Ring): number {
  return rulerAt(POINT[1]).area([ring as unknown as [number, number][]]);
}

function drawn(shares: ReadonlyMap<string, number>, rest: number, random: number): string | undefined {
  let left = random * ([...shares.values()].reduce((sum, share) => sum + share, 0) + rest);
  for (const [id, share] of shares) {
    left -= share;
    if (left < 0) return id;
  }
  return undefined;
}
