import { coveredShare, passResult, type PassResult, type Reckoning, type ReportedPass, type Terrain } from '@stationhouse/three-losses-common/search';

/** Passes and segments whose results are remembered, numbers alone: a night of several searches. */
const MOST = 5_000;

/**
 * The arithmetic of passes, remembered: what tracks cover is a matter of a tenth of a second, and everybody who looks at a search asks for it at every change. A pass never changes, and the outline of a segment that has passes does
 * not either, so a result is known by the pass, the ground and how much of its tracks there is.
 */
export const reckoning: Reckoning = {
  passResult: (pass, ring, terrain) => results.of(keyOf(pass, terrain), () => passResult(pass, ring, terrain)),
  coveredShare: (made, ring, terrain) => shares.of(made.map(({ pass }) => keyOf(pass, terrain)).join(' '), () => coveredShare(made, ring, terrain)),
};

function keyOf({ id, tracks = [] }: ReportedPass, terrain: Terrain): string {
  return JSON.stringify([id, terrain, tracks.map((points) => [points.length, points[0]?.at ?? 0, points.at(-1)?.at ?? 0])]);
}

/** What was worked out, the latest of it. */
class Remembered<Result> {
  private readonly known = new Map<string, Result>();

  of(key: string, work: () => Result): Result {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const result = work();
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST && oldest !== undefined) this.known.delete(oldest);
    this.known.set(key, result);
    return result;
  }
}

const results = new Remembered<PassResult>();
const shares = new Remembered<number>();
