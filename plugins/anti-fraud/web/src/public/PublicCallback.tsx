import { InlineError, useCommand, useWords, type PublicPageProps } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import './public.css';

const DIGITS = 8;
/** More than eight digits with blanks between all of them. */
const LONGEST = 20;

/** What the server answers; which of forged, used or expired a code is, it does not say. */
type Answer = { readonly result: 'genuine'; readonly station: string } | { readonly result: 'notGenuine' | 'paused' };

/** For somebody who was called: whether the code that the caller read out is an officer's. Nothing is asked of them, and nothing is kept on their phone. */
export default function PublicCallback({ bureau, ask }: PublicPageProps) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const [answer, setAnswer] = useState<Answer>();
  const command = useCommand();
  const ready = typed.normalize('NFKC').replace(/\D/g, '').length === DIGITS;
  useEffect(() => {
    document.title = say('核验民警来电', 'Was it an officer who called?');
  }, [say]);
  const change = (value: string) => {
    setTyped(value);
    setAnswer(undefined);
    command.reset();
  };
  // A press whose answer was lost is pressed again under the same key, and answered the same.
  const check = () => void command.run(async (key) => setAnswer((await ask({ code: typed, key })) as Answer));
  return (
    <>
      <p className="pub-bureau">{bureau}</p>
      <h1>{say('核验民警来电', 'Was it an officer who called?')}</h1>
      <p className="sh-sub">{say('有人自称民警来电，并念了八位数字？输入这八位数字，看来电是否属实。', 'Somebody who says they are an officer called you and read eight digits out? Enter them to see whether it is true.')}</p>
      <form className="pub-form" onSubmit={(event) => { event.preventDefault(); if (ready && !command.sending) check(); }}>
        <Input aria-label={say('八位数字', 'Eight digits')} size="large" inputMode="numeric" autoComplete="off" maxLength={LONGEST} placeholder="0000 0000" value={typed} onChange={({ target }) => change(target.value)} />
        <Button type="primary" size="large" block htmlType="submit" disabled={!ready || answer !== undefined} loading={command.sending}>{say('核验', 'Check')}</Button>
      </form>
      <div aria-live="polite">{answer && <Told answer={answer} />}</div>
      <InlineError error={command.error} />
      <p className="pub-always">{say('民警不会要您的密码、验证码，不会让您转账，也不会发链接。', 'An officer never asks for passwords or codes, never asks you to pay, and sends no link.')}</p>
      <div className="pub-calls"><a href="tel:110">{say('拨打 110', 'Dial 110')}</a><a href="tel:96110">{say('拨打 96110', 'Dial 96110')}</a></div>
      <p className="sh-sub sh-small">{say('本页不需要登录，不记录您是谁，不使用 Cookie。每个码只能核验一次，30 分钟左右失效。', 'No sign-in, no cookies, and nobody records who you are. A code is checked once, and ends after about 30 minutes.')}</p>
    </>
  );
}

function Told({ answer }: { answer: Answer }) {
  const { say } = useWords();
  if (answer.result === 'genuine') return <div className="pub-told" data-result="genuine"><b>{say('属实', 'Genuine')}</b><p>{say('{station}的民警正在联系您。请按民警说的做，先不要转账。', 'An officer of {station} is calling you. Do as the officer says, and pay nothing meanwhile.', { station: answer.station })}</p></div>;
  if (answer.result === 'paused') return <div className="pub-told" data-result="paused" role="alert"><b>{say('暂停核验', 'Paused')}</b><p>{say('错误的码过多，本页暂停核验。先不要转账，请拨打 110 或 96110 核实。', 'Too many wrong codes came in, and this page pauses. Pay nothing, and dial 110 or 96110 to ask.')}</p></div>;
  return <div className="pub-told" data-result="notGenuine" role="alert"><b>{say('没有核实', 'Not confirmed')}</b><p>{say('没有此码，或已用过、已失效。请核对数字；仍不对，立即挂断，不要转账，拨打 110。', 'There is no such code, or it was used or has expired. Check the digits; if it stays so, hang up, pay nothing, and dial 110.')}</p></div>;
}
