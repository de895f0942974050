import { Chip, useWords } from '@stationhouse/plugin-web';
import { personalPaths, setPart, type JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { FieldRow } from '../FieldRow.js';
import { titleOfField } from '../words.js';
import { FormPart } from './FormPart.js';
import { FragmentsPart } from './FragmentPart.js';
import { ActionsPart, ClocksPart, EventsPart, RefusalsPart } from './NamedParts.js';
import { freeName } from './parameters.js';
import { ParametersPart } from './ParametersPart.js';
import { Unfolding, useArrival } from './Place.js';
import { useSectionTitle } from './Side.js';
import { TitleField } from './TitleField.js';
import { cardAt, useWork, type Section } from './work.js';
import { YearsField } from './YearsField.js';

/** What concerns the workflow as a whole: its name and numbers, what stations may turn, its forms, why personal data are kept. */
export function WorkflowPanel() {
  const { say } = useWords();
  const { definition, flow } = useWork();
  useArrival((path) => cardAt(flow, path) === undefined);
  return (
    <div className="cf-panel">
      <div className="sh-row sh-card-head"><h2>{say('整个流程', 'The workflow')}</h2></div>
      <General />
      <Part at="parameters" count={Object.keys(definition.parameters ?? {}).length}><ParametersPart /></Part>
      <Part at="forms" count={Object.keys(definition.forms ?? {}).length}><Forms /></Part>
      <Part at="personal-data" count={personalFields(definition.data as JsonObject).length}><PersonalData /></Part>
      <Part at="actions" count={Object.keys(definition.actions ?? {}).length}><ActionsPart /></Part>
      <Part at="clocks" count={Object.keys(definition.clocks ?? {}).length}><ClocksPart /></Part>
      <Part at="events" count={Object.keys(definition.events ?? {}).length}><EventsPart /></Part>
      <Part at="fragments" count={Object.keys(definition.fragments ?? {}).length}><FragmentsPart /></Part>
      <Part at="refusals" count={Object.keys(definition.refusals ?? {}).length}><RefusalsPart /></Part>
    </div>
  );
}

function Part({ at, count, children }: { at: Section; count: number; children: ReactNode }) {
  const title = useSectionTitle();
  return <Unfolding className="cf-section cf-part" at={at} summary={<><h3>{title(at)}</h3> <Chip>{count}</Chip></>}>{children}</Unfolding>;
}

function General() {
  const { say, textOf } = useWords();
  const { definition, authored, roles, means, edit, mayEdit } = useWork();
  const words = useWords();
  const id = useId();
  const set = (path: readonly (string | number)[], value: unknown) => edit((now) => setPart(now, path, value), path.join('.'));
  const fields = Object.entries((definition.data['properties'] ?? {}) as Record<string, JsonObject>);
  const { description } = definition;
  const describe = (zh: string, en: string) => set(['description'], zh === '' && en === '' ? undefined : { 'zh-CN': zh || en, en: en || zh });
  const [zh, en] = [description?.['zh-CN'] ?? '', description?.en ?? ''];
  return (
    <section className="cf-section" data-place="title description number label startForm starts starters" aria-label={say('名称与编号', 'Name and numbers')}>
      <TitleField label={say('流程名称', 'What it is called')} value={definition.title} disabled={!mayEdit} onChange={(title) => set(['title'], title)} />
      <FieldRow label={say('说明（供选用者看）', 'For whoever chooses it')} htmlFor={`${id}-about`}><Input.TextArea id={`${id}-about`} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} value={zh} disabled={!mayEdit} onChange={(event) => describe(event.target.value, en === zh ? event.target.value : en)} /></FieldRow>
      {zh !== '' && <FieldRow label={say('说明的英文（可不填）', 'The same in English (may be left out)')} htmlFor={`${id}-about-en`}><Input.TextArea id={`${id}-about-en`} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} value={en === zh ? '' : en} disabled={!mayEdit} onChange={(event) => describe(zh, event.target.value)} /></FieldRow>}
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

function Forms() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const add = () => {
    const key = freeName(definition, '', 'form');
    edit((now) => setPart(now, ['forms', key], { title: { 'zh-CN': say('新表单', '新表单'), en: 'New form' }, schema: { type: 'object', properties: {} } }));
  };
  return (
    <>
      {Object.entries(definition.forms ?? {}).map(([key, form]) => <Unfolding key={key} at={`forms.${key}`} summary={<>{textOf(form.title)} {definition.startForm === key && <Chip tone="info">{say('发起', 'starts')}</Chip>} <span className="sh-sub sh-small sh-mono">{key}</span></>}><FormPart form={key} /></Unfolding>)}
      {mayEdit && <Button type="dashed" onClick={add}>{say('＋ 表单', '+ Form')}</Button>}
    </>
  );
}

/** The personal fields of the data by path, those inside of groups and lists with what they lie in. */
function personalFields(data: JsonObject): readonly { readonly path: string; readonly dataClass: string; readonly around: readonly JsonObject[] }[] {
  return [...personalPaths(data)].filter(([, dataClass]) => dataClass !== 'P0').map(([path, dataClass]) => {
    const around: JsonObject[] = [];
    path.split('.').reduce<JsonObject | undefined>((schema, key) => {
      const field = (((schema?.['items'] as JsonObject | undefined) ?? schema)?.['properties'] as Record<string, JsonObject> | undefined)?.[key];
      if (field !== undefined) around.push(field);
      return field;
    }, data);
    return { path, dataClass, around };
  });
}

/** Of each personal field: why it is needed, and how long it is kept after the end. */
function PersonalData() {
  const words = useWords();
  const { say } = words;
  const { definition, authored, edit, mayEdit } = useWork();
  const declared = authored.terms.personalData;
  const fields = personalFields(definition.data as JsonObject);
  const set = (key: string, part: string, value: unknown) => edit((now) => setPart(now, ['personal-data', key, part], value), `personal.${key}.${part}`);
  const declare = (key: string) => edit((now) => setPart(now, ['personal-data', key], { purpose: { 'zh-CN': say('办理本事项', '办理本事项'), en: 'To handle the instance' }, keep: 'P3Y' }));
  return (
    <>
      {fields.length === 0 && <p className="sh-sub">{say('没有标为个人信息的字段。', 'No field is marked as personal.')}</p>}
      {fields.map(({ path: key, dataClass, around }) => {
        const one = declared[key];
        const title = around.map((field, index) => titleOfField(field, key.split('.')[index] ?? key, words)).join(' · ');
        return (
          <div key={key} className="cf-way" data-place={`personal-data.${key}`}>
            <div className="sh-row"><b>{title}</b><Chip tone="info">{dataClass}</Chip></div>
            {one === undefined ? <Button size="small" disabled={!mayEdit} onClick={() => declare(key)}>{say('写明目的和保存期限', 'Say why and how long')}</Button> : (
              <>
                <TitleField label={say('“{title}”的用途', 'Why “{title}” is needed', { title })} value={one.purpose} disabled={!mayEdit} onChange={(purpose) => set(key, 'purpose', purpose)} />
                <FieldRow label={say('办结后保存', 'Kept after the end for')}><YearsField label={say('“{title}”办结后保存', 'How long “{title}” is kept', { title })} value={one.keep} disabled={!mayEdit} onChange={(keep) => set(key, 'keep', keep)} /></FieldRow>
              </>
            )}
          </div>
        );
      })}
    </>
  );
}
