import { Transform, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { systemCode, type BlobStore } from '@stationhouse/files';
import { isStationhouseError, text } from '@stationhouse/kernel';
import { fileTypeFromBuffer } from 'file-type';
import { damagedWorkbook, expandsTooFar, otherKind, truncatedArchive, unsafeArchive, unreadable } from './refusals.js';
import { encodingOfMark } from './encoding.js';
import type { ReadingLimits } from './limits.js';
import { isWorkbook, openZip, type Zip, type ZipEntry } from './zip.js';

/** How a stored file wraps its table. */
export type Packing = { readonly kind: 'plain' } | { readonly kind: 'gz' } | { readonly kind: 'zip'; readonly entry: string };

/** Where the table lies: a blob, its wrapping, and whether the content is text or a workbook. */
export interface Container {
  readonly sha256: string;
  readonly packing: Packing;
  readonly content: 'text' | 'workbook';
}

const SAMPLE_BYTES = 4100;
const TABLE_NAME = /\.(csv|tsv|tab|txt|xlsx)$/i;

/**
 * Finds out by content, never by name, how an uploaded file is packed. A workbook inside an archive is unpacked into
 * a blob of its own, because a workbook needs random access.
 * @throws StationhouseError IMPORT_FILE_UNREADABLE, IMPORT_ARCHIVE_UNSAFE
 */
export async function findContainer(store: BlobStore, sha256: string, limits: ReadingLimits): Promise<Container> {
  const sample = await readSample(await store.open(sha256, { start: 0, end: SAMPLE_BYTES }));
  if (isZip(sample)) return inZip(store, sha256, limits);
  if (isGzip(sample)) return inGzip(store, sha256, limits);
  await refuseOtherKinds(sample);
  return { sha256, packing: { kind: 'plain' }, content: 'text' };
}

/** The unpacked bytes of a text table, guarded against expansion. */
export async function openText(store: BlobStore, container: Container, limits: ReadingLimits): Promise<Readable> {
  const { sha256, packing } = container;
  if (packing.kind === 'plain') return store.open(sha256);
  if (packing.kind === 'gz') return gunzip(await store.open(sha256), limits);
  const zip = await openZip(store, sha256, limits);
  const entry = zip.entries.find(({ name }) => name === packing.entry);
  if (entry === undefined) throw truncatedArchive();
  const stream = await zip.open(entry);
  stream.once('close', () => zip.close());
  return guarded(stream, limits, () => entry.packedBytes);
}

async function inZip(store: BlobStore, sha256: string, limits: ReadingLimits): Promise<Container> {
  const zip = await openZip(store, sha256, limits);
  try {
    if (isWorkbook(zip.entries)) {
      await verifyWorkbook(zip, limits);
      return { sha256, packing: { kind: 'plain' }, content: 'workbook' };
    }
    const entry = soleTable(zip.entries);
    const sample = await readSample(await zip.open(entry));
    if (isZip(sample)) {
      const inner = await store.put(guarded(await zip.open(entry), limits, () => entry.packedBytes));
      return await innerWorkbook(store, inner.sha256, limits);
    }
    if (isGzip(sample)) throw nested();
    await refuseOtherKinds(sample);
    return { sha256, packing: { kind: 'zip', entry: entry.name }, content: 'text' };
  } finally {
    zip.close();
  }
}

async function inGzip(store: BlobStore, sha256: string, limits: ReadingLimits): Promise<Container> {
  const sample = await readSample(gunzip(await store.open(sha256), limits));
  if (isZip(sample)) {
    const inner = await store.put(gunzip(await store.open(sha256), limits));
    return innerWorkbook(store, inner.sha256, limits);
  }
  if (isGzip(sample)) throw nested();
  await refuseOtherKinds(sample);
  return { sha256, packing: { kind: 'gz' }, content: 'text' };
}

async function innerWorkbook(store: BlobStore, sha256: string, limits: ReadingLimits): Promise<Container> {
  const zip = await openZip(store, sha256, limits);
  try {
    if (!isWorkbook(zip.entries)) throw nested();
    await verifyWorkbook(zip, limits);
    return { sha256, packing: { kind: 'plain' }, content: 'workbook' };
  } catch (cause) {
    await store.remove(sha256);
    throw cause;
  } finally {
    zip.close();
  }
}

/** Unpacks every part once, so that sizes are what the directory says and nothing is missing. */
async function verifyWorkbook(zip: Zip, limits: ReadingLimits): Promise<void> {
  for (const entry of zip.entries.filter(({ name }) => name.endsWith('.xml'))) {
    if (/sharedStrings/i.test(entry.name) && entry.expandedBytes > limits.sharedStringBytes) {
      throw unreadable(
        text('工作簿中的文本太多，请另存为 CSV 后上传。', 'The workbook holds too much text to be read. Save it as CSV and upload that.'),
      );
    }
    try {
      for await (const part of guarded(await zip.open(entry), limits, () => entry.packedBytes)) void part;
    } catch (cause) {
      const refusal = archiveError(cause);
      throw isStationhouseError(refusal) && refusal.code === 'IMPORT_FILE_UNREADABLE' ? damagedWorkbook(cause) : refusal;
    }
  }
}

function soleTable(entries: readonly ZipEntry[]): ZipEntry {
  const files = entries.filter(({ name }) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(name));
  const tables = files.filter(({ name }) => TABLE_NAME.test(name));
  const candidates = tables.length > 0 ? tables : files;
  const [only] = candidates;
  if (only === undefined) throw unreadable(text('压缩包中没有文件。', 'The archive holds no file.'));
  if (candidates.length > 1) {
    throw unreadable(
      text(`压缩包中有 ${candidates.length} 个数据文件，请每次只上传一个。`, `The archive holds ${candidates.length} data files. Upload one at a time.`),
    );
  }
  return only;
}

function gunzip(source: Readable, limits: ReadingLimits): Readable {
  let packed = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      packed += chunk.length;
      done(null, chunk);
    },
  });
  const unpacker = createGunzip({ chunkSize: 256 * 1024 });
  // Errors of the whole chain surface on the guard, the only stream anyone reads.
  const guard = expansionGuard(limits, () => packed);
  return pipeline(source, counter, unpacker, guard, forwardError(guard));
}

function guarded(source: Readable, limits: ReadingLimits, packed: () => number): Readable {
  const guard = expansionGuard(limits, packed);
  return pipeline(source, guard, forwardError(guard));
}

function expansionGuard(limits: ReadingLimits, packed: () => number): Transform {
  let expanded = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      expanded += chunk.length;
      const bomb = expanded > limits.ratioFloorBytes && expanded > limits.expansionRatio * Math.max(packed(), 1);
      if (bomb || expanded > limits.expandedBytes) done(expandsTooFar());
      else done(null, chunk);
    },
  });
}

function forwardError(guard: Transform): (error: NodeJS.ErrnoException | null) => void {
  return (error) => {
    // The reader closing early is no damage.
    if (error !== null && error !== undefined && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && !guard.destroyed) guard.destroy(error);
  };
}

async function readSample(source: Readable): Promise<Buffer> {
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      parts.push(chunk);
      bytes += chunk.length;
      if (bytes >= SAMPLE_BYTES) break;
    }
    return Buffer.concat(parts).subarray(0, SAMPLE_BYTES);
  } catch (cause) {
    throw archiveError(cause);
  }
}

/** What zlib and yauzl report about damaged bytes, as our refusal; our own refusals and I/O errors pass through. */
export function archiveError(cause: unknown): unknown {
  if (isStationhouseError(cause)) return cause;
  const ofZlib = systemCode(cause).startsWith('Z_');
  const ofZip = cause instanceof Error && /bytes in the stream|local file header|compress|zip|end of file/i.test(cause.message) && systemCode(cause) === '';
  return ofZlib || ofZip ? truncatedArchive(cause) : cause;
}

async function refuseOtherKinds(sample: Buffer): Promise<void> {
  if (sample.length === 0) throw unreadable(text('文件是空的。', 'The file is empty.'));
  if (sample.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) {
    throw unreadable(
      text('这是旧版 Excel（.xls）文件，请另存为 .xlsx 或 CSV 后上传。', 'This is an old Excel file (.xls). Save it as .xlsx or CSV and upload that.'),
    );
  }
  // Signatures are short (a table may begin with "BM" or "MZ"), so only bytes that no text holds are looked up.
  if (isPlausibleText(sample)) return;
  const type = await knownType(sample);
  if (type !== undefined && !type.mime.startsWith('text/')) throw otherKind(type.ext.toUpperCase());
}

/** A file that breaks off inside the part that tells its kind has none that we know. */
async function knownType(sample: Buffer): ReturnType<typeof fileTypeFromBuffer> {
  try {
    return await fileTypeFromBuffer(sample);
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'EndOfStreamError') throw cause;
    throw unreadable(text('文件不完整，且不是表格。请重新导出为 CSV 或 XLSX 后上传。', 'The file breaks off and is no table. Export it again as CSV or XLSX.'));
  }
}

function isPlausibleText(sample: Buffer): boolean {
  if (encodingOfMark(sample) !== undefined) return true;
  const control = sample.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return !control && !sample.subarray(0, 5).equals(Buffer.from('%PDF-'));
}

const isZip = (sample: Buffer) => sample.length >= 4 && sample.readUInt32LE(0) === 0x04034b50;
const isGzip = (sample: Buffer) => sample.length >= 2 && sample.readUInt16BE(0) === 0x1f8b;
const nested = () =>
  unsafeArchive(text('压缩包里还有压缩包，已拒绝。请解压后上传其中的表格。', 'The archive holds another archive; it was refused. Unpack it and upload the table inside.'));

