import { Loading, useWords } from '@stationhouse/plugin-web';
import { readActive, writeActive, type ClockDefinition, type FreeClockDefinition, type JsonObject } from '@stationhouse/workflow';
import { Button, Input, Select } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { FieldRow } from '../FieldRow.js';
import { RolesPick, SpanField, useRoleOptions } from '../ParameterFields.js';
import { WhenField } from '../WhenField.js';
import { DoField } from './ActionFields.js';
import { parametersOf } from './parameters.js';
import { useWork } from './work.js';

const ConditionBuilder = lazy(() => import('../ConditionBuilder.js'));

type Shared = Omit<ClockDefinition, 'key' | 'title'>;

interface ClockProps {
  readonly clock: Shared;
  /** @param parts those that change; undefined takes one away @param before what else changes in the text, first */
  readonly onPut: (parts: { readonly [Part in keyof Shared]?: Shared[Part] | undefined }, before?: (text: string) => string) => void;
  /** Counts the budget in working days or hours on shift, by a parameter that is made for it. */
  readonly onCounted: (iso: string, calendar: 'workingDays' | 'shifts') => void;
}

/** What every clock says: how long, from when, how it counts, when it warns, what happens when it is past due, who may change it. */
export function ClockFields({ clock, onPut, onCounted }: ClockProps) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const id = useId();
  const data = definition.data as JsonObject;
  const durations = parametersOf(definition, 'duration', textOf);
  const calendars = { '': say('按参数或自然日', 'As the parameter says, else every day'), natural: say('自然日', 'every day'), workingDays: say('工作日', 'working days'), shifts: say('班次时间', 'time on shift') };
  return (
    <>
      <WhenField label={say('多久', 'How long')} due={clock.budget} dueAt={clock.until} dataSchema={data} parameters={durations} optional={false} disabled={!mayEdit} onChange={({ due, dueAt }) => onPut({ budget: due, until: dueAt })} onCounted={onCounted} />
      <WhenField label={say('从何时起算（不设则从开始计时）', 'What it counts from (its start, where nothing is said)')} dueAt={clock.from} dataSchema={data} parameters={durations} only="moment" optional disabled={!mayEdit} onChange={({ dueAt }) => onPut({ from: dueAt })} />
      {clock.budget !== undefined && <FieldRow label={say('怎样计算', 'How it is counted')} htmlFor={`${id}-calendar`}><Select<keyof typeof calendars> id={`${id}-calendar`} value={clock.calendar ?? ''} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={Object.entries(calendars).map(([value, label]) => ({ value: value as keyof typeof calendars, label }))} onChange={(calendar) => onPut({ calendar: calendar === '' ? undefined : calendar })} /></FieldRow>}
      <Warnings clock={clock} onPut={onPut} />
      <Breach clock={clock} onPut={onPut} />
      <EditRule rule={clock.edit} onChange={(edit) => onPut({ edit })} />
      <FieldRow label={say('依据', 'Because')} htmlFor={`${id}-because`}><Input id={`${id}-because`} value={clock.because ?? ''} maxLength={500} disabled={!mayEdit} onChange={(event) => onPut({ because: event.target.value || undefined })} /></FieldRow>
    </>
  );
}

/** How long before it is due it warns, once or several times. */
function Warnings({ clock: { warn }, onPut }: Pick<ClockProps, 'clock' | 'onPut'>) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const warnings = warn === undefined ? [] : [warn].flat();
  const write = (next: readonly string[]) => onPut({ warn: next.length === 0 ? undefined : next.length === 1 ? next[0] : [...next] });
  return (
    <FieldRow label={say('到期前预警', 'Warns before it is due')}>
      <div className="cf-rungs">
        {warnings.map((one, index) => (
          <div key={index} className="sh-row">
            <SpanField label={say('到期前多久', 'How long before')} value={one} parameters={parametersOf(definition, 'duration', textOf)} disabled={!mayEdit} onChange={(next) => write(warnings.map((other, at) => (at === index ? next : other)))} />
            {mayEdit && <Button type="text" size="small" aria-label={say('删除此次预警', 'Remove this warning')} onClick={() => write(warnings.filter((_, at) => at !== index))}>×</Button>}
          </div>
        ))}
        {mayEdit && warnings.length < 10 && <Button size="small" type="dashed" onClick={() => write([...warnings, 'P1D'])}>{say('＋ 预警', '+ Warning')}</Button>}
      </div>
    </FieldRow>
  );
}

/** What happens when it is past due, besides that whoever holds the tasks is told. */
function Breach({ clock: { breach }, onPut }: Pick<ClockProps, 'clock' | 'onPut'>) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const put = (parts: { do?: string[] | undefined; raise?: string | undefined }, before?: (text: string) => string) => {
    const next = Object.fromEntries(Object.entries({ ...breach, ...parts }).filter(([, value]) => value !== undefined));
    onPut({ breach: Object.keys(next).length === 0 ? undefined : next }, before);
  };
  const events = [...new Set([...Object.keys(definition.events ?? {}), ...(breach?.raise === undefined ? [] : [breach.raise])])];
  return (
    <>
      <DoField label={say('超期时（不设则告知承办人和值班长）', 'When it is past due (else whoever does the tasks and the duty commander are told)')} names={breach?.do ?? []} onChange={(names, before) => put({ do: names === undefined ? undefined : [...names] }, before)} />
      {events.length > 0 && <FieldRow label={say('超期时发生的事件', 'The event it raises then')}><Select<string> aria-label={say('超期时发生的事件', 'The event it raises then')} value={breach?.raise ?? ''} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('没有', 'None') }, ...events.map((value) => ({ value, label: textOf(definition.events?.[value]?.title) || value }))]} onChange={(raise) => put({ raise: raise || undefined })} /></FieldRow>}
    </>
  );
}

/** Who may change it while it runs, and who approves that. */
export function EditRule({ rule, onChange }: { rule: ClockDefinition['edit']; onChange: (rule: ClockDefinition['edit']) => void }) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  const parameters = parametersOf(definition, 'role', textOf);
  const roles = useRoleOptions(parameters);
  return (
    <FieldRow label={say('办理中可以调整的人', 'Who may change it while it runs')}>
      <RolesPick label={say('办理中可以调整的岗位', 'Roles that may change it')} value={rule?.by ?? []} parameters={parameters} placeholder={say('无人', 'Nobody')} mayBeEmpty disabled={!mayEdit} onChange={(by) => onChange(by.length === 0 ? undefined : { ...rule, by })} />
      {rule !== undefined && <Select<string> aria-label={say('由谁审批', 'Who approves it')} value={rule.approval ?? ''} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={[{ value: '', label: say('不需审批', 'without approval') }, ...roles.map(({ value, label }) => ({ value, label: say('由{role}审批', 'approved by {role}', { role: label }) }))]} onChange={(approval) => onChange({ by: rule.by, ...(approval === '' ? {} : { approval }) })} />}
    </FieldRow>
  );
}

interface WhileProps {
  readonly label: string;
  /** CEL; undefined for never. */
  readonly source: string | undefined;
  /** What holds where nothing is said; undefined where something must be. */
  readonly never?: string;
  readonly onChange: (source: string | undefined) => void;
}

/** While which states are active something holds, or under which other condition. */
export function WhileField({ label, source, never, onChange }: WhileProps) {
  const { say, textOf } = useWords();
  const { definition, flow, mayEdit } = useWork();
  const [picking, setPicking] = useState(false);
  const states = source === undefined ? undefined : readActive(source);
  const kind = source === undefined ? 'never' : states !== undefined && !picking ? 'states' : 'condition';
  const first = `active("${definition.start}")`;
  const begin = (next: typeof kind) => {
    setPicking(next === 'condition');
    if (next === 'never') onChange(undefined);
    else if (next === 'states' && states === undefined) onChange(first);
    else if (next === 'condition' && source === undefined) onChange('true');
  };
  const kinds = [...(never === undefined ? [] : [{ value: 'never' as const, label: never }]), { value: 'states' as const, label: say('处于某些步骤时', 'While in certain steps') }, { value: 'condition' as const, label: say('按条件', 'Under a condition') }];
  return (
    <FieldRow label={label}>
      <Select<typeof kind> aria-label={say('{label}：怎样确定', '{label}: how it is decided', { label })} value={kind} disabled={!mayEdit} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={kinds} onChange={begin} />
      {kind === 'states' && <Select<string[]> mode="multiple" aria-label={say('{label}：哪些步骤', '{label}: which steps', { label })} value={[...(states ?? [])]} disabled={!mayEdit} style={{ minWidth: 200 }} popupMatchSelectWidth={false} options={flow.cards.filter((card) => card.kind !== 'branch').map(({ path, title, depth }) => ({ value: path, label: `${'　'.repeat(depth)}${textOf(title)}` }))} onChange={(next) => { if (next.length > 0) onChange(writeActive(next)); }} />}
      {kind === 'condition' && <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={label} of="plain" source={source === undefined || source === 'true' ? '' : source} dataSchema={definition.data as JsonObject} disabled={!mayEdit} onChange={(next) => onChange(next ?? 'true')} /></Suspense>}
    </FieldRow>
  );
}

/** What a clock apart from states says besides: while what it runs, stops, stands still. */
export function RunsFields({ clock, onPut }: { clock: FreeClockDefinition; onPut: (part: 'runs' | 'stops' | 'pauses' | 'pausedUntil', value: string | undefined) => void }) {
  const { say, textOf } = useWords();
  const { definition, mayEdit } = useWork();
  return (
    <>
      <WhileField label={say('何时计时', 'When it runs')} source={clock.runs} onChange={(source) => onPut('runs', source)} />
      <WhileField label={say('提前结束', 'Ended early')} source={clock.stops} never={say('不提前结束', 'Never')} onChange={(source) => onPut('stops', source)} />
      <WhileField label={say('暂停', 'Stands still')} source={clock.pauses} never={say('不暂停', 'Never')} onChange={(source) => onPut('pauses', source)} />
      {clock.pauses !== undefined && <WhenField label={say('暂停实际结束的时间（不设则以恢复时为准）', 'When a pause was over (as it ends, where nothing is said)')} dueAt={clock.pausedUntil} dataSchema={definition.data as JsonObject} parameters={parametersOf(definition, 'duration', textOf)} only="moment" optional disabled={!mayEdit} onChange={({ dueAt }) => onPut('pausedUntil', dueAt)} />}
    </>
  );
}
