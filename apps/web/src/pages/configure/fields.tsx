import { Chip, useWords } from '@stationhouse/plugin-web';
import { lockTask, setParameter, setTask, type FlowTask, type FlowValue, type ParameterPart, type ParameterParts, type TaskPart } from '@stationhouse/workflow';
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { boundsOf, lockOfParameter, lockOfTask, type Bound, type Lock } from './compose.js';
import { useDesign, useOverlay, useRoles } from './context.js';
import { FieldRow } from './FieldRow.js';
import { Rungs } from './Rungs.js';
import { durationWords, lockWords, parameterWords, useProblemWords, whoWords } from './words.js';

type Unit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months';
const FORMS: readonly (readonly [Unit, RegExp, (count: number) => string])[] = [
  ['minutes', /^PT(\d+)M$/, (count) => `PT${count}M`],
  ['hours', /^PT(\d+)H$/, (count) => `PT${count}H`],
  ['days', /^P(\d+)D$/, (count) => `P${count}D`],
  ['weeks', /^P(\d+)W$/, (count) => `P${count}W`],
  ['months', /^P(\d+)M$/, (count) => `P${count}M`],
];

interface DurationProps {
  readonly id?: string;
  readonly label: string;
  /** ISO 8601, `P3D`; empty for none. */
  readonly value: string;
  readonly calendar?: string | undefined;
  readonly disabled?: boolean;
  readonly onChange: (iso: string) => void;
}

/** A duration as a number and a unit; one of several units at once is written out. */
export function DurationField({ id, label, value, calendar, disabled = false, onChange }: DurationProps) {
  const words = useWords();
  const { say } = words;
  const [picked, setPicked] = useState<Unit>('days');
  const found = FORMS.find(([, form]) => form.test(value));
  if (value !== '' && found === undefined) return <Input id={id} aria-label={label} value={value} disabled={disabled} style={{ width: 160 }} onChange={(event) => onChange(event.target.value)} suffix={<span className="sh-small sh-sub">{durationWords(value, words)}</span>} />;
  const unit = found?.[0] ?? picked;
  const count = Number(found?.[1].exec(value)?.[1] ?? 0);
  const write = (next: Unit, amount: number | null) => {
    setPicked(next);
    if (amount !== null && amount > 0) onChange(FORMS.find(([name]) => name === next)?.[2](amount) ?? '');
  };
  const units: Record<Unit, string> = { minutes: say('分钟', 'minutes'), hours: say('小时', 'hours'), days: calendar === 'workingDays' ? say('个工作日', 'working days') : say('天', 'days'), weeks: say('周', 'weeks'), months: say('个月', 'months') };
  const offered = calendar === 'workingDays' ? (['days'] as const) : FORMS.map(([name]) => name);
  return (
    <span className="cf-duration">
      <InputNumber id={id} aria-label={label} min={1} max={9999} precision={0} value={value === '' ? null : count} disabled={disabled} onChange={(amount) => write(unit, amount)} />
      <Select<Unit> aria-label={say('{label}的单位', 'Unit of {label}', { label })} value={unit} disabled={disabled} popupMatchSelectWidth={false} options={offered.map((name) => ({ value: name, label: units[name] }))} onChange={(next) => write(next, value === '' ? null : count)} />
    </span>
  );
}

/** What is locked looks locked, and says by whom and why before one tries. */
export function Locked({ value, lock }: { value: ReactNode; lock: Lock }) {
  const words = useWords();
  return <div className="cf-locked" data-locked><b>{value}</b><span className="sh-lock">{words.say('锁定', 'locked')}</span><span className="sh-sub sh-small">{lockWords(lock, words)}</span></div>;
}

/** A parameter: its value within bounds; locked where it is; of a bureau, also what its stations may do with it. */
export function ParameterField({ name }: { name: string }) {
  const words = useWords();
  const { say, textOf } = words;
  const { ground, composition, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const problemWords = useProblemWords();
  const id = useId();
  const parameter = composition.definition.parameters?.[name];
  if (parameter === undefined) return null;
  const label = textOf(parameter.title);
  const lock = lockOfParameter(ground, name);
  const held = ground.held.parameters?.[name]?.default;
  const set = overlay.parameters?.[name];
  const value = set?.value ?? held ?? parameter.default;
  const change = <Part extends ParameterPart>(part: Part, value: ParameterParts[Part] | undefined) => edit((overlay) => setParameter(overlay, name, part, value, part === 'value' ? held : undefined), `${name}.${part}`);
  if (lock !== undefined) return <FieldRow label={label}><Locked value={parameterWords(composition.definition, name, parameter.default, words)} lock={lock} /></FieldRow>;
  const wrong = composition.problems.filter(({ path }) => path === `parameters.${name}` || path.startsWith(`parameters.${name}.`));
  return (
    <>
      <FieldRow
        label={label} htmlFor={id} hint={<Bounds name={name} />}
        was={set?.value === undefined ? undefined : parameterWords(ground.held, name, held, words)} onReset={mayEdit ? () => change('value', undefined) : undefined}
      >
        {parameter.type === 'duration' ? <DurationField id={id} label={label} value={String(value)} calendar={parameter.calendar} disabled={!mayEdit} onChange={(iso) => change('value', iso)} />
          : parameter.type === 'number' ? <InputNumber id={id} aria-label={label} value={Number(value)} disabled={!mayEdit} onChange={(next) => next !== null && change('value', next)} />
            : parameter.type === 'boolean' ? <Checkbox id={id} checked={value === true} disabled={!mayEdit} onChange={(event) => change('value', event.target.checked)}>{say('是', 'yes')}</Checkbox>
              : parameter.type === 'role' ? <RoleSelect id={id} label={label} value={String(value)} disabled={!mayEdit} onChange={(role) => change('value', role)} />
                : <Input id={id} value={String(value)} disabled={!mayEdit} maxLength={500} onChange={(event) => change('value', event.target.value)} />}
      </FieldRow>
      {wrong.map((problem, index) => <div key={index} className="sh-inline-error" role="alert" data-code={problem.code}>{problemWords(problem)}</div>)}
      {overlay.overlay === 'bureau' && <Below name={name} />}
    </>
  );
}

/** `25–30 天 · 分局规定 1333+N`. */
export function Bounds({ name }: { name: string }) {
  const words = useWords();
  const { say, textOf } = words;
  const { composition: { definition } } = useDesign();
  const { min, max } = boundsOf(definition, name);
  const because = definition.parameters?.[name]?.because;
  const one = (bound: Bound) => parameterWords(definition, name, bound.value, words);
  const follows = [min, max].flatMap((bound) => (bound?.follows === undefined ? [] : [textOf(definition.parameters?.[bound.follows]?.title)]))[0];
  const range = min !== undefined && max !== undefined && one(min) === one(max) ? say('只能是 {max}', 'only {max}', { max: one(max) }) : min !== undefined && max !== undefined ? say('{min}至 {max}', '{min} to {max}', { min: one(min), max: one(max) }) : max !== undefined ? say('不超过 {max}', 'at most {max}', { max: one(max) }) : min !== undefined ? say('不少于 {min}', 'at least {min}', { min: one(min) }) : '';
  return (
    <>
      {range !== '' && <Chip title={follows === undefined ? '' : say('随“{name}”', 'as “{name}”', { name: follows })}>{range}{follows === undefined ? '' : say('（{name}）', ' ({name})', { name: follows })}</Chip>}
      {because !== undefined && <span className="sh-sub sh-small">{because}</span>}
    </>
  );
}

/** What a bureau lets its stations do with a parameter. */
function Below({ name }: { name: string }) {
  const { say, textOf } = useWords();
  const { composition: { definition }, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const id = useId();
  const parameter = definition.parameters?.[name];
  const set = overlay.parameters?.[name];
  const change = <Part extends ParameterPart>(part: Part, value: ParameterParts[Part] | undefined) => edit((now) => setParameter(now, name, part, value), `${name}.${part}`);
  const bound = (part: 'min' | 'max', label: string) => {
    const written = set !== undefined && 'min' in set ? set[part] : undefined;
    return parameter?.type !== 'duration' ? null : <FieldRow label={label}><DurationField label={`${textOf(parameter.title)} ${label}`} value={String(written ?? '')} calendar={parameter.calendar} disabled={!mayEdit} onChange={(iso) => change(part, iso)} />{written !== undefined && mayEdit && <Button type="link" size="small" onClick={() => change(part, undefined)}>{say('不限', 'No bound')}</Button>}</FieldRow>;
  };
  const locked = set !== undefined && 'locked' in set && set.locked === true;
  const because = set !== undefined && 'because' in set ? set.because : undefined;
  return (
    <details className="cf-below" open={locked || because !== undefined || undefined}>
      <summary>{say('各所可以怎样改', 'What stations may do with it')}</summary>
      {bound('min', say('不少于', 'At least'))}
      {bound('max', say('不超过', 'At most'))}
      <Checkbox checked={locked} disabled={!mayEdit} onChange={(event) => change('locked', (event.target.checked ? true : undefined))}>{say('锁定，各所不能改', 'Locked: stations cannot change it')}</Checkbox>
      {set !== undefined && <FieldRow label={say('理由（各所能看到）', 'Why (stations read it)')} htmlFor={id}><Input id={id} value={because ?? ''} maxLength={500} disabled={!mayEdit} onChange={(event) => change('because', (event.target.value || undefined))} /></FieldRow>}
    </details>
  );
}

export function RoleSelect({ id, label, value, disabled = false, placeholder, onChange }: { id?: string; label: string; value: string | undefined; disabled?: boolean; placeholder?: string; onChange: (role: string) => void }) {
  const { say } = useWords();
  const roles = useRoles();
  return <Select<string> id={id} aria-label={label} value={value} placeholder={placeholder ?? say('选择岗位', 'Choose a role')} disabled={disabled} style={{ minWidth: 150 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={roles.map(({ id: role, title }) => ({ value: role, label: title }))} onChange={onChange} />;
}

interface PartProps {
  readonly task: FlowTask;
  readonly part: Exclude<TaskPart, 'because'>;
}

/** Who does a task, until when, and what happens when nobody does. */
export function TaskFields({ task }: { task: FlowTask }) {
  const words = useWords();
  const { say } = words;
  const { ground, roles, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const id = useId();
  const set = overlay.tasks?.[task.ref];
  const lock = lockOfTask(ground, task.ref, 'role');
  return (
    <>
      <FieldRow label={say('由谁完成', 'Who does it')} htmlFor={id} was={set?.role === undefined ? undefined : say('流程规定', 'as the workflow says')} onReset={mayEdit ? () => edit((now) => setTask(now, task.ref, 'role', undefined)) : undefined} hint={<TaskLock task={task} part="role" />}>
        {lock === undefined ? <RoleSelect id={id} label={say('由谁完成', 'Who does it')} value={set?.role ?? task.role} placeholder={whoWords(task, words, roles)} disabled={!mayEdit} onChange={(role) => edit((now) => setTask(now, task.ref, 'role', role))} /> : <Locked value={whoWords(task, words, roles)} lock={lock} />}
      </FieldRow>
      <TimeField task={task} part="due" label={say('期限', 'Due')} value={task.due} />
      <TimeField task={task} part="remind" label={say('提前提醒', 'Reminder before it is due')} value={task.remind} />
      <Escalation task={task} />
    </>
  );
}

/** A time of a task: the parameter that decides it, or a duration of its own. */
function TimeField({ task, part, label, value }: PartProps & { part: 'due' | 'remind'; label: string; value: FlowValue | undefined }) {
  const words = useWords();
  const { say } = words;
  const problemWords = useProblemWords();
  const { ground, composition: { problems }, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const id = useId();
  if (value !== undefined && 'parameter' in value) return <ParameterField name={value.parameter} />;
  if (value !== undefined && 'expression' in value) return value.parameters.length === 0 ? <FieldRow label={label}><span className="sh-sub">{say('随事项中填写的日期', 'Follows a date of the instance')}</span></FieldRow> : <>{value.parameters.map((name) => <ParameterField key={name} name={name} />)}</>;
  const lock = lockOfTask(ground, task.ref, part);
  const own = overlay.tasks?.[task.ref]?.[part];
  const text = own ?? (value === undefined ? '' : value.value);
  if (lock !== undefined) return <FieldRow label={label}><Locked value={text === '' ? say('无', 'none') : durationWords(text, words)} lock={lock} /></FieldRow>;
  const wrong = problems.filter(({ path }) => path === `tasks.${task.ref}.${part}`);
  return (
    <>
      <FieldRow label={label} htmlFor={id} was={own === undefined ? undefined : say('流程规定', 'as the workflow says')} onReset={mayEdit ? () => edit((now) => setTask(now, task.ref, part, undefined)) : undefined} hint={<>{text === '' && <span className="sh-sub sh-small">{say('未设置', 'none set')}</span>}<TaskLock task={task} part={part} /></>}>
        <DurationField id={id} label={label} value={text} disabled={!mayEdit} onChange={(iso) => edit((now) => setTask(now, task.ref, part, iso), `${task.ref}.${part}`)} />
      </FieldRow>
      {wrong.map((problem, index) => <div key={index} className="sh-inline-error" role="alert">{problemWords(problem)}</div>)}
    </>
  );
}

/** Who is told how long after a task is overdue. */
function Escalation({ task }: { task: FlowTask }) {
  const words = useWords();
  const { say } = words;
  const { ground, composition, roles, mayEdit, edit } = useDesign();
  const { definition } = composition;
  const overlay = useOverlay();
  const lock = lockOfTask(ground, task.ref, 'escalate');
  const byParameter = task.escalate.flatMap(({ after }) => ('parameter' in after ? [after.parameter] : []));
  const label = say('逾期后', 'When overdue');
  const titleOf = (role: string) => roles.find(({ id }) => id === role)?.title ?? role;
  if (byParameter.length > 0) {
    const chain = task.escalate.map(({ after, to }) => say('{time}后报{to}', '{time} late: {to}', { time: 'parameter' in after ? parameterWords(definition, after.parameter, definition.parameters?.[after.parameter]?.default, words) : '', to: titleOf(to) }));
    return <><FieldRow label={label}><span className="sh-row">{chain.map((one) => <Chip key={one}>{one}</Chip>)}</span></FieldRow>{byParameter.map((name) => <ParameterField key={name} name={name} />)}</>;
  }
  const own = overlay.tasks?.[task.ref]?.escalate;
  const rungs = own ?? task.escalate.map(({ after, to }) => ({ after: 'value' in after ? after.value : '', to }));
  if (lock !== undefined) return <FieldRow label={label}><Locked value={rungs.map(({ after, to }) => `${durationWords(after, words)} → ${titleOf(to)}`).join(say('；', '; ')) || say('不上报', 'nobody is told')} lock={lock} /></FieldRow>;
  const write = (next: readonly { after: string; to: string }[]) => edit((now) => setTask(now, task.ref, 'escalate', [...next]), `${task.ref}.escalate`);
  return (
    <FieldRow label={label} was={own === undefined ? undefined : say('流程规定', 'as the workflow says')} onReset={mayEdit ? () => edit((now) => setTask(now, task.ref, 'escalate', undefined)) : undefined} hint={<TaskLock task={task} part="escalate" />}>
      <Rungs rungs={rungs} disabled={!mayEdit} onChange={write} />
    </FieldRow>
  );
}

/** Of a bureau: keeps a part of a task as it is for all stations. */
function TaskLock({ task, part }: PartProps) {
  const { say } = useWords();
  const { mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  if (overlay.overlay !== 'bureau') return null;
  const locked = overlay.tasks?.[task.ref]?.locked?.includes(part) === true;
  return <Checkbox checked={locked} disabled={!mayEdit} onChange={(event) => edit((now) => lockTask(now, task.ref, part, event.target.checked))}>{say('锁定', 'Lock')}</Checkbox>;
}
