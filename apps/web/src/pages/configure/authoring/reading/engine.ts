import { Beside } from '../../composing/beside.js';
import { later, type Engine } from '../../composing/composer.js';
import { answering, type Answer, type Answers, type Asked, type At, type Questions } from './messages.js';
import type { Reading, ReadingScope } from './reader.js';

/** What reads a text, and knows what may be written at a place of it. */
export interface TextEngine extends Engine<string, Reading> {
  suggest(at: At): Promise<Answers['suggest']>;
  explain(at: At): Promise<Answers['explain']>;
}

/** Reads in a worker; in the page itself where the browser makes none. */
export function textEngine(scope: ReadingScope): TextEngine {
  if (typeof Worker === 'undefined') return pageTextEngine(scope);
  try {
    const beside = new Beside<Asked, Answer>(new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' }));
    return engineOf(scope, (asked) => beside.ask(asked), () => beside.close());
  } catch {
    // A browser whose rules forbid workers.
    return pageTextEngine(scope);
  }
}

/** Reads in the page, between two turns of it. */
export function pageTextEngine(scope: ReadingScope): TextEngine {
  const answer = answering();
  return engineOf(scope, (asked) => later(() => answer(asked)), () => undefined);
}

function engineOf(scope: ReadingScope, send: (asked: Asked) => Promise<Answer>, close: () => void): TextEngine {
  const ask = <Kind extends keyof Questions>(kind: Kind, of: Questions[Kind]) => send({ kind, of } as Asked) as Promise<Answers[Kind]>;
  // Should that fail, so does what is asked next.
  ask('begin', scope).catch(() => undefined);
  return { compose: (text) => ask('read', text), check: () => ask('check', null), suggest: (at) => ask('suggest', at), explain: (at) => ask('explain', at), close };
}
