import { Loading } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';
import type { CellMapProps } from './cells.js';
import './map.css';
import { Sketch } from './Sketch.js';

const MapCanvas = lazy(() => import('./MapCanvas.js'));

/**
 * A map of cells over the areas of stations, without tiles: what is hot, what is recommended, what is planned. The library behind it is loaded when a map is first
 * shown; on paper it is a drawing. Put a table beside it that says the same.
 */
export function CellMap(props: CellMapProps) {
  return <div className="places-map"><Sketch className="places-printed" cells={props.cells} areas={props.areas} /><Suspense fallback={<div className="places-map-frame"><Loading rows={4} /></div>}><MapCanvas {...props} /></Suspense></div>;
}
