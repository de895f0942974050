import { RestError, readText, serverClock } from '@stationhouse/plugin-web';

interface RestOptions {
  readonly method?: 'GET' | 'POST';
  /** JSON, or a form with a file. */
  readonly body?: unknown;
  readonly token?: string | undefined;
}

/** The header that proves a request came from our own pages, not from a form on another site. */
export const OWN_REQUEST = { 'x-stationhouse': '1' } as const;

/**
 * Calls a REST route of the server.
 * @throws RestError with the server's code; TypeError when the server cannot be reached
 */
export async function rest<Answer>(path: string, { method = 'POST', body, token }: RestOptions = {}): Promise<Answer> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: {
      ...OWN_REQUEST,
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  serverClock.learnFromHeader(response.headers.get('date'));
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw refusal(answer, response.status);
  return answer as Answer;
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The refusal a REST route answered: `{error:{code,message:{zhCN,en},details}}`. */
export function refusal(answer: unknown, status: number): RestError {
  const error = (answer as { error?: { code?: unknown; message?: unknown; details?: unknown } } | undefined)?.error;
  const text = readText(error?.message) ?? {
    zhCN: '服务器没有给出可读的答复，这一步没有完成，请稍后重试。',
    en: 'The server gave no readable answer. This step was not done. Try again later.',
  };
  const details = typeof error?.details === 'object' && error.details !== null ? (error.details as Record<string, unknown>) : undefined;
  return new RestError(typeof error?.code === 'string' ? error.code : 'INTERNAL', text, details, status);
}
