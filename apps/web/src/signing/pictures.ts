import { sendFile } from '../files/transfer.js';

/** What pictures are attached for, and called: of a signature, or of a place. */
export type PictureOf = '签名' | '现场照片';

/**
 * Sends the pictures that a form names, each under a key of its own: sent again, it does nothing twice.
 * @param path the REST route that takes them
 * @param pictures by the id that stands for each in the form; those it does not name are left where they are
 * @param of what they are pictures of
 * @returns the ids of the attachments, by the ids that stood for them
 * @throws what the server refused; TypeError when it could not be reached
 */
export async function sendPictures(path: string, form: Readonly<Record<string, unknown>>, pictures: ReadonlyMap<string, Blob>, of: PictureOf = '签名'): Promise<ReadonlyMap<string, string>> {
  const written = JSON.stringify(form);
  const attachments = new Map<string, string>();
  for (const [id, picture] of pictures) {
    if (!written.includes(id)) continue;
    const name = `${of}-${attachments.size + 1}.${picture.type === 'image/jpeg' ? 'jpg' : 'png'}`;
    const { id: attachment } = await sendFile({ path, fields: { idempotencyKey: id, purpose: of }, file: new File([picture], name, { type: picture.type }), onProgress: () => undefined, signal: new AbortController().signal });
    attachments.set(id, attachment);
  }
  return attachments;
}
