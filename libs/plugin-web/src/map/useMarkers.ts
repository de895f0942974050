import { Marker, type Map as MapLibre } from 'maplibre-gl';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useWords } from '../words.js';
import type { Datum } from './datum.js';
import { middleOf } from './geometry.js';
import { useGroupTitle, worstOf } from './Marks.js';
import { flattenerAt, gathered } from './projection.js';
import type { Draft, MapPoint, MapProps, MapShape } from './props.js';

interface Marked extends Pick<MapProps, 'chosen' | 'onChoose' | 'draft'> {
  readonly shapes: readonly MapShape[];
  readonly points: readonly MapPoint[];
  readonly datum: Datum;
}

/** What stands on a canvas as elements of the page, so that keys and screen readers reach it: points, names of shapes, corners that are drawn. */
export function useMarkers(map: MapLibre | undefined, { shapes, points, chosen, onChoose, draft, datum }: Marked): void {
  useNames(map, shapes, datum);
  usePoints(map, { points, chosen, onChoose, datum });
  useCorners(map, draft, datum);
}

function useNames(map: MapLibre | undefined, shapes: readonly MapShape[], datum: Datum): void {
  useEffect(() => {
    if (map === undefined) return undefined;
    const marks = shapes.flatMap(({ label, geometry }) => {
      const middle = label === undefined ? undefined : middleOf(datum.drawn(geometry));
      return middle === undefined ? [] : [markerAt(map, Object.assign(document.createElement('span'), { className: 'sh-map-label', textContent: label, ariaHidden: 'true' }), middle)];
    });
    return () => marks.forEach((mark) => mark.remove());
  }, [map, shapes, datum]);
}

function usePoints(map: MapLibre | undefined, { points, chosen, onChoose, datum }: Omit<Marked, 'shapes' | 'draft'>): void {
  const metres = useWidth(map);
  const titleOf = useGroupTitle();
  const choose = useEffectEvent((keys: readonly string[]) => onChoose?.(keys));
  const title = useEffectEvent((group: readonly MapPoint[]) => titleOf(group));
  const choosable = onChoose !== undefined;
  const groups = useMemo(() => {
    const { flat } = flattenerAt(points[0]?.latitude ?? 0);
    return gathered(points.map((point) => ({ ...flat(point), point })), metres / 2).map((group) => group.map(({ point }) => point));
  }, [points, metres]);
  useEffect(() => {
    if (map === undefined) return undefined;
    const marks = groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const keys = group.map(({ key }) => key);
      const element = document.createElement(choosable ? 'button' : 'span');
      element.className = `sh-point sh-point-${worstOf(group) ?? 'none'}`;
      element.textContent = group.length > 1 ? String(group.length) : (first.text ?? '');
      element.title = title(group);
      element.ariaLabel = element.title;
      if (first.colour !== undefined && worstOf(group) === undefined) element.style.background = first.colour;
      if (element instanceof HTMLButtonElement) {
        element.type = 'button';
        element.ariaPressed = String(keys.some((key) => chosen?.has(key)));
        element.addEventListener('click', (event) => { event.stopPropagation(); choose(keys); });
      } else element.role = 'img';
      return [markerAt(map, element, datum.at(first))];
    });
    return () => marks.forEach((mark) => mark.remove());
  }, [map, groups, chosen, choosable, datum]);
}

/** Corners that are dragged, moved by arrows, and taken away by Delete. */
function useCorners(map: MapLibre | undefined, draft: Draft | undefined, datum: Datum): void {
  const { say } = useWords();
  const titleOf = useEffectEvent((index: number) => say('第 {corner} 个点：方向键移动，Delete 键删除', 'Corner {corner}: arrows move it, Delete removes it', { corner: index + 1 }));
  const change = useEffectEvent((index: number, position: ReturnType<Datum['pointed']> | undefined) => {
    if (draft !== undefined) draft.onChange(position === undefined ? draft.corners.toSpliced(index, 1) : draft.corners.with(index, position));
  });
  const corners = draft?.corners;
  const wrong = draft?.wrong;
  useEffect(() => {
    if (map === undefined || corners === undefined) return undefined;
    const focused = Number((document.activeElement as HTMLElement | null)?.dataset['corner'] ?? Number.NaN);
    const marks = corners.map((corner, index) => {
      const element = Object.assign(document.createElement('button'), { type: 'button', className: 'sh-corner', title: titleOf(index), ariaLabel: titleOf(index) });
      element.dataset['corner'] = String(index);
      if (wrong?.includes(index)) element.dataset['wrong'] = 'true';
      const mark = markerAt(map, element, datum.at(corner), true);
      mark.on('dragend', () => { const { lng, lat } = mark.getLngLat(); change(index, datum.pointed(lng, lat)); });
      element.addEventListener('click', (event) => event.stopPropagation());
      element.addEventListener('keydown', (event) => {
        const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
        if (step === undefined && event.key !== 'Delete') return;
        event.preventDefault();
        event.stopPropagation();
        if (step === undefined) return change(index, undefined);
        const { x, y } = map.project(mark.getLngLat());
        const { lng, lat } = map.unproject([x + (step[0] ?? 0), y + (step[1] ?? 0)]);
        change(index, datum.pointed(lng, lat));
      });
      if (index === focused) element.focus();
      return mark;
    });
    return () => marks.forEach((mark) => mark.remove());
  }, [map, corners, wrong, datum]);
}

/** How many metres wide the view of a map is; points gather by it. */
function useWidth(map: MapLibre | undefined): number {
  const [metres, setMetres] = useState(10_000);
  useEffect(() => {
    if (map === undefined) return undefined;
    const measure = () => {
      const bounds = map.getBounds();
      setMetres((bounds.getEast() - bounds.getWest()) * 111_320 * Math.cos((map.getCenter().lat * Math.PI) / 180));
    };
    measure();
    map.on('zoomend', measure);
    return () => void map.off('zoomend', measure);
  }, [map]);
  return metres;
}

function markerAt(map: MapLibre, element: HTMLElement, [longitude, latitude]: readonly [number, number], draggable = false): Marker {
  return new Marker({ element, draggable }).setLngLat([longitude, latitude]).addTo(map);
}
