import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useChanges, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DrillsDocument, type DrillRowFragment } from '../gql/drills.js';
import { drillPage, newDrill, sitesPage, yearPage } from '../paths.js';
import { reviewsPage } from '../review/paths.js';
import './drills.css';

const PAGE = 50;

/** The station's drills: what is prepared, the soonest first, and what was held. */
export default function Drills() {
  const { say, textOf, moment, number } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DrillsDocument, { variables: { stationId, filter: { instance: { closed } }, orderBy: { by: 'plannedOn', direction: closed ? 'DESC' : 'ASC' }, first: PAGE }, fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true });
  useChanges({ kinds: ['INSTANCE', 'TASK'] }, () => refetch());
  const found = (data ?? previousData)?.drills;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const plans = may('drill.plan');
  const more = () => void fetchMore({ variables: { after: found?.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult: { drills } }) => ({ drills: { ...drills, edges: [...before.drills.edges, ...drills.edges] } }) });
  return (
    <>
      <PageHeader
        title={say('景区演练', 'Scenic-area drills')}
        facts={<><Link to={`${base}/${sitesPage}`}>{say('景区', 'Sites')}</Link> · <Link to={`${base}/${yearPage}`}>{say('年度计划', 'Plan of the year')}</Link> · <Link to={`${base}/${reviewsPage}`}>{say('复盘', 'Reviews')}</Link></>}
        actions={plans && <Button type="primary" onClick={() => void navigate(`${base}/${newDrill}`)}>{say('制定演练', 'Plan a drill')}</Button>}
      />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('筹备和进行中', 'Under way') }, { value: 'yes', label: say('已结束', 'Over') }]} />
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && found === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={5} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有办过演练', 'No drill is over yet') : say('没有筹备中的演练', 'No drill is being prepared')} hint={say('先登记景区，再选科目和时间；110 指挥中心和景区告知后方可开始。', 'Write down the site, then choose what to drill and when. The 110 centre and the site are told before it is run.')} action={plans && <Link to={`${base}/${newDrill}`}>{say('制定演练', 'Plan a drill')}</Link>} />
        ) : (
          <>
            <DataTable<DrillRowFragment>
              label={say('演练', 'Drills')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/${drillPage(id)}`}
              columns={[
                { key: 'title', title: say('演练', 'Drill'), main: true, render: ({ title, siteName }) => <><span className="sh-clip">{title}</span><span className="sh-sub sh-small">{siteName}</span></> },
                { key: 'planned', title: say('计划时间', 'Planned for'), width: '150px', render: ({ plannedOn, postponements }) => <span className="sh-num">{plannedOn ? moment(plannedOn) : '—'}{(postponements ?? 0) > 0 && <> <Chip tone="warn">{say('改期 {count} 次', 'postponed {count}×', { count: postponements ?? 0 })}</Chip></>}</span> },
                { key: 'state', title: say('当前', 'State'), width: '170px', render: ({ instance }) => <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip> },
                { key: 'next', title: say('下一步', 'Next'), render: ({ instance }) => instance.tasks.filter(({ status }) => status === 'OPEN' || status === 'CLAIMED').map(({ title }) => textOf(title)).join(say('、', ', ')) || '—' },
                { key: 'people', title: say('参演', 'People'), width: '70px', align: 'right', wideOnly: true, render: ({ participants }) => (participants === null ? '—' : number(participants)) },
                { key: 'number', title: say('编号', 'Number'), width: '170px', wideOnly: true, render: ({ instance }) => <span className="sh-mono sh-small sh-whole">{instance.number}</span> },
              ]}
            />
            <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}
