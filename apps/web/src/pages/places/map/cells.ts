import { middleOf } from '@stationhouse/plugin-web/map';

/** How strongly a cell is filled, from nothing in particular to the strongest. */
export type CellLevel = 0 | 1 | 2 | 3 | 4;

/** A cell of a map. */
export interface MapCell {
  readonly key: string;
  /** GeoJSON Polygon, WGS-84. */
  readonly outline: unknown;
  readonly level: CellLevel;
  /** What is said of it, for people who hear it and under the pointer. */
  readonly title: string;
  /** A short mark in its middle, such as its place in a table; few cells have one. */
  readonly mark?: string;
  /** A stronger border: it stands out. */
  readonly outstanding?: boolean;
}

/** What a map of cells shows. */
export interface CellMapProps {
  /** What the map is, for people who hear it: a table beside it says the same. */
  readonly label: string;
  readonly cells: readonly MapCell[];
  /** The stations' areas, GeoJSON Polygons or MultiPolygons. */
  readonly areas: readonly unknown[];
  /** The key of the cell that is chosen. */
  readonly chosen?: string | undefined;
  /** A cell was pointed at; undefined: beside all of them. */
  readonly onChoose?: (key: string | undefined) => void;
}

/** Fills by level, light to dark: a scale of one hue reads without colours, too. */
export const FILLS = ['#e9eef5', '#fde3c8', '#fbb676', '#e8702e', '#b42318'] as const;

/** The level of a value among all, by a fifth of the largest each. */
export function levelOf(value: number, largest: number): CellLevel {
  if (value <= 0 || largest <= 0) return 0;
  return Math.min(4, Math.max(1, Math.ceil((value / largest) * 4))) as CellLevel;
}

/** Where a cell lies, to about ten metres: latitude, then longitude, as maps take them; empty without an outline. */
export function whereOf(outline: unknown): string {
  const middle = middleOf(outline);
  return middle === undefined ? '' : `${middle[1].toFixed(4)}, ${middle[0].toFixed(4)}`;
}
