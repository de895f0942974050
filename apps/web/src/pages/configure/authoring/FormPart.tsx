import { useWords } from '@stationhouse/plugin-web';
import { formFields, setPart, type JsonObject } from '@stationhouse/workflow';
import { Checkbox, Input } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { FormPreview } from '../QuestionEditor.js';
import { QuestionList } from './questions/QuestionList.js';
import { TitleField } from './TitleField.js';
import { useWork } from './work.js';

/** A form: its heading, what to bear in mind, and what it asks. */
export function FormPart({ form }: { form: string }) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const id = useId();
  const { title, help, schema, ui } = definition.forms?.[form] ?? {};
  const point = `form ${form}`;
  const points = definition['extension-points'] ?? [];
  const explain = (changes: { 'zh-CN'?: string; en?: string }) => {
    const next = { 'zh-CN': '', en: '', ...help, ...changes };
    const zh = next['zh-CN'] || next.en;
    edit((now) => setPart(now, ['forms', form, 'help'], zh === '' ? undefined : { 'zh-CN': zh, en: next.en || zh }), `${form}.help`);
  };
  return (
    <section className="cf-form" aria-label={say('表单', 'Form')}>
      {title !== undefined && <TitleField label={say('表单标题', 'Heading of the form')} value={title} disabled={!mayEdit} onChange={(next) => edit((now) => setPart(now, ['forms', form, 'title'], next), `${form}.title`)} />}
      <FieldRow label={say('填写须知（可不填）', 'What to bear in mind (may be left out)')} htmlFor={`${id}-help`}><Input.TextArea id={`${id}-help`} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} value={help?.['zh-CN'] ?? ''} disabled={!mayEdit} onChange={(event) => explain({ 'zh-CN': event.target.value, ...(help === undefined || help.en === help['zh-CN'] ? { en: event.target.value } : {}) })} /></FieldRow>
      {help !== undefined && <FieldRow label={say('填写须知：英文', 'In English')} htmlFor={`${id}-help-en`}><Input.TextArea id={`${id}-help-en`} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} value={help.en === help['zh-CN'] ? '' : help.en} disabled={!mayEdit} onChange={(event) => explain({ en: event.target.value })} /></FieldRow>}
      <QuestionList form={form} inside={[]} inList={false} />
      {formFields(definition, form).length > 0 && schema !== undefined && <FormPreview key={JSON.stringify([schema, ui])} schema={schema as JsonObject} ui={ui} />}
      <Checkbox checked={points.includes(point)} disabled={!mayEdit} onChange={(event) => edit((now) => setPart(now, ['extension-points'], event.target.checked ? [...points, point] : points.length === 1 ? undefined : points.filter((one) => one !== point)))}>{say('各所可以在此表单加问题', 'Stations may add questions to it')}</Checkbox>
    </section>
  );
}
