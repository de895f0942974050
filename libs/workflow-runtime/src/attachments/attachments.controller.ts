import { Controller, Get, Header, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { Requires } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { callAt } from '../graphql/views.js';
import { purposeOf } from '../purpose-header.js';
import { addAttachments, readInstances } from '../permissions.js';
import { Attachments } from './attachments.js';
import type { AttachmentRow } from './entity.js';
import { parseKind } from './kinds.js';
import { receiveFile } from './receive.js';

/** An attachment as REST answers its upload. */
type AttachmentJson = Pick<AttachmentRow, 'id' | 'instanceId' | 'version' | 'name' | 'type' | 'mediaType' | 'bytes' | 'sha256'>;

/** Attachments go in and out over REST; everything else about them over GraphQL. */
@Controller('api/stations/:stationId/instances/:instanceId/attachments')
export class AttachmentsController {
  constructor(private readonly attachments: Attachments) {}

  /**
   * Multipart: the fields `idempotencyKey` and, if wanted, `purpose` (what the file is for) and `kind` (`likeness`: a JPG or PNG that shows the person, freed of
   * where and with what it was taken; `voice`: a note as a browser records it, at most 8 MB), then the part `file`. The bytes are
   * hashed and measured while they arrive; too many are refused by the announced length, or as soon as they are.
   * Errors: FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE, NOT_FOUND, INSTANCE_CLOSED.
   */
  @Post()
  @Requires(addAttachments)
  async upload(@Param('stationId') stationId: Id, @Param('instanceId') instanceId: string, @Req() request: FastifyRequest): Promise<AttachmentJson> {
    const added = await receiveFile(request, this.attachments.limits.maxBytes, ({ file, idempotencyKey, purpose, kind }) =>
      this.attachments.add(callAt(stationId), { instanceId: parseId(instanceId, 'instanceId'), fileName: file.filename, content: file.file, purpose, kind: parseKind(kind), idempotencyKey }),
    );
    const { id, version, name, type, mediaType, bytes, sha256 } = added;
    return { id, instanceId: added.instanceId, version, name, type, mediaType, bytes, sha256 };
  }

  /**
   * The bytes, to be saved and never shown in place. The header `x-stationhouse-purpose` says why, percent-encoded.
   * Errors: NOT_FOUND, PURPOSE_REQUIRED, FORBIDDEN, STORAGE_UNAVAILABLE.
   */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Requires(readInstances, { record: 'instanceId' })
  async download(@Param('stationId') stationId: Id, @Param('instanceId') instanceId: string, @Param('id') id: string, @Req() request: FastifyRequest): Promise<StreamableFile> {
    const { row, content } = await this.attachments.open(stationId, parseId(instanceId, 'instanceId'), parseId(id, 'id'), purposeOf(request));
    return new StreamableFile(content, { type: row.mediaType, length: row.bytes, disposition: `attachment; filename*=UTF-8''${encoded(row.name)}` });
  }
}

/** RFC 8187: what `encodeURIComponent` leaves as it is, and an extended value may not hold. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
