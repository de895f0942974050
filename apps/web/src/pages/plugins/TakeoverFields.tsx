import { useQuery } from '@apollo/client/react';
import { useWords } from '@stationhouse/plugin-web';
import { Input, Radio, Select } from 'antd';
import { useId } from 'react';
import { RolesDocument } from '../../gql/members.js';
import type { RunningPartsFragment, TakeoverInput } from '../../gql/plugins.js';
import { StationOfficersDocument } from '../../gql/tasks.js';

/** What becomes of what runs of one workflow, as it is being chosen. */
export interface Choice {
  readonly how: 'FINISH' | 'CANCEL';
  readonly accountIds: readonly string[];
  readonly roles: readonly string[];
  readonly reason: string;
}

export const NO_CHOICE: Choice = { how: 'FINISH', accountIds: [], roles: [], reason: '' };

/** True once it says all the server asks for. */
export function isChosen({ how, accountIds, roles, reason }: Choice): boolean {
  return how === 'FINISH' ? accountIds.length + roles.length > 0 : reason.trim() !== '';
}

/** As the server takes it. @param workflow all workflows when absent */
export function inputOf({ how, accountIds, roles, reason }: Choice, workflow?: string): TakeoverInput {
  const finish = how === 'FINISH';
  return { ...(workflow === undefined ? {} : { workflow }), how, accountIds: finish ? [...accountIds] : [], roles: finish ? [...roles] : [], ...(reason.trim() === '' ? {} : { reason: reason.trim() }) };
}

interface Props {
  readonly title: string;
  readonly value: Choice;
  readonly onChange: (choice: Choice) => void;
  /** The station whose people may be named; roles only without. */
  readonly stationId?: string | undefined;
}

/** Who finishes what runs, or why it is called off. */
export function TakeoverFields({ title, value, onChange, stationId }: Props) {
  const { say } = useWords();
  const id = useId();
  return (
    <fieldset className="pl-takeover">
      <legend>{title}</legend>
      <Radio.Group value={value.how} onChange={(event) => onChange({ ...value, how: event.target.value as Choice['how'] })} options={[{ value: 'FINISH', label: say('由接办人办理到底', 'Somebody finishes them') }, { value: 'CANCEL', label: say('填写原因，全部撤销', 'Call them all off') }]} />
      {value.how === 'FINISH' ? (
        <>
          {stationId !== undefined && <People stationId={stationId} value={value.accountIds} onChange={(accountIds) => onChange({ ...value, accountIds })} />}
          <RolesField value={value.roles} onChange={(roles) => onChange({ ...value, roles })} />
          <p className="sh-sub sh-small">{say('接办人代替任务原定的岗位办理，时限照常计算；会签仍须由规定的岗位签署。', 'Whoever takes over acts for the roles the tasks are for, and clocks go on; a joint signature still needs the roles it names.')}</p>
        </>
      ) : (
        <div className="sh-stack">
          <label htmlFor={id}>{say('撤销原因（必填，记入每件事项，不要写个人信息）', 'Why they are called off (required, kept with each; nothing personal)')}</label>
          <Input.TextArea id={id} rows={2} maxLength={500} showCount value={value.reason} onChange={(event) => onChange({ ...value, reason: event.target.value })} />
          <p className="sh-sub sh-small">{say('停用后由后台逐件撤销，撤销后不能恢复。', 'They are called off one by one in the background. That cannot be undone.')}</p>
        </div>
      )}
    </fieldset>
  );
}

function People({ stationId, value, onChange }: { stationId: string; value: readonly string[]; onChange: (ids: string[]) => void }) {
  const { say, textOf } = useWords();
  const { data, loading } = useQuery(StationOfficersDocument, { variables: { stationId } });
  const people = new Map<string, { name: string; roles: string[] }>();
  for (const { account, roleTitle } of data?.members ?? []) {
    if (!account.active) continue;
    const person = people.get(account.id) ?? { name: account.displayName, roles: [] };
    person.roles.push(textOf(roleTitle));
    people.set(account.id, person);
  }
  return (
    <Select
      mode="multiple" loading={loading} aria-label={say('接办人', 'Who takes over')} placeholder={say('接办人：姓名或角色', 'People: name or role')} value={[...value]} onChange={onChange} style={{ width: '100%' }}
      showSearch={{ optionFilterProp: 'label' }} options={[...people].map(([account, { name, roles }]) => ({ value: account, label: `${name} · ${roles.join(say('、', ', '))}` }))} notFoundContent={say('没有可选人员', 'Nobody to choose')}
    />
  );
}

function RolesField({ value, onChange }: { value: readonly string[]; onChange: (roles: string[]) => void }) {
  const { say, textOf } = useWords();
  const { data, loading } = useQuery(RolesDocument);
  const options = (data?.roles ?? []).filter(({ scope, external }) => scope !== 'BUREAU' && !external).map((role) => ({ value: role.id, label: textOf(role.title) }));
  return (
    <Select
      mode="multiple" loading={loading} aria-label={say('接办岗位', 'Roles that take over')} placeholder={say('接办岗位，如带班领导、值班民警', 'Roles, such as the duty commander')} value={[...value]} onChange={onChange} style={{ width: '100%' }}
      showSearch={{ optionFilterProp: 'label' }} options={options} notFoundContent={say('没有可选岗位', 'No role to choose')}
    />
  );
}

/** What runs of a workflow, in figures. */
export function RunningFigures({ running, place }: { running: RunningPartsFragment; place?: string | undefined }) {
  const { say, textOf, due } = useWords();
  const facts = [
    running.clocks > 0 && say('计时中的时限 {count, number} 项', '{count, plural, one {# open clock} other {# open clocks}}', { count: running.clocks }),
    running.overdueClocks > 0 && say('已超时 {count, number} 项', '{count, number} overdue', { count: running.overdueClocks }),
    running.nextDue && say('最近到期 {at}', 'next due {at}', { at: due(running.nextDue) }),
    running.linked > 0 && say('与其他插件的事项关联 {count, number} 件', '{count, number} tied to other plugins', { count: running.linked }),
    running.referrals > 0 && say('待答复的移交 {count, number} 件', '{count, number} referrals unanswered', { count: running.referrals }),
    running.exercises > 0 && say('其中演练 {count, number} 件', '{count, number} of them exercises', { count: running.exercises }),
  ].filter((fact) => fact !== false && fact !== null && fact !== '');
  return (
    <div className="pl-running">
      <div className="sh-row"><b>{place === undefined ? textOf(running.title) : `${place} · ${textOf(running.title)}`}</b><span className="sh-push sh-num">{say('在办 {count, number} 件', '{count, number} running', { count: running.running })}</span></div>
      {running.states.length > 0 && <p className="sh-sub">{running.states.map(({ title, count }) => `${textOf(title)} ${count}`).join(say('、', ', '))}</p>}
      {running.tasks.length > 0 && <p className="sh-sub">{say('待办任务：', 'Open tasks: ')}{running.tasks.map(({ roleTitle, count }) => `${textOf(roleTitle)} ${count}`).join(say('、', ', '))}</p>}
      {facts.length > 0 && <p className="sh-sub">{facts.join(' · ')}</p>}
    </div>
  );
}
