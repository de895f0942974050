import { Beside } from './beside.js';
import type { Engine } from './composer.js';
import type { Answer, Asked, GroundParts } from './messages.js';

/** Composes in a worker. @throws where the browser makes none */
export function workerEngine(parts: GroundParts): Engine {
  const beside = new Beside<Asked, Answer>(new Worker(new URL('./compose.worker.ts', import.meta.url), { type: 'module' }));
  // Should that fail, so does what is asked next.
  beside.ask({ ground: parts }).catch(() => undefined);
  return {
    compose: async (overlay) => {
      const answer = await beside.ask({ overlay });
      if (!('composition' in answer)) throw new Error('That answers something else.');
      return answer.composition;
    },
    check: async () => {
      const answer = await beside.ask({ check: true });
      if (!('problems' in answer)) throw new Error('That answers something else.');
      return answer.problems;
    },
    close: () => beside.close(),
  };
}
