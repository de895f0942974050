import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ErasedInstancesDocument, RetentionDocument, type RetentionQuery } from '../../gql/retention.js';
import { PERMISSIONS } from '../../permissions.js';
import { spanInWords } from '../plugins/words.js';
import { LiftHold, ReviewHold } from './HoldDrawers.js';
import { together, titlesOf } from './parts.js';
import { Seals } from './Seals.js';

type Overview = RetentionQuery['retention'];
type Held = Overview['holds'][number];
const PAGE = 20;
/** Incidents that a forecast counts. */
const MOST_COUNTED = 2_000;

/** What of the station's personal data expires soon, what is kept on somebody's word, and what was erased: counts and rules, nothing of the content. */
export default function Retention() {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const { data, error, refetch } = useQuery(RetentionDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const { holds } = data.retention;
  const due = holds.filter(({ hold }) => hold.reviewDue).length;
  return (
    <>
      <PageHeader title={say('留存与清除', 'Retention')} facts={say('依法留存 {holds, number} 件，{due, number} 件待复核；到期的个人信息按定时计划清除，不能恢复', '{holds, number} on legal hold, {due, number} due for review; what is due is erased on schedule and does not come back', { holds: holds.length, due })} />
      <div className="sh-stack">
        <Holds holds={holds} onChanged={() => void refetch()} />
        {may(PERMISSIONS.readSeals) && <Seals />}
        <Expiring overview={data.retention} />
        <Erased />
      </div>
    </>
  );
}

function Holds({ holds, onChanged }: { holds: readonly Held[]; onChanged: () => void }) {
  const { say, textOf, date } = useWords();
  const { may } = useStation();
  const [open, setOpen] = useState<{ held: Held; what: 'review' | 'lift' }>();
  const mayHold = may(PERMISSIONS.holdInstances);
  const drawer = open && { number: open.held.number, hold: open.held.hold, onClose: () => setOpen(undefined), onDone: onChanged };
  return (
    <Card title={say('依法留存', 'On legal hold')} id="holds">
      {holds.length === 0 ? <EmptyState title={say('没有依法留存的事项或警情', 'Nothing is on hold')} hint={say('需要留存时，在事项页或警情页点“依法留存”。', 'To keep one, open its page and choose “Legal hold”.')} /> : (
        <DataTable
          label={say('依法留存', 'On legal hold')} rows={holds} rowKey={({ hold }) => hold.id}
          columns={[
            { key: 'number', title: say('事项或警情', 'Instance or incident'), main: true, render: ({ number, hold, workflowTitle }) => <span><RecordLink number={number} incidentId={hold.incidentId} instanceId={hold.instanceId} /> <span className="sh-sub">{textOf(workflowTitle)}</span></span> },
            { key: 'reason', title: say('理由', 'Why'), render: ({ hold }) => <span className="sh-long">{hold.reason}</span> },
            { key: 'by', title: say('设置', 'Placed'), render: ({ hold }) => `${hold.placedBy} · ${date(hold.placedAt)}` },
            { key: 'review', title: say('复核日期', 'Review'), render: ({ hold }) => (hold.reviewDue ? <Chip tone="warn">{say('{date} 已到', '{date}: due', { date: date(hold.reviewAt) })}</Chip> : date(hold.reviewAt)) },
            ...(mayHold ? [{ key: 'do', title: say('操作', 'Actions'), render: (held: Held) => <span className="sh-row"><Button size="small" onClick={() => setOpen({ held, what: 'review' })}>{say('复核…', 'Review …')}</Button><Button size="small" onClick={() => setOpen({ held, what: 'lift' })}>{say('解除…', 'Lift …')}</Button></span> }] : []),
          ]}
        />
      )}
      {drawer && open.what === 'review' && <ReviewHold {...drawer} />}
      {drawer && open.what === 'lift' && <LiftHold {...drawer} />}
    </Card>
  );
}

/** The number of a record, a link for whoever may open it: the bureau’s legal department reads covers alone. */
function RecordLink({ number, incidentId, instanceId }: { number: string; incidentId: string | null; instanceId: string | null }) {
  const { base, may } = useStation();
  const [permission, place] = incidentId === null ? [PERMISSIONS.readInstances, `instances/${instanceId}`] : [PERMISSIONS.readIncidents, `incidents/${incidentId}`];
  return may(permission) ? <Link to={`${base}/${place}`}>{number}</Link> : <span>{number}</span>;
}

function Expiring({ overview: { expiring, others, complete } }: { overview: Overview }) {
  const words = useWords();
  const { say, textOf, date, locale } = words;
  // Fields of a workflow that go together are one line.
  const instances = together(expiring, ({ workflow, instances: count, firstDue }) => `${workflow} ${count} ${firstDue}`).map(({ keep, parts, first }) => {
    const { workflow, field, workflowTitle, pluginTitle, instances: count, firstDue } = first;
    const names = textOf(workflowTitle) === textOf(pluginTitle) ? textOf(workflowTitle) : `${textOf(workflowTitle)} · ${textOf(pluginTitle)}`;
    return { key: `${workflow} ${field}`, title: titlesOf(parts, words), workflow: names, keep: say('办结后 {span}', '{span} after closing', { span: spanInWords(keep, locale) }), count: say('{count, number} 件', '{count, number}', { count }), firstDue };
  });
  const rows = [...others.map(({ title, keep, count, firstDue }) => ({ key: textOf(title), title: textOf(title), workflow: '—', keep: say('入库或反馈后 {span}', '{span} after intake or disposition', { span: spanInWords(keep, locale) }), count: count > MOST_COUNTED ? say('{count, number} 件以上', 'more than {count, number}', { count: MOST_COUNTED }) : say('{count, number} 件', '{count, number}', { count }), firstDue })), ...instances];
  return (
    <Card title={say('30 天内到期', 'Expires within 30 days')} id="expiring">
      {!complete && <p className="sh-sub">{say('到期事项较多，以下为前 2,000 件的统计。', 'Many are due: the counts are of the first 2,000.')}</p>}
      {rows.length === 0 ? <EmptyState title={say('30 天内没有到期的个人信息', 'Nothing expires within 30 days')} /> : (
        <DataTable
          label={say('30 天内到期', 'Expires within 30 days')} rows={rows} rowKey={({ key }) => key}
          columns={[
            { key: 'title', title: say('个人信息', 'Personal data'), main: true, render: ({ title }) => <span className="sh-long">{title}</span> },
            { key: 'workflow', title: say('流程', 'Workflow'), render: ({ workflow }) => workflow },
            { key: 'keep', title: say('保存', 'Kept'), render: ({ keep }) => keep },
            { key: 'count', title: say('件数', 'How many'), render: ({ count }) => count },
            { key: 'due', title: say('最早到期', 'The first is due'), render: ({ firstDue }) => date(firstDue) },
          ]}
        />
      )}
    </Card>
  );
}

function Erased() {
  const words = useWords();
  const { say, textOf, moment, locale } = words;
  const { stationId } = useStation();
  const { data, error, loading, fetchMore, refetch } = useQuery(ErasedInstancesDocument, { variables: { stationId, first: PAGE }, fetchPolicy: 'cache-and-network' });
  const found = data?.erasedInstances;
  return (
    <Card title={say('已清除', 'Erased')} id="erased">
      {error && !found ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !found ? <Loading rows={3} /> : found.edges.length === 0 ? <EmptyState title={say('尚未清除过个人信息', 'Nothing was erased yet')} /> : (
        <>
          <DataTable
            label={say('已清除', 'Erased')} rows={found.edges.map(({ node }) => node)} rowKey={({ instanceId, erasedAt }) => `${instanceId} ${erasedAt}`}
            columns={[
              { key: 'number', title: say('事项', 'Instance'), main: true, render: ({ instanceId, number, workflowTitle }) => <span><RecordLink number={number} incidentId={null} instanceId={instanceId} /> <span className="sh-sub">{textOf(workflowTitle)}</span></span> },
              { key: 'at', title: say('清除时间', 'Erased'), render: ({ erasedAt }) => moment(erasedAt) },
              { key: 'parts', title: say('内容与规则', 'What, by which rule'), render: ({ parts }) => <span className="sh-long">{together(parts, () => '').map(({ keep, parts: some }) => say('{parts}（保存 {span}，清除 {count, number} 处）', '{parts} (kept {span}, {count, number} erased)', { parts: titlesOf(some, words), span: spanInWords(keep, locale), count: some.reduce((sum, { count }) => sum + count, 0) })).join(say('；', '; '))}</span> },
            ]}
          />
          <LoadMore
            shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
            onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ erasedInstances: { ...fetchMoreResult.erasedInstances, edges: [...before.erasedInstances.edges, ...fetchMoreResult.erasedInstances.edges] } }) })}
          />
        </>
      )}
    </Card>
  );
}
