import { Loading, useWords } from '@stationhouse/plugin-web';
import type { ExtraField, JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { lazy, Suspense, useId, useState, type ReactNode } from 'react';
import { FieldRow } from './FieldRow.js';
import { freeKey, questionOf, type QuestionDraft } from './questions.js';
import { kindWords, personalWords, QUESTION_KINDS, titleOfField, type QuestionKind } from './words.js';

const SchemaForm = lazy(() => import('../../form/SchemaForm.js'));

interface EditorProps {
  /** The questions of the form as it stands: another one may depend on them; none where that cannot be said here. */
  readonly asked: Readonly<Record<string, JsonObject>>;
  /** Names that something else has. */
  readonly taken: ReadonlySet<string>;
  readonly first: QuestionDraft;
  /** The question that is changed: it keeps its name, under which its answers are kept. */
  readonly known?: ExtraField;
  readonly onSave: (field: ExtraField) => void;
  readonly onClose: () => void;
  /** More that is said of the question. */
  readonly children?: ReactNode;
}

/** A question: what it asks, what may be answered, how personal that is. */
export function QuestionEditor({ asked, taken, first, known, onSave, onClose, children }: EditorProps) {
  const words = useWords();
  const { say } = words;
  const [draft, setDraft] = useState(first);
  const id = useId();
  const change = (changes: Partial<QuestionDraft>) => setDraft((now) => ({ ...now, ...changes }));
  const ready = draft.zh.trim() !== '' && draft.personal !== undefined && (draft.kind !== 'choice' || draft.choices.some(({ zh }) => zh.trim() !== ''));
  const save = () => onSave(questionOf(draft, known?.key ?? freeKey(draft.en, taken, 'question')));
  return (
    <div className="cf-editor" role="group" aria-label={known === undefined ? say('新增问题', 'A new question') : say('修改问题', 'Change the question')}>
      <FieldRow label={say('问题', 'Question')} htmlFor={`${id}-zh`}><Input id={`${id}-zh`} autoFocus maxLength={200} value={draft.zh} placeholder={say('例如：是否需要法律援助', 'In Chinese: 是否需要法律援助')} onChange={(event) => change({ zh: event.target.value })} onPressEnter={() => ready && save()} /></FieldRow>
      <FieldRow label={say('英文（可不填）', 'In English (may be left out)')} htmlFor={`${id}-en`}><Input id={`${id}-en`} maxLength={200} value={draft.en} onChange={(event) => change({ en: event.target.value })} /></FieldRow>
      <FieldRow label={say('类型', 'Kind')} htmlFor={`${id}-kind`}><Select<QuestionKind> id={`${id}-kind`} value={draft.kind} style={{ minWidth: 150 }} options={QUESTION_KINDS.map((kind) => ({ value: kind, label: kindWords(kind, words) }))} onChange={(kind) => change({ kind, ...(kind === 'choice' && draft.choices.length === 0 ? { choices: [NO_CHOICE, NO_CHOICE] } : {}) })} /></FieldRow>
      {draft.kind === 'choice' && <Choices draft={draft} onChange={change} />}
      <FieldRow label={say('填写提示（可不填）', 'Help (may be left out)')} htmlFor={`${id}-help`}><Input id={`${id}-help`} maxLength={500} value={draft.help} onChange={(event) => change({ help: event.target.value })} /></FieldRow>
      <FieldRow label={say('个人信息等级', 'How personal the answer is')} htmlFor={`${id}-class`}><Select id={`${id}-class`} value={draft.personal} style={{ minWidth: 260, maxWidth: '100%' }} popupMatchSelectWidth={false} options={(['P0', 'P1', 'P2', 'P3'] as const).map((one) => ({ value: one, label: personalWords(one, words) }))} onChange={(personal) => change({ personal })} /></FieldRow>
      <Condition draft={draft} asked={asked} own={known?.key} onChange={change} />
      {children}
      <Checkbox checked={draft.required} onChange={(event) => change({ required: event.target.checked })}>{say('必须填写', 'Must be answered')}</Checkbox>
      <div className="sh-row"><Button type="primary" disabled={!ready} onClick={save}>{known === undefined ? say('加入表单', 'Add to the form') : say('保存问题', 'Keep')}</Button><Button onClick={onClose}>{say('取消', 'Cancel')}</Button></div>
    </div>
  );
}

const NO_CHOICE = { value: '', zh: '', en: '' };

function Choices({ draft, onChange }: { draft: QuestionDraft; onChange: (changes: Partial<QuestionDraft>) => void }) {
  const { say } = useWords();
  const set = (index: number, changes: Partial<(typeof draft.choices)[number]>) => onChange({ choices: draft.choices.map((one, at) => (at === index ? { ...one, ...changes } : one)) });
  return (
    <FieldRow label={say('选项', 'Choices')}>
      <div className="cf-rungs">
        {draft.choices.map((choice, index) => (
          <div key={index} className="sh-row">
            <Input style={{ width: 160 }} aria-label={say('第 {number} 个选项', 'Choice {number}', { number: index + 1 })} value={choice.zh} maxLength={100} onChange={(event) => set(index, { zh: event.target.value })} />
            <Input style={{ width: 140 }} aria-label={say('第 {number} 个选项的英文', 'Choice {number} in English', { number: index + 1 })} placeholder="English" value={choice.en} maxLength={100} onChange={(event) => set(index, { en: event.target.value })} />
            <Button type="text" size="small" aria-label={say('删除第 {number} 个选项', 'Remove choice {number}', { number: index + 1 })} onClick={() => onChange({ choices: draft.choices.filter((_, at) => at !== index) })}>×</Button>
          </div>
        ))}
        <Button size="small" type="dashed" onClick={() => onChange({ choices: [...draft.choices, NO_CHOICE] })}>{say('＋ 选项', '+ Choice')}</Button>
      </div>
    </FieldRow>
  );
}

/** Asked only when another question of the form has a certain answer. */
function Condition({ draft, asked, own, onChange }: { draft: QuestionDraft; asked: EditorProps['asked']; own: string | undefined; onChange: (changes: Partial<QuestionDraft>) => void }) {
  const words = useWords();
  const { say } = words;
  const id = useId();
  const properties = Object.entries(asked).filter(([key, field]) => key !== own && (field['type'] === 'boolean' || Array.isArray(field['oneOf'])));
  if (properties.length === 0) return null;
  const chosen = properties.find(([key]) => key === draft.when?.field)?.[1];
  const answers = chosen === undefined ? [] : Array.isArray(chosen['oneOf']) ? (chosen['oneOf'] as readonly JsonObject[]).map((one) => ({ value: String(one['const']), label: titleOfField(one, String(one['const']), words) })) : [{ value: 'true', label: say('是', 'yes') }, { value: 'false', label: say('否', 'no') }];
  const pick = (field: string | undefined) => {
    const schema = properties.find(([key]) => key === field)?.[1];
    const [one] = Array.isArray(schema?.['oneOf']) ? (schema['oneOf'] as readonly JsonObject[]) : [];
    onChange({ when: field === undefined ? undefined : { field, value: one === undefined ? true : String(one['const']) } });
  };
  return (
    <FieldRow label={say('何时提问', 'When it is asked')} htmlFor={id}>
      <Select id={id} value={draft.when?.field ?? ''} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('总是提问', 'Always') }, ...properties.map(([key, field]) => ({ value: key, label: say('当“{title}”为', 'When “{title}” is', { title: titleOfField(field, key, words) }) }))]} onChange={(field) => pick(field || undefined)} />
      {draft.when !== undefined && <Select aria-label={say('为何值时', 'Which answer')} value={String(draft.when.value)} style={{ minWidth: 100 }} popupMatchSelectWidth={false} options={answers} onChange={(value) => onChange({ when: draft.when === undefined ? undefined : { field: draft.when.field, value: chosen?.['type'] === 'boolean' ? value === 'true' : value } })} />}
    </FieldRow>
  );
}

/** The form as whoever fills it in will see it; nothing of it is kept. */
export function FormPreview({ schema, ui }: { schema: JsonObject; ui: unknown }) {
  const { say } = useWords();
  const [shown, setShown] = useState(false);
  const [value, setValue] = useState<Record<string, unknown>>({});
  const id = `${useId()}-preview`;
  return (
    <details className="cf-below" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{say('预览表单', 'See the form')}</summary>
      {shown && <Suspense fallback={<Loading rows={3} />}><SchemaForm id={id} schema={schema} uiSchema={ui} value={value} onChange={setValue} onSubmit={() => undefined} /></Suspense>}
    </details>
  );
}
