import { useWords } from '@stationhouse/plugin-web';
import { Map as MapLibre, Marker, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { boundsOf, middleOf, type CellMapProps } from './cells.js';
import { Sketch } from './Sketch.js';
import { areasData, cellsData, styleOf } from './style.js';

setWorkerUrl(workerUrl);

/** The canvas of a {@link CellMap}: maplibre-gl, with a ground of its own. */
export default function MapCanvas({ label, cells, areas, chosen, onChoose }: CellMapProps) {
  const { say } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const [broken, setBroken] = useState(false);
  const [under, setUnder] = useState<string>();
  const [drawn, setDrawn] = useState(0);
  const choose = useEffectEvent((key: string | undefined) => onChoose?.(key));
  const first = useEffectEvent(() => ({ style: styleOf(areas, cells), locale: { 'Map.Title': label, 'NavigationControl.ZoomIn': say('放大', 'Closer'), 'NavigationControl.ZoomOut': say('缩小', 'Further'), 'ScaleControl.Meters': 'm', 'ScaleControl.Kilometers': 'km' } }));
  const fit = useEffectEvent((on: MapLibre) => {
    const bounds = boundsOf(areas.some(Boolean) ? areas : cells.map(({ outline }) => outline));
    if (bounds !== undefined) on.fitBounds([[...bounds[0]], [...bounds[1]]], { padding: 16, animate: false });
  });

  useEffect(() => {
    if (frame.current === null) return undefined;
    let made: MapLibre;
    try {
      made = new MapLibre({ container: frame.current, ...first(), attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0 });
      fit(made);
    } catch {
      // No WebGL here: the table says the same.
      queueMicrotask(() => setBroken(true));
      return undefined;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    made.on('click', ({ point }) => choose(made.queryRenderedFeatures(point, { layers: ['cells'] })[0]?.properties['key'] as string | undefined));
    made.on('mousemove', ({ point }) => {
      const key = made.queryRenderedFeatures(point, { layers: ['cells'] })[0]?.properties['key'] as string | undefined;
      made.getCanvas().style.cursor = key === undefined ? '' : 'pointer';
      setUnder(key);
    });
    made.on('mouseout', () => setUnder(undefined));
    // As long as nobody moved it, the map shows all of the area, however the page around it changes.
    let moved = false;
    made.on('movestart', ({ originalEvent }) => { moved ||= originalEvent !== undefined; });
    made.on('resize', () => { if (!moved) fit(made); });
    made.on('load', () => setMap(made));
    made.on('idle', () => setDrawn(new Set(made.queryRenderedFeatures({ layers: ['cells'] }).map(({ properties }) => properties['key'] as string)).size));
    return () => {
      setMap(undefined);
      made.remove();
    };
  }, []);

  useEffect(() => {
    map?.getSource<GeoJSONSource>('cells')?.setData(cellsData(cells));
    map?.getSource<GeoJSONSource>('areas')?.setData(areasData(areas));
  }, [map, cells, areas]);
  // Only another area moves the view: whoever looks at a corner stays there while cells change.
  useEffect(() => {
    if (map !== undefined) fit(map);
  }, [map, areas]);
  useEffect(() => void map?.setFilter('chosen', ['==', ['get', 'key'], chosen ?? '']), [map, chosen]);
  useEffect(() => {
    if (map === undefined) return undefined;
    const marks = cells.filter(({ mark }) => mark !== undefined).flatMap((cell) => {
      const middle = middleOf(cell.outline);
      if (middle === undefined) return [];
      const element = document.createElement('span');
      element.className = 'places-mark';
      element.textContent = cell.mark ?? '';
      element.setAttribute('aria-hidden', 'true');
      return [new Marker({ element }).setLngLat([middle[0], middle[1]]).addTo(map)];
    });
    return () => marks.forEach((mark) => mark.remove());
  }, [map, cells]);

  const said = cells.find(({ key }) => key === (under ?? chosen))?.title;
  if (broken) return <><Sketch cells={cells} areas={areas} /><p className="sh-sub sh-small places-map-said">{say('本机浏览器不能缩放地图（需要 WebGL）；数字见旁边的表格。', 'This browser cannot move the map (it needs WebGL). The figures are in the table beside it.')}</p></>;
  return (
    <div>
      <div ref={frame} className="places-map-frame" data-map={map === undefined ? 'loading' : 'ready'} data-drawn={drawn} />
      <div className="places-map-said sh-sub sh-small" aria-live="polite">{said ?? say('点选单元查看；方向键移动，加减号缩放。', 'Choose a cell to see what it says; arrows move, plus and minus zoom.')}</div>
    </div>
  );
}
