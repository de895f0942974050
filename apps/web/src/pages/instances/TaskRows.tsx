import { Chip, ClockChip, ExerciseMark, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useSearchParams } from 'react-router';
import { DelegateButton } from '../tasks/AssignButton.js';
import { RecallButton } from '../tasks/RecallButton.js';
import { Signatures } from '../tasks/Signatures.js';
import { useTaskActions } from '../tasks/useTaskActions.js';
import type { InstanceFull } from './InstancePage.js';

/** The open tasks of an instance: who, until when, and what this reader may do with each. */
export function TaskRows({ tasks, onChanged }: { tasks: InstanceFull['tasks']; onChanged: () => void }) {
  const { say, textOf, due } = useWords();
  const [, setParameters] = useSearchParams();
  const actions = useTaskActions(onChanged);
  return (
    <ul className="task-rows">
      {tasks.map((task) => (
        <li key={task.id} data-task={task.key}>
          <div className="sh-row">{task.instance.exercise && <ExerciseMark />}<b>{textOf(task.title)}</b><span className="sh-push"><ClockChip dueAt={task.dueAt ?? null} /></span></div>
          <div className="sh-sub sh-small">
            {task.assignee?.displayName ?? (task.answers ? say('会签', 'Several sign') : say('待{role}认领', 'for {role}', { role: textOf(task.roleTitle) }))}
            {task.dueAt && <> · {say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}</>}
            {task.dueExplanation && <> · {textOf(task.dueExplanation)}</>}
          </div>
          {task.answers && <Signatures answers={task.answers} />}
          <div className="sh-row">
            {task.status === 'WAITING' && <Chip>{say('尚未开始', 'Not yet open')}</Chip>}
            {task.mayComplete && <Button size="small" onClick={() => setParameters((now) => { now.set('task', task.id); return now; }, { replace: true })}>{say('填写', 'Fill in')}</Button>}
            {task.mayClaim && <Button size="small" loading={actions.sending === task.id} onClick={() => void actions.claim(task.id)}>{say('认领', 'Claim')}</Button>}
            {task.status === 'CLAIMED' && task.mayComplete && <Button size="small" type="text" loading={actions.sending === task.id} onClick={() => void actions.release(task.id)}>{say('退回', 'Release')}</Button>}
            {task.delegable && task.mayComplete && <DelegateButton size="small" loading={actions.sending === task.id} onPick={(accountId, name) => void actions.delegate(task.id, accountId, name)} />}
            <RecallButton until={task.recallableUntil} loading={actions.sending === task.id} onRecall={() => void actions.recall(task.id)} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What the reader has completed and may still take back, and for how long. */
export function RecallRows({ tasks, onChanged }: { tasks: InstanceFull['tasks']; onChanged: () => void }) {
  const { say, textOf } = useWords();
  const actions = useTaskActions(onChanged);
  return (
    <ul className="task-rows">
      {tasks.map((task) => (
        <li key={task.id} data-task={task.key}>
          <div className="sh-row">
            <span>{say('您已办理：{task}', 'You completed: {task}', { task: textOf(task.title) })}</span>
            <span className="sh-push"><RecallButton until={task.recallableUntil} loading={actions.sending === task.id} onRecall={() => void actions.recall(task.id)} /></span>
          </div>
        </li>
      ))}
    </ul>
  );
}
