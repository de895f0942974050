import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { EmptyState, ErrorState, Loading, PageHeader, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { Link } from 'react-router';
import { FigureMetricsDocument, FiguresDocument } from '../../gql/figures.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { choicesOf, type Choice, type Metric } from './choices.js';
import { FigureTable } from './FigureTable.js';
import { useRecordsOf } from './records.js';
import { datesOf, SPANS, type Span } from './spans.js';

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
  const words = useWords();
  const { say, textOf } = words;
  const { timeZone, stationId, base, may } = useScope();
  const { values, set } = useFilters(KEYS);
  const stationIds = useStations();
  // What is about people is told by whole weeks alone.
  const spans: readonly Span[] = metric.personalData === 'EVENTS' ? SPANS : ['weeks'];
  const span = spans.find((one) => one === values.span) ?? (metric.personalData === 'EVENTS' ? 'months' : 'weeks');
  const choices = choicesOf(metric, stationIds.length, stationId === undefined, span, words);
  const by = choices.find(({ key }) => key === values.by);
  const dates = datesOf(span, localDate(serverClock.now(), timeZone));
  const figures = useQuery(FiguresDocument, { variables: { stationIds, query: { metrics: [metric.id], ...dates, dimensions: [...(by?.dimensions ?? [])], levels: [...(by?.levels ?? [])] } } });
  const [series] = figures.data?.metricSeries ?? [];
  const findRecords = useRecordsOf();
  // Records are found by the value itself, not by a level above it.
  const back = `${base}/figures?${new URLSearchParams({ metric: metric.id, span, by: by?.key ?? '' }).toString()}`;
  const recordsOf = by !== undefined && by.levels.length > 0 ? undefined : findRecords(metric, { ...dates, stationIds }, back);
  const names: Record<Span, string> = { weeks: say('最近 8 个整周', 'The last 8 whole weeks'), months: say('最近 6 个整月', 'The last 6 whole months'), year: say('最近 12 个整月', 'The last 12 whole months') };
  const kinds: readonly (readonly [Choice['kind'], string])[] = [['where', say('按地点和单位', 'By place and unit')], ['when', say('按时间', 'By time')], ['what', say('按内容', 'By what it is')]];
  return (
    <>
      <PageHeader title={say('统计指标', 'Figures')} facts={textOf(metric.description)} actions={stationId === undefined && may(PERMISSIONS.keepFigures) && <Link to={`${base}/figures/keeping`}>{say('汇总维护', 'Figures in order')}</Link>} />
      <div className="sh-stack">
        <div className="sh-filters" role="search" aria-label={say('选择指标', 'Choose a metric')}>
          <Select showSearch optionFilterProp="label" aria-label={say('指标', 'Metric')} value={metric.id} onChange={(next: string) => set('metric', next)} options={metrics.map(({ id, title }) => ({ value: id, label: textOf(title) }))} style={{ minWidth: 220 }} />
          <Select aria-label={say('期间', 'Period')} value={span} onChange={(next: Span) => set('span', next)} options={spans.map((value) => ({ value, label: names[value] }))} style={{ minWidth: 160 }} />
          <Select aria-label={say('分组', 'By')} value={by?.key ?? ''} onChange={(next: string) => set('by', next)} options={[{ value: '', label: say('不分组', 'In total') }, ...kinds.map(([kind, label]) => ({ label, options: choices.filter((one) => one.kind === kind).map(({ key, title }) => ({ value: key, label: title })) })).filter(({ options }) => options.length > 0)]} popupMatchSelectWidth={false} style={{ minWidth: 160 }} />
        </div>
        <section className="sh-card sh-tight">
          {figures.error ? <ErrorState error={figures.error} onRetry={() => void figures.refetch()} /> : series === undefined ? <Loading rows={6} /> : <FigureTable key={`${metric.id} ${span} ${by?.key}`} metric={metric} series={series} by={by} recordsOf={recordsOf} />}
        </section>
        {by?.place === true && <p className="sh-sub">{say('没有坐标、坐标已清除或涉及个人的警情（如走失、家庭暴力）不标地点；社区和网格按现在的范围统计。', 'Incidents without coordinates, with erased ones, and those that say something of one person have no place; communities and grid cells count as they are drawn now.')}</p>}
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
