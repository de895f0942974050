import { Button } from 'antd';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useWords } from '../words.js';
import { linesOf, isArea, middleOf } from './geometry.js';
import { Marks, type Placed } from './Marks.js';
import { flattenerAt, gridStep, MAP_RATIO, viewOf, zoomed, type Flat, type Position, type View } from './projection.js';
import type { MapProps, MapShape } from './props.js';

const NONE: readonly never[] = [];

/**
 * A map without tiles, WebGL or a network: borders, a grid with its scale, shapes, and what lies where. Points that would cover each other are one mark
 * with their number and the worst of their grades. All of it works by keyboard.
 * @param still drawn once, to be looked at on paper
 */
export function Drawing({ label, areas = NONE, shapes = NONE, points = NONE, onChoose, chosen, onPick, draft, frame, still = false }: MapProps & { readonly still?: boolean }) {
  const { say, number } = useWords();
  const { flattener, home, borders, paths, placed } = useMemo(() => layout({ areas, shapes, points, frame }), [areas, shapes, points, frame]);
  const [view, setView] = useState<{ readonly home: View; readonly shown: View }>();
  const canvas = useRef<SVGSVGElement>(null);
  if (home === undefined) return <p className="sh-sub">{say('本所尚未绘制辖区，也没有带位置的记录。', 'The station’s area is not drawn, and nothing here has a place.')}</p>;
  // Another area begins anew; whoever looks at a corner stays there while what is shown changes.
  const shown = view === undefined || still || !isSame(view.home, home) ? home : view.shown;
  const show = (next: View | undefined) => setView(next === undefined ? undefined : { home, shown: next });
  const [left, top, height] = [shown.x - shown.width / 2, shown.y - (shown.width * MAP_RATIO) / 2, shown.width * MAP_RATIO];
  const zoom = (by: number) => show(zoomed(shown, by, home.width * 2));
  const move = (x: number, y: number) => show({ ...shown, x: shown.x + x * shown.width * 0.2, y: shown.y + y * shown.width * 0.2 });
  const pickAt = (flat: Flat) => {
    const position = flattener.position(flat);
    if (draft !== undefined) draft.onChange([...draft.corners, position]);
    else onPick?.(position);
  };
  const picks = onPick !== undefined || draft !== undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step !== undefined) move(step[0] ?? 0, step[1] ?? 0);
    else if (event.key === '+' || event.key === '=') zoom(2);
    else if (event.key === '-') zoom(0.5);
    else if (event.key === 'Enter' && picks && event.target === canvas.current) pickAt(shown);
    else if (event.key === 'Backspace' && draft !== undefined) draft.onChange(draft.corners.slice(0, -1));
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (!picks || box === undefined) return;
    pickAt({ x: left + ((event.clientX - box.left) / box.width) * shown.width, y: top + ((event.clientY - box.top) / box.height) * height });
  };
  const step = gridStep(shown.width);
  const pixel = shown.width / 900;
  const drawn = (
    <svg ref={canvas} viewBox={`${left} ${top} ${shown.width} ${height}`} {...(still ? { 'aria-hidden': true } : { role: 'group', 'aria-label': label, tabIndex: 0, onKeyDown, onClick })} className={picks ? 'sh-map-picks' : undefined}>
      <Grid left={left} top={top} width={shown.width} height={height} step={step} />
      {borders.map((d, index) => <path key={index} className="sh-map-area" d={d} strokeWidth={3 * pixel} />)}
      <Shapes paths={paths} pixel={pixel} chosen={chosen} onChoose={draft === undefined ? onChoose : undefined} />
      {draft && <Outline corners={draft.corners.map(flattener.flat)} wrong={new Set(draft.wrong)} pixel={pixel} />}
      <Marks placed={placed} width={shown.width} chosen={chosen} onChoose={draft === undefined ? onChoose : undefined} />
      {picks && !still && <path className="sh-map-cross" d={`M${shown.x - 12 * pixel} ${shown.y}h${24 * pixel}M${shown.x} ${shown.y - 12 * pixel}v${24 * pixel}`} strokeWidth={2 * pixel} aria-hidden="true" />}
    </svg>
  );
  if (still) return <div className="sh-map">{drawn}</div>;
  return (
    <div className="sh-map">
      <div className="sh-row sh-map-tools" role="group" aria-label={say('地图视野', 'View of the map')}>
        <Button size="small" onClick={() => zoom(2)} aria-label={say('放大', 'Closer')}>＋</Button>
        <Button size="small" onClick={() => zoom(0.5)} aria-label={say('缩小', 'Further')}>－</Button>
        <Button size="small" onClick={() => show(undefined)}>{say('全图', 'Whole area')}</Button>
        <span className="sh-sub sh-small">{say('方格 {step}', 'Grid {step}', { step: step >= 1000 ? `${number(step / 1000)} km` : `${number(step)} m` })}</span>
      </div>
      {drawn}
    </div>
  );
}

function Grid({ left, top, width, height, step }: { left: number; top: number; width: number; height: number; step: number }) {
  const from = (start: number, length: number) => Array.from({ length: Math.ceil(length / step) + 1 }, (_, index) => (Math.floor(start / step) + index) * step);
  return (
    <g className="sh-map-grid" strokeWidth={width / 900} aria-hidden="true">
      {from(left, width).map((x) => <line key={`x${x}`} x1={x} x2={x} y1={top} y2={top + height} />)}
      {from(top, height).map((y) => <line key={`y${y}`} x1={left} x2={left + width} y1={y} y2={y} />)}
    </g>
  );
}

interface Path {
  readonly shape: MapShape;
  readonly d: string;
  readonly middle: Flat | undefined;
}

function Shapes({ paths, pixel, chosen, onChoose }: { paths: readonly Path[]; pixel: number; chosen: ReadonlySet<string> | undefined; onChoose: MapProps['onChoose'] }) {
  const id = useId();
  return (
    <>
      <defs>
        {[1, 2, 3, 4].map((hatch) => {
          const step = (28 / hatch) * pixel;
          return <pattern key={hatch} id={`${id}${hatch}`} width={step} height={step} patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1={0} x2={0} y1={0} y2={step} stroke="#14202e" strokeOpacity={0.55} strokeWidth={2.4 * pixel} /></pattern>;
        })}
      </defs>
      {paths.map(({ shape: { key, title, paint, geometry, backdrop = false }, d }) => (
        <g key={key} className={backdrop ? 'sh-map-backdrop' : undefined} onClick={backdrop || onChoose === undefined ? undefined : (event) => { event.stopPropagation(); onChoose([key]); }}>
          <title>{title}</title>
          <path d={d} fill={isArea(geometry) ? (paint.fill ?? 'none') : 'none'} fillOpacity={paint.opacity ?? 1} stroke={chosen?.has(key) ? 'var(--sh-brand)' : (paint.line ?? 'none')} strokeWidth={(chosen?.has(key) ? 4 : (paint.width ?? 1)) * pixel} strokeDasharray={paint.dashed ? `${6 * pixel} ${4 * pixel}` : undefined} strokeLinejoin="round" />
          {paint.hatch && <path d={d} fill={`url(#${id}${paint.hatch})`} />}
        </g>
      ))}
      {paths.map(({ shape: { key, label }, middle }) => label !== undefined && middle && <text key={key} className="sh-map-name" x={middle.x} y={middle.y} fontSize={13 * pixel} strokeWidth={3 * pixel} textAnchor="middle" aria-hidden="true">{label}</text>)}
    </>
  );
}

/** What is being drawn. */
function Outline({ corners, wrong, pixel }: { corners: readonly Flat[]; wrong: ReadonlySet<number>; pixel: number }) {
  return (
    <g className="sh-map-draft">
      <polygon points={corners.map(({ x, y }) => `${x},${y}`).join(' ')} strokeWidth={3 * pixel} />
      {corners.map(({ x, y }, index) => <circle key={index} cx={x} cy={y} r={7 * pixel} strokeWidth={2 * pixel} data-wrong={wrong.has(index) || undefined}><title>{index + 1}</title></circle>)}
    </g>
  );
}

function isSame(left: View, right: View): boolean {
  return left.x === right.x && left.y === right.y && left.width === right.width;
}

function layout({ areas, shapes, points, frame }: Required<Pick<MapProps, 'areas' | 'shapes' | 'points'>> & Pick<MapProps, 'frame'>) {
  const first = [...areas.flatMap(linesOf), ...shapes.flatMap(({ geometry }) => linesOf(geometry)), points].find(({ length }) => length > 0)?.[0];
  const flattener = flattenerAt(first?.latitude ?? 0);
  const flat = (lines: readonly (readonly Position[])[]) => lines.map((line) => line.map(flattener.flat));
  const path = (geometry: unknown) => flat(linesOf(geometry)).map((line) => `M${line.map(({ x, y }) => `${x} ${y}`).join('L')}${isArea(geometry) ? 'Z' : ''}`).join('');
  const placed: Placed[] = points.map((point) => ({ ...flattener.flat(point), point }));
  const paths: Path[] = shapes.map((shape) => {
    const middle = shape.label === undefined ? undefined : middleOf(shape.geometry);
    return { shape, d: path(shape.geometry), middle: middle && flattener.flat({ longitude: middle[0], latitude: middle[1] }) };
  });
  const around = (all: readonly unknown[]) => all.flatMap((one) => (isPosition(one) ? [flattener.flat(one)] : flat(linesOf(one)).flat()));
  const extents = [around(frame ?? NONE), around(areas), [...around(shapes.map(({ geometry }) => geometry)), ...placed]];
  const extent = extents.find(({ length }) => length > 0);
  return { flattener, placed, paths, borders: areas.map(path), home: extent === undefined ? undefined : viewOf(extent) };
}

function isPosition(value: unknown): value is Position {
  return typeof (value as Partial<Position> | null)?.longitude === 'number';
}
