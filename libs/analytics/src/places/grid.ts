import { badInput, text } from '@stationhouse/kernel';
import { cellToBoundary, cellToLatLng, getHexagonAreaAvg, getResolution, gridDisk, isValidCell, latLngToCell, polygonToCells } from 'h3-js';
import { boxOf, isInside, type Area } from './area.js';

/** A place, WGS-84 degrees. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** How the map is cut into cells: squares of so many metres, or the hexagons of an H3 resolution. */
export type GridKind = 'SQUARE' | 'HEXAGON';

/** A way of cutting the map. `size` of squares: metres, 100 to 5,000; of hexagons: the H3 resolution, 6 (36 km²) to 10 (0.015 km²). */
export interface GridShape {
  readonly kind: GridKind;
  readonly size: number;
}

/** A polygon as GeoJSON has it, WGS-84, counter-clockwise and closed. */
export interface Outline {
  readonly type: 'Polygon';
  readonly coordinates: readonly (readonly (readonly [number, number])[])[];
}

/** Where a cell lies, to about ten metres: latitude, then longitude, as maps take them. */
export function whereOf({ coordinates: [ring = []] }: Outline): string {
  const halfway = (values: readonly number[]) => ((Math.min(...values) + Math.max(...values)) / 2).toFixed(4);
  return `${halfway(ring.map(([, latitude]) => latitude))}, ${halfway(ring.map(([longitude]) => longitude))}`;
}

/** A grid over the whole earth: the same place is always in the same cell, whatever is asked for. */
export interface Grid {
  readonly shape: GridShape;
  /** The key of the cell a place lies in. */
  cellOf(position: Position): string;
  outlineOf(cell: string): Outline;
  /** The place in the middle of a cell. */
  middleOf(cell: string): Position;
  /** Whether a text is the key of one of its cells. */
  has(cell: string): boolean;
  /** The cells that touch it. */
  around(cell: string): readonly string[];
  /** The cells whose middle lies in an area. */
  within(area: Area): readonly string[];
  /** About how large a cell is, km². */
  readonly cellArea: number;
}

const SQUARES = { least: 100, most: 5_000 };
const HEXAGONS = { least: 6, most: 10 };
const METRES_PER_DEGREE = 111_320;

/** @throws StationhouseError BAD_INPUT for cells that are too small or too large */
export function gridOf(shape: GridShape): Grid {
  const { least, most } = shape.kind === 'SQUARE' ? SQUARES : HEXAGONS;
  if (!Number.isInteger(shape.size) || shape.size < least || shape.size > most) {
    throw shape.kind === 'SQUARE'
      ? badInput('grid.size', text(`方格边长须为 ${least} 至 ${most} 米的整数。`, `Squares have sides of ${least} to ${most} whole metres.`), { least, most })
      : badInput('grid.size', text(`六边形的 H3 级别须为 ${least} 至 ${most}。`, `Hexagons have an H3 resolution of ${least} to ${most}.`), { least, most });
  }
  return shape.kind === 'SQUARE' ? squares(shape) : hexagons(shape);
}

/** H3, as Uber published it: hexagons of nearly one size, each with six neighbours at one distance. */
function hexagons(shape: GridShape): Grid {
  const middleOf = (cell: string): Position => {
    const [latitude, longitude] = cellToLatLng(cell);
    return { longitude, latitude };
  };
  return {
    shape,
    cellOf: ({ longitude, latitude }) => latLngToCell(latitude, longitude, shape.size),
    outlineOf: (cell) => ({ type: 'Polygon', coordinates: [cellToBoundary(cell, true).map(([longitude, latitude]) => [degrees(longitude), degrees(latitude)] as const)] }),
    middleOf,
    has: (cell) => isValidCell(cell) && getResolution(cell) === shape.size,
    around: (cell) => gridDisk(cell, 1).filter((one) => one !== cell),
    within: (area) => {
      const found = new Set(area.flatMap((ring) => polygonToCells(ring.map(({ longitude, latitude }) => [longitude, latitude]), shape.size, true)));
      // A ring may be a hole in another one.
      return [...found].filter((cell) => isInside(middleOf(cell), area));
    },
    cellArea: getHexagonAreaAvg(shape.size, 'km2'),
  };
}

/**
 * Squares in rows from the equator. Their width in degrees is that of the middle of a whole degree of latitude, so that columns stand under each other: within
 * one degree squares are off by 1 % below 50° of latitude.
 */
function squares(shape: GridShape): Grid {
  const { size } = shape;
  const tall = size / METRES_PER_DEGREE;
  const wideAt = (row: number) => tall / Math.cos(((Math.floor((row + 0.5) * tall) + 0.5) * Math.PI) / 180);
  const cellOf = ({ longitude, latitude }: Position) => {
    const row = Math.floor(latitude / tall);
    return `${size}:${row}:${Math.floor(longitude / wideAt(row))}`;
  };
  const cornerOf = (cell: string) => {
    const [, row = 0, column = 0] = cell.split(':').map(Number);
    const wide = wideAt(row);
    return { west: column * wide, south: row * tall, wide };
  };
  return {
    shape,
    cellOf,
    outlineOf: (cell) => {
      const { west, south, wide } = cornerOf(cell);
      const [left, right, low, high] = [degrees(west), degrees(west + wide), degrees(south), degrees(south + tall)];
      return { type: 'Polygon', coordinates: [[[left, low], [right, low], [right, high], [left, high], [left, low]]] };
    },
    middleOf: (cell) => { const { west, south, wide } = cornerOf(cell); return { longitude: west + wide / 2, latitude: south + tall / 2 }; },
    has: (cell) => new RegExp(`^${size}:-?\\d{1,6}:-?\\d{1,6}$`).test(cell),
    around: (cell) => {
      const { west, south, wide } = cornerOf(cell);
      const beside = [-1, 0, 1].flatMap((north) => [-1, 0, 1].map((east) => cellOf({ longitude: west + (east + 0.5) * wide, latitude: south + (north + 0.5) * tall })));
      return [...new Set(beside)].filter((one) => one !== cell);
    },
    within: (area) => {
      const { west, east, south, north } = boxOf(area);
      const found: string[] = [];
      for (let latitude = (Math.floor(south / tall) + 0.5) * tall; latitude < north + tall; latitude += tall) {
        const wide = wideAt(Math.floor(latitude / tall));
        for (let longitude = (Math.floor(west / wide) + 0.5) * wide; longitude < east + wide; longitude += wide) {
          if (isInside({ longitude, latitude }, area)) found.push(cellOf({ longitude, latitude }));
        }
      }
      return found;
    },
    cellArea: (size / 1_000) ** 2,
  };
}

/** {@link Grid.cellOf} of squares in SQL, of a `point` (longitude, latitude). */
export function squareSql(place: string, size: number): string {
  const tall = `(${size} / ${METRES_PER_DEGREE}::float8)`;
  const row = `floor((${place})[1] / ${tall})`;
  const wide = `(${tall} / cos((floor((${row} + 0.5) * ${tall}) + 0.5) * pi() / 180))`;
  return `'${size}:' || ${row}::int || ':' || floor((${place})[0] / ${wide})::int`;
}

/** A decimetre is finer than any place that is written down. */
function degrees(value: number): number {
  return Number(value.toFixed(6));
}
