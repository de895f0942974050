import { useWords } from '@stationhouse/plugin-web';
import { setPart, type DocumentPath, type ParameterDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { DurationField, RoleSelect } from '../fields.js';
import { SpanField, type NamedParameter } from '../ParameterFields.js';
import { Named, useUses } from './NamedParts.js';
import { freeName } from './parameters.js';
import { TitleField } from './TitleField.js';
import { useWork } from './work.js';

/** What a bureau and its stations may turn, and how far. */
export function ParametersPart() {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const uses = useUses('parameters');
  const names = Object.keys(definition.parameters ?? {});
  const add = () => {
    const name = freeName(definition, '', 'parameter');
    edit((now) => setPart(now, ['parameters', name], { title: { 'zh-CN': '新参数', en: 'New parameter' }, type: 'duration', default: 'P3D' }));
  };
  return (
    <>
      {names.map((name) => <Parameter key={name} name={name} uses={uses.get(name) ?? []} />)}
      {names.length === 0 && <p className="sh-sub">{say('没有参数：各所照此办理，不能调整期限等。', 'None: stations work with it as it is.')}</p>}
      {mayEdit && <Button type="dashed" onClick={add}>{say('＋ 参数', '+ Parameter')}</Button>}
    </>
  );
}

const DEFAULTS: Readonly<Record<ParameterDefinition['type'], string | number | boolean>> = { duration: 'P3D', number: 1, boolean: false, text: '', role: 'duty-officer' };

function Parameter({ name, uses }: { name: string; uses: readonly DocumentPath[] }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const id = useId();
  const parameter = definition.parameters?.[name];
  if (parameter === undefined) return null;
  const disabled = !mayEdit;
  const set = (part: string, value: unknown) => edit((now) => setPart(now, ['parameters', name, part], value), `parameters.${name}.${part}`);
  const types: Readonly<Record<ParameterDefinition['type'], string>> = { duration: say('时长', 'A duration'), number: say('数字', 'A number'), boolean: say('是否', 'Yes or no'), text: say('文字', 'A text'), role: say('岗位', 'A role') };
  const retype = (type: ParameterDefinition['type']) => edit((now) => setPart(now, ['parameters', name], { title: parameter.title, type, default: DEFAULTS[type], ...(parameter.because === undefined ? {} : { because: parameter.because }) }));
  const alike = Object.entries(definition.parameters ?? {}).filter(([other, { type }]) => other !== name && type === parameter.type).map(([other, { title }]) => ({ name: other, title: textOf(title) }));
  const valued = (part: 'default' | 'min' | 'max', label: string) => <FieldRow label={label}><ParameterValue parameter={parameter} part={part} label={`${textOf(parameter.title)} ${label}`} alike={part === 'default' ? [] : alike} disabled={disabled} onChange={(value) => set(part, value)} />{part !== 'default' && parameter[part] !== undefined && mayEdit && <Button type="link" size="small" onClick={() => set(part, undefined)}>{say('不限', 'No bound')}</Button>}</FieldRow>;
  return (
    <Named section="parameters" name={name} uses={uses} summary={<>{textOf(parameter.title)} <span className="sh-sub sh-small">{types[parameter.type]} · <span className="sh-mono">{String(parameter.default)}</span></span></>}>
      <TitleField label={say('参数名称', 'What it is called')} value={parameter.title} disabled={disabled} onChange={(title) => set('title', title)} />
      <FieldRow label={say('类型', 'Kind')} htmlFor={`${id}-type`}><Select<ParameterDefinition['type']> id={`${id}-type`} value={parameter.type} disabled={disabled} style={{ minWidth: 110 }} options={Object.entries(types).map(([value, label]) => ({ value: value as ParameterDefinition['type'], label }))} onChange={retype} />
        {parameter.type === 'duration' && <Select<string> aria-label={say('怎样计算', 'How it is counted')} value={parameter.calendar ?? 'natural'} disabled={disabled} style={{ minWidth: 120 }} popupMatchSelectWidth={false} options={[{ value: 'natural', label: say('自然日', 'every day') }, { value: 'workingDays', label: say('工作日', 'working days') }, { value: 'shifts', label: say('班次时间', 'time on shift') }]} onChange={(calendar) => edit((now) => setPart(setPart(now, ['parameters', name, 'calendar'], calendar === 'natural' ? undefined : calendar), ['parameters', name, 'default'], calendar === 'workingDays' && !/^P\d+D$/.test(String(parameter.default)) ? 'P3D' : parameter.default))} />}
      </FieldRow>
      {valued('default', say('没有另行设定时', 'Where nobody sets it'))}
      {(parameter.type === 'duration' || parameter.type === 'number') && <>{valued('min', say('不少于', 'At least'))}{valued('max', say('不超过', 'At most'))}</>}
      <Checkbox checked={parameter.locked === true} disabled={disabled} onChange={(event) => set('locked', event.target.checked ? true : undefined)}>{say('锁定，各所不能改', 'Locked: stations cannot change it')}</Checkbox>
      <FieldRow label={say('依据（各所能看到）', 'Because (stations read it)')} htmlFor={`${id}-because`}><Input id={`${id}-because`} value={parameter.because ?? ''} maxLength={500} disabled={disabled} onChange={(event) => set('because', event.target.value || undefined)} /></FieldRow>
    </Named>
  );
}

interface ValueProps {
  readonly parameter: ParameterDefinition;
  readonly part: 'default' | 'min' | 'max';
  readonly label: string;
  /** Other parameters of its kind, which a bound may follow. */
  readonly alike: readonly NamedParameter[];
  readonly disabled: boolean;
  readonly onChange: (value: string | number | boolean | undefined) => void;
}

/** A value of a parameter, or (of a bound) the parameter that it follows. */
function ParameterValue({ parameter, part, label, alike, disabled, onChange }: ValueProps) {
  const { say } = useWords();
  const value = parameter[part];
  const follows = typeof value === 'string' && value.startsWith('$');
  if (parameter.type === 'duration') return follows || alike.length > 0 ? <SpanField label={label} value={String(value ?? '')} parameters={alike} disabled={disabled} onChange={onChange} /> : <DurationField label={label} value={String(value ?? '')} calendar={parameter.calendar} disabled={disabled} onChange={(iso) => { if (iso !== '') onChange(iso); }} />;
  if (parameter.type === 'number') {
    return (
      <>
        {!follows && <InputNumber aria-label={label} value={typeof value === 'number' ? value : null} disabled={disabled} onChange={(next) => { if (next !== null || part !== 'default') onChange(next ?? undefined); }} />}
        {(follows || alike.length > 0) && <Select<string> aria-label={say('{label}：随哪个参数', '{label}: which parameter it follows', { label })} value={follows ? value : ''} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('直接写', 'written out') }, ...alike.map(({ name, title }) => ({ value: `$${name}`, label: say('同“{name}”', 'as “{name}”', { name: title }) }))]} onChange={(next) => onChange(next || undefined)} />}
      </>
    );
  }
  if (parameter.type === 'boolean') return <Checkbox checked={value === true} disabled={disabled} onChange={(event) => onChange(event.target.checked)}>{say('是', 'yes')}</Checkbox>;
  if (parameter.type === 'role') return <RoleSelect label={label} value={String(value ?? '')} disabled={disabled} onChange={onChange} />;
  return <Input aria-label={label} value={String(value ?? '')} maxLength={500} disabled={disabled} onChange={(event) => onChange(event.target.value)} />;
}
