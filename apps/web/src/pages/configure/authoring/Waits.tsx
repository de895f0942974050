import { Loading, useWords } from '@stationhouse/plugin-web';
import { setStatePart, type JsonObject, type StateDefinition, type TimeoutDefinition } from '@stationhouse/workflow';
import { Button, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { WhenField } from '../WhenField.js';
import { EditRule } from './ClockFields.js';
import { Guard, useTargets } from './Onward.js';
import { freeName, parametersOf } from './parameters.js';
import { placeOf } from './places.js';
import { StepEffects } from './StepEffects.js';
import { TitleField } from './TitleField.js';
import { useWork } from './work.js';

const ConditionBuilder = lazy(() => import('../ConditionBuilder.js'));

/** A state that waits: for a moment, or until a condition holds. */
export function Until({ path, until }: { path: string; until: NonNullable<StateDefinition['until']> }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const put = (parts: { readonly [Part in keyof typeof until]?: (typeof until)[Part] | undefined }) => edit((now) => Object.entries(parts).reduce((text, [part, value]) => setStatePart(text, path, ['until', part], value), now), `${path}.until.${Object.keys(parts).join('.')}`);
  const kind = until.when === undefined ? 'at' : 'when';
  return (
    <div className="cf-way" role="group" aria-label={say('等待', 'Waits')} data-place={placeOf(path, definition, ['until'])}>
      <Select<'at' | 'when'> aria-label={say('等什么', 'What it waits for')} value={kind} disabled={!mayEdit} popupMatchSelectWidth={false} options={[{ value: 'at', label: say('等到某个时间', 'Waits for a moment') }, { value: 'when', label: say('等到条件成立', 'Waits until a condition holds') }]} onChange={(next) => put(next === 'at' ? { at: 'state.entered + period("P1D")', when: undefined } : { at: undefined, when: 'true' })} />
      {kind === 'at' ? <WhenField label={say('等到', 'Waits until')} dueAt={until.at} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="moment" disabled={!mayEdit} onChange={({ dueAt }) => { if (dueAt !== undefined) put({ at: dueAt }); }} />
        : <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={say('等到条件成立', 'Waits until it holds')} of="plain" source={until.when === undefined || until.when === 'true' ? '' : until.when} dataSchema={definition.data as JsonObject} disabled={!mayEdit} onChange={(when) => put({ when: when ?? 'true' })} /></Suspense>}
      <div className="sh-row"><span aria-hidden="true">→</span><Select<string> aria-label={say('去哪里', 'Where to')} value={until.to} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={targets} onChange={(to) => put({ to })} /></div>
      <EditRule rule={until.edit} onChange={(rule) => put({ edit: rule })} />
    </div>
  );
}

/** Ways that are taken when a time is up. */
export function Timeouts({ path, state }: { path: string; state: StateDefinition }) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  if (state.final === true || state.history !== undefined) return null;
  return (
    <div className="cf-way" role="group" aria-label={say('到时自动流转', 'When a time is up')}>
      {Object.entries(state.after ?? {}).map(([name, timeout]) => <Timeout key={name} path={path} name={name} timeout={timeout} />)}
      {mayEdit && <Button size="small" type="dashed" disabled={targets.length === 0} onClick={() => edit((now) => setStatePart(now, path, ['after', freeName(definition, '', 'timeout')], { in: 'P7D', to: targets[0]?.value }))}>{say('＋ 到时自动流转', '+ When a time is up')}</Button>}
    </div>
  );
}

function Timeout({ path, name, timeout }: { path: string; name: string; timeout: TimeoutDefinition }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const [asking, setAsking] = useState(false);
  const place = placeOf(path, definition, ['after', name]);
  const { to, in: span, at, title, when, because } = timeout;
  const put = (parts: Readonly<Record<string, unknown>>, group = Object.keys(parts).join('.'), before: (text: string) => string = (text) => text) => edit((now) => Object.entries(parts).reduce((text, [part, value]) => setStatePart(text, path, ['after', name, part], value), before(now)), `${place}.${group}`);
  const known = to === undefined || targets.some(({ value }) => value === to);
  return (
    <div className="cf-onward" data-place={place}>
      {typeof title === 'object' && <TitleField label={say('名称', 'What it is called')} value={title} disabled={!mayEdit} onChange={(next) => put({ title: next })} />}
      <WhenField label={say('进入后超过', 'When this long has gone by')} due={span} dueAt={at} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} optional={false} disabled={!mayEdit} onChange={({ due, dueAt }) => put({ in: due, at: dueAt })} />
      <div className="sh-row">
        <span aria-hidden="true">→</span>
        <Select<string> aria-label={say('去哪里', 'Where to')} value={to ?? ''} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('停在原处', 'stays here') }, ...targets, ...(known ? [] : [{ value: to, label: to }])]} onChange={(next) => put({ to: next || undefined })} />
        {mayEdit && when === undefined && !asking && <Button type="link" size="small" onClick={() => setAsking(true)}>{say('加条件', 'Add a condition')}</Button>}
        {mayEdit && title === undefined && <Button type="link" size="small" onClick={() => put({ title: { 'zh-CN': '时间已到', en: 'Time is up' } })}>{say('取名', 'Give it a name')}</Button>}
        {mayEdit && <Button type="text" size="small" aria-label={say('删除', 'Remove')} onClick={() => edit((now) => setStatePart(now, path, ['after', name], undefined))}>×</Button>}
      </div>
      {(when !== undefined || because !== undefined || asking) && <Guard when={when} because={because} eventSchema={undefined} needed={false} onPut={(changes, group) => put(changes, group)} />}
      <StepEffects step={timeout} at={place} eventSchema={undefined} onPut={(changes, group, before) => put(changes, group, before)} />
    </div>
  );
}
