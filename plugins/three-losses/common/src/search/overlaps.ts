import { intersection } from 'polyclip-ts';
import { areaOf, boxOf, middleOf, type Ring } from './ring.js';
import type { Position } from './position.js';

/** Two segments that share ground: whoever is searched there would be counted twice. */
export interface Overlap {
  readonly ids: readonly [string, string];
  readonly areaM2: number;
  /** Of the smaller of the two, 0 to 1. */
  readonly share: number;
  /** The middle of what is shared. */
  readonly at: Position;
}

/** A border drawn twice by hand is never quite the same: so much of the smaller segment counts as none. */
const TOLERATED_SHARE = 0.005;

/** Every pair of segments that overlaps by more than 0.5 % of the smaller one, largest first. Borders may touch. */
export function overlapsOf(segments: readonly { readonly id: string; readonly ring: Ring }[]): readonly Overlap[] {
  const measured = segments.map(({ id, ring }) => ({ id, ring, box: boxOf(ring), areaM2: areaOf(ring) }));
  const found = measured.flatMap((one, index) =>
    measured.slice(index + 1).flatMap((other): Overlap[] => {
      if (one.box.east < other.box.west || other.box.east < one.box.west || one.box.north < other.box.south || other.box.north < one.box.south) return [];
      const shared = intersection([plain(one.ring)], [plain(other.ring)]).map(([outline = []]) => outline as unknown as readonly Position[]);
      const areaM2 = shared.reduce((sum, outline) => sum + areaOf(outline), 0);
      const share = areaM2 / Math.min(one.areaM2, other.areaM2);
      const [largest] = shared.toSorted((left, right) => areaOf(right) - areaOf(left));
      return largest === undefined || share <= TOLERATED_SHARE ? [] : [{ ids: [one.id, other.id], areaM2, share: Math.min(1, share), at: middleOf(largest) }];
    }),
  );
  return found.toSorted((left, right) => right.areaM2 - left.areaM2);
}

function plain(ring: Ring): [number, number][] {
  return ring.map(([longitude, latitude]) => [longitude, latitude]);
}
