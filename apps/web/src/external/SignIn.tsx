import { codeOf, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useEffect, useId, useState, type FormEvent, type ReactNode } from 'react';
import { ignoreComposingEnter } from '../session/SignIn.js';
import { session } from '../session/session.js';
import { Gate } from './Frame.js';

/** A form that sends one thing and says why it was refused. */
function GateForm({ words, disabled, onSend, children }: { words: string; disabled: boolean; onSend: () => Promise<void>; children: ReactNode }) {
  const [failure, setFailure] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    try {
      await onSend();
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <form className="x-form" onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
      {children}
      <InlineError error={failure} />
      <Button type="primary" size="large" htmlType="submit" block loading={sending} disabled={disabled}>{words}</Button>
    </form>
  );
}

/** Sign-in by login and password, or by the code of an invitation the first time. */
export function SignIn({ because, onSignedIn }: { because?: 'expired' | 'signed-out' | undefined; onSignedIn: (password: string) => void }) {
  const { say } = useWords();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const id = useId();
  useEffect(() => {
    document.title = say('登录 · 协作任务', 'Sign in · task cards');
  }, [say]);
  const send = async () => {
    try {
      await session.signIn({ login: login.trim(), password, ...(asksCode ? { code: code.trim() } : {}) });
      onSignedIn(password);
    } catch (error) {
      if (codeOf(error) !== 'SECOND_FACTOR_REQUIRED' || asksCode) throw error;
      setAsksCode(true);
    }
  };
  return (
    <Gate>
      <h1>{say('登录', 'Sign in')}</h1>
      {because === 'expired' && <p className="x-note" role="status">{say('登录已过期，请重新登录。', 'Your session has ended. Sign in again.')}</p>}
      <GateForm words={say('登录', 'Sign in')} disabled={login.trim() === '' || password === '' || (asksCode && code.trim() === '')} onSend={send}>
        <label htmlFor={`${id}-login`}>{say('账号', 'Login')}</label>
        <Input id={`${id}-login`} size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} value={login} onChange={(event) => setLogin(event.target.value)} />
        <label htmlFor={`${id}-password`}>{say('密码（首次使用填邀请码）', 'Password (the first time: your code)')}</label>
        <Input.Password id={`${id}-password`} size="large" autoComplete="current-password" maxLength={128} value={password} onChange={(event) => setPassword(event.target.value)} />
        {asksCode && (
          <>
            <label htmlFor={`${id}-code`}>{say('动态验证码', 'Code of your authenticator')}</label>
            <Input id={`${id}-code`} size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(event) => setCode(event.target.value)} />
          </>
        )}
      </GateForm>
      <p className="sh-sub sh-small">{say('账号和邀请码由派出所发给您；忘记密码请联系派出所。', 'The station gives you login and code. If you forgot your password, ask the station.')}</p>
    </Gate>
  );
}

/** The first thing after the code of an invitation: a password of one's own. */
export function FirstPassword({ login, code, onDone }: { login: string; code: string; onDone: () => void }) {
  const { say } = useWords();
  const [current, setCurrent] = useState(code);
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const id = useId();
  const differs = again !== '' && again !== next;
  const send = async () => {
    await session.changePassword(current, next);
    onDone();
  };
  return (
    <Gate>
      <h1>{say('设置您的密码', 'Choose your password')}</h1>
      <p className="sh-sub">{say('账号 {login}。至少 10 个字符，以后用它登录。', 'Login {login}. At least 10 characters; you sign in with it from now on.', { login })}</p>
      <GateForm words={say('保存并开始', 'Save and begin')} disabled={current === '' || next === '' || next !== again} onSend={send}>
        {code === '' && (
          <>
            <label htmlFor={`${id}-code`}>{say('邀请码', 'Code of the invitation')}</label>
            <Input.Password id={`${id}-code`} size="large" autoComplete="one-time-code" maxLength={128} value={current} onChange={(event) => setCurrent(event.target.value)} />
          </>
        )}
        <label htmlFor={`${id}-next`}>{say('新密码', 'New password')}</label>
        <Input.Password id={`${id}-next`} size="large" autoComplete="new-password" maxLength={128} value={next} onChange={(event) => setNext(event.target.value)} />
        <label htmlFor={`${id}-again`}>{say('再输一次', 'Once more')}</label>
        <Input.Password id={`${id}-again`} size="large" autoComplete="new-password" maxLength={128} value={again} onChange={(event) => setAgain(event.target.value)} status={differs ? 'error' : ''} aria-describedby={`${id}-differs`} />
        <span id={`${id}-differs`} className="sh-bad-ink" role="alert">{differs ? say('两次输入不一致', 'The two do not match') : ''}</span>
      </GateForm>
      <Button type="link" onClick={() => void session.signOut()}>{say('退出', 'Sign out')}</Button>
    </Gate>
  );
}

/** After a time without use. */
export function Unlock() {
  const { say } = useWords();
  const [password, setPassword] = useState('');
  const id = useId();
  return (
    <Gate>
      <h1>{say('已锁定', 'Locked')}</h1>
      <p className="sh-sub">{say('一段时间没有操作，请输入密码继续。', 'Nothing was done for a while. Enter your password to go on.')}</p>
      <GateForm words={say('继续', 'Go on')} disabled={password === ''} onSend={() => session.unlock(password)}>
        <label htmlFor={id}>{say('密码', 'Password')}</label>
        <Input.Password id={id} size="large" autoFocus autoComplete="current-password" maxLength={128} value={password} onChange={(event) => setPassword(event.target.value)} />
      </GateForm>
      <Button type="link" onClick={() => void session.signOut()}>{say('退出', 'Sign out')}</Button>
    </Gate>
  );
}
