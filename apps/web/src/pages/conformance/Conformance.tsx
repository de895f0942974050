import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { EmptyState, ErrorState, Loading, PageHeader, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Select, Tabs } from 'antd';
import { useMemo, useState } from 'react';
import { ChoiceField } from '../../fields.js';
import { ProcessMapDocument, ProcessWorkflowsDocument, type ProcessMapQuery } from '../../gql/conformance.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe, workingStations } from '../../session/me.js';
import { monthAfter } from '../matrix/compare.js';
import { BehindDrawer, type Part } from './BehindDrawer.js';
import { ClocksTab, TasksTab } from './TimesTabs.js';
import './conformance.css';
import { MapTab } from './MapTab.js';
import { monthsUntil } from './range.js';
import { VariantsTab } from './VariantsTab.js';

export type ProcessMap = ProcessMapQuery['processMap'];
/** Opens the instances behind a part of the map; undefined where the reader sees no records. */
export type OpenPart = ((part: Part, title: string) => void) | undefined;

const KEYS = ['workflow', 'station', 'from', 'to', 'version', 'outcome', 'tab', 'place'] as const;
/** Two years of months to choose from; the last three at first. */
const MONTHS = 24;
const AT_FIRST = 2;

/** 流程执行分析: what really happened to instances of a workflow, against what is written. */
export default function Conformance() {
  const { say, textOf } = useWords();
  const { stationId, timeZone } = useScope();
  const filters = useFilters(KEYS);
  const { values, set } = filters;
  const stations = workingStations(useMe()).map(({ station }) => station).filter(({ unrouted }) => !unrouted);
  const { data, error, refetch } = useQuery(ProcessWorkflowsDocument, { variables: { stationIds: stationId === undefined ? stations.map(({ id }) => id) : [stationId] } });
  const workflows = data?.processWorkflows;
  const months = useMemo(() => monthsUntil(localDate(serverClock.now(), timeZone), MONTHS), [timeZone]);
  const from = months.find((month) => month === values.from) ?? months[AT_FIRST] ?? '';
  const to = months.find((month) => month === values.to && month >= from) ?? months[0] ?? '';
  const workflow = workflows?.find((one) => one.workflow === values.workflow) ?? workflows?.[0];
  const chosen = stationId ?? stations.find(({ id }) => id === values.station)?.id;
  const stationIds = chosen === undefined ? stations.map(({ id }) => id) : [chosen];
  const query = { workflow: workflow?.workflow ?? '', from, to: monthAfter(to), version: values.version || null, outcome: values.outcome || null };
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (workflows === undefined) return <Loading rows={8} />;
  return (
    <>
      <PageHeader title={say('流程执行分析', 'What really happens')} facts={say('按事项的实际办理记录统计，与现行流程对照；演练和撤回的步骤不计', 'From what was recorded of instances, against the workflow; without exercises and what was taken back')} />
      {workflow === undefined ? <EmptyState title={say('还没有办理过事项', 'No instance was begun yet')} /> : (
        <>
          <div className="sh-filters" role="search" aria-label={say('选择流程和期间', 'Workflow and period')}>
            <Select aria-label={say('流程', 'Workflow')} value={workflow.workflow} onChange={(id: string) => set('workflow', id)} options={workflows.map(({ workflow: id, title }) => ({ value: id, label: textOf(title) }))} popupMatchSelectWidth={false} style={{ minWidth: 160 }} />
            {stationId === undefined && <ChoiceField label={say('全部派出所', 'All stations')} width={180} value={values.station} onChange={(id) => set('station', id)} options={stations.map(({ id, name }) => ({ value: id, label: name }))} />}
            <Select aria-label={say('登记自', 'Begun from')} value={from} onChange={(month: string) => set('from', month)} options={months.map((month) => ({ value: month, label: say('{month} 起', 'from {month}', { month: month.slice(0, 7) }) }))} />
            <Select aria-label={say('至', 'to')} value={to} onChange={(month: string) => set('to', month)} options={months.filter((month) => month >= from).map((month) => ({ value: month, label: say('至 {month}', 'to {month}', { month: month.slice(0, 7) }) }))} />
            <Narrowing stationIds={stationIds} query={query} filters={filters} />
          </div>
          <Found key={workflow.workflow} stationIds={stationIds} query={query} filters={filters} />
        </>
      )}
    </>
  );
}

export type Asked = { workflow: string; from: string; to: string; version: string | null; outcome: string | null };
interface FoundProps {
  readonly stationIds: string[];
  readonly query: Asked;
  readonly filters: ReturnType<typeof useFilters<(typeof KEYS)[number]>>;
}

/** The version and the ending, of those there are. */
function Narrowing({ stationIds, query, filters: { values, set } }: FoundProps) {
  const { say, textOf, number } = useWords();
  const { data, previousData } = useQuery(ProcessMapDocument, { variables: { stationIds, query: { ...query, version: null, outcome: null } } });
  const map = (data ?? previousData)?.processMap;
  if (map === undefined) return null;
  return (
    <>
      <ChoiceField label={say('全部版本', 'Every version')} width={200} value={values.version} onChange={(hash) => set('version', hash)} options={map.versions.map(({ hash, instances, drawn }) => ({ value: hash, label: say('{hash}（{count} 件）', '{hash} ({count})', { hash: drawn ? say('现行版本', 'present version') : hash.slice(0, 8), count: number(instances) }) }))} />
      <ChoiceField label={say('全部结果', 'Every ending')} width={150} value={values.outcome} onChange={(outcome) => set('outcome', outcome)} options={map.outcomes.map(({ outcome, title }) => ({ value: outcome, label: textOf(title) }))} />
    </>
  );
}

function Found({ stationIds, query, filters: { values, set } }: FoundProps) {
  const { say, number } = useWords();
  const { stationId, may } = useScope();
  const { data, previousData, error, loading, refetch } = useQuery(ProcessMapDocument, { variables: { stationIds, query }, notifyOnNetworkStatusChange: true });
  const [open, setOpen] = useState<{ part: Part; title: string }>();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const map = (data ?? previousData)?.processMap;
  if (map === undefined) return <Loading rows={10} />;
  if (map.instances === 0) return <EmptyState filtered title={map.exact ? say('这段时间没有符合条件的事项', 'No instance began in this time') : say('这段时间符合条件的事项没有或很少', 'No instance, or only a few, began in this time')} hint={say('请放宽期间、版本或结果。', 'Choose a longer period, every version or every ending.')} />;
  const onOpen: OpenPart = stationId === undefined || !may(PERMISSIONS.readInstances) ? undefined : (part, title) => setOpen({ part, title });
  return (
    <div aria-busy={loading} className="pc-found">
      <p className="sh-sub">
        {map.exact ? say('共 {count} 件，已办结 {closed} 件', '{count} instances, {closed} of them closed', { count: number(map.instances), closed: number(map.closed) }) : say('约 {count} 件，已办结约 {closed} 件', 'About {count} instances, about {closed} of them closed', { count: number(map.instances), closed: number(map.closed) })}
        {map.behind > 0 && ` · ${say('另有 {behind} 件刚刚变动，稍后计入', '{behind} changed a moment ago and count later', { behind: number(map.behind) })}`}
        {!map.exact && ` · ${say('件数为随机取整到 5 的近似数，0 也可能是几件；用时为大致档次', 'counts are rounded to fives at random, and a 0 may be a few; lengths are in steps')}`}
      </p>
      <Tabs
        activeKey={values.tab || 'map'} onChange={(tab) => set('tab', tab === 'map' ? undefined : tab)} destroyOnHidden
        items={[
          { key: 'map', label: say('执行图', 'Map'), children: <MapTab map={map} selected={values.place} onSelect={(path) => set('place', path)} onOpen={onOpen} /> },
          { key: 'variants', label: say('办理路径', 'Ways taken'), children: <VariantsTab map={map} onOpen={onOpen} /> },
          { key: 'clocks', label: say('时限去向', 'Clocks'), children: <ClocksTab stationIds={stationIds} query={query} /> },
          { key: 'tasks', label: say('等待与办理', 'Waiting'), children: <TasksTab stationIds={stationIds} query={query} /> },
        ]}
      />
      {open && stationId !== undefined && <BehindDrawer stationId={stationId} query={query} part={open.part} title={open.title} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
