import { Chip, useWords } from '@stationhouse/plugin-web';
import { addFragment, addFragmentParameter, removeFragmentParameter, renameFragment, renameFragmentParameter, setFragmentParameter, setPart, usesOfFragment, type ArgumentType, type FragmentParameter } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { useId } from 'react';
import { FieldRow } from '../FieldRow.js';
import { SpanField, useRoleOptions } from '../ParameterFields.js';
import { argumentWords } from './fragments.js';
import { freeName, parametersOf } from './parameters.js';
import { stateAt } from './places.js';
import { KeyField, TitleField } from './TitleField.js';
import { useWork } from './work.js';

const TYPES: readonly ArgumentType[] = ['duration', 'moment', 'role', 'form', 'target', 'title'];

/** The fragments of the workflow, each with where it is used and the way inside. */
export function FragmentsPart() {
  const { say } = useWords();
  const { definition, edit, mayEdit, select } = useWork();
  const add = () => {
    const name = freeName(definition, '', 'fragment');
    edit((now) => addFragment(now, name, { 'zh-CN': '新片段', en: 'New fragment' }));
    select(`@${name}`);
  };
  return (
    <>
      <p className="sh-sub sh-small">{say('多处都要办的同样几步，写一次，用在几处；各处不同的（期限、表单、去向）由使用处给出。', 'Steps that several places need are written once and used there; what differs – a time, a form, where it leads – is given where it is used.')}</p>
      {Object.keys(definition.fragments ?? {}).map((name) => <div key={name} className="sh-row" data-place={`fragments.${name}`}><button type="button" className="cf-link sh-mono" onClick={() => select(`@${name}`)}>{name}</button><span className="sh-sub sh-small">{say('用于 {count} 处', 'used in {count, plural, one {# place} other {# places}}', { count: usesOfFragment(definition, name).length })}</span></div>)}
      {mayEdit && <Button type="dashed" size="small" onClick={add}>{say('＋ 片段', '+ Fragment')}</Button>}
    </>
  );
}

/** What a fragment is as a whole: where it is used, what it is given, its name. */
export function FragmentPart({ name }: { name: string }) {
  const { say, textOf } = useWords();
  const { definition, flow, edit, mayEdit, select } = useWork();
  const uses = usesOfFragment(definition, name);
  const parameters = Object.entries(definition.fragments?.[name]?.parameters ?? {});
  const rename = (to: string) => {
    edit((now) => renameFragment(now, name, to));
    select(`@${to}`);
  };
  const remove = () => {
    edit((now) => setPart(now, ['fragments', name], undefined));
    select(undefined);
  };
  return (
    <section className="cf-section" aria-label={say('片段“{name}”', 'Fragment {name}', { name })} data-place={`fragments.${name}`}>
      <FieldRow label={say('用在哪里', 'Where it is used')}>{uses.length === 0 ? <span className="sh-sub">{say('还没有使用：打开一个步骤，选“改用片段”。', 'Nowhere yet: open a step and let it be the fragment.')}</span> : uses.map((path) => <UseLink key={path} path={path} />)}</FieldRow>
      <FieldRow label={say('其中的步骤', 'The steps inside')}>{flow.cards.filter(({ path }) => path !== `@${name}`).map(({ path, title }) => <Chip key={path}><button type="button" className="cf-link" onClick={() => select(path)}>{textOf(title)}</button></Chip>)}</FieldRow>
      <KeyField label={say('片段的名称', 'What the fragment is called')} value={name} taken={new Set(Object.keys(definition.fragments ?? {}))} disabled={!mayEdit} onChange={rename} />
      <h3>{say('使用处给出什么', 'What it is given')}</h3>
      {parameters.map(([key, parameter]) => <Parameter key={key} fragment={name} name={key} parameter={parameter} beside={new Set(parameters.map(([one]) => one))} />)}
      {mayEdit && (
        <div className="sh-row">
          <Select<ArgumentType | null> aria-label={say('增加一项', 'Something more it is given')} placeholder={say('＋ 增加一项', '+ Something more')} value={null} style={{ minWidth: 150 }} options={TYPES.map((type) => ({ value: type, label: <ArgumentLabel type={type} /> }))} onChange={(type) => { if (type !== null) edit((now) => addFragmentParameter(now, name, freeKeyOf(type, parameters.map(([key]) => key)), type)); }} />
          <Button danger size="small" disabled={uses.length > 0} title={uses.length > 0 ? say('还在使用，不能删除', 'It is in use') : ''} onClick={remove}>{say('删除片段', 'Remove the fragment')}</Button>
        </div>
      )}
    </section>
  );
}

function freeKeyOf(type: ArgumentType, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const key = number === 1 ? type : `${type}${number}`;
    if (!taken.includes(key)) return key;
  }
}

function ArgumentLabel({ type }: { type: ArgumentType }) {
  return <>{argumentWords(type, useWords())}</>;
}

/** The way to a state that uses the fragment. */
function UseLink({ path }: { path: string }) {
  const { select } = useWork();
  const title = useTitleAt(path);
  return <Chip><button type="button" className="cf-link" onClick={() => select(path)}>{title}</button></Chip>;
}

/** What people call the state at a written path, with what it lies in; its path where nothing names it. */
function useTitleAt(path: string): string {
  const { textOf } = useWords();
  const { definition } = useWork();
  const [first = '', ...rest] = path.split('.');
  const start = first.startsWith('@') ? definition.fragments?.[first.slice(1)] : definition.states[first];
  const titles: string[] = [];
  rest.reduce<typeof start>((state, key) => {
    titles.push(typeof state?.title === 'object' ? textOf(state.title) : '');
    return (state?.parallel ?? state?.states)?.[key];
  }, start);
  const state = stateAt(definition, path);
  return [...titles, typeof state?.title === 'object' ? textOf(state.title) : path].filter(Boolean).join(' · ');
}

/** One thing a fragment is given: its name, its type, whether it may be left out, what holds then. */
function Parameter({ fragment, name, parameter, beside }: { fragment: string; name: string; parameter: FragmentParameter; beside: ReadonlySet<string> }) {
  const words = useWords();
  const { say } = words;
  const { edit, mayEdit } = useWork();
  const id = useId();
  const set = (changes: Partial<FragmentParameter>, group?: string) => edit((now) => setFragmentParameter(now, fragment, name, { type: parameter.type, optional: parameter.optional === true, default: parameter.default, ...changes } as Parameters<typeof setFragmentParameter>[3]), group);
  return (
    <details className="cf-below cf-entry">
      <summary><span className="sh-mono">{name}</span> <span className="sh-sub sh-small">{argumentWords(parameter.type, words)}{parameter.optional === true && <> · {say('可以不给', 'may be left out')}</>}</span></summary>
      <KeyField label={say('在片段中的名称', 'Its name inside')} value={name} taken={beside} disabled={!mayEdit} onChange={(to) => edit((now) => renameFragmentParameter(now, fragment, name, to))} />
      <FieldRow label={say('是什么', 'What it is')} htmlFor={`${id}-type`}>
        <Select<ArgumentType> id={`${id}-type`} value={parameter.type} disabled={!mayEdit} style={{ minWidth: 110 }} options={TYPES.map((type) => ({ value: type, label: argumentWords(type, words) }))} onChange={(type) => set({ type, default: undefined })} />
        <Checkbox checked={parameter.optional === true} disabled={!mayEdit} onChange={(event) => set({ optional: event.target.checked ? true : undefined } as Partial<FragmentParameter>)}>{say('可以不给', 'May be left out')}</Checkbox>
        {mayEdit && <Button type="text" size="small" aria-label={say('删除“{name}”', 'Remove “{name}”', { name })} onClick={() => edit((now) => removeFragmentParameter(now, fragment, name))}>×</Button>}
      </FieldRow>
      {parameter.type !== 'target' && (
        <FieldRow label={say('没有给出时', 'Where it is not given')}>
          <Checkbox checked={parameter.default !== undefined} disabled={!mayEdit} onChange={(event) => set({ default: event.target.checked ? FIRST[parameter.type] : undefined })}>{say('用', 'takes')}</Checkbox>
          {parameter.default !== undefined && <ArgumentField type={parameter.type} label={say('“{name}”没有给出时', '“{name}” where it is not given', { name })} value={parameter.default} onChange={(value) => set({ default: value }, `${fragment}.${name}.default`)} />}
        </FieldRow>
      )}
    </details>
  );
}

const FIRST: Readonly<Record<ArgumentType, string | { 'zh-CN': string; en: string }>> = { duration: 'P3D', moment: 'state.entered', role: 'duty-officer', form: '', target: '', title: { 'zh-CN': '步骤', en: 'Step' } };

interface ArgumentProps {
  readonly type: ArgumentType;
  readonly label: string;
  readonly value: string | { readonly 'zh-CN': string; readonly en: string } | undefined;
  /** Where it may lead to. */
  readonly targets?: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | { readonly 'zh-CN': string; readonly en: string }) => void;
}

/** A value that a fragment is given, by its type. */
export function ArgumentField({ type, label, value, targets = [], onChange }: ArgumentProps) {
  const { textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const disabled = !mayEdit;
  const roles = useRoleOptions(parametersOf(definition, 'role', textOf));
  if (type === 'title') return <TitleField label={label} value={typeof value === 'object' ? value : { 'zh-CN': String(value ?? ''), en: String(value ?? '') }} disabled={disabled} onChange={onChange} />;
  const text = typeof value === 'string' ? value : '';
  const pick = (options: readonly { readonly value: string; readonly label: string }[]) => <Select<string> aria-label={label} value={text === '' ? null : text} disabled={disabled} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={options.some((one) => one.value === text) || text === '' ? [...options] : [...options, { value: text, label: text }]} onChange={onChange} />;
  if (type === 'duration') return <SpanField label={label} value={text} parameters={parametersOf(definition, 'duration', textOf)} disabled={disabled} onChange={onChange} />;
  if (type === 'role') return pick(roles);
  if (type === 'form') return pick(Object.entries(definition.forms ?? {}).map(([key, form]) => ({ value: key, label: textOf(form.title) })));
  if (type === 'target') return pick(targets);
  return <Input aria-label={label} className="cf-code" style={{ width: 260 }} value={text} maxLength={1000} disabled={disabled} onChange={(event) => { if (event.target.value.trim() !== '') onChange(event.target.value); }} />;
}
