import { useMutation } from '@apollo/client/react';
import { ClockChip, ExerciseMark, ExerciseTime, failureOf, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Radio } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Help } from '../../form/Help.js';
import { schemaForOutcome, shownPart } from '../../form/outcome.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { CompleteTaskDocument, type InboxTaskFragment } from '../../gql/tasks.js';
import { useCommand } from '../../hooks.js';
import { Hints } from '../../shell/Hints.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { DelegateButton } from './AssignButton.js';
import { RecallButton } from './RecallButton.js';
import { Signatures } from './Signatures.js';
import { useTaskActions } from './useTaskActions.js';

interface Props {
  readonly task: InboxTaskFragment;
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

function AnswerDrawer({ task, onClose, onDone }: Props) {
  const { say, textOf, due } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  // A refusal leaves the drawer, and what was written in it, as it is.
  const actions = useTaskActions(() => undefined);
  const [complete] = useMutation(CompleteTaskDocument);
  const only = task.outcomes.length === 1 ? task.outcomes[0] : undefined;
  const [outcome, setOutcome] = useState(only?.id ?? '');
  const [outcomeMissing, setOutcomeMissing] = useState(false);
  const id = useId();
  const hasForm = task.form !== null && task.form !== undefined;
  const schema = useMemo(() => schemaForOutcome(task.form, task.uiSchema, task.outcomes, outcome), [task, outcome]);
  const submit = async (value: Record<string, unknown>, version: number | null = task.version) => {
    if (outcome === '') {
      setOutcomeMissing(true);
      return;
    }
    const done = await command.run((idempotencyKey) => complete({
      variables: { stationId, taskId: task.id, outcome, form: shownPart(value, schema), expectedVersion: version, idempotencyKey },
    }));
    if (!done) return;
    toast.done(say('“{task}”已提交', '“{task}” submitted', { task: textOf(task.title) }), task.recallable ? { words: say('撤回', 'Take back'), act: () => void actions.recall(task.id) } : undefined);
    onDone();
  };
  const form = useSchemaForm({ schema, uiSchema: task.uiSchema, command, onSubmit: (value) => void submit(value) });
  return (
    <SideDrawer
      open title={textOf(task.title)} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden data-testid="task-drawer"
      extra={task.delegable && <DelegateButton size="small" loading={actions.sending === task.id} onPick={(accountId, name) => void actions.delegate(task.id, accountId, name).then((done) => done && onDone())} />}
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{say('稍后再填', 'Later')}</Button>
          {!hasForm || outcome === ''
            ? <Button type="primary" loading={command.sending} onClick={() => void submit({})}>{command.sending ? say('发送中', 'Sending') : say('提交', 'Submit')}</Button>
            : form.submitButton(say('提交', 'Submit'))}
        </div>
      }
    >
      <div className="sh-stack">
        {task.instance.exercise && <div><ExerciseMark /></div>}
        {task.dueAt && <div className="sh-row"><ExerciseTime clock={task.instance.exerciseClock}><ClockChip dueAt={task.dueAt} /></ExerciseTime><span className="sh-sub">{say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}{task.dueExplanation && <> · {textOf(task.dueExplanation)}</>}</span></div>}
        {task.answers && <Signatures answers={task.answers} />}
        <Help text={task.help} />
        {task.outcomes.length > 1 && (
          <fieldset className="outcomes">
            <legend>{say('处理结果', 'Outcome')} <span className="sh-bad-ink" aria-hidden="true">*</span></legend>
            <Radio.Group
              name={`${id}-outcome`} value={outcome} optionType="button" onChange={(event) => { command.reset(); setOutcome(String(event.target.value)); setOutcomeMissing(false); }}
              options={task.outcomes.map((option) => ({ value: option.id, label: textOf(option.title) }))}
            />
            {outcomeMissing && <p className="sh-bad-ink" role="alert">{say('请选择处理结果', 'Choose an outcome')}</p>}
          </fieldset>
        )}
        {only && <p className="sh-sub">{say('提交后，处理结果记为“{outcome}”。', 'Submitting records the outcome “{outcome}”.', { outcome: textOf(only.title) })}</p>}
        {hasForm && outcome === '' && <p className="sh-sub">{say('选定结果后，填写这一结果需要的内容。', 'Choose an outcome; then fill in what it needs.')}</p>}
        {hasForm && outcome !== '' && <Hints workflow={task.instance.workflow} task={task.key} instanceId={task.instanceId} value={form.value} />}
        {hasForm && outcome !== '' ? <div>{form.fields}</div> : <InlineError error={command.error} />}
        {command.error !== undefined && failureOf(command.error).code === 'STALE_VERSION' && (
          <div><p className="sh-sub">{say('别处刚更新了这件事项，您填写的内容还在。', 'Somebody has just changed this instance. What you wrote is still here.')}</p><Button onClick={() => { command.reset(); void submit(form.value, null); }}>{say('已核对，仍然提交', 'Checked, submit anyway')}</Button></div>
        )}
      </div>
    </SideDrawer>
  );
}
