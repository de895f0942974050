import { Chip, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { ReferralFieldsFragment } from '../../gql/links.js';
import { PERMISSIONS } from '../../permissions.js';

/** A referral in a line: whom it went to or came from, and what became of it. */
export function ReferralState({ referral, onWithdraw }: { readonly referral: ReferralFieldsFragment; readonly onWithdraw: () => void }) {
  const { say, moment } = useWords();
  const { base, may } = useStation();
  const { incoming, otherStation, number, otherNumber, state, answer, reason, sentAt, answeredAt } = referral;
  return (
    <li>
      {incoming ? say('{station}移交', 'From {station}', { station: otherStation }) : say('移交{station}', 'To {station}', { station: otherStation })}{' '}
      {incoming && <span className="sh-mono sh-small">{number}</span>} <StateChip state={state} />
      <div className="sh-small sh-sub">{moment(sentAt)} · {reason}</div>
      {answeredAt && <div className="sh-small sh-sub">{moment(answeredAt)} · {state === 'DECLINED' ? say('退回原因：{reason}', 'Declined: {reason}', { reason: answer ?? '' }) : state === 'WITHDRAWN' ? say('撤回原因：{reason}', 'Withdrawn: {reason}', { reason: answer ?? '' }) : otherNumber ? say('对方编号 {number}', 'Their number: {number}', { number: otherNumber }) : say('已接收', 'Accepted')}</div>}
      {!incoming && state === 'SENT' && may(PERMISSIONS.referInstances) && <div className="links-actions"><Button size="small" onClick={onWithdraw}>{say('撤回移交', 'Withdraw')}</Button></div>}
      {incoming && state === 'SENT' && <Link to={`${base}/instances/referrals`}>{say('去处理', 'Answer it')}</Link>}
    </li>
  );
}

/** 待接收, 撤回中, 已接收, 已退回 or 已撤回. */
export function StateChip({ state }: { readonly state: ReferralFieldsFragment['state'] }) {
  const { say } = useWords();
  switch (state) {
    case 'SENT':
      return <Chip tone="warn">{say('待接收', 'Awaiting acceptance')}</Chip>;
    case 'WITHDRAWING':
      return <Chip tone="warn">{say('撤回中', 'Being withdrawn')}</Chip>;
    case 'ACCEPTED':
      return <Chip tone="ok">{say('已接收', 'Accepted')}</Chip>;
    case 'DECLINED':
      return <Chip tone="plain">{say('已退回', 'Declined')}</Chip>;
    case 'WITHDRAWN':
      return <Chip tone="plain">{say('已撤回', 'Withdrawn')}</Chip>;
  }
}
