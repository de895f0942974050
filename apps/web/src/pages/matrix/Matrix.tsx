import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, InlineError, LoadMore, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Segmented, Select } from 'antd';
import { lazy, Suspense, useCallback, useState } from 'react';
import { StationMatrixDocument, WorkflowLatenessDocument, type MatrixOrder } from '../../gql/matrix.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { CalendarToDo } from '../calendars/CalendarToDo.js';
import { stationKinds } from '../stations/words.js';
import { MatrixCards } from './Cards.js';
import { ExportButton } from './ExportButton.js';
import { Grid } from './Grid.js';
import './matrix.css';
import { useLaterRows } from './useLaterRows.js';

const DifferenceDrawer = lazy(() => import('./DifferenceDrawer.js'));
const NewCampaign = lazy(() => import('./NewCampaign.js'));
const PolicyOf = lazy(() => import('../plugins/PolicyOf.js'));
const CampaignDrawer = lazy(() => import('./CampaignDrawer.js'));
const KEYS = ['show', 'q', 'kind', 'order', 'cell', 'campaign', 'policy'] as const;
/** The first page is soon there; what a reader scrolls on to comes in larger ones. */
const FIRST = 50;
const ORDERS: readonly MatrixOrder[] = ['NAME', 'PROBLEMS', 'OVERDUE', 'LATE_RATE', 'CHANGES', 'CHANGED_AT'];

/** The bureau's home: stations × workflows. What wants somebody stands out; each cell opens the difference. */
export default function Matrix() {
  const { say, moment } = useWords();
  const { bureauId, may } = useScope();
  const { values, active, set } = useFilters(KEYS);
  const open = useCallback((station: string, workflow: string) => set('cell', `${station} ${workflow}`), [set]);
  const [pushing, setPushing] = useState(false);
  const orderBy = ORDERS.find((order) => order === values.order) ?? 'NAME';
  const filter = { wanting: values.show === 'care', closed: values.show === 'closed', search: values.q || null, kind: values.kind || null };
  const query = { bureauId, filter, orderBy };
  const { data, previousData, error, loading: asking, refetch } = useQuery(StationMatrixDocument, { variables: { ...query, first: FIRST }, fetchPolicy: 'cache-and-network' });
  const lateness = useQuery(WorkflowLatenessDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const { matrix, more, fetching, missed } = useLaterRows((data ?? previousData)?.stationMatrix, query);
  const loading = asking || fetching;
  if (error && !matrix) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!matrix) return <Loading rows={8} />;
  const [cellStation = '', cellWorkflow = ''] = values.cell.split(' ');
  return (
    <>
      <PageHeader
        title={say('派出所总览', 'Overview of stations')}
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
              <Grid matrix={matrix} lateness={lateness.data?.workflowLateness ?? []} onOpen={open} onPolicy={(pluginId) => set('policy', pluginId)} onNearEnd={matrix.pageInfo.hasNextPage && !loading && missed === undefined ? more : undefined} />
              <InlineError error={missed} />
              <LoadMore shown={matrix.edges.length} total={matrix.selected} hasMore={matrix.pageInfo.hasNextPage} loading={loading} onMore={more} />
            </>
          ) : matrix.stations === 0 ? <EmptyState title={say('分局还没有派出所', 'The bureau has no station yet')} hint={say('在“派出所”页新建。', 'Create one on the page “Stations”.')} />
            : values.show === 'care' && !values.q && !values.kind ? <EmptyState filtered title={say('没有需要处理的派出所', 'No station wants attention')} hint={say('没有冲突、过期的影响评估和超时的时限。', 'No conflict, no lacking assessment, no overdue clock.')} />
              : <EmptyState filtered={active} title={say('没有符合条件的派出所', 'No station fits')} />}
        </section>
        <MatrixCards matrix={matrix} onCampaign={(id) => set('campaign', id)} />
      </div>
      <Suspense fallback={null}>
        {cellStation !== '' && <DifferenceDrawer stationId={cellStation} workflow={cellWorkflow} matrix={matrix} onClose={() => set('cell', undefined)} onDecided={() => void refetch()} />}
        {pushing && <NewCampaign workflows={matrix.workflows} onClose={() => setPushing(false)} onStarted={(id) => { setPushing(false); set('campaign', id); void refetch(); }} />}
        {values.policy !== '' && <PolicyOf pluginId={values.policy} onClose={() => { set('policy', undefined); void refetch(); }} />}
        {values.campaign !== '' && <CampaignDrawer campaignId={values.campaign} workflows={matrix.workflows} onClose={() => { set('campaign', undefined); void refetch(); }} />}
      </Suspense>
    </>
  );
}

function ordersIn(say: ReturnType<typeof useWords>['say']) {
  const words: Readonly<Record<MatrixOrder, string>> = {
    NAME: say('按名称', 'By name'), PROBLEMS: say('问题多的在前', 'Most problems first'), OVERDUE: say('超时多的在前', 'Most overdue first'), LATE_RATE: say('逾期率高的在前', 'Highest late share first'),
    CHANGES: say('调整多的在前', 'Most changed first'), CHANGED_AT: say('最近改动在前', 'Latest change first'),
  };
  return ORDERS.map((value) => ({ value, label: words[value] }));
}
