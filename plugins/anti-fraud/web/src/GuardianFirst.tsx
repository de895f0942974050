import { failureOf, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { PartProps } from './AlertPage.js';

/** True when a step was refused because the person is under 18: the workflow says so, nothing else on the page may. */
export function refusedForGuardian({ error }: PartProps['steps']): boolean {
  const { code, details } = failureOf(error);
  return code === 'EVENT_REFUSED' && ['guardianFirst', 'guardianMissing'].includes(String(details?.['reason']));
}

/** Under 18 and no guardian named: whom to call instead is filled in where the call was refused, and the call goes on. */
export function GuardianFirst({ alert, steps }: PartProps) {
  const { say } = useWords();
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const guardian = { ...(name.trim() === '' ? {} : { name: name.trim() }), phone: phone.trim() };
  return (
    <form className="alert-guardian" aria-label={say('登记监护人', 'Name the guardian')} onSubmit={(event) => { event.preventDefault(); void steps.tell(alert.instance.id, 'person', { guardian }); }}>
      <b>{say('未成年人：先登记监护人，再打给监护人', 'Under 18: name the guardian, then call them')}</b>
      <label>{say('监护人姓名', 'Guardian’s name')}<Input size="large" maxLength={60} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} /></label>
      <label>{say('监护人电话', 'Guardian’s phone')}<Input size="large" type="tel" inputMode="tel" maxLength={20} autoComplete="off" value={phone} onChange={(event) => setPhone(event.target.value)} /></label>
      <Button type="primary" size="large" htmlType="submit" disabled={phone.replaceAll(/\D/g, '').length < 5} loading={steps.sending}>{say('登记监护人', 'Name the guardian')}</Button>
      {steps.pressed === 'person' && <InlineError error={steps.error} />}
    </form>
  );
}
