import { useQuery } from '@apollo/client/react';
import { Card, codeOf, EmptyState, ErrorState, InstanceForm, KeyValues, Loading, PageHeader, Timeline, useChanges, useStation, useWords, type InstanceFormProps } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { DrillPageDocument, DrillScriptOfDocument, type DrillPageQuery } from '../gql/drills.js';
import { drillPage, drillsPage, newDrill } from '../paths.js';
import { reviewPage } from '../review/paths.js';
import { Next } from './Next.js';
import { Run } from './Run.js';
import { Script } from './Script.js';
import { Steps } from './Steps.js';
import { ToldFirst } from './ToldFirst.js';
import './drills.css';

export type Drill = DrillPageQuery['drill'];
export type DrilledExercise = DrillPageQuery['exercises'][number];
type Asking = Pick<InstanceFormProps, 'task' | 'event' | 'outcome'>;
/** What the parts of the page are told. */
export interface DrillPart {
  readonly drill: Drill;
  ask(form: Asking): void;
  onChanged(): void;
}

/** One drill from plan to what was learned of it: where it stands, what is next, who was told, its run, its script; live. */
export default function DrillPage() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(DrillPageDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE', 'TASK', 'EXERCISE'] }, () => refetch());
  const [asking, setAsking] = useState<Asking>();
  const changed = () => void refetch().catch(() => undefined); // shows by the query itself
  if (error && data === undefined) {
    return ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error)) ? <EmptyState title={say('没有这场演练', 'There is no such drill')} action={<Link to={`${base}/${drillsPage}`}>{say('回到演练列表', 'Back to the drills')}</Link>} /> : <ErrorState error={error} onRetry={changed} />;
  }
  if (data === undefined) return <Loading rows={8} />;
  const { drill, exercises: [exercise], members } = data;
  const { instance } = drill;
  const part: DrillPart = { drill, ask: setAsking, onChanged: changed };
  const names = new Map(members.map(({ accountId, account }) => [accountId, account.displayName]));
  const reviews = instance.links.children.filter(({ instance: child }) => child?.workflow === 'drill-review');
  const events = instance.acceptedEvents.filter((event) => event.id === 'postpone' || event.id === 'cancel');
  return (
    <div className="drill-page">
      <PageHeader
        title={drill.title ?? say('景区演练', 'Drill')}
        facts={<><span className="sh-mono sh-whole">{instance.number}</span> · <Link to={`${base}/instances/${instance.id}`}>{say('完整记录', 'The whole record')}</Link>{drill.repeats && <> · <Link to={`${base}/${drillPage(drill.repeats)}`}>{say('重复自上一次演练', 'Repeats a past drill')}</Link></>} · <Link to={`${base}/${drillsPage}`}>{say('全部演练', 'All drills')}</Link></>}
        actions={<>
          {events.map(({ id: event }) => <Button key={event} danger={event === 'cancel'} onClick={() => setAsking({ event })}>{event === 'cancel' ? say('取消演练', 'Cancel it') : say('改期', 'Postpone')}</Button>)}
          {may('drill.plan') && drill.endedOn && <Button type="primary" onClick={() => void navigate(`${base}/${newDrill}?repeats=${drill.id}`)}>{say('再办一次', 'Repeat it')}</Button>}
        </>}
      />
      <Steps drill={drill} />
      <Next {...part} exercise={exercise} />
      <div className="drill-cols">
        <div>
          {exercise && <Run exercise={exercise} onChanged={changed} />}
          {drill.approvedOn && <ToldFirst {...part} />}
          {reviews.length > 0 && <Card title={say('观察与复盘', 'Observed and reviewed')}>{reviews.map(({ instance: review }) => review && <p key={review.id}><Link to={`${base}/${reviewPage(review.id)}`}>{review.number}</Link></p>)}</Card>}
          {may('drill.plan') && <ScriptCard id={id} />}
        </div>
        <aside aria-label={say('方案', 'Plan')}>
          <PlanCard drill={drill} names={names} />
          <Card title={say('经过', 'What happened')}><Timeline entries={instance.timeline} /></Card>
        </aside>
      </div>
      {asking && <InstanceForm key={JSON.stringify(asking)} instanceId={instance.id} {...asking} onClose={() => setAsking(undefined)} onDone={() => { setAsking(undefined); changed(); }} />}
    </div>
  );
}

function PlanCard({ drill, names }: { drill: Drill; names: ReadonlyMap<string, string> }) {
  const { say, textOf, moment, number } = useWords();
  const observers = (drill.observers ?? []).flatMap((observer) => (observer === null ? [] : [names.get(observer) ?? '—']));
  return (
    <Card title={say('方案', 'Plan')}>
      <KeyValues entries={[
        [say('景区', 'Site'), drill.siteName ?? '—'],
        [say('科目', 'Kind'), textOf(drill.kindTitle)],
        [say('计划时间', 'Planned for'), <>{drill.plannedOn ? moment(drill.plannedOn) : '—'}{drill.postponedBecauseTitle && <span className="sh-sub"> · {say('因{why}改期 {count} 次', 'postponed {count}×: {why}', { why: textOf(drill.postponedBecauseTitle), count: drill.postponements ?? 0 })}</span>}</>],
        [say('预计时长', 'Expected'), say('{minutes} 分钟', '{minutes} min', { minutes: drill.minutes ?? 0 })],
        [say('参演人数', 'People'), drill.participants === null ? '—' : number(drill.participants)],
        [say('区域', 'Area'), <>{drill.area || '—'}{drill.publicInside && <span className="sh-warn-ink"> · {say('有游客', 'visitors inside')}</span>}</>],
        [say('观察员', 'Observers'), observers.join(say('、', ', ')) || '—'],
        [say('安全措施', 'Safety'), <span className="sh-long">{drill.safety}</span>],
      ]} />
    </Card>
  );
}

function ScriptCard({ id }: { id: string }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(DrillScriptOfDocument, { variables: { stationId, id } });
  return <Card title={say('脚本（仅导调人员可见）', 'Script, for who directs alone')}>{error && data === undefined ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={3} /> : <Script script={data.drillScript} />}</Card>;
}
