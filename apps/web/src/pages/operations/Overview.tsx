import { Card, Chip, DataTable, EmptyState, ErrorState, Loading, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import type { InstanceCountsQuery, StationOperationsQuery } from '../../gql/operations.js';
import { SilentTerminals } from '../../notices/ringing/SilentTerminals.js';
import type { OperationsRead, Place } from './Operations.js';
import { LATE_SECONDS, spanInWords } from './words.js';

type Figures = StationOperationsQuery['stationOperations'][number];
type Count = InstanceCountsQuery['instanceCounts'][number];

const stuckOf = ({ stuck }: Figures) => stuck.reduce((sum, { count }) => sum + count, 0);
const total = (figures: readonly Figures[], of: (station: Figures) => number) => figures.reduce((sum, station) => sum + of(station), 0);

/** One sentence first: whether everything runs. Then the figures, the stations, and where instances stand. */
export function Overview({ places, read }: { places: readonly Place[]; read: OperationsRead }) {
  const { say } = useWords();
  const { stationId } = useScope();
  if (places.length === 0) return <EmptyState title={say('分局还没有派出所', 'The bureau has no station yet')} />;
  if (read.figuresError) return <ErrorState error={read.figuresError} onRetry={read.reading.refresh} />;
  if (read.figures === undefined) return <Loading rows={8} />;
  return (
    <div className="sh-stack">
      <SilentTerminals places={places} />
      <Verdict figures={read.figures} read={read} />
      <Tiles figures={read.figures} read={read} />
      {stationId === undefined && <StationTable places={places} figures={read.figures} />}
      <Rules figures={read.figures} read={read} />
      <Counts read={read} />
    </div>
  );
}

function Verdict({ figures, read }: { figures: readonly Figures[]; read: OperationsRead }) {
  const { say } = useWords();
  const [stuck, parked] = [total(figures, stuckOf), (read.queue?.topics ?? []).reduce((sum, topic) => sum + topic.parked, 0)];
  const lag = Math.max(0, ...(read.queue?.topics ?? []).filter(({ handled }) => handled).map(({ lagSeconds }) => lagSeconds));
  const asleep = lag > LATE_SECONDS && total(figures, ({ timersLate }) => timersLate) > 0;
  const disconnected = read.queue?.connected === false;
  if (stuck === 0 && parked === 0 && !asleep && !disconnected) return <p className="operations-verdict" role="status"><Chip tone="ok">{say('正常', 'All well')}</Chip> {say('没有停滞的事项，也没有搁置的后台任务。', 'Nothing is stuck and no background job is parked.')}</p>;
  return (
    <p className="operations-verdict" role="status">
      <Chip tone={asleep || disconnected ? 'bad' : 'warn'}>{say('需要处理', 'Needs attention')}</Chip>{' '}
      {[
        asleep ? say('后台进程可能没有运行：定时和后台任务都已延误，请联系运维。', 'No worker seems to be running: timers and jobs are late. Tell the system’s maintainer.') : '',
        disconnected ? say('任务队列连接不上，后台任务改由定期扫描运行，会慢一些，不会丢失。', 'The queue cannot be reached: jobs are picked up by periodic sweeps, more slowly; none is lost.') : '',
        stuck > 0 ? say('事项停滞 {stuck, number} 处。', '{stuck, plural, one {# instance problem} other {# instance problems}} to resolve.', { stuck }) : '',
        parked > 0 ? say('后台任务失败后搁置 {parked, number} 个。', '{parked, plural, one {# background job} other {# background jobs}} parked after failing.', { parked }) : '',
      ].filter(Boolean).join(say('', ' '))}
    </p>
  );
}

function Tiles({ figures, read }: { figures: readonly Figures[]; read: OperationsRead }) {
  const { say, number } = useWords();
  const topics = read.queue?.topics ?? [];
  const sum = (of: (topic: (typeof topics)[number]) => number) => topics.reduce((all, topic) => all + of(topic), 0);
  const lag = Math.max(0, ...topics.map(({ lagSeconds }) => lagSeconds));
  const lateness = Math.max(0, ...figures.map(({ timerLatenessSeconds }) => timerLatenessSeconds));
  const [late, overdue, stuck] = [total(figures, ({ timersLate }) => timersLate), total(figures, ({ overdueClocks }) => overdueClocks), total(figures, stuckOf)];
  return (
    <dl className="operations-tiles">
      <Tile name={say('办理中事项', 'Running instances')} value={number(total(figures, ({ running }) => running))} />
      <Tile name={say('已超时限', 'Overdue clocks')} value={number(overdue)} tone={overdue > 0 ? 'warn' : undefined} />
      <Tile name={say('停滞', 'Stuck')} value={number(stuck)} tone={stuck > 0 ? 'bad' : undefined} />
      <Tile name={say('定时', 'Timers')} value={say('{late, number} 迟到', '{late, number} late', { late })} note={late > 0 ? say('最久迟 {span}', 'the latest by {span}', { span: spanInWords(lateness, say) }) : say('待触发 {count, number}', '{count, number} pending', { count: total(figures, ({ timersPending }) => timersPending) })} tone={late > 0 ? 'bad' : undefined} />
      <Tile name={say('后台任务排队', 'Jobs waiting')} value={say('{count, number} 个', '{count, number}', { count: sum(({ waiting }) => waiting) })} note={sum(({ waiting }) => waiting) > 0 ? say('最久等了 {span}', 'the oldest for {span}', { span: spanInWords(lag, say) }) : say('没有积压', 'no backlog')} tone={lag > LATE_SECONDS ? 'bad' : undefined} />
      <Tile name={say('搁置的后台任务', 'Parked jobs')} value={number(sum(({ parked }) => parked))} tone={sum(({ parked }) => parked) > 0 ? 'bad' : undefined} />
    </dl>
  );
}

function Tile({ name, value, note, tone }: { name: string; value: string; note?: string; tone?: 'warn' | 'bad' | undefined }) {
  return (
    <div className="operations-tile" data-tone={tone}>
      <dt>{name}</dt>
      <dd className="sh-num">{value}</dd>
      {note && <dd className="sh-sub sh-small sh-num">{note}</dd>}
    </div>
  );
}

/** The bureau's stations: a colour only where something wants attention. */
function StationTable({ places, figures }: { places: readonly Place[]; figures: readonly Figures[] }) {
  const { say, number } = useWords();
  const nameOf = new Map(places.map(({ id, name }) => [id, name]));
  const marked = (value: number, tone: 'warn' | 'bad') => (value === 0 ? <span className="sh-sub">0</span> : <Chip tone={tone}>{number(value)}</Chip>);
  return (
    <Card title={say('各派出所', 'By station')} id="stations" tight>
      <DataTable
        label={say('各派出所运行状况', 'Operations by station')} rows={figures} rowKey={({ stationId }) => stationId} link={({ stationId }) => `/s/${stationId}/operations`}
        columns={[
          { key: 'name', title: say('派出所', 'Station'), main: true, render: ({ stationId }) => nameOf.get(stationId) ?? stationId },
          { key: 'running', title: say('办理中', 'Running'), align: 'right', render: ({ running }) => number(running) },
          { key: 'overdue', title: say('超时限', 'Overdue'), align: 'right', render: ({ overdueClocks }) => marked(overdueClocks, 'warn') },
          { key: 'stuck', title: say('停滞', 'Stuck'), align: 'right', render: (station) => marked(stuckOf(station), 'bad') },
          { key: 'late', title: say('迟到定时', 'Late timers'), align: 'right', render: ({ timersLate }) => marked(timersLate, 'bad') },
          { key: 'parked', title: say('搁置的后台任务', 'Parked jobs'), align: 'right', render: ({ jobsParked }) => marked(jobsParked, 'bad') },
          { key: 'lag', title: say('后台任务等待', 'Job wait'), align: 'right', render: ({ jobsWaiting, jobLagSeconds }) => (jobsWaiting === 0 ? <span className="sh-sub">—</span> : spanInWords(jobLagSeconds, say)) },
        ]}
      />
    </Card>
  );
}

/** What is stuck by rule, each with its mend in words. */
function Rules({ figures, read }: { figures: readonly Figures[]; read: OperationsRead }) {
  const { say, textOf, number } = useWords();
  const { stationId, base } = useScope();
  const counts = new Map<string, number>();
  for (const { rule, count } of figures.flatMap(({ stuck }) => stuck)) counts.set(rule, (counts.get(rule) ?? 0) + count);
  const found = read.rules.filter(({ rule }) => counts.has(rule));
  if (found.length === 0) return null;
  return (
    <Card title={say('停滞原因', 'Why instances are stuck')} id="rules">
      <ul className="operations-rules">
        {found.map(({ rule, title, mend }) => (
          <li key={rule}>
            <div className="sh-row"><Chip tone="bad">{number(counts.get(rule) ?? 0)}</Chip> {stationId === undefined ? <b>{textOf(title)}</b> : <Link to={`${base}/operations?tab=stuck&rule=${rule}`}>{textOf(title)}</Link>}</div>
            <p className="sh-sub">{textOf(mend)}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Where instances stand, by workflow, version and state. */
function Counts({ read: { counts, countsError, reading } }: { read: OperationsRead }) {
  const { say } = useWords();
  const { stationId, base } = useScope();
  const columns = useCountColumns();
  return (
    <Card title={say('事项分布', 'Instances by state')} id="counts" tight>
      {countsError ? <ErrorState error={countsError} onRetry={reading.refresh} /> : counts === undefined ? <Loading rows={5} /> : counts.length === 0 ? (
        <EmptyState title={say('没有办理中的事项', 'No instance is open')} />
      ) : (
        <DataTable
          label={say('按流程、版本和环节统计的事项', 'Instances by workflow, version and state')} rows={counts} rowKey={({ definition, state }) => `${definition} ${state}`} columns={columns}
          {...(stationId === undefined ? {} : { link: ({ workflow, definition, state }: Count) => `${base}/instances?${new URLSearchParams({ workflow, state, version: definition }).toString()}` })}
        />
      )}
    </Card>
  );
}

function useCountColumns(): Column<Count>[] {
  const { say, textOf, number, moment, date } = useWords();
  return [
    { key: 'state', title: say('环节', 'State'), main: true, render: ({ stateTitle }) => textOf(stateTitle) },
    { key: 'workflow', title: say('流程', 'Workflow'), render: ({ workflowTitle }) => textOf(workflowTitle) },
    {
      key: 'version', title: say('版本', 'Version'), render: ({ definition, pluginVersion, publishedAt, present }) => (
        <span className="sh-row"><span className="sh-mono">{definition.slice(0, 8)}</span><span className="sh-sub sh-small">{[pluginVersion, date(publishedAt)].filter(Boolean).join(' · ')}</span>{!present && <Chip>{say('旧版本', 'Older')}</Chip>}</span>
      ),
    },
    { key: 'count', title: say('件数', 'Count'), align: 'right', render: ({ count }) => number(count) },
    { key: 'overdue', title: say('超时限', 'Overdue'), align: 'right', render: ({ overdueClocks }) => (overdueClocks === 0 ? <span className="sh-sub">0</span> : <Chip tone="warn">{number(overdueClocks)}</Chip>) },
    { key: 'oldest', title: say('最早登记', 'Oldest'), render: ({ oldestStartedAt }) => <span className="sh-num">{moment(oldestStartedAt)}</span> },
  ];
}
