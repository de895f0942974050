import type { Grade } from '../chips.js';
import type { Position } from './projection.js';

/** Something at a place. */
export interface MapPoint extends Position {
  readonly key: string;
  /** What is said of it, for people who hear it and under the pointer. */
  readonly title: string;
  readonly grade?: Grade | undefined;
  /** A short mark in it, such as its place in a table. */
  readonly text?: string | undefined;
  /** Colour of a mark without a grade, as CSS writes it. */
  readonly colour?: string | undefined;
}

/** How a shape is painted; what is left out is not there. */
export interface Paint {
  /** As CSS writes it: `#fde3c8`. */
  readonly fill?: string;
  /** Of the fill, 0 to 1. */
  readonly opacity?: number;
  /** Hatched over the fill, from a few lines (1) to dense ones (4): what a colour does not say. */
  readonly hatch?: 1 | 2 | 3 | 4;
  readonly line?: string;
  /** In pixels. */
  readonly width?: number;
  readonly dashed?: boolean;
}

/** An area or a line. */
export interface MapShape {
  readonly key: string;
  /** GeoJSON Polygon, MultiPolygon, LineString or MultiLineString, WGS-84. */
  readonly geometry: unknown;
  /** What is said of it, for people who hear it and under the pointer. */
  readonly title: string;
  readonly paint: Paint;
  /** A short name in its middle. */
  readonly label?: string;
  /** It is only shown: whoever points at it points through it. */
  readonly backdrop?: boolean;
}

/** Corners of an outline while somebody draws it. */
export interface Draft {
  /** WGS-84, not closed. */
  readonly corners: readonly Position[];
  /** A corner was added, moved or taken away. */
  readonly onChange: (corners: readonly Position[]) => void;
  /** Corners, from 0, that something is wrong with. */
  readonly wrong?: readonly number[];
}

/** What a map shows. Everything is WGS-84, whatever the map is drawn in. */
export interface MapProps {
  /** What the map shows, for people who hear it: something beside it says the same. */
  readonly label: string;
  /** The areas of stations, GeoJSON Polygons or MultiPolygons; without them what is shown says where the map is. */
  readonly areas?: readonly unknown[];
  /** Painted in order, the last one on top. */
  readonly shapes?: readonly MapShape[];
  readonly points?: readonly MapPoint[];
  readonly chosen?: ReadonlySet<string> | undefined;
  /** Those at one place were chosen; none: beside all of them. */
  readonly onChoose?: ((keys: readonly string[]) => void) | undefined;
  /** A place was pointed at. */
  readonly onPick?: ((position: Position) => void) | undefined;
  readonly draft?: Draft | undefined;
  /** Shows all of these geometries or positions when it changes; left out: the areas, or everything there is. */
  readonly frame?: readonly unknown[] | undefined;
}
