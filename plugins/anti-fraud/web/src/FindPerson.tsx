import { PLACE_ANSWERS } from '@stationhouse/anti-fraud-common';
import { Card, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { StepProps } from './AlertPage.js';
import type { FraudAlertFoundBy } from './gql/alerts.js';

const PLACES = PLACE_ANSWERS.filter(({ form }) => form['whereabouts'] !== undefined);

/** Where they are: what they said on the phone is one press away, anything else is typed. */
export function FindPerson({ alert, open, task, steps }: StepProps) {
  const { say, textOf } = useWords();
  const known = open?.whereabouts ?? '';
  const [typed, setTyped] = useState<string>();
  const [picked, setPicked] = useState<FraudAlertFoundBy>();
  const foundBy = picked ?? (alert.contactedOn ? 'caller' : 'records');
  const whereabouts = (typed ?? known).trim();
  const sources: Readonly<Record<FraudAlertFoundBy, string>> = {
    caller: say('本人告知', 'They said so'), records: say('本所登记', 'Station records'), family: say('亲友、单位', 'Family, employer'), bank: say('银行网点', 'Bank branch'), community: say('社区、物业', 'Community'),
  };
  return (
    <Card title={say('查找：人在哪里', 'Where are they')} id="locate">
      <div className="sh-stack">
        <div className="sh-row">{PLACES.map(({ key, title, form }) => <Button key={key} size="large" type={whereabouts === form['whereabouts'] ? 'primary' : 'default'} ghost={whereabouts === form['whereabouts']} onClick={() => setTyped(String(form['whereabouts']))}>{textOf(title)}</Button>)}</div>
        <label>{say('具体地点', 'Which place')}<Input size="large" maxLength={200} value={typed ?? known} onChange={(event) => setTyped(event.target.value)} /></label>
        <fieldset className="sh-row" style={{ border: 0, margin: 0, padding: 0 }}>
          <legend>{say('查找依据', 'How they were found')}</legend>
          {(Object.keys(sources) as FraudAlertFoundBy[]).map((key) => <Button key={key} aria-pressed={foundBy === key} type={foundBy === key ? 'primary' : 'default'} ghost={foundBy === key} onClick={() => setPicked(key)}>{sources[key]}</Button>)}
        </fieldset>
        <div className="alert-keys">
          <Button type="primary" className="alert-wide" disabled={whereabouts === ''} loading={steps.sending} onClick={() => void steps.answer(task, 'found', { whereabouts, foundBy })}>{whereabouts === '' ? say('先选或填地点', 'Give the place first') : say('已查明：{place}', 'Found: {place}', { place: whereabouts })}</Button>
          <Button className="alert-wide" loading={steps.sending} onClick={() => void steps.answer(task, 'notFound', { note: say('电话、登记均未查明', 'Neither the call nor the records say') })}>{say('查找不到，报带班领导', 'Not found: to the duty commander')}</Button>
        </div>
        {steps.pressed?.startsWith('locate.') && <InlineError error={steps.error} />}
      </div>
    </Card>
  );
}
