import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { DataTable, EmptyState, ErrorState, Loading, PageHeader, serverClock, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import { ComparedStationsDocument, StationComparisonDocument } from '../../gql/compare.js';
import { useFilters } from '../../hooks.js';
import { byRate, compared, isSmall, METRICS, monthAfter, monthsBefore, SMALL, type Compared, type Rate } from './compare.js';
import { percent } from './words.js';

const KEYS = ['month', 'by'] as const;
const RATES: readonly Rate[] = ['callsPerResidents', 'startedPerCalls', 'onTime'];

/** Stations side by side, by rates: raw counts are shown, never ranked. */
export default function Compare() {
  const { say } = useWords();
  const { timeZone } = useScope();
  const { values, set } = useFilters(KEYS);
  const months = monthsBefore(localDate(serverClock.now(), timeZone));
  const month = months.find((one) => one === values.month) ?? months[0] ?? '';
  const rate = RATES.find((one) => one === values.by);
  const mine = useQuery(ComparedStationsDocument);
  // What nobody could assign is no station to compare; a closed one is compared in the months it worked in.
  const stations = (mine.data?.me.stations ?? []).map(({ station }) => station).filter(({ unrouted, closedAt }) => !unrouted && (!closedAt || localDate(new Date(closedAt), timeZone) > month));
  const figures = useQuery(StationComparisonDocument, { variables: { stationIds: stations.map(({ id }) => id), query: { metrics: [...METRICS], from: month, to: monthAfter(month), dimensions: ['station'] } }, skip: stations.length === 0 });
  const error = mine.error ?? figures.error;
  const rows = figures.data === undefined ? undefined : byRate(compared(stations, figures.data.metricSeries), rate);
  return (
    <>
      <PageHeader title={say('派出所对比', 'Compare stations')} facts={say('按人口和警情折算；少于 {small, number} 件的样本小，标出且不参与排序', 'Against residents and calls; fewer than {small, number} events are marked and not ranked', { small: SMALL })} />
      <div className="sh-stack">
        <div className="sh-filters" role="search" aria-label={say('选择月份和排序', 'Month and order')}>
          <Select aria-label={say('月份', 'Month')} value={month} onChange={(next: string) => set('month', next)} options={months.map((value) => ({ value, label: value.slice(0, 7) }))} style={{ minWidth: 120 }} />
          <Select aria-label={say('排序', 'Order')} value={rate ?? 'name'} onChange={(next: string) => set('by', next === 'name' ? undefined : next)} style={{ minWidth: 200 }} options={[{ value: 'name', label: say('按名称', 'By name') }, ...RATES.map((value) => ({ value, label: titleOf(value, say) }))]} />
        </div>
        <section className="sh-card sh-tight">
          {error ? <ErrorState error={error} onRetry={() => { void mine.refetch(); if (stations.length > 0) void figures.refetch(); }} />
            : mine.data && stations.length === 0 ? <EmptyState title={say('没有可对比的派出所', 'No station to compare')} />
              : rows === undefined ? <Loading rows={6} /> : <Table rows={rows} />}
        </section>
        <p className="sh-sub">{say('人口按派出所登记数；警情含导入的历史警情，演练不计。辖区情况不同，差异不等于工作好坏。', 'Residents as registered with the station; calls include imported ones, exercises do not count. Places differ: a difference is not by itself good or bad work.')}</p>
      </div>
    </>
  );
}

function Table({ rows }: { rows: readonly Compared[] }) {
  const { say, number } = useWords();
  const shown = (row: Compared, rate: Rate, words: (value: number) => string) => {
    const value = row[rate];
    if (value === undefined) return <span className="sh-sub">—</span>;
    return <span>{words(value)}{isSmall(row, rate) && <span className="sh-sub sh-small"> {say('样本小', 'few')}</span>}</span>;
  };
  const columns: Column<Compared>[] = [
    { key: 'name', title: say('派出所', 'Station'), main: true, render: ({ name }) => name },
    { key: 'population', title: say('辖区人口', 'Residents'), align: 'right', render: ({ population, populationAsOf }) => (population === null ? <span className="sh-sub">{say('未登记', 'not registered')}</span> : <span>{number(population)} <span className="sh-sub sh-small">{populationAsOf === null ? say('日期未登记', 'undated') : say('截至 {day}', 'as of {day}', { day: populationAsOf })}</span></span>) },
    { key: 'calls', title: say('警情', 'Calls'), align: 'right', render: ({ calls }) => number(calls) },
    { key: 'callsPerResidents', title: titleOf('callsPerResidents', say), align: 'right', render: (row) => shown(row, 'callsPerResidents', (value) => value.toFixed(1)) },
    { key: 'startedPerCalls', title: titleOf('startedPerCalls', say), align: 'right', render: (row) => shown(row, 'startedPerCalls', (value) => value.toFixed(1)) },
    { key: 'onTime', title: titleOf('onTime', say), align: 'right', render: (row) => shown(row, 'onTime', percent) },
  ];
  return <DataTable label={say('派出所对比', 'Compare stations')} columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

function titleOf(rate: Rate, say: ReturnType<typeof useWords>['say']): string {
  return { callsPerResidents: say('每万人警情', 'Calls per 10,000 residents'), startedPerCalls: say('每百起警情发起事项', 'Instances per 100 calls'), onTime: say('任务按时率', 'Tasks on time') }[rate];
}
