import { useMutation, useQuery } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { FindAccountsDocument, GrantableAccountsDocument, GrantBureauRoleDocument, GrantRoleDocument, RolesDocument, StationUnitsDocument } from '../../gql/members.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { useDataClassWords } from './RoleList.js';

interface Values {
  readonly accountId: string;
  readonly role: string;
  readonly teamId?: string;
  readonly postId?: string;
}

/** Gives an account a role here. */
export default function GrantDrawer({ person, onClose, onDone }: { person: { id: string; name: string } | undefined; onClose: () => void; onDone: () => void }) {
  const { say, textOf } = useWords();
  const { stationId, bureauId, name } = useScope();
  const toast = useToast();
  const command = useCommand();
  const classes = useDataClassWords();
  const [search, setSearch] = useState('');
  const [form] = Form.useForm<Values>();
  const roleId = Form.useWatch('role', form);
  const atStation = useQuery(GrantableAccountsDocument, { variables: { stationId: stationId ?? '', search }, skip: stationId === undefined });
  const atBureau = useQuery(FindAccountsDocument, { variables: { bureauId, ...(search ? { search } : {}) }, skip: stationId !== undefined });
  const accounts = { found: atStation.data?.grantableAccounts ?? atBureau.data?.accounts ?? [], loading: atStation.loading || atBureau.loading, error: atStation.error ?? atBureau.error };
  const roles = useQuery(RolesDocument);
  const units = useQuery(StationUnitsDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined });
  const [grant] = useMutation(GrantRoleDocument);
  const [grantAtBureau] = useMutation(GrantBureauRoleDocument);
  // People outside the police network use a surface of their own; their roles are granted there.
  const offered = (roles.data?.roles ?? []).filter(({ scope, external }) => !external && (scope === 'BUREAU') === (stationId === undefined));
  const role = offered.find(({ id }) => id === roleId);
  const people = [...(person ? [{ value: person.id, label: person.name }] : []), ...accounts.found.filter(({ id }) => id !== person?.id).map(({ id, displayName, login }) => ({ value: id, label: `${displayName} · ${login}` }))];
  const submit = async ({ accountId, role: wanted, teamId, postId }: Values) => {
    const done = await command.run(() => stationId === undefined
      ? grantAtBureau({ variables: { bureauId, accountId, role: wanted } })
      : grant({ variables: { stationId, accountId, role: wanted, ...(teamId ? { teamId } : {}), ...(postId ? { postId } : {}) } }));
    if (!done) return;
    toast.done(say('已授予“{role}”', '“{role}” granted', { role: textOf(role?.title) }));
    onDone();
  };
  return (
    <SideDrawer open title={say('在{name}授予角色', 'Grant a role at {name}', { name })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={person ? { accountId: person.id } : {}} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
        <Form.Item name="accountId" label={say('人员', 'Person')} rules={[{ required: true, message: say('请选择人员', 'Choose a person') }]}>
          <Select showSearch={{ filterOption: false, onSearch: setSearch }} loading={accounts.loading} options={people} placeholder={say('姓名或账号', 'Name or login')} notFoundContent={say('没有这个账号，可先新建', 'No such account; make one first')} />
        </Form.Item>
        <InlineError error={accounts.error} />
        <Form.Item name="role" label={say('角色', 'Role')} rules={[{ required: true, message: say('请选择角色', 'Choose a role') }]} extra={role && say('个人信息：{words}', 'Personal data: {words}', { words: classes[role.dataClass] ?? role.dataClass })}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={offered.map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
        </Form.Item>
        {role?.scope === 'TEAM' && <Form.Item name="teamId" label={say('队', 'Team')} rules={[{ required: true, message: say('请选择队', 'Choose a team') }]}><Select options={(units.data?.station?.teams ?? []).map(({ id, name: label }) => ({ value: id, label }))} notFoundContent={say('还没有队，请先在“队与岗位”里添加', 'No team yet; add one under teams and posts')} /></Form.Item>}
        {role?.scope === 'POST' && <Form.Item name="postId" label={say('岗位', 'Post')} rules={[{ required: true, message: say('请选择岗位', 'Choose a post') }]}><Select options={(units.data?.station?.posts ?? []).map(({ id, name: label }) => ({ value: id, label }))} notFoundContent={say('还没有岗位，请先添加', 'No post yet; add one first')} /></Form.Item>}
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('授予', 'Grant')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
