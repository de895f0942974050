import { Card, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { PartProps, StepProps } from './AlertPage.js';
import { CallScript } from './CallScript.js';
import { FindPerson } from './FindPerson.js';
import { MeetPerson } from './MeetPerson.js';
import { ReportEnding } from './ReportEnding.js';
import { openTasks } from './urgency.js';

const STEPS = { call: CallScript, locate: FindPerson, meet: MeetPerson, report: ReportEnding } as const;

/** The one press that takes an alert, before anything else. */
export function SignFirst({ alert, steps }: PartProps) {
  const { say } = useWords();
  const sign = openTasks(alert).find(({ key, mayComplete }) => key === 'sign' && mayComplete);
  const refused = steps.pressed?.startsWith('sign.') === true;
  if (!sign) return refused ? <InlineError error={steps.error} /> : null;
  return (
    <div className="alert-first">
      <div className="alert-keys"><Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => void steps.answer(sign, 'signed')}>{say('签收，我来劝阻', 'Sign: I take it')}</Button></div>
      {refused && <InlineError error={steps.error} />}
    </div>
  );
}

/** The steps that are open, the call first; those that want no hurry are answered on the whole record. */
export function AlertSteps({ alert, open, steps }: PartProps) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  const mayCallNow = alert.instance.acceptedEvents.some(({ id }) => id === 'callNow');
  return (
    <>
      {mayCallNow && (
        <Card title={say('未接通，稍后再拨', 'No answer: called again later')}>
          <div className="alert-keys"><Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => void steps.tell(alert.instance.id, 'callNow')}>{say('立即再拨', 'Call again now')}</Button></div>
          {steps.pressed === 'callNow' && <InlineError error={steps.error} />}
        </Card>
      )}
      {openTasks(alert).filter(({ key }) => key !== 'sign').map((task) => {
        const Step = STEPS[task.key as keyof typeof STEPS] as ((props: StepProps) => React.ReactNode) | undefined;
        if (Step !== undefined && (task.mayComplete || task.key === 'meet')) return <Step key={task.id} alert={alert} open={open} task={task} steps={steps} />;
        return (
          <Card key={task.id} title={textOf(task.title)}>
            <div className="sh-row"><span>{task.assignee ? say('由{name}办理', '{name} does it', { name: task.assignee.displayName }) : say('由{role}办理', 'For the {role}', { role: textOf(task.roleTitle) })}</span>
              {task.mayComplete && <Link to={`${base}/instances/${alert.instance.id}?task=${task.id}`}><Button type="primary" size="large">{say('办理', 'Do it')}</Button></Link>}
            </div>
          </Card>
        );
      })}
    </>
  );
}
