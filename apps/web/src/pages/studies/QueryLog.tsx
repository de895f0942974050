import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { StudyQueriesDocument, type StudyQueriesQuery } from '../../gql/studies.js';

type Row = StudyQueriesQuery['studyQueries'][number];

/** What analysts asked: when, for what, how much. The conditions and the answers are not kept. */
export function QueryLog({ studies, titles }: { studies: ReadonlyMap<string, string>; titles: ReadonlyMap<string, string> }) {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(StudyQueriesDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const kinds: Record<Row['kind'], string> = { FIGURES: say('统计', 'Figures'), RECORDS: say('记录', 'Records'), PREVIEW: say('导出预览', 'Preview'), EXPORT: say('导出', 'Export') };
  const outcomes: Readonly<Record<string, string>> = { answered: say('已答复', 'Answered'), begun: say('进行中', 'Under way'), cancelled: say('中途取消', 'Cancelled') };
  const columns: Column<Row>[] = [
    { key: 'at', title: say('时间', 'When'), width: '130px', main: true, render: ({ at }) => moment(at) },
    { key: 'who', title: say('分析员', 'Analyst'), width: '110px', render: ({ analyst }) => analyst },
    { key: 'kind', title: say('类型', 'Kind'), width: '90px', render: ({ kind }) => kinds[kind] },
    { key: 'what', title: say('用途与课题', 'Purpose and study'), render: ({ purpose, studyId, subjects }) => <div className="sh-long">{purpose ?? say('未填用途', 'no purpose given')}<div className="sh-small sh-sub">{[studyId === null || studyId === undefined ? undefined : studies.get(studyId), subjects.map((subject) => titles.get(subject) ?? subject).join(say('、', ', '))].filter(Boolean).join(' · ')}</div></div> },
    { key: 'rows', title: say('条数', 'Rows'), width: '90px', align: 'right', render: ({ rows }) => say('{rows, number}', '{rows, number}', { rows }) },
    { key: 'cost', title: say('点数', 'Points'), width: '90px', align: 'right', render: ({ cost }) => say('{cost, number}', '{cost, number}', { cost }) },
    { key: 'outcome', title: say('结果', 'Outcome'), width: '140px', render: ({ outcome }) => <Chip tone={outcome === 'answered' ? 'ok' : outcome === 'begun' || outcome === 'cancelled' ? 'plain' : 'warn'}>{outcomes[outcome] ?? outcome}</Chip> },
  ];
  return (
    <section className="sh-card sh-tight">
      {data.studyQueries.length === 0 ? <EmptyState title={say('还没有查询记录', 'Nothing was asked yet')} /> : <DataTable label={say('查询记录', 'Log of queries')} rows={data.studyQueries} rowKey={({ id }) => id} columns={columns} dense />}
    </section>
  );
}
