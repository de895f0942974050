import { CopyableId, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input, QRCode } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { ConfirmMySecondFactorDocument, EnrolMySecondFactorDocument, type EnrolMySecondFactorMutation } from '../gql/outside-cards.js';
import { useCommand } from '../hooks.js';
import { ignoreComposingEnter } from '../session/SignIn.js';
import { ask } from './ask.js';

type Enrolment = EnrolMySecondFactorMutation['enrolMySecondFactor'];

/** Sets up the second factor: an authenticator on this very phone, or on another one by its picture, and its first code. */
export default function SecondFactor({ onDone }: { onDone: () => void }) {
  const { say } = useWords();
  const command = useCommand();
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const begin = () => command.run(async () => setEnrolment((await ask(EnrolMySecondFactorDocument, {})).enrolMySecondFactor));
  if (enrolment !== undefined) return <Confirm enrolment={enrolment} onDone={onDone} />;
  return (
    <div className="x-form">
      <p className="sh-sub">{say('先在手机上安装任意一款动态验证码应用（验证器）。启用后，登录时除密码外还需输入它显示的 6 位数字。', 'First install any authenticator app on your phone. From then on sign-in asks for the 6 digits it shows, besides your password.')}</p>
      <InlineError error={command.error} />
      <Button type="primary" size="large" block loading={command.sending} onClick={() => void begin()}>{say('开始绑定', 'Begin')}</Button>
    </div>
  );
}

function Confirm({ enrolment, onDone }: { enrolment: Enrolment; onDone: () => void }) {
  const { say } = useWords();
  const command = useCommand();
  const [code, setCode] = useState('');
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await command.run(() => ask(ConfirmMySecondFactorDocument, { code: code.trim() }))) onDone();
  };
  return (
    <form className="x-form" onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
      <Button size="large" block href={enrolment.uri}>{say('在本机的验证器中打开', 'Open in the authenticator of this phone')}</Button>
      <p className="sh-sub">{say('没有反应的，在验证器中手动输入密钥：', 'If nothing happens, type this key into it:')}</p>
      <CopyableId value={enrolment.secret} />
      <details className="x-qr"><summary>{say('验证器在另一部手机上：扫二维码', 'The authenticator is on another phone: scan a picture')}</summary><div role="img" aria-label={say('绑定二维码', 'QR code to scan')}><div aria-hidden="true"><QRCode value={enrolment.uri} type="canvas" size={200} /></div></div></details>
      <label htmlFor={id}>{say('验证器上的 6 位数字', 'The 6 digits it shows')}</label>
      <Input id={id} size="large" inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(event) => { command.reset(); setCode(event.target.value); }} />
      <InlineError error={command.error} />
      <Button type="primary" size="large" htmlType="submit" block loading={command.sending} disabled={code.trim().length < 6}>{say('确认启用', 'Confirm')}</Button>
    </form>
  );
}
