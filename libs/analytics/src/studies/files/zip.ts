import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A part of an archive, written as it is made. */
export interface ZipPart {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const END = 0x06054b50;
/** Sizes follow the content, names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;
const VERSION = 20;
/** 1 January 2000: the same content is the same bytes. */
const DATE = (20 << 9) | (1 << 5) | 1;
/** Beyond it an archive needs another format. */
const MOST_BYTES = 0xffff_ffff;

/** An archive, part after part; nothing of it is held back. @throws Error beyond 4 GiB */
export async function* zipOf(parts: readonly ZipPart[]): AsyncGenerator<Uint8Array> {
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of parts) {
    const name = Buffer.from(path, 'utf8');
    const [begins, head] = [offset, header(LOCAL, [u16(VERSION), u16(FLAGS), u16(DEFLATE), u16(0), u16(DATE), u32(0), u32(0), u32(0), u16(name.length), u16(0), name])];
    yield head;
    offset += head.length;
    const sums = { crc: 0, plain: 0, packed: 0 };
    for await (const chunk of packed(content, sums)) {
      yield chunk;
      offset += chunk.length;
    }
    if (offset > MOST_BYTES || sums.plain > MOST_BYTES) throw new Error('The archive is larger than its format allows.');
    const sizes = [u32(sums.crc), u32(sums.packed), u32(sums.plain)];
    const descriptor = header(DESCRIPTOR, sizes);
    yield descriptor;
    offset += descriptor.length;
    entries.push(header(CENTRAL, [u16(VERSION), u16(VERSION), u16(FLAGS), u16(DEFLATE), u16(0), u16(DATE), ...sizes, u16(name.length), u16(0), u16(0), u16(0), u16(0), u32(0), u32(begins), name]));
  }
  const directory = Buffer.concat(entries);
  yield directory;
  yield header(END, [u16(0), u16(0), u16(entries.length), u16(entries.length), u32(directory.length), u32(offset), u16(0)]);
}

async function* packed(content: ZipPart['content'], sums: { crc: number; plain: number; packed: number }): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  const through = async function* () {
    for await (const chunk of content) {
      sums.crc = crc32(chunk, sums.crc);
      sums.plain += chunk.length;
      yield chunk;
    }
  };
  for await (const chunk of Readable.from(through(), { objectMode: true, highWaterMark: 1 }).compose(deflate) as AsyncIterable<Buffer>) {
    sums.packed += chunk.length;
    yield chunk;
  }
}

function header(signature: number, parts: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(signature), ...parts]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
