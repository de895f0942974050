import { Chip, useWords } from '@stationhouse/plugin-web';
import { setPart, type JsonObject, type ParameterDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { stringify } from 'yaml';
import { FieldRow } from '../FieldRow.js';
import { DurationField, RoleSelect } from '../fields.js';
import { titleOfField } from '../words.js';
import { FormPart } from './FormPart.js';
import { freeName } from './parameters.js';
import { TextPart } from './TextPart.js';
import { TitleField } from './TitleField.js';
import { useWork } from './work.js';
import { YearsField } from './YearsField.js';

/** What concerns the workflow as a whole: its name and numbers, what stations may turn, its forms, why personal data are kept. */
export function WorkflowPanel() {
  const { say } = useWords();
  const { definition } = useWork();
  return (
    <div className="cf-panel">
      <div className="sh-row sh-card-head"><h2>{say('整个流程', 'The workflow')}</h2></div>
      <General />
      <Part title={say('参数（上级和各所可以调整）', 'Parameters (what a bureau and stations may turn)')} count={Object.keys(definition.parameters ?? {}).length}><Parameters /></Part>
      <Part title={say('表单', 'Forms')} count={Object.keys(definition.forms ?? {}).length}><Forms /></Part>
      <Part title={say('个人信息', 'Personal data')} count={personalFields(definition.data as JsonObject).length}><PersonalData /></Part>
      <Part title={say('事件、动作、拒绝说明、独立时限', 'Events, actions, refusals, clocks apart')} count={Object.keys({ ...definition.events, ...definition.actions, ...definition.refusals, ...definition.clocks }).length}><Others /></Part>
    </div>
  );
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return <details className="cf-section cf-part"><summary><h3>{title}</h3> <Chip>{count}</Chip></summary>{children}</details>;
}

function General() {
  const { say, textOf } = useWords();
  const { definition, authored, roles, means, edit, mayEdit } = useWork();
  const words = useWords();
  const id = useId();
  const set = (path: readonly (string | number)[], value: unknown) => edit((now) => setPart(now, path, value), path.join('.'));
  const fields = Object.entries((definition.data['properties'] ?? {}) as Record<string, JsonObject>);
  const { description } = definition;
  const describe = (changes: { 'zh-CN'?: string; en?: string }) => {
    const next = { 'zh-CN': '', en: '', ...description, ...changes };
    const zh = next['zh-CN'] || next.en;
    set(['description'], zh === '' ? undefined : { 'zh-CN': zh, en: next.en || zh });
  };
  return (
    <section className="cf-section" aria-label={say('名称与编号', 'Name and numbers')}>
      <TitleField label={say('流程名称', 'What it is called')} value={definition.title} disabled={!mayEdit} onChange={(title) => set(['title'], title)} />
      <FieldRow label={say('说明（供选用者看）', 'For whoever chooses it')} htmlFor={`${id}-about`}><Input.TextArea id={`${id}-about`} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={500} value={description?.['zh-CN'] ?? ''} disabled={!mayEdit} onChange={(event) => describe({ 'zh-CN': event.target.value, ...(description === undefined || description.en === description['zh-CN'] ? { en: event.target.value } : {}) })} /></FieldRow>
      <NumberField value={definition.number} disabled={!mayEdit} onChange={(number) => set(['number'], number)} />
      <FieldRow label={say('列表中显示的字段', 'Fields that name an instance in lists')}><Select<string[]> mode="multiple" aria-label={say('列表中显示的字段', 'Fields that name an instance in lists')} value={[...(definition.label ?? [])]} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={fields.map(([key, field]) => ({ value: key, label: titleOfField(field, key, words) }))} onChange={(label) => set(['label'], label.length === 0 ? undefined : label)} /></FieldRow>
      <FieldRow label={say('发起时填写', 'What is filled in to start one')} htmlFor={`${id}-start`}><Select<string> id={`${id}-start`} value={definition.startForm} disabled={!mayEdit} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={Object.entries(definition.forms ?? {}).map(([key, form]) => ({ value: key, label: textOf(form.title) }))} onChange={(form) => set(['startForm'], form)} /></FieldRow>
      <FieldRow label={say('谁可以发起', 'Who may start one')}>
        <Checkbox checked={definition.starts === 'linked'} disabled={!mayEdit} onChange={(event) => set(['starts'], event.target.checked ? 'linked' : undefined)}>{say('只由其他流程发起', 'Other workflows alone')}</Checkbox>
        {definition.starts !== 'linked' && <Select<string[]> mode="multiple" aria-label={say('可以发起的岗位', 'Roles that may start one')} placeholder={say('所有可发起事项的岗位', 'All that may start instances')} value={[...(authored.terms.starters ?? [])]} disabled={!mayEdit} style={{ minWidth: 220 }} popupMatchSelectWidth={false} options={roles.filter(({ id: role }) => means.starters.includes(role)).map(({ id: role, title }) => ({ value: role, label: title }))} onChange={(starters) => set(['starters'], starters.length === 0 ? undefined : starters)} />}
      </FieldRow>
    </section>
  );
}

/** The pattern of numbers: its beginning is typed, the station, the year and the counter stand. */
function NumberField({ value, disabled, onChange }: { value: string; disabled: boolean; onChange: (pattern: string) => void }) {
  const { say } = useWords();
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? value;
  const wrong = !/\{0+\}/.test(shown);
  return (
    <FieldRow label={say('编号', 'Numbers')} htmlFor={id} hint={wrong ? <span className="sh-bad-ink sh-small" role="alert">{say('须有 {counter} 这样的流水号', 'It needs a counter like {counter}', { counter: '{00000}' })}</span> : <span className="sh-sub sh-small">{say('例如 {example}', 'such as {example}', { example: shown.replace('{station}', 'DM').replace('{yyyy}', '2026').replace(/\{0+\}/, '00001') })}</span>}>
      <Input id={id} className="sh-mono" style={{ width: 260 }} maxLength={80} value={shown} status={wrong ? 'error' : ''} disabled={disabled} onChange={(event) => { setTyped(event.target.value); if (/\{0+\}/.test(event.target.value)) onChange(event.target.value); }} onBlur={() => setTyped(undefined)} />
    </FieldRow>
  );
}

function Parameters() {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const names = Object.keys(definition.parameters ?? {});
  const add = () => {
    const name = freeName(definition, '', 'parameter');
    edit((now) => setPart(now, ['parameters', name], { title: { 'zh-CN': say('新参数', '新参数'), en: 'New parameter' }, type: 'duration', default: 'P3D' }));
  };
  return (
    <>
      {names.map((name) => <Parameter key={name} name={name} />)}
      {names.length === 0 && <p className="sh-sub">{say('没有参数：各所照此办理，不能调整期限等。', 'None: stations work with it as it is.')}</p>}
      {mayEdit && <Button type="dashed" onClick={add}>{say('＋ 参数', '+ Parameter')}</Button>}
    </>
  );
}

const DEFAULTS: Readonly<Record<ParameterDefinition['type'], string | number | boolean>> = { duration: 'P3D', number: 1, boolean: false, text: '', role: 'duty-officer' };

function Parameter({ name }: { name: string }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const id = useId();
  const parameter = definition.parameters?.[name];
  if (parameter === undefined) return null;
  const disabled = !mayEdit;
  const set = (part: string, value: unknown) => edit((now) => setPart(now, ['parameters', name, part], value), `parameters.${name}.${part}`);
  const types: Readonly<Record<ParameterDefinition['type'], string>> = { duration: say('时长', 'A duration'), number: say('数字', 'A number'), boolean: say('是否', 'Yes or no'), text: say('文字', 'A text'), role: say('岗位', 'A role') };
  const retype = (type: ParameterDefinition['type']) => edit((now) => setPart(now, ['parameters', name], { title: parameter.title, type, default: DEFAULTS[type], ...(parameter.because === undefined ? {} : { because: parameter.because }) }));
  const valued = (part: 'default' | 'min' | 'max', label: string) => {
    const value = parameter[part];
    if (typeof value === 'string' && value.startsWith('$')) return <FieldRow label={label}><span className="sh-sub">{say('同“{name}”', 'as “{name}”', { name: textOf(definition.parameters?.[value.slice(1)]?.title) || value })}</span></FieldRow>;
    return (
      <FieldRow label={label}>
        {parameter.type === 'duration' ? <DurationField label={`${textOf(parameter.title)} ${label}`} value={String(value ?? '')} calendar={parameter.calendar} disabled={disabled} onChange={(iso) => { if (iso !== '') set(part, iso); }} />
          : parameter.type === 'number' ? <InputNumber aria-label={label} value={typeof value === 'number' ? value : null} disabled={disabled} onChange={(next) => { if (next !== null || part !== 'default') set(part, next ?? undefined); }} />
            : parameter.type === 'boolean' ? <Checkbox checked={value === true} disabled={disabled} onChange={(event) => set(part, event.target.checked)}>{say('是', 'yes')}</Checkbox>
              : parameter.type === 'role' ? <RoleSelect label={label} value={String(value ?? '')} disabled={disabled} onChange={(role) => set(part, role)} />
                : <Input aria-label={label} value={String(value ?? '')} maxLength={500} disabled={disabled} onChange={(event) => set(part, event.target.value)} />}
        {part !== 'default' && value !== undefined && mayEdit && <Button type="link" size="small" onClick={() => set(part, undefined)}>{say('不限', 'No bound')}</Button>}
      </FieldRow>
    );
  };
  return (
    <details className="cf-below cf-entry">
      <summary>{textOf(parameter.title)} <span className="sh-sub sh-small">{types[parameter.type]} · <span className="sh-mono">{String(parameter.default)}</span></span></summary>
      <TitleField label={say('参数名称', 'What it is called')} value={parameter.title} disabled={disabled} onChange={(title) => set('title', title)} />
      <FieldRow label={say('类型', 'Kind')} htmlFor={`${id}-type`}><Select<ParameterDefinition['type']> id={`${id}-type`} value={parameter.type} disabled={disabled} style={{ minWidth: 110 }} options={Object.entries(types).map(([value, label]) => ({ value: value as ParameterDefinition['type'], label }))} onChange={retype} />
        {parameter.type === 'duration' && <Select<string> aria-label={say('怎样计算', 'How it is counted')} value={parameter.calendar ?? 'natural'} disabled={disabled} style={{ minWidth: 120 }} popupMatchSelectWidth={false} options={[{ value: 'natural', label: say('自然日', 'every day') }, { value: 'workingDays', label: say('工作日', 'working days') }, { value: 'shifts', label: say('班次时间', 'time on shift') }]} onChange={(calendar) => edit((now) => setPart(setPart(now, ['parameters', name, 'calendar'], calendar === 'natural' ? undefined : calendar), ['parameters', name, 'default'], calendar === 'workingDays' && !/^P\d+D$/.test(String(parameter.default)) ? 'P3D' : parameter.default))} />}
      </FieldRow>
      {valued('default', say('没有另行设定时', 'Where nobody sets it'))}
      {(parameter.type === 'duration' || parameter.type === 'number') && <>{valued('min', say('不少于', 'At least'))}{valued('max', say('不超过', 'At most'))}</>}
      <Checkbox checked={parameter.locked === true} disabled={disabled} onChange={(event) => set('locked', event.target.checked ? true : undefined)}>{say('锁定，各所不能改', 'Locked: stations cannot change it')}</Checkbox>
      <FieldRow label={say('依据（各所能看到）', 'Because (stations read it)')} htmlFor={`${id}-because`}><Input id={`${id}-because`} value={parameter.because ?? ''} maxLength={500} disabled={disabled} onChange={(event) => set('because', event.target.value || undefined)} /></FieldRow>
      <div className="sh-row"><span className="sh-sub sh-small sh-mono">${name}</span>{mayEdit && <Button danger size="small" onClick={() => edit((now) => setPart(now, ['parameters', name], undefined))}>{say('删除参数', 'Remove it')}</Button>}</div>
    </details>
  );
}

function Forms() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const add = () => {
    const key = freeName(definition, '', 'form');
    edit((now) => setPart(now, ['forms', key], { title: { 'zh-CN': say('新表单', '新表单'), en: 'New form' }, schema: { type: 'object', properties: {} } }));
  };
  return (
    <>
      {Object.entries(definition.forms ?? {}).map(([key, form]) => <Unfolding key={key} summary={<>{textOf(form.title)} {definition.startForm === key && <Chip tone="info">{say('发起', 'starts')}</Chip>} <span className="sh-sub sh-small sh-mono">{key}</span></>}><FormPart form={key} /></Unfolding>)}
      {mayEdit && <Button type="dashed" onClick={add}>{say('＋ 表单', '+ Form')}</Button>}
    </>
  );
}

/** What is inside is made when it is opened. */
function Unfolding({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return <details className="cf-below cf-entry" onToggle={(event) => setOpen(event.currentTarget.open)}><summary>{summary}</summary>{open && children}</details>;
}

/** The outermost fields of the data that are personal. */
function personalFields(data: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries((data['properties'] ?? {}) as Record<string, JsonObject>).filter(([, field]) => typeof field['x-personal'] === 'string' && field['x-personal'] !== 'P0');
}

/** Of each personal field: why it is needed, and how long it is kept after the end. */
function PersonalData() {
  const words = useWords();
  const { say } = words;
  const { definition, authored, edit, mayEdit } = useWork();
  const declared = authored.terms.personalData;
  const fields = personalFields(definition.data as JsonObject);
  const inner = Object.keys(declared).filter((path) => !fields.some(([key]) => key === path));
  const set = (key: string, part: string, value: unknown) => edit((now) => setPart(now, ['personal-data', key, part], value), `personal.${key}.${part}`);
  const declare = (key: string) => edit((now) => setPart(now, ['personal-data', key], { purpose: { 'zh-CN': say('办理本事项', '办理本事项'), en: 'To handle the instance' }, keep: 'P3Y' }));
  return (
    <>
      {fields.length + inner.length === 0 && <p className="sh-sub">{say('没有标为个人信息的字段。', 'No field is marked as personal.')}</p>}
      {fields.map(([key, field]) => {
        const one = declared[key];
        const title = titleOfField(field, key, words);
        return (
          <div key={key} className="cf-way">
            <div className="sh-row"><b>{title}</b><Chip tone="info">{String(field['x-personal'])}</Chip></div>
            {one === undefined ? <Button size="small" disabled={!mayEdit} onClick={() => declare(key)}>{say('写明目的和保存期限', 'Say why and how long')}</Button> : (
              <>
                <TitleField label={say('“{title}”的用途', 'Why “{title}” is needed', { title })} value={one.purpose} disabled={!mayEdit} onChange={(purpose) => set(key, 'purpose', purpose)} />
                <FieldRow label={say('办结后保存', 'Kept after the end for')}><YearsField label={say('“{title}”办结后保存', 'How long “{title}” is kept', { title })} value={one.keep} disabled={!mayEdit} onChange={(keep) => set(key, 'keep', keep)} /></FieldRow>
              </>
            )}
          </div>
        );
      })}
      {inner.length > 0 && <TextPart source={stringify(Object.fromEntries(inner.map((path) => [path, declared[path]])), { lineWidth: 0 })} spot={{ path: ['personal-data', inner[0] ?? ''] }} />}
    </>
  );
}

/** What is seldom: named, and shown as text. */
function Others() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const sections = ['events', 'actions', 'refusals', 'clocks', 'fragments'] as const;
  const addEvent = () => edit((now) => setPart(now, ['events', freeName(definition, '', 'event')], { title: { 'zh-CN': say('新事件', '新事件'), en: 'New event' } }));
  const addNotice = () => edit((now) => setPart(now, ['actions', freeName(definition, '', 'notice')], { notify: { roles: ['chief'], text: { 'zh-CN': say('请查看', '请查看'), en: 'Please look' } } }));
  const addClock = () => edit((now) => setPart(now, ['clocks', freeName(definition, '', 'clock')], { title: { 'zh-CN': say('全程时限', '全程时限'), en: 'All of it' }, budget: 'P30D', runs: `active("${definition.start}")` }));
  return (
    <>
      {sections.map((section) => Object.entries(definition[section] ?? {}).map(([key, entry]) => (
        <div key={`${section}.${key}`} className="cf-way">
          {section === 'events' && <TitleField label={say('事件“{key}”', 'Event “{key}”', { key })} value={(entry as { title: { 'zh-CN': string; en: string } }).title} disabled={!mayEdit} onChange={(title) => edit((now) => setPart(now, ['events', key, 'title'], title), `events.${key}`)} />}
          {section === 'events' && <FieldRow label={say('填写的表单', 'What it asks')}><Select<string> aria-label={say('填写的表单', 'What it asks')} value={(entry as { form?: string }).form ?? ''} disabled={!mayEdit} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不填表单', 'Nothing') }, ...Object.entries(definition.forms ?? {}).map(([form, { title }]) => ({ value: form, label: textOf(title) }))]} onChange={(form) => edit((now) => setPart(now, ['events', key, 'form'], form || undefined))} /></FieldRow>}
          {section !== 'events' && <><b className="sh-mono">{key}</b><TextPart source={stringify(entry, { lineWidth: 0 })} spot={{ path: [section, key] }} /></>}
        </div>
      )))}
      {mayEdit && <div className="sh-row"><Button type="dashed" size="small" onClick={addEvent}>{say('＋ 事件', '+ Event')}</Button><Button type="dashed" size="small" onClick={addNotice}>{say('＋ 通知', '+ Notice')}</Button><Button type="dashed" size="small" onClick={addClock}>{say('＋ 独立时限', '+ Clock')}</Button></div>}
    </>
  );
}
