import type { Bilingual } from '@stationhouse/kernel';
import { useWords } from '@stationhouse/plugin-web';
import { namesUsed, renameNamed, setPart, type ActionDefinition, type DocumentPath, type FreeClockDefinition, type NamedSection } from '@stationhouse/workflow';
import { Button, Select } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { FieldRow } from '../FieldRow.js';
import { ActionFields, NEW_NOTICE, newLinked, useActionWords } from './ActionFields.js';
import { ClockFields, RunsFields } from './ClockFields.js';
import { freeName, withCounted } from './parameters.js';
import { Unfolding } from './Place.js';
import { newRefusal, withRefusal } from './StepEffects.js';
import { KeyField, TitleField } from './TitleField.js';
import { cardAt, useWork } from './work.js';

/** Where the entries of a section are named, by name. */
export function useUses(section: NamedSection): ReadonlyMap<string, readonly DocumentPath[]> {
  const { definition } = useWork();
  return useMemo(() => namesUsed(definition, section), [definition, section]);
}

interface NamedProps {
  readonly section: NamedSection;
  readonly name: string;
  readonly summary: ReactNode;
  readonly uses: readonly DocumentPath[];
  readonly children: ReactNode;
}

/** An entry that other places name: its fields, where it is used, its name; taken away only when nothing names it. */
export function Named({ section, name, summary, uses, children }: NamedProps) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const beside = new Set(Object.keys(definition[section] ?? {}));
  return (
    <Unfolding at={`${section}.${name}`} summary={<>{summary} {uses.length === 0 && section !== 'clocks' && <span className="sh-sub sh-small">{say('未使用', 'not used')}</span>}</>}>
      {children}
      <UsedAt uses={uses} />
      <KeyField label={say('文本中的名称', 'Its name in the text')} value={name} taken={beside} disabled={!mayEdit} onChange={(to) => edit((now) => renameNamed(now, section, name, to))} />
      {mayEdit && <Button danger size="small" disabled={uses.length > 0} title={uses.length > 0 ? say('还有地方在用，先在那里去掉', 'Something still names it; take it out there first') : ''} onClick={() => edit((now) => setPart(now, [section, name], undefined))}>{say('删除', 'Remove')}</Button>}
    </Unfolding>
  );
}

/** The places that name it, each with the way there. */
function UsedAt({ uses }: { uses: readonly DocumentPath[] }) {
  const { say, textOf } = useWords();
  const { definition, flow, showForm } = useWork();
  if (uses.length === 0) return null;
  const titled = uses.map((at) => {
    const path = at.join('.');
    const card = cardAt(flow, path);
    const [section, name = ''] = at;
    const other = section === 'clocks' ? definition.clocks?.[String(name)]?.title : section === 'parameters' ? definition.parameters?.[String(name)]?.title : undefined;
    return { path, title: textOf(flow.cards.find((one) => one.path === card)?.title ?? other) || String(name) };
  });
  const places = [...new Map(titled.map((one) => [one.title, one])).values()];
  return <FieldRow label={say('用在', 'Used at')}>{places.map(({ path, title }) => <button key={path} type="button" className="cf-link" onClick={() => showForm(path)}>{title}</button>)}</FieldRow>;
}

/** What ways and clocks do besides: notices, and other workflows that are started. */
export function ActionsPart() {
  const { say } = useWords();
  const { definition, means, edit, mayEdit } = useWork();
  const said = useActionWords();
  const uses = useUses('actions');
  const add = (kind: string, action: ActionDefinition) => edit((now) => setPart(now, ['actions', freeName(definition, '', kind)], action));
  return (
    <>
      {Object.keys(definition.actions ?? {}).map((name) => <Named key={name} section="actions" name={name} summary={said(name)} uses={uses.get(name) ?? []}><ActionFields name={name} /></Named>)}
      {mayEdit && <div className="sh-row"><Button type="dashed" size="small" onClick={() => add('notice', NEW_NOTICE)}>{say('＋ 通知', '+ Notice')}</Button>{means.workflows.length > 0 && <Button type="dashed" size="small" onClick={() => add('link', newLinked(means.workflows[0] ?? ''))}>{say('＋ 关联流程', '+ Linked workflow')}</Button>}</div>}
    </>
  );
}

/** What people are told when a way refuses. */
export function RefusalsPart() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const uses = useUses('refusals');
  return (
    <>
      {Object.entries(definition.refusals ?? {}).map(([name, text]) => <Named key={name} section="refusals" name={name} summary={textOf(text)} uses={uses.get(name) ?? []}><TitleField label={say('说明文字', 'What it says')} long value={text} disabled={!mayEdit} onChange={(next) => edit((now) => setPart(now, ['refusals', name], next), `refusals.${name}`)} /></Named>)}
      {mayEdit && <Button type="dashed" size="small" onClick={() => edit((now) => withRefusal(now, newRefusal(definition)))}>{say('＋ 拒绝说明', '+ Text of a refusal')}</Button>}
    </>
  );
}

/** What may be reported, or what clocks and ways raise. */
export function EventsPart() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const uses = useUses('events');
  const forms = Object.entries(definition.forms ?? {}).map(([value, { title }]) => ({ value, label: textOf(title) }));
  const put = (name: string, part: 'title' | 'form', value: unknown) => edit((now) => setPart(now, ['events', name, part], value), `events.${name}.${part}`);
  return (
    <>
      {Object.entries(definition.events ?? {}).map(([name, { title, form }]) => (
        <Named key={name} section="events" name={name} summary={textOf(title)} uses={uses.get(name) ?? []}>
          <TitleField label={say('事件名称', 'What it is called')} value={title} disabled={!mayEdit} onChange={(next) => put(name, 'title', next)} />
          <FieldRow label={say('填写的表单', 'What it asks')}><Select<string> aria-label={say('填写的表单', 'What it asks')} value={form ?? ''} disabled={!mayEdit} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不填表单', 'Nothing') }, ...forms]} onChange={(next) => put(name, 'form', next || undefined)} /></FieldRow>
        </Named>
      ))}
      {mayEdit && <Button type="dashed" size="small" onClick={() => edit((now) => setPart(now, ['events', freeName(definition, '', 'event')], { title: { 'zh-CN': '新事件', en: 'New event' } }))}>{say('＋ 事件', '+ Event')}</Button>}
    </>
  );
}

/** Clocks apart from states. */
export function ClocksPart() {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const uses = useUses('clocks');
  return (
    <>
      {Object.entries(definition.clocks ?? {}).map(([name, clock]) => <Named key={name} section="clocks" name={name} summary={textOf(clock.title)} uses={uses.get(name) ?? []}><FreeClock name={name} clock={clock} /></Named>)}
      {mayEdit && <Button type="dashed" size="small" onClick={() => edit((now) => setPart(now, ['clocks', freeName(definition, '', 'clock')], { title: { 'zh-CN': '全程时限', en: 'All of it' }, budget: 'P30D', runs: `active("${definition.start}")` }))}>{say('＋ 独立时限', '+ Clock')}</Button>}
    </>
  );
}

function FreeClock({ name, clock }: { name: string; clock: FreeClockDefinition }) {
  const { say } = useWords();
  const { definition, text, edit, mayEdit } = useWork();
  const put = (parts: Readonly<Record<string, unknown>>, before: (now: string) => string = (now) => now) => edit((now) => Object.entries(parts).reduce((done, [part, value]) => setPart(done, ['clocks', name, part], value), before(now)), `clocks.${name}.${Object.keys(parts).join('.')}`);
  const counted = (iso: string, calendar: 'workingDays' | 'shifts') => {
    const made = withCounted(text, definition, clock.title, iso, calendar);
    put({ budget: made.reference, until: undefined }, () => made.text);
  };
  return (
    <>
      <TitleField label={say('时限名称', 'What the clock is called')} value={clock.title as Bilingual} disabled={!mayEdit} onChange={(title) => put({ title })} />
      <RunsFields clock={clock} onPut={(part, value) => put({ [part]: value })} />
      <ClockFields clock={clock} onPut={put} onCounted={counted} />
    </>
  );
}
