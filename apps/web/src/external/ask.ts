import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { codeOf, RestError, serverClock } from '@stationhouse/plugin-web';
import { print } from 'graphql';
import { OWN_REQUEST, refusal } from '../session/rest.js';
import { session } from '../session/session.js';

interface Answered<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string; readonly text?: { readonly zhCN: string; readonly en: string }; readonly details?: Record<string, unknown> } }[];
}

interface Asking {
  /** The page asks by itself: no sign that somebody is there. */
  readonly background?: boolean;
}

/**
 * Asks the external surface. A phone on a weak line loads little: a request and its answer, without a client library.
 * @throws RestError with the server's code; TypeError when the server cannot be reached
 */
export async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, options: Asking = {}): Promise<Data> {
  try {
    return await send(document, variables, await session.freshToken(), options);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'SESSION_LOCKED') {
      session.lock();
      await session.untilUnlocked();
    } else if (code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED') {
      await session.refresh();
    } else {
      throw error;
    }
    return send(document, variables, await session.freshToken(), options);
  }
}

async function send<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, token: string, { background = false }: Asking): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...OWN_REQUEST, ...(background ? { 'x-stationhouse-background': '1' } : {}), 'content-type': 'application/json', 'accept-language': globalThis.document.documentElement.lang, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: print(document), variables }),
  });
  serverClock.learnFromHeader(response.headers.get('date'));
  const answer = (await response.json().catch(() => undefined)) as Answered<Data> | undefined;
  const extensions = answer?.errors?.[0]?.extensions;
  if (extensions?.code !== undefined && extensions.text !== undefined) throw new RestError(extensions.code, extensions.text, extensions.details, response.status);
  if (answer?.data === undefined || answer.data === null) throw refusal(answer, response.status);
  return answer.data;
}
