import { useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import type { ApiText } from '@stationhouse/plugin-web';
import { mergeOverlays, parseOverlay, writeOverlay, type Conflict, type Overlay } from '@stationhouse/workflow';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { SaveDraftDocument, type ConflictDecision, type DraftPartsFragment, type SaveDraftMutation } from '../../gql/configure.js';
import type { Editing } from './editing.js';

/** A place of somebody's draft, as the API names the scope of an overlay. */
export interface DraftScope {
  readonly bureauId: string;
  readonly stationId: string | null;
  readonly workflow: string;
}

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed';
export type DraftConflict = SaveDraftMutation['saveDraft']['conflicts'][number];

/** A draft that saves itself. */
export interface SavedDraft {
  readonly draft: DraftPartsFragment | undefined;
  readonly state: SaveState;
  readonly error: unknown;
  /** What others had changed, and is in now. */
  readonly merged: readonly ApiText[];
  /** Places that somebody else changed as well: nothing is saved until they are decided. */
  readonly conflicts: readonly DraftConflict[];
  decide(choices: readonly ConflictDecision[]): void;
  forgetMerged(): void;
  /** What a command answered. */
  take(draft: DraftPartsFragment): void;
  /** Saves what is not saved yet. Resolves to the draft as it stands; undefined when that was refused. */
  save(): Promise<DraftPartsFragment | undefined>;
}

/** How long the hands rest before a draft is saved. */
const PAUSE_MS = 900;

/** Saves an overlay while it is edited, and takes in what others save meanwhile. */
export function useDraft(scope: DraftScope, revision: number, first: DraftPartsFragment | undefined, begun: Overlay, editing: Editing): SavedDraft {
  const [send] = useMutation(SaveDraftDocument);
  const [draft, setDraft] = useState(first);
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>();
  const [merged, setMerged] = useState<readonly ApiText[]>([]);
  const [conflicts, setConflicts] = useState<readonly DraftConflict[]>([]);
  const saved = useRef(writeOverlay(begun));
  const running = useRef<Promise<DraftPartsFragment | undefined>>(undefined);
  const latest = useRef({ overlay: editing.overlay, draft, adopt: editing.adopt });
  useEffect(() => {
    latest.current = { overlay: editing.overlay, draft, adopt: editing.adopt };
  });

  const answered = useCallback((sent: Overlay, text: string, answer: SaveDraftMutation['saveDraft']): DraftPartsFragment | undefined => {
    setConflicts(answer.conflicts);
    // Nothing was saved: what is decided is still a change of the version this one was made of.
    if (answer.conflicts.length > 0 || answer.draft === null) return undefined;
    setDraft(answer.draft);
    setMerged((before) => [...before, ...answer.merged]);
    saved.current = answer.draft.overlay;
    if (answer.draft.overlay !== text) latest.current.adopt(withTyped(sent, latest.current.overlay, parseOverlay(answer.draft.overlay, scope.workflow).overlay));
    latest.current.draft = answer.draft;
    return answer.draft;
  }, [scope.workflow]);

  const push = useCallback(async (choices: readonly ConflictDecision[]): Promise<DraftPartsFragment | undefined> => {
    await running.current;
    const { overlay, draft: known } = latest.current;
    const text = writeOverlay(overlay);
    if (text === saved.current && choices.length === 0) return known;
    setState('saving');
    const work = send({ variables: { ...scope, overlay: text, base: known?.version ?? 0, onRevision: known === undefined ? revision : null, choices, idempotencyKey: newId() } }).then(({ data }) => {
      setError(undefined);
      const kept = data === undefined ? undefined : answered(overlay, text, data.saveDraft);
      setState(kept === undefined ? 'failed' : 'saved');
      return kept;
    }, (failure: unknown) => {
      setError(failure);
      setState('failed');
      return undefined;
    });
    running.current = work;
    const kept = await work;
    running.current = undefined;
    return kept;
  }, [send, scope, revision, answered]);

  const text = useMemo(() => writeOverlay(editing.overlay), [editing.overlay]);
  useEffect(() => {
    if (text === saved.current || conflicts.length > 0) return undefined;
    setState((now) => (now === 'saving' ? now : 'waiting'));
    const timer = setTimeout(() => void push([]), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, conflicts, push]);
  // Whoever leaves within the pause keeps what was typed.
  useEffect(() => () => void push([]), [push]);

  const decide = useCallback((choices: readonly ConflictDecision[]) => void push(choices), [push]);
  const save = useCallback(() => push([]), [push]);
  const forgetMerged = useCallback(() => setMerged([]), []);
  const take = useCallback((next: DraftPartsFragment) => setDraft(next), []);
  return { draft, state, error, merged, conflicts, decide, forgetMerged, take, save };
}

/** What the server made of what was sent, with what was typed since. */
function withTyped(sent: Overlay, typed: Overlay, theirs: Overlay): Overlay {
  if (typed === sent) return theirs;
  const merge = mergeOverlays(sent, typed, theirs);
  if (merge.ok) return merge.merged;
  const mine = mergeOverlays(sent, typed, theirs, Object.fromEntries(merge.conflicts.map(({ place }: Conflict) => [place, 'mine' as const])));
  return mine.ok ? mine.merged : theirs;
}
