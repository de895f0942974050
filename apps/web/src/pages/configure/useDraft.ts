import { useApolloClient, useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { codeOf } from '@stationhouse/plugin-web';
import { mergeOverlays, parseOverlay, writeOverlay, type Conflict, type Overlay } from '@stationhouse/workflow';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { DraftNowDocument, SaveDraftDocument, type ConflictDecision, type DraftPartsFragment, type SaveDraftMutation } from '../../gql/configure.js';
import type { Editing } from './editing.js';

/** A place of somebody's draft, as the API names the scope of an overlay. */
export interface DraftScope {
  readonly bureauId: string;
  readonly stationId: string | null;
  readonly workflow: string;
}

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed';
export type DraftConflict = SaveDraftMutation['saveDraft']['conflicts'][number];

/** What others have made of a draft since one last looked. */
export interface Merged {
  readonly before: Overlay;
  readonly after: Overlay;
  /** Who, where that is known. */
  readonly by: string | undefined;
}

/** A draft that saves itself. */
export interface SavedDraft {
  readonly draft: DraftPartsFragment | undefined;
  readonly state: SaveState;
  readonly error: unknown;
  /** What others had changed, and is in now. */
  readonly merged: Merged | undefined;
  /** Somebody else has published or discarded it. */
  readonly ended: boolean;
  /** Whether something of what is typed is not saved. */
  readonly unsaved: boolean;
  /** Places that somebody else changed as well: nothing is saved until they are decided. */
  readonly conflicts: readonly DraftConflict[];
  decide(choices: readonly ConflictDecision[]): void;
  forgetMerged(): void;
  /** What a command answered. */
  take(draft: DraftPartsFragment): void;
  /** Reads what others have made of it; what is being typed is kept and merged with its save. */
  reread(): Promise<void>;
  /** Takes what was typed over to what holds now, after somebody else has ended the draft. Resolves to whether it is saved. */
  carryOn(): Promise<boolean>;
  /** Runs what ends the draft by one's own hand. */
  ending<Result>(work: () => Promise<Result>): Promise<Result>;
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
  const [merged, setMerged] = useState<Merged>();
  const [ended, setEnded] = useState(false);
  const client = useApolloClient();
  const byMe = useRef(false);
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
    const kept = parseOverlay(answer.draft.overlay, scope.workflow).overlay;
    if (answer.merged.length > 0) setMerged({ before: sent, after: kept, by: undefined });
    saved.current = answer.draft.overlay;
    if (answer.draft.overlay !== text) latest.current.adopt(withTyped(sent, latest.current.overlay, kept));
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
      if (codeOf(failure) === 'STALE_VERSION' && !byMe.current) setEnded(true);
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
  const forgetMerged = useCallback(() => setMerged(undefined), []);
  const take = useCallback((next: DraftPartsFragment) => {
    latest.current.draft = next;
    setDraft(next);
  }, []);
  const hear = useCallback((next: DraftPartsFragment | undefined) => {
    const { draft: known, overlay, adopt } = latest.current;
    // A save under way brings what there is with its answer.
    if (running.current !== undefined || byMe.current) return;
    if (next === undefined) {
      if (known !== undefined) setEnded(true);
      return;
    }
    if (known?.version === next.version) return void take(next);
    // What is being typed is merged by its own save.
    if (writeOverlay(overlay) !== saved.current) return;
    const theirs = parseOverlay(next.overlay, scope.workflow).overlay;
    // Where nothing was typed since the last news, this goes on from there.
    setMerged((last) => ({ before: last?.after === overlay ? last.before : overlay, after: theirs, by: next.savedBy }));
    saved.current = next.overlay;
    take(next);
    adopt(theirs);
  }, [scope.workflow, take]);
  const reread = useCallback(async () => {
    const { data } = await client.query({ query: DraftNowDocument, variables: scope, fetchPolicy: 'no-cache' });
    if (data !== undefined) hear(data.workflowDraft ?? undefined);
  }, [client, scope, hear]);
  const carryOn = useCallback(async () => {
    setEnded(false);
    latest.current.draft = undefined;
    setDraft(undefined);
    return (await push([])) !== undefined;
  }, [push]);
  const ending = useCallback(async <Result,>(work: () => Promise<Result>) => {
    byMe.current = true;
    try {
      return await work();
    } catch (failure) {
      byMe.current = false;
      throw failure;
    }
  }, []);
  const unsaved = state !== 'saved';
  return useMemo(() => ({ draft, state, error, merged, ended, unsaved, conflicts, decide, forgetMerged, take, save, reread, carryOn, ending }), [draft, state, error, merged, ended, unsaved, conflicts, decide, forgetMerged, take, save, reread, carryOn, ending]);
}

/** What the server made of what was sent, with what was typed since. */
function withTyped(sent: Overlay, typed: Overlay, theirs: Overlay): Overlay {
  if (typed === sent) return theirs;
  const merge = mergeOverlays(sent, typed, theirs);
  if (merge.ok) return merge.merged;
  const mine = mergeOverlays(sent, typed, theirs, Object.fromEntries(merge.conflicts.map(({ place }: Conflict) => [place, 'mine' as const])));
  return mine.ok ? mine.merged : theirs;
}
