import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The head of one sealed batch, as kept outside the database: one line of JSON each. */
export interface SealedHead {
  readonly number: number;
  /** SHA-256 of the chain up to this batch, hexadecimal. */
  readonly hash: string;
  /** ISO 8601, UTC, real time. */
  readonly sealedAt: string;
}

/**
 * Appends heads and waits until they are on the disk. Lines are short and the file is opened for appending, so several
 * processes may write to it; a head written twice says the same twice.
 */
export async function appendHeads(file: string, heads: readonly SealedHead[]): Promise<void> {
  if (heads.length === 0) return;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    // A line that a crash cut off is closed first; its head is among those written now.
    const torn = await endsMidLine(file);
    await handle.appendFile((torn ? '\n' : '') + heads.map((head) => `${JSON.stringify(head)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a head file holds. */
export interface HeadFile {
  readonly heads: readonly SealedHead[];
  /** 1-based numbers of lines that are no heads. A line that a crash cut off, and that was written again in full, does not count. */
  readonly unreadable: readonly number[];
}

/** Reads a head file; one that does not exist holds nothing. */
export async function readHeads(file: string): Promise<HeadFile> {
  const lines = ((await readFile(file, 'utf8').catch(nothingThere)) ?? '').split('\n');
  lines.pop();
  const parsed = lines.map(parseHead);
  const heads = parsed.filter((head) => head !== undefined);
  const whole = new Set(heads.map((head) => JSON.stringify(head)));
  const torn = (line: string) => [...whole].some((full) => full.startsWith(line));
  const unreadable = parsed.flatMap((head, index) => (head === undefined && !torn(lines[index] ?? '') ? [index + 1] : []));
  return { heads, unreadable };
}

/** The number of the newest head in the file, 0 without one; reads only the end of a file that grows for years. */
export async function newestHead(file: string): Promise<number> {
  const heads = (await endOf(file)).split('\n').map(parseHead);
  return heads.reduce((highest, head) => Math.max(highest, head?.number ?? 0), 0);
}

async function endsMidLine(file: string): Promise<boolean> {
  const end = await endOf(file);
  return end !== '' && !end.endsWith('\n');
}

/** Some hundreds of lines. */
const END_BYTES = 64 * 1024;

async function endOf(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(nothingThere);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - END_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function parseHead(line: string): SealedHead | undefined {
  try {
    const { number, hash, sealedAt } = JSON.parse(line) as Partial<SealedHead>;
    return typeof number === 'number' && typeof hash === 'string' && typeof sealedAt === 'string' ? { number, hash, sealedAt } : undefined;
  } catch {
    return undefined;
  }
}
