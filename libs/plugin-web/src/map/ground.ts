import { addProtocol, type Map as MapLibre } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import type { MapGroundQuery } from '../gql/ground.js';
import { archiveAt, type ReadFile } from './archive.js';
import { groundLayers, LOWEST } from './style.js';

export type Ground = MapGroundQuery['mapGround'];

const protocol = new Protocol();
let added = false;

/**
 * Lays the installation's ground beneath what a map shows.
 * @throws Error when its file cannot be read; the map stands without it
 */
export async function layGround(map: MapLibre, ground: Ground, read: ReadFile, language: 'zh' | 'en'): Promise<void> {
  const { kind, address, leastZoom, mostZoom } = ground;
  if (kind === 'NONE' || address === null) return;
  const zooms = { minzoom: leastZoom ?? 0, maxzoom: mostZoom ?? 18 };
  if (kind === 'PROVIDER') addRaster(map, { tiles: [address], ...zooms });
  else {
    if (!added) addProtocol('pmtiles', protocol.tile);
    added = true;
    const archive = archiveAt(address, ground.bytes ?? Infinity, read);
    protocol.add(archive);
    const metadata = (await archive.getMetadata()) as { readonly vector_layers?: readonly { readonly id?: unknown }[] } | null;
    // The map may have gone while the file was read.
    if (map.getLayer(LOWEST) === undefined) return;
    const tiles = [`pmtiles://${address}/{z}/{x}/{y}`];
    if (ground.drawn === 'RASTER') addRaster(map, { tiles, ...zooms });
    else {
      map.addSource('ground', { type: 'vector', tiles, ...zooms });
      const names = (metadata?.vector_layers ?? []).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
      for (const layer of groundLayers(names, language)) map.addLayer(layer, LOWEST);
    }
  }
  // The area stays to be seen, and lets the ground through.
  map.setPaintProperty(LOWEST, 'fill-opacity', 0.12);
}

function addRaster(map: MapLibre, source: { readonly tiles: string[]; readonly minzoom: number; readonly maxzoom: number }): void {
  map.addSource('ground', { type: 'raster', tileSize: 256, ...source });
  map.addLayer({ id: 'ground', type: 'raster', source: 'ground', paint: { 'raster-opacity': 0.85 } }, LOWEST);
}
