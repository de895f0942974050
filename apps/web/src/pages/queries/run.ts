import { OWN_REQUEST } from '../../session/rest.js';
import { session } from '../../session/session.js';
import { kept } from './kept.js';

/** An operation, as the editor sends it. */
export interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A query that goes on longer is ended, so that nobody waits for what nobody needs. */
const PATIENCE_MILLISECONDS = 120_000;

/**
 * Sends what somebody wrote as it is: errors are part of the answer. A session that was locked waits for the password and goes on.
 * @param signal ends it
 */
export async function runQuery(asked: Asked, signal?: AbortSignal): Promise<Answer> {
  const began = performance.now();
  const answer = await send(asked, signal);
  if (asked.operationName !== 'IntrospectionQuery') kept.note({ at: Date.now(), document: asked.query, milliseconds: Math.round(performance.now() - began), code: codeIn(answer) });
  return answer;
}

async function send(asked: Asked, signal: AbortSignal | undefined, renewed = false): Promise<Answer> {
  const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...OWN_REQUEST, 'content-type': 'application/json', 'accept-language': document.documentElement.lang, authorization: `Bearer ${await session.freshToken()}` },
    body: JSON.stringify(asked),
    signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
  });
  const answer = (await response.json()) as Answer;
  const code = codeIn(answer);
  if (code === 'SESSION_LOCKED') {
    session.lock();
    await session.untilUnlocked();
    return send(asked, signal);
  }
  if ((code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED') && !renewed) {
    await session.refresh();
    return send(asked, signal, true);
  }
  return answer;
}

function codeIn({ errors }: Answer): string | undefined {
  return errors?.[0] === undefined ? undefined : (errors[0].extensions?.code ?? 'INTERNAL');
}
