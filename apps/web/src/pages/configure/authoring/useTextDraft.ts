import { useApolloClient, useMutation } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { mergeTexts } from '@stationhouse/workflow';
import { useCallback, useEffect, useRef, useState } from 'react';
import { AuthoredNowDocument, SaveAuthoredDocument, type AuthoredDraftPartsFragment, type SaveAuthoredMutation } from '../../../gql/authoring.js';
import type { History } from '../editing.js';
import type { SaveState } from '../useDraft.js';

/** Somebody else's text, where both changed the same lines. */
export interface TextConflict {
  readonly theirs: string;
  /** What the next save is made of. */
  readonly version: number;
}

/** A text that saves itself. */
export interface SavedText {
  readonly draft: AuthoredDraftPartsFragment | undefined;
  readonly state: SaveState;
  readonly error: unknown;
  /** Others had changed other lines; theirs are in now. */
  readonly merged: boolean;
  readonly conflict: TextConflict | undefined;
  /** Goes on with one text in the place of both. */
  settle(text: string): void;
  forgetMerged(): void;
  take(draft: AuthoredDraftPartsFragment): void;
  /** Takes in what others made of the draft, and said of it. What is being typed meanwhile meets theirs when it is saved. @returns the revision of the workflow, and whether its draft has ended */
  reread(): Promise<{ readonly revision: number; readonly ended: boolean }>;
  /** Saves what is not saved yet. Resolves to the draft as it stands; undefined when that was refused. */
  save(): Promise<AuthoredDraftPartsFragment | undefined>;
}

/** How long the hands rest before a text is saved. */
const PAUSE_MS = 900;

/** Saves a text while it is written, and takes in what others save meanwhile. @param begun the draft as it was opened, else the edition in force */
export function useTextDraft(bureauId: string, workflow: string, edition: number, first: AuthoredDraftPartsFragment | undefined, begun: string, editing: History<string>): SavedText {
  const client = useApolloClient();
  const [send] = useMutation(SaveAuthoredDocument);
  const [draft, setDraft] = useState(first);
  const [state, setState] = useState<SaveState>('saved');
  const [error, setError] = useState<unknown>();
  const [merged, setMerged] = useState(false);
  const [conflict, setConflict] = useState<TextConflict>();
  const saved = useRef(begun);
  const base = useRef(first?.version ?? 0);
  const running = useRef<Promise<AuthoredDraftPartsFragment | undefined>>(undefined);
  const latest = useRef({ text: editing.value, draft, adopt: editing.adopt });
  useEffect(() => {
    latest.current = { text: editing.value, draft, adopt: editing.adopt };
  });

  const answered = useCallback((sent: string, answer: SaveAuthoredMutation['saveAuthoredDraft']): AuthoredDraftPartsFragment | undefined => {
    if (answer.conflicting || answer.draft === null) {
      setConflict({ theirs: answer.theirs ?? '', version: answer.theirsVersion ?? 0 });
      return undefined;
    }
    const { source, version } = answer.draft;
    setDraft(answer.draft);
    setMerged((before) => before || answer.merged);
    [saved.current, base.current] = [source, version];
    if (source !== sent) {
      // What was typed since it was sent goes onto what others saved; where both touch the same lines one's own stays, and the next save asks.
      const typed = mergeTexts(sent, latest.current.text, source);
      latest.current.adopt(typed.ok ? typed.text : latest.current.text);
    }
    latest.current.draft = answer.draft;
    return answer.draft;
  }, []);

  const push = useCallback(async (): Promise<AuthoredDraftPartsFragment | undefined> => {
    await running.current;
    const { text, draft: known } = latest.current;
    if (text === saved.current) return known;
    setState('saving');
    const work = send({ variables: { bureauId, workflow, source: text, base: base.current, onEdition: base.current === 0 ? edition : null, idempotencyKey: newId() } }).then(({ data }) => {
      const kept = data === undefined ? undefined : answered(text, data.saveAuthoredDraft);
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
  }, [send, bureauId, workflow, edition, answered]);

  const text = editing.value;
  useEffect(() => {
    if (text === saved.current || conflict !== undefined) return undefined;
    setState((now) => (now === 'saving' ? now : 'waiting'));
    const timer = setTimeout(() => void push(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, conflict, push]);
  // Whoever leaves within the pause keeps what was typed.
  useEffect(() => () => void push(), [push]);

  const settle = useCallback((decided: string) => {
    if (conflict === undefined) return;
    [saved.current, base.current] = [conflict.theirs, conflict.version];
    setConflict(undefined);
    latest.current.adopt(decided);
    latest.current.text = decided;
    if (decided === conflict.theirs) setState('saved');
  }, [conflict]);
  const forgetMerged = useCallback(() => setMerged(false), []);
  const take = useCallback((next: AuthoredDraftPartsFragment) => {
    base.current = next.version;
    setDraft(next);
  }, []);
  const reread = useCallback(async () => {
    await running.current;
    const { data } = await client.query({ query: AuthoredNowDocument, variables: { bureauId, workflow }, fetchPolicy: 'no-cache' });
    const { revision = 0, draft: next } = data?.authoredWorkflow ?? {};
    const { text: typed, draft: known } = latest.current;
    const idle = typed === saved.current && running.current === undefined;
    if (next === null || next === undefined) return { revision, ended: idle && known !== undefined };
    if (next.version === base.current) setDraft(next);
    else if (idle && next.version > base.current) {
      setMerged((before) => before || next.source !== typed);
      [saved.current, base.current] = [next.source, next.version];
      setDraft(next);
      if (next.source !== typed) latest.current.adopt(next.source);
    }
    return { revision, ended: false };
  }, [client, bureauId, workflow]);
  return { draft, state, error, merged, conflict, settle, forgetMerged, take, reread, save: push };
}
