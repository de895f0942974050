import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { EmergencyCards, requireShown } from '../emergency/cards.js';
import { askerAt } from '../emergency/emergency.resolver.js';
import { noPhoto, photoOf } from '../emergency/photos.js';
import { openEmergencyCards } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import { Attachments } from './attachments.js';
import type { AttachmentRow } from './entity.js';

/** The photos of an emergency card that was opened. */
@Controller('api/stations/:stationId/emergency-views/:viewId/photos')
export class EmergencyPhotosController {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly cards: EmergencyCards,
    private readonly attachments: Attachments,
  ) {}

  /**
   * The bytes of a photo that an opening showed: to whoever opened it, as long as the card is open to them. Shown in the page, kept nowhere, without a name; the
   * opening is the record of it. Errors: NOT_FOUND, NOT_CALLED_OUT, EMERGENCY_CLOSED, STORAGE_UNAVAILABLE.
   */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Requires(openEmergencyCards)
  async photo(@Param('stationId') stationId: Id, @Param('viewId') viewId: string, @Param('id') id: string): Promise<StreamableFile> {
    const row = await this.shown(stationId, parseId(viewId, 'viewId'), parseId(id, 'id'));
    return new StreamableFile(await this.attachments.bytesOf(row), { type: row.mediaType, length: row.bytes, disposition: 'inline' });
  }

  private async shown(stationId: Id, viewId: Id, photoId: Id): Promise<AttachmentRow> {
    const { gate, catalog, cards } = this;
    const { account } = currentRequest();
    const [photo, row] = await gate.inStation(stationId, async (tenant) => {
      const found = await photoOf(tenant, stationId, { viewId, photoId, accountId: account.id });
      return [found, await readInstance(tenant, stationId, found.instanceId)] as const;
    });
    const asker = await askerAt(gate, catalog, stationId, row.workflow);
    const state = await gate.inStation(stationId, async (tenant) => cards.state(tenant, row, await catalog.version(tenant, row.definition), asker));
    if (state?.card.likeness !== true) throw noPhoto();
    requireShown(state);
    return photo;
  }
}
