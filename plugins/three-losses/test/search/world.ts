import { metresBetween, readRing, rulerAt, type Position, type Ring } from '@stationhouse/three-losses-common/search';

/** A place in an invented park. */
export const GATE: Position = [114.3, 30.55];

/** So many metres east and north of a place. */
export function off([longitude, latitude]: Position, eastM: number, northM: number): Position {
  const { kx, ky } = rulerAt(latitude);
  return [longitude + eastM / kx, latitude + northM / ky];
}

/** @throws Error when it is no outline */
export function ringOf(corners: readonly Position[]): Ring {
  const { ring, problems } = readRing(corners);
  if (ring === undefined) throw new Error(JSON.stringify(problems));
  return ring;
}

/** A square or oblong with its south-western corner there. */
export function box(eastM: number, northM: number, widthM: number, heightM = widthM, from: Position = GATE): Ring {
  const at = (east: number, north: number) => off(from, eastM + east, northM + north);
  return ringOf([at(0, 0), at(widthM, 0), at(widthM, heightM), at(0, heightM)]);
}

/** Squares side by side, from the gate eastwards. */
export function row(many: number, widthM: number): readonly { readonly id: string; readonly ring: Ring }[] {
  return Array.from({ length: many }, (_, index) => ({ id: `s${index}`, ring: box(index * widthM, 0, widthM) }));
}

export { metresBetween };
