import { StationhouseError, text } from '@stationhouse/kernel';

/** The pictures that can be freed of what they say beside the picture: ids of FILE_TYPES. */
export const BARE_PICTURES: readonly string[] = ['jpg', 'png'];

/**
 * A picture without what was written beside it: where and when and with which device it was taken, names, remarks, previews, anything behind its end. What is
 * needed to show it stays: colours, and which way up it is held.
 * @param type one of {@link BARE_PICTURES}
 * @throws StationhouseError FILE_TYPE_REFUSED for bytes that are no such picture, or a broken one
 */
export function withoutMetadata(picture: Buffer, type: string): Buffer {
  const bare = type === 'jpg' ? bareJpeg(picture) : type === 'png' ? barePng(picture) : undefined;
  if (bare !== undefined) return bare;
  throw new StationhouseError('FILE_TYPE_REFUSED', text('照片已损坏，或内容与扩展名不符，未保存。请用手机相册另存为 JPG 或 PNG 后重试。', 'The picture is broken, or is not what its ending says; it was not saved. Save it anew as JPG or PNG and try again.'), { claims: type, is: null, allowed: BARE_PICTURES });
}

const MARKER = 0xff;
const [START, END, SCAN, EXIF, COLOURS, COMMENT] = [0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xfe];
/** JFIF, and Adobe’s word on how colours are written. */
const NEEDED: ReadonlySet<number> = new Set([0xe0, 0xee]);

/** The segments that make the picture, in their order, up to its end; undefined for what is no JPEG. */
function bareJpeg(file: Buffer): Buffer | undefined {
  if (file[0] !== MARKER || file[1] !== START) return undefined;
  const kept = [file.subarray(0, 2)];
  for (let at = 2; at + 1 < file.length; ) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== MARKER) return undefined;
    if (marker === MARKER) {
      at += 1; // filling
      continue;
    }
    if (marker === END) return Buffer.concat([...kept, file.subarray(at, at + 2)]);
    const end = at + 4 <= file.length ? at + 2 + file.readUInt16BE(at + 2) : Infinity;
    if (end > file.length || end < at + 4) return undefined;
    const segment = file.subarray(at, end);
    if (marker === EXIF) kept.push(...uprightOnly(segment));
    else if (isNeeded(marker, segment)) kept.push(segment);
    at = marker === SCAN ? endOfScan(file, end) : end;
    if (marker === SCAN) kept.push(file.subarray(end, at));
  }
  return undefined;
}

/** Application segments say things about the picture; all others are the picture. */
function isNeeded(marker: number, segment: Buffer): boolean {
  if (marker === COLOURS) return segment.toString('latin1', 4, 15) === 'ICC_PROFILE';
  return NEEDED.has(marker) || !((marker >= 0xe0 && marker <= 0xef) || marker === COMMENT);
}

/** Coded pixels go on to the next marker; in between a marker is doubled by a zero, or restarts. */
function endOfScan(file: Buffer, from: number): number {
  for (let at = file.indexOf(MARKER, from); at !== -1; at = file.indexOf(MARKER, at + 1)) {
    const next = file[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return file.length;
}

const ORIENTATION = 0x0112;

/** Of all that Exif says, which way up the picture is held: phones turn the word, not the pixels. */
function uprightOnly(segment: Buffer): Buffer[] {
  const turned = orientationOf(segment);
  if (turned === undefined || turned === 1) return [];
  const bare = Buffer.alloc(36);
  bare.writeUInt16BE((MARKER << 8) | EXIF, 0);
  bare.writeUInt16BE(34, 2);
  bare.write('Exif\0\0MM\0\x2a\0\0\0\x08', 4, 'latin1');
  bare.writeUInt16BE(1, 18);
  bare.writeUInt16BE(ORIENTATION, 20);
  bare.writeUInt16BE(3, 22);
  bare.writeUInt32BE(1, 24);
  bare.writeUInt16BE(turned, 28);
  return [bare];
}

/** 1 to 8, as Exif counts them; undefined where it does not say. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0') return undefined;
  const facts = segment.subarray(10);
  const order = facts.toString('latin1', 0, 2);
  if ((order !== 'II' && order !== 'MM') || facts.length < 8) return undefined;
  const short = (at: number) => (at + 2 > facts.length ? 0 : order === 'II' ? facts.readUInt16LE(at) : facts.readUInt16BE(at));
  const first = order === 'II' ? facts.readUInt32LE(4) : facts.readUInt32BE(4);
  for (let index = 0, at = first + 2; index < short(first); index++, at += 12) {
    if (short(at) === ORIENTATION) return short(at + 8) >= 1 && short(at + 8) <= 8 ? short(at + 8) : undefined;
  }
  return undefined;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What makes a PNG, and what says how its colours are meant. */
const CHUNKS: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs']);

/** The chunks that make the picture, up to its end; undefined for what is no PNG. */
function barePng(file: Buffer): Buffer | undefined {
  if (!file.subarray(0, 8).equals(PNG)) return undefined;
  const kept = [file.subarray(0, 8)];
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return undefined;
    const kind = file.toString('latin1', at + 4, at + 8);
    if (CHUNKS.has(kind)) kept.push(file.subarray(at, end));
    if (kind === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}
