import { useMutation, useQuery } from '@apollo/client/react';
import { localDateTime } from '@stationhouse/kernel';
import { ExerciseMark, InlineError, useExerciseNow, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ExerciseBandDocument, HaltExerciseDocument, HaltExerciseInstanceDocument, type ExerciseHeadFragment } from '../../gql/exercises.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import type { InstanceFull } from '../instances/InstancePage.js';
import { statusOf } from './words.js';
import './exercises.css';

/** The band over an instance of an exercise; live. One that is an exercise by itself is halted by itself. */
export function InstanceBand({ instance: { id, exerciseId, closed }, onChanged }: { instance: Pick<InstanceFull, 'id' | 'exerciseId' | 'closed'>; onChanged: () => void }) {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const [halt] = useMutation(HaltExerciseInstanceDocument);
  const { data, refetch } = useQuery(ExerciseBandDocument, { variables: { stationId, id: exerciseId ?? '' }, skip: exerciseId === null, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['EXERCISE'], ...(exerciseId === null ? {} : { id: exerciseId }) }, () => {
    if (exerciseId === null) return undefined;
    onChanged();
    return refetch();
  });
  if (data === undefined) return (
    <div className="ex-band" data-testid="exercise-band">
      <ExerciseMark /> {say('不对外发送，不计入统计', 'Nothing is sent outside, not counted in figures')}
      {exerciseId === null && !closed && may(PERMISSIONS.haltExercises) && <span className="sh-push"><HaltButton halt={() => halt({ variables: { stationId, instanceId: id } })} onDone={onChanged} /></span>}
    </div>
  );
  return <Band exercise={data.exercise} titled onChanged={() => void refetch()} />;
}

/** What an exercise's clock shows, and the one press that stops it for everybody. */
export function Band({ exercise, titled = false, onChanged }: { exercise: ExerciseHeadFragment; titled?: boolean; onChanged: () => void }) {
  const words = useWords();
  const { say } = words;
  const { stationId, base, timeZone } = useStation();
  const now = useExerciseNow(exercise.clock);
  const [halt] = useMutation(HaltExerciseDocument);
  if (exercise.status === 'HALTED') {
    return (
      <div className="ex-band ex-stopped" role="alert" data-testid="exercise-band">
        <ExerciseMark /><span>{say('■ 演练已停止，转为实警：立即按指挥室指令处置', '■ Exercise halted. This is a real incident: follow the command room at once')}</span>
        {titled && <Link to={`${base}/exercises/${exercise.id}`}>{exercise.title}</Link>}
      </div>
    );
  }
  return (
    <div className="ex-band" data-testid="exercise-band">
      <ExerciseMark />
      {titled && <Link to={`${base}/exercises/${exercise.id}`}>{exercise.title}</Link>}
      {now !== undefined && <span className="ex-clock" title={say('演练时间', 'Exercise time')} data-testid="exercise-clock">{localDateTime(new Date(now), timeZone).slice(5, 19).replace('T', ' ')}</span>}
      <span>{statusOf(exercise.status, words).words}{exercise.clockKind === 'VIRTUAL' && <> · {say('{speed} 倍速', '{speed}× speed', { speed: exercise.clock.speed })}</>}</span>
      <span>{say('不对外发送，不计入统计', 'Nothing is sent outside, not counted in figures')}</span>
      {exercise.mayHalt && <span className="sh-push"><HaltButton halt={() => halt({ variables: { stationId, id: exercise.id } })} onDone={onChanged} /></span>}
    </div>
  );
}

/** 停止演练·转实警: one press and one to confirm, nothing to type. */
function HaltButton({ halt, onDone }: { halt: () => Promise<unknown>; onDone: () => void }) {
  const { say } = useWords();
  const command = useCommand();
  const [asked, setAsked] = useState(false);
  const press = async () => {
    if (await command.run(halt)) onDone();
  };
  if (!asked) return <Button danger onClick={() => setAsked(true)}>{say('停止演练·转实警', 'Stop: real incident')}</Button>;
  return (
    <span role="group" aria-label={say('停止演练·转实警', 'Stop: real incident')} className="sh-row" onKeyDown={(event) => { if (event.key === 'Escape') setAsked(false); }}>
      <Button danger type="primary" autoFocus loading={command.sending} onClick={() => void press()}>{say('确认：全员停止，转实警', 'Confirm: everybody stops, real incident')}</Button>
      <Button onClick={() => setAsked(false)}>{say('取消', 'Cancel')}</Button>
      <InlineError error={command.error} />
    </span>
  );
}
