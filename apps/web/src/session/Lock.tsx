import { failureOf, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { lazy, Suspense, useEffect, useId, useState, type FormEvent } from 'react';
import { ignoreComposingEnter, SignInFailure } from './SignIn.js';
import { session } from './session.js';

const CoveredRing = lazy(() => import('../notices/ringing/CoveredRing.js'));

/** Covers everything until the password is given again; what was being written stays underneath, out of sight. */
export function LockOverlay({ name }: { name: string | undefined }) {
  const { say } = useWords();
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    try {
      await session.unlock(password);
    } catch (error) {
      setFailure(error);
      setPassword('');
      // Wrong passwords until the account is locked: this may not be the phone's own hand.
      if (failureOf(error).code === 'ACCOUNT_LOCKED') void import('../away/leaving.js').then(({ wipeAway }) => wipeAway('lockedOut'));
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="gate gate-over" data-lock role="dialog" aria-modal="true" aria-labelledby={`${id}-title`}>
      <div className="gate-card">
        <h1 id={`${id}-title`}>{say('已锁定', 'Locked')}</h1>
        <Suspense fallback={null}><CoveredRing /></Suspense>
        <p className="sh-sub">{say('一段时间没有操作，页面已遮住。未提交的内容还在，输入密码继续。', 'Nothing happened for a while, so the page is covered. What you were writing is still there. Enter your password to go on.')}</p>
        <form className="gate-form" onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
          {name && <div className="gate-who">{name}</div>}
          <label htmlFor={`${id}-password`}>{say('密码', 'Password')}</label>
          <Input.Password id={`${id}-password`} size="large" autoFocus autoComplete="current-password" maxLength={1000} value={password} onChange={(event) => setPassword(event.target.value)} />
          {failure !== undefined && <SignInFailure failure={failureOf(failure)} error={failure} />}
          <Button type="primary" size="large" htmlType="submit" loading={sending} disabled={password === ''} block>{say('解锁', 'Unlock')}</Button>
          <Button type="link" onClick={() => void import('../away/leaving.js').then(({ leave }) => leave(say))}>{say('退出登录', 'Sign out')}</Button>
        </form>
      </div>
    </div>
  );
}

const ACTIVE_KEY = 'stationhouse.active';

/** Milliseconds since somebody last touched a page of this browser; 0 when nobody ever did. */
export function idleSince(): number {
  const touched = Number(localStorage.getItem(ACTIVE_KEY) ?? Date.now());
  return Date.now() - touched;
}

/** Notes that somebody is there. */
export function noteTouch(): void {
  localStorage.setItem(ACTIVE_KEY, String(Date.now()));
}

/** Locks after minutes without a key, a click or a touch, counted over all tabs of this browser. 0 never locks. */
export function useIdleLock(minutes: number): void {
  useEffect(() => {
    if (minutes <= 0) return;
    let written = 0;
    const touch = () => {
      if (Date.now() - written < 5_000) return;
      written = Date.now();
      noteTouch();
    };
    const look = () => {
      if (Date.now() - Number(localStorage.getItem(ACTIVE_KEY) ?? written) >= minutes * 60_000) session.lock();
    };
    touch();
    const events = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
    for (const event of events) window.addEventListener(event, touch, { passive: true });
    document.addEventListener('visibilitychange', look);
    const timer = setInterval(look, 10_000);
    return () => {
      for (const event of events) window.removeEventListener(event, touch);
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [minutes]);
}
