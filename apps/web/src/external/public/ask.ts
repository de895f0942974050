import { OWN_REQUEST, refusal } from '../../session/rest.js';

/** Asks what anybody may ask; neither cookie nor token goes along. @throws RestError with the server's code; TypeError when the server cannot be reached */
export async function askAnybody<Answer>(address: string, question?: Readonly<Record<string, unknown>>): Promise<Answer> {
  const response = await fetch(address, { credentials: 'omit', ...(question === undefined ? {} : { method: 'POST', headers: { ...OWN_REQUEST, 'content-type': 'application/json' }, body: JSON.stringify(question) }) });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw refusal(answer, response.status);
  return answer as Answer;
}
