import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { colours } from '../theme.js';
import type { Datum } from './datum.js';
import { isArea } from './geometry.js';
import type { Position } from './projection.js';
import type { MapShape } from './props.js';

/** What a source of a map takes: a GeoJSON feature collection. */
export type Features = Extract<Parameters<GeoJSONSource['setData']>[0], { readonly type: 'FeatureCollection' }>;
type Feature = Features['features'][number];

/** Layers that a pointer may mean, the thinnest first. */
export const POINTED = ['shape-line', 'shape-dashed', 'shape-fill'] as const;
/** The lowest layer of what the house draws; the ground lies beneath it. */
export const LOWEST = 'area';

const has = (property: string): ExpressionSpecification => ['has', property];
const get = (property: string): ExpressionSpecification => ['get', property];

/** The house's own layers on a plain ground: no tiles, no glyphs, nothing from a network. */
export function styleOf(areas: readonly unknown[], shapes: readonly MapShape[], datum: Datum): StyleSpecification {
  const line = { 'line-color': get('line'), 'line-width': get('width') };
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: areasData(areas, datum) }, shapes: { type: 'geojson', data: shapesData(shapes, datum) }, draft: { type: 'geojson', data: draftData([], datum) } },
    layers: [
      { id: 'plain', type: 'background', paint: { 'background-color': colours.ground } },
      { id: LOWEST, type: 'fill', source: 'areas', paint: { 'fill-color': colours.paper } },
      { id: 'shape-fill', type: 'fill', source: 'shapes', filter: has('fill'), paint: { 'fill-color': get('fill'), 'fill-opacity': get('opacity') } },
      { id: 'shape-hatch', type: 'fill', source: 'shapes', filter: has('hatch'), paint: { 'fill-pattern': get('hatch') } },
      { id: 'shape-line', type: 'line', source: 'shapes', filter: ['all', has('line'), ['!', has('dashed')]], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: line },
      { id: 'shape-dashed', type: 'line', source: 'shapes', filter: ['all', has('line'), has('dashed')], paint: { ...line, 'line-dasharray': [4, 3] } },
      { id: 'area-border', type: 'line', source: 'areas', paint: { 'line-color': colours.brand, 'line-width': 2 } },
      { id: 'chosen', type: 'line', source: 'shapes', filter: keysAre([]), paint: { 'line-color': colours.brand, 'line-width': 4 } },
      { id: 'draft-fill', type: 'fill', source: 'draft', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours.exercise, 'fill-opacity': 0.14 } },
      { id: 'draft-line', type: 'line', source: 'draft', paint: { 'line-color': colours.exercise, 'line-width': 3 } },
    ],
  };
}

/** Those of some keys. */
export function keysAre(keys: readonly string[]): ExpressionSpecification {
  return ['in', get('key'), ['literal', [...keys]]];
}

export function shapesData(shapes: readonly MapShape[], datum: Datum): Features {
  return { type: 'FeatureCollection', features: shapes.map(({ key, geometry, paint: { fill, opacity = 1, hatch, line, width = 1, dashed = false }, backdrop = false }) => feature(datum.drawn(geometry), { key, backdrop, width, opacity, ...(fill !== undefined && isArea(geometry) ? { fill } : {}), ...(hatch === undefined ? {} : { hatch: `hatch-${hatch}` }), ...(line === undefined ? {} : { line }), ...(dashed ? { dashed } : {}) })) };
}

export function areasData(areas: readonly unknown[], datum: Datum): Features {
  return { type: 'FeatureCollection', features: areas.filter(Boolean).map((area) => feature(datum.drawn(area))) };
}

/** An outline so far: two corners are a line. */
export function draftData(corners: readonly Position[], datum: Datum): Features {
  const at = corners.map(datum.at);
  if (at.length < 2) return { type: 'FeatureCollection', features: [] };
  return { type: 'FeatureCollection', features: [feature(at.length === 2 ? { type: 'LineString', coordinates: at } : { type: 'Polygon', coordinates: [[...at, at[0]]] })] };
}

function feature(geometry: unknown, properties: Readonly<Record<string, unknown>> = {}): Feature {
  return { type: 'Feature', geometry: geometry as Feature['geometry'], properties };
}

/** The side of a hatching's picture, pixels. */
export const HATCH = 16;

/** Lines across, from a few to dense ones: the pixels of a picture that repeats without a seam. */
export function hatchPixels(density: 1 | 2 | 3 | 4): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(HATCH * HATCH * 4);
  const every = HATCH / [1, 2, 4, 8][density - 1]!;
  for (let y = 0; y < HATCH; y += 1) for (let x = 0; x < HATCH; x += 1) if ((x + y) % every < (density === 4 ? 1 : 1.5)) pixels.set([20, 32, 46, 150], (y * HATCH + x) * 4);
  return pixels;
}

/** How layers of vector tiles are painted, by what common schemas (Protomaps, OpenMapTiles) call them: pale, for what the house draws lies on top. */
const GROUNDS: readonly { readonly called: RegExp; readonly fill?: string; readonly line?: string; readonly width?: number; readonly name?: true }[] = [
  { called: /^(place|poi|.*label|.*name)/, name: true },
  { called: /water|ocean|lake|river/, fill: '#bcd9ee', line: '#9cc4e0', width: 1.2 },
  { called: /build/, fill: '#e2e0da', line: '#cfccc4', width: 0.5 },
  { called: /road|transport|street|path|highway/, line: '#c9b99a', width: 1.4 },
  { called: /bound|admin/, line: '#9aa7b5', width: 0.8 },
  { called: /land|park|green|wood|forest|grass/, fill: '#e3eedd' },
];
/** Painted in this order, whatever the file's. */
const ORDER = [5, 1, 2, 3, 4, 0];

/** The layers of a vector ground. @param names of its layers, as its metadata lists them */
export function groundLayers(names: readonly string[], language: 'zh' | 'en'): LayerSpecification[] {
  const found = names.map((name) => ({ name, kind: GROUNDS.findIndex(({ called }) => called.test(name)) })).filter(({ kind }) => kind >= 0);
  const own = { source: 'ground' } as const;
  const is = (type: 'Polygon' | 'LineString' | 'Point'): ExpressionSpecification => ['==', ['geometry-type'], type];
  return found.toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind)).flatMap(({ name, kind }): LayerSpecification[] => {
    const paint = GROUNDS[kind]!;
    const layer = { ...own, 'source-layer': name };
    return [
      ...(paint.fill === undefined ? [] : [{ ...layer, id: `ground-${name}-fill`, type: 'fill' as const, filter: is('Polygon'), paint: { 'fill-color': paint.fill } }]),
      ...(paint.line === undefined ? [] : [{ ...layer, id: `ground-${name}-line`, type: 'line' as const, filter: is('LineString'), paint: { 'line-color': paint.line, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, (paint.width ?? 1) * 0.6, 17, (paint.width ?? 1) * 4] as ExpressionSpecification } }]),
      ...(paint.name === undefined ? [] : [{ ...layer, id: `ground-${name}-name`, type: 'symbol' as const, filter: is('Point'), layout: { 'text-field': ['coalesce', get(`name:${language}`), get('name')] as ExpressionSpecification, 'text-size': 12 }, paint: { 'text-color': colours.ink2, 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 } }]),
    ];
  });
}
