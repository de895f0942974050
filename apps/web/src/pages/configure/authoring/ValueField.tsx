import { useWords } from '@stationhouse/plugin-web';
import { isBilingual, readValue, writeValue, type Constant, type JsonObject, type ValueRoot, type ValueRule } from '@stationhouse/workflow';
import { Button, Input, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { ExpressionField } from '../ParameterFields.js';
import { useWork } from './work.js';

interface ValueProps {
  readonly label: string;
  /** CEL. */
  readonly source: string;
  /** The schema of what gets the value, where it is known. */
  readonly target?: JsonObject | undefined;
  /** The answer just given, where there is one. */
  readonly eventSchema: JsonObject | undefined;
  /** One of several items may be named. */
  readonly ofItems?: boolean;
  readonly onChange: (source: string) => void;
}

type Kind = ValueRule['kind'] | 'text';

/** What something becomes: what was just answered, what the instance says, a value, the present moment, one more, or an expression. */
export function ValueField({ label, source, target, eventSchema, ofItems = false, onChange }: ValueProps) {
  const { say } = useWords();
  const { definition, mayEdit } = useWork();
  const id = useId();
  const disabled = !mayEdit;
  const data = definition.data as JsonObject;
  const rule = readValue(source);
  const kind: Kind = rule?.kind ?? 'text';
  const answers = useFields(eventSchema, data);
  const fields = useFields(data, data);
  const counts = fields.filter(({ schema }) => isNumber(schema));
  const parameters = useParameters();
  const roots: Readonly<Record<ValueRoot, readonly Field[]>> = { event: answers, data: fields, parameters };
  const write = (next: ValueRule) => onChange(writeValue(next));
  const begin = (next: Kind) => {
    if (next === 'text') onChange(`${source} `);
    else if (next === 'now' || next === 'item') write({ kind: next });
    else if (next === 'constant') write({ kind: next, value: firstConstant(target) });
    else if (next === 'count') write({ kind: next, field: counts[0]?.key ?? '', by: 1 });
    else write({ kind: next, field: roots[next][0]?.key ?? '' });
  };
  const kinds: readonly (readonly [Kind, string, boolean])[] = [
    ['event', say('本次填写的', 'As just answered'), answers.length > 0], ['constant', say('固定值', 'A value'), true], ['now', say('办理的时间', 'The moment of the step'), target === undefined || target['format'] === 'date-time'],
    ['count', say('计数', 'Counted on'), counts.length > 0 && (target === undefined || isNumber(target))], ['data', say('事项中的字段', 'A field of the instance'), fields.length > 0],
    ['item', say('逐项中的这一项', 'The one of the items'), ofItems], ['parameters', say('参数', 'A parameter'), parameters.length > 0], ['text', say('表达式', 'An expression'), true],
  ];
  return (
    <span className="cf-value">
      <Select<Kind> aria-label={say('{label}：取自哪里', '{label}: where it comes from', { label })} value={kind} disabled={disabled} style={{ minWidth: 120 }} popupMatchSelectWidth={false} options={kinds.filter(([value,, offered]) => offered || value === kind).map(([value, title]) => ({ value, label: title }))} onChange={begin} />
      {rule === undefined && <ExpressionField id={id} label={label} value={source} disabled={disabled} onChange={onChange} />}
      {rule !== undefined && 'field' in rule && rule.kind !== 'count' && <Read label={label} rule={rule} fields={roots[rule.kind]} target={target} disabled={disabled} onChange={write} />}
      {rule?.kind === 'constant' && <ConstantField label={label} value={rule.value} target={target} disabled={disabled} onChange={(value) => write({ ...rule, value })} />}
      {rule?.kind === 'count' && (
        <>
          <FieldPick label={say('{label}：哪个字段', '{label}: which field', { label })} fields={counts} value={rule.field} disabled={disabled} onChange={(field) => write({ ...rule, field })} />
          <InputNumber aria-label={say('{label}：加多少', '{label}: how much is added', { label })} value={rule.by} disabled={disabled} prefix={rule.by < 0 ? undefined : '+'} style={{ width: 90 }} onChange={(by) => { if (by !== null) write({ ...rule, by }); }} />
        </>
      )}
    </span>
  );
}

type ReadRule = Extract<ValueRule, { readonly kind: ValueRoot }>;

/** A field that is read, and what holds where it is empty. */
function Read({ label, rule, fields, target, disabled, onChange }: { label: string; rule: ReadRule; fields: readonly Field[]; target: JsonObject | undefined; disabled: boolean; onChange: (rule: ReadRule) => void }) {
  const { say } = useWords();
  const { otherwise, ...plain } = rule;
  const schema = target ?? fields.find(({ key }) => key === rule.field)?.schema;
  return (
    <>
      <FieldPick label={say('{label}：哪个字段', '{label}: which field', { label })} fields={fields} value={rule.field} disabled={disabled} onChange={(field) => onChange({ ...rule, field })} />
      {otherwise !== undefined && <><span>{say('未填写时', 'where it is empty')}</span><ConstantField label={say('{label}：未填写时', '{label}: where it is empty', { label })} value={otherwise} target={schema} disabled={disabled} onChange={(next) => onChange({ ...rule, otherwise: next })} /></>}
      {rule.kind !== 'parameters' && !disabled && (otherwise === undefined ? <Button type="link" size="small" onClick={() => onChange({ ...rule, otherwise: firstConstant(schema) })}>{say('未填写时…', 'where it is empty…')}</Button> : <Button type="text" size="small" aria-label={say('{label}：不管是否填写', '{label}: whether it is empty or not', { label })} onClick={() => onChange(plain)}>×</Button>)}
    </>
  );
}

/** A value that is written out, as the field that gets it asks for it. */
function ConstantField({ label, value, target, disabled, onChange }: { label: string; value: Constant; target: JsonObject | undefined; disabled: boolean; onChange: (value: Constant) => void }) {
  const { say, textOf } = useWords();
  const choices = choicesOf(target);
  if (Array.isArray(value)) return <span className="sh-sub">{say('空列表', 'an empty list')}</span>;
  if (typeof value === 'boolean' || target?.['type'] === 'boolean') return <Select<string> aria-label={label} value={String(value)} disabled={disabled} options={[{ value: 'true', label: say('是', 'yes') }, { value: 'false', label: say('否', 'no') }]} onChange={(next) => onChange(next === 'true')} />;
  if (choices.length > 0) return <Select<string> aria-label={label} value={String(value)} disabled={disabled} style={{ minWidth: 110 }} popupMatchSelectWidth={false} options={choices.map(({ const: code, title }) => ({ value: code, label: isBilingual(title) ? textOf(title) : code }))} onChange={onChange} />;
  if (typeof value === 'number' || isNumber(target)) return <InputNumber aria-label={label} value={Number(value)} disabled={disabled} onChange={(next) => { if (next !== null) onChange(next); }} />;
  return <Input aria-label={label} value={String(value)} placeholder={say('空', 'nothing')} disabled={disabled} style={{ width: 170 }} maxLength={500} onChange={(event) => onChange(event.target.value)} />;
}

interface Field {
  readonly key: string;
  readonly title: string;
  readonly schema: JsonObject;
}

/** A field by its name; one that is not there (any more) stands as it is written. */
export function FieldPick({ label, fields, value, disabled, onChange }: { label: string; fields: readonly Field[]; value: string; disabled: boolean; onChange: (field: string) => void }) {
  const known = fields.some(({ key }) => key === value);
  const wrong = !known && fields.length > 0;
  return <Select<string> aria-label={label} value={value} status={wrong ? 'error' : ''} disabled={disabled} style={{ minWidth: 130 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={[...fields.map(({ key, title }) => ({ value: key, label: title })), ...(known ? [] : [{ value, label: value }])]} onChange={onChange} />;
}

/** The fields of a schema, by what people call them; a form that does not say has the names of the data. */
export function useFields(schema: JsonObject | undefined, data: JsonObject): readonly Field[] {
  const { textOf } = useWords();
  const known = propertiesOf(data);
  return Object.entries(propertiesOf(schema)).map(([key, field]) => {
    const title = field['title'] ?? known[key]?.['title'];
    return { key, title: isBilingual(title) ? textOf(title) : key, schema: { ...known[key], ...field } };
  });
}

function useParameters(): readonly Field[] {
  const { textOf } = useWords();
  const { definition } = useWork();
  return Object.entries(definition.parameters ?? {}).map(([key, { title, type }]) => ({ key, title: textOf(title), schema: { type: type === 'number' || type === 'boolean' ? type : 'string' } }));
}

export function propertiesOf(schema: JsonObject | undefined): Readonly<Record<string, JsonObject>> {
  return (schema?.['properties'] ?? {}) as Record<string, JsonObject>;
}

function choicesOf(schema: JsonObject | undefined): readonly { readonly const: string; readonly title: unknown }[] {
  return Array.isArray(schema?.['oneOf']) ? (schema['oneOf'] as unknown as { const: string; title: unknown }[]).filter((one) => typeof one.const === 'string') : [];
}

function isNumber(schema: JsonObject | undefined): boolean {
  return schema?.['type'] === 'number' || schema?.['type'] === 'integer';
}

function firstConstant(schema: JsonObject | undefined): Constant {
  return schema?.['type'] === 'boolean' ? false : isNumber(schema) ? 0 : schema?.['type'] === 'array' ? [] : (choicesOf(schema)[0]?.const ?? '');
}
