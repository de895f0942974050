import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, useNow, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { newId } from '@stationhouse/kernel';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { ChoiceField } from '../../fields.js';
import { StartRepairDocument, StuckInstancesDocument, type StationOperationsQuery, type StuckInstancesQuery, type StuckRule, type StuckRulesQuery } from '../../gql/operations.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import { AssignButton } from '../tasks/AssignButton.js';
import { useTaskActions } from '../tasks/useTaskActions.js';
import type { Reading } from './useReading.js';
import { repairWords, spanInWords } from './words.js';

type Row = StuckInstancesQuery['stuckInstances']['edges'][number]['node'];
type Rule = StuckRulesQuery['stuckRules'][number];
const KEYS = ['rule'] as const;
type Repair = NonNullable<Rule['repair']>;
const PAGE = 50;
/** Stands for every item while their repair is being started. */
const ALL = 'all';

interface Props {
  readonly rules: readonly Rule[];
  readonly counts: StationOperationsQuery['stationOperations'][number]['stuck'] | undefined;
  readonly reading: Reading;
}

/** What is stuck at the station, longest first, each with the rule that found it and the mend at hand. */
export function StuckTab({ rules, counts, reading }: Props) {
  const { say, textOf } = useWords();
  const { stationId, base, may } = useStation();
  const { values, set, clear, active } = useFilters(KEYS);
  const rule = rules.find((known) => known.rule === values.rule);
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(StuckInstancesDocument, { variables: { stationId, first: PAGE, ...(rule ? { rule: rule.rule } : {}) }, notifyOnNetworkStatusChange: true });
  const readAt = reading.at?.getTime();
  useEffect(() => {
    if (readAt !== undefined) void refetch();
  }, [readAt, refetch]);
  const mend = useMend(() => reading.refresh());
  const columns = useColumns(rules, mend, reading);
  const found = (data ?? previousData)?.stuckInstances;
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ stuckInstances: { ...fetchMoreResult.stuckInstances, edges: [...before.stuckInstances.edges, ...fetchMoreResult.stuckInstances.edges] } }),
  });
  const repair = rule?.repair;
  return (
    <div className="sh-stack">
      <div className="sh-filters" role="search" aria-label={say('筛选停滞事项', 'Filter what is stuck')}>
        <ChoiceField label={say('停滞原因', 'Reason')} width={200} value={values.rule} onChange={(value) => set('rule', value)} options={rules.map(({ rule: id, title }) => ({ value: id, label: withCount(textOf(title), id, counts) }))} />
        {active && <Button onClick={clear}>{say('清除筛选', 'Clear filters')}</Button>}
        {repair && may(PERMISSIONS.repairOperations) && (found?.edges.length ?? 0) > 0 && <Button type="primary" loading={mend.sending === ALL} onClick={() => void mend.all(repair)}>{say('全部：{what}', 'All: {what}', { what: repairWords(say)[repair] })}</Button>}
      </div>
      {rule && <p className="sh-sub">{textOf(rule.mend)}</p>}
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : found.edges.length === 0 ? (
          active ? <EmptyState filtered title={say('没有因此停滞的事项', 'Nothing is stuck for this reason')} action={<Button onClick={clear}>{say('清除筛选', 'Clear filters')}</Button>} />
            : <EmptyState title={say('没有停滞的事项', 'Nothing is stuck')} hint={say('办理中的事项都有人、有时间或有自动步骤在推动。', 'Every open instance is waiting for a person, a timer or an automation that will move it on.')} />
        ) : (
          <>
            <DataTable label={say('停滞事项', 'Stuck instances')} columns={columns} rows={found.edges.map(({ node }) => node)} rowKey={(row) => `${row.rule} ${row.subjectId}`} link={(row) => `${base}/instances/${row.instanceId}?why=open`} />
            <LoadMore shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </div>
  );
}

function withCount(title: string, rule: StuckRule, counts: Props['counts']): string {
  const count = counts?.find((known) => known.rule === rule)?.count ?? 0;
  return count === 0 ? title : `${title} ${count}`;
}

/** Starts repairs, of one finding or of all. */
function useMend(onDone: () => void) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const [start] = useMutation(StartRepairDocument);
  const [sending, setSending] = useState<string>();
  const send = async (kind: Repair, itemId: string | undefined) => {
    setSending(itemId ?? ALL);
    try {
      const { data } = await start({ variables: { stationIds: [stationId], kind, idempotencyKey: newId(), ...(itemId ? { itemIds: [itemId] } : {}) } });
      toast.done(say('已开始处理 {count, number} 项，进度见“批量处理”', 'Working on {count, plural, one {# item} other {# items}}; see “Bulk repair” for progress', { count: data?.startRepair[0]?.total ?? 0 }));
      onDone();
    } catch (failure) {
      toast.failed(failure);
    } finally {
      setSending(undefined);
    }
  };
  return { sending, one: (kind: Repair, itemId: string) => send(kind, itemId), all: (kind: Repair) => send(kind, undefined) };
}

function useColumns(rules: readonly Rule[], mend: ReturnType<typeof useMend>, reading: Reading): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const { may } = useStation();
  const now = useNow();
  const actions = useTaskActions(reading.refresh);
  const repairOf = (row: Row) => rules.find(({ rule }) => rule === row.rule)?.repair;
  return [
    { key: 'number', title: say('事项', 'Instance'), main: true, render: (row) => <span className="sh-mono">{row.number}</span> },
    { key: 'workflow', title: say('流程', 'Workflow'), wideOnly: true, render: (row) => textOf(row.workflowTitle) },
    { key: 'rule', title: say('原因', 'Reason'), render: (row) => <Chip tone="bad">{textOf(rules.find(({ rule }) => rule === row.rule)?.title)}</Chip> },
    { key: 'finding', title: say('说明', 'Details'), render: (row) => <span className="sh-long">{textOf(row.finding)}</span> },
    { key: 'since', title: say('已停滞', 'For'), render: (row) => <span className="sh-num" title={moment(row.since)}>{spanInWords(Math.max(0, (now - Date.parse(row.since)) / 1_000), say)}</span> },
    {
      key: 'mend', title: say('处理', 'Actions'), render: (row) => {
        const [repair, { itemId, taskId }] = [repairOf(row), row];
        if (taskId && may(PERMISSIONS.assignTasks)) return <AssignButton size="small" loading={actions.sending === taskId} onPick={(accountId, name) => void actions.assign(taskId, accountId, name)} />;
        if (!repair || !itemId || !may(PERMISSIONS.repairOperations)) return <span className="sh-sub">{say('请打开事项处理', 'Open the instance')}</span>;
        return <Button size="small" loading={mend.sending === itemId} onClick={() => void mend.one(repair, itemId)}>{repairWords(say)[repair]}</Button>;
      },
    },
  ];
}
