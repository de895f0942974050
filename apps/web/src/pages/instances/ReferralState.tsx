import { Chip, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import type { ReferralFieldsFragment } from '../../gql/links.js';

/** A referral in a line: whom it went to or came from, and what became of it. */
export function ReferralState({ referral }: { readonly referral: ReferralFieldsFragment }) {
  const { say, moment } = useWords();
  const { base } = useStation();
  const { incoming, otherStation, number, otherNumber, state, answer, reason, sentAt, answeredAt } = referral;
  return (
    <li>
      {incoming ? say('{station}移交', 'From {station}', { station: otherStation }) : say('移交{station}', 'To {station}', { station: otherStation })}{' '}
      {incoming && <span className="sh-mono sh-small">{number}</span>} <StateChip state={state} />
      <div className="sh-small sh-sub">{moment(sentAt)} · {reason}</div>
      {answeredAt && <div className="sh-small sh-sub">{moment(answeredAt)} · {state === 'DECLINED' ? say('退回原因：{reason}', 'Declined: {reason}', { reason: answer ?? '' }) : otherNumber ? say('对方编号 {number}', 'Their number: {number}', { number: otherNumber }) : say('已接收', 'Accepted')}</div>}
      {incoming && state === 'SENT' && <Link to={`${base}/instances/referrals`}>{say('去处理', 'Answer it')}</Link>}
    </li>
  );
}

/** 待接收, 已接收 or 已退回. */
export function StateChip({ state }: { readonly state: ReferralFieldsFragment['state'] }) {
  const { say } = useWords();
  if (state === 'SENT') return <Chip tone="warn">{say('待接收', 'Awaiting acceptance')}</Chip>;
  return state === 'ACCEPTED' ? <Chip tone="ok">{say('已接收', 'Accepted')}</Chip> : <Chip tone="plain">{say('已退回', 'Declined')}</Chip>;
}
