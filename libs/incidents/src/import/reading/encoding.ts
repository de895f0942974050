import { isAscii } from 'node:buffer';
import { Transform, type Readable } from 'node:stream';
import { text } from '@stationhouse/kernel';
import { unreadable } from './refusals.js';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** Stands where bytes could not be decoded; a row that holds it is refused, never stored damaged. */
export const UNDECODABLE = '\uFFFD';

/** One unreadable character in this many is damage in some rows; more of them is another kind of file. */
const TOLERATED_SHARE = 0.01;

/** The encoding that a byte-order mark states, if there is one. */
export function encodingOfMark(start: Buffer): Encoding | undefined {
  if (start.length >= 3 && start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start.length >= 2 && start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start.length >= 2 && start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}

/**
 * The encoding of a whole text, from all its bytes: a file whose first Chinese name comes after a million rows is
 * still read rightly. Passing through it also proves that a packed text unpacks to its end.
 * @param open opens the bytes from the start; called once, twice when they are not UTF-8
 * @throws StationhouseError IMPORT_FILE_UNREADABLE when it is no text in a known encoding
 */
export async function detectEncoding(open: () => Promise<Readable>): Promise<Encoding> {
  const utf8 = await countUndecodable(await open(), 'utf-8', true);
  if (utf8.marked !== undefined) return utf8.marked;
  if (utf8.undecodable === 0) return utf8.nul ? noText() : 'utf-8';
  const chinese = await countUndecodable(await open(), 'gb18030', false);
  const [encoding, fewer] = chinese.undecodable < utf8.undecodable ? (['gb18030', chinese] as const) : (['utf-8', utf8] as const);
  if (fewer.nul || fewer.undecodable > fewer.bytes * TOLERATED_SHARE) return noText();
  return encoding;
}

/** Turns bytes of any known encoding into UTF-8 bytes; UTF-8 passes as it is. */
export function toUtf8(encoding: Encoding): Transform | undefined {
  if (encoding === 'utf-8') return undefined;
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
}

interface Count {
  bytes: number;
  undecodable: number;
  nul: boolean;
  marked: Encoding | undefined;
}

/** @param obeyMark stop decoding at a UTF-16 mark, but still read to the end: a broken archive shows only there */
async function countUndecodable(source: Readable, encoding: Encoding, obeyMark: boolean): Promise<Count> {
  const count: Count = { bytes: 0, undecodable: 0, nul: false, marked: undefined };
  const decoder = new TextDecoder(encoding);
  let midCharacter = false;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    if (count.bytes === 0 && obeyMark) count.marked = wideMark(chunk);
    count.bytes += chunk.length;
    if (count.marked !== undefined) continue;
    count.nul ||= chunk.includes(0);
    const ascii = isAscii(chunk);
    // Plain ASCII cannot be wrong, unless it ends a character that the chunk before began.
    if (ascii && !midCharacter) continue;
    count.undecodable += occurrences(decoder.decode(chunk, { stream: true }));
    midCharacter = !ascii;
  }
  if (count.marked === undefined) count.undecodable += occurrences(decoder.decode());
  return count;
}

function wideMark(start: Buffer): Encoding | undefined {
  const marked = encodingOfMark(start);
  return marked === 'utf-8' ? undefined : marked;
}

function occurrences(decoded: string): number {
  let found = 0;
  for (let at = decoded.indexOf(UNDECODABLE); at >= 0; at = decoded.indexOf(UNDECODABLE, at + 1)) found += 1;
  return found;
}

function noText(): never {
  throw unreadable(
    text('文件不是可识别的文本（支持 UTF-8、GB18030、UTF-16）。请以 UTF-8 编码另存为 CSV 后上传。', 'The file is not text in an encoding we know (UTF-8, GB18030, UTF-16). Save it as CSV in UTF-8 and upload that.'),
  );
}
