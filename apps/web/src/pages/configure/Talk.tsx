import { useMutation } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { AskReviewDocument, CommentDraftDocument, ResolveCommentDocument, ReviewDraftDocument } from '../../gql/configure.js';
import { PERMISSIONS } from '../../permissions.js';
import { CommentsCard } from './CommentsCard.js';
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
  const { textOf } = useWords();
  const { composition: { flow, overlay }, selected, select } = useDesign();
  const [comment] = useMutation(CommentDraftDocument);
  const [resolve] = useMutation(ResolveCommentDocument);
  const { draft, reread } = saved;
  if (draft === undefined) return null;
  const cardOf = (where: string) => {
    const card = cardOfPlace(flow, overlay, where);
    return card === undefined ? undefined : { title: textOf(card.title), open: () => select(card.path) };
  };
  const say = async (text: string, idempotencyKey: string) => {
    await comment({ variables: { ...scope, place: place ?? null, text, idempotencyKey } });
    await reread();
  };
  const done = async (commentId: string, idempotencyKey: string) => {
    await resolve({ variables: { ...scope, commentId, idempotencyKey } });
    await reread();
  };
  return (
    <>
      <Review scope={scope} saved={saved} />
      <CommentsCard comments={draft.comments} about={selected === undefined ? undefined : textOf(selected.title)} cardOf={cardOf} onSay={say} onResolve={done} />
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
