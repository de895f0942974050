import { Chip, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { PasswordForm } from '../session/PasswordForm.js';
import type { Working } from './App.js';

const SecondFactor = lazy(() => import('./SecondFactor.js'));

/** One's own account: another password, and the second factor. */
export default function Account({ myself, onChanged }: { myself: Working; onChanged: () => void }) {
  const { say } = useWords();
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    document.title = say('我的账号', 'My account');
  }, [say]);
  return (
    <>
      <Link className="x-back" to="/">← {say('我的任务卡', 'My task cards')}</Link>
      <h1>{say('我的账号', 'My account')}</h1>
      <section className="x-section" aria-label={say('双因素验证', 'Second factor')}>
        <div className="x-head"><h2>{say('双因素验证', 'Second factor')}</h2>{myself.secondFactor ? <Chip tone="ok">{say('已启用', 'On')}</Chip> : <Chip>{say('未启用', 'Off')}</Chip>}</div>
        {myself.secondFactor
          ? <p className="sh-sub">{say('登录时需输入验证器上的 6 位数字。更换手机请联系派出所，由分局管理员解除后重新绑定。', 'Sign-in asks for the 6 digits of your authenticator. For a new phone ask the station: the bureau lifts it, and you bind again.')}</p>
          : <Suspense fallback={<Loading rows={3} />}><SecondFactor onDone={onChanged} /></Suspense>}
      </section>
      <section className="x-section" aria-label={say('密码', 'Password')}>
        <h2>{say('密码', 'Password')}</h2>
        {changed && <p className="x-note x-done" role="status">{say('密码已修改，其他设备已退出。', 'Your password is changed; other devices are signed out.')}</p>}
        {changing ? <PasswordForm onDone={() => { setChanging(false); setChanged(true); }} /> : <Button size="large" block onClick={() => setChanging(true)}>{say('修改密码', 'Change password')}</Button>}
      </section>
    </>
  );
}
