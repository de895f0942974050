import { Loading, useWords } from '@stationhouse/plugin-web';
import { readAssignment, writeAssignment, type Assignment, type FlowTask, type JsonObject } from '@stationhouse/workflow';
import { Button, Select } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { conditionFields } from './conditions.js';
import { useRoles } from './context.js';
import { FieldRow } from './FieldRow.js';
import { ExpressionField, RolesPick, useRoleOptions, type NamedParameter } from './ParameterFields.js';

const ConditionBuilder = lazy(() => import('./ConditionBuilder.js'));

/** Who a task is for: a role (or `$parameter`), or an expression that gives the roles. */
export interface Who {
  readonly role?: string | undefined;
  readonly assign?: string | undefined;
}

interface WhoProps extends Who {
  readonly dataSchema: JsonObject;
  /** Tasks that come before it: it may be for the same. */
  readonly earlier: readonly FlowTask[];
  /** Parameters of type role. */
  readonly parameters?: readonly NamedParameter[];
  readonly disabled: boolean;
  readonly onChange: (who: Who) => void;
}

type Kind = 'role' | 'duty' | 'cases' | 'field' | 'same' | 'text';
/** Roles that fall to whoever is on now. */
const ON_DUTY = ['duty-officer', 'duty-commander'];

/** Who does it: a role, whoever is on duty, by conditions, by a field, or the same as an earlier task. */
export function WhoField({ role, assign, dataSchema, earlier, parameters = [], disabled, onChange }: WhoProps) {
  const { say, textOf } = useWords();
  const roles = useRoles();
  const id = useId();
  const read = assign === undefined ? undefined : readAssignment(assign);
  const kind: Kind = assign !== undefined ? (read === undefined ? 'text' : read.kind === 'field' ? 'field' : 'cases') : role !== undefined && ON_DUTY.includes(role) ? 'duty' : 'role';
  const [picking, setPicking] = useState<Kind>();
  const fields = conditionFields(dataSchema).filter(({ kind: one }) => one === 'other' || one === 'choice');
  const shown = picking ?? kind;
  const first = role === undefined || role.startsWith('$') ? 'duty-officer' : role;
  const begin = (next: Kind) => {
    setPicking(next === 'same' ? 'same' : undefined);
    if (next === kind || next === 'same') return;
    if (next === 'role') onChange({ role: ON_DUTY.includes(first) ? roles.find((one) => !ON_DUTY.includes(one.id))?.id : first });
    else if (next === 'duty') onChange({ role: 'duty-officer' });
    else if (next === 'field') onChange({ assign: writeAssignment({ kind: 'field', field: fields[0]?.name ?? '', otherwise: [first] }) });
    else if (next === 'cases') onChange({ assign: writeAssignment({ kind: 'roles', cases: [{ when: 'true', roles: [first] }], otherwise: [first] }) });
    else onChange({ assign: assign ?? `["${first}"]` });
  };
  const label = say('由谁完成', 'Who does it');
  const kinds: readonly (readonly [Kind, string, boolean])[] = [
    ['role', say('指定岗位', 'A role'), true], ['duty', say('当班人员', 'Whoever is on duty'), true], ['cases', say('按条件分派', 'By conditions'), true],
    ['field', say('由字段指定', 'Named by a field'), fields.length > 0], ['same', say('与前面的任务相同', 'Same as an earlier task'), earlier.length > 0], ['text', say('表达式', 'An expression'), true],
  ];
  return (
    <FieldRow label={label} htmlFor={id}>
      <Select<Kind> aria-label={say('怎样确定由谁完成', 'How it is decided who does it')} value={shown} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={kinds.filter(([value,, offered]) => offered || value === shown).map(([value, title]) => ({ value, label: title }))} onChange={begin} />
      {shown === 'role' && <RolePick id={id} label={label} value={role} parameters={parameters} disabled={disabled} onChange={(next) => onChange({ role: next })} />}
      {shown === 'duty' && <RolePick id={id} label={label} value={role} only={ON_DUTY} disabled={disabled} onChange={(next) => onChange({ role: next })} />}
      {shown === 'same' && <Select<string> id={id} aria-label={say('与哪项任务相同', 'Same as which task')} placeholder={say('选择任务', 'Choose a task')} disabled={disabled} style={{ minWidth: 160 }} popupMatchSelectWidth={false} options={earlier.map((task) => ({ value: task.ref, label: textOf(task.title) }))} onChange={(ref) => { const one = earlier.find((task) => task.ref === ref); setPicking(undefined); if (one !== undefined) onChange(one.role === undefined ? { assign: one.assign } : { role: one.role }); }} />}
      {shown === 'text' && <ExpressionField id={id} label={say('给出岗位列表的表达式', 'An expression that gives the roles')} value={assign ?? ''} disabled={disabled} onChange={(next) => onChange({ assign: next })} />}
      {shown === 'duty' && <p className="sh-sub sh-small">{say('由当时在岗的人办理；无人在岗时转值班长，再转分局。', 'Falls to whoever is on now; unstaffed, to the duty commander, then to the bureau.')}</p>}
      {shown === 'field' && read?.kind === 'field' && <ByField rule={read} parameters={parameters} fields={fields.map(({ name, title }) => ({ value: name, title }))} disabled={disabled} onChange={(next) => onChange({ assign: writeAssignment(next) })} />}
      {shown === 'cases' && read?.kind === 'roles' && <Cases rule={read} parameters={parameters} dataSchema={dataSchema} disabled={disabled} onChange={(next) => onChange({ assign: writeAssignment(next) })} />}
    </FieldRow>
  );
}

function RolePick({ id, label, value, only, parameters = [], disabled, onChange }: { id: string; label: string; value: string | undefined; only?: readonly string[]; parameters?: readonly NamedParameter[]; disabled: boolean; onChange: (role: string) => void }) {
  const { say } = useWords();
  const options = useRoleOptions(parameters, only);
  return <Select<string> id={id} aria-label={label} value={value} placeholder={say('选择岗位', 'Choose a role')} disabled={disabled} style={{ minWidth: 150 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={[...options]} onChange={onChange} />;
}

type Ruled<Of extends Assignment['kind']> = Extract<Assignment, { kind: Of }>;

function ByField({ rule, parameters, fields, disabled, onChange }: { rule: Ruled<'field'>; parameters: readonly NamedParameter[]; fields: readonly { value: string; title: { 'zh-CN': string; en: string } }[]; disabled: boolean; onChange: (rule: Assignment) => void }) {
  const { say, locale } = useWords();
  return (
    <>
      <Select<string> aria-label={say('哪个字段', 'Which field')} value={rule.field} disabled={disabled} style={{ minWidth: 140 }} popupMatchSelectWidth={false} options={fields.map(({ value, title }) => ({ value, label: title[locale] }))} onChange={(field) => onChange({ ...rule, field })} />
      <span>{say('未填写时', 'where it is empty')}</span>
      <RolesPick label={say('未填写时由谁完成', 'Who does it where it is empty')} value={rule.otherwise} parameters={parameters} disabled={disabled} onChange={(otherwise) => onChange({ ...rule, otherwise })} />
    </>
  );
}

function Cases({ rule, parameters, dataSchema, disabled, onChange }: { rule: Ruled<'roles'>; parameters: readonly NamedParameter[]; dataSchema: JsonObject; disabled: boolean; onChange: (rule: Assignment) => void }) {
  const { say } = useWords();
  const put = (index: number, changes: Partial<Ruled<'roles'>['cases'][number]>) => onChange({ ...rule, cases: rule.cases.map((one, at) => (at === index ? { ...one, ...changes } : one)) });
  return (
    <div className="cf-rungs cf-cases">
      {rule.cases.map((one, index) => (
        <div key={index} className="cf-case">
          <Suspense fallback={<Loading rows={1} />}><ConditionBuilder label={say('第 {number} 种情况', 'Case {number}', { number: index + 1 })} of="way" source={one.when === 'true' ? '' : one.when} dataSchema={dataSchema} disabled={disabled} onChange={(when) => put(index, { when: when ?? 'true' })} /></Suspense>
          <div className="sh-row"><span aria-hidden="true">→</span><RolesPick label={say('第 {number} 种情况由谁完成', 'Who does it in case {number}', { number: index + 1 })} value={one.roles} parameters={parameters} disabled={disabled} onChange={(roles) => put(index, { roles })} />{!disabled && <Button type="text" size="small" aria-label={say('删除第 {number} 种情况', 'Remove case {number}', { number: index + 1 })} onClick={() => onChange({ ...rule, cases: rule.cases.filter((_, at) => at !== index) })}>×</Button>}</div>
        </div>
      ))}
      {!disabled && <Button size="small" type="dashed" onClick={() => onChange({ ...rule, cases: [...rule.cases, { when: 'true', roles: rule.otherwise }] })}>{say('＋ 情况', '+ Case')}</Button>}
      <div className="sh-row"><span>{say('其他情况', 'otherwise')}</span><RolesPick label={say('其他情况由谁完成', 'Who does it otherwise')} value={rule.otherwise} parameters={parameters} disabled={disabled} onChange={(otherwise) => onChange({ ...rule, otherwise })} /></div>
    </div>
  );
}
