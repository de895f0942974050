import { Card, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import type { StepProps } from './AlertPage.js';
import { NoFraud } from './CallScript.js';
import { refusedForGuardian } from './GuardianFirst.js';

/** Where they may be met, by what the call wrote down. */
const PLACE_OF: Readonly<Record<string, string>> = { 家中: 'home', 银行网点: 'bank', '单位、学校': 'work', 宾馆: 'hotel' };

/** On my way, then met: each one press. Somebody else's way is shown, not taken over. */
export function MeetPerson({ alert, open, task, steps }: StepProps) {
  const { say } = useWords();
  const [picked, setPicked] = useState<string>();
  const [guardianPresent, setGuardian] = useState(false);
  const [paying, setPaying] = useState(false);
  // A guardian is named for nobody else.
  const minor = Boolean(alert.person?.guardian?.phone) || guardianPresent || refusedForGuardian(steps);
  const place = picked ?? PLACE_OF[open?.whereabouts ?? ''];
  if (!task.mayComplete) return <Card title={say('见面劝阻', 'In person')} id="meet"><p>{task.assignee ? say('{name} 已出发。', '{name} is on the way.', { name: task.assignee.displayName }) : say('等待民警出发。', 'Waits for somebody to go.')}</p></Card>;
  const places = { home: say('住处', 'Home'), bank: say('银行网点', 'Bank branch'), work: say('单位', 'Work'), hotel: say('宾馆', 'Hotel'), other: say('其他', 'Elsewhere') };
  const met = { ...(place === undefined ? {} : { place }), ...(guardianPresent ? { guardianPresent } : {}), ...(paying ? { paying } : {}) };
  const send = (outcome: string, form: Readonly<Record<string, unknown>> = {}) => void steps.answer(task, outcome, form);
  return (
    <Card title={say('见面劝阻', 'In person')} id="meet">
      <div className="sh-stack">
        {!task.assignee && task.mayClaim && <div className="alert-keys"><Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => void steps.take(task)}>{say('我去，现在出发', 'I go, on my way')}</Button></div>}
        <div className="sh-row" role="group" aria-label={say('地点类型', 'Kind of place')}>{Object.entries(places).map(([key, title]) => <Button key={key} size="large" aria-pressed={place === key} type={place === key ? 'primary' : 'default'} ghost={place === key} onClick={() => setPicked(key)}>{title}</Button>)}</div>
        <div className="sh-row">
          <Checkbox checked={paying} onChange={(event) => setPaying(event.target.checked)}>{say('钱正在转或已转（发起止付）', 'Money is going or gone (asks for a payment stop)')}</Checkbox>
          {minor && <Checkbox checked={guardianPresent} onChange={(event) => setGuardian(event.target.checked)}>{say('未成年人：监护人在场', 'Under 18: the guardian is present')}</Checkbox>}
        </div>
        <div className="alert-keys">
          <Button type={task.assignee ? 'primary' : 'default'} className="alert-wide" loading={steps.sending} onClick={() => send('convinced', met)}>{say('已见面，劝住了', 'Met and convinced')}</Button>
          <Button loading={steps.sending} onClick={() => send('doubtful', met)}>{say('见面仍未劝住', 'Met, not convinced')}</Button>
          <Button loading={steps.sending} onClick={() => send('absent')}>{say('没见到本人', 'Not there')}</Button>
          <Button loading={steps.sending} onClick={() => send('declined')}>{say('拒绝见面', 'Does not want to')}</Button>
          <NoFraud sending={steps.sending} onSend={(note) => send('noFraud', { ...(place === undefined ? {} : { place }), note })} />
        </div>
        {steps.pressed?.startsWith('meet.') && <InlineError error={steps.error} />}
      </div>
    </Card>
  );
}
