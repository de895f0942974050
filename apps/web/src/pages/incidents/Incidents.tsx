import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ChoiceField, DateField, FilterBar, SearchField } from '../../fields.js';
import { IncidentCategoriesDocument, IncidentsDocument, type IncidentChannel, type IncidentFilter, type IncidentsQuery, type IncidentStatus } from '../../gql/incidents.js';
import { endOfDate, startOfDate, useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { channelWords, secondsInWords, statusWords } from './words.js';

type Row = IncidentsQuery['incidents']['edges'][number]['node'];

const KEYS = ['search', 'category', 'channel', 'status', 'from', 'to', 'import'] as const;
const PAGE = 50;
const DENSITY_KEY = 'stationhouse.dense';

/** The register of calls: newest first, searched and filtered through the address bar. */
export default function Incidents() {
  const { say } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const [dense, setDense] = useState(() => localStorage.getItem(DENSITY_KEY) === '1');
  const filters = useFilters(KEYS);
  const list = useIncidents(filters.values);
  const changeDensity = (value: string) => {
    localStorage.setItem(DENSITY_KEY, value === 'dense' ? '1' : '0');
    setDense(value === 'dense');
  };
  return (
    <>
      <PageHeader
        title={say('警情', 'Incidents')}
        actions={may(PERMISSIONS.createIncident) && <Button type="primary" onClick={() => void navigate(`${base}/incidents/new`)}>{say('登记警情', 'Record an incident')}</Button>}
      />
      <div className="sh-row sh-list-bar">
        <IncidentFilters filters={filters} />
        <span className="sh-push wide-only">
          <Segmented aria-label={say('行距', 'Density')} size="small" value={dense ? 'dense' : 'roomy'} onChange={changeDensity} options={[{ value: 'roomy', label: say('舒展', 'Roomy') }, { value: 'dense', label: say('紧凑', 'Dense') }]} />
        </span>
      </div>
      <section className="sh-card sh-tight">
        <Result list={list} dense={dense} filtered={filters.active} onClear={filters.clear} />
      </section>
    </>
  );
}

function useIncidents(values: Record<(typeof KEYS)[number], string>) {
  const { stationId, timeZone } = useStation();
  const filter = useMemo<IncidentFilter>(() => ({
    ...(values.search ? { search: values.search } : {}),
    ...(values.category ? { categories: [values.category] } : {}),
    ...(values.channel ? { channels: [values.channel as IncidentChannel] } : {}),
    ...(values.status ? { statuses: [values.status as IncidentStatus] } : {}),
    ...(values.import ? { importId: values.import } : {}),
    ...(startOfDate(values.from, timeZone) ? { receivedFrom: startOfDate(values.from, timeZone) } : {}),
    ...(endOfDate(values.to, timeZone) ? { receivedTo: endOfDate(values.to, timeZone) } : {}),
  }), [values, timeZone]);
  const result = useQuery(IncidentsDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: ['INCIDENT'] }, () => result.refetch());
  return result;
}

function IncidentFilters({ filters }: { filters: ReturnType<typeof useFilters<(typeof KEYS)[number]>> }) {
  const { say, textOf } = useWords();
  const { data } = useQuery(IncidentCategoriesDocument);
  const { values, set, clear, active } = filters;
  const channels = channelWords(say);
  const statuses = statusWords(say);
  return (
    <FilterBar
      label={say('筛选警情', 'Filter incidents')} active={active} onClear={clear}
      search={<SearchField label={say('搜索编号、地址、内容', 'Search number, address, content')} value={values.search} onChange={(value) => set('search', value)} />}
    >
      <ChoiceField label={say('类别', 'Category')} value={values.category} onChange={(value) => set('category', value)} width={160} options={(data?.incidentCategories ?? []).map(({ code, parent, title }) => ({ value: code, label: parent ? `\u3000${textOf(title)}` : textOf(title) }))} />
      <ChoiceField label={say('渠道', 'Channel')} value={values.channel} onChange={(value) => set('channel', value)} options={Object.entries(channels).map(([value, label]) => ({ value, label }))} width={120} />
      <ChoiceField label={say('状态', 'Status')} value={values.status} onChange={(value) => set('status', value)} options={Object.entries(statuses).map(([value, label]) => ({ value, label }))} width={110} />
      <DateField label={say('接报自', 'Received from')} value={values.from} onChange={(value) => set('from', value)} />
      <DateField label={say('至（含当日）', 'to (inclusive)')} value={values.to} onChange={(value) => set('to', value)} />
    </FilterBar>
  );
}

function Result({ list, dense, filtered, onClear }: { list: ReturnType<typeof useIncidents>; dense: boolean; filtered: boolean; onClear: () => void }) {
  const { say } = useWords();
  const { base, may } = useStation();
  const columns = useColumns();
  const { data, previousData, error, loading, refetch, fetchMore } = list;
  const shown = (data ?? previousData)?.incidents;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (shown === undefined) return <Loading rows={8} />;
  if (shown.edges.length === 0) {
    return filtered ? (
      <EmptyState filtered title={say('没有符合筛选条件的警情', 'No incident fits these filters')} hint={say('放宽时间或类别，或清除全部筛选。', 'Widen the time or the category, or clear all filters.')} action={<Button onClick={onClear}>{say('清除筛选', 'Clear filters')}</Button>} />
    ) : (
      <EmptyState
        title={say('这里还没有警情', 'No incidents here yet')} hint={say('可以登记一条，或从原有系统导入。', 'Record one, or import from the system you had.')}
        action={<div className="sh-row">{may(PERMISSIONS.createIncident) && <Link to={`${base}/incidents/new`}>{say('登记警情', 'Record an incident')}</Link>}{may(PERMISSIONS.manageImports) && <Link to={`${base}/imports/new`}>{say('导入数据', 'Import data')}</Link>}</div>}
      />
    );
  }
  const more = () => void fetchMore({
    variables: { after: shown.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ incidents: { ...fetchMoreResult.incidents, edges: [...before.incidents.edges, ...fetchMoreResult.incidents.edges] } }),
  });
  return (
    <div aria-busy={loading}>
      <DataTable label={say('警情列表', 'Incidents')} columns={columns} rows={shown.edges.map(({ node }) => node)} rowKey={(row) => row.id} link={(row) => `${base}/incidents/${row.id}`} dense={dense} />
      <LoadMore shown={shown.edges.length} total={shown.totalCount} hasMore={shown.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const channels = channelWords(say);
  return [
    { key: 'number', title: say('编号', 'Number'), main: true, width: '170px', render: (row) => <span className="sh-mono">{row.number}</span> },
    { key: 'received', title: say('接报', 'Received'), width: '128px', render: (row) => <span className="sh-num">{moment(row.receivedAt)}</span> },
    { key: 'category', title: say('类别', 'Category'), width: '150px', render: (row) => textOf(row.category.title) },
    { key: 'address', title: say('地点', 'Place'), render: (row) => <span className="sh-clip">{row.address ?? <span className="sh-sub">{say('未登记', 'Not recorded')}</span>}</span> },
    { key: 'channel', title: say('渠道', 'Channel'), width: '110px', wideOnly: true, render: (row) => channels[row.channel] },
    { key: 'response', title: say('到场用时', 'Response'), width: '110px', align: 'right', wideOnly: true, render: (row) => (row.responseSeconds === null ? '—' : secondsInWords(row.responseSeconds, say)) },
    { key: 'status', title: say('状态', 'Status'), width: '150px', render: (row) => (row.status === 'OPEN' ? <Chip tone="warn">{say('待反馈', 'Open')}</Chip> : <Chip tone="ok">{textOf(row.outcomeTitle) || say('已反馈', 'Disposed')}</Chip>) },
    { key: 'instances', title: say('事项', 'Instances'), width: '70px', align: 'right', wideOnly: true, render: (row) => (row.instances.length === 0 ? '—' : row.instances.length) },
  ];
}
