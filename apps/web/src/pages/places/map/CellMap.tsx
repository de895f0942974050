import { HouseMap, middleOf, type MapPoint, type MapShape } from '@stationhouse/plugin-web/map';
import { useMemo } from 'react';
import { FILLS, type CellMapProps } from './cells.js';
import './map.css';

/** A map of cells over the areas of stations: what is hot, what is recommended, what is planned. Put a table beside it that says the same. */
export function CellMap({ label, cells, areas, chosen, onChoose }: CellMapProps) {
  const shapes = useMemo(() => cells.map(({ key, outline, level, title, outstanding = false }): MapShape => ({ key, geometry: outline, title, paint: { fill: FILLS[level], opacity: 0.85, line: outstanding ? '#14202e' : '#ffffff', width: outstanding ? 1.6 : 0.6 } })), [cells]);
  const points = useMemo(() => cells.flatMap(({ key, outline, title, mark }): MapPoint[] => {
    const middle = mark === undefined ? undefined : middleOf(outline);
    return middle === undefined ? [] : [{ key, title, text: mark, longitude: middle[0], latitude: middle[1], colour: '#14202e' }];
  }), [cells]);
  const keys = useMemo(() => new Set(chosen === undefined ? [] : [chosen]), [chosen]);
  return <div className="places-map"><HouseMap label={label} areas={areas} shapes={shapes} points={points} chosen={keys} onChoose={onChoose === undefined ? undefined : ([key]) => onChoose(key)} /></div>;
}
