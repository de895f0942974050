import { ErrorState, KeyValues, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { Alert } from './AlertPage.js';

interface Props {
  readonly alert: Alert;
  readonly open: Alert | undefined;
  readonly purpose: PurposeState;
  readonly loading: boolean;
  readonly error: unknown;
}

/** Who is warned, and the number to dial: one press shows it, with what it is for in the audit, and one press dials. */
export function AlertPerson({ alert, open, purpose, loading, error }: Props) {
  const { say } = useWords();
  const { person, narrative, whereabouts } = open ?? alert;
  const guardian = open?.person?.guardian;
  return (
    <section className="sh-card sh-stack" aria-label={say('被预警人', 'Person warned')}>
      {open === undefined
        ? <div className="alert-keys"><Button className="alert-wide" loading={loading} onClick={() => purpose.reveal(say('反诈劝阻：联系被预警人', 'Dissuasion: reaching the person warned'))}>{say('显示号码（{phone}），事由记入审计', 'Show the number ({phone}); the purpose is recorded', { phone: person?.phone ?? '' })}</Button></div>
        : <Dial name={person?.name} phone={person?.phone} />}
      {purpose.purpose !== undefined && error !== undefined && <ErrorState compact error={error} />}
      {guardian?.phone && <Dial name={`${say('监护人', 'Guardian')} ${guardian.name ?? ''}`.trim()} phone={guardian.phone} />}
      {open !== undefined && (
        <KeyValues
          entries={[
            [say('已知情况', 'What is known'), narrative && <span className="sh-long">{narrative}</span>],
            [say('现在何处', 'Where'), whereabouts],
            [say('住址', 'Address'), person?.address],
          ]}
        />
      )}
    </section>
  );
}

function Dial({ name, phone }: { name: string | null | undefined; phone: string | null | undefined }) {
  const { say } = useWords();
  if (!phone) return null;
  // What is still masked is no number.
  if (phone.includes('*')) return <p className="sh-sub">{say('您的岗位看不到完整号码，请值班民警拨打。', 'Your role does not see the whole number: a duty officer calls.')}</p>;
  return <a className="alert-dial" href={`tel:${phone.replace(/[^\d+]/g, '')}`}><small>{say('拨打 {name}', 'Call {name}', { name: name || say('本人', 'them') })}</small>{phone}</a>;
}
