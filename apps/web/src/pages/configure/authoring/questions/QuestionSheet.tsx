import { Loading, useWords } from '@stationhouse/plugin-web';
import { isBilingual, type JsonObject, type NewFormField } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { conditionFields } from '../../conditions.js';
import { FieldRow } from '../../FieldRow.js';
import { freeKey } from '../../questions.js';
import { personalWords } from '../../words.js';
import { YearsField } from '../YearsField.js';
import { Attributes, isPattern, withPart } from './Attributes.js';
import { schemaOfCondition, sourceOfCondition } from './condition.js';
import { ASKED_KINDS, askedKindOf, askedKindWords, hintsOfKind, insideOf, ofKind, type AskedKind } from './kinds.js';

const ConditionBuilder = lazy(() => import('../../ConditionBuilder.js'));

/** Why a personal answer is needed, and how long it is kept after the end. */
export interface Purpose {
  readonly purpose: { readonly 'zh-CN': string; readonly en: string };
  readonly keep: string;
}

/** What somebody makes of a question. */
export interface SheetAnswer {
  readonly field: NewFormField;
  /** Undefined for an answer that is not personal, or is not kept. */
  readonly purpose: Purpose | undefined;
}

interface SheetProps {
  /** The question that is changed; undefined for a new one. */
  readonly known?: NewFormField;
  readonly purpose: Purpose | undefined;
  /** The other questions beside it: it may depend on them. */
  readonly beside: Readonly<Record<string, JsonObject>>;
  readonly taken: ReadonlySet<string>;
  /** What starts an instance is always kept. */
  readonly starts: boolean;
  readonly nested: boolean;
  readonly inList: boolean;
  /** The outcomes of the tasks that ask the form, where there are several. */
  readonly outcomes: readonly { readonly value: string; readonly label: string }[];
  readonly onSave: (answer: SheetAnswer) => void;
  readonly onClose: () => void;
}

const NEW: NewFormField = { key: '', schema: { type: 'boolean', title: { 'zh-CN': '', en: '' } }, required: false, kept: true, hints: {} };
type Asked = 'always' | 'when';

/** A question, with everything that can be said of it. */
export function QuestionSheet({ known, purpose, beside, taken, starts, nested, inList, outcomes, onSave, onClose }: SheetProps) {
  const words = useWords();
  const { say } = words;
  const id = useId();
  const [draft, setDraft] = useState<NewFormField>(known ?? NEW);
  const [why, setWhy] = useState<Purpose>(purpose ?? { purpose: { 'zh-CN': say('办理本事项', '办理本事项'), en: 'To handle the instance' }, keep: 'P3Y' });
  const { schema, hints = {} } = draft;
  const kind = askedKindOf(schema);
  const title = textOfPart(schema['title']);
  const help = textOfPart(schema['description']);
  const change = (changes: Partial<NewFormField>) => setDraft((now) => ({ ...now, ...changes }));
  const write = (key: string, value: unknown) => change({ schema: withPart(schema, key, value) });
  const entitle = (zh: string, en: string) => write('title', { 'zh-CN': zh, en });
  const explain = (zh: string, en: string) => write('description', zh.trim() === '' && en.trim() === '' ? undefined : { 'zh-CN': zh || en, en: en || zh });
  const personal = String(schema['x-personal'] ?? 'P0');
  const needsPurpose = personal !== 'P0' && (draft.kept || starts);
  const choices = kind === 'choice' ? schema['oneOf'] : kind === 'choices' ? (schema['items'] as JsonObject)['oneOf'] : undefined;
  const written = (one: JsonObject) => textOfPart(one['title'])['zh-CN'].trim() !== '';
  const ready = title['zh-CN'].trim() !== '' && (!Array.isArray(choices) || (choices as unknown as JsonObject[]).some(written)) && isPattern(typeof schema['pattern'] === 'string' ? schema['pattern'] : '');
  const save = () => {
    const tidy = withTitles(Array.isArray(choices) ? withChoices(schema, (choices as unknown as JsonObject[]).filter(written)) : schema);
    onSave({ field: { ...draft, schema: personal === 'P0' ? withPart(tidy, 'x-personal', undefined) : tidy, kept: draft.kept || starts, key: known?.key ?? freeKey(title.en, taken, 'question') }, purpose: needsPurpose ? why : undefined });
  };
  return (
    <div className="cf-editor" role="group" aria-label={known === undefined ? say('新增问题', 'A new question') : say('修改问题', 'Change the question')}>
      <FieldRow label={say('问题', 'Question')} htmlFor={`${id}-zh`}><Input id={`${id}-zh`} autoFocus maxLength={200} value={title['zh-CN']} placeholder={say('例如：是否需要法律援助', 'In Chinese: 是否需要法律援助')} onChange={(event) => entitle(event.target.value, title.en === title['zh-CN'] ? event.target.value : title.en)} onPressEnter={() => ready && save()} /></FieldRow>
      <FieldRow label={say('英文（可不填）', 'In English (may be left out)')} htmlFor={`${id}-en`}><Input id={`${id}-en`} maxLength={200} value={title.en === title['zh-CN'] ? '' : title.en} onChange={(event) => entitle(title['zh-CN'], event.target.value || title['zh-CN'])} /></FieldRow>
      <FieldRow label={say('类型', 'Kind')} htmlFor={`${id}-kind`}>
        {kind === undefined && known !== undefined ? <span className="sh-sub">{say('其他类型，请在文本中修改', 'Of another kind: change it in the text')}</span>
          : <Select<AskedKind | null> id={`${id}-kind`} value={kind ?? null} style={{ minWidth: 190 }} popupMatchSelectWidth={false} options={ASKED_KINDS.filter((one) => !nested || one !== 'signatures').map((one) => ({ value: one, label: askedKindWords(one, words) }))} onChange={(next) => { if (next !== null) change({ schema: ofKind(next, schema), hints: hintsOfKind(next, hints) }); }} />}
      </FieldRow>
      {kind !== undefined && <Attributes kind={kind} schema={schema} hints={hints} inList={inList} onSchema={(next) => change({ schema: next })} onHints={(next) => change({ hints: next })} />}
      {insideOf(schema) !== undefined && known === undefined && <p className="sh-sub sh-small">{say('加入表单后，在它下面添加组内的问题。', 'Once it is in the form, add the questions of the group below it.')}</p>}
      <FieldRow label={say('填写提示（可不填）', 'Help (may be left out)')} htmlFor={`${id}-help`}><Input id={`${id}-help`} maxLength={500} value={help['zh-CN']} onChange={(event) => explain(event.target.value, help.en === help['zh-CN'] ? event.target.value : help.en)} /></FieldRow>
      {help['zh-CN'] !== '' && <FieldRow label={say('填写提示：英文', 'Help in English')} htmlFor={`${id}-help-en`}><Input id={`${id}-help-en`} maxLength={500} value={help.en === help['zh-CN'] ? '' : help.en} onChange={(event) => explain(help['zh-CN'], event.target.value)} /></FieldRow>}
      <FieldRow label={say('个人信息等级', 'How personal the answer is')} htmlFor={`${id}-class`}><Select id={`${id}-class`} value={personal} style={{ width: 340, maxWidth: '100%' }} popupMatchSelectWidth={false} options={(['P0', 'P1', 'P2', 'P3'] as const).map((one) => ({ value: one, label: personalWords(one, words) }))} onChange={(next) => write('x-personal', next)} /></FieldRow>
      {!starts && !nested && <Checkbox checked={draft.kept} onChange={(event) => change({ kept: event.target.checked })}>{say('答案随事项保存', 'Kept with the instance')}</Checkbox>}
      {needsPurpose && (
        <>
          <FieldRow label={say('用途', 'Why it is needed')} htmlFor={`${id}-why`}><Input id={`${id}-why`} maxLength={60} value={why.purpose['zh-CN']} onChange={(event) => setWhy((now) => ({ ...now, purpose: { 'zh-CN': event.target.value, en: now.purpose.en === now.purpose['zh-CN'] ? event.target.value : now.purpose.en } }))} /></FieldRow>
          <FieldRow label={say('用途：英文', 'Why, in English')} htmlFor={`${id}-why-en`}><Input id={`${id}-why-en`} maxLength={60} value={why.purpose.en} onChange={(event) => setWhy((now) => ({ ...now, purpose: { ...now.purpose, en: event.target.value } }))} /></FieldRow>
          <FieldRow label={say('办结后保存', 'Kept after the end for')}><YearsField label={say('办结后保存', 'Kept after the end for')} value={why.keep} disabled={false} onChange={(keep) => setWhy((now) => ({ ...now, keep }))} /></FieldRow>
        </>
      )}
      <Conditions draft={draft} beside={beside} onChange={change} />
      {!nested && outcomes.length > 1 && <FieldRow label={say('哪些结果下提问', 'Asked with which outcomes')}><Select<string[]> mode="multiple" aria-label={say('哪些结果下提问', 'Asked with which outcomes')} placeholder={say('所有结果', 'All of them')} value={(hints['ui:outcomes'] as string[] | undefined) ?? []} style={{ minWidth: 220 }} popupMatchSelectWidth={false} options={[...outcomes]} onChange={(chosen) => change({ hints: withPart(hints, 'ui:outcomes', chosen.length === 0 ? undefined : chosen) })} /></FieldRow>}
      <div className="sh-row"><Button type="primary" disabled={!ready} onClick={save}>{known === undefined ? say('加入表单', 'Add to the form') : say('保存问题', 'Keep')}</Button><Button onClick={onClose}>{say('取消', 'Cancel')}</Button></div>
    </div>
  );
}

/** When it is asked, and when it must be answered: always, never, or by what the other answers are. */
function Conditions({ draft, beside, onChange }: { draft: NewFormField; beside: SheetProps['beside']; onChange: (changes: Partial<NewFormField>) => void }) {
  const { say } = useWords();
  const id = useId();
  const around = { type: 'object', properties: beside } as unknown as JsonObject;
  const fields = conditionFields(around);
  const [asked, setAsked] = useState<Asked>(draft.when === undefined ? 'always' : 'when');
  const [needed, setNeeded] = useState<Asked | 'never'>(draft.required ? 'always' : draft.needed === undefined ? 'never' : 'when');
  if (fields.length === 0) return <Checkbox checked={draft.required} onChange={(event) => onChange({ required: event.target.checked })}>{say('必须填写', 'Must be answered')}</Checkbox>;
  const without = ({ when: _, needed: __, ...rest }: NewFormField) => rest;
  const ask = (next: Asked) => {
    setAsked(next);
    if (next === 'always') onChange({ ...without(draft), when: undefined } as Partial<NewFormField>);
    else if (needed === 'when') setNeeded('never');
  };
  const need = (next: Asked | 'never') => {
    setNeeded(next);
    onChange({ required: next === 'always', ...(next === 'when' ? {} : { needed: undefined }) } as Partial<NewFormField>);
  };
  const conditioned = (key: 'when' | 'needed', label: string) => {
    const schema = draft[key];
    const source = schema === undefined ? '' : sourceOfCondition(schema, fields);
    if (source === undefined) return <code className="sh-small">{JSON.stringify(schema)}</code>;
    return <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={label} of={key === 'when' ? 'question' : 'need'} source={source} dataSchema={around} disabled={false} onChange={(next) => onChange({ [key]: schemaOfCondition(next, fields) })} /></Suspense>;
  };
  return (
    <>
      <FieldRow label={say('何时提问', 'When it is asked')} htmlFor={`${id}-asked`}><Select<Asked> id={`${id}-asked`} value={asked} style={{ minWidth: 150 }} options={[{ value: 'always', label: say('总是提问', 'Always') }, { value: 'when', label: say('符合条件时', 'Under a condition') }]} onChange={ask} /></FieldRow>
      {asked === 'when' && conditioned('when', say('什么情况下提问', 'When it is asked'))}
      <FieldRow label={say('必须填写', 'Must be answered')} htmlFor={`${id}-needed`}><Select<Asked | 'never'> id={`${id}-needed`} value={needed} style={{ minWidth: 150 }} options={[{ value: 'never', label: say('可以不填', 'No') }, { value: 'always', label: asked === 'when' ? say('提问时必填', 'Where it is asked') : say('必填', 'Yes') }, ...(asked === 'when' ? [] : [{ value: 'when' as const, label: say('符合条件时必填', 'Under a condition') }])]} onChange={need} /></FieldRow>
      {needed === 'when' && asked === 'always' && conditioned('needed', say('什么情况下必填', 'When it must be answered'))}
    </>
  );
}

const textOfPart = (value: unknown): { readonly 'zh-CN': string; readonly en: string } => (isBilingual(value) ? value : { 'zh-CN': '', en: '' });

/** A title in both languages, also where one was left out. */
function withTitles(schema: JsonObject): JsonObject {
  const { 'zh-CN': zh, en } = textOfPart(schema['title']);
  return { ...schema, title: { 'zh-CN': zh.trim(), en: en.trim() || zh.trim() } };
}

function withChoices(schema: JsonObject, oneOf: readonly JsonObject[]): JsonObject {
  const named = oneOf.map(withTitles);
  return schema['items'] === undefined ? { ...schema, oneOf: named } : { ...schema, items: { ...(schema['items'] as JsonObject), oneOf: named } };
}
