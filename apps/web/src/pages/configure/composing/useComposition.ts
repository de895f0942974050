import type { DefinitionProblem, Overlay } from '@stationhouse/workflow';
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { compose, type Composition, type Ground } from '../compose.js';
import { Composer, pageEngine, type Engine } from './composer.js';
import type { GroundParts } from './messages.js';
import { workerEngine } from './worker-engine.js';

/** What a draft comes to, as far as it is composed. */
export interface Composed {
  readonly composition: Composition;
  /** The draft's own problems, and those of the definition it makes. */
  readonly problems: readonly DefinitionProblem[];
  /** True until the draft as it is typed is composed and checked as a whole. */
  readonly checking: boolean;
}

/** Composes a draft while it is typed, beside the page where the browser can. @param parts of the ground */
export function useComposition(ground: Ground, parts: GroundParts, overlay: Overlay): Composed {
  const [composition, setComposition] = useState(() => compose(ground, overlay));
  const [deep, setDeep] = useState<{ of: Overlay; problems: readonly DefinitionProblem[] }>();
  const [failure, setFailure] = useState<{ error: unknown }>();
  const composer = useRef<Composer>(undefined);
  const asked = useRef(overlay);
  useEffect(() => {
    const made = new Composer(engineOf(ground, parts), () => pageEngine(ground), {
      // One goes on typing while the page is drawn anew.
      composed: (next, draft) => startTransition(() => setComposition({ ...next, overlay: draft })),
      checked: (of, problems) => startTransition(() => setDeep({ of, problems })),
      failed: (error) => setFailure({ error }),
    });
    composer.current = made;
    made.ask(asked.current);
    return () => made.close();
  }, [ground, parts]);
  useEffect(() => {
    if (overlay === asked.current) return;
    asked.current = overlay;
    composer.current?.ask(overlay);
  }, [overlay]);
  if (failure !== undefined) throw failure.error;
  const own = composition.problems;
  const checked = composition.overlay === overlay && (own.length > 0 || deep?.of === overlay);
  const problems = own.length > 0 ? own : (deep?.problems ?? NONE);
  return useMemo(() => ({ composition, problems, checking: !checked }), [composition, problems, checked]);
}

const NONE: readonly DefinitionProblem[] = [];

function engineOf(ground: Ground, parts: GroundParts): Engine {
  if (typeof Worker === 'undefined') return pageEngine(ground);
  try {
    return workerEngine(parts);
  } catch {
    // A browser whose rules forbid workers: the page composes by itself.
    return pageEngine(ground);
  }
}
