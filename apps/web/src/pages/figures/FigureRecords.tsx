import { useQuery } from '@apollo/client/react';
import { DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Segmented } from 'antd';
import { Link } from 'react-router';
import { FigureMetricsDocument, FigureRecordsDocument, FiguresDocument, type FigureCell, type FigureMetricsQuery, type FigureRecordsQuery } from '../../gql/figures.js';
import { useFilters } from '../../hooks.js';
import { NotFound } from '../../shell/NotFound.js';
import { backOf, CELL_KEYS, cellInWords, cellOf, untitledIn, type CellValues } from './cell.js';

type Row = FigureRecordsQuery['figureRecords']['edges'][number]['node'];
type Metric = FigureMetricsQuery['metrics'][number];

const PAGE = 50;

/** The records behind one figure of the station, by the rows it was counted from. */
export default function FigureRecords() {
  const { values, set } = useFilters(CELL_KEYS);
  const { data, error, refetch } = useQuery(FigureMetricsDocument);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const metric = data.metrics.find(({ id }) => id === values.metric);
  const cell = cellOf(values);
  if (!metric?.records || cell === undefined) return <NotFound />;
  return <Records metric={metric} cell={cell} values={values} onCounted={(counted) => set('counted', counted ? '1' : '')} />;
}

function Records({ metric, cell, values, onCounted }: { metric: Metric; cell: FigureCell; values: CellValues; onCounted: (counted: boolean) => void }) {
  const { say, textOf, moment } = useWords();
  const { base, stationId, timeZone } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(FigureRecordsDocument, { variables: { stationIds: [stationId], cell, first: PAGE }, notifyOnNetworkStatusChange: true });
  const found = (data ?? previousData)?.figureRecords;
  // The name of a place or a team comes with its figure.
  const untitled = untitledIn(values, metric.dimensions);
  const figure = useQuery(FiguresDocument, { variables: { stationIds: [stationId], query: { metrics: [metric.id], from: cell.from, to: cell.to, granularity: 'NONE', dimensions: untitled.map(({ dimension }) => dimension), filter: untitled.map(({ dimension, value }) => ({ dimension, in: [value] })) } }, skip: untitled.length === 0 });
  const titles = new Map(figure.data?.metricSeries[0]?.points[0]?.dimensions.flatMap(({ value, title }) => (value ? [[value, title] as const] : [])));
  const back = backOf(values);
  const facts = [
    cellInWords(values, metric.dimensions, { say, textOf, timeZone }, titles),
    found && say('共 {count, number} 条记录', '{count, number} records', { count: found.totalCount }),
    // Several rows of a figure may be of one record: mediations of one dispute.
    found && found.rowCount !== found.totalCount && say('统计数 {rows, number}', '{rows, number} in the figure', { rows: found.rowCount }),
  ].filter(Boolean).join(' · ');
  const columns: Column<Row>[] = [
    { key: 'number', title: say('编号', 'Number'), main: true, width: '220px', render: ({ number }) => <span className="sh-mono">{number}</span> },
    { key: 'title', title: metric.records === 'INCIDENT' ? say('类别', 'Category') : say('流程', 'Workflow'), render: ({ title }) => textOf(title) },
    { key: 'state', title: say('现状', 'Now'), render: ({ stateTitle }) => textOf(stateTitle) },
    { key: 'at', title: say('计入时间', 'Counted at'), width: '150px', render: ({ at }) => moment(at) },
    ...(found !== undefined && found.rowCount !== found.totalCount ? [{ key: 'rows', title: say('计入次数', 'Times counted'), width: '110px', align: 'right' as const, render: ({ rows }: Row) => rows }] : []),
  ];
  const folder = metric.records === 'INCIDENT' ? 'incidents' : 'instances';
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ figureRecords: { ...fetchMoreResult.figureRecords, edges: [...before.figureRecords.edges, ...fetchMoreResult.figureRecords.edges] } }),
  });
  return (
    <>
      <PageHeader title={say('{metric}：统计所依据的记录', '{metric}: the records behind it', { metric: textOf(metric.title) })} facts={facts} actions={<Link to={back ?? `${base}/figures?metric=${metric.id}`}>{back?.includes('/dashboards/') ? say('返回看板', 'Back to the dashboard') : say('返回统计指标', 'Back to the figures')}</Link>} />
      <div className="sh-stack">
        {(metric.measure === 'RATIO' || metric.measure === 'DURATION') && (
          <Segmented
            aria-label={say('哪些记录', 'Which records')} value={values.counted === '1' ? 'counted' : 'all'} onChange={(which) => onCounted(which === 'counted')} style={{ alignSelf: 'start' }}
            options={[{ value: 'all', label: say('全部', 'All') }, { value: 'counted', label: metric.measure === 'RATIO' ? say('仅达标的', 'Those that met it') : say('仅计入均值的', 'Those in the mean') }]}
          />
        )}
        <section className="sh-card sh-tight" aria-busy={loading}>
          {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : found.edges.length === 0 ? <EmptyState title={say('没有记录', 'No records')} hint={say('记录可能已被更正，请返回重新统计。', 'Records may have been corrected since: go back and count again.')} /> : (
            <>
              <DataTable label={say('统计所依据的记录', 'Records behind the figure')} columns={columns} rows={found.edges.map(({ node }) => node)} rowKey={({ id }) => id} link={({ id }) => `${base}/${folder}/${id}`} />
              <LoadMore shown={found.edges.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
            </>
          )}
        </section>
      </div>
    </>
  );
}
