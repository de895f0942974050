import { useMutation, useQuery } from '@apollo/client/react';
import { Card, DataTable, ErrorState, InlineError, Loading, PageHeader, useScope, useWords, type ApiText } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { RequireSecondFactorDocument, RolesDocument, type RolesQuery } from '../../gql/members.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { useDataClassWords, useScopeWords } from '../members/RoleList.js';
import './security.css';

type Role = RolesQuery['roles'][number];

/** Which roles must sign in with a second factor. Nothing changes before it is saved; what would change is said in words. */
export default function Security() {
  const { say } = useWords();
  const { bureauName } = useScope();
  const { data, error, refetch } = useQuery(RolesDocument);
  return (
    <>
      <PageHeader title={say('登录安全', 'Sign-in security')} facts={say('{bureau} · 哪些角色登录时必须用双因素验证', '{bureau} · which roles must sign in with a second factor', { bureau: bureauName })} />
      {data ? <Policy roles={data.roles.filter(({ external }) => !external)} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={8} />}
    </>
  );
}

function Policy({ roles }: { roles: readonly Role[] }) {
  const { say, textOf } = useWords();
  const scopes = useScopeWords();
  const classes = useDataClassWords();
  const { saved, chosen, toggle, ...rest } = usePolicy();
  return (
    <>
      <section className="sh-card sh-tight">
        <DataTable
          label={say('角色', 'Roles')} rows={roles} rowKey={({ id }) => id} dense
          columns={[
            { key: 'role', title: say('角色', 'Role'), main: true, render: ({ title }) => textOf(title) },
            { key: 'scope', title: say('范围', 'Held at'), render: ({ scope }) => scopes[scope] },
            { key: 'class', title: say('个人信息', 'Personal data'), wideOnly: true, render: ({ dataClass }) => <span className="sh-sub">{classes[dataClass] ?? dataClass}</span> },
            { key: 'factor', title: say('双因素验证', 'Second factor'), width: '140px', render: ({ id, title }) => (
              <label className="factor">
                <input type="checkbox" data-row-tick checked={chosen.has(id)} onChange={() => toggle(id)} aria-label={say('{role}：必须用双因素验证', '{role}: second factor required', { role: textOf(title) })} />
                {chosen.has(id) ? say('必须', 'Required') : say('自愿', 'By choice')}
                {chosen.has(id) !== saved.has(id) && <span className="sh-warn-ink">{say('未保存', 'not saved')}</span>}
              </label>
            ) },
          ]}
        />
      </section>
      <Foot titles={new Map(roles.map(({ id, title }) => [id, title]))} saved={saved} chosen={chosen} {...rest} />
    </>
  );
}

/** The saved set of roles, and the one being chosen. */
function usePolicy() {
  const me = useMe();
  const saved: ReadonlySet<string> = new Set(me.bureau.secondFactorRoles);
  const [draft, setDraft] = useState<ReadonlySet<string>>();
  const chosen = draft ?? saved;
  const command = useCommand();
  const toggle = (role: string) => {
    command.reset();
    setDraft(new Set(chosen.has(role) ? [...chosen].filter((other) => other !== role) : [...chosen, role]));
  };
  return { saved, chosen, toggle, command, discard: () => { command.reset(); setDraft(undefined); } };
}

interface FootProps extends Omit<ReturnType<typeof usePolicy>, 'toggle'> {
  readonly titles: ReadonlyMap<string, ApiText>;
}

function Foot({ titles, saved, chosen, command, discard }: FootProps) {
  const { say, textOf } = useWords();
  const { bureauId } = useScope();
  const me = useMe();
  const toast = useToast();
  const [require] = useMutation(RequireSecondFactorDocument);
  const added = [...chosen].filter((role) => !saved.has(role));
  const removed = [...saved].filter((role) => !chosen.has(role));
  const unchanged = added.length === 0 && removed.length === 0;
  const named = (ids: readonly string[]) => ids.map((id) => textOf(titles.get(id)) || id).join(say('、', ', '));
  const myself = !me.account.secondFactor && me.memberships.some(({ role }) => added.includes(role));
  const save = async () => {
    if (!(await command.run(() => require({ variables: { bureauId, roles: [...chosen] } })))) return;
    discard();
    toast.done(say('登录安全要求已保存', 'The requirement is saved'));
  };
  return (
    <div className={unchanged ? undefined : 'pending'}>
      <Card title={say('将要改变的', 'What would change')} id="change">
        <div className="sh-stack">
          {unchanged && <p className="sh-sub">{say('没有改动。勾选或取消后，在这里核对再保存。', 'Nothing. Tick or clear a role, check it here, then save.')}</p>}
          {added.length > 0 && <p>{say('新要求：{roles}。这些人员下一次操作时须先绑定验证器，才能继续。', 'Newly required: {roles}. Their holders bind an authenticator at their next step, before anything else.', { roles: named(added) })}</p>}
          {removed.length > 0 && <p>{say('不再要求：{roles}。已绑定的验证器仍然有效。', 'No longer required: {roles}. Authenticators already bound stay in use.', { roles: named(removed) })}</p>}
          {myself && <p className="sh-warn-ink" role="status">{say('其中包括您自己：保存后请先绑定验证器。', 'This includes you: you will bind an authenticator right after saving.')}</p>}
          <InlineError error={command.error} />
          <div className="form-foot">
            <Button disabled={unchanged || command.sending} onClick={discard}>{say('放弃改动', 'Discard')}</Button>
            <Button type="primary" disabled={unchanged} loading={command.sending} onClick={() => void save()}>{command.sending ? say('发送中', 'Sending') : say('保存要求', 'Save')}</Button>
          </div>
        </div>
      </Card>
    </div>
  );
}
