import { Card, Chip, InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { PartProps } from './AlertPage.js';
import CallbackPanel from './CallbackPanel.js';
import { ContactLog } from './ContactLog.js';
import { stopPage } from './paths.js';
import { SendMessage } from './SendMessage.js';

/** What is at hand beside the steps: a message, the check for whoever doubts, the payment stop, who was reached when. */
export function AlertAside({ alert, open, steps }: PartProps) {
  const { say } = useWords();
  const { may } = useStation();
  const accepts = (event: string) => alert.instance.acceptedEvents.some(({ id }) => id === event);
  const signed = !alert.instance.tasks.some(({ key, status }) => key === 'sign' && (status === 'OPEN' || status === 'CLAIMED'));
  return (
    <>
      <StopOfAlert alert={alert} open={open} steps={steps} />
      {accepts('message') && <SendMessage alert={alert} open={open} steps={steps} />}
      {signed && !alert.instance.closed && may('callbackCode.issue') && (
        <details className="sh-card alert-more"><summary>{say('对方不信？念回拨码', 'They doubt you? Read a call-back code out')}</summary><CallbackPanel recordId={alert.instance.id} version={alert.instance.version} /></details>
      )}
      <ContactLog contacts={open?.contacts ?? []} />
    </>
  );
}

/** The payment stop of the alert: asked for by one press, then one press away. */
function StopOfAlert({ alert, steps }: PartProps) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  const stops = alert.instance.links.children.flatMap(({ instance }) => (instance?.workflow === 'payment-stop' ? [instance] : []));
  const mayAsk = stops.length === 0 && alert.paying !== true && alert.instance.acceptedEvents.some(({ id }) => id === 'stopPayment');
  if (stops.length === 0 && !mayAsk) return null;
  return (
    <>
      {stops.map((stop) => (
        <Card key={stop.id} title={say('紧急止付', 'Payment stop')} extra={<Chip tone={stop.closed ? 'plain' : 'warn'}>{textOf(stop.stateTitle)}</Chip>}>
          <div className="alert-keys"><Link className="alert-wide alert-go" to={`${base}/${stopPage(stop.id)}`}>{stop.closed ? say('查看止付情况', 'See how it went') : say('填收款账户、看止付情况', 'The account, and how the stop stands')}</Link></div>
        </Card>
      ))}
      {mayAsk && (
        <div className="alert-keys">
          <Button danger className="alert-wide" loading={steps.sending} onClick={() => void steps.tell(alert.instance.id, 'stopPayment')}>{say('钱已转出：发起止付', 'Money has gone: ask for a payment stop')}</Button>
          {steps.pressed === 'stopPayment' && <InlineError error={steps.error} />}
        </div>
      )}
    </>
  );
}
