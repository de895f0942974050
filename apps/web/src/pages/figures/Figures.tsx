import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { DataTable, EmptyState, ErrorState, Loading, PageHeader, serverClock, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { Link } from 'react-router';
import { FigureMetricsDocument, FiguresDocument, type FigureMetricsQuery, type FiguresQuery } from '../../gql/figures.js';
import { MyStudiesDocument } from '../../gql/studies.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { cellQuery } from './cell.js';
import { FigureCell } from './FigureCell.js';
import { datesOf, SPANS, type Span } from './spans.js';

type Metric = FigureMetricsQuery['metrics'][number];
type Series = FiguresQuery['metricSeries'][number];
type Point = Series['points'][number];

const KEYS = ['metric', 'span', 'by'] as const;
const FIRST = 'incident.received';

/** One metric over whole weeks or months, in total or by one dimension: exact, rounded or in bands, as its reader may know it. */
export default function Figures() {
  const { data, error, refetch } = useQuery(FigureMetricsDocument);
  const { say } = useWords();
  const { values } = useFilters(KEYS);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const metric = data.metrics.find(({ id }) => id === values.metric) ?? data.metrics.find(({ id }) => id === FIRST);
  if (metric === undefined) return <EmptyState title={say('没有可查看的指标', 'There is no metric to read')} />;
  return <OneMetric metric={metric} metrics={data.metrics} />;
}

function OneMetric({ metric, metrics }: { metric: Metric; metrics: readonly Metric[] }) {
  const { say, textOf } = useWords();
  const { base, timeZone } = useScope();
  const { values, set } = useFilters(KEYS);
  const stationIds = useStations();
  // What is about people is told by whole weeks alone.
  const spans: readonly Span[] = metric.personalData === 'EVENTS' ? SPANS : ['weeks'];
  const span = spans.find((one) => one === values.span) ?? (metric.personalData === 'EVENTS' ? 'months' : 'weeks');
  const choices = dimensionsOf(metric, stationIds.length);
  const by = choices.find(({ id }) => id === values.by);
  const dates = datesOf(span, localDate(serverClock.now(), timeZone));
  const figures = useQuery(FiguresDocument, { variables: { stationIds, query: { metrics: [metric.id], ...dates, dimensions: by === undefined ? [] : [by.id] } } });
  const [series] = figures.data?.metricSeries ?? [];
  const folder = useRecordsFolder(metric);
  const recordsOf = folder === undefined ? undefined : (point: Point) => `${base}/${folder}${cellQuery(metric.id, dates, span, point)}`;
  const names: Record<Span, string> = { weeks: say('最近 8 个整周', 'The last 8 whole weeks'), months: say('最近 6 个整月', 'The last 6 whole months'), year: say('最近 12 个整月', 'The last 12 whole months') };
  return (
    <>
      <PageHeader title={say('统计指标', 'Figures')} facts={textOf(metric.description)} />
      <div className="sh-stack">
        <div className="sh-filters" role="search" aria-label={say('选择指标', 'Choose a metric')}>
          <Select showSearch optionFilterProp="label" aria-label={say('指标', 'Metric')} value={metric.id} onChange={(next: string) => set('metric', next)} options={metrics.map(({ id, title }) => ({ value: id, label: textOf(title) }))} style={{ minWidth: 220 }} />
          <Select aria-label={say('期间', 'Period')} value={span} onChange={(next: Span) => set('span', next)} options={spans.map((value) => ({ value, label: names[value] }))} style={{ minWidth: 160 }} />
          <Select aria-label={say('分组', 'By')} value={by?.id ?? ''} onChange={(next: string) => set('by', next)} options={[{ value: '', label: say('不分组', 'In total') }, ...choices.map(({ id, title }) => ({ value: id, label: textOf(title) }))]} style={{ minWidth: 140 }} />
        </div>
        <section className="sh-card sh-tight">
          {figures.error ? <ErrorState error={figures.error} onRetry={() => void figures.refetch()} /> : series === undefined ? <Loading rows={6} /> : <Table metric={metric} series={series} recordsOf={recordsOf} grouped={by === undefined ? undefined : textOf(by.title)} />}
        </section>
        <p className="sh-sub">{say('单位：{unit}。演练和封存的记录不计；带虚下划线的数不是确切数，点开看原因。', 'In {unit}. Exercises and sealed records do not count; a figure underlined with dots is not exact: press it to see why.', { unit: textOf(metric.unit.title) })}{recordsOf && say('点数字可查看统计所依据的记录。', ' Press a figure to see the records behind it.')}</p>
      </div>
    </>
  );
}

/** The stations a page is about: its own, or all of the bureau that take calls. */
function useStations(): string[] {
  const { stationId } = useScope();
  const { stations } = useMe();
  return stationId === undefined ? stations.filter(({ station }) => !station.unrouted).map(({ station }) => station.id) : [stationId];
}

/** Where the reader sees the records behind a figure: the station's own, an analyst those of a study that is open; undefined for nowhere. */
function useRecordsFolder({ records, workflow }: Metric): string | undefined {
  const { bureauId, may, stationId } = useScope();
  const own = may(records === 'INCIDENT' ? PERMISSIONS.readIncidents : PERMISSIONS.readInstances);
  const analyses = stationId !== undefined && !!records && !own && may(PERMISSIONS.conductStudies);
  const { data } = useQuery(MyStudiesDocument, { variables: { bureauId }, skip: !analyses });
  if (stationId === undefined || !records) return undefined;
  if (own) return 'figures/records?';
  const subject = records === 'INCIDENT' ? 'incident' : workflow;
  const study = data?.myStudies.find(({ state, stationIds, subjects }) => state === 'ACTIVE' && stationIds.includes(stationId) && subjects.some((one) => one === subject));
  return study === undefined ? undefined : `studies/${study.id}?subject=${subject ?? ''}&`;
}

/** What a metric can be broken down by so that every reader is answered: lists of values, and of what is about people its lattice alone. */
function dimensionsOf({ dimensions, lattice }: Metric, stations: number): Metric['dimensions'] {
  const allowed = lattice === null || lattice === undefined ? undefined : new Set(lattice);
  return dimensions.filter(({ id, values }) => (id === 'station' ? stations > 1 : (allowed?.has(id) ?? true) && values.length > 0 && !TIMES.has(id)));
}

const TIMES: ReadonlySet<string> = new Set(['hour', 'weekday', 'month']);

/** A line per value, a column per period. */
function Table({ metric, series: { periods, points, granularity }, grouped, recordsOf }: { metric: Metric; series: Series; grouped: string | undefined; recordsOf: ((point: Point) => string) | undefined }) {
  const { say, textOf, number } = useWords();
  if (points.length === 0) return <EmptyState title={say('期内没有记录', 'Nothing happened in this time')} />;
  const rows = [...new Map(points.map((point) => [point.dimensions[0]?.value ?? '', point])).values()];
  const at = (row: Point, period: string) => points.find((point) => point.period === period && (point.dimensions[0]?.value ?? '') === (row.dimensions[0]?.value ?? ''));
  const monthly = granularity === 'MONTH';
  const format = formatOf(metric.unit.id, number);
  const columns: Column<Point>[] = [
    { key: 'of', title: grouped ?? textOf(metric.title), main: true, render: ({ dimensions: [first] }) => (first === undefined ? say('合计', 'Total') : textOf(first.title)) },
    ...periods.map(({ key }): Column<Point> => ({
      key, title: monthly ? key.slice(0, 7) : say('{day} 起', 'from {day}', { day: key.slice(5) }), align: 'right',
      render: (row) => <Cell point={at(row, key)} format={format} recordsOf={recordsOf} counted={metric.measure !== 'RATIO' && metric.measure !== 'DURATION'} />,
    })),
  ];
  return <DataTable label={textOf(metric.title)} columns={columns} rows={rows} rowKey={({ dimensions: [first] }) => first?.value ?? ''} />;
}

/** A point that is not there is a nothing of something counted, and no share of it. An exact one leads to what it was counted from. */
function Cell({ point, format, counted, recordsOf }: { point: Point | undefined; format: (value: number) => string; counted: boolean; recordsOf: ((point: Point) => string) | undefined }) {
  if (point === undefined) return <span className="sh-sub">{counted ? format(0) : '—'}</span>;
  const leads = recordsOf !== undefined && !point.reason && (point.count ?? 0) > 0 && point.dimensions.every(({ value }) => value !== 'withheld');
  return leads ? <Link to={recordsOf(point)} style={{ textDecorationColor: 'var(--sh-line)', textUnderlineOffset: 3 }}><FigureCell figure={point} format={format} /></Link> : <FigureCell figure={point} format={format} />;
}

function formatOf(unit: string, number: (value: number) => string): (value: number) => string {
  if (unit === 'ratio') return (value) => `${(value * 100).toFixed(1)} %`;
  return (value) => number(Math.round(value * 10) / 10);
}
