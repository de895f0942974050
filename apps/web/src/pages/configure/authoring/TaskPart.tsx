import { useWords } from '@stationhouse/plugin-web';
import { removeTask, renameTask, setPart, setTaskParts, type FlowTask, type JsonObject, type TaskDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { Rungs } from '../Rungs.js';
import { WhenField } from '../WhenField.js';
import { WhoField } from '../WhoField.js';
import { FormPart } from './FormPart.js';
import { givenNames } from './fragments.js';
import { freeName, parametersOf, withCounted } from './parameters.js';
import { Unfolding } from './Place.js';
import { placeOfTask } from './places.js';
import { SeparateField } from './SeparateField.js';
import { AnswersField, CardField, OutcomesField } from './TaskEnds.js';
import { KeyField, TitleField } from './TitleField.js';
import { useWork } from './work.js';

interface TaskProps {
  readonly task: FlowTask;
  readonly written: TaskDefinition;
  /** Tasks above it in the drawing. */
  readonly earlier: readonly FlowTask[];
  readonly beside: ReadonlySet<string>;
}

/** A task: who does it, what it asks, how it ends, until when, and what happens when nobody does. */
export function TaskPart({ task, written, earlier, beside }: TaskProps) {
  const { say, textOf } = useWords();
  const { definition, text, edit, mayEdit } = useWork();
  const id = useId();
  const disabled = !mayEdit;
  const at = placeOfTask(task.ref, definition);
  const set = (parts: Parameters<typeof setTaskParts>[2], part: string) => edit((now) => setTaskParts(now, task.ref, parts), `${task.ref}.${part}`);
  const data = definition.data as JsonObject;
  const durations = parametersOf(definition, 'duration', textOf);
  const counted = (iso: string, calendar: 'workingDays' | 'shifts') => {
    const made = withCounted(text, definition, task.title, iso, calendar);
    edit(() => setTaskParts(made.text, task.ref, { due: made.reference, dueAt: undefined }));
  };
  const titles = givenNames(definition, task.ref, 'title');
  const forms = [...Object.entries(definition.forms ?? {}).map(([key, form]) => ({ value: key, label: textOf(form.title) })), ...givenNames(definition, task.ref, 'form').map((value) => ({ value, label: say('使用处给出的 {name}', '{name}, given where it is used', { name: value.slice(1) }) }))];
  const newForm = () => {
    const key = freeName(definition, task.title.en === task.title['zh-CN'] ? '' : task.title.en, 'form');
    edit((now) => setTaskParts(setPart(now, ['forms', key], { title: task.title, schema: { type: 'object', properties: {} } }), task.ref, { form: key }));
  };
  const rungs = (written.escalate ?? []).map(({ after, to }) => ({ after, to }));
  return (
    <section className="cf-section" data-place={at} aria-label={say('任务：{title}', 'Task: {title}', { title: textOf(task.title) })}>
      <div className="sh-row"><h3>{say('任务：{title}', 'Task: {title}', { title: textOf(task.title) })}</h3>{mayEdit && <Button size="small" danger className="sh-push" onClick={() => edit((now) => removeTask(now, task.ref))}>{say('删除任务', 'Remove the task')}</Button>}</div>
      {typeof written.title === 'string' ? <FieldRow label={say('任务名称', 'What is to be done')}><span>{say('由使用处给出', 'given where it is used')}</span>{mayEdit && <Button type="link" size="small" onClick={() => set({ title: task.title }, 'title')}>{say('固定一个名称', 'Give it one')}</Button>}</FieldRow> : <TitleField label={say('任务名称', 'What is to be done')} value={task.title} disabled={disabled} onChange={(title) => set({ title }, 'title')} />}
      {typeof written.title !== 'string' && mayEdit && titles.length > 0 && <Button type="link" size="small" onClick={() => set({ title: titles[0] }, 'title')}>{say('名称由使用处给出', 'Let it be given where it is used')}</Button>}
      <WhoField role={written.role} assign={written.assign} dataSchema={data} earlier={earlier} parameters={parametersOf(definition, 'role', textOf)} disabled={disabled} onChange={(who) => set({ role: undefined, assign: undefined, ...who }, 'who')} />
      <WhenField label={say('期限', 'Due')} due={written.due} dueAt={written.dueAt} dataSchema={data} parameters={durations} disabled={disabled} onChange={(when) => set({ due: undefined, dueAt: undefined, ...when, ...(when.due === undefined && when.dueAt === undefined ? { remind: undefined, escalate: undefined } : {}) }, 'due')} onCounted={counted} />
      {(written.due !== undefined || written.dueAt !== undefined) && (
        <>
          <WhenField label={say('提前提醒', 'Reminder before it is due')} due={written.remind} dataSchema={data} parameters={durations} disabled={disabled} only="span" onChange={({ due }) => set({ remind: due }, 'remind')} />
          <FieldRow label={say('逾期后', 'When overdue')}><Rungs rungs={rungs} durations={durations} roles={parametersOf(definition, 'role', textOf)} disabled={disabled} onChange={(escalate) => set({ escalate: escalate.length === 0 ? undefined : escalate }, 'escalate')} /></FieldRow>
        </>
      )}
      <OutcomesField task={task} written={written} at={at} />
      <FieldRow label={say('填写的表单', 'What it asks')} htmlFor={`${id}-form`}>
        <Select<string> id={`${id}-form`} value={written.form ?? ''} disabled={disabled} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不填表单', 'Nothing') }, ...forms]} onChange={(form) => set({ form: form || undefined }, 'form')} />
        {mayEdit && <Button size="small" onClick={newForm}>{say('新建表单', 'A new form')}</Button>}
      </FieldRow>
      {written.form !== undefined && definition.forms?.[written.form] !== undefined && <FormPart key={written.form} form={written.form} />}
      <Unfolding className="cf-below" at={['take', 'delegate', 'recall', 'separateFrom', 'answers', 'card'].map((part) => `${at}.${part}`)} summary={say('认领、转办、撤回、职责分离、会签、网外人员', 'Claiming, delegation, recall, apart from others, several answers, people outside')}>
        <Checkbox checked={written.take === 'assign'} disabled={disabled} onChange={(event) => set({ take: event.target.checked ? 'assign' : undefined }, 'take')}>{say('由有权者指派到人（否则自行认领）', 'Somebody assigns a person (else whoever is asked takes it)')}</Checkbox>
        <Checkbox checked={written.delegate === true} disabled={disabled} onChange={(event) => set({ delegate: event.target.checked ? true : undefined }, 'delegate')}>{say('可以转办给同事', 'May be handed to a colleague')}</Checkbox>
        <WhenField label={say('完成后可撤回', 'May be taken back for')} due={written.recall} dataSchema={data} parameters={durations} disabled={disabled} only="span" onChange={({ due }) => set({ recall: due }, 'recall')} />
        <SeparateField task={task} written={written} earlier={earlier} />
        <AnswersField task={task} written={written} />
        <CardField task={task} written={written} />
        <KeyField label={say('文本中的名称', 'Its name in the text')} value={task.key} taken={beside} disabled={disabled} onChange={(key) => edit((now) => renameTask(now, task.ref, key))} />
      </Unfolding>
    </section>
  );
}
