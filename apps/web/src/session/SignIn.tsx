import { failureOf, InlineError, isComposing, serverClock, useWords, type Failure } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useEffect, useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { LanguageSwitch } from '../locale.js';
import { session } from './session.js';

/** Sign-in: name and password, and the second factor when the server asks for it. */
export function SignIn({ because }: { because?: 'expired' | 'signed-out' | undefined }) {
  const { say } = useWords();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const id = useId();
  useEffect(() => {
    document.title = say('登录 · 所务台', 'Sign in · Stationhouse');
  }, [say]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    try {
      await session.signIn({ login: login.trim(), password, ...(asksCode && code !== '' ? { code: code.trim() } : {}) });
    } catch (error) {
      if (failureOf(error).code === 'SECOND_FACTOR_REQUIRED' && !asksCode) setAsksCode(true);
      else setFailure(error);
      setCode('');
    } finally {
      setSending(false);
    }
  };

  return (
    <main className="gate">
      <div className="gate-card">
        <div className="gate-brand"><span aria-hidden="true">◧</span> 所务台 <span lang="en">Stationhouse</span></div>
        <h1>{asksCode ? say('输入动态验证码', 'Enter the code') : say('登录', 'Sign in')}</h1>
        {because === 'expired' && <p className="gate-note" role="status">{say('登录已过期，请重新登录。已保存的内容不受影响。', 'Your session has ended. Sign in again. What was saved is safe.')}</p>}
        {because === 'signed-out' && <p className="gate-note" role="status">{say('已退出登录。', 'You have signed out.')}</p>}
        <form className="gate-form" onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
          {asksCode ? (
            <>
              <p className="sh-sub">{say('打开手机上的验证器，输入“{login}”当前的 6 位数字。', 'Open the authenticator on your phone and enter the 6 digits for “{login}”.', { login })}</p>
              <label htmlFor={`${id}-code`}>{say('动态验证码', 'Code')}</label>
              <Input id={`${id}-code`} size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(event) => setCode(event.target.value)} />
            </>
          ) : (
            <>
              <label htmlFor={`${id}-login`}>{say('账号', 'Login')}</label>
              <Input id={`${id}-login`} size="large" autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={200} value={login} onChange={(event) => setLogin(event.target.value)} />
              <label htmlFor={`${id}-password`}>{say('密码', 'Password')}</label>
              <Input.Password id={`${id}-password`} size="large" autoComplete="current-password" maxLength={1000} value={password} onChange={(event) => setPassword(event.target.value)} />
            </>
          )}
          {failure !== undefined && <SignInFailure failure={failureOf(failure)} error={failure} />}
          <Button type="primary" size="large" htmlType="submit" loading={sending} disabled={login.trim() === '' || password === '' || (asksCode && code.trim() === '')} block>
            {asksCode ? say('验证并登录', 'Verify and sign in') : say('登录', 'Sign in')}
          </Button>
          {asksCode && <Button type="link" onClick={() => { setAsksCode(false); setFailure(undefined); }}>{say('换一个账号', 'Use another account')}</Button>}
        </form>
        <div className="gate-foot"><span className="sh-sub sh-small">{say('操作留痕，请使用本人账号。', 'Everything is logged. Use your own account.')}</span><LanguageSwitch /></div>
      </div>
    </main>
  );
}

/** An Enter that only picks a word of the input method must not submit. */
export function ignoreComposingEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && isComposing(event)) event.preventDefault();
}

/** A refusal; a lock-out says until when. */
export function SignInFailure({ failure, error }: { failure: Failure; error: unknown }) {
  const { say, moment } = useWords();
  const minutes = failure.details?.['minutes'];
  const [until] = useState(() => (typeof minutes === 'number' ? new Date(serverClock.now().getTime() + minutes * 60_000).toISOString() : undefined));
  return (
    <>
      <InlineError error={error} />
      {failure.code === 'ACCOUNT_LOCKED' && until !== undefined && (
        <p className="sh-sub" data-testid="locked-until">{say('{until} 后可再试；急用请找所长或分局管理员解锁。', 'Try again after {until}. If it is urgent, ask the chief or the bureau administrator.', { until: moment(until) })}</p>
      )}
    </>
  );
}
