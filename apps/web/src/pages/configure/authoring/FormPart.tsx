import { Chip, useWords } from '@stationhouse/plugin-web';
import { formFields, moveFormField, putFormField, removeFormField, setPart, type ExtraField, type FormField, type JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { FormPreview, QuestionEditor } from '../QuestionEditor.js';
import { draftOfQuestion, NEW_QUESTION } from '../questions.js';
import { kindOf, kindWords, titleOfField } from '../words.js';
import { TitleField } from './TitleField.js';
import { useWork } from './work.js';

/** What a form asks: questions that are changed here, and those that only the text can say. */
export function FormPart({ form }: { form: string }) {
  const words = useWords();
  const { say } = words;
  const { definition, edit, mayEdit, showText } = useWork();
  const [editing, setEditing] = useState<string>();
  const fields = formFields(definition, form);
  const starts = definition.startForm === form;
  const schema = definition.forms?.[form]?.schema as JsonObject | undefined;
  const title = definition.forms?.[form]?.title;
  const point = `form ${form}`;
  const points = definition['extension-points'] ?? [];
  const save = (field: ExtraField, kept: boolean) => {
    edit((now) => putFormField(now, form, field, kept));
    setEditing(undefined);
  };
  const taken = new Set([...Object.keys((definition.data['properties'] ?? {}) as object), ...fields.map(({ key }) => key)]);
  return (
    <section className="cf-form" aria-label={say('表单', 'Form')}>
      {title !== undefined && <TitleField label={say('表单标题', 'Heading of the form')} value={title} disabled={!mayEdit} onChange={(next) => edit((now) => setPart(now, ['forms', form, 'title'], next), `${form}.title`)} />}
      <table className="cf-questions">
        <thead><tr><th scope="col">{say('问题', 'Question')}</th><th scope="col">{say('类型', 'Kind')}</th><th scope="col">{say('必填', 'Required')}</th></tr></thead>
        <tbody>
          {fields.map((field, index) => (
            <tr key={field.key}>
              {editing === field.key ? <td colSpan={3}><Editor field={field} starts={starts} taken={taken} onSave={save} onClose={() => setEditing(undefined)} /></td> : (
                <>
                  <td>
                    <b>{titleOfField(field.schema['title'] === undefined ? dataField(definition.data as JsonObject, field.key) : field.schema, field.key, words)}</b>
                    {mayEdit && (
                      <div className="cf-acts">
                        {kindOf(field.schema) !== undefined && <Button size="small" onClick={() => setEditing(field.key)}>{say('修改', 'Change')}</Button>}
                        {kindOf(field.schema) === undefined && <Button size="small" onClick={() => showText({ path: ['forms', form, 'schema', 'properties', field.key] })}>{say('在文本中修改', 'Edit in text')}</Button>}
                        <Button size="small" disabled={index === 0} aria-label={say('上移', 'Move up')} onClick={() => edit((now) => moveFormField(now, form, field.key, -1))}>↑</Button>
                        <Button size="small" disabled={index === fields.length - 1} aria-label={say('下移', 'Move down')} onClick={() => edit((now) => moveFormField(now, form, field.key, 1))}>↓</Button>
                        <Button size="small" danger onClick={() => edit((now) => removeFormField(now, form, field.key))}>{say('删除', 'Remove')}</Button>
                      </div>
                    )}
                  </td>
                  <td>{kindOf(field.schema) === undefined ? say('列表或其他', 'A list or other') : kindWords(kindOf(field.schema) ?? 'line', words)}<Personal field={field} /></td>
                  <td>{field.required ? say('是', 'yes') : say('否', 'no')}</td>
                </>
              )}
            </tr>
          ))}
          {fields.length === 0 && <tr><td colSpan={3} className="sh-sub">{say('还没有问题。', 'It asks nothing yet.')}</td></tr>}
        </tbody>
      </table>
      {mayEdit && (editing === '' ? <Editor starts={starts} taken={taken} onSave={save} onClose={() => setEditing(undefined)} /> : <Button type="dashed" onClick={() => setEditing('')}>{say('＋ 新增问题', '+ Add a question')}</Button>)}
      {fields.length > 0 && schema !== undefined && <FormPreview key={JSON.stringify(schema)} schema={schema} ui={definition.forms?.[form]?.ui} />}
      <Checkbox checked={points.includes(point)} disabled={!mayEdit} onChange={(event) => edit((now) => setPart(now, ['extension-points'], event.target.checked ? [...points, point] : points.length === 1 ? undefined : points.filter((one) => one !== point)))}>{say('各所可以在此表单加问题', 'Stations may add questions to it')}</Checkbox>
    </section>
  );
}

function dataField(data: JsonObject, key: string): JsonObject | undefined {
  return ((data['properties'] ?? {}) as Record<string, JsonObject>)[key];
}

/** How personal an answer is, and whether it stays. */
function Personal({ field }: { field: FormField }) {
  const { say } = useWords();
  const { definition } = useWork();
  const personal = field.schema['x-personal'] ?? dataField(definition.data as JsonObject, field.key)?.['x-personal'];
  return <div className="sh-small">{typeof personal === 'string' && personal !== 'P0' && <Chip tone="info">{personal}</Chip>} {!field.kept && <span className="sh-sub">{say('不保存', 'not kept')}</span>}</div>;
}

interface EditorProps {
  readonly field?: FormField;
  readonly starts: boolean;
  readonly taken: ReadonlySet<string>;
  readonly onSave: (field: ExtraField, kept: boolean) => void;
  readonly onClose: () => void;
}

function Editor({ field, starts, taken, onSave, onClose }: EditorProps) {
  const { say } = useWords();
  const { definition } = useWork();
  const [kept, setKept] = useState(field?.kept ?? true);
  const data = field === undefined ? undefined : dataField(definition.data as JsonObject, field.key);
  const known = field === undefined ? undefined : ({ title: { 'zh-CN': field.key, en: field.key }, ...(data === undefined ? {} : { title: data['title'] ?? { 'zh-CN': field.key, en: field.key }, 'x-personal': data['x-personal'] ?? 'P0' }), ...field.schema, key: field.key, ...(field.required ? { required: true } : {}) } as unknown as ExtraField);
  return (
    <QuestionEditor asked={{}} taken={taken} first={known === undefined ? NEW_QUESTION : { ...draftOfQuestion(known, kindOf(known) ?? 'line'), personal: known['x-personal'] ?? 'P0' }} {...(known === undefined ? {} : { known })} onSave={(next) => onSave(plainly(next, known), kept || starts)} onClose={onClose}>
      {!starts && <Checkbox checked={kept} onChange={(event) => setKept(event.target.checked)}>{say('答案随事项保存', 'Kept with the instance')}</Checkbox>}
    </QuestionEditor>
  );
}

/** What is not personal need not say so; what the builder does not show stays. */
function plainly(next: ExtraField, known: ExtraField | undefined): ExtraField {
  const { required: _, oneOf: __, format: ___, description: ____, maxLength, ...others } = known ?? { maxLength: undefined };
  const same = known !== undefined && kindOf(known) === kindOf(next) && maxLength !== undefined;
  const { 'x-personal': personal, ...rest } = { ...others, ...next, ...(same ? { maxLength } : {}) };
  return { ...rest, ...(personal === undefined || personal === 'P0' ? {} : { 'x-personal': personal }) };
}
