import { useMutation } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { ReviewCardDocument } from '../../gql/emergency.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';
import type { Deciding } from './Reviews.js';

/** Finds the openings of a card in order, or questions one of them. */
export function ReviewDrawer({ deciding: { card, view }, onClose, onDone }: { readonly deciding: Deciding; readonly onClose: () => void; readonly onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [review] = useMutation(ReviewCardDocument);
  const send = ({ reason }: { readonly reason: string }, idempotencyKey: string) => review({ variables: { stationId, instanceId: card.instanceId, cardViewId: view?.id ?? null, remark: reason, idempotencyKey } });
  return view === undefined ? (
    <ReasonDrawer<object>
      optional title={say('确认无异常：{number}', 'All in order: {number}', { number: card.number })} submit={say('确认无异常', 'All in order')} done={say('已复核', 'Reviewed')}
      hint={say('确认以上 {count} 次查看均为办理所需。', 'The {count, plural, one {opening was} other {# openings were}} needed for the work.', { count: card.views?.length ?? 0 })}
      reasonLabel={say('备注（可不填，不要写个人信息）', 'Remark (optional; nothing personal)')} send={send} onClose={onClose} onDone={onDone}
    />
  ) : (
    <ReasonDrawer<object>
      title={say('提出疑问：{who}', 'Question: {who}', { who: view.by })} submit={say('提出疑问', 'Ask')} done={say('已提出疑问', 'Asked')}
      hint={say('本人会收到通知并可作说明，分局法制和审计员同时知悉。疑问不是结论。', 'They are told and may answer; the bureau’s legal department and its auditor are told as well. A question is no finding.')}
      reasonLabel={say('疑问（记入审计，不要写个人信息）', 'What you ask (goes into the audit record; nothing personal)')} send={send} onClose={onClose} onDone={onDone}
    />
  );
}
