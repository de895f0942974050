import { useWords } from '@stationhouse/plugin-web';
import { addOutcome, removeOutcome, removeTask, renameTask, setPart, setTaskParts, type FlowTask, type JsonObject, type TaskDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { DurationField, Rungs } from '../fields.js';
import { WhenField } from '../WhenField.js';
import { WhoField } from '../WhoField.js';
import { FormPart } from './FormPart.js';
import { freeName, parametersOf, withCounted } from './parameters.js';
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
  const set = (parts: Parameters<typeof setTaskParts>[2], part: string) => edit((now) => setTaskParts(now, task.ref, parts), `${task.ref}.${part}`);
  const data = definition.data as JsonObject;
  const durations = parametersOf(definition, 'duration', textOf);
  const counted = (iso: string, calendar: 'workingDays' | 'shifts') => {
    const made = withCounted(text, definition, task.title, iso, calendar);
    edit(() => setTaskParts(made.text, task.ref, { due: made.reference, dueAt: undefined }));
  };
  const forms = Object.entries(definition.forms ?? {}).map(([key, form]) => ({ value: key, label: textOf(form.title) }));
  const newForm = () => {
    const key = freeName(definition, task.title.en === task.title['zh-CN'] ? '' : task.title.en, 'form');
    edit((now) => setTaskParts(setPart(now, ['forms', key], { title: task.title, schema: { type: 'object', properties: {} } }), task.ref, { form: key }));
  };
  const rungs = (written.escalate ?? []).map(({ after, to }) => ({ after, to }));
  return (
    <section className="cf-section" aria-label={say('任务：{title}', 'Task: {title}', { title: textOf(task.title) })}>
      <div className="sh-row"><h3>{say('任务：{title}', 'Task: {title}', { title: textOf(task.title) })}</h3>{mayEdit && <Button size="small" danger className="sh-push" onClick={() => edit((now) => removeTask(now, task.ref))}>{say('删除任务', 'Remove the task')}</Button>}</div>
      <TitleField label={say('任务名称', 'What is to be done')} value={task.title} disabled={disabled} onChange={(title) => set({ title }, 'title')} />
      <WhoField role={written.role} assign={written.assign} dataSchema={data} earlier={earlier} parameters={parametersOf(definition, 'role', textOf)} disabled={disabled} onChange={(who) => set({ role: undefined, assign: undefined, ...who }, 'who')} />
      <WhenField label={say('期限', 'Due')} due={written.due} dueAt={written.dueAt} dataSchema={data} parameters={durations} disabled={disabled} onChange={(when) => set({ due: undefined, dueAt: undefined, ...when, ...(when.due === undefined && when.dueAt === undefined ? { remind: undefined, escalate: undefined } : {}) }, 'due')} onCounted={counted} />
      {(written.due !== undefined || written.dueAt !== undefined) && (
        <>
          <WhenField label={say('提前提醒', 'Reminder before it is due')} due={written.remind} dataSchema={data} parameters={durations} disabled={disabled} only="span" onChange={({ due }) => set({ remind: due }, 'remind')} />
          <FieldRow label={say('逾期后', 'When overdue')}><Rungs rungs={rungs} disabled={disabled} onChange={(escalate) => set({ escalate: escalate.length === 0 ? undefined : escalate }, 'escalate')} /></FieldRow>
        </>
      )}
      <Outcomes task={task} written={written} />
      <FieldRow label={say('填写的表单', 'What it asks')} htmlFor={`${id}-form`}>
        <Select<string> id={`${id}-form`} value={written.form ?? ''} disabled={disabled} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不填表单', 'Nothing') }, ...forms]} onChange={(form) => set({ form: form || undefined }, 'form')} />
        {mayEdit && <Button size="small" onClick={newForm}>{say('新建表单', 'A new form')}</Button>}
      </FieldRow>
      {written.form !== undefined && definition.forms?.[written.form] !== undefined && <FormPart key={written.form} form={written.form} />}
      <details className="cf-below">
        <summary>{say('认领、转办、撤回、会签', 'Claiming, delegation, recall, several answers')}</summary>
        <Checkbox checked={written.take === 'assign'} disabled={disabled} onChange={(event) => set({ take: event.target.checked ? 'assign' : undefined }, 'take')}>{say('由有权者指派到人（否则自行认领）', 'Somebody assigns a person (else whoever is asked takes it)')}</Checkbox>
        <Checkbox checked={written.delegate === true} disabled={disabled} onChange={(event) => set({ delegate: event.target.checked ? true : undefined }, 'delegate')}>{say('可以转办给同事', 'May be handed to a colleague')}</Checkbox>
        <FieldRow label={say('完成后可撤回', 'May be taken back for')}>
          {written.recall === undefined || !written.recall.startsWith('$') ? <DurationField label={say('可撤回的时间', 'May be taken back for')} value={written.recall ?? ''} disabled={disabled} onChange={(recall) => set({ recall }, 'recall')} /> : <span className="sh-mono">{written.recall}</span>}
          {written.recall !== undefined && mayEdit && <Button type="link" size="small" onClick={() => set({ recall: undefined }, 'recall')}>{say('不可撤回', 'Not at all')}</Button>}
        </FieldRow>
        <Answers task={task} written={written} />
        <KeyField label={say('文本中的名称', 'Its name in the text')} value={task.key} taken={beside} disabled={disabled} onChange={(key) => edit((now) => renameTask(now, task.ref, key))} />
      </details>
    </section>
  );
}

/** How a task may end: without any there is one, done. */
function Outcomes({ task, written }: Pick<TaskProps, 'task' | 'written'>) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const outcomes = Object.entries(written.outcomes ?? {});
  const add = () => edit((now) => addOutcome(now, task.ref, freeName(definition, '', 'outcome'), { 'zh-CN': say('新结果', '新结果'), en: 'New outcome' }));
  return (
    <FieldRow label={say('办理结果', 'How it may end')}>
      <div className="cf-rungs">
        {outcomes.length === 0 && <span className="sh-sub">{say('只有“完成”', 'Done, and no other')}</span>}
        {outcomes.map(([key, outcome]) => (
          <div key={key} className="sh-row">
            <Input aria-label={say('结果名称', 'What the outcome is called')} style={{ width: 150 }} maxLength={40} defaultValue={outcome.title['zh-CN']} key={outcome.title['zh-CN']} disabled={!mayEdit} onBlur={(event) => { const zh = event.target.value.trim(); if (zh !== '' && zh !== outcome.title['zh-CN']) edit((now) => setTaskParts(now, task.ref, { outcomes: { ...written.outcomes, [key]: { ...outcome, title: { 'zh-CN': zh, en: outcome.title.en === outcome.title['zh-CN'] ? zh : outcome.title.en } } } })); }} />
            <Input aria-label={say('结果的英文名称', 'The outcome in English')} style={{ width: 130 }} maxLength={40} defaultValue={outcome.title.en} key={outcome.title.en} disabled={!mayEdit} onBlur={(event) => { const en = event.target.value.trim(); if (en !== '' && en !== outcome.title.en) edit((now) => setTaskParts(now, task.ref, { outcomes: { ...written.outcomes, [key]: { ...outcome, title: { ...outcome.title, en } } } })); }} />
            {outcome.automatic === true && <span className="sh-sub sh-small">{say('自动得出', 'automatic')}</span>}
            {mayEdit && <Button type="text" size="small" aria-label={say('删除结果“{title}”', 'Remove the outcome “{title}”', { title: outcome.title['zh-CN'] })} onClick={() => edit((now) => removeOutcome(now, task.ref, key))}>×</Button>}
          </div>
        ))}
        {mayEdit && <Button size="small" type="dashed" onClick={add}>{say('＋ 结果', '+ Outcome')}</Button>}
      </div>
    </FieldRow>
  );
}

/** Several answer: how many must agree. */
function Answers({ task, written }: Pick<TaskProps, 'task' | 'written'>) {
  const { say } = useWords();
  const { edit, mayEdit, roles } = useWork();
  const { answers } = written;
  const set = (next: TaskDefinition['answers']) => edit((now) => setTaskParts(now, task.ref, { answers: next }));
  const outcomes = Object.entries(written.outcomes ?? {}).map(([key, { title }]) => ({ value: key, label: title['zh-CN'] }));
  return (
    <FieldRow label={say('会签', 'Several answer')}>
      <Checkbox checked={answers !== undefined} disabled={!mayEdit} onChange={(event) => set(event.target.checked ? { need: 'all', from: ['chief', 'instructor'] } : undefined)}>{say('由多人答复', 'Several people answer')}</Checkbox>
      {answers !== undefined && (
        <>
          <Select<string[]> mode="multiple" aria-label={say('每个岗位一人', 'One of each role')} placeholder={say('任务所属的任何人', 'Anybody the task is for')} value={answers.from ?? []} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={roles.map(({ id, title }) => ({ value: id, label: title }))} onChange={(from) => set({ ...answers, from: from.length === 0 ? undefined : from })} />
          <Select<string> aria-label={say('多少人意见一致', 'How many must agree')} value={String(answers.need)} disabled={!mayEdit} popupMatchSelectWidth={false} options={[{ value: 'all', label: say('全部一致', 'all of them') }, ...[1, 2, 3, 4, 5].map((count) => ({ value: String(count), label: say('{count} 人一致', '{count} of them', { count }) }))]} onChange={(need) => set({ ...answers, need: need === 'all' ? 'all' : Number(need) })} />
          {outcomes.length > 0 && <Select<string> aria-label={say('不一致时', 'When they disagree')} placeholder={say('不一致时…', 'When they disagree…')} value={answers.otherwise ?? null} allowClear disabled={!mayEdit} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={outcomes} onChange={(otherwise: string | undefined) => set({ ...answers, otherwise })} />}
        </>
      )}
    </FieldRow>
  );
}
