import { Loading, useWords } from '@stationhouse/plugin-web';
import { setStatePart, setWays, targetText, type FlowCard, type JsonObject, type StateDefinition, type StepDefinition, type WaysAt } from '@stationhouse/workflow';
import { Button, Checkbox, Input, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { stringify } from 'yaml';
import { FieldRow } from '../FieldRow.js';
import { WhenField } from '../WhenField.js';
import { freeName, parametersOf } from './parameters.js';
import { TextPart } from './TextPart.js';
import { useWork } from './work.js';

const ConditionBuilder = lazy(() => import('../ConditionBuilder.js'));

interface WaysProps {
  readonly card: FlowCard;
  readonly state: StateDefinition;
}

/** Everything that leads on from a state: outcomes, a branch, the end of what is inside, a moment, a time that is up. */
export function WaysPart({ card, state }: WaysProps) {
  const { say, textOf } = useWords();
  const { definition } = useWork();
  const titleOf = (event: string) => {
    const [task = '', outcome = ''] = event.split('.');
    const written = state.tasks?.[task];
    if (written === undefined) return textOf(definition.events?.[event]?.title) || event;
    const title = written.outcomes?.[outcome]?.title;
    const said = title === undefined ? (outcome === 'done' ? say('完成', 'done') : outcome) : textOf(title);
    return Object.keys(state.tasks ?? {}).length === 1 ? said : `${textOf(written.title as { 'zh-CN': string; en: string })}：${said}`;
  };
  const formOf = (event: string) => {
    const [task = ''] = event.split('.');
    const form = state.tasks?.[task]?.form ?? definition.events?.[event]?.form;
    return form === undefined ? undefined : (definition.forms?.[form]?.schema as JsonObject | undefined);
  };
  return (
    <section className="cf-section" aria-label={say('去向', 'What comes next')}>
      <h3>{say('去向', 'What comes next')}</h3>
      {Object.entries(state.on ?? {}).map(([event, steps]) => <Steps key={event} label={say('“{title}”之后', 'After “{title}”', { title: titleOf(event) })} path={card.path} at={['on', event]} steps={steps} eventSchema={formOf(event)} />)}
      {state.choose !== undefined && <Steps label={say('自动选择第一个条件成立的', 'By itself, the first whose condition holds')} path={card.path} at={['choose']} steps={state.choose} eventSchema={undefined} />}
      {state.done !== undefined && <Steps label={say('内部全部结束后', 'When everything inside is over')} path={card.path} at={['done']} steps={state.done} eventSchema={undefined} />}
      {state.until !== undefined && <Until path={card.path} until={state.until} />}
      <Timeouts path={card.path} state={state} />
    </section>
  );
}

/** The states one may go to from here, as they are named here. */
function useTargets(from: string) {
  const { textOf } = useWords();
  const { flow, definition } = useWork();
  return flow.cards.filter(({ path }) => path !== from).flatMap((card) => {
    // What lies around is not gone to from within.
    const target = from.startsWith(`${card.path}.`) ? undefined : targetText(from, card.path);
    return target === undefined || definition.states[card.path.split('.')[0] ?? ''] === undefined ? [] : [{ value: target, label: `${'　'.repeat(card.depth)}${textOf(card.title)}` }];
  });
}

function Steps({ label, path, at, steps, eventSchema }: { label: string; path: string; at: WaysAt; steps: readonly StepDefinition[]; eventSchema: JsonObject | undefined }) {
  const { say } = useWords();
  const { edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const write = (next: readonly StepDefinition[], group?: string) => edit((now) => setWays(now, path, at, next), group === undefined ? undefined : `${path}.${at.join('.')}.${group}`);
  const put = (index: number, changes: Partial<StepDefinition>, group?: string) => write(steps.map((one, other) => (other === index ? { ...one, ...changes } : one)), group);
  const move = (index: number) => write(steps.map((one, other) => (other === index - 1 ? (steps[index] ?? one) : other === index ? (steps[index - 1] ?? one) : one)));
  const add = () => write([...steps.slice(0, -1), { ...(targets[0] === undefined ? {} : { to: targets[0].value }), when: 'true' }, ...steps.slice(-1)]);
  return (
    <div className="cf-way" role="group" aria-label={label}>
      <div className="cf-label">{label}</div>
      {steps.map((step, index) => <Step key={index} step={step} index={index} count={steps.length} path={path} at={at} targets={targets} eventSchema={eventSchema} onPut={(changes, group) => put(index, changes, group)} onMove={() => move(index)} onRemove={() => write(steps.filter((_, other) => other !== index))} />)}
      {mayEdit && <Button size="small" type="dashed" onClick={add}>{say('＋ 按条件另走一路', '+ Another way, under a condition')}</Button>}
    </div>
  );
}

interface StepProps {
  readonly step: StepDefinition;
  readonly index: number;
  readonly count: number;
  readonly path: string;
  readonly at: WaysAt;
  readonly targets: readonly { readonly value: string; readonly label: string }[];
  readonly eventSchema: JsonObject | undefined;
  readonly onPut: (changes: Partial<StepDefinition>, group?: string) => void;
  readonly onMove: () => void;
  readonly onRemove: () => void;
}

function Step({ step, index, count, path, at, targets, eventSchema, onPut, onMove, onRemove }: StepProps) {
  const { say } = useWords();
  const { definition, mayEdit } = useWork();
  const last = index === count - 1;
  const [asking, setAsking] = useState(false);
  const guarded = step.when !== undefined || asking || !last;
  const { to, when, because, ...others } = step;
  const known = to === undefined || targets.some(({ value }) => value === to);
  const options = [{ value: '', label: step.refuse === undefined ? say('停在原处', 'stays here') : say('拒绝办理', 'is refused') }, ...targets, ...(known ? [] : [{ value: to, label: to }])];
  return (
    <div className="cf-onward">
      <div className="sh-row">
        <span aria-hidden="true">→</span>
        <Select<string> aria-label={say('去哪里', 'Where to')} value={to ?? ''} disabled={!mayEdit || step.refuse !== undefined} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={options} onChange={(next) => onPut({ to: next || undefined })} />
        {last && count === 1 && mayEdit && !guarded && <Button type="link" size="small" onClick={() => setAsking(true)}>{say('加条件', 'Add a condition')}</Button>}
        {count > 1 && mayEdit && <><Button type="text" size="small" disabled={index === 0} aria-label={say('提前判断', 'Ask earlier')} onClick={onMove}>↑</Button><Button type="text" size="small" aria-label={say('删除这一路', 'Remove this way')} onClick={onRemove}>×</Button></>}
        {last && count > 1 && when === undefined && <span className="sh-sub sh-small">{say('其他情况', 'otherwise')}</span>}
      </div>
      {guarded && (
        <>
          <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={say('什么情况下走这里', 'Under which condition')} of="way" source={when === undefined || when === 'true' ? '' : when} dataSchema={definition.data as JsonObject} eventSchema={eventSchema} disabled={!mayEdit} onChange={(next) => onPut({ when: next ?? (last ? undefined : 'true') }, 'when')} /></Suspense>
          <Input aria-label={say('依据', 'Because')} placeholder={say('依据的条款或规定（可不填）', 'The clause or rule behind it (may be left out)')} value={because ?? ''} maxLength={500} disabled={!mayEdit} onChange={(event) => onPut({ because: event.target.value || undefined }, 'because')} />
        </>
      )}
      {Object.keys(others).length > 0 && <TextPart source={stringify(others, { lineWidth: 0 })} spot={{ path: documentPathOf(path, definition, at) }} />}
    </div>
  );
}

/** Where a state's part stands in the document. */
export function documentPathOf(path: string, definition: { readonly states: Readonly<Record<string, StateDefinition>> }, part: readonly (string | number)[]): (string | number)[] {
  const at: (string | number)[] = [];
  let states: Readonly<Record<string, StateDefinition>> | undefined = definition.states;
  let section = 'states';
  for (const key of path.split('.')) {
    at.push(section, key);
    const state: StateDefinition | undefined = states?.[key];
    section = state?.parallel === undefined ? 'states' : 'parallel';
    states = state?.parallel ?? state?.states;
  }
  return [...at, ...part];
}

/** A state that waits: for a moment, or until a condition holds. */
function Until({ path, until }: { path: string; until: NonNullable<StateDefinition['until']> }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const set = (part: 'at' | 'when' | 'to', value: string | undefined) => edit((now) => setStatePart(now, path, ['until', part], value), `${path}.until.${part}`);
  return (
    <div className="cf-way" role="group" aria-label={say('等待', 'Waits')}>
      {until.when === undefined ? <WhenField label={say('等到', 'Waits until')} dueAt={until.at} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="moment" disabled={!mayEdit} onChange={({ dueAt }) => { if (dueAt !== undefined) set('at', dueAt); }} />
        : <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={say('等到条件成立', 'Waits until it holds')} of="way" source={until.when} dataSchema={definition.data as JsonObject} disabled={!mayEdit} onChange={(when) => set('when', when ?? 'true')} /></Suspense>}
      <div className="sh-row"><span aria-hidden="true">→</span><Select<string> aria-label={say('去哪里', 'Where to')} value={until.to} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={targets} onChange={(to) => set('to', to)} /></div>
    </div>
  );
}

/** Ways that are taken when a time is up. */
function Timeouts({ path, state }: { path: string; state: StateDefinition }) {
  const { say, textOf } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const durations = parametersOf(definition, 'duration', textOf);
  const set = (name: string, part: string, value: unknown) => edit((now) => setStatePart(now, path, ['after', name, part], value), `${path}.after.${name}.${part}`);
  if (state.final === true || state.history !== undefined) return null;
  return (
    <div className="cf-way" role="group" aria-label={say('到时自动流转', 'When a time is up')}>
      {Object.entries(state.after ?? {}).map(([name, timeout]) => {
        const { to, in: span, at, title: _, when, ...others } = timeout;
        return (
          <div key={name} className="cf-onward">
            <WhenField label={say('进入后超过', 'When this long has gone by')} due={span} dueAt={at} dataSchema={definition.data as JsonObject} parameters={durations} disabled={!mayEdit} onChange={(next) => { if (next.due !== undefined || next.dueAt !== undefined) edit((now) => setStatePart(setStatePart(now, path, ['after', name, 'in'], next.due), path, ['after', name, 'at'], next.dueAt), `${path}.after.${name}.in`); }} />
            <div className="sh-row"><span aria-hidden="true">→</span><Select<string> aria-label={say('去哪里', 'Where to')} value={to ?? ''} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('停在原处', 'stays here') }, ...targets]} onChange={(next) => set(name, 'to', next || undefined)} />{mayEdit && <Button type="text" size="small" aria-label={say('删除', 'Remove')} onClick={() => edit((now) => setStatePart(now, path, ['after', name], undefined))}>×</Button>}</div>
            {(when !== undefined || Object.keys(others).length > 0) && <TextPart source={stringify({ ...(when === undefined ? {} : { when }), ...others }, { lineWidth: 0 })} spot={{ path: documentPathOf(path, definition, ['after', name]) }} />}
          </div>
        );
      })}
      {mayEdit && <Button size="small" type="dashed" disabled={targets.length === 0} onClick={() => edit((now) => setStatePart(now, path, ['after', freeName(definition, '', 'timeout')], { in: 'P7D', to: targets[0]?.value }))}>{say('＋ 到时自动流转', '+ When a time is up')}</Button>}
    </div>
  );
}

/** May be switched off by a bureau or station: it then goes on elsewhere. */
export function OptionalPart({ card, state }: WaysProps) {
  const { say } = useWords();
  const { edit, mayEdit } = useWork();
  const targets = useTargets(card.path);
  const set = (to: string | undefined) => edit((now) => setStatePart(now, card.path, ['optional'], to));
  return (
    <FieldRow label={say('可选步骤', 'Optional')}>
      <Checkbox checked={state.optional !== undefined} disabled={!mayEdit || targets.length === 0} onChange={(event) => set(event.target.checked ? (state.on === undefined ? undefined : Object.values(state.on)[0]?.[0]?.to) ?? targets[0]?.value : undefined)}>{say('各所可以停用', 'Stations may switch it off')}</Checkbox>
      {state.optional !== undefined && <><span>{say('停用时转到', 'then it goes on at')}</span><Select<string> aria-label={say('停用时转到', 'Where it goes on when switched off')} value={state.optional} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={targets} onChange={set} /></>}
    </FieldRow>
  );
}
