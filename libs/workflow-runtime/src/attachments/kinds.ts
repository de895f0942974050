import { Readable } from 'node:stream';
import { BARE_PICTURES, fileTooLarge, withoutMetadata } from '@stationhouse/files';
import { badInput, text } from '@stationhouse/kernel';
import type { AttachmentLimits } from './attachments.js';

/** What an attachment is, beside a file: `likeness` shows the person it is about, and may stand on an emergency card; `voice` is what somebody said, to be listened to. */
export type AttachmentKind = 'likeness' | 'voice';

/** A photo on a card is looked at on phones, and read as a whole to free it of what it says beside the picture. */
const LIKENESS: AttachmentLimits = { maxBytes: 10 * 1024 * 1024, types: BARE_PICTURES };
/** Three minutes as browsers record them, in WebM or MP4, with room to spare. */
const VOICE: AttachmentLimits = { maxBytes: 8 * 1024 * 1024, types: ['webm', 'm4a', 'mp4'] };
const LIMITS: Readonly<Record<AttachmentKind, AttachmentLimits>> = { likeness: LIKENESS, voice: VOICE };

/** @throws StationhouseError BAD_INPUT for a kind that there is not */
export function parseKind(kind: string | undefined): AttachmentKind | undefined {
  if (kind === undefined || kind === 'likeness' || kind === 'voice') return kind;
  throw badInput('kind', text('附件种类只能是 likeness（本人照片）、voice（语音），或不填。', 'The kind of an attachment is likeness or voice, or left out.'));
}

/** What is taken in of a kind. */
export function limitsOf(kind: AttachmentKind): AttachmentLimits;
export function limitsOf(kind: AttachmentKind | undefined): AttachmentLimits | undefined;
export function limitsOf(kind: AttachmentKind | undefined): AttachmentLimits | undefined {
  return kind === undefined ? undefined : LIMITS[kind];
}

/**
 * The bytes of an attachment as they are kept: of a likeness the picture alone, without where and with what it was taken.
 * @throws StationhouseError FILE_TOO_LARGE, FILE_TYPE_REFUSED
 */
export async function keptOf(content: Readable, kind: AttachmentKind | undefined, type: string, maxBytes: number): Promise<Readable> {
  if (kind !== 'likeness') return content;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of content as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw fileTooLarge(maxBytes);
    parts.push(part);
  }
  return Readable.from([withoutMetadata(Buffer.concat(parts), type)]);
}
