import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, ErrorState, InlineError, Loading, serverClock, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { CallbackCodeDocument, IssueCallbackCodeDocument, type IssueCallbackCodeMutation } from './gql/callback.js';
import './callback.css';

type Issued = IssueCallbackCodeMutation['issueCallbackCode'];

/** Whether the person called back, and a code to read to them. Its digits are in this panel alone, while it is open; nothing keeps them. */
export default function CallbackPanel({ recordId, version }: Pick<PanelProps, 'recordId' | 'version'>) {
  const { say, moment } = useWords();
  const { stationId } = useStation();
  const { data, error, loading, refetch } = useQuery(CallbackCodeDocument, { variables: { stationId, instanceId: recordId }, fetchPolicy: 'no-cache' });
  const [issue, issuing] = useMutation(IssueCallbackCodeDocument, { variables: { stationId, instanceId: recordId }, fetchPolicy: 'no-cache' });
  const [issued, setIssued] = useState<Issued>();
  useEffect(() => void refetch(), [version, refetch]);
  const draw = () =>
    void issue().then(
      ({ data: answer }) => {
        setIssued(answer?.issueCallbackCode);
        return refetch();
      },
      () => undefined, // shown below
    );
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (loading && !data) return <Loading rows={2} />;
  const state = data?.callbackCode;
  const usedAt = state?.usedAt;
  return (
    <div className="sh-stack">
      {usedAt ? (
        <div role="status"><Chip tone="ok">{say('已核验', 'Verified')}</Chip> {say('{at} 群众回拨，回拨码属实。', 'The person called back on {at}, and the code was genuine.', { at: moment(usedAt) })}</div>
      ) : issued !== undefined ? (
        <ReadOut issued={issued} />
      ) : (
        <p className="sh-sub">{state ? say('{officer} 于 {at} 生成过一个回拨码，数字只显示一次；需要时重新生成，旧码作废。', '{officer} had a code issued on {at}. Its digits are shown once: issue a new one if you need it, and the old one counts no more.', { officer: state.officerName, at: moment(state.issuedAt) }) : say('对方怀疑来电真假时生成：念给对方，请其挂断后拨打 110、96110，或到就近派出所报出此码。不发短信，不发链接。', 'For somebody who doubts that you are an officer: read it out, they hang up, dial 110 or 96110 or go to a police station, and read it back there. Never by message, never as a link.')}</p>
      )}
      {issuing.error && <InlineError error={issuing.error} />}
      <Button type={issued === undefined && !usedAt ? 'primary' : 'default'} size="large" block loading={issuing.loading} onClick={draw}>{state || issued ? say('重新生成回拨码', 'Issue a new code') : say('生成回拨码', 'Issue a call-back code')}</Button>
    </div>
  );
}

function ReadOut({ issued: { code, expiresAt } }: { issued: Issued }) {
  const { say } = useWords();
  const left = useSecondsUntil(expiresAt);
  if (left <= 0) return <p role="status"><Chip tone="warn">{say('已过期', 'Expired')}</Chip> {say('此码已不能核验，请重新生成并再次念给对方。', 'It can be checked no more. Issue a new one and read that out.')}</p>;
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <>
      <div className="sh-sub">{say('念给对方：', 'Read out:')}</div>
      <p className="callback-script">{say('“我是民警。您不必相信这个电话：请挂断，自己拨打 110 或 96110，或者到就近派出所，报出这八位数字，就知道我是谁。我们不会要您的密码、验证码，也不会让您转账。”', '“I am a police officer. You need not believe this call: hang up, dial 110 or 96110 yourself, or go to a police station, and read these eight digits back. They will tell you who I am. We never ask for passwords or codes, and never for a payment.”')}</p>
      <div className="callback-code" aria-label={say('回拨码 {digits}', 'Call-back code {digits}', { digits: [...code].join(' ') })}>{code}</div>
      <div className="sh-sub" style={{ textAlign: 'center' }}>{say('还有 {clock} 有效 · 只能核验一次', 'Valid for {clock} · works once', { clock })}</div>
    </>
  );
}

/** Whole seconds until a moment, counted down each second. */
function useSecondsUntil(iso: string): number {
  const [now, setNow] = useState(() => serverClock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((Date.parse(iso) - now.getTime()) / 1000));
}
