import { useWords } from '@stationhouse/plugin-web';
import { isBilingual, type JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useId, type ReactNode } from 'react';
import { FieldRow } from '../../FieldRow.js';
import type { AskedKind } from './kinds.js';

interface AttributesProps {
  readonly kind: AskedKind;
  readonly schema: JsonObject;
  readonly hints: JsonObject;
  /** It stands inside of a list: it may be what people are known by. */
  readonly inList: boolean;
  readonly onSchema: (schema: JsonObject) => void;
  readonly onHints: (hints: JsonObject) => void;
}

/** A value, or nothing where there is none. */
export function withPart(object: JsonObject, key: string, value: unknown): JsonObject {
  const { [key]: _, ...rest } = object;
  return value === undefined || value === '' || value === null ? rest : ({ ...object, [key]: value } as JsonObject);
}

/** What may be answered: the bounds, choices and forms that a kind of question has. */
export function Attributes({ kind, schema, hints, inList, onSchema, onHints }: AttributesProps) {
  const { say } = useWords();
  const id = useId();
  const set = (key: string, value: unknown) => onSchema(withPart(schema, key, value));
  const items = (schema['items'] ?? {}) as JsonObject;
  const between = (label: string, least: string, most: string, of = schema, change: (next: JsonObject) => void = onSchema) => (
    <FieldRow label={label}>
      <Bound label={say('{label}：不少于', '{label}: at least', { label })} value={of[least]} whole={kind !== 'number'} onChange={(value) => change(withPart(of, least, value))} />
      <span>{say('至', 'to')}</span>
      <Bound label={say('{label}：不超过', '{label}: at most', { label })} value={of[most]} whole={kind !== 'number'} onChange={(value) => change(withPart(of, most, value))} />
    </FieldRow>
  );
  const shown = (options: readonly (readonly [string, string])[]) => (
    <FieldRow label={say('显示为', 'Shown as')} htmlFor={`${id}-shown`}><Select<string> id={`${id}-shown`} value={String(hints['ui:widget'] ?? options[0]?.[0])} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={options.map(([value, label]) => ({ value, label }))} onChange={(widget) => onHints(withPart(hints, 'ui:widget', widget === options[0]?.[0] ? undefined : widget))} /></FieldRow>
  );
  const parts: Partial<Record<AskedKind, ReactNode>> = {
    choice: <><Choices of={schema} onChange={onSchema} /><Otherwise schema={schema} onChange={onSchema} />{shown([['select', say('下拉选择', 'A list to open')], ['radio', say('全部列出', 'All of them')]])}</>,
    choices: <><Choices of={items} onChange={(next) => set('items', next)} />{between(say('可选几项', 'How many'), 'minItems', 'maxItems')}{shown([['select', say('下拉选择', 'A list to open')], ['checkboxes', say('全部列出', 'All of them')]])}</>,
    boolean: <Otherwise schema={schema} onChange={onSchema} />,
    integer: <>{between(say('范围', 'Range'), 'minimum', 'maximum')}<Otherwise schema={schema} onChange={onSchema} /></>,
    number: <>{between(say('范围', 'Range'), 'minimum', 'maximum')}<Otherwise schema={schema} onChange={onSchema} /></>,
    line: <>{between(say('字数', 'Characters'), 'minLength', 'maxLength')}<Pattern schema={schema} onChange={onSchema} /><Holds schema={schema} onChange={onSchema} /></>,
    text: <>{between(say('字数', 'Characters'), 'minLength', 'maxLength')}<Pattern schema={schema} onChange={onSchema} /></>,
    texts: <>{between(say('几行', 'How many'), 'minItems', 'maxItems')}{between(say('每行字数', 'Characters of each'), 'minLength', 'maxLength', items, (next) => set('items', next))}</>,
    list: between(say('几组', 'How many'), 'minItems', 'maxItems'),
    units: between(say('几个', 'How many'), 'minItems', 'maxItems'),
    signatures: <Signatures schema={schema} onChange={onSchema} />,
  };
  return (
    <>
      {parts[kind]}
      {inList && <FieldRow label={say('认人', 'Known by')}><Checkbox checked={schema['x-same'] === true} onChange={(event) => set('x-same', event.target.checked ? true : undefined)}>{say('凭此认出两件事项中的同一人', 'By this the same person is known in two instances')}</Checkbox></FieldRow>}
    </>
  );
}

function Bound({ label, value, whole, onChange }: { label: string; value: unknown; whole: boolean; onChange: (value: number | undefined) => void }) {
  const { say } = useWords();
  return <InputNumber aria-label={label} placeholder={say('不限', 'any')} style={{ width: 96 }} {...(whole ? { precision: 0 } : {})} value={typeof value === 'number' ? value : null} onChange={(next) => onChange(next ?? undefined)} />;
}

interface PartProps {
  readonly schema: JsonObject;
  readonly onChange: (schema: JsonObject) => void;
}

/** What stands where nobody answers. */
function Otherwise({ schema, onChange }: PartProps) {
  const { say, textOf } = useWords();
  const id = useId();
  const numeric = schema['type'] === 'integer' || schema['type'] === 'number';
  const value = schema['default'];
  const choices = ((schema['oneOf'] ?? []) as readonly JsonObject[]).map((one) => ({ value: String(one['const']), label: isBilingual(one['title']) ? textOf(one['title']) : String(one['const']) }));
  const options = schema['type'] === 'boolean' ? [{ value: 'true', label: say('是', 'yes') }, { value: 'false', label: say('否', 'no') }] : choices;
  const set = (next: string) => onChange(withPart(schema, 'default', next === '' ? undefined : schema['type'] === 'boolean' ? next === 'true' : next));
  return (
    <FieldRow label={say('没有回答时', 'Where nobody answers')} htmlFor={id}>
      {numeric ? <InputNumber id={id} placeholder={say('空着', 'stays empty')} value={typeof value === 'number' ? value : null} onChange={(next) => onChange(withPart(schema, 'default', next ?? undefined))} />
        : <Select<string> id={id} value={value === undefined ? '' : String(value)} style={{ minWidth: 120 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('空着', 'stays empty') }, ...options]} onChange={set} />}
    </FieldRow>
  );
}

/** The form an answer must have. */
function Pattern({ schema, onChange }: PartProps) {
  const { say } = useWords();
  const id = useId();
  const value = typeof schema['pattern'] === 'string' ? schema['pattern'] : '';
  return (
    <FieldRow label={say('格式（正则表达式，可不填）', 'Its form (a regular expression; may be left out)')} htmlFor={id} hint={isPattern(value) ? undefined : <span className="sh-bad-ink sh-small" role="alert">{say('不是正则表达式', 'This is no regular expression')}</span>}>
      <Input id={id} className="sh-mono" style={{ width: 240 }} maxLength={300} status={isPattern(value) ? '' : 'error'} value={value} placeholder="^[A-Z]{2}\d{4}$" onChange={(event) => onChange(withPart(schema, 'pattern', event.target.value))} />
    </FieldRow>
  );
}

/** Whether a text is a regular expression as JSON Schema reads it. */
export function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** What a line holds: names and phones are masked as such. */
function Holds({ schema, onChange }: PartProps) {
  const { say } = useWords();
  const id = useId();
  const value = typeof schema['x-kind'] === 'string' ? schema['x-kind'] : '';
  const known = [{ value: '', label: say('普通文字', 'Any text') }, { value: 'name', label: say('姓名（遮蔽为姓）', 'A name (masked but for the family name)') }, { value: 'phone', label: say('电话（遮蔽中间几位）', 'A phone number (its middle masked)') }];
  const options = known.some((one) => one.value === value) ? known : [...known, { value, label: value }];
  return <FieldRow label={say('内容是', 'It holds')} htmlFor={id}><Select<string> id={id} value={value} style={{ minWidth: 180 }} popupMatchSelectWidth={false} options={options} onChange={(kind) => onChange(withPart(schema, 'x-kind', kind))} /></FieldRow>;
}

/** What is read out and signed, and who signs. */
function Signatures({ schema, onChange }: PartProps) {
  const { say } = useWords();
  const id = useId();
  const { text = '', signers = '' } = (schema['x-signature'] ?? {}) as { text?: string; signers?: string };
  const set = (changes: object) => onChange({ ...schema, 'x-signature': { text, signers, ...changes } } as JsonObject);
  return (
    <>
      <FieldRow label={say('宣读并签署的文本（表达式）', 'What is read out and signed (an expression)')} htmlFor={`${id}-text`}><Input.TextArea id={`${id}-text`} className="cf-code" autoSize maxLength={1000} value={text} placeholder={'"已阅读并同意：" + data.terms'} onChange={(event) => set({ text: event.target.value })} /></FieldRow>
      <FieldRow label={say('签署人（表达式，列表）', 'Who signs (an expression: a list)')} htmlFor={`${id}-signers`}><Input.TextArea id={`${id}-signers`} className="cf-code" autoSize maxLength={1000} value={signers} placeholder={'[{"key": "owner", "name": data.owner, "role": "失主"}]'} onChange={(event) => set({ signers: event.target.value })} /></FieldRow>
    </>
  );
}

/** The answers there are, each with its name in both languages; the value under which one is kept stays. */
function Choices({ of, onChange }: { of: JsonObject; onChange: (next: JsonObject) => void }) {
  const { say } = useWords();
  const choices = of['oneOf'] === undefined ? ((of['enum'] ?? []) as readonly unknown[]).map((value) => ({ const: String(value), title: { 'zh-CN': String(value), en: String(value) } })) : (of['oneOf'] as readonly { const: string; title?: { 'zh-CN': string; en: string } }[]);
  const write = (next: readonly unknown[]) => {
    const { enum: _, ...rest } = of;
    onChange({ ...rest, oneOf: next } as unknown as JsonObject);
  };
  const retitle = (index: number, changes: Partial<{ 'zh-CN': string; en: string }>) => write(choices.map((one, at) => {
    const known = one.title ?? { 'zh-CN': one.const, en: one.const };
    const followed = changes['zh-CN'] !== undefined && known.en === known['zh-CN'] ? { en: changes['zh-CN'] } : {};
    return at === index ? { ...one, title: { ...known, ...followed, ...changes } } : one;
  }));
  const swap = (index: number) => write(choices.map((one, at) => (at === index - 1 ? choices[index] : at === index ? choices[index - 1] : one)));
  const free = () => {
    for (let number = choices.length + 1; ; number++) if (choices.every((one) => one.const !== `choice${number}`)) return `choice${number}`;
  };
  return (
    <FieldRow label={say('选项', 'Choices')}>
      <div className="cf-rungs">
        {choices.map((choice, index) => (
          <div key={choice.const} className="sh-row">
            <Input style={{ width: 160 }} aria-label={say('第 {number} 个选项', 'Choice {number}', { number: index + 1 })} value={choice.title?.['zh-CN'] ?? choice.const} maxLength={100} onChange={(event) => retitle(index, { 'zh-CN': event.target.value })} />
            <Input style={{ width: 140 }} aria-label={say('第 {number} 个选项的英文', 'Choice {number} in English', { number: index + 1 })} placeholder="English" value={choice.title?.en === choice.title?.['zh-CN'] ? '' : choice.title?.en} maxLength={100} onChange={(event) => retitle(index, { en: event.target.value || (choice.title?.['zh-CN'] ?? '') })} />
            <span className="sh-sub sh-small sh-mono">{choice.const}</span>
            <Button type="text" size="small" disabled={index === 0} aria-label={say('上移第 {number} 个选项', 'Move choice {number} up', { number: index + 1 })} onClick={() => swap(index)}>↑</Button>
            <Button type="text" size="small" aria-label={say('删除第 {number} 个选项', 'Remove choice {number}', { number: index + 1 })} onClick={() => write(choices.filter((_, at) => at !== index))}>×</Button>
          </div>
        ))}
        <Button size="small" type="dashed" onClick={() => write([...choices, { const: free(), title: { 'zh-CN': '', en: '' } }])}>{say('＋ 选项', '+ Choice')}</Button>
      </div>
    </FieldRow>
  );
}
