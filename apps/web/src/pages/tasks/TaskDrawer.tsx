import { ClockChip, ExerciseMark, ExerciseTime, failureOf, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { deliver } from '../../away/deliver.js';
import { TakeAlongButton } from '../../away/TakeAlongButton.js';
import type { InboxTaskFragment } from '../../gql/tasks.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { Hints } from '../../shell/Hints.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { hasSignatures, SigningPlaceContext } from '../../signing/place.js';
import { useSigningPlaceOnline } from '../../signing/usePlace.js';
import { DelegateButton } from './AssignButton.js';
import { RecallButton } from './RecallButton.js';
import { Signatures } from './Signatures.js';
import { useAnswer } from './useAnswer.js';
import { useTaskActions } from './useTaskActions.js';

interface Props {
  readonly task: InboxTaskFragment;
  /** The outcome that is chosen at first. */
  readonly outcome?: string | undefined;
  /** What is filled in at first. */
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** One task in a drawer: what is asked and until when or, just after it was answered, what may be taken back. */
export default function TaskDrawer(props: Props) {
  return props.task.mayComplete || !props.task.recallableUntil ? <AnswerDrawer {...props} /> : <AnsweredDrawer {...props} />;
}

/** What the reader has answered and may still take back. */
function AnsweredDrawer({ task, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const actions = useTaskActions(() => undefined);
  return (
    <SideDrawer open title={textOf(task.title)} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden data-testid="task-drawer">
      <div className="sh-stack">
        <p>{say('您已办理此任务，在此时间内可以撤回；此后有人办理或通知已发出的，不能撤回。', 'You have answered this task. You may take it back for a while, unless somebody has gone on or a notice has gone out.')}</p>
        {task.answers && <Signatures answers={task.answers} />}
        <RecallButton until={task.recallableUntil} loading={actions.sending === task.id} onRecall={() => void actions.recall(task.id).then((done) => done && onDone())} />
      </div>
    </SideDrawer>
  );
}

function AnswerDrawer({ task, outcome, initial, onClose, onDone }: Props) {
  const { say, textOf, due } = useWords();
  const { stationId } = useStation();
  const { account } = useMe();
  const toast = useToast();
  const command = useCommand();
  // A refusal leaves the drawer, and what was written in it, as it is.
  const actions = useTaskActions(() => undefined);
  const { place, pictures } = useSigningPlaceOnline(stationId, task.id, account.displayName);
  const submit = async (outcome: string, form: Record<string, unknown>, version: number | null = task.version) => {
    const done = await command.run((idempotencyKey) => deliver({ stationId, instanceId: task.instanceId, taskId: task.id, outcome, form, expectedVersion: version, files: pictures }, idempotencyKey));
    if (!done) return;
    toast.done(say('“{task}”已提交', '“{task}” submitted', { task: textOf(task.title) }), task.recallable ? { words: say('撤回', 'Take back'), act: () => void actions.recall(task.id) } : undefined);
    onDone();
  };
  const begun = outcome === undefined && initial === undefined ? undefined : { outcome: outcome ?? '', value: { ...initial } };
  const answer = useAnswer({ task, workflow: task.instance.workflow, command, initial: begun, beside: (value) => <Hints workflow={task.instance.workflow} task={task.key} instanceId={task.instanceId} value={value} />, onSubmit: (outcome, form) => void submit(outcome, form) });
  return (
    <SideDrawer
      open title={textOf(task.title)} onClose={onClose} size={hasSignatures(task.form) ? 'min(720px, 100vw)' : 'min(560px, 100vw)'} destroyOnHidden data-testid="task-drawer"
      extra={(
        <span className="sh-row">
          <TakeAlongButton task={task} />
          {task.delegable && <DelegateButton size="small" loading={actions.sending === task.id} onPick={(accountId, name) => void actions.delegate(task.id, accountId, name).then((done) => done && onDone())} />}
        </span>
      )}
      footer={<div className="form-foot"><Button onClick={onClose}>{say('稍后再填', 'Later')}</Button>{answer.submitButton(say('提交', 'Submit'))}</div>}
    >
      <SigningPlaceContext value={place}>
        <div className="sh-stack">
          {task.instance.exercise && <div><ExerciseMark /></div>}
          {task.dueAt && <div className="sh-row"><ExerciseTime clock={task.instance.exerciseClock}><ClockChip dueAt={task.dueAt} /></ExerciseTime><span className="sh-sub">{say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}{task.dueExplanation && <> · {textOf(task.dueExplanation)}</>}</span></div>}
          {task.answers && <Signatures answers={task.answers} />}
          {answer.fields}
          {command.error !== undefined && failureOf(command.error).code === 'STALE_VERSION' && (
            <div><p className="sh-sub">{say('别处刚更新了这件事项，您填写的内容还在。', 'Somebody has just changed this instance. What you wrote is still here.')}</p><Button onClick={() => { command.reset(); void submit(answer.outcome, answer.shown, null); }}>{say('已核对，仍然提交', 'Checked, submit anyway')}</Button></div>
          )}
        </div>
      </SigningPlaceContext>
    </SideDrawer>
  );
}
