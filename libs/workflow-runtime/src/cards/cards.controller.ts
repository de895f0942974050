import { Controller, Param, Post, Req } from '@nestjs/common';
import { Requires } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { receiveFile } from '../attachments/receive.js';
import { TaskCards } from './cards.js';
import { workCards } from './permissions.js';

/** Photos of a task card. */
@Controller('api/stations/:stationId/cards/:cardId/photos')
export class CardsController {
  constructor(private readonly cards: TaskCards) {}

  /**
   * Multipart: the field `idempotencyKey` and, for the picture of a signature, `purpose` with “签名”; then the part `file`.
   * Errors: NOT_FOUND, BAD_INPUT, FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_OPEN, TASK_NOT_YOURS, FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE.
   */
  @Post()
  @Requires(workCards)
  async upload(@Param('stationId') stationId: Id, @Param('cardId') cardId: string, @Req() request: FastifyRequest): Promise<{ id: Id; name: string; bytes: number; addedAt: Date }> {
    const added = await receiveFile(request, this.cards.photoBytes, ({ file, idempotencyKey, purpose }) => this.cards.attach(stationId, parseId(cardId, 'cardId'), { fileName: file.filename, content: file.file, purpose, idempotencyKey }));
    const { id, name, bytes, addedAt } = added;
    return { id, name, bytes, addedAt };
  }
}
