import { Chip, useWords } from '@stationhouse/plugin-web';
import { formFields, moveFormField, putFormField, removeFormField, setPart, type FormField, type JsonObject } from '@stationhouse/workflow';
import { Button, Popconfirm } from 'antd';
import { Fragment, useState, type DragEvent } from 'react';
import { titleOfField } from '../../words.js';
import { useWork } from '../work.js';
import { askedKindOf, askedKindWords, insideOf } from './kinds.js';
import { outcomesAsking } from './outcomes.js';
import { QuestionSheet, type SheetAnswer } from './QuestionSheet.js';

interface ListProps {
  readonly form: string;
  /** The section or list whose questions these are, from the outside in; empty for the form itself. */
  readonly inside: readonly string[];
  /** Somewhere around is a list: what stands here repeats. */
  readonly inList: boolean;
}

/** What a form asks, in order: each question is opened, moved (also by dragging), taken out; a group has its own below it. */
export function QuestionList({ form, inside, inList }: ListProps) {
  const words = useWords();
  const { say, textOf } = words;
  const { definition, authored, edit, mayEdit, showText } = useWork();
  const [editing, setEditing] = useState<string>();
  const [dragged, setDragged] = useState<string>();
  const fields = formFields(definition, form, inside);
  const starts = definition.startForm === form;
  const data = dataAt(definition.data as JsonObject, inside);
  const nested = inside.length > 0;
  const taken = new Set([...Object.keys(data), ...fields.map(({ key }) => key)]);
  const titleOf = ({ key, schema }: FormField) => titleOfField(schema['title'] === undefined ? data[key] : schema, key, words);
  const full = (field: FormField): FormField => {
    const { title, 'x-personal': personal } = data[field.key] ?? {};
    return { ...field, schema: { title: title ?? { 'zh-CN': field.key, en: field.key }, ...(personal === undefined ? {} : { 'x-personal': personal }), ...field.schema } };
  };
  const pathOf = (key: string) => [...inside, key].join('.');
  const save = ({ field, purpose }: SheetAnswer) => {
    edit((now) => {
      const put = putFormField(now, form, field, inside);
      const known = authored.terms.personalData[pathOf(field.key)];
      return purpose === undefined && known === undefined ? put : setPart(put, ['personal-data', pathOf(field.key)], purpose);
    });
    setEditing(undefined);
  };
  const move = (key: string, to: number) => edit((now) => moveFormField(now, form, key, to, inside));
  // Another form that asks it keeps the field, and with it why it is needed.
  const asksElsewhere = (key: string) => Object.keys(definition.forms ?? {}).some((other) => other !== form && formFields(definition, other).some((one) => one.key === (inside[0] ?? key)));
  const remove = (key: string) => edit((now) => {
    const gone = asksElsewhere(key) ? [] : Object.keys(authored.terms.personalData).filter((path) => path === pathOf(key) || path.startsWith(`${pathOf(key)}.`));
    return gone.reduce((text, path) => setPart(text, ['personal-data', path], undefined), removeFormField(now, form, key, inside));
  });
  const drop = (event: DragEvent, index: number) => {
    event.preventDefault();
    if (dragged !== undefined) move(dragged, index);
    setDragged(undefined);
  };
  const sheet = (field?: FormField) => (
    <QuestionSheet
      {...(field === undefined ? {} : { known: full(field) })} purpose={field === undefined ? undefined : authored.terms.personalData[pathOf(field.key)]}
      beside={Object.fromEntries(fields.filter(({ key, when }) => key !== field?.key && when === undefined).map((one) => [one.key, full(one).schema]))}
      taken={taken} starts={starts} nested={nested} inList={inList} outcomes={outcomesAsking(definition, form).map(({ key, title }) => ({ value: key, label: textOf(title) }))} onSave={save} onClose={() => setEditing(undefined)}
    />
  );
  return (
    <>
      <table className="cf-questions">
        <colgroup><col /><col className="cf-kind" /><col className="cf-needed" /></colgroup>
        <thead className={nested ? 'sh-hidden' : undefined}><tr><th scope="col">{say('问题', 'Question')}</th><th scope="col">{say('类型', 'Kind')}</th><th scope="col">{say('必填', 'Required')}</th></tr></thead>
        <tbody>
          {fields.map((field, index) => {
            const kind = askedKindOf(field.schema);
            const title = titleOf(field);
            if (editing === field.key) return <tr key={field.key}><td colSpan={3}>{sheet(field)}</td></tr>;
            return (
              <Fragment key={field.key}>
              <tr draggable={mayEdit && editing === undefined} data-question={field.key} data-dragged={dragged === field.key || undefined} onDragStart={(event) => { event.stopPropagation(); setDragged(field.key); }} onDragEnd={() => setDragged(undefined)} onDragOver={(event) => { if (dragged !== undefined) event.preventDefault(); }} onDrop={(event) => drop(event, index)}>
                <td>
                  {mayEdit && <span className="cf-grip" aria-hidden="true">⠿</span>}<b>{title}</b>
                  {mayEdit && (
                    <div className="cf-acts">
                      {kind === undefined ? <Button size="small" onClick={() => showText({ path: ['forms', form, 'schema', 'properties', ...inside, field.key] })}>{say('在文本中修改', 'Edit in text')}</Button> : <Button size="small" aria-label={say('修改问题“{title}”', 'Change “{title}”', { title })} onClick={() => setEditing(field.key)}>{say('修改', 'Change')}</Button>}
                      <Button size="small" disabled={index === 0} aria-label={say('上移“{title}”', 'Move “{title}” up', { title })} onClick={() => move(field.key, index - 1)}>↑</Button>
                      <Button size="small" disabled={index === fields.length - 1} aria-label={say('下移“{title}”', 'Move “{title}” down', { title })} onClick={() => move(field.key, index + 1)}>↓</Button>
                      <Popconfirm title={say('不再问“{title}”？', 'Ask “{title}” no more?', { title })} okText={say('删除', 'Remove')} cancelText={say('取消', 'Cancel')} onConfirm={() => remove(field.key)}><Button size="small" danger aria-label={say('删除问题“{title}”', 'Remove “{title}”', { title })}>{say('删除', 'Remove')}</Button></Popconfirm>
                    </div>
                  )}
                </td>
                <td>{kind === undefined ? say('其他', 'Another') : askedKindWords(kind, words)}<Facts field={full(field)} nested={nested} /></td>
                <td>{field.required ? say('是', 'yes') : field.needed !== undefined ? say('按条件', 'by condition') : say('否', 'no')}</td>
              </tr>
              {insideOf(field.schema) !== undefined && <tr><td colSpan={3}><div className="cf-inside" role="group" aria-label={say('“{title}”中的问题', 'Questions in “{title}”', { title })}><QuestionList form={form} inside={[...inside, field.key]} inList={inList || kind === 'list'} /></div></td></tr>}
              </Fragment>
            );
          })}
          {fields.length === 0 && <tr><td colSpan={3} className="sh-sub">{nested ? say('组内还没有问题。', 'The group asks nothing yet.') : say('还没有问题。', 'It asks nothing yet.')}</td></tr>}
        </tbody>
      </table>
      {mayEdit && (editing === '' ? sheet() : <Button type="dashed" size={nested ? 'small' : 'middle'} onClick={() => setEditing('')}>{nested ? say('＋ 组内问题', '+ Add to the group') : say('＋ 新增问题', '+ Add a question')}</Button>)}
    </>
  );
}

/** How personal an answer is, whether it stays, whether it is always asked. */
function Facts({ field, nested }: { field: FormField; nested: boolean }) {
  const { say } = useWords();
  const personal = field.schema['x-personal'];
  return (
    <div className="sh-small">
      {typeof personal === 'string' && personal !== 'P0' && <Chip tone="info">{personal}</Chip>} {field.when !== undefined && <Chip>{say('按条件提问', 'under a condition')}</Chip>} {field.hints['ui:outcomes'] !== undefined && <Chip>{say('部分结果', 'some outcomes')}</Chip>} {!field.kept && !nested && <span className="sh-sub">{say('不保存', 'not kept')}</span>}
    </div>
  );
}

/** The fields of the data beside or inside of which questions stand. */
function dataAt(data: JsonObject, inside: readonly string[]): Readonly<Record<string, JsonObject>> {
  const around = inside.reduce<JsonObject | undefined>((schema, key) => {
    const field = ((schema?.['properties'] ?? {}) as Record<string, JsonObject>)[key];
    return (field?.['items'] as JsonObject | undefined) ?? field;
  }, data);
  return (around?.['properties'] ?? {}) as Record<string, JsonObject>;
}
