import { Card, Chip, KeyValues, PageHeader, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { useMe } from '../../session/me.js';
import { PasswordForm } from '../../session/PasswordForm.js';
import { useToast } from '../../shell/toast.js';
import SecondFactor from './SecondFactor.js';

/** The reader's own account: who they are here, and the second factor. */
export default function Account() {
  const { say, textOf } = useWords();
  const me = useMe();
  const toast = useToast();
  return (
    <>
      <PageHeader title={say('我的账号', 'My account')} />
      <Card title={say('账号', 'Account')} id="account">
        <KeyValues entries={[
          [say('姓名', 'Name'), me.account.displayName], [say('账号', 'Login'), <span key="login" className="sh-mono">{me.account.login}</span>], [say('所属', 'Bureau'), me.bureau.name],
          [say('角色', 'Roles'), <span key="roles" className="sh-row">{me.memberships.map(({ id, roleTitle, unitName }) => <Chip key={id}>{textOf(roleTitle)} · {unitName}</Chip>)}</span>],
          [say('自动锁定', 'Idle lock'), me.idleLockMinutes > 0 ? say('{minutes} 分钟无操作后', 'after {minutes} minutes', { minutes: me.idleLockMinutes }) : say('未启用', 'off')],
        ]} />
      </Card>
      <Card title={say('修改密码', 'Change password')} id="password"><PasswordForm onDone={() => toast.done(say('密码已修改，其他设备已退出登录', 'Password changed; other devices are signed out'))} /></Card>
      <Card title={say('接口密钥', 'API keys')} id="keys" extra={<Link to="/account/keys">{say('管理密钥', 'Manage keys')}</Link>}><p className="sh-sub">{say('让自己的程序用本人权限的一部分查询数据。', 'Let your own programs ask with a part of your rights.')}</p></Card>
      <SecondFactor enrolled={me.secondFactor} required={me.memberships.some(({ role }) => me.bureau.secondFactorRoles.includes(role))} />
    </>
  );
}
