import { DataTable, EmptyState, useWords, type Column } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import type { FiguresQuery } from '../../gql/figures.js';
import type { Choice, Metric } from './choices.js';
import { FigureCell } from './FigureCell.js';
import type { RecordsOf } from './records.js';

type Series = FiguresQuery['metricSeries'][number];
export type Point = Series['points'][number];
/** So many lines are shown at first, and more at a press: a station has hundreds of squares. */
const AT_ONCE = 40;

/**
 * A line per value, a column per period.
 * @param recordsOf where the records behind a point are seen; absent where the reader sees none
 */
export function FigureTable({ metric, series: { periods, points, granularity }, by, recordsOf }: { metric: Metric; series: Series; by: Choice | undefined; recordsOf: RecordsOf | undefined }) {
  const { say, textOf, number } = useWords();
  const [shown, setShown] = useState(AT_ONCE);
  if (points.length === 0) return <EmptyState title={by?.place === true ? say('期内没有可按地点显示的记录', 'Nothing can be shown by place in this time') : say('期内没有记录', 'Nothing happened in this time')} {...(by?.place === true ? { hint: say('每处都没有或很少；换更长的期间，或换一种分组。', 'There was nothing, or little, in each place. Choose a longer period, or another grouping.') } : {})} />;
  const lines = linesOf(points);
  const rows = by?.place === true ? [...lines.values()].sort((left, right) => weightOf(right) - weightOf(left)) : [...lines.values()];
  const monthly = granularity === 'MONTH';
  const format = formatOf(metric.unit.id, number);
  const columns: Column<Line>[] = [
    { key: 'of', title: by?.title ?? textOf(metric.title), main: true, render: ({ titles }) => (titles.length === 0 ? say('合计', 'Total') : titles.map((title) => textOf(title)).join(' · ')) },
    ...periods.map(({ key }): Column<Line> => ({
      key, title: monthly ? key.slice(0, 7) : say('{day} 起', 'from {day}', { day: key.slice(5) }), align: 'right',
      render: ({ points: at }) => <Cell point={at.get(key)} format={format} recordsOf={recordsOf} counted={metric.measure !== 'RATIO' && metric.measure !== 'DURATION'} />,
    })),
  ];
  return (
    <>
      <DataTable label={textOf(metric.title)} columns={columns} rows={rows.slice(0, shown)} rowKey={({ key }) => key} />
      {rows.length > shown && <p className="form-foot"><span className="sh-sub" role="status">{say('显示 {shown, number} / {all, number} 行', '{shown, number} of {all, number} lines', { shown, all: rows.length })}</span><Button onClick={() => setShown(shown + AT_ONCE)}>{say('再显示 {count, number} 行', '{count, number} more', { count: Math.min(AT_ONCE, rows.length - shown) })}</Button></p>}
    </>
  );
}

interface Line {
  readonly key: string;
  readonly titles: readonly Point['dimensions'][number]['title'][];
  /** By period. */
  readonly points: Map<string | null, Point>;
}

/** Points of the same values, in the order they come. */
function linesOf(points: readonly Point[]): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const point of points) {
    const key = JSON.stringify(point.dimensions.map(({ value }) => value ?? null));
    const line = lines.get(key) ?? { key, titles: point.dimensions.map(({ title }) => title), points: new Map() };
    line.points.set(point.period ?? null, point);
    lines.set(key, line);
  }
  return lines;
}

function weightOf({ points }: Line): number {
  return [...points.values()].reduce((sum, { value, atLeast }) => sum + (value ?? atLeast ?? 0), 0);
}

/** A point that is not there is a nothing of something counted, and no share of it. An exact one leads to what it was counted from. */
function Cell({ point, format, counted, recordsOf }: { point: Point | undefined; format: (value: number) => string; counted: boolean; recordsOf: RecordsOf | undefined }) {
  if (point === undefined) return <span className="sh-sub">{counted ? format(0) : '—'}</span>;
  return <FigureCell figure={point} format={format} to={recordsOf?.(point)} />;
}

function formatOf(unit: string, number: (value: number) => string): (value: number) => string {
  if (unit === 'ratio') return (value) => `${(value * 100).toFixed(1)} %`;
  return (value) => number(Math.round(value * 10) / 10);
}
