import { OWN_REQUEST, refusal } from '../../session/rest.js';
import { session } from '../../session/session.js';

/**
 * Sends a file and tells how far it is. XMLHttpRequest, because fetch cannot tell the progress of an upload.
 * @param onProgress share sent, 0 … 1
 * @throws RestError with the server's refusal, TypeError when the connection broke, AbortError when cancelled
 */
export async function uploadFile(options: { bureauId: string; stationId: string | undefined; file: File; onProgress: (share: number) => void; signal: AbortSignal }): Promise<{ id: string }> {
  const { bureauId, stationId, file, onProgress, signal } = options;
  const token = await session.freshToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/bureaus/${bureauId}/imports`);
    for (const [name, value] of Object.entries({ ...OWN_REQUEST, authorization: `Bearer ${token}` })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status >= 200 && request.status < 300 && isImport(answer)) resolve(answer);
      else reject(refusal(answer, request.status));
    };
    request.onerror = () => reject(new TypeError('The connection broke.'));
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    const body = new FormData();
    // The server reads the form as a stream: what it must know comes before the file.
    if (stationId) body.append('stationId', stationId);
    body.append('file', file, file.name);
    request.send(body);
  });
}

function isImport(answer: unknown): answer is { id: string } {
  return typeof answer === 'object' && answer !== null && typeof (answer as { id?: unknown }).id === 'string';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fetches the error file under the reader's token and hands it to the browser to save. @throws RestError */
export async function saveErrorFile(bureauId: string, importId: string, fileName: string): Promise<void> {
  const response = await fetch(`/api/bureaus/${bureauId}/imports/${importId}/errors.csv`, { headers: { ...OWN_REQUEST, authorization: `Bearer ${await session.freshToken()}` } });
  if (!response.ok) throw refusal(parse(await response.text()), response.status);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName.replace(/\.[^.]+$/, '')}-errors.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Goes on with an import that was interrupted. @throws RestError */
export async function resumeImport(bureauId: string, importId: string): Promise<void> {
  const response = await fetch(`/api/bureaus/${bureauId}/imports/${importId}/resume`, { method: 'POST', headers: { ...OWN_REQUEST, authorization: `Bearer ${await session.freshToken()}` } });
  if (!response.ok) throw refusal(parse(await response.text()), response.status);
}

