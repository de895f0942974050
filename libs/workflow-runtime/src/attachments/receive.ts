import type { MultipartFile } from '@fastify/multipart';
import { fileTooLarge } from '@stationhouse/files';
import { badInput, text } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';

/** What the form around a file may add to its bytes. */
const FORM_BYTES = 64 * 1024;

/** A file on its way in, with the fields that stand before it. */
export interface ReceivedFile {
  readonly file: MultipartFile;
  readonly idempotencyKey: string;
  readonly purpose: string | undefined;
  readonly kind: string | undefined;
  /** Every field that stood before it. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Takes an upload in: multipart, the fields first, then the part `file`. Too many bytes are refused by the announced length, or
 * as soon as they are; a refused sender is still read to its end.
 * @throws StationhouseError BAD_INPUT, FILE_TOO_LARGE, and what `take` throws
 */
export async function receiveFile<Result>(request: FastifyRequest, maxBytes: number, take: (received: ReceivedFile) => Promise<Result>): Promise<Result> {
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw fileTooLarge(maxBytes);
    const { file, fields } = await filePart(request, maxBytes);
    const { idempotencyKey, purpose, kind } = fields;
    if (idempotencyKey === undefined) throw badInput('idempotencyKey', text('请在文件之前给出 idempotencyKey。', 'Send the field idempotencyKey before the file.'));
    return await take({ file, idempotencyKey, purpose, kind, fields });
  } catch (refusal) {
    // What is still on its way is read and dropped: a sender that is kept waiting would never look at the answer.
    request.raw.resume();
    throw refusal;
  }
}

async function filePart(request: FastifyRequest, maxBytes: number): Promise<{ file: MultipartFile; fields: Readonly<Record<string, string>> }> {
  if (!request.isMultipart()) throw badInput('file', text('请以 multipart/form-data 上传文件。', 'Upload the file as multipart/form-data.'));
  const fields: Record<string, string> = {};
  // One byte more than may be: the store counts, so that a file that is too long is refused and never cut.
  for await (const part of request.parts({ limits: { fileSize: maxBytes + 1 } })) {
    if (part.type === 'file' && part.fieldname === 'file') return { file: part, fields };
    if (part.type === 'file') part.file.resume();
    else if (typeof part.value === 'string') fields[part.fieldname] = part.value;
  }
  throw badInput('file', text('请求中没有名为 file 的文件。', 'The request holds no file named "file".'));
}
