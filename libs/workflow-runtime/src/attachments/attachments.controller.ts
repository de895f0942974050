import type { MultipartFile } from '@fastify/multipart';
import { Controller, Get, Header, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { Requires } from '@stationhouse/access';
import { fileTooLarge } from '@stationhouse/files';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { callAt } from '../graphql/views.js';
import { purposeOf } from '../purpose-header.js';
import { addAttachments, readInstances } from '../permissions.js';
import { Attachments } from './attachments.js';
import type { AttachmentRow } from './entity.js';

/** What the form around a file may add to its bytes. */
const FORM_BYTES = 64 * 1024;

/** An attachment as REST answers its upload. */
type AttachmentJson = Pick<AttachmentRow, 'id' | 'instanceId' | 'version' | 'name' | 'type' | 'mediaType' | 'bytes' | 'sha256'>;

/** Attachments go in and out over REST; everything else about them over GraphQL. */
@Controller('api/stations/:stationId/instances/:instanceId/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: Attachments) {}

  /**
   * Multipart: the fields `idempotencyKey` and, if wanted, `purpose` (what the file is for), then the part `file`. The bytes are
   * hashed and measured while they arrive; too many are refused by the announced length, or as soon as they are.
   * Errors: FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE, NOT_FOUND, INSTANCE_CLOSED.
   */
  @Post()
  @Requires(addAttachments)
  async upload(@Param('stationId') stationId: Id, @Param('instanceId') instanceId: string, @Req() request: FastifyRequest): Promise<AttachmentJson> {
    try {
      const { maxBytes } = this.attachments.limits;
      if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw fileTooLarge(maxBytes);
      const { file, fields } = await filePart(request, maxBytes);
      const { idempotencyKey, purpose } = fields;
      if (idempotencyKey === undefined) throw badInput('idempotencyKey', text('请在文件之前给出 idempotencyKey。', 'Send the field idempotencyKey before the file.'));
      const added = await this.attachments.add(callAt(stationId), { instanceId: parseId(instanceId, 'instanceId'), fileName: file.filename, content: file.file, purpose, idempotencyKey });
      const { id, version, name, type, mediaType, bytes, sha256 } = added;
      return { id, instanceId: added.instanceId, version, name, type, mediaType, bytes, sha256 };
    } catch (refusal) {
      // What is still on its way is read and dropped: a sender that is kept waiting would never look at the answer.
      request.raw.resume();
      throw refusal;
    }
  }

  /**
   * The bytes, to be saved and never shown in place. The header `x-stationhouse-purpose` says why, percent-encoded.
   * Errors: NOT_FOUND, PURPOSE_REQUIRED, FORBIDDEN, STORAGE_UNAVAILABLE.
   */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Requires(readInstances)
  async download(@Param('stationId') stationId: Id, @Param('instanceId') instanceId: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<StreamableFile> {
    const { row, content } = await this.attachments.open(stationId, parseId(instanceId, 'instanceId'), parseId(id, 'id'), purposeOf(request));
    return new StreamableFile(content, { type: row.mediaType, length: row.bytes, disposition: `attachment; filename*=UTF-8''${encoded(row.name)}` });
  }
}

/** RFC 8187: what `encodeURIComponent` leaves as it is, and an extended value may not hold. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
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
