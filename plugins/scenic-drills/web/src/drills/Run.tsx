import { useMutation } from '@apollo/client/react';
import { Card, Chip, InlineError, useCommand, useExerciseNow, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { Link } from 'react-router';
import { HaltDrillExerciseDocument, StartDrillExerciseDocument } from '../gql/drills.js';
import type { DrilledExercise } from './DrillPage.js';

/** The run of a drill at a glance: its clock, what has fired, how far its objectives are met. It is directed on the exercise's own page. */
export function Run({ exercise, onChanged }: { exercise: DrilledExercise; onChanged: () => void }) {
  const { say, clock } = useRunWords();
  const { stationId, base } = useStation();
  const command = useCommand();
  const [start] = useMutation(StartDrillExerciseDocument);
  const [halt] = useMutation(HaltDrillExerciseDocument);
  const now = useExerciseNow(exercise.clock);
  const fired = exercise.injects.filter(({ status }) => status === 'FIRED').length;
  const met = exercise.objectives.filter(({ result }) => result === 'MET').length;
  const missed = exercise.objectives.filter(({ result }) => result === 'NOT_MET').length;
  const press = async (work: () => Promise<unknown>) => {
    await command.run(work);
    onChanged();
  };
  const words = { PLANNED: say('待开始', 'Not started'), RUNNING: say('▶ 进行中', '▶ Running'), PAUSED: say('‖ 已暂停', '‖ Paused'), HALTED: say('■ 已停止，转实警', '■ Halted: real'), ENDED: say('✓ 已结束', '✓ Ended') };
  return (
    <Card title={say('演练进行', 'The run')} id="run" extra={<Chip tone={exercise.status === 'HALTED' ? 'bad' : 'exercise'}>{words[exercise.status]}</Chip>}>
      <div className="sh-row sh-wrap">
        {now !== undefined && <span className="drill-clock" role="timer" aria-label={say('演练时钟', 'Clock of the exercise')}>{clock(now)}</span>}
        <dl className="drill-figures">
          <div><dt>{say('已触发导调', 'Injects fired')}</dt><dd>{fired}{exercise.mayDirect && ` / ${exercise.injects.length}`}</dd></div>
          <div><dt>{say('达到目标', 'Objectives met')}</dt><dd>{met} / {exercise.objectives.length}</dd></div>
          <div><dt>{say('未达到', 'Not met')}</dt><dd>{missed}</dd></div>
          <div><dt>{say('导调', 'Directed by')}</dt><dd>{exercise.director}</dd></div>
        </dl>
      </div>
      <div className="sh-row" style={{ marginTop: 12 }}>
        {exercise.status === 'PLANNED' && exercise.mayDirect && <Button type="primary" size="large" loading={command.sending} onClick={() => void press(() => start({ variables: { stationId, id: exercise.id } }))}>{say('开始演练', 'Start it')}</Button>}
        {exercise.mayHalt && <Popconfirm title={say('停止演练，转为实警？', 'Stop the exercise: is it real?')} okText={say('停止，转实警', 'Stop it: real')} cancelText={say('继续演练', 'Go on')} okButtonProps={{ danger: true }} onConfirm={() => void press(() => halt({ variables: { stationId, id: exercise.id } }))}><Button danger size="large" loading={command.sending}>{say('停止演练·转实警', 'Stop: it is real')}</Button></Popconfirm>}
        <Link to={`${base}/exercises/${exercise.id}`}>{exercise.status === 'ENDED' || exercise.status === 'HALTED' ? say('演练记录', 'What happened in it') : say('演练控制', 'Run control')}</Link>
      </div>
      <InlineError error={command.error} />
    </Card>
  );
}

function useRunWords() {
  const { say } = useWords();
  const { timeZone } = useStation();
  return { say, clock: (moment: number) => new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(new Date(moment)) };
}
