import { EmergencyCard, ErrorState, KeyValues, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { Alert } from './AlertPage.js';

interface Props {
  readonly alert: Alert;
  readonly open: Alert | undefined;
  readonly purpose: PurposeState;
  readonly loading: boolean;
  readonly error: unknown;
  readonly onOpened: () => void;
}

/**
 * Who is warned, and the number to dial. While the grade is high the emergency card opens it to those called out, and nobody is asked what for; else one
 * press does, with what it is for in the audit. Either way what else is known comes with the same press, for those who may read it.
 */
export function AlertPerson({ alert, open, purpose, loading, error, onOpened }: Props) {
  const { say } = useWords();
  const card = alert.instance.emergencyCard;
  const byCard = card?.open === true && card.mayView;
  const { person, narrative, whereabouts } = open ?? alert;
  const guardian = open?.person?.guardian;
  const reveal = () => purpose.reveal(byCard ? say('应急卡：反诈劝阻', 'Emergency card: dissuasion') : say('反诈劝阻：联系被预警人', 'Dissuasion: reaching the person warned'));
  const opening = () => {
    reveal();
    onOpened();
  };
  return (
    <div className="alert-person">
      {byCard && <EmergencyCard card={card} onOpened={opening} />}
      {/* Before the card is opened there is nothing beside it. */}
      {(!byCard || purpose.purpose !== undefined) && (
        <section className="sh-card sh-stack" aria-label={say('被预警人', 'Person warned')}>
          {!byCard && (open === undefined
            ? <div className="alert-keys"><Button className="alert-wide" loading={loading} onClick={reveal}>{say('显示号码 {phone}', 'Show the number {phone}', { phone: person?.phone ?? '' })}<small>{say('事由“反诈劝阻”记入审计', 'the purpose, dissuasion, goes into the audit')}</small></Button></div>
            : <Dial name={person?.name} phone={person?.phone} />)}
          {purpose.purpose !== undefined && error !== undefined && <ErrorState compact error={error} />}
          {guardian?.phone && <Dial name={`${say('监护人', 'Guardian')} ${guardian.name ?? ''}`.trim()} phone={guardian.phone} />}
          {open !== undefined && (
            <KeyValues
              entries={[
                [say('已知情况', 'What is known'), <span key="known" className="sh-long">{narrative || say('来源未说明', 'The source said nothing')}</span>],
                [say('现在何处', 'Where'), whereabouts],
                [say('住址', 'Address'), byCard ? undefined : person?.address],
              ]}
            />
          )}
        </section>
      )}
    </div>
  );
}

function Dial({ name, phone }: { name: string | null | undefined; phone: string | null | undefined }) {
  const { say } = useWords();
  if (!phone) return null;
  // What is still masked is no number.
  if (phone.includes('*')) return <p className="sh-sub">{say('您的岗位看不到完整号码，请值班民警拨打。', 'Your role does not see the whole number: a duty officer calls.')}</p>;
  return <a className="alert-dial" href={`tel:${phone.replace(/[^\d+]/g, '')}`}><small>{say('拨打 {name}', 'Call {name}', { name: name || say('本人', 'them') })}</small>{phone}</a>;
}
