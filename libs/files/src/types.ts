import { open, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import { StationhouseError, text } from '@stationhouse/kernel';
import { fileTypeFromFile } from 'file-type';

/** A kind of file people may attach, known by its content and not by what it calls itself. */
export interface FileType {
  /** As a file name ends, `pdf`; it is also the name of the type in settings. */
  readonly id: string;
  /** The IANA media type it is served as. */
  readonly mediaType: string;
  /** Other endings that mean the same. */
  readonly also?: readonly string[];
}

/**
 * Every type that can be allowed. None of them runs in a browser that is told not to sniff: no HTML, SVG, scripts or
 * archives. `txt` has no mark of its own: it is what reads as text.
 */
export const FILE_TYPES: readonly FileType[] = [
  { id: 'pdf', mediaType: 'application/pdf' },
  { id: 'jpg', mediaType: 'image/jpeg', also: ['jpeg'] },
  { id: 'png', mediaType: 'image/png' },
  { id: 'gif', mediaType: 'image/gif' },
  { id: 'webp', mediaType: 'image/webp' },
  { id: 'heic', mediaType: 'image/heic', also: ['heif'] },
  { id: 'mp4', mediaType: 'video/mp4' },
  { id: 'webm', mediaType: 'video/webm' },
  { id: 'mov', mediaType: 'video/quicktime' },
  { id: 'mp3', mediaType: 'audio/mpeg' },
  { id: 'm4a', mediaType: 'audio/x-m4a' },
  { id: 'wav', mediaType: 'audio/wav' },
  { id: 'amr', mediaType: 'audio/amr' },
  { id: 'docx', mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  { id: 'xlsx', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  { id: 'pptx', mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation' },
  { id: 'txt', mediaType: 'text/plain' },
];

/** The type a file claims by its name; undefined for an ending that no type has. */
export function claimedType(fileName: string): FileType | undefined {
  const ending = extname(fileName).slice(1).toLowerCase();
  return FILE_TYPES.find(({ id, also = [] }) => id === ending || also.includes(ending));
}

/**
 * The type a file claims, if it may be taken in at all: asked before its bytes are read.
 * @param allowed ids of {@link FILE_TYPES}
 * @throws StationhouseError FILE_TYPE_REFUSED
 */
export function requireClaim(fileName: string, allowed: readonly string[]): FileType {
  const claimed = claimedType(fileName);
  if (claimed !== undefined && allowed.includes(claimed.id)) return claimed;
  throw refused(extname(fileName).slice(1).toLowerCase(), undefined, allowed);
}

/**
 * Looks into a file: it must be what it claims to be.
 * @throws StationhouseError FILE_TYPE_REFUSED with what it claims, what it is, and what is allowed
 */
export async function requireContent(file: string, claimed: FileType, allowed: readonly string[]): Promise<void> {
  const found = await contentType(file);
  if (found !== claimed.id) throw refused(claimed.id, found, allowed);
}

/** The ending that fits the content; undefined when nobody knows it. */
async function contentType(file: string): Promise<string | undefined> {
  const found = await fileTypeFromFile(file);
  if (found !== undefined) return FILE_TYPES.find(({ id, also = [] }) => id === found.ext || also.includes(found.ext))?.id ?? found.ext;
  return (await readsAsText(file)) ? 'txt' : undefined;
}

/** How much of a text is looked at. */
const TEXT_SAMPLE = 64 * 1024;

async function readsAsText(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const sample = await sampleOf(handle);
    return !sample.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) && ['utf-8', 'gb18030'].some((encoding) => decodes(sample, encoding));
  } finally {
    await handle.close();
  }
}

async function sampleOf(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(TEXT_SAMPLE), 0, TEXT_SAMPLE, 0);
  return buffer.subarray(0, bytesRead);
}

function decodes(sample: Buffer, encoding: string): boolean {
  try {
    // As a stream: a character may be cut in two at the sample's end.
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function refused(claims: string, is: string | undefined, allowed: readonly string[]): StationhouseError {
  const list = allowed.join(', ');
  const claim = claims === '' ? text('文件没有扩展名', 'The file has no ending') : text(`文件名标明为 .${claims}`, `The file calls itself .${claims}`);
  const found = is === undefined ? text('', '') : text(`，内容实为 ${is}`, ` but is ${is}`);
  return new StationhouseError(
    'FILE_TYPE_REFUSED',
    text(`${claim['zh-CN']}${found['zh-CN']}，未保存。可上传：${list}；扩展名须与内容一致。`, `${claim.en}${found.en}; it was not saved. Allowed are ${list}, and the ending must fit the content.`),
    { claims, is: is ?? null, allowed },
  );
}
