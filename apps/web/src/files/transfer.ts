import { handOver, type FilePart } from '@stationhouse/plugin-web';
import { OWN_REQUEST, refusal } from '../session/rest.js';
import { session } from '../session/session.js';

export interface Sending {
  /** The REST route. */
  readonly path: string;
  /** Sent before the file: the server reads the form as a stream. */
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly file: File;
  /** Told the share sent, 0 … 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file and tells how far it is. XMLHttpRequest, because fetch cannot tell the progress of an upload.
 * @throws RestError with the server's refusal, TypeError when the connection broke, AbortError when cancelled
 */
export async function sendFile({ path, fields, file, onProgress, signal }: Sending): Promise<{ id: string }> {
  const token = await session.freshToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries({ ...OWN_REQUEST, authorization: `Bearer ${token}` })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status >= 200 && request.status < 300 && isRecord(answer)) resolve(answer);
      else reject(refusal(answer, request.status));
    };
    request.onerror = () => reject(new TypeError('The connection broke.'));
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
    body.append('file', file, file.name);
    request.send(body);
  });
}

export interface Fetching {
  /** The REST route. */
  readonly path: string;
  /** What the file is called on the reader's side. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Told the bytes that came, and how many there are in all when the server says so. */
  readonly onProgress: (received: number, total: number | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * Fetches a file under the reader's token and hands it to the browser to save.
 * @throws RestError with the server's refusal, TypeError when the connection broke, AbortError when cancelled
 */
export async function saveFile({ path, name, headers, onProgress, signal }: Fetching): Promise<void> {
  const response = await fetch(path, { signal, headers: { ...OWN_REQUEST, 'accept-language': document.documentElement.lang, ...headers, authorization: `Bearer ${await session.freshToken()}` } });
  if (!response.ok) throw refusal(parse(await response.text()), response.status);
  handOver(await received(response, onProgress), name);
}

/**
 * Fetches a file under the reader's token for the page to show, or a part of it; no cache keeps a whole one.
 * @throws RestError with the server's refusal, TypeError when the connection broke, AbortError when cancelled
 */
export async function fetchFile(path: string, signal: AbortSignal, part?: FilePart): Promise<Blob> {
  const range: Readonly<Record<string, string>> = part === undefined ? {} : { range: `bytes=${part.from}-${part.from + part.length - 1}` };
  const response = await fetch(path, { signal, cache: part === undefined ? 'no-store' : 'default', headers: { ...OWN_REQUEST, ...range, 'accept-language': document.documentElement.lang, authorization: `Bearer ${await session.freshToken()}` } });
  if (!response.ok) throw refusal(parse(await response.text()), response.status);
  return response.blob();
}

/** The body of an answer as it comes. */
async function received(response: Response, onProgress: Fetching['onProgress']): Promise<Blob> {
  if (response.body === null) return response.blob();
  // What is compressed on the way counts other bytes than come out of it.
  const announced = response.headers.has('content-encoding') ? 0 : Number(response.headers.get('content-length') ?? 0);
  const total = announced > 0 ? announced : undefined;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: response.headers.get('content-type') ?? '' });
    parts.push(value);
    bytes += value.byteLength;
    onProgress(bytes, total);
  }
}

/** Whether a sending or a fetching ended because the reader cancelled it. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function isRecord(answer: unknown): answer is { id: string } {
  return typeof answer === 'object' && answer !== null && typeof (answer as { id?: unknown }).id === 'string';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
