import type { KeyboardEvent, MouseEvent } from 'react';
import { GRADES, type Grade } from '../chips.js';
import { useWords } from '../words.js';
import { gathered, type Flat } from './projection.js';
import type { MapPoint, MapProps } from './props.js';

/** A point where it is drawn. */
export type Placed = Flat & { readonly point: MapPoint };

/** The points of a drawing. */
export function Marks({ placed, width, chosen, onChoose }: { placed: readonly Placed[]; width: number } & Pick<MapProps, 'chosen' | 'onChoose'>) {
  return <>{gathered(placed, width).map((group) => <Mark key={group[0]?.point.key} group={group} size={width / 46} chosen={chosen} onChoose={onChoose} />)}</>;
}

/** Shapes repeat what the colours say: a triangle, a diamond, a square, a disc. */
const SHAPES: Readonly<Record<Grade, string>> = { red: '0,-1.15 1.05,0.85 -1.05,0.85', orange: '0,-1.15 1.15,0 0,1.15 -1.15,0', yellow: '-0.9,-0.9 0.9,-0.9 0.9,0.9 -0.9,0.9', blue: '' };

function Mark({ group, size, chosen, onChoose }: { group: readonly Placed[]; size: number } & Pick<MapProps, 'chosen' | 'onChoose'>) {
  const title = useGroupTitle()(group.map(({ point }) => point));
  const [first] = group;
  if (first === undefined) return null;
  const worst = worstOf(group.map(({ point }) => point));
  const keys = group.map(({ point }) => point.key);
  const shape = SHAPES[worst ?? 'blue'];
  const choose = (event: KeyboardEvent | MouseEvent) => {
    if (onChoose === undefined || ('key' in event && event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(keys);
  };
  const marked = keys.some((key) => chosen?.has(key));
  const said = group.length > 1 ? group.length : first.point.text;
  return (
    <g transform={`translate(${first.x} ${first.y}) scale(${size})`} className={`sh-map-mark sh-map-${worst ?? 'none'}`} data-chosen={marked || undefined} style={worst === undefined && first.point.colour ? { fill: first.point.colour } : undefined}
      {...(onChoose ? { role: 'button', tabIndex: 0, 'aria-pressed': marked, 'aria-label': title, onClick: choose, onKeyDown: choose } : { role: 'img', 'aria-label': title })}>
      <title>{title}</title>
      {shape === '' ? <circle r={1} /> : <polygon points={shape} />}
      {said !== undefined && <text y={worst === 'red' ? 0.6 : 0.36} textAnchor="middle" fontSize={1}>{said}</text>}
    </g>
  );
}

/** The worst grade of some points. */
export function worstOf(points: readonly MapPoint[]): Grade | undefined {
  return GRADES.find((grade) => points.some((point) => point.grade === grade));
}

/** What is said of points that lie together. */
export function useGroupTitle(): (points: readonly MapPoint[]) => string {
  const { say } = useWords();
  return (points) => (points.length === 1 ? (points[0]?.title ?? '') : say('{count, number} 处：{title} 等', '{count, number}: {title} and others', { count: points.length, title: points[0]?.title ?? '' }));
}
