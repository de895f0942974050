import { useMutation } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { AskAuthoredReviewDocument, CommentAuthoredDocument, ResolveAuthoredCommentDocument, ReviewAuthoredDocument } from '../../../gql/authoring.js';
import { CommentsCard } from '../CommentsCard.js';
import { ReviewCard } from '../ReviewCard.js';
import { useSectionTitle } from './Side.js';
import type { SavedText } from './useTextDraft.js';
import { documentPathOf } from './places.js';
import { cardAt, sectionOf, type Work } from './work.js';

interface TalkProps {
  readonly workflow: string;
  readonly saved: SavedText;
  readonly mayWrite: boolean;
  /** Undefined while the text has never read. */
  readonly work: Work | undefined;
  /** The state that is open. */
  readonly path: string | undefined;
}

/** A second person's review of the draft, and what people say of it. */
export function AuthoredTalk({ workflow, saved, mayWrite, work, path }: TalkProps) {
  const { textOf } = useWords();
  const titleOf = useSectionTitle();
  const { bureauId } = useScope();
  const [ask] = useMutation(AskAuthoredReviewDocument);
  const [answer] = useMutation(ReviewAuthoredDocument);
  const [comment] = useMutation(CommentAuthoredDocument);
  const [resolve] = useMutation(ResolveAuthoredCommentDocument);
  const { draft } = saved;
  if (draft === undefined) return null;
  const send = async (idempotencyKey: string) => {
    const kept = await saved.save();
    if (kept === undefined) return;
    const { data } = await ask({ variables: { bureauId, workflow, version: kept.version, idempotencyKey } });
    if (data) saved.take(data.askAuthoredReview);
  };
  const decide = async (approve: boolean, note: string | null, idempotencyKey: string) => {
    const { data } = await answer({ variables: { bureauId, workflow, version: draft.version, approve, note, idempotencyKey } });
    if (data) saved.take(data.reviewAuthoredDraft);
  };
  const open = work?.flow.cards.find((card) => card.path === path);
  const place = work === undefined || open === undefined ? null : documentPathOf(open.path, work.definition, []).join('.');
  const cardOf = (where: string) => {
    if (work === undefined) return undefined;
    const [section, name = ''] = [sectionOf(where), where.split('.')[1]];
    const card = work.flow.cards.find((one) => one.path === cardAt(work.flow, where));
    const form = section === 'forms' ? textOf(work.definition.forms?.[name]?.title) : '';
    const title = card !== undefined ? textOf(card.title) : section === undefined ? '' : [titleOf(section), form || name].filter(Boolean).join(' · ');
    return title === '' ? undefined : { title, open: () => work.showForm(where) };
  };
  const say = async (text: string, idempotencyKey: string) => {
    await comment({ variables: { bureauId, workflow, place, text, idempotencyKey } });
    await saved.reread();
  };
  const done = async (commentId: string, idempotencyKey: string) => {
    await resolve({ variables: { bureauId, workflow, commentId, idempotencyKey } });
    await saved.reread();
  };
  return (
    <>
      <ReviewCard draft={draft} mayAsk={mayWrite} onAsk={send} onDecide={decide} />
      <CommentsCard comments={draft.comments} about={open === undefined ? undefined : textOf(open.title)} cardOf={cardOf} onSay={say} onResolve={done} />
    </>
  );
}
