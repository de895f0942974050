import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, PageHeader, useScope, useTimeZone, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { InstanceCountsDocument, OperatedStationsDocument, QueueDocument, RepairsDocument, StationOperationsDocument, StuckRulesDocument } from '../../gql/operations.js';
import { PERMISSIONS } from '../../permissions.js';
import { CallsTab } from './CallsTab.js';
import { JobsTab } from './JobsTab.js';
import { Overview } from './Overview.js';
import { RepairsTab } from './RepairsTab.js';
import { StuckTab } from './StuckTab.js';
import { useReading, READ_EVERY_MS, type Reading } from './useReading.js';
import './operations.css';

/** Whether everything runs, what does not, why, and what to do: a chief's own station, or every station of the bureau in counts. */
export default function Operations() {
  const { bureauId, stationId, name } = useScope();
  const stations = useQuery(OperatedStationsDocument, { variables: { bureauId }, skip: stationId !== undefined });
  const places = useMemo(() => (stationId === undefined ? stations.data?.stations : [{ id: stationId, name }]), [stationId, stations.data, name]);
  if (stations.error && !places) return <ErrorState error={stations.error} onRetry={() => void stations.refetch()} />;
  if (places === undefined) return <Loading rows={8} />;
  return <OperationsOf key={places.map(({ id }) => id).join()} places={places} />;
}

/** A station, as the page names it. */
export interface Place {
  readonly id: string;
  readonly name: string;
}

function OperationsOf({ places }: { places: readonly Place[] }) {
  const { say } = useWords();
  const scope = useScope();
  const [parameters] = useSearchParams();
  const read = useOperations(places, scope.stationId === undefined && scope.may(PERMISSIONS.readOperations) ? scope.bureauId : undefined);
  const { figures, rules, queue, repairs } = read;
  const stuck = (figures ?? []).reduce((sum, station) => sum + station.stuck.reduce((all, { count }) => all + count, 0), 0);
  const failed = (figures ?? []).flatMap((station) => station.stuck).filter(({ rule }) => rule === 'CALL_FAILED').reduce((sum, { count }) => sum + count, 0);
  const parked = (queue?.topics ?? []).reduce((sum, topic) => sum + topic.parked, 0);
  const underWay = (repairs ?? []).filter(({ status }) => status === 'RUNNING' || status === 'SUSPENDED').length;
  const mayList = scope.stationId !== undefined && scope.may(PERMISSIONS.readInstances);
  const tabs = [
    { key: 'overview', label: say('总览', 'Overview'), children: <Overview places={places} read={read} /> },
    ...(mayList ? [{ key: 'stuck', label: counted(say('停滞事项', 'Stuck'), stuck), children: <StuckTab rules={rules} counts={figures?.[0]?.stuck} reading={read.reading} /> }] : []),
    ...(scope.stationId !== undefined && scope.may(PERMISSIONS.repairAutomations) ? [{ key: 'calls', label: counted(say('自动步骤', 'Automations'), failed), children: <CallsTab reading={read.reading} /> }] : []),
    { key: 'jobs', label: counted(say('后台任务', 'Background jobs'), parked), children: <JobsTab places={places} queue={queue} error={read.queueError} reading={read.reading} bureauId={read.bureauId} /> },
    { key: 'repairs', label: counted(say('批量处理', 'Bulk repair'), underWay), children: <RepairsTab places={places} repairs={repairs} error={read.repairsError} reading={read.reading} /> },
  ];
  const chosen = tabs.find(({ key }) => key === parameters.get('tab')) ?? tabs[0];
  return (
    <>
      <PageHeader title={say('运行状况', 'Operations')} facts={<ReadAt reading={read.reading} />} actions={<Button onClick={read.reading.refresh} loading={read.reading.reading}>{say('立即刷新', 'Refresh')}</Button>} />
      <nav className="operations-nav" aria-label={say('运行状况分类', 'Parts of operations')}>
        {tabs.map(({ key, label }) => <Link key={key} to={key === 'overview' ? '?' : `?tab=${key}`} replace aria-current={key === chosen?.key ? 'page' : undefined}>{label}</Link>)}
      </nav>
      {chosen?.children}
    </>
  );
}

const counted = (words: string, count: number) => (count === 0 ? words : `${words} ${count}`);

/** Everything the page shows, read together so that it fits together. */
function useOperations(places: readonly Place[], bureauId: string | undefined) {
  const stationIds = useMemo(() => places.map(({ id }) => id), [places]);
  const skip = stationIds.length === 0;
  const figures = useQuery(StationOperationsDocument, { variables: { stationIds }, skip });
  const counts = useQuery(InstanceCountsDocument, { variables: { stationIds }, skip });
  const queue = useQuery(QueueDocument, { variables: { stationIds, ...(bureauId ? { bureauId } : {}) }, skip });
  const repairs = useQuery(RepairsDocument, { variables: { stationIds }, skip });
  const rules = useQuery(StuckRulesDocument);
  const reading = useReading(() => (skip ? Promise.resolve() : Promise.all([figures.refetch(), counts.refetch(), queue.refetch(), repairs.refetch()])));
  return {
    bureauId, reading, rules: rules.data?.stuckRules ?? [],
    figures: figures.data?.stationOperations, figuresError: figures.data ? undefined : figures.error,
    counts: counts.data?.instanceCounts, countsError: counts.data ? undefined : counts.error,
    queue: queue.data?.queue, queueError: queue.data ? undefined : queue.error,
    repairs: repairs.data?.repairs, repairsError: repairs.data ? undefined : repairs.error,
  };
}

export type OperationsRead = ReturnType<typeof useOperations>;

/** When what stands here was true. */
function ReadAt({ reading: { at } }: { reading: Reading }) {
  const { say, locale } = useWords();
  const timeZone = useTimeZone();
  if (at === undefined) return <>{say('正在读取…', 'Reading…')}</>;
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
  return <>{say('读取时间', 'As of')} <time className="sh-num" dateTime={at.toISOString()}>{time}</time> · {say('每 {seconds} 秒更新', 'refreshed every {seconds} s', { seconds: READ_EVERY_MS / 1_000 })} · {say('不含演练', 'without exercises')}</>;
}
