import { useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { InstanceWhyDocument, type InstanceWhyQuery } from '../../gql/operations.js';

type Why = InstanceWhyQuery['instance']['why'];
type Way = Why['ways'][number];

/** 为何停在这里: what it waits for, who may act, what comes by itself, what would move it on and what holds it. Opened on demand (`?why=open`). */
export function WhyCard({ id, version }: { id: string; version: number }) {
  const { say } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const open = parameters.get('why') === 'open';
  const toggle = () => setParameters((now) => {
    const next = new URLSearchParams(now);
    if (open) next.delete('why');
    else next.set('why', 'open');
    return next;
  }, { replace: true });
  return (
    <Card title={say('为何停在这里', 'Why it is here')} id="why" extra={<Button size="small" aria-expanded={open} onClick={toggle}>{open ? say('收起', 'Hide') : say('查看', 'Show')}</Button>}>
      {open ? <WhyBody id={id} version={version} /> : <p className="sh-sub">{say('等谁、等什么、怎样才会往下走。', 'Who or what it is waiting for, and what moves it on.')}</p>}
    </Card>
  );
}

function WhyBody({ id, version }: { id: string; version: number }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(InstanceWhyDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network' });
  useEffect(() => {
    void refetch();
  }, [version, refetch]);
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const { why } = data.instance;
  return (
    <div className="why">
      <p className="why-summary" role="status">{textOf(why.summary)}</p>
      {why.stuck.map(({ rule, finding }) => <p key={`${rule} ${textOf(finding)}`} className="sh-row"><Chip tone="bad">{say('停滞', 'Stuck')}</Chip><span className="sh-long">{textOf(finding)}</span></p>)}
      <Waiting why={why} />
      <Ways ways={why.ways} />
      <Events why={why} />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section aria-label={title}><h3>{title}</h3><ul className="why-list">{children}</ul></section>;
}

function Waiting({ why: { tasks, nextTimer, timers, calls, links } }: { why: Why }) {
  const { say, textOf, moment, due } = useWords();
  const { base } = useStation();
  if (tasks.length + calls.length + links.length === 0 && !nextTimer) return null;
  return (
    <Part title={say('在等什么', 'What it waits for')}>
      {tasks.map((task) => (
        <li key={task.taskId}>
          <b>{textOf(task.title)}</b> <span className="sh-sub">{say('{at} 起', 'since {at}', { at: moment(task.since) })}{task.dueAt ? ` · ${say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}` : ''}</span>
          <div>
            {task.peopleCount === 0 ? <Chip tone="bad">{say('目前无人可办', 'Nobody can do it')}</Chip> : <>{task.claimed ? say('办理人：', 'Assigned to: ') : say('可办理：', 'Can be done by: ')}{task.people.join(say('、', ', '))}{task.peopleCount > task.people.length && say(' 等 {count} 人', ' ({count} in all)', { count: task.peopleCount })}</>}
            {' '}<span className="sh-sub sh-small">{task.roles.map(textOf).join(say('、', ', '))}</span>
          </div>
        </li>
      ))}
      {calls.map(({ action, since }) => <li key={`${action} ${since}`}>{say('自动步骤', 'Automation')} <span className="sh-mono">{action}</span> <span className="sh-sub">{say('{at} 起等待结果', 'awaited since {at}', { at: moment(since) })}</span></li>)}
      {links.map((link, index) => (
        <li key={link.instanceId ?? index}>
          {say('关联事项', 'Linked instance')}{say('：', ': ')}{textOf(link.workflowTitle)} {link.number ? <Link to={`${base}/instances/${link.instanceId ?? ''}`} className="sh-mono">{link.number}</Link> : link.starting ? say('尚未发起', 'not started yet') : say('在其他单位办理', 'with another unit')}
        </li>
      ))}
      {nextTimer && (
        <li>
          {nextTimer.late ? <Chip tone="bad">{say('已迟到', 'Late')}</Chip> : <span className="sh-sub">{say('到时自动', 'Automatically:')}</span>} {textOf(nextTimer.title)} <span className="sh-num">{due(nextTimer.dueAt)}</span>
          {timers > 1 && <span className="sh-sub sh-small"> {say('另有 {count} 个定时', 'and {count, plural, one {# more timer} other {# more timers}}', { count: timers - 1 })}</span>}
        </li>
      )}
    </Part>
  );
}

/** The same outcome of several states is said once. */
function Ways({ ways }: { ways: readonly Way[] }) {
  const { say, textOf } = useWords();
  if (ways.length === 0) return null;
  return (
    <Part title={say('怎样才会往下走', 'What moves it on')}>
      {ways.map((way, index) => (
        <li key={index}>
          <b>{textOf(way.title)}</b> {way.refusal ? <Chip tone="warn">{say('现在会被拒绝', 'Refused for now')}</Chip> : way.toTitle && <span className="sh-sub">→ {textOf(way.toTitle)}</span>}
          {way.refusal && <div>{textOf(way.refusal)}</div>}
          {way.when && <Guard way={way} />}
        </li>
      ))}
    </Part>
  );
}

function Guard({ way }: { way: Way }) {
  const { say, textOf } = useWords();
  const words = textOf(way.whenWords);
  return (
    <div className="why-guard">
      {way.holds === null || way.holds === undefined ? null : way.holds ? <Chip tone="ok">{say('条件已满足', 'Holds')}</Chip> : <Chip tone="warn">{say('条件未满足', 'Does not hold')}</Chip>}{' '}
      <span className="sh-long" title={way.when ?? undefined}>{say('条件：', 'If: ')}{words || way.because || <code className="sh-mono">{way.when}</code>}</span>
      {words && way.because && <span className="sh-sub sh-small"> {way.because}</span>}
    </div>
  );
}

function Events({ why: { lastEvents } }: { why: Why }) {
  const { say, textOf, moment } = useWords();
  if (lastEvents.length === 0) return null;
  return (
    <Part title={say('最近发生', 'Latest events')}>
      {lastEvents.map((entry, index) => <li key={index}><span className="sh-num sh-sub">{moment(entry.at)}</span> {textOf(entry.title)} <span className="sh-sub">{[entry.by, textOf(entry.detail)].filter(Boolean).join(' · ')}</span></li>)}
    </Part>
  );
}
