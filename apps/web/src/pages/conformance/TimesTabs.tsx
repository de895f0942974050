import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import { ProcessTimesDocument, type ProcessTimesQuery } from '../../gql/conformance.js';
import type { Asked } from './Conformance.js';
import { lengthInWords, shareInWords } from './words.js';

interface Props {
  readonly stationIds: string[];
  readonly query: Asked;
}
type Clock = ProcessTimesQuery['processMap']['clocks'][number];
type Task = ProcessTimesQuery['processMap']['tasks'][number];
/** Steps that took less of a clock come together. */
const SHOWN = 4;

function useTimes({ stationIds, query }: Props) {
  const { data, error, refetch } = useQuery(ProcessTimesDocument, { variables: { stationIds, query } });
  return { map: data?.processMap, error, refetch: () => void refetch() };
}

/** Which steps ate the time of clocks that were not kept, beside those that were. */
export function ClocksTab(props: Props) {
  const { say, number } = useWords();
  const { map, error, refetch } = useTimes(props);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (map === undefined) return <Loading rows={6} />;
  const rows = map.clocks;
  if (rows.length === 0) return <EmptyState title={map.exact ? say('这段时间没有到期或按时结束的时限', 'No clock was kept or breached in this time') : say('这段时间结束的时限太少', 'Too few clocks ended in this time')} {...(map.exact ? {} : { hint: tooFew(say) })} />;
  return (
    <>
      <p className="sh-sub pc-hint">{say('时限从起算到停止，时间花在哪个环节；并行环节同时计，等候到期的不计。', 'From its start to its stop, in which step the time of a clock was spent; steps side by side count both, what only waits for its day does not.')}</p>
      <section className="sh-card sh-tight">
      <DataTable
        label={say('时限去向', 'Where clocks are lost')} rows={rows} rowKey={({ clock, breached }) => `${clock} ${breached}`} tone={({ breached }) => (breached ? 'bad' : undefined)}
        columns={[
          { key: 'clock', title: say('时限', 'Clock'), main: true, render: ({ title, breached }) => <ClockName title={title} breached={breached} /> },
          ...(map.exact ? [{ key: 'count', title: say('个数', 'Clocks'), align: 'right' as const, render: ({ clocks }: Clock) => number(clocks ?? 0) }] : []),
          { key: 'mean', title: say('平均用时', 'Mean'), align: 'right', render: ({ meanSeconds }) => lengthInWords(meanSeconds, say) },
          { key: 'where', title: say('时间花在', 'Spent in'), render: (clock) => <Spent clock={clock} places={map.places} /> },
        ]}
      />
      </section>
    </>
  );
}

/** Why a reader of aggregates is told nothing. */
function tooFew(say: ReturnType<typeof useWords>['say']): string {
  return say('您的角色只能看 20 件及以上的用时；请选更长的期间，或看全部派出所。', 'Your role sees lengths of twenty and more. Choose a longer period, or all stations.');
}

function ClockName({ title, breached }: Pick<Clock, 'title' | 'breached'>) {
  const { say, textOf } = useWords();
  return <span className="sh-row">{textOf(title)} {breached ? <Chip tone="bad">{say('超时', 'Breached')}</Chip> : <Chip tone="ok">{say('按时', 'Kept')}</Chip>}</span>;
}

function Spent({ clock, places }: { clock: Clock; places: ProcessTimesQuery['processMap']['places'] }) {
  const { say, textOf } = useWords();
  const titles = useMemo(() => new Map(places.map(({ path, title }) => [path, textOf(title)])), [places, textOf]);
  const shown = clock.places.slice(0, SHOWN);
  if (shown.length === 0) return <span className="sh-sub">—</span>;
  return (
    <ul className="pc-bars">
      {shown.map(({ path, share }) => <li key={path}><span className="pc-bar-name">{titles.get(path) ?? path}</span><span className="pc-bar" aria-hidden="true"><i style={{ inlineSize: `${Math.max(1, Math.min(100, share * 100))}%` }} data-breached={clock.breached} /></span><span>{shareInWords(share)}</span></li>)}
      {clock.places.length > SHOWN && <li className="sh-sub">{say('其余 {count, number} 个环节', '{count, number} more steps', { count: clock.places.length - SHOWN })}</li>}
    </ul>
  );
}

/** Tasks of several places can have one name: the place tells them apart. */
function TaskName({ task, place }: { task: string; place: string | undefined }) {
  return <span>{task}{place !== undefined && <span className="sh-sub"> · {place}</span>}</span>;
}

/** How long tasks wait for somebody, and are worked on. */
export function TasksTab(props: Props) {
  const { say, textOf, number } = useWords();
  const { map, error, refetch } = useTimes(props);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (map === undefined) return <Loading rows={6} />;
  if (map.tasks.length === 0) return <EmptyState title={map.exact ? say('这段时间没有办结的任务', 'No task was done in this time') : say('这段时间办结的任务太少', 'Too few tasks were done in this time')} {...(map.exact ? {} : { hint: tooFew(say) })} />;
  const places = new Map(map.places.map(({ path, title, inside }) => [path, { title: textOf(title), inside }]));
  /** The nearest place around a task whose name is another one. */
  const around = (path: string | null | undefined, task: string): string | undefined => {
    if (!path) return undefined;
    const place = places.get(path);
    // What is drawn as one place has states of its own inside: a task opens in one of those.
    if (place === undefined) return around(path.slice(0, Math.max(0, path.lastIndexOf('.'))), task);
    return place.title === task ? around(place.inside, task) : place.title;
  };
  const rows = [...map.tasks].sort((left, right) => (right.waited.median ?? 0) - (left.waited.median ?? 0));
  return (
    <>
      <p className="sh-sub pc-hint">{say('等待：从任务打开到有人领取或被指派；没有领取就办结的，全程计入等待。办理：从领取到办结。', 'Waiting: from its opening until somebody took the task or was given it; all of it where nobody did before it was done. Working: from then until it was done.')}</p>
      <section className="sh-card sh-tight">
      <DataTable
        label={say('等待与办理', 'Waiting and working')} rows={rows} rowKey={({ task }) => task}
        columns={[
          { key: 'task', title: say('任务', 'Task'), main: true, render: ({ path, title }) => <TaskName task={textOf(title)} place={around(path, textOf(title))} /> },
          ...(map.exact ? [{ key: 'done', title: say('办结', 'Done'), align: 'right' as const, render: ({ done }: Task) => number(done ?? 0) }] : []),
          { key: 'waited', title: say('等待（中位数）', 'Waiting (median)'), align: 'right', render: ({ waited }) => lengthInWords(waited.median, say) },
          { key: 'waited90', title: say('等待，九成不超过', 'Nine in ten within'), align: 'right', wideOnly: true, render: ({ waited }) => lengthInWords(waited.p90, say) },
          { key: 'worked', title: say('办理（中位数）', 'Working (median)'), align: 'right', render: ({ worked }) => lengthInWords(worked.median, say) },
          { key: 'worked90', title: say('办理，九成不超过', 'Nine in ten within'), align: 'right', wideOnly: true, render: ({ worked }) => lengthInWords(worked.p90, say) },
        ]}
      />
      </section>
    </>
  );
}
