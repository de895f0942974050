import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, LoadMore, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { StudyQueriesDocument, type StudyQueriesQuery } from '../../gql/studies.js';

type Row = StudyQueriesQuery['studyQueries'][number];

/** So many the server answers with at once; a page that is not full is the last one. */
const PAGE = 200;

/** What analysts asked: when, for what, how much. The conditions and the answers are not kept. */
export function QueryLog({ studies }: { studies: ReadonlyMap<string, string> }) {
  const { say, moment, textOf } = useWords();
  const { bureauId } = useScope();
  const [ended, setEnded] = useState(false);
  const { data, error, loading, refetch, fetchMore } = useQuery(StudyQueriesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const rows = data.studyQueries;
  const more = async () => {
    const answer = await fetchMore({ variables: { before: rows.at(-1)?.id ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ studyQueries: [...before.studyQueries, ...fetchMoreResult.studyQueries] }) });
    setEnded((answer.data?.studyQueries.length ?? 0) < PAGE);
  };
  const kinds: Record<Row['kind'], string> = { FIGURES: say('统计', 'Figures'), RECORDS: say('记录', 'Records'), PREVIEW: say('导出预览', 'Preview'), EXPORT: say('导出', 'Export') };
  const outcomes: Readonly<Record<string, string>> = { answered: say('已答复', 'Answered'), begun: say('进行中', 'Under way'), cancelled: say('中途取消', 'Cancelled'), BUDGET_SPENT: say('额度不足', 'Budget used up') };
  const columns: Column<Row>[] = [
    { key: 'at', title: say('时间', 'When'), width: '130px', main: true, render: ({ at }) => moment(at) },
    { key: 'who', title: say('分析员', 'Analyst'), width: '110px', render: ({ analyst }) => analyst },
    { key: 'kind', title: say('类型', 'Kind'), width: '90px', render: ({ kind }) => kinds[kind] },
    { key: 'what', title: say('用途与课题', 'Purpose and study'), render: ({ purpose, studyId, subjectTitles }) => <div className="sh-long">{purpose ?? say('未填用途', 'no purpose given')}<div className="sh-small sh-sub">{[studyId === null || studyId === undefined ? undefined : studies.get(studyId), subjectTitles.map((title) => textOf(title)).join(say('、', ', '))].filter(Boolean).join(' · ')}</div></div> },
    { key: 'rows', title: say('条数', 'Rows'), width: '90px', align: 'right', render: ({ rows }) => say('{rows, number}', '{rows, number}', { rows }) },
    { key: 'cost', title: say('点数', 'Points'), width: '90px', align: 'right', render: ({ cost }) => say('{cost, number}', '{cost, number}', { cost }) },
    { key: 'outcome', title: say('结果', 'Outcome'), width: '140px', render: ({ outcome }) => <Chip tone={outcome === 'answered' ? 'ok' : outcome === 'begun' || outcome === 'cancelled' ? 'plain' : 'warn'}>{outcomes[outcome] ?? outcome}</Chip> },
  ];
  return (
    <section className="sh-card sh-tight">
      {rows.length === 0 ? <EmptyState title={say('还没有查询记录', 'Nothing was asked yet')} /> : (
        <>
          <DataTable label={say('查询记录', 'Log of queries')} rows={rows} rowKey={({ id }) => id} columns={columns} dense />
          <LoadMore shown={rows.length} hasMore={!ended && rows.length % PAGE === 0} loading={loading} onMore={() => void more()} />
        </>
      )}
    </section>
  );
}
