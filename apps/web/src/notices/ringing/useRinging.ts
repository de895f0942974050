import { useMutation } from '@apollo/client/react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { HeardNoticesDocument, type RingingNoticeFragment } from '../../gql/notices.js';
import { lead } from './lead.js';
import { newIn, type Grade } from './queue.js';
import { ring, ringSetting, tryToSound } from './sound.js';

/** Sounds for what stands first, in one tab of the browser alone. @param held true while somebody else sounds in its place @returns whether the device sounds, and until when it is muted */
export function useSound(grade: Grade, held = false): { readonly sounds: boolean; readonly mutedUntil: number } {
  const sounds = useSyncExternalStore(ringSetting.subscribe, ringSetting.sounds);
  const mutedUntil = useSyncExternalStore(ringSetting.subscribe, ringSetting.mutedUntil);
  const [leads, setLeads] = useState(false);
  useEffect(tryToSound, []);
  useEffect(() => {
    if (!sounds) return undefined;
    const giveBack = lead(() => setLeads(true));
    return () => {
      setLeads(false);
      giveBack();
    };
  }, [sounds]);
  const silent = held || !sounds || !leads || mutedUntil > 0;
  useEffect(() => (silent ? undefined : ring(grade)), [silent, grade]);
  return { sounds, mutedUntil };
}

/** What comes new is heard, whatever was muted before it came. */
export function useNews(queue: readonly RingingNoticeFragment[]): void {
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (known.current !== undefined && newIn(queue, known.current).length > 0) ringSetting.unmute();
    known.current = new Set(queue.map(({ id }) => id));
  }, [queue]);
}

/** A page that is seen, or heard, says of what it rings for: nobody else is called out for silence. Whose page it is, nobody keeps. */
export function useHeard(queue: readonly RingingNoticeFragment[], sounds: boolean, held: boolean): void {
  const [say] = useMutation(HeardNoticesDocument);
  const said = useRef(new Set<string>());
  const seen = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const [again, setAgain] = useState(0);
  useEffect(() => {
    const ids = !held && (seen || sounds) ? newIn(queue, said.current) : [];
    if (ids.length === 0) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    for (const id of ids) said.current.add(id);
    say({ variables: { ids } }).catch(() => {
      // It was not said: once more soon, or somebody is called out who need not be.
      for (const id of ids) said.current.delete(id);
      timer = setTimeout(() => setAgain((count) => count + 1), 3_000);
    });
    return () => clearTimeout(timer);
  }, [queue, seen, sounds, held, say, again]);
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** Shows in the browser's tab that something rings, in turns with the page's own title. */
export function useRingingTitle(words: string): void {
  useEffect(() => {
    let own = document.title;
    const timer = setInterval(() => {
      // The page may have named itself anew meanwhile.
      if (document.title !== words) own = document.title;
      document.title = document.title === words ? own : words;
    }, 1_000);
    return () => {
      clearInterval(timer);
      if (document.title === words) document.title = own;
    };
  }, [words]);
}
