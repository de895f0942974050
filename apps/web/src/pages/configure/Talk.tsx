import { useMutation } from '@apollo/client/react';
import { Card, Chip, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { AskReviewDocument, CommentDraftDocument, ResolveCommentDocument, ReviewDraftDocument } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { cardOfPlace } from './compose.js';
import { useDesign } from './context.js';
import { ReviewCard } from './ReviewCard.js';
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

/** The review of an overlay's draft. */
function Review({ scope, saved }: Omit<TalkProps, 'place'>) {
  const { may } = useScope();
  const [ask] = useMutation(AskReviewDocument);
  const [answer] = useMutation(ReviewDraftDocument);
  const { draft } = saved;
  const send = async (idempotencyKey: string) => {
    const kept = await saved.save();
    if (kept === undefined) return;
    const { data } = await ask({ variables: { ...scope, version: kept.version, idempotencyKey } });
    if (data) saved.take(data.askReview);
  };
  const decide = async (approve: boolean, note: string | null, idempotencyKey: string) => {
    const { data } = await answer({ variables: { ...scope, version: draft?.version ?? 0, approve, note, idempotencyKey } });
    if (data) saved.take(data.reviewDraft);
  };
  return <ReviewCard draft={draft} mayAsk={may(PERMISSIONS.publishConfiguration)} onAsk={send} onDecide={decide} />;
}
