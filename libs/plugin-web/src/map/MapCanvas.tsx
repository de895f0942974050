import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type PointLike } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useFileReader } from '../files.js';
import { useWords } from '../words.js';
import './map.css';
import { datumOf } from './datum.js';
import { boundsOf } from './geometry.js';
import { layGround, type Ground } from './ground.js';
import type { MapProps } from './props.js';
import { areasData, draftData, HATCH, hatchPixels, keysAre, POINTED, shapesData, styleOf } from './style.js';
import { useMarkers } from './useMarkers.js';

setWorkerUrl(workerUrl);

/** What a {@link MapCanvas} is told beside what every map is. */
export interface CanvasProps extends MapProps {
  /** Left out: what lies beneath could not be asked. */
  readonly ground: Ground | undefined;
  /** This browser draws no such map. */
  readonly onBroken: () => void;
}

const NONE: readonly never[] = [];
/** A finger, or a mouse that is nearly there. */
const NEAR = 5;

/** The canvas of a map: maplibre-gl. Nothing glides, nothing turns. */
export default function MapCanvas({ label, areas = NONE, shapes = NONE, points = NONE, chosen, onChoose, onPick, draft, frame, ground, onBroken }: CanvasProps) {
  const { say, language } = useCanvasWords();
  const read = useFileReader();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const [under, setUnder] = useState<string>();
  const [drawn, setDrawn] = useState(0);
  const [silent, setSilent] = useState(false);
  const datum = useMemo(() => datumOf(ground?.coordinateSystem ?? 'WGS84'), [ground]);
  const picks = onPick !== undefined || draft !== undefined;
  const keyAt = (on: MapLibre, { x, y }: { readonly x: number; readonly y: number }) => {
    const around: [PointLike, PointLike] = [[x - NEAR, y - NEAR], [x + NEAR, y + NEAR]];
    return on.queryRenderedFeatures(around, { layers: [...POINTED], filter: ['!', ['get', 'backdrop']] })[0]?.properties['key'] as string | undefined;
  };
  const point = (longitude: number, latitude: number) => {
    const position = datum.pointed(longitude, latitude);
    if (draft !== undefined) draft.onChange([...draft.corners, position]);
    else onPick?.(position);
  };
  const broke = useEffectEvent(onBroken);
  const clicked = useEffectEvent((on: MapLibre, at: { readonly x: number; readonly y: number }, { lng, lat }: { readonly lng: number; readonly lat: number }) => {
    if (picks) return point(lng, lat);
    const key = keyAt(on, at);
    onChoose?.(key === undefined ? [] : [key]);
  });
  const hovered = useEffectEvent((on: MapLibre, at: { readonly x: number; readonly y: number }) => {
    const key = picks ? undefined : keyAt(on, at);
    on.getCanvas().style.cursor = picks ? 'crosshair' : key === undefined || onChoose === undefined ? '' : 'pointer';
    setUnder(key);
  });
  const first = useEffectEvent(() => ({ style: styleOf(areas, shapes, datum), locale: { 'Map.Title': label, 'NavigationControl.ZoomIn': say('放大', 'Closer'), 'NavigationControl.ZoomOut': say('缩小', 'Further'), 'ScaleControl.Meters': 'm', 'ScaleControl.Kilometers': 'km' } }));
  const fit = useEffectEvent((on: MapLibre) => {
    const wanted = [frame ?? NONE, areas.filter(Boolean), [...shapes.map(({ geometry }) => geometry), ...points]];
    const bounds = wanted.map((all) => boundsOf(all)).find((found) => found !== undefined);
    if (bounds === undefined) return;
    const [from, to] = bounds.map(([longitude, latitude]) => datum.at({ longitude, latitude })) as [readonly [number, number], readonly [number, number]];
    on.fitBounds([[...from], [...to]], { padding: 24, animate: false, maxZoom: 17 });
  });
  const lay = useEffectEvent((on: MapLibre) => {
    if (ground !== undefined) layGround(on, ground, read, language).catch(() => setSilent(true));
  });

  useEffect(() => {
    if (box.current === null) return undefined;
    let made: MapLibre;
    try {
      made = new MapLibre({ container: box.current, ...first(), attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0 });
      fit(made);
    } catch {
      // No WebGL here: a drawing stands in.
      queueMicrotask(broke);
      return undefined;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    for (const density of [1, 2, 3, 4] as const) made.addImage(`hatch-${density}`, { width: HATCH, height: HATCH, data: hatchPixels(density) });
    made.on('click', ({ point: at, lngLat }) => clicked(made, at, lngLat));
    made.on('mousemove', ({ point: at }) => hovered(made, at));
    made.on('mouseout', () => setUnder(undefined));
    // A provider that does not answer leaves what the house draws; what answers again takes the word back.
    made.on('error', (event) => { if ((event as { readonly sourceId?: string }).sourceId === 'ground') setSilent(true); });
    made.on('data', (event) => { if ((event as { readonly sourceId?: string; readonly tile?: { readonly state?: string } }).sourceId === 'ground' && (event as { readonly tile?: { readonly state?: string } }).tile?.state === 'loaded') setSilent(false); });
    // As long as nobody moved it, the map shows all of its frame, however the page around it changes.
    let moved = false;
    made.on('movestart', ({ originalEvent }) => { moved ||= originalEvent !== undefined; });
    made.on('resize', () => { if (!moved) fit(made); });
    made.on('load', () => { lay(made); setMap(made); });
    made.on('idle', () => setDrawn(new Set(made.queryRenderedFeatures({ layers: [...POINTED] }).map(({ properties }) => properties['key'] as string)).size));
    return () => {
      setMap(undefined);
      made.remove();
    };
  }, []);

  useEffect(() => map?.getSource<GeoJSONSource>('shapes')?.setData(shapesData(shapes, datum)) && undefined, [map, shapes, datum]);
  useEffect(() => map?.getSource<GeoJSONSource>('areas')?.setData(areasData(areas, datum)) && undefined, [map, areas, datum]);
  useEffect(() => map?.getSource<GeoJSONSource>('draft')?.setData(draftData(draft?.corners ?? NONE, datum)) && undefined, [map, draft, datum]);
  // Only another area or frame moves the view: whoever looks at a corner stays there while what is shown changes.
  useEffect(() => {
    if (map !== undefined) fit(map);
  }, [map, areas, frame]);
  useEffect(() => void map?.setFilter('chosen', keysAre([...(chosen ?? NONE)])), [map, chosen]);
  useMarkers(map, { shapes, points, chosen, onChoose: draft === undefined ? onChoose : undefined, draft, datum });

  const onKeyDown = (event: KeyboardEvent) => {
    if (map === undefined || !picks || event.target !== map.getCanvas()) return;
    if (event.key === 'Enter') {
      const { lng, lat } = map.getCenter();
      point(lng, lat);
    } else if (event.key === 'Backspace' && draft !== undefined) draft.onChange(draft.corners.slice(0, -1));
    else return;
    event.preventDefault();
  };
  const [only] = chosen?.size === 1 ? chosen : [];
  const said = shapes.find(({ key }) => key === (under ?? only))?.title ?? points.find(({ key }) => key === only)?.title;
  const how = picks ? say('点一下地图，或用方向键把十字移到位后按回车；退格键撤回一点。', 'Point at the map; or move the cross with the arrows and press Enter. Backspace takes the last one back.') : say('方向键移动，加减号缩放。', 'Arrows move, plus and minus zoom.');
  return (
    <div onKeyDown={onKeyDown}>
      <div className="sh-canvas-box">
        <div ref={box} className={picks ? 'sh-canvas sh-canvas-picks' : 'sh-canvas'} data-map={map === undefined ? 'loading' : 'ready'} data-drawn={drawn} data-ground={silent ? 'silent' : (ground?.kind ?? 'NONE')} />
        {ground?.attribution && !silent && <span className="sh-canvas-attribution">{ground.attribution}</span>}
      </div>
      {silent && <p className="sh-canvas-silent" role="status">{say('底图暂时无法显示，辖区和标注不受影响。', 'The ground of the map does not answer; areas and marks are as they are.')}</p>}
      <div className="sh-canvas-said sh-sub sh-small" aria-live="polite">{said ?? how}</div>
    </div>
  );
}

function useCanvasWords() {
  const { say } = useWords();
  return { say, language: say('zh', 'en') as 'zh' | 'en' };
}
