import { InlineError, useCommand, useWords, type PublicPageProps } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { Notice } from './notices.js';

const LONGEST = { words: 400, place: 100, phone: 20 };
type Result = 'heard' | 'withdrawn' | 'full';

/** “我见过”: what somebody saw, where and when; an officer looks at it before anything follows from it. Who says it need not say who they are. */
export function Tip({ notice, ask, onClose, onGone }: { notice: Notice; ask: PublicPageProps['ask']; onClose: () => void; onGone: () => void }) {
  const { say } = useWords();
  const id = useId();
  const [tip, setTip] = useState({ words: '', place: '', phone: '', seen: '' });
  const [result, setResult] = useState<Result>();
  const command = useCommand();
  const ready = tip.words.trim() !== '';
  const set = (part: Partial<typeof tip>) => {
    setTip({ ...tip, ...part });
    command.reset();
  };
  const send = () => {
    const filled = Object.fromEntries([['words', tip.words.trim()], ['place', tip.place.trim()], ['phone', tip.phone.trim()], ['seenOn', tip.seen === '' ? '' : new Date(tip.seen).toISOString()]].filter(([, value]) => value !== ''));
    void command.run(async () => setResult(((await ask({ notice: notice.id, say: filled })) as { result: Result }).result));
  };
  if (result !== undefined) return <Told result={result} phone={notice.phone} onClose={result === 'withdrawn' ? onGone : onClose} />;
  return (
    <form className="pub-tip" onSubmit={(event) => { event.preventDefault(); if (ready && !command.sending) send(); }}>
      <label htmlFor={`${id}w`}>{say('看见的情况（必填）', 'What you saw (needed)')}</label>
      <Input.TextArea id={`${id}w`} autoFocus rows={3} maxLength={LONGEST.words} showCount value={tip.words} onChange={({ target }) => set({ words: target.value })} />
      <label htmlFor={`${id}p`}>{say('地点', 'Where')}</label>
      <Input id={`${id}p`} size="large" maxLength={LONGEST.place} autoComplete="off" value={tip.place} onChange={({ target }) => set({ place: target.value })} />
      <label htmlFor={`${id}s`}>{say('时间', 'When')}</label>
      <Input id={`${id}s`} size="large" type="datetime-local" value={tip.seen} onChange={({ target }) => set({ seen: target.value })} />
      <label htmlFor={`${id}t`}>{say('您的电话（可不填，仅用于民警核实）', 'Your phone (may be left empty; for officers alone)')}</label>
      <Input id={`${id}t`} size="large" inputMode="tel" maxLength={LONGEST.phone} autoComplete="off" value={tip.phone} onChange={({ target }) => set({ phone: target.value })} />
      <InlineError error={command.error} />
      <div className="pub-two">
        <Button size="large" onClick={onClose}>{say('取消', 'Cancel')}</Button>
        <Button size="large" type="primary" htmlType="submit" disabled={!ready} loading={command.sending}>{say('提交', 'Send')}</Button>
      </div>
    </form>
  );
}

function Told({ result, phone, onClose }: { result: Result; phone: string | null; onClose: () => void }) {
  const { say } = useWords();
  const call = phone === null ? '110' : phone;
  return (
    <div className="pub-told" data-result={result === 'heard' ? 'genuine' : 'paused'} role="status">
      {result === 'heard' && <><b>{say('已收到，谢谢', 'Received, thank you')}</b><p>{say('民警会尽快核对。此刻就在现场的，请拨打 110。', 'An officer looks at it as soon as possible. If they are before you now, dial 110.')}</p></>}
      {result === 'withdrawn' && <><b>{say('启事已撤下', 'The notice has gone')}</b><p>{say('可能已经找到，谢谢您的关心。', 'They may have been found. Thank you.')}</p></>}
      {result === 'full' && <><b>{say('请直接致电', 'Please call')}</b><p>{say('收到的情况较多，请拨打 {call}。', 'Much was said already: call {call}.', { call })}</p></>}
      <div><Button onClick={onClose}>{say('关闭', 'Close')}</Button></div>
    </div>
  );
}
