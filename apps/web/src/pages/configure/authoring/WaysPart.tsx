import { useWords } from '@stationhouse/plugin-web';
import { answerAt, eventsOfState, setStatePart, setWays, type FlowCard, type JsonObject, type StateDefinition, type StepDefinition, type TaskDefinition, type WaysAt } from '@stationhouse/workflow';
import { Button, Checkbox, Dropdown, Select } from 'antd';
import { useState } from 'react';
import { FieldRow } from '../FieldRow.js';
import { useActionWords } from './ActionFields.js';
import { Guard, useTargets } from './Onward.js';
import { documentPathOf, placeOf } from './places.js';
import { newRefusal, StepEffects, withRefusal } from './StepEffects.js';
import { useWork } from './work.js';
import { Timeouts, Until } from './Waits.js';

interface WaysProps {
  readonly card: FlowCard;
  readonly state: StateDefinition;
}

/** Everything that leads on from a state: outcomes, events, a branch, the end of what is inside, a moment, a time that is up. */
export function WaysPart({ card, state }: WaysProps) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const titleOf = useEventTitle(state);
  const targets = useTargets(card.path);
  const place = documentPathOf(card.path, definition, []);
  const schemaOf = (event: string) => answerAt(definition, [...place, 'on', event]);
  const own = (event: string) => Object.hasOwn(state.tasks ?? {}, event.split('.')[0] ?? '') && event.includes('.');
  const heard = eventsOfState(definition, place).filter((event) => state.on?.[event] === undefined);
  const [first] = targets;
  const whole = card.kind === 'group' || card.kind === 'parallel';
  return (
    <section className="cf-section" aria-label={say('去向', 'What comes next')}>
      <h3>{say('去向', 'What comes next')}</h3>
      {Object.entries(state.on ?? {}).map(([event, steps]) => <Steps key={event} label={say('“{title}”之后', 'After “{title}”', { title: titleOf(event) })} path={card.path} at={['on', event]} steps={steps} eventSchema={schemaOf(event)} removable={!own(event)} />)}
      {state.choose !== undefined && <Steps label={say('自动选择第一个条件成立的', 'By itself, the first whose condition holds')} path={card.path} at={['choose']} steps={state.choose} eventSchema={undefined} />}
      {state.done !== undefined && <Steps label={say('内部全部结束后', 'When everything inside is over')} path={card.path} at={['done']} steps={state.done} eventSchema={undefined} />}
      {state.until !== undefined && <Until path={card.path} until={state.until} />}
      {mayEdit && whole && state.done === undefined && first !== undefined && <Button size="small" type="dashed" onClick={() => edit((now) => setWays(now, card.path, ['done'], [{ to: first.value }]))}>{say('＋ 内部全部结束后', '+ When everything inside is over')}</Button>}
      {mayEdit && heard.length > 0 && state.choose === undefined && <Dropdown trigger={['click']} menu={{ items: heard.map((event) => ({ key: event, label: titleOf(event) })), onClick: ({ key }) => edit((now) => setWays(now, card.path, ['on', key], [first === undefined || !own(key) ? {} : { to: first.value }])) }}><Button size="small" type="dashed">{say('＋ 发生其他事情时', '+ When something else happens')}</Button></Dropdown>}
      <Timeouts path={card.path} state={state} />
    </section>
  );
}

/** What is heard, in words: an outcome of a task here or inside, an event, what becomes of an action. */
function useEventTitle(state: StateDefinition): (event: string) => string {
  const { say, textOf } = useWords();
  const { definition, flow } = useWork();
  const action = useActionWords();
  const results: Readonly<Record<string, string>> = { succeeded: say('成功', 'succeeded'), failed: say('失败', 'failed'), started: say('已发起', 'started'), closed: say('办结', 'closed') };
  return (event) => {
    const [name = '', outcome] = event.split('.');
    if (outcome === undefined) return textOf(definition.events?.[event]?.title) || event;
    const task = flow.cards.flatMap(({ tasks }) => tasks).find(({ key }) => key === name);
    const written = state.tasks?.[name];
    if (written === undefined && task === undefined) return definition.actions?.[name] === undefined ? event : `${action(name)}：${results[outcome] ?? outcome}`;
    const title = (written ?? taskOf(definition.states, name))?.outcomes?.[outcome]?.title;
    const said = title === undefined ? (outcome === 'done' ? say('完成', 'done') : outcome) : textOf(title);
    return written !== undefined && Object.keys(state.tasks ?? {}).length === 1 ? said : `${textOf(task?.title) || name}：${said}`;
  };
}

/** A task by its name, wherever it is. */
function taskOf(states: Readonly<Record<string, StateDefinition>> | undefined, key: string): TaskDefinition | undefined {
  for (const { tasks, states: inner, parallel } of Object.values(states ?? {})) {
    const found = tasks?.[key] ?? taskOf(inner, key) ?? taskOf(parallel, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface StepsProps {
  readonly label: string;
  readonly path: string;
  readonly at: WaysAt;
  readonly steps: readonly StepDefinition[];
  readonly eventSchema: JsonObject | undefined;
  /** It may be left unheard. */
  readonly removable?: boolean;
}

function Steps({ label, path, at, steps, eventSchema, removable = false }: StepsProps) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const targets = useTargets(path);
  const place = placeOf(path, definition, at);
  const write = (next: readonly StepDefinition[], group?: string, before: (text: string) => string = (text) => text) => edit((now) => setWays(before(now), path, at, next), group === undefined ? undefined : `${place}.${group}`);
  const put = (index: number, changes: Partial<StepDefinition>, group?: string, before?: (text: string) => string) => write(steps.map((one, other) => (other === index ? { ...one, ...changes } : one)), group === undefined ? undefined : `${index}.${group}`, before);
  const move = (index: number) => write(steps.map((one, other) => (other === index - 1 ? (steps[index] ?? one) : other === index ? (steps[index - 1] ?? one) : one)));
  const add = () => write([...steps.slice(0, -1), { ...(targets[0] === undefined ? {} : { to: targets[0].value }), when: 'true' }, ...steps.slice(-1)]);
  const waits = steps.at(-1)?.otherwise === 'wait';
  return (
    <div className="cf-way" role="group" aria-label={label} data-place={place}>
      <div className="sh-row"><span className="cf-label">{label}</span>{removable && mayEdit && <Button type="text" size="small" aria-label={say('不再理会“{label}”', 'Do not hear “{label}” any more', { label })} onClick={() => edit((now) => setStatePart(now, path, at, undefined))}>×</Button>}</div>
      {steps.map((step, index) => <Step key={index} step={step} index={index} count={steps.length} place={`${place}.${index}`} targets={targets} eventSchema={eventSchema} onPut={(changes, group, before) => put(index, changes, group, before)} onMove={() => move(index)} onRemove={() => write(steps.filter((_, other) => other !== index))} />)}
      {at[0] === 'done' && (waits || steps.at(-1)?.when !== undefined) && <Checkbox checked={waits} disabled={!mayEdit} onChange={(event) => put(steps.length - 1, { otherwise: event.target.checked ? 'wait' : undefined })}>{say('条件都不成立时等待，每有变化再判断一次', 'Where none holds it waits, and asks again whenever something happens')}</Checkbox>}
      {mayEdit && <Button size="small" type="dashed" onClick={add}>{say('＋ 按条件另走一路', '+ Another way, under a condition')}</Button>}
    </div>
  );
}

interface StepProps {
  readonly step: StepDefinition;
  readonly index: number;
  readonly count: number;
  readonly place: string;
  readonly targets: readonly { readonly value: string; readonly label: string }[];
  readonly eventSchema: JsonObject | undefined;
  /** @param before what else changes in the text, first */
  readonly onPut: (changes: Partial<StepDefinition>, group?: string, before?: (text: string) => string) => void;
  readonly onMove: () => void;
  readonly onRemove: () => void;
}

/** The choice that refuses: no state has this name. */
const REFUSED = '!';

function Step({ step, index, count, place, targets, eventSchema, onPut, onMove, onRemove }: StepProps) {
  const { say } = useWords();
  const { definition, mayEdit } = useWork();
  const last = index === count - 1;
  const [asking, setAsking] = useState(false);
  const { to, when, because, refuse } = step;
  const guarded = when !== undefined || asking || !last;
  const known = to === undefined || targets.some(({ value }) => value === to);
  const options = [...targets, { value: '', label: say('停在原处', 'stays here') }, { value: REFUSED, label: say('拒绝办理', 'is refused') }, ...(known ? [] : [{ value: to, label: to }])];
  const go = (next: string) => {
    if (next !== REFUSED) return onPut({ to: next || undefined, refuse: undefined, say: undefined });
    const [first] = Object.keys(definition.refusals ?? {});
    const name = first ?? newRefusal(definition);
    setAsking(true);
    onPut({ to: undefined, set: undefined, do: undefined, raise: undefined, refuse: name }, undefined, first === undefined ? (text) => withRefusal(text, name) : undefined);
  };
  return (
    <div className="cf-onward" data-place={place}>
      <div className="sh-row">
        <span aria-hidden="true">{refuse === undefined ? '→' : '⊘'}</span>
        <Select<string> aria-label={say('去哪里', 'Where to')} value={refuse === undefined ? (to ?? '') : REFUSED} disabled={!mayEdit} style={{ minWidth: 170 }} popupMatchSelectWidth={false} options={options} onChange={go} />
        {!guarded && mayEdit && <Button type="link" size="small" onClick={() => setAsking(true)}>{say('加条件', 'Add a condition')}</Button>}
        {count > 1 && mayEdit && <><Button type="text" size="small" disabled={index === 0} aria-label={say('提前判断', 'Ask earlier')} onClick={onMove}>↑</Button><Button type="text" size="small" aria-label={say('删除这一路', 'Remove this way')} onClick={onRemove}>×</Button></>}
        {last && count > 1 && when === undefined && <span className="sh-sub sh-small">{say('其他情况', 'otherwise')}</span>}
      </div>
      {guarded && <Guard when={when} because={because} eventSchema={eventSchema} needed={!last} onPut={onPut} />}
      <StepEffects step={step} at={place} eventSchema={eventSchema} onPut={onPut} />
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
