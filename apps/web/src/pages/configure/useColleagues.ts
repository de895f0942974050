import { useMutation } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { AttendDraftDocument, type AttendDraftMutation } from '../../gql/configure.js';
import { useChanges } from '../../session/live.js';
import type { DraftScope } from './useDraft.js';

export type Colleague = AttendDraftMutation['attendDraft'][number];

/** The server counts somebody as gone who has not said for 75 seconds that they are there. */
const AGAIN_MS = 30_000;
const NOBODY: readonly Colleague[] = [];

/**
 * Says that one has a draft open, and knows who else has.
 * @param attending false for whoever only reads: nobody needs to know
 * @param onChange a draft here has changed, or somebody came or went
 */
export function useColleagues(scope: DraftScope, attending: boolean, onChange: () => unknown): readonly Colleague[] {
  const [attend] = useMutation(AttendDraftDocument);
  const [others, setOthers] = useState(NOBODY);
  const say = useCallback(async (leaving: boolean) => {
    try {
      const { data } = await attend({ variables: { ...scope, leaving } });
      if (!leaving) setOthers(data?.attendDraft ?? NOBODY);
    } catch {
      // Who else is there is a courtesy: without an answer nobody is named, and the draft is merged as ever.
      setOthers(NOBODY);
    }
  }, [attend, scope]);
  useEffect(() => {
    if (!attending) return undefined;
    const timer = setInterval(() => void say(false), AGAIN_MS);
    return () => {
      clearInterval(timer);
      void say(true);
    };
  }, [say, attending]);
  // The first time once the server listens: what changes after that is heard.
  useChanges({ kinds: DRAFTS }, () => {
    if (attending) void say(false);
    return onChange();
  });
  return others;
}

const DRAFTS = ['DRAFT'] as const;
