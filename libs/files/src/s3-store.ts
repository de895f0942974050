import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as wait } from 'node:timers/promises';
import { notFound, StationhouseError, text } from '@stationhouse/kernel';
import { AwsClient } from 'aws4fetch';
import type { Blob, BlobStorage, BlobStore, ByteRange, PutOptions } from './blob-store.js';
import { requireArea, requireHash } from './names.js';
import { storageFull, storageUnavailable } from './refusals.js';
import { Spool } from './spool.js';

/** A bucket of S3, or of a server that speaks its language. */
export interface S3Options {
  /** `https://s3.cn-north-1.amazonaws.com.cn`, `http://minio:9000`; a path in it goes before the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Addresses the bucket in the path (`/bucket/key`) and not in the host name (`bucket.host/key`). */
  readonly pathStyle: boolean;
  /** A folder of this machine where contents arrive before they are sent. */
  readonly spoolFolder: string;
}

/** The body of a request that has none. */
const EMPTY: Blob = { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', bytes: 0 };
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
/** A server that says nothing for this long is taken for gone; sending a body may take longer, at this rate at least. */
const ANSWER_WITHIN_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 100;
const NO_ROOM = new Set(['InsufficientStorage', 'QuotaExceeded', 'XMinioStorageFull', 'NoSpaceLeft']);

/** A request to the bucket: one object, or the bucket itself without a key. */
interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The content to send: it is opened anew for each attempt. */
  readonly body?: Blob & { readonly open: () => Readable };
}

/**
 * Files in a bucket. A content arrives in a spool file first, because its name is its hash: then one PUT sends it under
 * that name with the hash signed (SigV4), so the server itself refuses bytes that do not match, and an object is there
 * whole or not at all. Node streams it from disk; memory stays flat at any size.
 */
export class S3Storage implements BlobStorage {
  private readonly client: AwsClient;
  private readonly spool: Spool;
  private readonly base: URL;

  constructor(private readonly options: S3Options) {
    const { accessKeyId, secretAccessKey, region, spoolFolder } = options;
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
    this.spool = new Spool(spoolFolder);
    this.base = bucketAddress(options);
  }

  area(path: string): BlobStore {
    return new S3BlobStore(this, this.spool, requireArea(path));
  }

  removeHalfWritten(): Promise<void> {
    return this.spool.removeAbandoned();
  }

  /** Asks for the bucket once. @throws StationhouseError SETTING_INVALID when the address, the keys or the bucket are wrong */
  async requireBucket(): Promise<void> {
    try {
      const answer = await this.send({ method: 'HEAD' });
      if (answer.ok) return;
      throw new Error(`HTTP ${answer.status}`);
    } catch (cause) {
      const why = cause instanceof Error ? String((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
      throw new StationhouseError(
        'SETTING_INVALID',
        text(`无法访问文件存储桶 ${this.options.bucket}（${why}）。请核对 S3_ENDPOINT、S3_BUCKET、S3_REGION 与密钥。`, `The bucket ${this.options.bucket} cannot be reached (${why}). Check S3_ENDPOINT, S3_BUCKET, S3_REGION and the keys.`),
        { setting: 'S3_ENDPOINT' },
        { cause },
      );
    }
  }

  /** Sends a signed request; a server that is busy or gone is asked again. @throws StationhouseError STORAGE_UNAVAILABLE */
  async send({ method, key = '', headers = {}, body }: S3Request): Promise<Response> {
    const url = new URL(this.base);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${key}`;
    const { sha256, bytes } = body ?? EMPTY;
    for (let attempt = 1; ; attempt++) {
      const content = body?.open();
      try {
        const signed = await this.client.sign(url.href, { method, headers: { ...headers, 'x-amz-content-sha256': sha256 } });
        const length = body === undefined ? {} : { 'content-length': String(bytes) };
        const request = { method, headers: { ...Object.fromEntries(signed.headers), ...length }, ...(content === undefined ? {} : { body: content, duplex: 'half' }) };
        const answer = await answered(url, request as RequestInit, bytes);
        if (attempt === ATTEMPTS || (answer.status < 500 && answer.status !== 429)) return answer;
        await answer.body?.cancel();
      } catch (cause) {
        if (attempt === ATTEMPTS) throw storageUnavailable(cause);
      } finally {
        content?.destroy();
      }
      await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

class S3BlobStore implements BlobStore {
  constructor(
    private readonly storage: S3Storage,
    private readonly spool: Spool,
    private readonly area: string,
  ) {}

  put(content: Readable, options: PutOptions = {}): Promise<Blob> {
    return this.spool.take(content, options, async (file, blob) => {
      if ((await this.size(blob.sha256)) === blob.bytes) return;
      const body = { ...blob, open: () => createReadStream(file) };
      await done(await this.storage.send({ method: 'PUT', key: this.key(blob.sha256), headers: { 'content-type': 'application/octet-stream' }, body }));
    });
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable> {
    const headers: Record<string, string> = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
    const answer = await this.storage.send({ method: 'GET', key: this.key(sha256), headers });
    if (answer.status === 404) {
      await answer.body?.cancel();
      throw notFound(text('文件', 'File'));
    }
    if (!answer.ok || answer.body === null) await done(answer);
    return Readable.fromWeb(answer.body as ReadableStream);
  }

  async size(sha256: string): Promise<number | undefined> {
    const answer = await this.storage.send({ method: 'HEAD', key: this.key(sha256) });
    if (answer.status === 404) return undefined;
    await done(answer);
    return Number(answer.headers.get('content-length'));
  }

  async remove(sha256: string): Promise<void> {
    const answer = await this.storage.send({ method: 'DELETE', key: this.key(sha256) });
    if (answer.status !== 404) await done(answer);
  }

  private key(sha256: string): string {
    return `${this.area}/${requireHash(sha256).slice(0, 2)}/${sha256}`;
  }
}

/** Where the bucket answers, in the path or in the host name. */
export function bucketAddress({ endpoint, bucket, pathStyle }: Pick<S3Options, 'endpoint' | 'bucket' | 'pathStyle'>): URL {
  const url = new URL(endpoint);
  if (pathStyle) url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

/** The head of an answer, within its time; its body may take as long as its reader does. */
async function answered(url: URL, request: RequestInit, bytes: number): Promise<Response> {
  const late = new AbortController();
  const most = ANSWER_WITHIN_MS + bytes / SLOWEST_BYTES_PER_MS;
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${Math.round(most)} ms`)), most);
  try {
    return await fetch(url, { ...request, redirect: 'error', signal: late.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads an answer to its end. @throws StationhouseError STORAGE_FULL, STORAGE_UNAVAILABLE with what the server said as the cause */
async function done(answer: Response): Promise<void> {
  const said = await answer.text().catch((cause: unknown) => {
    throw storageUnavailable(cause);
  });
  if (answer.ok) return;
  const code = /<Code>(\w+)<\/Code>/.exec(said)?.[1] ?? '';
  const cause = new Error(`S3 answered ${answer.status} ${code}`.trim());
  throw answer.status === 507 || NO_ROOM.has(code) ? storageFull(cause) : storageUnavailable(cause);
}
