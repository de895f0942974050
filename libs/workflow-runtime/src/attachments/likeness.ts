import { Readable } from 'node:stream';
import { BARE_PICTURES, fileTooLarge, withoutMetadata } from '@stationhouse/files';
import { badInput, text } from '@stationhouse/kernel';
import type { AttachmentLimits } from './attachments.js';

/** What an attachment is, beside a file: `likeness` shows the person it is about, and may stand on an emergency card. */
export type AttachmentKind = 'likeness';

/** A photo on a card is looked at on phones, and read as a whole to free it of what it says beside the picture. */
const LIKENESS: AttachmentLimits = { maxBytes: 10 * 1024 * 1024, types: BARE_PICTURES };

/** @throws StationhouseError BAD_INPUT for a kind that there is not */
export function parseKind(kind: string | undefined): AttachmentKind | undefined {
  if (kind === undefined || kind === 'likeness') return kind;
  throw badInput('kind', text('附件种类只能是 likeness（本人照片），或不填。', 'The kind of an attachment is likeness, or left out.'));
}

/** What is taken in of a kind. */
export function limitsOf(kind: AttachmentKind | undefined): AttachmentLimits | undefined {
  return kind === undefined ? undefined : LIKENESS;
}

/**
 * The bytes of an attachment as they are kept: of a likeness the picture alone, without where and with what it was taken.
 * @throws StationhouseError FILE_TOO_LARGE, FILE_TYPE_REFUSED
 */
export async function keptOf(content: Readable, kind: AttachmentKind | undefined, type: string, maxBytes: number): Promise<Readable> {
  if (kind === undefined) return content;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of content as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw fileTooLarge(maxBytes);
    parts.push(part);
  }
  return Readable.from([withoutMetadata(Buffer.concat(parts), type)]);
}
