import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { Requires } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import { addAttachments } from '../permissions.js';
import { HandedPhotos } from './deciding.js';

/** Photos that were handed in and wait for somebody to look at them. */
@Controller('api/stations/:stationId/handed-photos')
export class HandedPhotosController {
  constructor(private readonly photos: HandedPhotos) {}

  /** The bytes, shown in the page and kept nowhere; that somebody looked is recorded. Errors: NOT_FOUND once it was decided, FORBIDDEN, STORAGE_UNAVAILABLE. */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Requires(addAttachments)
  async photo(@Param('stationId') stationId: Id, @Param('id') id: string): Promise<StreamableFile> {
    const { row, content } = await this.photos.look(stationId, parseId(id, 'id'));
    return new StreamableFile(content, { type: row.mediaType, length: row.bytes, disposition: 'inline' });
  }
}
