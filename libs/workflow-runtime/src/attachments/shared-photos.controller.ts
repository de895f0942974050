import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { Requires, TenantGate } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import { callAt } from '../graphql/call.js';
import { openEmergencyCards } from '../permissions.js';
import { SharedCards } from '../shares/cards.js';
import { shareAsker } from '../shares/shares.resolver.js';
import { Attachments } from './attachments.js';

/** The photos of another station's emergency card that was opened by whoever was asked to help. */
@Controller('api/stations/:stationId/shared-cards/:sharedCardId/views/:viewId/photos')
export class SharedPhotosController {
  constructor(
    private readonly gate: TenantGate,
    private readonly cards: SharedCards,
    private readonly attachments: Attachments,
  ) {}

  /** As a photo of a card of one's own station. Errors: NOT_FOUND, NOT_CALLED_OUT, SHARE_ENDED, EMERGENCY_CLOSED, STORAGE_UNAVAILABLE. */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Requires(openEmergencyCards)
  async photo(@Param('stationId') stationId: Id, @Param('sharedCardId') sharedCardId: string, @Param('viewId') viewId: string, @Param('id') id: string): Promise<StreamableFile> {
    const requestId = parseId(sharedCardId, 'sharedCardId');
    const asker = await shareAsker(this.gate, stationId, requestId);
    const row = await this.cards.photo(callAt(stationId).context, stationId, requestId, asker, { viewId: parseId(viewId, 'viewId'), photoId: parseId(id, 'id') });
    return new StreamableFile(await this.attachments.bytesOf(row), { type: row.mediaType, length: row.bytes, disposition: 'inline' });
  }
}
