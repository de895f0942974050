import { useMutation } from '@apollo/client/react';
import { Card, Chip, CopyableId, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input, QRCode } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { ConfirmSecondFactorDocument, EnrolSecondFactorDocument, type EnrolSecondFactorMutation } from '../../gql/account.js';
import { MeDocument } from '../../gql/session.js';
import { useCommand } from '../../hooks.js';
import { ignoreComposingEnter } from '../../session/SignIn.js';
import { useToast } from '../../shell/toast.js';

/** The second factor: bind an authenticator by QR code or key, confirm with its first code. */
export default function SecondFactor({ enrolled, required, onDone }: { enrolled: boolean; required: boolean; onDone?: () => void }) {
  const { say } = useWords();
  const command = useCommand();
  const [enrolment, setEnrolment] = useState<EnrolSecondFactorMutation['enrolSecondFactor']>();
  const [enrol] = useMutation(EnrolSecondFactorDocument, { fetchPolicy: 'no-cache' });
  const begin = () => command.run(async () => {
    const { data } = await enrol();
    setEnrolment(data?.enrolSecondFactor);
  });
  return (
    <Card title={say('双因素验证', 'Second factor')} id="second-factor" extra={enrolled ? <Chip tone="ok">{say('已启用', 'On')}</Chip> : <Chip tone={required ? 'bad' : 'plain'}>{required ? say('必须启用', 'Required') : say('未启用', 'Off')}</Chip>}>
      <div className="sh-stack">
        <p className="sh-sub">{enrolled ? say('登录时需输入手机验证器上的 6 位数字。更换手机时重新绑定，旧的随即失效。', 'Sign-in asks for the 6 digits of your authenticator. With a new phone, bind again; the old one stops working.') : say('在手机上用任意验证器扫码，之后登录除密码外还需 6 位数字。', 'Scan with any authenticator; from then on sign-in asks for 6 digits besides the password.')}</p>
        {enrolment ? <Confirm enrolment={enrolment} onDone={() => { setEnrolment(undefined); onDone?.(); }} /> : <div><Button type={enrolled ? 'default' : 'primary'} loading={command.sending} onClick={() => void begin()}>{enrolled ? say('重新绑定', 'Bind again') : say('启用', 'Turn on')}</Button></div>}
        <InlineError error={command.error} />
      </div>
    </Card>
  );
}

function Confirm({ enrolment, onDone }: { enrolment: { readonly secret: string; readonly uri: string }; onDone: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [code, setCode] = useState('');
  const [confirm] = useMutation(ConfirmSecondFactorDocument, { refetchQueries: [MeDocument] });
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await command.run(() => confirm({ variables: { code: code.trim() } })))) return;
    toast.done(say('双因素验证已启用', 'The second factor is on'));
    onDone();
  };
  return (
    <div className="sh-row" style={{ alignItems: 'flex-start', gap: 20 }}>
      <div role="img" aria-label={say('绑定二维码', 'QR code to scan')}><div aria-hidden="true"><QRCode value={enrolment.uri} type="canvas" size={176} /></div></div>
      <form className="gate-form" style={{ maxWidth: 360 }} onSubmit={(event) => void submit(event)} onKeyDown={ignoreComposingEnter}>
        <span className="sh-sub">{say('扫不了码时，手动输入密钥：', 'Cannot scan? Type this key:')}</span>
        <CopyableId value={enrolment.secret} />
        <label htmlFor={id} style={{ marginTop: 8 }}>{say('验证器上的 6 位数字', 'The 6 digits shown')}</label>
        <Input id={id} inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} onChange={(event) => { command.reset(); setCode(event.target.value); }} />
        <InlineError error={command.error} />
        <Button type="primary" htmlType="submit" loading={command.sending} disabled={code.trim().length < 6}>{say('确认启用', 'Confirm')}</Button>
      </form>
    </div>
  );
}
