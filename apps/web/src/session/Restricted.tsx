import { useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';
import { Button } from 'antd';
import { LanguageSwitch } from '../locale.js';
import { PasswordForm } from './PasswordForm.js';
import { session } from './session.js';

const SecondFactor = lazy(() => import('../pages/account/SecondFactor.js'));

/** What must be done before anything else is allowed: a new password after the first sign-in, or the second factor a role asks for. */
export function Restricted({ restriction, name, onDone }: { restriction: string; name: string; onDone: () => void }) {
  const { say } = useWords();
  const password = restriction === 'passwordChange';
  return (
    <main className="gate">
      <div className="gate-card" style={{ width: 'min(520px, 100%)' }}>
        <h1>{password ? say('请先修改初始密码', 'Change the first password') : say('请先启用双因素验证', 'Set up the second factor')}</h1>
        <p className="sh-sub">{password ? say('{name}，初始密码经他人之手，改为只有您知道的密码后才能继续。', '{name}, somebody else has seen the first password. Choose one that only you know.', { name }) : say('{name}，您的角色要求双因素验证。', '{name}, your role asks for a second factor.', { name })}</p>
        {password ? <PasswordForm onDone={onDone} /> : <Suspense fallback={null}><SecondFactor enrolled={false} required onDone={onDone} /></Suspense>}
        <div className="gate-foot"><Button type="link" onClick={() => void session.signOut()}>{say('退出登录', 'Sign out')}</Button><LanguageSwitch /></div>
      </div>
    </main>
  );
}
