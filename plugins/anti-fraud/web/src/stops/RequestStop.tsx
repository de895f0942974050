import { screens } from '@stationhouse/anti-fraud-common';
import { momentOfLocal } from '@stationhouse/kernel';
import { Card, InlineError, serverClock, useStation, useWords, type InstanceSteps } from '@stationhouse/plugin-web';
import { findInFields } from '@stationhouse/workflow';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Amount } from '../Amount.js';
import { yuanOf } from '../money.js';
import type { Stop } from './StopPage.js';

type Task = Stop['instance']['tasks'][number];
interface Account {
  readonly number: string;
  readonly bank: string;
  readonly holder: string;
}

const EMPTY: Account = { number: '', bank: '', holder: '' };
/** Fewer characters are no account. */
const SHORTEST = 6;
const AGO_MINUTES = [5, 30, 60] as const;

/** The request of a stop: the account the money went to, how much and when; each big enough for a thumb. */
export function RequestStop({ task, steps }: { task: Task; steps: InstanceSteps }) {
  const { say, number } = useWords();
  const { timeZone } = useStation();
  const [account, setAccount] = useState(EMPTY);
  const [amount, setAmount] = useState('');
  const [padded, setPadded] = useState(false);
  const [ago, setAgo] = useState<number>();
  const [at, setAt] = useState('');
  const yuan = yuanOf(amount);
  const ready = isAccount(account) && yuan !== undefined && yuan > 0;
  const paidOn = ago !== undefined ? new Date(serverClock.now().getTime() - ago * 60_000) : at === '' ? undefined : momentOfLocal(at, timeZone);
  const ask = () => void steps.answer(task, 'asked', { account: written(account), amount: yuan, ...(paidOn === undefined ? {} : { paidOn: paidOn.toISOString() }) });
  return (
    <Card title={say('请求止付', 'Ask for the stop')} id="request">
      <div className="sh-stack">
        <AccountFields account={account} onChange={setAccount} />
        <Amount label={say('转账金额', 'Amount paid')} value={amount} pad={padded} onFocus={() => setPadded(true)} onChange={setAmount} />
        <fieldset className="stop-when">
          <legend>{say('转账时间（可不填）', 'Paid when (may stay empty)')}</legend>
          <div className="sh-row">{AGO_MINUTES.map((minutes) => <Button key={minutes} size="large" aria-pressed={ago === minutes} type={ago === minutes ? 'primary' : 'default'} ghost={ago === minutes} onClick={() => { setAgo(ago === minutes ? undefined : minutes); setAt(''); }}>{say('约 {minutes} 分钟前', 'About {minutes} min ago', { minutes })}</Button>)}</div>
          <label>{say('或填准确时间', 'or the exact time')}<Input size="large" type="datetime-local" value={at} onChange={(event) => { setAt(event.target.value); setAgo(undefined); }} /></label>
        </fieldset>
        <div className="alert-keys">
          <Button type="primary" danger className="alert-wide" disabled={!ready} loading={steps.sending} onClick={ask}>
            {ready ? say('请求止付：尾号 {last}，{amount} 元', 'Ask for the stop: …{last}, {amount} yuan', { last: account.number.replaceAll(/\s/g, '').slice(-4), amount: number(yuan) }) : say('先填收款账号和金额', 'Give the account and the amount first')}
          </Button>
          <Button className="alert-wide" loading={steps.sending} onClick={() => void steps.answer(task, 'notNeeded')}>{say('未转出，无需止付', 'Nothing was paid: no stop is needed')}</Button>
        </div>
        {steps.pressed?.startsWith('request.') && <InlineError error={steps.error} />}
      </div>
    </Card>
  );
}

/** Another account in place of the one that was asked for. */
export function CorrectAccount({ instanceId, steps }: { instanceId: string; steps: InstanceSteps }) {
  const { say } = useWords();
  const [account, setAccount] = useState(EMPTY);
  const [corrected, setCorrected] = useState(false);
  const correct = async () => {
    if (!(await steps.tell(instanceId, 'correct', { account: written(account) }))) return;
    setAccount(EMPTY);
    setCorrected(true);
  };
  return (
    <details className="sh-card alert-more">
      <summary>{say('账号填错了？更正收款账户', 'A wrong account? Correct it')}</summary>
      <div className="sh-stack">
        <AccountFields account={account} onChange={(next) => { setAccount(next); setCorrected(false); }} />
        <Button size="large" type="primary" disabled={!isAccount(account)} loading={steps.sending} onClick={() => void correct()}>{say('更正收款账户', 'Correct the account')}</Button>
        {corrected && <p role="status" className="alert-noted">{say('已更正。', 'Corrected.')}</p>}
        {steps.pressed === 'correct' && <InlineError error={steps.error} />}
      </div>
    </details>
  );
}

/** The payee account alone. What must never be written down is said while somebody types, and not sent. */
function AccountFields({ account, onChange }: { account: Account; onChange: (account: Account) => void }) {
  const { say, textOf } = useWords();
  const problems = refused(account);
  const field = (key: keyof Account) => ({ size: 'large' as const, autoComplete: 'off', value: account[key], onChange: (event: { target: { value: string } }) => onChange({ ...account, [key]: event.target.value }) });
  const refusal = (key: keyof Account) => problems.filter((problem) => problem.field === `account.${key}`).slice(0, 1).map(({ text }) => <span key={key} className="sh-inline-error" role="alert">{textOf(text)}</span>);
  return (
    <div className="sh-stack">
      <p className="alert-never"><span><span aria-hidden>✕ </span>{say('只填对方（收款）账户。群众本人的卡号、密码、验证码一律不填、不问。', 'The account the money went to, alone. Never the person’s own card, password or code: neither ask nor write it down.')}</span></p>
      <label>{say('对方收款账号', 'Account the money went to')}<Input {...field('number')} className="stop-account" inputMode="numeric" maxLength={40} />{refusal('number')}</label>
      <label>{say('开户机构（可不填）', 'Bank (may stay empty)')}<Input {...field('bank')} maxLength={100} />{refusal('bank')}</label>
      <label>{say('户名（可不填）', 'Holder (may stay empty)')}<Input {...field('holder')} maxLength={100} />{refusal('holder')}</label>
    </div>
  );
}

/** A card number belongs in the number of the payee’s account, nothing else of the kind anywhere. */
const refused = (account: Account) => findInFields(screens, { account });
const isAccount = (account: Account) => account.number.trim().length >= SHORTEST && refused(account).length === 0;

/** As the form of the workflow takes it: what was left empty is not said. */
function written({ number, bank, holder }: Account): Record<string, string> {
  return { number: number.trim(), ...(bank.trim() === '' ? {} : { bank: bank.trim() }), ...(holder.trim() === '' ? {} : { holder: holder.trim() }) };
}
