import { newId } from '@stationhouse/kernel';
import { OWN_REQUEST, refusal } from '../../session/rest.js';

/** What a link asks for, as the server says. */
export interface Asked {
  readonly station: string;
  readonly title: { readonly 'zh-CN': string; readonly en: string };
  readonly request: { readonly 'zh-CN': string; readonly en: string };
  readonly consent: { readonly 'zh-CN': string; readonly en: string };
  readonly left: number;
  readonly maxBytes: number;
  readonly expiresAt: string;
}

/** What this page holds: the secret of its link, which stands behind `#` and is sent in bodies alone, and what this phone made up for itself. */
export interface Held {
  readonly token: string;
  readonly phone: string;
}

const PHONE = 'stationhouse.hand-in';

/** The secrets of this page; the phone's outlives a reload of the tab, so that the link still serves it. */
export function heldHere(): Held {
  const token = location.hash.slice(1);
  const phone = sessionStorage.getItem(PHONE) ?? `${newId()}-${newId()}`;
  sessionStorage.setItem(PHONE, phone);
  return { token, phone };
}

/** Asks what the link is for, or agrees to it. @throws RestError with the server's code; TypeError when the server cannot be reached */
export async function ask(step: 'look' | 'open', held: Held): Promise<Asked> {
  return answered(await fetch(`/api/hand-in/${step}`, { method: 'POST', credentials: 'omit', headers: { ...OWN_REQUEST, 'content-type': 'application/json' }, body: JSON.stringify(held) }));
}

/** Sends a photo. @throws RestError, TypeError */
export async function sendPhoto({ token, phone }: Held, photo: File, idempotencyKey: string): Promise<{ readonly left: number }> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ token, phone, idempotencyKey })) form.append(field, value);
  form.append('file', photo, photo.name);
  return answered(await fetch('/api/hand-in/photos', { method: 'POST', credentials: 'omit', headers: OWN_REQUEST, body: form }));
}

async function answered<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw refusal(answer, response.status);
  return answer as Answer;
}
