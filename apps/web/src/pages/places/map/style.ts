import type { GeoJSONSource, StyleSpecification } from 'maplibre-gl';
import { FILLS, type MapCell } from './cells.js';

/** What a source of a map takes: a GeoJSON feature collection. */
type Features = Extract<Parameters<GeoJSONSource['setData']>[0], { readonly type: 'FeatureCollection' }>;
type Shape = Features['features'][number]['geometry'];

/** A plain ground, the area and its cells: no tiles, no glyphs, nothing from a network. */
export function styleOf(areas: readonly unknown[], cells: readonly MapCell[]): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: areasData(areas) }, cells: { type: 'geojson', data: cellsData(cells), promoteId: 'key' } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#f4f6f9' } },
      { id: 'area', type: 'fill', source: 'areas', paint: { 'fill-color': '#ffffff' } },
      { id: 'cells', type: 'fill', source: 'cells', paint: { 'fill-color': ['match', ['get', 'level'], 0, FILLS[0], 1, FILLS[1], 2, FILLS[2], 3, FILLS[3], FILLS[4]], 'fill-opacity': 0.85 } },
      { id: 'cell-borders', type: 'line', source: 'cells', paint: { 'line-color': ['case', ['get', 'outstanding'], '#14202e', '#ffffff'], 'line-width': ['case', ['get', 'outstanding'], 1.6, 0.6] } },
      { id: 'area-border', type: 'line', source: 'areas', paint: { 'line-color': '#0958d9', 'line-width': 2 } },
      { id: 'chosen', type: 'line', source: 'cells', filter: ['==', ['get', 'key'], ''], paint: { 'line-color': '#0958d9', 'line-width': 4 } },
    ],
  };
}

export function cellsData(cells: readonly MapCell[]): Features {
  return { type: 'FeatureCollection', features: cells.map(({ key, outline, level, outstanding = false }) => ({ type: 'Feature', geometry: outline as Shape, properties: { key, level, outstanding } })) };
}

export function areasData(areas: readonly unknown[]): Features {
  return { type: 'FeatureCollection', features: areas.filter(Boolean).map((area) => ({ type: 'Feature', geometry: area as Shape, properties: {} })) };
}
