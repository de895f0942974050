import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { CreateAccountDocument, type CreateAccountMutation } from '../../gql/members.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';

type Created = CreateAccountMutation['createAccount'];

/** A new account. Its first password is shown once and kept nowhere. */
export default function AccountDrawer({ onClose, onGrant }: { onClose: () => void; onGrant: (person: { id: string; name: string }) => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [created, setCreated] = useState<Created>();
  const [create] = useMutation(CreateAccountDocument, { fetchPolicy: 'no-cache' });
  const submit = async (input: { login: string; displayName: string }) => {
    await command.run(async () => {
      const { data } = await create({ variables: { bureauId, input: { login: input.login.trim(), displayName: input.displayName.trim() } } });
      setCreated(data?.createAccount);
    });
  };
  const needed = say('必填', 'Required');
  return (
    <SideDrawer open title={say('新建账号', 'New account')} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden maskClosable={created === undefined}>
      {created ? (
        <div className="sh-stack" role="status">
          <p>{say('“{name}”的初始密码只显示这一次，请当面交给本人，首次登录后修改。', 'The first password of “{name}” is shown only now. Hand it over in person; it is to be changed at the first sign-in.', { name: created.account.displayName })}</p>
          <div className="sh-secret" data-testid="initial-password">{created.initialPassword}</div>
          <div className="form-foot">
            <Button onClick={() => void navigator.clipboard?.writeText(created.initialPassword)}>{say('复制', 'Copy')}</Button>
            <Button onClick={onClose}>{say('已记下，关闭', 'Noted, close')}</Button>
            <Button type="primary" onClick={() => onGrant({ id: created.account.id, name: created.account.displayName })}>{say('继续授予角色', 'Grant a role')}</Button>
          </div>
        </div>
      ) : (
        <Form layout="vertical" onFinish={(values: { login: string; displayName: string }) => void submit(values)} onValuesChange={command.reset}>
          <Form.Item name="displayName" label={say('姓名', 'Name')} rules={[{ required: true, whitespace: true, message: needed }]}><Input maxLength={80} autoComplete="off" /></Form.Item>
          <Form.Item name="login" label={say('账号', 'Login')} rules={[{ required: true, whitespace: true, message: needed }]} extra={say('警号或拼音，全局唯一', 'Badge number or name; unique')}><Input maxLength={80} autoComplete="off" autoCapitalize="none" /></Form.Item>
          <InlineError error={command.error} />
          <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('新建', 'Create')}</Button></div>
        </Form>
      )}
    </SideDrawer>
  );
}
