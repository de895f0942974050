import { useMutation } from '@apollo/client/react';
import { InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { RunDrillDocument } from '../gql/drills.js';
import type { DrilledExercise, DrillPart } from './DrillPage.js';

/** The one thing to do now, with its key; nobody looks for it. */
export function Next({ drill, exercise, ask, onChanged }: DrillPart & { exercise: DrilledExercise | undefined }) {
  const { say, textOf } = useWords();
  const { stationId, base, may } = useStation();
  const command = useCommand();
  const [run] = useMutation(RunDrillDocument);
  const { instance } = drill;
  const at = (path: string) => instance.states.some((state) => state.status === 'current' && (state.path === path || state.path.startsWith(`${path}.`)));
  const arrange = async () => {
    await command.run((idempotencyKey) => run({ variables: { stationId, id: drill.id, expectedVersion: instance.version, idempotencyKey } }));
    onChanged();
  };
  if (at('ready')) {
    const directs = may('drill.plan') && may('exercise.direct');
    return (
      <section className="sh-card drill-next" aria-label={say('下一步', 'Next')}>
        <div><b>{say('各方均已告知，可以开始', 'Everybody was told: it may be run')}</b><p className="sh-sub">{say('安排后生成演练，由导调人员在演练页开始、暂停、触发导调。', 'Its exercise is made; who directs it starts, pauses and fires injects on its page.')}</p></div>
        {directs ? <Button type="primary" size="large" loading={command.sending} onClick={() => void arrange()}>{say('安排演练', 'Arrange the exercise')}</Button> : <span className="sh-sub">{say('待所长或带班领导安排', 'For the chief or the duty commander')}</span>}
        <InlineError error={command.error} />
      </section>
    );
  }
  if (at('arranged') || at('running')) return exercise === undefined ? null : (
    <section className="sh-card drill-next" aria-label={say('下一步', 'Next')}>
      <div><b>{at('running') ? say('演练进行中', 'The exercise runs') : say('演练已安排，等待开始', 'Arranged, waiting to be started')}</b><p className="sh-sub">{say('遇真实警情，任何参演人员可一键停止演练。', 'A real call: anybody who takes part stops it by one press.')}</p></div>
      <Link to={`${base}/exercises/${exercise.id}`}><Button type="primary" size="large">{say('打开演练控制', 'Open run control')}</Button></Link>
    </section>
  );
  const task = instance.tasks.find(({ status, key }) => (status === 'OPEN' || status === 'CLAIMED') && !['tellCentre', 'tellOperator', 'notifyPeople'].includes(key));
  if (task === undefined) return null;
  const halted = at('halted');
  return (
    <section className="sh-card drill-next" data-tone={halted ? 'bad' : undefined} aria-label={say('下一步', 'Next')}>
      <div><b>{halted ? say('演练因真实警情停止', 'Halted by a real call') : textOf(instance.stateTitle)}</b><p className="sh-sub">{task.mayComplete ? textOf(task.title) : say('待{role}办理', 'For the {role}', { role: textOf(task.roleTitle) })}</p></div>
      {task.mayComplete && <Button type="primary" size="large" onClick={() => ask({ task: task.id })}>{textOf(task.title)}</Button>}
    </section>
  );
}
