import { useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, EmptyState, ErrorState, Loading, PageHeader, Timeline, useStation, useWords, type Words } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { ExerciseDocument, type ExerciseQuery } from '../../gql/exercises.js';
import { useChanges } from '../../session/live.js';
import { NotFound } from '../../shell/NotFound.js';
import { Band } from './Band.js';
import { Director, InjectActions } from './Director.js';
import { exportReview } from './review.js';
import { injectStatusOf, lengthOf, offsetOf, resultOf, statusOf } from './words.js';

export type ExerciseFull = ExerciseQuery['exercise'];

/** One exercise: while it runs what comes and how far its objectives are; afterwards its review. Live. */
export default function ExercisePage() {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { stationId } = useStation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(ExerciseDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network' });
  const renew = () => void refetch();
  useChanges({ kinds: ['EXERCISE'], id }, () => refetch());
  useChanges({ kinds: ['INSTANCE', 'NOTICE'] }, () => refetch());
  if (error && !data) return codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={error} onRetry={renew} />;
  if (data === undefined) return <Loading rows={8} />;
  const { exercise } = data;
  const over = exercise.status === 'HALTED' || exercise.status === 'ENDED';
  const status = statusOf(exercise.status, words);
  return (
    <>
      <Band exercise={exercise} onChanged={renew} />
      <PageHeader
        exercise title={over ? say('复盘：{title}', 'Review: {title}', { title: exercise.title }) : exercise.title} chips={<Chip tone={status.tone}>{status.words}</Chip>}
        facts={<>{say('导调员：{name}', 'Director: {name}', { name: exercise.director })} · {say('参演：{roles}', 'Taking part: {roles}', { roles: exercise.roleTitles.map(textOf).join(say('、', ', ')) })}{exercise.startedAt && <> · {say('{at} 开始（实际时间）', 'started {at} (real time)', { at: moment(exercise.startedAt) })}</>}{exercise.stoppedBy && <> · {say('{name} 停止', 'stopped by {name}', { name: exercise.stoppedBy })}</>}</>}
        actions={over ? <Button onClick={() => exportReview(exercise)}>{say('导出复盘（JSON）', 'Export the review (JSON)')}</Button> : exercise.mayDirect && <Director exercise={exercise} onChanged={renew} />}
      />
      <div className="ex-cols">
        <div className="sh-stack"><Objectives exercise={exercise} /><Injects exercise={exercise} onChanged={renew} /></div>
        <Card title={say('时间线（演练时间）', 'Timeline (exercise time)')} id="timeline">
          {exercise.timeline.length === 0 ? <EmptyState title={say('尚未开始', 'Not started yet')} hint={say('开始后，导调、办理和签收按演练时间记在这里。', 'Once it starts, injects, steps and signatures appear here in exercise time.')} /> : <Timeline entries={exercise.timeline.map((entry) => ({ ...entry, future: false, by: [entry.by, entry.number].filter(Boolean).join(' · ') }))} />}
        </Card>
      </div>
    </>
  );
}

/** How many of those that are decided were met: `达成 3/8`; nothing while none is. */
function scoreOf(objectives: ExerciseFull['objectives'], { say }: Pick<Words, 'say'>): string | undefined {
  const [met, missed] = (['MET', 'NOT_MET'] as const).map((result) => objectives.filter((objective) => objective.result === result).length) as [number, number];
  return met + missed === 0 ? undefined : say('达成 {met}/{of}', '{met} of {of} met', { met, of: met + missed });
}

function Objectives({ exercise }: { exercise: ExerciseFull }) {
  const words = useWords();
  const { say } = words;
  return (
    <Card title={say('目标', 'Objectives')} id="objectives" extra={scoreOf(exercise.objectives, words)}>
      {exercise.objectives.length === 0 ? <EmptyState title={say('没有设定目标', 'No objectives set')} /> : (
        <ul className="ex-list">
          {exercise.objectives.map((objective) => {
            const result = resultOf(objective.result, words);
            return (
              <li key={objective.place} data-objective={objective.place}>
                <div className="sh-row"><b>{objective.title}</b><span className="sh-push"><Chip tone={result.tone}>{result.words}</Chip></span></div>
                <div className="sh-sub sh-small">
                  {say('导调 {inject} 触发后 {target}内', 'within {target} of inject {inject}', { inject: objective.inject, target: lengthOf(objective.targetSeconds, words) })} · {objective.measuredSeconds === null ? say('实际：—', 'actual: —') : say('实际：{measured}', 'actual: {measured}', { measured: lengthOf(objective.measuredSeconds, words) })}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

function Injects({ exercise, onChanged }: { exercise: ExerciseFull; onChanged: () => void }) {
  const words = useWords();
  const { say, moment } = words;
  const { base } = useStation();
  const over = exercise.status === 'HALTED' || exercise.status === 'ENDED';
  const kinds: Record<string, string> = { start: say('发起事项', 'Starts an instance'), event: say('登记事件', 'Records an event'), message: say('发送通知', 'Sends a notice') };
  return (
    <Card title={say('导调', 'Injects')} id="injects">
      {!exercise.mayDirect && <p className="sh-sub sh-small">{say('尚未触发的导调只有导调员可见。', 'Injects still to come are shown only to directors.')}</p>}
      {exercise.injects.length === 0 ? <EmptyState title={say('还没有触发的导调', 'No inject has fired yet')} /> : (
        <ul className="ex-list">
          {exercise.injects.map((inject) => {
            const status = injectStatusOf(inject.status, over, words);
            return (
              <li key={inject.id} data-inject={inject.place}>
                <div className="sh-row"><span className="ex-at">{inject.place}. {offsetOf(inject.afterSeconds)}</span><b>{inject.title}</b><span className="sh-push"><Chip tone={status.tone}>{status.words}</Chip></span></div>
                <div className="sh-sub sh-small">
                  {kinds[inject.kind]}{inject.at && <> · {moment(inject.at)}</>}{inject.error && <> · {inject.error}</>}
                  {inject.instanceId && <> · <Link to={`${base}/instances/${inject.instanceId}`}>{say('打开事项', 'Open the instance')}</Link></>}
                </div>
                {exercise.mayDirect && exercise.status === 'RUNNING' && (inject.status === 'PLANNED' || inject.status === 'FAILED') && <InjectActions exerciseId={exercise.id} inject={inject} onChanged={onChanged} />}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
