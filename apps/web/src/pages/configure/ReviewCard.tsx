import { Card, Chip, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { DraftPartsFragment } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';

/** Whether a draft must be approved before it is published, and is not. */
export function wantsReview(draft: Pick<DraftPartsFragment, 'review' | 'reviewNeeded'> | undefined): boolean {
  return draft?.reviewNeeded === true && !(draft.review?.current === true && draft.review.state === 'APPROVED');
}

/** Told where somebody would publish what nobody has approved. */
export function ReviewWanted() {
  const { say } = useWords();
  return <p className="sh-warn-ink" role="status">{say('分局要求发布前由第二人复核：请先在右侧“复核”中提请，同意后再发布。', 'The bureau asks that a second person reviews it first: ask for it under “Review”, and publish once it is approved.')}</p>;
}

interface ReviewProps {
  readonly draft: Pick<DraftPartsFragment, 'review' | 'reviewNeeded' | 'mayReview'> | undefined;
  /** The reader may write the draft, and so ask. */
  readonly mayAsk: boolean;
  readonly onAsk: (idempotencyKey: string) => Promise<unknown>;
  readonly onDecide: (approve: boolean, note: string | null, idempotencyKey: string) => Promise<unknown>;
}

/** A second person's review of a draft: asked for, answered, or wanting again after a change. */
export function ReviewCard({ draft, mayAsk, onAsk, onDecide }: ReviewProps) {
  const { say, moment } = useWords();
  const { may } = useScope();
  const command = useCommand();
  const [note, setNote] = useState('');
  if (draft === undefined || (!draft.reviewNeeded && draft.review === null)) return null;
  const { review } = draft;
  const asked = review?.state === 'ASKED' && review.current;
  const decide = (approve: boolean) => command.run((idempotencyKey) => onDecide(approve, note.trim() || null, idempotencyKey));
  const send = () => command.run(onAsk);
  return (
    <Card title={say('复核', 'Review')} id="review" extra={review === null || !review.current ? undefined : <Chip tone={review.state === 'APPROVED' ? 'ok' : review.state === 'REFUSED' ? 'bad' : 'info'}>{review.state === 'APPROVED' ? say('已同意', 'Approved') : review.state === 'REFUSED' ? say('未同意', 'Refused') : say('待复核', 'Asked')}</Chip>}>
      {draft.reviewNeeded && <p className="sh-sub sh-small">{say('分局要求：发布前须由第二人复核；改动后须重新复核。', 'The bureau asks that a second person reviews before publishing; a change needs another review.')}</p>}
      {review !== null && <p className="sh-small">{say('{by}于 {at} 提请', 'Asked by {by}, {at}', { by: review.askedBy, at: moment(review.askedAt) })}{review.decidedBy !== null && say('；{by}于 {at} 答复', '; answered by {by}, {at}', { by: review.decidedBy, at: moment(review.decidedAt) })}{review.note !== null && say('：{note}', ': {note}', { note: review.note })}</p>}
      {review !== null && !review.current && <p className="sh-warn-ink sh-small">{say('复核之后又有改动，须重新提请。', 'Changed since the review: ask again.')}</p>}
      {asked && draft.mayReview && may(PERMISSIONS.reviewConfiguration) ? (
        <div className="cf-say">
          <Input aria-label={say('复核意见', 'What you say of it')} placeholder={say('意见（不同意时须说明）', 'Note (needed to refuse)')} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          <div className="sh-row"><Button type="primary" size="small" loading={command.sending} onClick={() => void decide(true)}>{say('同意发布', 'Approve')}</Button><Button size="small" disabled={note.trim() === ''} onClick={() => void decide(false)}>{say('不同意', 'Refuse')}</Button></div>
        </div>
      ) : !asked && mayAsk && !(review?.current === true && review.state === 'APPROVED') && <Button loading={command.sending} onClick={() => void send()}>{say('提请复核', 'Ask for a review')}</Button>}
      <InlineError error={command.error} />
    </Card>
  );
}
