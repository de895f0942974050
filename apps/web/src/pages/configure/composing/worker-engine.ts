import type { Engine } from './composer.js';
import type { Answered, Asked, GroundParts } from './messages.js';

type Question = { readonly overlay: Extract<Asked, { overlay: unknown }>['overlay'] } | { readonly check: true };
type Waiting = { readonly resolve: (answer: Answered) => void; readonly reject: (error: Error) => void };

/** Composes in a worker. @throws where the browser makes none */
export function workerEngine(parts: GroundParts): Engine {
  const worker = new Worker(new URL('./compose.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  const breakDown = (what: string) => {
    for (const { reject } of waiting.values()) reject(new Error(what));
    waiting.clear();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const one = waiting.get(data.number);
    waiting.delete(data.number);
    if ('failure' in data) one?.reject(new Error(data.failure));
    else one?.resolve(data);
  });
  worker.addEventListener('error', (event) => breakDown(event.message));
  worker.addEventListener('messageerror', () => breakDown('An answer could not be read.'));
  const send = (message: Asked) => worker.postMessage(message);
  send({ ground: parts });
  const ask = (question: Question) => new Promise<Answered>((resolve, reject) => {
    const number = (asked += 1);
    waiting.set(number, { resolve, reject });
    send({ number, ...question });
  });
  return {
    compose: async (overlay) => {
      const answer = await ask({ overlay });
      if (!('composition' in answer)) throw new Error('That answers something else.');
      return answer.composition;
    },
    check: async () => {
      const answer = await ask({ check: true });
      if (!('problems' in answer)) throw new Error('That answers something else.');
      return answer.problems;
    },
    close: () => {
      worker.terminate();
      breakDown('closed');
    },
  };
}
