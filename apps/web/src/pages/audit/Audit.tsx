import { useQuery } from '@apollo/client/react';
import { CopyableId, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useScope, useWords, type Column, type Words } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useMemo } from 'react';
import { DateField, FilterBar, SearchField } from '../../fields.js';
import { AuditEntriesDocument, BureauAuditEntriesDocument, type AuditFilter, type AuditRowFragment } from '../../gql/audit.js';
import { endOfDate, startOfDate, useFilters } from '../../hooks.js';

const KEYS = ['from', 'to', 'action', 'actor', 'record'] as const;
const PAGE = 50;

/** Who did what, when, from where, on which record, with which purpose. Read only: nobody edits this. */
export default function Audit() {
  const { say } = useWords();
  const { values, set, clear, active } = useFilters(KEYS);
  const list = useEntries(values);
  return (
    <>
      <PageHeader title={say('审计', 'Audit')} facts={say('与操作同时写入，定期封存，不可修改', 'Written together with each action, sealed, never changed')} />
      <FilterBar
        label={say('筛选审计', 'Filter the audit')} active={active} onClear={clear}
        search={<SearchField label={say('动作，例如 incident.read', 'Action, e.g. incident.read')} value={values.action} onChange={(value) => set('action', value)} />}
      >
        <DateField label={say('自', 'From')} value={values.from} onChange={(value) => set('from', value)} />
        <DateField label={say('至（含当日）', 'to (inclusive)')} value={values.to} onChange={(value) => set('to', value)} />
        {values.actor && <span className="sh-sub">{say('只看一名人员', 'One person only')}</span>}
        {values.record && <span className="sh-sub">{say('只看一条记录', 'One record only')}</span>}
      </FilterBar>
      <section className="sh-card sh-tight"><Result list={list} filtered={active} onClear={clear} onActor={(id) => set('actor', id)} onRecord={(id) => set('record', id)} /></section>
    </>
  );
}

function useEntries(values: Record<(typeof KEYS)[number], string>) {
  const { stationId, bureauId, timeZone } = useScope();
  const filter = useMemo<AuditFilter>(() => ({
    ...(startOfDate(values.from, timeZone) ? { from: startOfDate(values.from, timeZone) } : {}),
    ...(endOfDate(values.to, timeZone) ? { to: endOfDate(values.to, timeZone) } : {}),
    ...(values.action ? { action: values.action } : {}), ...(values.actor ? { actorId: values.actor } : {}), ...(values.record ? { recordId: values.record } : {}),
  }), [values, timeZone]);
  const station = useQuery(AuditEntriesDocument, { variables: { stationId: stationId ?? '', filter, first: PAGE }, skip: stationId === undefined, notifyOnNetworkStatusChange: true });
  const bureau = useQuery(BureauAuditEntriesDocument, { variables: { bureauId, filter, first: PAGE }, skip: stationId !== undefined, notifyOnNetworkStatusChange: true });
  if (stationId !== undefined) {
    const found = station.data?.auditEntries ?? station.previousData?.auditEntries;
    const more = () => void station.fetchMore({ variables: { after: found?.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ auditEntries: { ...fetchMoreResult.auditEntries, edges: [...before.auditEntries.edges, ...fetchMoreResult.auditEntries.edges] } }) });
    return { found, more, error: station.error, loading: station.loading, refetch: () => void station.refetch() };
  }
  const found = bureau.data?.bureauAuditEntries ?? bureau.previousData?.bureauAuditEntries;
  const more = () => void bureau.fetchMore({ variables: { after: found?.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ bureauAuditEntries: { ...fetchMoreResult.bureauAuditEntries, edges: [...before.bureauAuditEntries.edges, ...fetchMoreResult.bureauAuditEntries.edges] } }) });
  return { found, more, error: bureau.error, loading: bureau.loading, refetch: () => void bureau.refetch() };
}

interface ResultProps {
  readonly list: ReturnType<typeof useEntries>;
  readonly filtered: boolean;
  readonly onClear: () => void;
  readonly onActor: (id: string) => void;
  readonly onRecord: (id: string) => void;
}

function Result({ list: { found, more, error, loading, refetch }, filtered, onClear, onActor, onRecord }: ResultProps) {
  const { say } = useWords();
  const columns = useColumns(onActor, onRecord);
  if (error && !found) return <ErrorState error={error} onRetry={refetch} />;
  if (!found) return <Loading rows={10} />;
  if (found.edges.length === 0) return filtered ? <EmptyState filtered title={say('没有符合条件的记录', 'No entry fits')} action={<Button onClick={onClear}>{say('清除筛选', 'Clear filters')}</Button>} /> : <EmptyState title={say('还没有审计记录', 'No entries yet')} />;
  return (
    <div aria-busy={loading}>
      <DataTable dense label={say('审计记录', 'Audit entries')} rows={found.edges.map(({ node }) => node)} rowKey={({ id }) => id} columns={columns} />
      <LoadMore shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

/** What an entry without a number is about; a plugin's own kind as it is. */
function recordKindInWords(kind: string | null, say: Words['say']): string {
  const words: Record<string, string> = {
    account: say('账号', 'Account'), assessment: say('影响评估', 'Assessment'), attachment: say('附件', 'Attachment'), bureau: say('分局', 'Bureau'), exercise: say('演练', 'Exercise'), import: say('数据导入', 'Import'), importProfile: say('导入方案', 'Import profile'),
    incident: say('警情', 'Incident'), instance: say('事项', 'Instance'), job: say('后台任务', 'Background job'), notice: say('通知', 'Notice'), post: say('岗位', 'Post'), referral: say('移交', 'Referral'), repair: say('批量处理', 'Bulk repair'),
    shift: say('班次', 'Shift'), station: say('派出所', 'Station'), task: say('任务', 'Task'), team: say('队伍', 'Team'),
  };
  return kind === null ? '—' : (words[kind] ?? kind);
}

function useColumns(onActor: (id: string) => void, onRecord: (id: string) => void): Column<AuditRowFragment>[] {
  const { say, textOf, moment } = useWords();
  return [
    { key: 'at', title: say('时间', 'When'), main: true, width: '128px', render: (entry) => <span className="sh-num">{moment(entry.at)}</span> },
    { key: 'actor', title: say('人员', 'Who'), width: '130px', render: (entry) => (entry.actorId ? <button type="button" className="sh-pick" onClick={() => onActor(entry.actorId ?? '')} title={say('只看此人', 'Only this person')}>{entry.actor}</button> : say('系统', 'System')) },
    { key: 'action', title: say('动作', 'What'), render: (entry) => <>{textOf(entry.actionTitle)} <span className="sh-mono sh-small sh-sub">{entry.action}</span></> },
    { key: 'record', title: say('记录', 'Record'), width: '210px', render: (entry) => (
      <>
        {entry.recordNumber ? <CopyableId value={entry.recordNumber} /> : <span className="sh-sub">{recordKindInWords(entry.recordKind, say)}</span>}
        {entry.recordId && <> <button type="button" className="sh-pick" title={say('只看此记录', 'Only this record')} aria-label={say('只看此记录', 'Only this record')} onClick={() => onRecord(entry.recordId ?? '')}>⌕</button></>}
      </>
    ) },
    { key: 'purpose', title: say('事由', 'Purpose'), width: '200px', render: (entry) => entry.purpose ?? <span className="sh-sub">—</span> },
    { key: 'address', title: say('来自', 'From'), width: '140px', render: (entry) => <span className="sh-mono sh-small">{entry.address ?? '—'}</span> },
  ];
}
