import { useWords } from '@stationhouse/plugin-web';
import { isBilingual, readMoment, writeMoment, type JsonObject, type MomentRule } from '@stationhouse/workflow';
import { Checkbox, Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from './FieldRow.js';
import { DurationField } from './fields.js';
import { ExpressionField, SpanField, type NamedParameter } from './ParameterFields.js';

/** When something is due: a duration (or `$parameter`) from its opening, or an expression that gives the moment. */
export interface When {
  readonly due?: string | undefined;
  readonly dueAt?: string | undefined;
}

interface WhenProps extends When {
  readonly label: string;
  readonly dataSchema: JsonObject;
  /** Parameters of type duration. */
  readonly parameters: readonly NamedParameter[];
  readonly disabled: boolean;
  /** `span`: how long, not when; `moment`: when, and always. */
  readonly only?: 'span' | 'moment';
  /** It may be left out, though it is a moment. */
  readonly optional?: boolean;
  readonly onChange: (when: When) => void;
  /** Makes a parameter of so many working days (or hours of the station’s shifts) and uses it; absent where no parameter can be made. */
  readonly onCounted?: ((iso: string, calendar: 'workingDays' | 'shifts') => void) | undefined;
}

type Kind = 'none' | 'delay' | 'parameter' | 'workingDays' | 'shifts' | 'moment' | 'text';

/** When it is due: never, after a delay, by a parameter, in working days or hours on shift, or by the moment of a field. */
export function WhenField({ label, due, dueAt, dataSchema, parameters, disabled, only, optional = only !== 'moment', onChange, onCounted }: WhenProps) {
  const { say } = useWords();
  const id = useId();
  const fields = momentFields(dataSchema);
  const rule = dueAt === undefined ? undefined : readMoment(dueAt);
  const shown: Kind = dueAt !== undefined ? (rule === undefined ? 'text' : 'moment') : due === undefined ? 'none' : due.startsWith('$') ? 'parameter' : 'delay';
  const [parameter] = parameters;
  const begin = (next: Kind) => {
    if (next === 'none') onChange({});
    else if (next === 'delay') onChange({ due: only === 'span' ? 'P1D' : 'P3D' });
    else if (next === 'parameter') onChange({ due: `$${parameter?.name ?? ''}` });
    else if (next === 'moment') onChange({ dueAt: writeMoment({ field: fields[0]?.name, offset: undefined, before: false, endOfDay: true }) });
    else if (next === 'text') onChange({ dueAt: dueAt ?? writeMoment({ field: undefined, offset: due ?? 'P3D', before: false, endOfDay: false }) });
    else onCounted?.(next === 'workingDays' ? 'P3D' : 'PT4H', next);
  };
  const kinds: readonly (readonly [Kind, string, boolean])[] = [
    ['none', say('不设', 'None'), optional], ['delay', only === 'span' ? say('一段时间', 'Some time') : say('打开后一段时间', 'Some time after it opens'), only !== 'moment'], ['parameter', say('按参数', 'By a parameter'), only !== 'moment' && parameters.length > 0],
    ['workingDays', say('几个工作日…', 'Working days…'), onCounted !== undefined], ['shifts', say('几个班次小时…', 'Hours on shift…'), onCounted !== undefined],
    ['moment', say('按某个时间', 'By some moment'), only !== 'span'], ['text', say('表达式', 'An expression'), only !== 'span'],
  ];
  return (
    <FieldRow label={label} htmlFor={id}>
      <Select<Kind> {...(shown === 'none' ? { id } : {})} aria-label={say('怎样确定{label}', 'How “{label}” is decided', { label })} value={shown} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={kinds.filter(([value,, offered]) => offered || value === shown).map(([value, title]) => ({ value, label: title }))} onChange={begin} />
      {shown === 'delay' && <DurationField id={id} label={label} value={due ?? ''} disabled={disabled} onChange={(iso) => { if (iso !== '') onChange({ due: iso }); }} />}
      {shown === 'parameter' && <Select<string> id={id} aria-label={say('哪个参数', 'Which parameter')} value={due} disabled={disabled} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={parameters.map(({ name, title }) => ({ value: `$${name}`, label: title }))} onChange={(next) => onChange({ due: next })} />}
      {shown === 'moment' && rule !== undefined && <Moment id={id} rule={rule} fields={fields} parameters={parameters} disabled={disabled} onChange={(next) => onChange({ dueAt: writeMoment(next) })} />}
      {shown === 'text' && <ExpressionField id={id} label={say('给出时间的表达式', 'An expression that gives the moment')} value={dueAt ?? ''} disabled={disabled} onChange={(next) => onChange({ dueAt: next })} />}
    </FieldRow>
  );
}

interface MomentField {
  readonly name: string;
  readonly title: { readonly 'zh-CN': string; readonly en: string };
}

/** The fields of the data that hold a day or a moment. */
function momentFields(dataSchema: JsonObject): readonly MomentField[] {
  return Object.entries((dataSchema['properties'] ?? {}) as Record<string, JsonObject>).flatMap(([name, field]) => (field['format'] === 'date' || field['format'] === 'date-time' ? [{ name, title: isBilingual(field['title']) ? field['title'] : { 'zh-CN': name, en: name } }] : []));
}

/** `发现时间 之后 3 天 到当日结束`. */
function Moment({ id, rule, fields, parameters, disabled, onChange }: { id: string; rule: MomentRule; fields: readonly MomentField[]; parameters: readonly NamedParameter[]; disabled: boolean; onChange: (rule: MomentRule) => void }) {
  const { say, locale } = useWords();
  const by = rule.offset === undefined ? 'at' : rule.before ? 'before' : 'after';
  const shift = (next: 'at' | 'before' | 'after') => onChange({ ...rule, before: next === 'before', offset: next === 'at' ? undefined : (rule.offset ?? 'P1D') });
  return (
    <>
      <Select<string> id={id} aria-label={say('哪个时间', 'Which moment')} value={rule.field ?? ''} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('进入此步骤时', 'when the step is entered') }, ...fields.map(({ name, title }) => ({ value: name, label: title[locale] }))]} onChange={(field) => onChange({ ...rule, field: field || undefined })} />
      <Select<'at' | 'before' | 'after'> aria-label={say('之前还是之后', 'Before or after')} value={by} disabled={disabled} popupMatchSelectWidth={false} options={[{ value: 'at', label: say('当时', 'itself') }, { value: 'after', label: say('之后', 'and then') }, { value: 'before', label: say('之前', 'less') }]} onChange={shift} />
      {rule.offset !== undefined && <SpanField label={say('多久', 'How long')} value={rule.offset} parameters={parameters} disabled={disabled} onChange={(offset) => onChange({ ...rule, offset })} />}
      <Checkbox checked={rule.endOfDay} disabled={disabled} onChange={(event) => onChange({ ...rule, endOfDay: event.target.checked })}>{say('到当日结束', 'until the end of that day')}</Checkbox>
    </>
  );
}
