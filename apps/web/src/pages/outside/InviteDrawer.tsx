import { useMutation, useQuery } from '@apollo/client/react';
import { momentOfLocal } from '@stationhouse/kernel';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { InviteOutsidePersonDocument, OutsideRolesDocument, type InviteOutsidePersonMutation, type UnitLineFragment } from '../../gql/outside.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { Code } from './Code.js';

interface Values {
  readonly name: string;
  readonly role: string;
  readonly unitId: string;
  readonly phone?: string;
  readonly until: string;
}

/** Invites somebody of a unit; the code is shown once. */
export default function InviteDrawer({ units, onClose }: { units: readonly UnitLineFragment[]; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { stationId, timeZone } = useStation();
  const command = useCommand();
  const roles = useQuery(OutsideRolesDocument);
  const [made, setMade] = useState<InviteOutsidePersonMutation['inviteOutsidePerson']>();
  const [invite] = useMutation(InviteOutsidePersonDocument, { fetchPolicy: 'no-cache' });
  const submit = ({ name, role, unitId, phone, until }: Values) =>
    command.run(async () => {
      const expiresAt = momentOfLocal(`${until}T23:59:59`, timeZone)?.toISOString() ?? until;
      const { data } = await invite({ variables: { stationId, input: { name: name.trim(), role, unitId, phone: phone?.trim() || null, expiresAt } } });
      setMade(data?.inviteOutsidePerson);
    });
  const needed = say('必填', 'Required');
  const options = (roles.data?.roles ?? []).filter(({ external }) => external).map(({ id, title }) => ({ value: id, label: textOf(title) }));
  return (
    <SideDrawer open title={say('邀请外部人员', 'Invite somebody outside')} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden mask={{ closable: made === undefined }}>
      {made ? <Code login={made.person.login} name={made.person.name} code={made.code} onClose={onClose} /> : (
        <Form layout="vertical" initialValues={{ until: inAYear() }} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
          <Form.Item name="name" label={say('姓名', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={60} autoComplete="off" /></Form.Item>
          <Form.Item name="unitId" label={say('单位', 'Unit')} rules={[{ required: true, message: needed }]}><Select showSearch={{ optionFilterProp: 'label' }} options={units.map(({ id, name }) => ({ value: id, label: name }))} /></Form.Item>
          <Form.Item name="role" label={say('角色', 'Role')} rules={[{ required: true, message: needed }]} extra={say('调解员接收后可见当事人；其他角色只见请求和地点。', 'A mediator sees the parties once a card is accepted; the others see the request and the place.')}><Select loading={roles.loading} options={options} /></Form.Item>
          <Form.Item name="phone" label={say('电话（可不填）', 'Phone (optional)')}><Input maxLength={20} inputMode="tel" autoComplete="off" /></Form.Item>
          <Form.Item name="until" label={say('有效期至', 'Account ends on')} rules={[{ required: true, message: needed }]}><Input type="date" max="9999-12-31" /></Form.Item>
          <InlineError error={command.error} />
          <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('生成邀请码', 'Make the code')}</Button></div>
        </Form>
      )}
    </SideDrawer>
  );
}

function inAYear(): string {
  return new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
}
