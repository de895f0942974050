import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Radio } from 'antd';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { Help } from '../../form/Help.js';
import { schemaForOutcome, shownPart } from '../../form/outcome.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import type { InboxTaskFragment } from '../../gql/tasks.js';
import type { Command } from '../../hooks.js';
import '../instances/instances.css';

interface Asked {
  readonly task: Pick<InboxTaskFragment, 'outcomes' | 'form' | 'uiSchema' | 'help'>;
  /** Whose task it is. */
  readonly workflow: string;
  readonly command: Command;
  /** What was written before. */
  readonly initial?: { readonly outcome: string; readonly value: Record<string, unknown> } | undefined;
  /** What stands above the form, by what is written in it; nothing where there is no network to ask. */
  readonly beside?: (value: Record<string, unknown>) => ReactNode;
  /** @param form the fields that the outcome shows */
  readonly onSubmit: (outcome: string, form: Record<string, unknown>) => void;
}

/** What a task asks: an outcome, and the form as that outcome needs it. */
export function useAnswer({ task, workflow, command, initial, beside, onSubmit }: Asked): { readonly outcome: string; readonly value: Record<string, unknown>; readonly shown: Record<string, unknown>; readonly fields: ReactNode; submitButton(words: string): ReactNode } {
  const { say, textOf } = useWords();
  const only = task.outcomes.length === 1 ? task.outcomes[0] : undefined;
  const [outcome, setOutcome] = useState(initial?.outcome || only?.id || '');
  const [outcomeMissing, setOutcomeMissing] = useState(false);
  const id = useId();
  const hasForm = task.form !== null && task.form !== undefined;
  const schema = useMemo(() => schemaForOutcome(task.form, task.uiSchema, task.outcomes, outcome), [task, outcome]);
  const submit = (value: Record<string, unknown>) => {
    if (outcome === '') setOutcomeMissing(true);
    else onSubmit(outcome, shownPart(value, schema));
  };
  const form = useSchemaForm({ schema, uiSchema: task.uiSchema, workflow, command, initial: initial?.value ?? {}, onSubmit: submit });
  return {
    outcome,
    value: form.value,
    shown: shownPart(form.value, schema),
    fields: (
      <>
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
        {hasForm && outcome !== '' && beside?.(form.value)}
        {hasForm && outcome !== '' ? <div>{form.fields}</div> : <InlineError error={command.error} />}
      </>
    ),
    submitButton: (words) => (!hasForm || outcome === ''
      ? <Button type="primary" loading={command.sending} onClick={() => submit({})}>{command.sending ? say('发送中', 'Sending') : words}</Button>
      : form.submitButton(words)),
  };
}
