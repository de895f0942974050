import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Link, useParams } from 'react-router';
import { MigrationBatchesDocument } from '../../../gql/migrations.js';
import { statusWords, totalOf } from './words.js';
import '../configure.css';

const PAGE = 20;

/** The migrations of a workflow's running instances, newest first, and the way to the next. */
export default function Migrations() {
  const words = useWords();
  const { say, moment, number } = words;
  const { bureauId, stationId, base } = useScope();
  const { workflow = '' } = useParams();
  const here = `${base}/workflows/${workflow}`;
  const { data, error, loading, refetch, fetchMore } = useQuery(MigrationBatchesDocument, { variables: { bureauId, stationId: stationId ?? null, workflow, first: PAGE }, fetchPolicy: 'cache-and-network' });
  const found = data?.migrationBatches;
  return (
    <>
      <PageHeader
        title={say('在办事项迁移', 'Moving running instances')} facts={<><Link to={here}>{say('返回流程配置', 'Back to the workflow’s settings')}</Link> · {say('在办事项按发起时的版本办理；需要时可整批转到现行版本', 'Running instances stay on the version they began with; where needed they are moved together')}</>}
        actions={<Link className="cf-fit" to={`${here}/migrations/new`}>{say('新的迁移', 'Plan a migration')}</Link>}
      />
      <section className="sh-card sh-tight">
        {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={5} /> : found.edges.length === 0 ? (
          <EmptyState title={say('还没有迁移过', 'Nothing was moved yet')} hint={say('先在全部在办事项上试演，看清每一件的去向，再决定是否开始；开始后可以停下，也可以撤回。', 'It is rehearsed on all running instances first, so that you see where each goes. Once started it can be held and taken back.')} action={<Link to={`${here}/migrations/new`}>{say('查看在办事项', 'See what runs')}</Link>} />
        ) : (
          <>
            <DataTable
              label={say('迁移记录', 'Migrations')} rows={found.edges.map(({ node }) => node)} rowKey={(row) => row.id} link={(row) => `${here}/migrations/${row.id}`}
              columns={[
                { key: 'because', title: say('原因', 'Why'), main: true, render: (row) => <span className="sh-clip">{row.because}</span> },
                { key: 'status', title: say('状态', 'State'), width: '180px', render: (row) => { const { words: said, tone } = statusWords(row.progress.status, words); return <Chip tone={tone}>{said}</Chip>; } },
                { key: 'total', title: say('事项', 'Instances'), width: '90px', align: 'right', render: (row) => number(totalOf(row.progress)) },
                { key: 'moved', title: say('已迁移', 'Moved'), width: '90px', align: 'right', render: (row) => number(row.progress.moved) },
                { key: 'stuck', title: say('留在原版本', 'Stayed'), width: '110px', align: 'right', render: (row) => number(row.progress.stuck) },
                { key: 'by', title: say('发起', 'Planned'), width: '220px', render: (row) => `${row.createdBy ?? '–'} · ${moment(row.createdAt)}` },
              ]}
            />
            <LoadMore shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ migrationBatches: { ...fetchMoreResult.migrationBatches, edges: [...before.migrationBatches.edges, ...fetchMoreResult.migrationBatches.edges] } }) })} />
          </>
        )}
      </section>
    </>
  );
}
