import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, failureOf, KeyValues, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { CallbackRolesDocument, CheckCallbackCodeDocument, type CheckCallbackCodeMutation, type CheckCallbackCodeMutationVariables } from './gql/callback.js';
import './callback.css';

type Heard = CheckCallbackCodeMutationVariables['heardAt'];
const DIGITS = 8;
/** More than eight digits with blanks between all of them. */
const LONGEST = 20;

/** For whoever answers 110, 96110 or the front desk, at a station or at the bureau: a code that somebody reads back, and who called them. */
export default function CallbackCheck() {
  const { say } = useWords();
  const { stationId, bureauId } = useScope();
  const [typed, setTyped] = useState('');
  const [heardAt, setHeardAt] = useState<Heard>('PHONE');
  // One key for one code: asked again after a lost answer it is the same question.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [check, { data, error, loading, reset }] = useMutation(CheckCallbackCodeDocument, { fetchPolicy: 'no-cache' });
  const ready = typed.normalize('NFKC').replace(/\D/g, '').length === DIGITS;
  const change = (value: string) => {
    setTyped(value);
    setKey(crypto.randomUUID());
    reset();
  };
  const ask = () => {
    if (ready && !loading) check({ variables: { bureauId, stationId: stationId ?? null, code: typed, heardAt, key } }).catch(() => undefined); // shown below
  };
  return (
    <>
      <PageHeader title={say('核验回拨', 'Check a call-back code')} facts={say('群众接到自称民警的电话后回拨、到所核实：请其报出八位数字', 'Somebody was called by an officer and asks whether it is true: have them read eight digits back')} />
      <Card>
        <form className="sh-stack callback-entry" style={{ maxWidth: 520 }} onSubmit={(event) => { event.preventDefault(); ask(); }}>
          <Segmented block size="large" aria-label={say('核实方式', 'How')} value={heardAt} onChange={setHeardAt} options={[{ value: 'PHONE', label: say('来电', 'By phone') }, { value: 'IN_PERSON', label: say('到所', 'In person') }]} />
          <Input aria-label={say('回拨码（八位数字）', 'Call-back code (eight digits)')} size="large" inputMode="numeric" autoComplete="off" autoFocus maxLength={LONGEST} placeholder="0000 0000" value={typed} onChange={({ target }) => change(target.value)} />
          <Button type="primary" size="large" block htmlType="submit" disabled={!ready} loading={loading}>{say('核验', 'Check')}</Button>
        </form>
        <div aria-live="polite" style={{ maxWidth: 520, marginTop: 16 }}>
          {data && <Genuine found={data.checkCallbackCode} onNext={() => change('')} />}
          {error && <Refused error={error} />}
        </div>
      </Card>
    </>
  );
}

function Genuine({ found, onNext }: { found: CheckCallbackCodeMutation['checkCallbackCode']; onNext: () => void }) {
  const { say, textOf, moment } = useWords();
  const { data } = useQuery(CallbackRolesDocument);
  const posts = found.officerRoles.map((id) => textOf(data?.roles.find((role) => role.id === id)?.title) || id).join(' · ');
  return (
    <div className="sh-stack">
      <div><Chip tone="ok">{say('属实', 'Genuine')}</Chip>{found.exercise && <> <Chip tone="plain">{say('演练', 'Exercise')}</Chip></>}</div>
      <KeyValues entries={[[say('派出所', 'Station'), found.stationName], [say('民警', 'Officer'), <b key="officer">{found.officerName}</b>], [say('岗位', 'Post'), posts || '—'], [say('生成时间', 'Issued'), moment(found.issuedAt)]]} />
      <div className="sh-sub">{say('告诉对方：', 'Say:')}</div>
      <p className="callback-script">{say('“给您打电话的确实是{station}的{officer}。请按民警说的做：不要转账，不要把密码、验证码告诉任何人。”', '“It was {officer} of {station} who called you. Do as the officer says: pay nothing, and give nobody a password or a code.”', { station: found.stationName, officer: found.officerName })}</p>
      <Button size="large" block onClick={onNext}>{say('核验下一个', 'Check another one')}</Button>
    </div>
  );
}

function Refused({ error }: { error: unknown }) {
  const { say, textOf } = useWords();
  const { code, text } = failureOf(error);
  const titles: Readonly<Record<string, string>> = { CALLBACK_CODE_UNKNOWN: say('不属实', 'Not genuine'), CALLBACK_CODE_USED: say('重复使用', 'Used already'), CALLBACK_CODE_EXPIRED: say('已失效', 'Expired'), TOO_MANY_REQUESTS: say('暂停核验', 'Paused') };
  return <div role="alert" className="sh-stack"><div><Chip tone={code === 'CALLBACK_CODE_EXPIRED' ? 'warn' : 'bad'}>{titles[code] ?? say('没有核验', 'Not checked')}</Chip></div><p className="sh-long" style={{ margin: 0 }}>{textOf(text)}</p></div>;
}
