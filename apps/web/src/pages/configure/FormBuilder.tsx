import { Chip, useWords } from '@stationhouse/plugin-web';
import { moveQuestion, putQuestion, questionsOf, removeQuestion, type ExtraField, type JsonObject, type QuestionHost } from '@stationhouse/workflow';
import { Button } from 'antd';
import { useState } from 'react';
import { useDesign, useOverlay } from './context.js';
import { FormPreview, QuestionEditor } from './QuestionEditor.js';
import { draftOfQuestion, NEW_QUESTION } from './questions.js';
import { kindOf, kindWords, titleOfField } from './words.js';

/** The questions of a form: those of the workflow, which stay, and those this overlay adds; how the form will look. */
export function FormBuilder({ form, host, open }: { form: string; host: QuestionHost; open: boolean }) {
  const words = useWords();
  const { say } = words;
  const { ground, composition: { definition }, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const [editing, setEditing] = useState<string>();
  const schema = definition.forms?.[form]?.schema as JsonObject | undefined;
  const own = questionsOf(overlay, host);
  const given = Object.entries((ground.held.forms?.[form]?.schema['properties'] ?? {}) as Record<string, JsonObject>);
  const required = new Set(Array.isArray(ground.held.forms?.[form]?.schema['required']) ? (ground.held.forms[form].schema['required'] as string[]) : []);
  const asked = (schema?.['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const taken = new Set([...Object.keys((definition.data['properties'] ?? {}) as object), ...Object.values(definition.forms ?? {}).flatMap((one) => Object.keys((one.schema['properties'] ?? {}) as object)), ...own.map(({ key }) => key)]);
  const save = (field: ExtraField, replaces: string | undefined) => {
    edit((now) => putQuestion(now, host, field, replaces));
    setEditing(undefined);
  };
  return (
    <section className="cf-section" aria-label={say('表单', 'Form')}>
      <div className="sh-row"><h3>{say('表单', 'Form')}</h3>{own.length > 0 && <Chip tone="warn">{say('＋ {count} 个新问题', '{count, plural, one {# question} other {# questions}} added', { count: own.length })}</Chip>}</div>
      <table className="cf-questions">
        <thead><tr><th scope="col">{say('问题', 'Question')}</th><th scope="col">{say('类型', 'Kind')}</th><th scope="col">{say('必填', 'Required')}</th></tr></thead>
        <tbody>
          {given.map(([key, field]) => <tr key={key}><td>{titleOfField(field, key, words)}</td><td>{givenKind(field, words)} <span className="sh-lock">{say('锁定', 'locked')}</span></td><td>{required.has(key) ? say('是', 'yes') : say('否', 'no')}</td></tr>)}
          {own.map((field, index) => (
            <tr key={field.key} data-own>
              {editing === field.key
                ? <td colSpan={3}><QuestionEditor asked={asked} taken={taken} first={draftOfQuestion(field, kindOf(field) ?? 'line')} known={field} onSave={(next) => save(next, field.key)} onClose={() => setEditing(undefined)} /></td>
                : <OwnQuestion field={field} first={index === 0} last={index === own.length - 1} host={host} onEdit={() => setEditing(field.key)} />}
            </tr>
          ))}
          {given.length + own.length === 0 && <tr><td colSpan={3} className="sh-sub">{say('没有问题：完成时只选结果。', 'No questions: whoever completes it picks the outcome only.')}</td></tr>}
        </tbody>
      </table>
      {editing === '' ? <QuestionEditor asked={asked} taken={taken} first={NEW_QUESTION} onSave={(next) => save(next, undefined)} onClose={() => setEditing(undefined)} />
        : open && mayEdit ? <Button type="dashed" onClick={() => setEditing('')}>{say('＋ 新增问题', '+ Add a question')}</Button>
          : open ? null : <p className="sh-sub sh-small">{say('此表单由流程规定，不能增加问题。', 'The workflow fixes this form: no questions can be added.')}</p>}
      {schema !== undefined && given.length + own.length > 0 && <FormPreview key={own.length} schema={schema} ui={definition.forms?.[form]?.ui} />}
    </section>
  );
}

function givenKind(field: JsonObject, words: ReturnType<typeof useWords>): string {
  const kind = kindOf(field);
  return kind === undefined ? words.say('列表或其他', 'A list or other') : kindWords(kind, words);
}

function OwnQuestion({ field, first, last, host, onEdit }: { field: ExtraField; first: boolean; last: boolean; host: QuestionHost; onEdit: () => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const { mayEdit, edit } = useDesign();
  const title = textOf(field.title);
  const move = (by: -1 | 1) => edit((now) => moveQuestion(now, host, field.key, by));
  return (
    <>
      <td>
        <b>{title}</b> <Chip tone="warn">{say('新增', 'added')}</Chip>
        {mayEdit && (
          <div className="cf-acts">
            <Button size="small" onClick={onEdit} aria-label={say('修改问题{title}', 'Change {title}', { title })}>{say('修改', 'Change')}</Button>
            <Button size="small" disabled={first} onClick={() => move(-1)} aria-label={say('上移{title}', 'Move {title} up', { title })}>↑</Button>
            <Button size="small" disabled={last} onClick={() => move(1)} aria-label={say('下移{title}', 'Move {title} down', { title })}>↓</Button>
            <Button size="small" danger onClick={() => edit((now) => removeQuestion(now, host, field.key))} aria-label={say('删除问题{title}', 'Remove {title}', { title })}>{say('删除', 'Remove')}</Button>
          </div>
        )}
      </td>
      <td>{kindWords(kindOf(field) ?? 'line', words)}{field['x-personal'] !== undefined && <div className="sh-small sh-sub">{field['x-personal']}</div>}</td>
      <td>{field.required === true ? say('是', 'yes') : say('否', 'no')}</td>
    </>
  );
}
