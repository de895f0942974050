import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { EndExerciseDocument, FireInjectDocument, PauseExerciseDocument, ResumeExerciseDocument, SetExerciseSpeedDocument, SkipInjectDocument, StartExerciseDocument } from '../../gql/exercises.js';
import { useCommand } from '../../hooks.js';
import type { ExerciseFull } from './ExercisePage.js';

const SPEEDS = [1, 2, 5, 10, 20, 30, 60];

/** What its director may do with an exercise now. */
export function Director({ exercise: { id, status, clockKind, clock }, onChanged }: { exercise: ExerciseFull; onChanged: () => void }) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const command = useCommand();
  const [ending, setEnding] = useState(false);
  const [start] = useMutation(StartExerciseDocument);
  const [pause] = useMutation(PauseExerciseDocument);
  const [resume] = useMutation(ResumeExerciseDocument);
  const [setSpeed] = useMutation(SetExerciseSpeedDocument);
  const [end] = useMutation(EndExerciseDocument);
  const variables = { stationId, id };
  const run = async (work: () => Promise<unknown>) => {
    setEnding(false);
    if (await command.run(work)) onChanged();
  };
  const finish = say(status === 'PLANNED' ? '取消演练' : '结束演练', status === 'PLANNED' ? 'Cancel the exercise' : 'End the exercise');
  return (
    <>
      {status === 'PLANNED' && <Button onClick={() => void navigate(`${base}/exercises/${id}/plan`)}>{say('修改方案', 'Change the plan')}</Button>}
      {status !== 'PLANNED' && clockKind === 'VIRTUAL' && (
        <Select aria-label={say('倍速', 'Speed')} value={clock.speed} style={{ width: 110 }} disabled={command.sending} onChange={(speed: number) => void run(() => setSpeed({ variables: { ...variables, speed } }))} options={SPEEDS.map((speed) => ({ value: speed, label: say('{speed} 倍速', '{speed}×', { speed }) }))} />
      )}
      {status === 'RUNNING' && <Button loading={command.sending} onClick={() => void run(() => pause({ variables }))}>{say('暂停', 'Pause')}</Button>}
      {status === 'PAUSED' && <Button type="primary" loading={command.sending} onClick={() => void run(() => resume({ variables }))}>{say('继续', 'Resume')}</Button>}
      {ending ? <><Button danger autoFocus loading={command.sending} onClick={() => void run(() => end({ variables }))}>{say('确认{finish}', 'Confirm: {finish}', { finish })}</Button><Button onClick={() => setEnding(false)}>{say('暂不', 'Not yet')}</Button></> : <Button onClick={() => setEnding(true)}>{finish}</Button>}
      {status === 'PLANNED' && <Button type="primary" loading={command.sending} onClick={() => void run(() => start({ variables }))}>{say('开始演练', 'Start the exercise')}</Button>}
      <InlineError error={command.error} />
    </>
  );
}

/** Fires an inject early, or leaves it out. */
export function InjectActions({ exerciseId, inject: { id, title }, onChanged }: { exerciseId: string; inject: ExerciseFull['injects'][number]; onChanged: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [fire] = useMutation(FireInjectDocument);
  const [skip] = useMutation(SkipInjectDocument);
  const variables = { stationId, exerciseId, id };
  const run = async (work: () => Promise<unknown>) => {
    if (await command.run(work)) onChanged();
  };
  return (
    <div className="sh-row">
      <Button size="small" loading={command.sending} aria-label={say('立即触发：{title}', 'Fire now: {title}', { title })} onClick={() => void run(() => fire({ variables }))}>{say('立即触发', 'Fire now')}</Button>
      <Button size="small" type="text" disabled={command.sending} aria-label={say('跳过：{title}', 'Skip: {title}', { title })} onClick={() => void run(() => skip({ variables }))}>{say('跳过', 'Skip')}</Button>
      <InlineError error={command.error} />
    </div>
  );
}
