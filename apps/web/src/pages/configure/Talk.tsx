import { useMutation } from '@apollo/client/react';
import { Card, Chip, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { AskReviewDocument, CommentDraftDocument, ResolveCommentDocument, ReviewDraftDocument } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { cardOfPlace } from './compose.js';
import { useDesign } from './context.js';
import type { DraftScope, SavedDraft } from './useDraft.js';

interface TalkProps {
  readonly scope: DraftScope;
  readonly saved: SavedDraft;
  /** The place that is open: what is said belongs there. */
  readonly place: string | undefined;
}

/** What people say of the draft, and a second person's review. */
export function Talk({ scope, saved, place }: TalkProps) {
  const { say, textOf, moment } = useWords();
  const { may } = useScope();
  const { composition: { flow, overlay }, selected, select } = useDesign();
  const [comment] = useMutation(CommentDraftDocument);
  const [resolve] = useMutation(ResolveCommentDocument);
  const command = useCommand();
  const [text, setText] = useState('');
  const { draft } = saved;
  if (draft === undefined) return null;
  const { reread } = saved;
  const send = () => command.run(async (idempotencyKey) => {
    await comment({ variables: { ...scope, place: place ?? null, text: text.trim(), idempotencyKey } });
    setText('');
    await reread();
  });
  const open = draft.comments.filter(({ resolved }) => !resolved);
  const mayTalk = may(PERMISSIONS.reviewConfiguration);
  return (
    <>
      <Review scope={scope} saved={saved} />
      <Card title={say('批注', 'Comments')} id="comments" extra={open.length > 0 ? <Chip tone="info">{open.length}</Chip> : undefined}>
        {draft.comments.length === 0 && <p className="sh-sub">{say('还没有批注。', 'Nothing said yet.')}</p>}
        <ul className="cf-comments">
          {draft.comments.map((one) => {
            const card = one.place === null ? undefined : cardOfPlace(flow, overlay, one.place);
            return (
              <li key={one.id} data-resolved={one.resolved || undefined}>
                <div className="sh-long">{one.text}</div>
                <div className="sh-sub sh-small">{[one.madeBy, moment(one.madeAt)].join(' · ')}{card !== undefined && <> · <button type="button" className="cf-link" onClick={() => select(card.path)}>{textOf(card.title)}</button></>} {one.resolved ? say('已处理', 'dealt with') : mayTalk && <Button size="small" type="link" onClick={() => void command.run(async (idempotencyKey) => { await resolve({ variables: { ...scope, commentId: one.id, idempotencyKey } }); await reread(); })}>{say('已处理', 'Dealt with')}</Button>}</div>
              </li>
            );
          })}
        </ul>
        {mayTalk && (
          <div className="cf-say">
            <Input.TextArea aria-label={selected === undefined ? say('批注整份草稿', 'Say something of the draft') : say('批注“{title}”', 'Say something of “{title}”', { title: textOf(selected.title) })} placeholder={selected === undefined ? say('批注整份草稿', 'Of the whole draft') : say('批注“{title}”', 'Of “{title}”', { title: textOf(selected.title) })} autoSize={{ minRows: 1, maxRows: 5 }} maxLength={2000} value={text} onChange={(event) => { command.reset(); setText(event.target.value); }} />
            <Button size="small" disabled={text.trim() === ''} loading={command.sending} onClick={() => void send()}>{say('批注', 'Send')}</Button>
          </div>
        )}
        <InlineError error={command.error} />
      </Card>
    </>
  );
}

/** A second person's review: asked for, answered, or wanting again after a change. */
function Review({ scope, saved }: Omit<TalkProps, 'place'>) {
  const { say, moment } = useWords();
  const { may } = useScope();
  const [ask] = useMutation(AskReviewDocument);
  const [answer] = useMutation(ReviewDraftDocument);
  const command = useCommand();
  const [note, setNote] = useState('');
  const { draft } = saved;
  if (draft === undefined || (!draft.reviewNeeded && draft.review === null)) return null;
  const { review } = draft;
  const asked = review?.state === 'ASKED' && review.current;
  const decide = (approve: boolean) => command.run(async (idempotencyKey) => {
    const { data } = await answer({ variables: { ...scope, version: draft.version, approve, note: note.trim() || null, idempotencyKey } });
    if (data) saved.take(data.reviewDraft);
  });
  const send = () => command.run(async (idempotencyKey) => {
    const kept = await saved.save();
    if (kept === undefined) return;
    const { data } = await ask({ variables: { ...scope, version: kept.version, idempotencyKey } });
    if (data) saved.take(data.askReview);
  });
  return (
    <Card title={say('复核', 'Review')} id="review" extra={review === null || !review.current ? undefined : <Chip tone={review.state === 'APPROVED' ? 'ok' : review.state === 'REFUSED' ? 'bad' : 'info'}>{review.state === 'APPROVED' ? say('已同意', 'Approved') : review.state === 'REFUSED' ? say('未同意', 'Refused') : say('待复核', 'Asked')}</Chip>}>
      {draft.reviewNeeded && <p className="sh-sub sh-small">{say('分局要求：发布前须由第二人复核；改动后须重新复核。', 'The bureau asks that a second person reviews before publishing; a change needs another review.')}</p>}
      {review !== null && <p className="sh-small">{say('{by}于 {at} 提请', 'Asked by {by}, {at}', { by: review.askedBy, at: moment(review.askedAt) })}{review.decidedBy !== null && say('；{by}于 {at} 答复', '; answered by {by}, {at}', { by: review.decidedBy, at: moment(review.decidedAt) })}{review.note !== null && `：${review.note}`}</p>}
      {review !== null && !review.current && <p className="sh-warn-ink sh-small">{say('复核之后又有改动，须重新提请。', 'Changed since the review: ask again.')}</p>}
      {asked && draft.mayReview && may(PERMISSIONS.reviewConfiguration) ? (
        <div className="cf-say">
          <Input aria-label={say('复核意见', 'What you say of it')} placeholder={say('意见（不同意时须说明）', 'Note (needed to refuse)')} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          <div className="sh-row"><Button type="primary" size="small" loading={command.sending} onClick={() => void decide(true)}>{say('同意发布', 'Approve')}</Button><Button size="small" disabled={note.trim() === ''} onClick={() => void decide(false)}>{say('不同意', 'Refuse')}</Button></div>
        </div>
      ) : !asked && may(PERMISSIONS.publishConfiguration) && !(review?.current === true && review.state === 'APPROVED') && <Button loading={command.sending} onClick={() => void send()}>{say('提请复核', 'Ask for a review')}</Button>}
      <InlineError error={command.error} />
    </Card>
  );
}
