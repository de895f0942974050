import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { SearchField } from '../../fields.js';
import { FindAccountsDocument, ResetPasswordDocument, SetAccountActiveDocument, type ResetPasswordMutation } from '../../gql/members.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import './members.css';

/** The accounts of the bureau: a new password for who lost theirs, and off for who left. */
export function Accounts() {
  const { say } = useWords();
  const { bureauId, may } = useScope();
  const [parameters, setParameters] = useSearchParams();
  const search = parameters.get('search') ?? '';
  const toast = useToast();
  const [fresh, setFresh] = useState<ResetPasswordMutation['resetPassword']>();
  const { data, previousData, error, refetch } = useQuery(FindAccountsDocument, { variables: { bureauId, ...(search ? { search } : {}) } });
  const [reset] = useMutation(ResetPasswordDocument, { fetchPolicy: 'no-cache' });
  const [setActive] = useMutation(SetAccountActiveDocument);
  const accounts = (data ?? previousData)?.accounts;
  const act = (work: () => Promise<unknown>) => work().then(() => refetch()).catch(toast.failed);
  const actions = may(PERMISSIONS.manageAccounts);
  if (error && !accounts) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="sh-stack">
      <div className="sh-filters"><SearchField label={say('搜索姓名、账号', 'Search name, login')} value={search} onChange={(value) => setParameters(value ? { tab: 'accounts', search: value } : { tab: 'accounts' }, { replace: true })} /></div>
      <section className="sh-card sh-tight">
        {accounts === undefined ? <Loading rows={6} /> : accounts.length === 0 ? <EmptyState filtered={search !== ''} title={say('没有账号', 'No account')} /> : (
          <DataTable
            label={say('账号列表', 'Accounts')} rows={accounts} rowKey={({ id }) => id}
            columns={[
              { key: 'name', title: say('姓名', 'Name'), main: true, render: (account) => <b>{account.displayName}</b> },
              { key: 'login', title: say('账号', 'Login'), render: (account) => <span className="sh-mono">{account.login}</span> },
              { key: 'state', title: say('状态', 'State'), render: (account) => (account.active ? <Chip tone="ok">{say('正常', 'Active')}</Chip> : <Chip>{say('已停用', 'Inactive')}</Chip>) },
              ...(actions ? [{ key: 'actions', title: say('操作', 'Actions'), render: (account: (typeof accounts)[number]) => (
                <div className="sh-row">
                  <Popconfirm title={say('重置“{name}”的密码？', 'Give “{name}” a new password?', { name: account.displayName })} description={say('解除锁定，并结束其全部登录。', 'Lifts a lock and ends their sessions.')} okText={say('重置', 'Reset')} cancelText={say('取消', 'Cancel')} onConfirm={() => act(async () => { const { data: answer } = await reset({ variables: { bureauId, accountId: account.id } }); setFresh(answer?.resetPassword); })}>
                    <Button size="small">{say('重置密码', 'Reset password')}</Button>
                  </Popconfirm>
                  <Popconfirm title={account.active ? say('停用“{name}”？', 'Deactivate “{name}”?', { name: account.displayName }) : say('启用“{name}”？', 'Activate “{name}”?', { name: account.displayName })} okText={account.active ? say('停用', 'Deactivate') : say('启用', 'Activate')} cancelText={say('取消', 'Cancel')} onConfirm={() => act(() => setActive({ variables: { bureauId, accountId: account.id, active: !account.active } }))}>
                    <Button size="small" type="text">{account.active ? say('停用', 'Deactivate') : say('启用', 'Activate')}</Button>
                  </Popconfirm>
                </div>
              ) }] : []),
            ]}
          />
        )}
      </section>
      <Modal open={fresh !== undefined} title={say('新的初始密码', 'New initial password')} onCancel={() => setFresh(undefined)} footer={<Button type="primary" onClick={() => setFresh(undefined)}>{say('已记下，关闭', 'Noted, close')}</Button>}>
        <p style={{ marginBottom: 12 }}>{say('“{name}”的初始密码只显示这一次，请当面交给本人。', 'The password of “{name}” is shown only now. Hand it over in person.', { name: fresh?.account.displayName ?? '' })}</p>
        <div className="sh-secret" data-testid="initial-password">{fresh?.initialPassword}</div>
      </Modal>
    </div>
  );
}
