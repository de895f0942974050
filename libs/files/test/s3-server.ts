import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The keys the test server knows. */
export const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret/of+the=test' };
export const REGION = 'cn-north-1';
export const BUCKET = 'files';

/** One request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly bytes: number;
}

/** A bucket in memory that speaks as much of S3 as we do, and believes nothing that is not signed. */
export interface S3Server {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  readonly seen: SeenRequest[];
  /** The statuses of the next answers, before the real ones. */
  readonly failures: { readonly status: number; readonly code?: string }[];
  close(): Promise<void>;
}

const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const encoded = (word: string) => encodeURIComponent(word).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Computes the signature anew from what came over the wire, as the specification of Signature Version 4 has it
 * (canonical request, string to sign, derived key), and compares: nothing of the client's own code is used.
 */
function signedRightly(request: IncomingMessage): boolean {
  const [, credential, signedHeaders = '', signature] = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '') ?? [];
  const [id, day = '', region, service, end] = (credential ?? '').split('/');
  const moment = String(request.headers['x-amz-date'] ?? '');
  if (id !== KEYS.accessKeyId || region !== REGION || service !== 's3' || end !== 'aws4_request' || !moment.startsWith(day)) return false;
  const names = signedHeaders.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name))) return false;
  const url = new URL(request.url ?? '', 'http://host');
  const query = [...url.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort().join('&');
  const path = url.pathname.split('/').map((part) => encoded(decodeURIComponent(part))).join('/');
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}\n`).join('');
  const canonical = [request.method, path, query, headers, signedHeaders, request.headers['x-amz-content-sha256']].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${KEYS.secretAccessKey}`, day), region), 's3'), 'aws4_request');
  return hmac(key, ['AWS4-HMAC-SHA256', moment, scope, sha256(canonical)].join('\n')).toString('hex') === signature;
}

/** Starts the server on a free port. @param prefix of the bucket in the path; '' for a bucket in the host name */
export async function startS3(prefix = `/${BUCKET}`): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const seen: SeenRequest[] = [];
  const failures: S3Server['failures'] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method = '', url = '' } = request;
    seen.push({ method, path: url, bytes: body.length });
    const refuse = (status: number, code: string) => void response.writeHead(status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
    const failure = failures.shift();
    if (failure !== undefined) return refuse(failure.status, failure.code ?? 'InternalError');
    if (!signedRightly(request)) return refuse(403, 'SignatureDoesNotMatch');
    if (request.headers['x-amz-content-sha256'] !== sha256(body)) return refuse(400, 'XAmzContentSHA256Mismatch');
    if (!url.startsWith(`${prefix}/`)) return refuse(404, 'NoSuchBucket');
    const key = url.slice(prefix.length + 1);
    if (method === 'HEAD' && key === '') return void response.writeHead(200).end();
    if (method === 'PUT') {
      // S3 takes no chunked bodies but its own.
      if (request.headers['content-length'] === undefined) return refuse(411, 'MissingContentLength');
      objects.set(key, body);
      return void response.writeHead(200).end();
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return void response.writeHead(204).end();
    }
    const found = objects.get(key);
    if (found === undefined) return refuse(404, 'NoSuchKey');
    const [, from = '0', to = String(found.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = found.subarray(Number(from), Number(to) + 1);
    response.writeHead(request.headers.range === undefined ? 200 : 206, { 'content-length': part.length }).end(method === 'HEAD' ? undefined : part);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    seen,
    failures,
    close: () => new Promise((resolve, reject) => server.close((error) => (error === undefined ? resolve() : reject(error)))),
  };
}
