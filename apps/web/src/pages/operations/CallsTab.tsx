import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, useStation, useWords, type Column, type Tone } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { AutomationBreakersDocument, AutomationCallsDocument, type AutomationCallsQuery, type AutomationCallStatus } from '../../gql/calls.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { CallDrawer, type CallRepair } from './CallDrawer.js';
import type { Reading } from './useReading.js';
import { callErrorInWords, callStatusWords } from './words.js';

export type AutomationCall = AutomationCallsQuery['automationCalls']['edges'][number]['node'];
const KEYS = ['calls'] as const;
const SHOWN: Record<string, readonly AutomationCallStatus[]> = { failed: ['FAILED'], open: ['WAITING', 'RUNNING'], over: ['SUCCEEDED', 'SKIPPED', 'ABANDONED'] };
const TONES: Record<AutomationCallStatus, Tone> = { FAILED: 'bad', WAITING: 'warn', RUNNING: 'info', SUCCEEDED: 'ok', SKIPPED: 'plain', ABANDONED: 'plain' };
const PAGE = 50;

/** Automations that failed: why, and what can be done about each – again, again with other input, or on without it. */
export function CallsTab({ reading }: { reading: Reading }) {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { values, set } = useFilters(KEYS);
  const which = values.calls in SHOWN ? values.calls : 'failed';
  const [repair, setRepair] = useState<{ call: AutomationCall; how: CallRepair }>();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(AutomationCallsDocument, { variables: { stationId, first: PAGE, filter: { statuses: [...(SHOWN[which] ?? [])] } }, notifyOnNetworkStatusChange: true });
  const readAt = reading.at?.getTime();
  useEffect(() => {
    if (readAt !== undefined) void refetch();
  }, [readAt, refetch]);
  const found = (data ?? previousData)?.automationCalls;
  const columns = useColumns((call, how) => setRepair({ call, how }));
  return (
    <div className="sh-stack">
      <div className="sh-filters" role="search" aria-label={say('筛选自动步骤', 'Filter automations')}>
        <Segmented aria-label={say('状态', 'State')} value={which} onChange={(value) => set('calls', value === 'failed' ? undefined : value)} options={[{ value: 'failed', label: say('失败', 'Failed') }, { value: 'open', label: say('等待或运行中', 'Waiting or running') }, { value: 'over', label: say('已结束', 'Finished') }]} />
      </div>
      <Breakers reading={reading} />
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={5} /> : found.edges.length === 0 ? (
          <EmptyState title={which === 'failed' ? say('没有失败的自动步骤', 'No automation failed') : say('没有这样的自动步骤', 'No such automation')} hint={which === 'failed' ? say('失败后会按流程规定自动重试，仍失败的才会出现在这里。', 'A failed automation is retried as its workflow says; only those that keep failing are listed here.') : ''} />
        ) : (
          <>
            <DataTable label={say('自动步骤', 'Automations')} columns={columns} rows={found.edges.map(({ node }) => node)} rowKey={({ id }) => id} {...(may(PERMISSIONS.readInstances) ? { link: (call: AutomationCall) => `${base}/instances/${call.instanceId}?why=open` } : {})} />
            <LoadMore
              shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
              onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ automationCalls: { ...fetchMoreResult.automationCalls, edges: [...before.automationCalls.edges, ...fetchMoreResult.automationCalls.edges] } }) })}
            />
          </>
        )}
      </section>
      {repair && <CallDrawer key={`${repair.call.id} ${repair.how}`} call={repair.call} how={repair.how} onClose={() => setRepair(undefined)} onDone={() => { setRepair(undefined); reading.refresh(); }} />}
    </div>
  );
}

/** Automations that nothing calls for a while, because they failed several times in a row. */
function Breakers({ reading }: { reading: Reading }) {
  const { say, textOf, moment } = useWords();
  const { stationId } = useStation();
  const { data, refetch } = useQuery(AutomationBreakersDocument, { variables: { stationId } });
  const readAt = reading.at?.getTime();
  useEffect(() => {
    if (readAt !== undefined) void refetch();
  }, [readAt, refetch]);
  const open = (data?.automationBreakers ?? []).filter(({ state }) => state !== 'CLOSED');
  if (open.length === 0) return null;
  return (
    <ul className="sh-stack">
      {open.map(({ automation, title, failures, tryAt }) => (
        <li key={automation} className="sh-row"><Chip tone="warn">{say('暂停调用', 'Paused')}</Chip> {say('“{title}”连续失败 {failures, number} 次', '“{title}” failed {failures, number} times in a row', { title: textOf(title), failures })}{tryAt && <span className="sh-sub">{say('，{at} 再试', '; next try at {at}', { at: moment(tryAt) })}</span>}</li>
      ))}
    </ul>
  );
}

function useColumns(onRepair: (call: AutomationCall, how: CallRepair) => void): Column<AutomationCall>[] {
  const { say, textOf, moment } = useWords();
  const { may } = useStation();
  const status = callStatusWords(say);
  return [
    { key: 'title', title: say('自动步骤', 'Automation'), main: true, render: (call) => textOf(call.title) },
    { key: 'instance', title: say('事项', 'Instance'), render: (call) => <span className="sh-row"><span className="sh-mono sh-small">{call.instance?.number ?? ''}</span>{call.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>}{call.compensating && <Chip>{say('撤销补偿', 'Compensation')}</Chip>}</span> },
    { key: 'status', title: say('状态', 'State'), render: (call) => <Chip tone={TONES[call.status]}>{status[call.status]}</Chip> },
    { key: 'error', title: say('失败原因', 'Why it failed'), render: (call) => (call.error ? <span className="sh-long">{call.errorText ? textOf(call.errorText) : callErrorInWords(call.error, say)} <span className="sh-mono sh-small sh-sub">{call.error}</span></span> : <span className="sh-sub">—</span>) },
    { key: 'attempts', title: say('已试', 'Tries'), align: 'right', render: ({ attempts }) => attempts },
    { key: 'when', title: say('时间', 'When'), render: ({ nextAt, finishedAt, madeAt }) => <span className="sh-num">{nextAt ? say('{at} 重试', 'again {at}', { at: moment(nextAt) }) : moment(finishedAt ?? madeAt)}</span> },
    {
      key: 'mend', title: say('处理', 'Actions'), render: (call) => call.repairable && may(PERMISSIONS.repairAutomations) && (
        <span className="sh-row">
          <Button size="small" type="primary" ghost onClick={() => onRepair(call, 'retry')}>{say('重试', 'Retry')}</Button>
          <Button size="small" onClick={() => onRepair(call, 'edit')}>{say('改后重试', 'Change and retry')}</Button>
          <Button size="small" onClick={() => onRepair(call, 'skip')}>{say('跳过', 'Skip')}</Button>
        </span>
      ),
    },
  ];
}
