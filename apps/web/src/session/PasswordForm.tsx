import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { ignoreComposingEnter } from './SignIn.js';
import { session } from './session.js';

/** Changes the reader's own password; their other sessions end. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { say } = useWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [sending, setSending] = useState(false);
  const id = useId();
  const differs = again !== '' && again !== next;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setFailure(undefined);
    try {
      await session.changePassword(current, next);
      setCurrent('');
      setNext('');
      setAgain('');
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <form className="gate-form" style={{ maxWidth: 420 }} onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
      <label htmlFor={`${id}-current`}>{say('当前密码', 'Current password')}</label>
      <Input.Password id={`${id}-current`} autoComplete="current-password" maxLength={256} value={current} onChange={(event) => setCurrent(event.target.value)} />
      <label htmlFor={`${id}-next`}>{say('新密码', 'New password')}</label>
      <Input.Password id={`${id}-next`} autoComplete="new-password" maxLength={256} value={next} onChange={(event) => setNext(event.target.value)} />
      <label htmlFor={`${id}-again`}>{say('再输一次', 'Once more')}</label>
      <Input.Password id={`${id}-again`} autoComplete="new-password" maxLength={256} value={again} onChange={(event) => setAgain(event.target.value)} status={differs ? 'error' : ''} aria-describedby={`${id}-differs`} />
      <span id={`${id}-differs`} className="sh-bad-ink" role="alert">{differs ? say('两次输入不一致', 'The two do not match') : ''}</span>
      {failure !== undefined && <InlineError error={failure} />}
      <div><Button type="primary" htmlType="submit" loading={sending} disabled={current === '' || next === '' || again !== next}>{say('修改密码', 'Change password')}</Button></div>
    </form>
  );
}
