import { Button } from 'antd';
import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { GRADES, type Grade } from './chips.js';
import { flattenerAt, gathered, gridStep, MAP_RATIO, ringsOf, viewOf, zoomed, type Flat, type Position, type View } from './projection.js';
import { useWords } from './words.js';

/** Something at a place. */
export interface MapPoint extends Position {
  readonly key: string;
  readonly title: string;
  readonly grade?: Grade | undefined;
}

interface Props {
  /** What the map shows, for people who hear it. */
  readonly label: string;
  /** The station's area, a GeoJSON Polygon or MultiPolygon; without it the points alone say where the map is. */
  readonly area?: unknown;
  readonly points: readonly MapPoint[];
  /** Those at one place were chosen. */
  readonly onChoose?: (keys: readonly string[]) => void;
  readonly chosen?: ReadonlySet<string>;
  /** A place was pointed at. */
  readonly onPick?: (position: Position) => void;
}

type Placed = Flat & { readonly point: MapPoint };

/**
 * A plain map of a station's area, without a network: its border, a grid with its scale, and what lies where. Points that would cover
 * each other are one mark with their number and the worst of their grades. All of it works by keyboard.
 */
export function AreaMap({ label, area, points, onChoose, chosen, onPick }: Props) {
  const { say, number } = useWords();
  const { rings, placed, flattener, home } = useMemo(() => layout(area, points), [area, points]);
  const [view, setView] = useState<View>();
  const canvas = useRef<SVGSVGElement>(null);
  if (home === undefined) return <p className="sh-sub">{say('本所尚未绘制辖区，也没有带位置的记录。', 'The station’s area is not drawn, and nothing here has a place.')}</p>;
  const shown = view ?? home;
  const [left, top, height] = [shown.x - shown.width / 2, shown.y - (shown.width * MAP_RATIO) / 2, shown.width * MAP_RATIO];
  const zoom = (by: number) => setView(zoomed(shown, by, home.width * 2));
  const move = (x: number, y: number) => setView({ ...shown, x: shown.x + x * shown.width * 0.2, y: shown.y + y * shown.width * 0.2 });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step !== undefined) move(step[0] ?? 0, step[1] ?? 0);
    else if (event.key === '+' || event.key === '=') zoom(2);
    else if (event.key === '-') zoom(0.5);
    else return;
    event.preventDefault();
  };
  const pick = (event: MouseEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (onPick === undefined || box === undefined) return;
    onPick(flattener.position({ x: left + ((event.clientX - box.left) / box.width) * shown.width, y: top + ((event.clientY - box.top) / box.height) * height }));
  };
  const step = gridStep(shown.width);
  return (
    <div className="sh-map">
      <div className="sh-row sh-map-tools" role="group" aria-label={say('地图视野', 'View of the map')}>
        <Button size="small" onClick={() => zoom(2)} aria-label={say('放大', 'Closer')}>＋</Button>
        <Button size="small" onClick={() => zoom(0.5)} aria-label={say('缩小', 'Further')}>－</Button>
        <Button size="small" onClick={() => setView(undefined)}>{say('全图', 'Whole area')}</Button>
        <span className="sh-sub sh-small">{say('方格 {step}', 'Grid {step}', { step: step >= 1000 ? `${number(step / 1000)} km` : `${number(step)} m` })}</span>
      </div>
      <svg ref={canvas} viewBox={`${left} ${top} ${shown.width} ${height}`} role="group" aria-label={label} tabIndex={0} onKeyDown={onKeyDown} onClick={pick} className={onPick ? 'sh-map-picks' : undefined}>
        <Grid left={left} top={top} width={shown.width} height={height} step={step} />
        {rings.map((ring, index) => <polygon key={index} className="sh-map-area" points={ring.map(({ x, y }) => `${x},${y}`).join(' ')} strokeWidth={shown.width / 300} />)}
        {gathered(placed, shown.width).map((group) => <Mark key={group[0]?.point.key} group={group} size={shown.width / 46} chosen={chosen} onChoose={onChoose} />)}
      </svg>
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

/** Shapes repeat what the colours say: a triangle, a diamond, a square, a disc. */
const SHAPES: Readonly<Record<Grade, string>> = { red: '0,-1.15 1.05,0.85 -1.05,0.85', orange: '0,-1.15 1.15,0 0,1.15 -1.15,0', yellow: '-0.9,-0.9 0.9,-0.9 0.9,0.9 -0.9,0.9', blue: '' };

function Mark({ group, size, chosen, onChoose }: { group: readonly Placed[]; size: number; chosen: ReadonlySet<string> | undefined; onChoose: ((keys: readonly string[]) => void) | undefined }) {
  const { say } = useWords();
  const [first] = group;
  if (first === undefined) return null;
  const worst = GRADES.find((grade) => group.some(({ point }) => point.grade === grade));
  const keys = group.map(({ point }) => point.key);
  const title = group.length === 1 ? first.point.title : say('{count, number} 件：{title} 等', '{count, number}: {title} and others', { count: group.length, title: first.point.title });
  const shape = SHAPES[worst ?? 'blue'];
  const choose = (event: KeyboardEvent | MouseEvent) => {
    if (onChoose === undefined || ('key' in event && event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(keys);
  };
  const marked = keys.some((key) => chosen?.has(key));
  return (
    <g transform={`translate(${first.x} ${first.y}) scale(${size})`} className={`sh-map-mark sh-map-${worst ?? 'none'}`} data-chosen={marked || undefined}
      {...(onChoose ? { role: 'button', tabIndex: 0, 'aria-pressed': marked, 'aria-label': title, onClick: choose, onKeyDown: choose } : { role: 'img', 'aria-label': title })}>
      <title>{title}</title>
      {shape === '' ? <circle r={1} /> : <polygon points={shape} />}
      {group.length > 1 && <text y={worst === 'red' ? 0.6 : 0.36} textAnchor="middle" fontSize={1}>{group.length}</text>}
    </g>
  );
}

function layout(area: unknown, points: readonly MapPoint[]) {
  const corners = ringsOf(area);
  const everything: readonly Position[] = [...corners.flat(), ...points];
  const flattener = flattenerAt(everything[0]?.latitude ?? 0);
  const rings = corners.map((ring) => ring.map(flattener.flat));
  const placed: Placed[] = points.map((point) => ({ ...flattener.flat(point), point }));
  const extent = rings.length > 0 ? rings.flat() : placed;
  return { rings, placed, flattener, home: extent.length === 0 ? undefined : viewOf(extent) };
}
