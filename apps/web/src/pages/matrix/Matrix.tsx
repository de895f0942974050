import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Input, Segmented, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { StationMatrixDocument, type MatrixOrder } from '../../gql/matrix.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { CalendarToDo } from '../calendars/CalendarToDo.js';
import { stationKinds } from '../stations/words.js';
import { MatrixCards } from './Cards.js';
import { SMALL } from './compare.js';
import { ExportButton } from './ExportButton.js';
import { cellChip, cellNotes, percent, wantsCare, type Matrix as Read, type MatrixCell, type MatrixStation, type MatrixWorkflow } from './words.js';
import './matrix.css';

const DifferenceDrawer = lazy(() => import('./DifferenceDrawer.js'));
const NewCampaign = lazy(() => import('./NewCampaign.js'));
const CampaignDrawer = lazy(() => import('./CampaignDrawer.js'));
const KEYS = ['show', 'q', 'kind', 'order', 'cell', 'campaign'] as const;
const PAGE = 50;
const ORDERS: readonly MatrixOrder[] = ['NAME', 'PROBLEMS', 'OVERDUE', 'LATE_RATE', 'CHANGES', 'CHANGED_AT'];

/** The bureau's home: stations × workflows. What wants somebody stands out; each cell opens the difference. */
export default function Matrix() {
  const { say, moment } = useWords();
  const { bureauId, may } = useScope();
  const { values, active, set } = useFilters(KEYS);
  const [pushing, setPushing] = useState(false);
  const orderBy = ORDERS.find((order) => order === values.order) ?? 'NAME';
  const filter = { wanting: values.show === 'care', closed: values.show === 'closed', search: values.q || null, kind: values.kind || null };
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(StationMatrixDocument, { variables: { bureauId, filter, orderBy, first: PAGE }, fetchPolicy: 'cache-and-network' });
  const matrix = (data ?? previousData)?.stationMatrix;
  if (error && !matrix) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!matrix) return <Loading rows={8} />;
  const more = () => void fetchMore({
    variables: { after: matrix.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ stationMatrix: { ...fetchMoreResult.stationMatrix, edges: [...before.stationMatrix.edges, ...fetchMoreResult.stationMatrix.edges] } }),
  });
  const [cellStation = '', cellWorkflow = ''] = values.cell.split(' ');
  const closed = () => { set('cell', undefined); void refetch(); };
  return (
    <>
      <PageHeader
        title={say('派出所总览', 'Stations')}
        facts={say('{stations, number} 个派出所 × {workflows, number} 个流程，{wanting, plural, =0 {均无待处理的问题} other {# 个所有问题待处理}} · {at} 更新', '{stations, plural, one {# station} other {# stations}} × {workflows, plural, one {# workflow} other {# workflows}}; {wanting, plural, =0 {none wants} one {# wants} other {# want}} attention · as of {at}', { stations: matrix.stations, workflows: matrix.workflows.length, wanting: matrix.wanting, at: moment(matrix.at) })}
        actions={<><ExportButton filter={filter} />{may(PERMISSIONS.pushTemplates) && matrix.stations > 0 && <Button type="primary" onClick={() => setPushing(true)}>{say('下发模板…', 'Hand down …')}</Button>}</>}
      />
      {may(PERMISSIONS.manageCalendars) && <CalendarToDo />}
      <div className="sh-stack">
        <div className="sh-filters" role="search" aria-label={say('筛选派出所', 'Filter stations')}>
          <Segmented aria-label={say('显示', 'Show')} value={values.show === 'care' || values.show === 'closed' ? values.show : 'all'} onChange={(value) => set('show', value === 'all' ? undefined : value)} options={[{ value: 'all', label: say('全部派出所', 'All stations') }, { value: 'care', label: say('只看有问题的', 'Only those with problems') }, ...(matrix.closed > 0 ? [{ value: 'closed', label: say('已撤并 {count, number} 个', 'Closed ({count, number})', { count: matrix.closed }) }] : [])]} />
          <Input.Search allowClear aria-label={say('名称或代码', 'Name or code')} placeholder={say('名称或代码', 'Name or code')} defaultValue={values.q} onSearch={(typed) => set('q', typed.trim())} style={{ width: 180 }} />
          <Select aria-label={say('辖区类型', 'Kind of place')} allowClear placeholder={say('辖区类型', 'Kind of place')} value={values.kind || undefined} onChange={(kind: string | undefined) => set('kind', kind)} options={stationKinds(say)} style={{ minWidth: 140 }} />
          <Select aria-label={say('排序', 'Order')} value={orderBy} onChange={(order: MatrixOrder) => set('order', order === 'NAME' ? undefined : order)} options={ordersIn(say)} style={{ minWidth: 160 }} />
        </div>
        <section className="sh-card sh-tight" aria-busy={loading}>
          {matrix.edges.length > 0 ? (
            <>
              <Grid matrix={matrix} onOpen={(station, workflow) => set('cell', `${station} ${workflow}`)} />
              <LoadMore shown={matrix.edges.length} total={matrix.selected} hasMore={matrix.pageInfo.hasNextPage} loading={loading} onMore={more} />
            </>
          ) : matrix.stations === 0 ? <EmptyState title={say('分局还没有派出所', 'The bureau has no station yet')} hint={say('在“派出所”页新建。', 'Create one on the page “Stations”.')} />
            : values.show === 'care' && !values.q && !values.kind ? <EmptyState filtered title={say('没有需要处理的派出所', 'No station wants attention')} hint={say('没有冲突、过期的影响评估和超时的时限。', 'No conflict, no lacking assessment, no overdue clock.')} />
              : <EmptyState filtered={active} title={say('没有符合条件的派出所', 'No station fits')} />}
        </section>
        <MatrixCards matrix={matrix} onCampaign={(id) => set('campaign', id)} />
      </div>
      <Suspense fallback={null}>
        {cellStation !== '' && <DifferenceDrawer stationId={cellStation} workflow={cellWorkflow} matrix={matrix} onClose={closed} />}
        {pushing && <NewCampaign workflows={matrix.workflows} onClose={() => setPushing(false)} onStarted={(id) => { setPushing(false); set('campaign', id); void refetch(); }} />}
        {values.campaign !== '' && <CampaignDrawer campaignId={values.campaign} workflows={matrix.workflows} onClose={() => { set('campaign', undefined); void refetch(); }} />}
      </Suspense>
    </>
  );
}

function Grid({ matrix, onOpen }: { matrix: Read; onOpen: (stationId: string, workflow: string) => void }) {
  const { say, textOf } = useWords();
  const kinds = new Map(stationKinds(say).map(({ value, label }) => [value, label]));
  const columns: Column<MatrixStation>[] = [
    { key: 'station', title: say('派出所', 'Station'), main: true, render: ({ name, kind }) => <span className="mx-station"><b>{name}</b><span className="sh-sub sh-small">{kinds.get(kind) ?? kind}</span></span> },
    ...matrix.workflows.map((workflow) => ({
      key: workflow.workflow, title: `${textOf(workflow.title)}${policyOf(workflow, say)}`,
      render: ({ id, name, cells }: MatrixStation) => <Cell cell={cells.find((cell) => cell.workflow === workflow.workflow)} label={`${name} · ${textOf(workflow.title)}`} onOpen={() => onOpen(id, workflow.workflow)} />,
    })),
    { key: 'rate', title: say('近 30 天逾期率', 'Late in 30 days'), render: (station) => <Rate station={station} /> },
  ];
  return <div className="mx-grid"><DataTable label={say('派出所 × 流程', 'Stations × workflows')} columns={columns} rows={matrix.edges.map(({ node }) => node)} rowKey={({ id }) => id} tone={({ problems }) => (problems > 0 ? 'warn' : undefined)} /></div>;
}

function policyOf({ policy }: MatrixWorkflow, say: ReturnType<typeof useWords>['say']): string {
  return policy === 'MANDATED' ? say('（统一启用）', ' (mandated)') : policy === 'FORBIDDEN' ? say('（禁用）', ' (forbidden)') : '';
}

function Cell({ cell, label, onOpen }: { cell: MatrixCell | undefined; label: string; onOpen: () => void }) {
  const { say } = useWords();
  if (cell === undefined) return <span className="sh-sub">—</span>;
  const { tone, words } = cellChip(cell, say);
  return (
    <button type="button" className="mx-cell" data-care={wantsCare(cell) || undefined} data-off={!cell.enabled || undefined} aria-label={say('{label}：{words}，查看差异', '{label}: {words}, see the difference', { label, words })} onClick={onOpen}>
      <Chip tone={tone}>{words}</Chip>
      {cellNotes(cell, say).map((note) => <span key={note} className="sh-sub sh-small">{note}</span>)}
    </button>
  );
}

/** Few tasks make any share; they are marked, and nobody is ranked by them. */
function Rate({ station: { lateRate, lateTrend, tasksDue } }: { station: MatrixStation }) {
  const { say } = useWords();
  if (lateRate === null || lateRate === undefined) return <span className="sh-sub">{say('无到期任务', 'No task fell due')}</span>;
  const change = lateTrend === null || lateTrend === undefined ? undefined : Math.round(lateTrend * 1000) / 10;
  const few = tasksDue < SMALL;
  return (
    <span className="mx-rate">
      <span>{percent(lateRate)} {change === undefined ? <span className="sh-sub">—</span> : change === 0 ? <span className="sh-sub">{say('持平', 'as before')}</span> : <span className={few ? 'sh-sub' : change > 0 ? 'sh-bad-ink' : 'mx-ok-ink'}>{change > 0 ? say('▲ 升 {by} 个百分点', '▲ up {by} points', { by: change.toFixed(1) }) : say('▼ 降 {by} 个百分点', '▼ down {by} points', { by: (-change).toFixed(1) })}</span>}</span>
      {few && <span className="sh-sub sh-small">{say('仅 {count, number} 项，样本小', 'only {count, number}: a small sample', { count: tasksDue })}</span>}
    </span>
  );
}

function ordersIn(say: ReturnType<typeof useWords>['say']) {
  const words: Readonly<Record<MatrixOrder, string>> = {
    NAME: say('按名称', 'By name'), PROBLEMS: say('问题多的在前', 'Most problems first'), OVERDUE: say('超时多的在前', 'Most overdue first'), LATE_RATE: say('逾期率高的在前', 'Highest late share first'),
    CHANGES: say('调整多的在前', 'Most changed first'), CHANGED_AT: say('最近改动在前', 'Latest change first'),
  };
  return ORDERS.map((value) => ({ value, label: words[value] }));
}
