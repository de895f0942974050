import { callScript, PAYING_ANSWERS, PLACE_ANSWERS, warningOf, type ScriptAnswer } from '@stationhouse/anti-fraud-common';
import { Card, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import type { StepProps } from './AlertPage.js';
import { CategoryPick } from './CategoryPick.js';
import type { FraudAlertCategory } from './gql/alerts.js';
import { GuardianFirst, refusedForGuardian } from './GuardianFirst.js';

type Filled = Readonly<Record<string, boolean | string>>;

/** The call for one hand: what to say, what never to ask, and big answers that fill in the record of the call; the fourth press sends it. */
export function CallScript({ alert, open, task, steps }: StepProps) {
  const { say, textOf } = useWords();
  const { name: station } = useStation();
  const [at, setAt] = useState(0);
  const [filled, setFilled] = useState<Filled>({});
  const [category, setCategory] = useState<FraudAlertCategory | undefined>(alert.category ?? undefined);
  const cards = callScript(warningOf(category));
  const card = cards[at];
  // Told once, it stays until the guardian is named.
  const [minor, setMinor] = useState(false);
  if (!minor && refusedForGuardian(steps)) setMinor(true);
  const unnamed = minor && !alert.person?.guardian?.phone;
  if (card === undefined) return null;
  const next = (answer?: ScriptAnswer) => {
    if (answer !== undefined) setFilled({ ...filled, ...answer.form });
    setAt(at + 1);
  };
  const send = (outcome: string, form: Filled = {}) => void steps.answer(task, outcome, form);
  // The category said on the phone goes with those that were reached.
  const reached = { ...filled, ...(category === undefined ? {} : { category }) };
  const keys: Readonly<Record<typeof card.key, ReactNode>> = {
    reach: (
      <>
        <Button type="primary" className="alert-wide" onClick={() => next()}>{say('接通了，已表明身份', 'Reached: said who I am')}</Button>
        <Button loading={steps.sending} onClick={() => send('noAnswer')}>{say('没接通', 'No answer')}</Button>
        <Button loading={steps.sending} onClick={() => send('wrongNumber')}>{say('号码有误、非本人', 'Wrong number')}</Button>
      </>
    ),
    paying: PAYING_ANSWERS.map((answer) => <Button key={answer.key} danger={answer.key === 'paying'} onClick={() => next(answer)}>{textOf(answer.title)}</Button>),
    place: PLACE_ANSWERS.map((answer) => <Button key={answer.key} onClick={() => next(answer)}>{textOf(answer.title)}</Button>),
    result: (
      <>
        <Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => send('convinced', reached)}>{say('已劝住', 'Convinced')}</Button>
        <Button className="alert-wide" loading={steps.sending} onClick={() => send('doubtful', reached)}>{say('没劝住，派人见面', 'Not convinced: somebody goes')}</Button>
        <Button loading={steps.sending} onClick={() => send('declined')}>{say('不愿沟通', 'Will not talk')}</Button>
        <NoFraud sending={steps.sending} onSend={(note) => send('noFraud', { note })} />
      </>
    ),
  };
  return (
    <Card title={say('电话劝阻 {at}/{all}：{title}', 'The call {at}/{all}: {title}', { at: at + 1, all: cards.length, title: textOf(card.title) })} extra={at > 0 && <Button type="link" onClick={() => setAt(at - 1)}>{say('上一步', 'Back')}</Button>} id="call">
      <div className="sh-stack">
        <div className="alert-script-progress" aria-hidden>{cards.map(({ key }, index) => <i key={key} data-on={index <= at || undefined} />)}</div>
        {alert.person?.guardian?.phone && <p className="alert-minor">{say('未成年人：打给监护人，与监护人说', 'Under 18: call the guardian and talk to them')}</p>}
        <div className="alert-say" aria-live="polite">{card.say.map((line) => <p key={line.en}>{textOf(line).replace('{station}', station)}</p>)}</div>
        {card.never.length > 0 && <div className="alert-never">{card.never.map((line) => <span key={line.en}><span aria-hidden>✕ </span>{textOf(line)}</span>)}</div>}
        {card.key === 'paying' && <CategoryPick narrative={open?.narrative ?? ''} value={category} onPick={setCategory} />}
        <div className="alert-keys">{keys[card.key]}</div>
        {steps.pressed?.startsWith('call.') && <InlineError error={steps.error} />}
        {unnamed && <GuardianFirst alert={alert} open={open} steps={steps} />}
      </div>
    </Card>
  );
}

/** That it is no fraud is said with how one knows. */
export function NoFraud({ sending, onSend }: { sending: boolean; onSend: (note: string) => void }) {
  const { say } = useWords();
  const [note, setNote] = useState<string>();
  if (note === undefined) return <Button onClick={() => setNote('')}>{say('核实不是诈骗', 'No fraud')}</Button>;
  return (
    <div className="alert-wide sh-stack" style={{ gap: 8 }}>
      <label>{say('怎样核实的', 'How this was checked')}<Input.TextArea autoFocus maxLength={2000} autoSize={{ minRows: 2 }} value={note} onChange={(event) => setNote(event.target.value)} /></label>
      <Button size="large" disabled={note.trim() === ''} loading={sending} onClick={() => onSend(note.trim())}>{say('登记：不是诈骗', 'Record: no fraud')}</Button>
    </div>
  );
}
