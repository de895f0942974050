import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, ExerciseMark, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Checkbox, Segmented } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { ChoiceField, SearchField } from '../../fields.js';
import { InstancesDocument, WorkflowsDocument, type InstanceFilter, type InstancesQuery } from '../../gql/instances.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { FieldCondition } from './FieldCondition.js';
import { conditionOf, FIELD_KEYS, useFields } from './field-condition.js';

type Row = InstancesQuery['instances']['edges'][number]['node'];
const KEYS = ['search', 'workflow', 'closed', 'state', 'version', 'exercise', 'field', 'how', 'value'] as const;
const PAGE = 50;

/** All instances of the station. */
export default function Instances() {
  const { say, textOf } = useWords();
  const { stationId, base, may, timeZone } = useStation();
  const navigate = useNavigate();
  const { values, set, clear, active } = useFilters(KEYS);
  const fields = useFields(values.workflow);
  const condition = useMemo(() => conditionOf(fields, values, timeZone), [fields, values, timeZone]);
  const filter = useMemo<InstanceFilter>(() => ({
    ...(values.search ? { search: values.search } : {}),
    ...(values.workflow ? { workflow: values.workflow } : {}),
    ...(values.exercise === '1' ? { exercise: true } : {}),
    ...(values.state ? { state: values.state } : {}),
    ...(values.version ? { definition: values.version } : {}),
    ...(condition === undefined ? {} : { fields: [condition] }),
    ...(values.closed === 'all' ? {} : { closed: values.closed === 'yes' }),
  }), [values, condition]);
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(InstancesDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
  const workflows = useQuery(WorkflowsDocument, { variables: { stationId } });
  useChanges({ kinds: ['INSTANCE'] }, () => refetch());
  const columns = useColumns();
  const found = (data ?? previousData)?.instances;
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ instances: { ...fetchMoreResult.instances, edges: [...before.instances.edges, ...fetchMoreResult.instances.edges] } }),
  });
  return (
    <>
      <PageHeader title={say('事项', 'Instances')} actions={(
        <>
          {may(PERMISSIONS.referInstances) && <Button onClick={() => void navigate(`${base}/instances/referrals`)}>{say('移交接收', 'Referred to us')}</Button>}
          {may(PERMISSIONS.startInstance) && <Button type="primary" onClick={() => void navigate(`${base}/instances/new`)}>{say('发起事项', 'Start an instance')}</Button>}
        </>
      )} />
      <div className="sh-filters" role="search" aria-label={say('筛选事项', 'Filter instances')}>
        <SearchField label={say('搜索编号、标题', 'Search number, title')} value={values.search} onChange={(value) => set('search', value)} />
        <ChoiceField label={say('工作流', 'Workflow')} width={160} value={values.workflow} onChange={(value) => { for (const key of FIELD_KEYS) set(key, undefined); set('workflow', value); }} options={(workflows.data?.workflows ?? []).map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
        {fields.length > 0 && <FieldCondition fields={fields} values={values} set={set} />}
        <Segmented aria-label={say('状态', 'State')} value={values.closed || 'no'} onChange={(value) => set('closed', value === 'no' ? undefined : value)} options={[{ value: 'no', label: say('办理中', 'Open') }, { value: 'yes', label: say('已办结', 'Closed') }, { value: 'all', label: say('全部', 'All') }]} />
        <Checkbox checked={values.exercise === '1'} onChange={(event) => set('exercise', event.target.checked ? '1' : undefined)}>{say('演练', 'Exercises')}</Checkbox>
        {(values.state || values.version) && <span className="sh-sub">{say('只看同一环节、同一版本', 'One state and version only')} <span className="sh-mono sh-small">{[values.state, values.version.slice(0, 8)].filter(Boolean).join(' · ')}</span></span>}
        {active && <Button onClick={clear}>{say('清除筛选', 'Clear filters')}</Button>}
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={8} /> : found.edges.length === 0 ? (
          active ? <EmptyState filtered title={say('没有符合条件的事项', 'No instance fits')} action={<Button onClick={clear}>{say('清除筛选', 'Clear filters')}</Button>} />
            : <EmptyState title={say('没有办理中的事项', 'Nothing is open')} hint={say('可从警情转入，或直接发起。', 'Start one from an incident, or by itself.')} action={may(PERMISSIONS.startInstance) && <Link to={`${base}/instances/new`}>{say('发起事项', 'Start an instance')}</Link>} />
        ) : (
          <>
            <DataTable label={say('事项列表', 'Instances')} columns={columns} rows={found.edges.map(({ node }) => node)} rowKey={(row) => row.id} link={(row) => `${base}/instances/${row.id}`} />
            <LoadMore shown={found.edges.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  return [
    { key: 'title', title: say('标题', 'Title'), main: true, render: (row) => <span className="sh-clip">{row.title}</span> },
    { key: 'number', title: say('编号', 'Number'), width: '180px', render: (row) => <span className="sh-mono sh-small sh-whole">{row.number}</span> },
    { key: 'workflow', title: say('工作流', 'Workflow'), width: '140px', wideOnly: true, render: (row) => textOf(row.workflow.title) },
    { key: 'state', title: say('当前', 'State'), width: '160px', render: (row) => <>{row.exercise && <ExerciseMark />} <Chip tone={row.closed ? 'plain' : 'info'}>{textOf(row.stateTitle)}</Chip></> },
    { key: 'clock', title: say('最近时限', 'Next clock'), width: '160px', render: (row) => <NextClock row={row} /> },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: (row) => <span className="sh-num">{moment(row.startedAt)}</span> },
  ];
}

function NextClock({ row }: { row: Row }) {
  const next = row.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
  return next && !row.closed ? <ClockChip dueAt={next.dueAt ?? null} warnAt={next.warnAt ?? null} /> : <span className="sh-sub">—</span>;
}
