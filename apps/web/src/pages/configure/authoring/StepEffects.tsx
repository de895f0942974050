import { useWords } from '@stationhouse/plugin-web';
import { setPart, type JsonObject, type StepDefinition } from '@stationhouse/workflow';
import { Select } from 'antd';
import { FieldRow } from '../FieldRow.js';
import { DoField, useActionWords } from './ActionFields.js';
import { freeName } from './parameters.js';
import { Unfolding } from './Place.js';
import { TitleField } from './TitleField.js';
import { useFields } from './ValueField.js';
import { ValueRows } from './ValueRows.js';
import { useWork } from './work.js';

export type Effects = Pick<StepDefinition, 'set' | 'do' | 'raise' | 'refuse' | 'say'>;

interface EffectsProps {
  readonly step: Effects;
  /** The place of the step in the definition. */
  readonly at: string;
  /** The answer it hears, where there is one. */
  readonly eventSchema: JsonObject | undefined;
  /** @param before what else changes in the text, first */
  readonly onPut: (changes: Effects, group: string, before?: (text: string) => string) => void;
}

/** What a way does besides leading on: what it notes, whom it tells, what the states around hear; or why it refuses. */
export function StepEffects({ step, at, eventSchema, onPut }: EffectsProps) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const action = useActionWords();
  const data = definition.data as JsonObject;
  const fields = useFields(data, data);
  const titleOf = (key: string) => fields.find((field) => field.key === key)?.title ?? key;
  if (step.refuse !== undefined) return <Refusal step={step} at={at} eventSchema={eventSchema} onPut={onPut} />;
  const set = step.set ?? {};
  const free = fields.filter(({ key }) => !Object.hasOwn(set, key));
  const answered = new Set(Object.keys((eventSchema?.['properties'] ?? {}) as object));
  const eventTitle = (name: string) => textOf(definition.events?.[name]?.title) || name;
  const noted = Object.keys(set).map(titleOf).join(say('、', ', '));
  const said = [noted === '' ? '' : say('记入 {fields}', 'notes {fields}', { fields: noted }), ...(step.do ?? []).map(action), step.raise === undefined ? '' : say('告知外层：{event}', 'tells the states around: {event}', { event: eventTitle(step.raise) })].filter(Boolean).join(say('；', '; '));
  if (said === '' && !mayEdit) return null;
  const events = [...new Set([...Object.keys(definition.events ?? {}), ...(step.raise === undefined ? [] : [step.raise])])];
  return (
    <Unfolding at={[`${at}.set`, `${at}.do`, `${at}.raise`]} summary={said === '' ? say('同时记入、通知…', 'Note, tell… besides') : said}>
      <FieldRow label={say('记入事项', 'Noted with the instance')}>
        <ValueRows
          label={say('记入事项', 'Noted with the instance')} values={set} titleOf={titleOf} targetOf={(key) => fields.find((field) => field.key === key)?.schema} eventSchema={eventSchema}
          add={free.length > 0 && <Select<string> aria-label={say('再记入一个字段', 'Note another field')} value={null} placeholder={say('＋ 字段', '+ Field')} style={{ minWidth: 130 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={free.map(({ key, title }) => ({ value: key, label: title }))} onChange={(key) => onPut({ set: { ...set, [key]: answered.has(key) ? `event.${key}` : '""' } }, `set.${key}`)} />}
          onChange={(next, key) => onPut({ set: Object.keys(next).length === 0 ? undefined : next }, `set.${key}`)}
        />
      </FieldRow>
      <DoField label={say('通知和动作', 'Notices and actions')} names={step.do ?? []} onChange={(names, before) => onPut({ do: names === undefined ? undefined : [...names] }, 'do', before)} />
      {events.length > 0 && <FieldRow label={say('告知外层状态', 'Told to the states around')}><Select<string> aria-label={say('告知外层状态的事件', 'The event they hear')} value={step.raise ?? ''} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不告知', 'Nothing') }, ...events.map((value) => ({ value, label: eventTitle(value) }))]} onChange={(raise) => onPut({ raise: raise || undefined }, 'raise')} /></FieldRow>}
    </Unfolding>
  );
}

/** The names in the braces of a text. */
function namesIn(text: { readonly 'zh-CN': string; readonly en: string } | undefined): readonly string[] {
  return [...new Set(Object.values(text ?? {}).flatMap((words) => [...words.matchAll(/\{([a-z][A-Za-z0-9]*)\}/g)].map(([, name = '']) => name)))];
}

/** Why it is refused: what whoever did it reads, with the moments and texts it names. */
function Refusal({ step, at, eventSchema, onPut }: EffectsProps) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const { refuse = '' } = step;
  const text = definition.refusals?.[refuse];
  const names = namesIn(text);
  const values = { ...Object.fromEntries(names.map((name) => [name, 'now'])), ...step.say };
  const add = () => {
    const name = newRefusal(definition);
    onPut({ refuse: name, say: undefined }, 'refuse', (now) => withRefusal(now, name));
  };
  return (
    <div className="cf-onward" data-place={`${at}.refuse ${at}.say`}>
      <FieldRow label={say('拒绝时的说明', 'What they are told')}><Select<string> aria-label={say('拒绝时的说明', 'What they are told')} value={refuse} disabled={!mayEdit} style={{ minWidth: 200, maxWidth: '100%' }} options={[...Object.entries(definition.refusals ?? {}).map(([value, words]) => ({ value, label: textOf(words) })), { value: '', label: say('＋ 新的说明', '+ Another text') }]} onChange={(next) => (next === '' ? add() : onPut({ refuse: next, say: undefined }, 'refuse'))} /></FieldRow>
      {text !== undefined && <Unfolding at={[]} summary={say('改写这段说明', 'Reword it')}><TitleField label={say('说明文字，{names} 这样的名称在下面填写', 'The text; what stands in braces, such as {names}, is filled in below', { names: '{at}' })} long value={text} disabled={!mayEdit} onChange={(next) => edit((now) => setPart(now, ['refusals', refuse], next), `refusals.${refuse}`)} /></Unfolding>}
      {Object.keys(values).length > 0 && <FieldRow label={say('说明中的时间和文字', 'Moments and texts in it')}><ValueRows label={say('说明中的时间和文字', 'Moments and texts in it')} values={values} titleOf={(key) => `{${key}}`} eventSchema={eventSchema} fixed onChange={(next, key) => onPut({ say: next }, `say.${key}`)} /></FieldRow>}
    </div>
  );
}

/** A name for another text of a refusal. */
export function newRefusal(definition: Parameters<typeof freeName>[0]): string {
  return freeName(definition, '', 'refusal');
}

export function withRefusal(text: string, name: string): string {
  return setPart(text, ['refusals', name], { 'zh-CN': '现在不能这样办理，请核对后再试。', en: 'This cannot be done now. Check it and try again.' });
}

