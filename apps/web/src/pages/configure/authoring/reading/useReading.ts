import type { Authored, DefinitionProblem, Flow } from '@stationhouse/workflow';
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { Composer } from '../../composing/composer.js';
import { pageTextEngine, textEngine, type TextEngine } from './engine.js';
import { Reader, type Reading, type ReadingScope } from './reader.js';

/** What a text says, as far as it is read. */
export interface Read {
  readonly reading: Reading;
  /** The text as it last read; undefined while it never has. */
  readonly last: { readonly authored: Authored; readonly flow: Flow } | undefined;
  /** Of its grammar or, where that holds, what keeps it from being published. */
  readonly problems: readonly DefinitionProblem[];
  /** True until the text as it is typed is read and checked as a whole. */
  readonly checking: boolean;
  /** Answers questions about places of the text, beside the page. */
  readonly desk: Pick<TextEngine, 'suggest' | 'explain'>;
}

/**
 * Reads a text while it is written, beside the page where the browser can: a key costs the same, however long the text.
 * @param typed true while the text itself is written, which goes on before it is read; forms stand on what it says now
 */
export function useReading(text: string, scope: ReadingScope, typed: boolean): Read {
  const [shown, setShown] = useState(() => new Reader(scope).read(text));
  const here = useMemo(() => (typed || shown.text === text ? shown : new Reader(scope).read(text)), [typed, shown, scope, text]);
  if (here !== shown) setShown(here);
  const [last, setLast] = useState(partsOf(here));
  const read = useMemo(() => partsOf(here), [here]);
  if (read !== undefined && read !== last) setLast(read);
  const [deep, setDeep] = useState<{ of: string; problems: readonly DefinitionProblem[] }>();
  const [failure, setFailure] = useState<{ error: unknown }>();
  const composer = useRef<Composer<string, Reading>>(undefined);
  const engine = useRef<TextEngine>(undefined);
  const asked = useRef(text);
  const waits = useRef(typed);
  useEffect(() => {
    waits.current = typed;
  });
  useEffect(() => {
    engine.current = textEngine(scope);
    const made = new Composer<string, Reading>(engine.current, () => (engine.current = pageTextEngine(scope)), {
      // One goes on typing while the page is drawn anew. Forms have read the text themselves.
      composed: (next) => { if (waits.current) startTransition(() => setShown((now) => (now.text === next.text ? now : next))); },
      checked: (of, problems) => startTransition(() => setDeep({ of, problems })),
      failed: (error) => setFailure({ error }),
    });
    composer.current = made;
    made.ask(asked.current);
    return () => made.close();
  }, [scope]);
  useEffect(() => {
    if (text === asked.current) return;
    asked.current = text;
    composer.current?.ask(text);
  }, [text]);
  // What cannot be answered is as if nothing were known there.
  const [desk] = useState((): Read['desk'] => ({ suggest: (at) => engine.current?.suggest(at).catch(() => undefined) ?? Promise.resolve(undefined), explain: (at) => engine.current?.explain(at).catch(() => undefined) ?? Promise.resolve(undefined) }));
  if (failure !== undefined) throw failure.error;
  const problems = here.authored === undefined ? here.problems : (deep?.problems ?? NONE);
  const checking = here.text !== text || (here.authored !== undefined && deep?.of !== text);
  return { reading: here, last: read ?? last, problems, checking, desk };
}

const NONE: readonly DefinitionProblem[] = [];

function partsOf({ authored, flow }: Reading): Read['last'] {
  return authored === undefined || flow === undefined ? undefined : { authored, flow };
}
