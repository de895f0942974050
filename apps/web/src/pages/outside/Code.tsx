import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';

/** Login and one-time code, shown now and never again: to be read aloud or printed. */
export function Code({ login, name, code, onClose }: { login: string; name: string; code: string; onClose: () => void }) {
  const { say } = useWords();
  return (
    <div className="sh-stack" role="status">
      <p>{say('邀请码只显示这一次，72 小时内有效。请当面交给{name}，或打印后交付；对方首次登录时设置自己的密码。', 'The code is shown only now and counts for 72 hours. Hand it to {name} in person or print it; with it they choose a password of their own.', { name })}</p>
      <div><h3>{say('账号', 'Login')}</h3><div className="sh-secret" data-testid="outside-login">{login}</div></div>
      <div><h3>{say('邀请码', 'Code')}</h3><div className="sh-secret" data-testid="outside-code">{code}</div></div>
      <p className="sh-sub">{say('登录地址为外网协作界面，与本页面不同，由管理员告知。', 'They sign in at the address of the external surface, which is not this one; the administrator knows it.')}</p>
      <div className="form-foot">
        <Button onClick={() => window.print()}>{say('打印', 'Print')}</Button>
        <Button type="primary" onClick={onClose}>{say('已交付，关闭', 'Handed over, close')}</Button>
      </div>
    </div>
  );
}
