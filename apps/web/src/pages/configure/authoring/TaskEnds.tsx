import { useWords } from '@stationhouse/plugin-web';
import { addOutcome, removeOutcome, setTaskParts, type FlowTask, type JsonObject, type TaskDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { FieldRow } from '../FieldRow.js';
import { RolesPick } from '../ParameterFields.js';
import { freeName, parametersOf } from './parameters.js';
import { useFields } from './ValueField.js';
import { useWork } from './work.js';

interface EndsProps {
  readonly task: FlowTask;
  readonly written: TaskDefinition;
}

/** How a task may end, and what each end needs filled in: without any there is one, done. */
export function OutcomesField({ task, written, at }: EndsProps & { at: string }) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const outcomes = Object.entries(written.outcomes ?? {});
  const schema = written.form === undefined ? undefined : (definition.forms?.[written.form]?.schema as JsonObject | undefined);
  const asked = useFields(schema, definition.data as JsonObject);
  const add = () => edit((now) => addOutcome(now, task.ref, freeName(definition, '', 'outcome'), { 'zh-CN': '新结果', en: 'New outcome' }));
  const put = (key: string, changes: Readonly<Record<string, unknown>>) => edit((now) => setTaskParts(now, task.ref, { outcomes: { ...written.outcomes, [key]: Object.fromEntries(Object.entries({ ...written.outcomes?.[key], ...changes }).filter(([, value]) => value !== undefined)) } }));
  return (
    <FieldRow label={say('办理结果', 'How it may end')}>
      <div className="cf-rungs cf-cases" data-place={`${at}.outcomes`}>
        {outcomes.length === 0 && <span className="sh-sub">{say('只有“完成”', 'Done, and no other')}</span>}
        {outcomes.map(([key, outcome]) => (
          <div key={key} className="sh-row cf-outcome">
            <Input aria-label={say('结果名称', 'What the outcome is called')} style={{ width: 150 }} maxLength={40} defaultValue={outcome.title['zh-CN']} key={outcome.title['zh-CN']} disabled={!mayEdit} onBlur={(event) => { const zh = event.target.value.trim(); if (zh !== '' && zh !== outcome.title['zh-CN']) put(key, { title: { 'zh-CN': zh, en: outcome.title.en === outcome.title['zh-CN'] ? zh : outcome.title.en } }); }} />
            <Input aria-label={say('结果的英文名称', 'The outcome in English')} style={{ width: 130 }} maxLength={40} defaultValue={outcome.title.en} key={`en ${outcome.title.en}`} disabled={!mayEdit} onBlur={(event) => { const en = event.target.value.trim(); if (en !== '' && en !== outcome.title.en) put(key, { title: { ...outcome.title, en } }); }} />
            {asked.length > 0 && <Select<string[]> mode="multiple" aria-label={say('“{title}”必填的问题', 'What “{title}” needs filled in', { title: outcome.title['zh-CN'] })} placeholder={say('此结果必填的问题', 'Questions it needs')} value={[...(outcome.requires ?? [])]} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={asked.map(({ key: field, title }) => ({ value: field, label: title }))} onChange={(requires) => put(key, { requires: requires.length === 0 ? undefined : requires })} />}
            {(written.answers !== undefined || outcome.automatic === true) && <Checkbox checked={outcome.automatic === true} disabled={!mayEdit} onChange={(event) => put(key, { automatic: event.target.checked ? true : undefined })}>{say('只由会签得出，无人可选', 'Nobody picks it')}</Checkbox>}
            {mayEdit && <Button type="text" size="small" aria-label={say('删除结果“{title}”', 'Remove the outcome “{title}”', { title: outcome.title['zh-CN'] })} onClick={() => edit((now) => removeOutcome(now, task.ref, key))}>×</Button>}
          </div>
        ))}
        {mayEdit && <Button size="small" type="dashed" onClick={add}>{say('＋ 结果', '+ Outcome')}</Button>}
      </div>
    </FieldRow>
  );
}

/** Several answer: who, how many must agree, what settles at once, what comes of it when they disagree. */
export function AnswersField({ task, written }: EndsProps) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const { answers } = written;
  const put = (changes: Partial<Record<keyof NonNullable<typeof answers>, unknown>>) => edit((now) => setTaskParts(now, task.ref, { answers: Object.fromEntries(Object.entries({ ...answers, ...changes }).filter(([, value]) => value !== undefined)) }));
  const outcomes = Object.entries(written.outcomes ?? {}).map(([key, { title }]) => ({ value: key, label: textOf(title) }));
  const numbers = Object.entries(definition.parameters ?? {}).filter(([, { type }]) => type === 'number').map(([name, { title }]) => ({ value: `$${name}`, label: say('参数“{title}”', 'parameter “{title}”', { title: textOf(title) }) }));
  const people = Array.from({ length: 9 }, (_, index) => index + 1);
  const count = (value: string) => (/^\d+$/.test(value) ? Number(value) : value);
  return (
    <FieldRow label={say('会签', 'Several answer')}>
      <Checkbox checked={answers !== undefined} disabled={!mayEdit} onChange={(event) => edit((now) => setTaskParts(now, task.ref, { answers: event.target.checked ? { need: 'all', from: ['chief', 'instructor'] } : undefined }))}>{say('由多人答复', 'Several people answer')}</Checkbox>
      {answers !== undefined && (
        <>
          <RolesPick label={say('每个岗位一人', 'One of each role')} placeholder={say('任务所属的任何人', 'Anybody the task is for')} value={answers.from ?? []} parameters={parametersOf(definition, 'role', textOf)} mayBeEmpty disabled={!mayEdit} onChange={(from) => put(from.length === 0 ? { from: undefined } : { from, of: undefined })} />
          {answers.from === undefined && <Select<string> aria-label={say('最多几人答复', 'At most so many answer')} value={answers.of === undefined ? '' : String(answers.of)} disabled={!mayEdit} popupMatchSelectWidth={false} options={[{ value: '', label: say('人数不限', 'any number of them') }, ...people.map((one) => ({ value: String(one), label: say('最多 {count} 人答复', 'at most {count} answer', { count: one }) })), ...numbers]} onChange={(of) => put({ of: of === '' ? undefined : count(of) })} />}
          <Select<string> aria-label={say('多少人意见一致', 'How many must agree')} value={String(answers.need)} disabled={!mayEdit} popupMatchSelectWidth={false} options={[{ value: 'all', label: say('全部一致', 'all of them') }, ...people.map((one) => ({ value: String(one), label: say('{count} 人一致', '{count} of them', { count: one }) })), ...numbers]} onChange={(need) => put({ need: count(need) })} />
          {outcomes.length > 0 && <Select<string[]> mode="multiple" aria-label={say('一票即定的结果', 'Outcomes that one answer settles')} placeholder={say('一票即定的结果…', 'One answer settles…')} value={[...(answers.veto ?? [])]} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={outcomes} onChange={(veto) => put({ veto: veto.length === 0 ? undefined : veto })} />}
          {outcomes.length > 0 && <Select<string> aria-label={say('不一致时', 'When they disagree')} placeholder={say('不一致时…', 'When they disagree…')} value={answers.otherwise ?? null} allowClear disabled={!mayEdit} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={outcomes} onChange={(otherwise: string | undefined) => put({ otherwise })} />}
        </>
      )}
    </FieldRow>
  );
}

/** What people outside the police network see of the task, and whose unit's it is. */
export function CardField({ task, written }: EndsProps) {
  const { say } = useWords();
  const card: { readonly fields: readonly string[]; readonly unit?: string | undefined } | undefined = written.card;
  const { definition, edit, mayEdit } = useWork();
  const data = definition.data as JsonObject;
  const fields = useFields(data, data);
  // Sensitive data are shown to nobody outside.
  const shown = fields.filter(({ schema }) => schema['x-personal'] !== 'P3');
  const units = fields.filter(({ schema }) => schema['x-kind'] === 'outsideUnit' && schema['type'] !== 'array');
  const put = (next: typeof card) => edit((now) => setTaskParts(now, task.ref, { card: next === undefined ? undefined : next.unit === undefined ? next.fields : { fields: next.fields, unit: next.unit } }));
  return (
    <FieldRow label={say('任务卡', 'Task card')}>
      <Checkbox checked={card !== undefined} disabled={!mayEdit} onChange={(event) => put(event.target.checked ? { fields: [] } : undefined)}>{say('网外人员（调解员、联动单位）可以办理', 'People outside the police network may do it')}</Checkbox>
      {card !== undefined && (
        <>
          <Select<string[]> mode="multiple" aria-label={say('他们能看到的字段', 'Fields they see')} placeholder={say('他们能看到的字段…', 'Fields they see…')} value={[...card.fields]} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={shown.map(({ key, title }) => ({ value: key, label: title }))} onChange={(next) => put({ ...card, fields: next })} />
          {(units.length > 0 || card.unit !== undefined) && <Select<string> aria-label={say('限哪个单位', 'For which unit alone')} value={card.unit ?? ''} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不限单位', 'any unit') }, ...units.map(({ key, title }) => ({ value: key, label: say('限“{title}”中的单位', 'the unit in “{title}” alone', { title }) }))]} onChange={(unit) => put({ fields: card.fields, unit: unit || undefined })} />}
        </>
      )}
    </FieldRow>
  );
}
