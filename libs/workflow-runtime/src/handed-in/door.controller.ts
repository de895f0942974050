import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ACCESS_SETTINGS, Attempts, Public, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { badInput, text } from '@stationhouse/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { receiveFile } from '../attachments/receive.js';
import { HandInDoor, type HandInAsked } from './door.js';

/** What a page holds: the secret of its link, and what its phone made up for itself. */
interface Held {
  readonly token: string;
  readonly phone: string;
}

/** Handing in photos on the external surface: no account and no cookie; a secret in the request's body or headers, counted per network address. */
@Controller('api/hand-in')
export class HandInDoorController {
  private readonly attempts: Attempts;

  constructor(
    private readonly door: HandInDoor,
    database: Database,
    @Inject(ACCESS_SETTINGS) settings: AccessSettings,
  ) {
    this.attempts = new Attempts(database, settings);
  }

  /** `{token, phone}` → what the link asks for; nothing is used up. Errors: HAND_IN_UNKNOWN, HAND_IN_EXPIRED, HAND_IN_REVOKED, HAND_IN_USED, HAND_IN_FULL, HAND_IN_OVER, TOO_MANY_REQUESTS, BAD_INPUT. */
  @Public()
  @Post('look')
  @HttpCode(200)
  async look(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<HandInAsked> {
    await this.admit(request, reply);
    const { token, phone } = held(body);
    return this.door.look(token, phone);
  }

  /** `{token, phone}`: whoever holds the phone agrees, and the link serves it alone. Errors: as for look. */
  @Public()
  @Post('open')
  @HttpCode(200)
  async open(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<HandInAsked> {
    await this.admit(request, reply);
    const { token, phone } = held(body);
    return this.door.open(token, phone);
  }

  /**
   * Multipart: the fields `token`, `phone`, `idempotencyKey`, then the part `file` → `{left}`: how many more may come. Errors: as for look, FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL,
   * STORAGE_UNAVAILABLE.
   */
  @Public()
  @Post('photos')
  async photo(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ readonly left: number }> {
    await this.admit(request, reply);
    return receiveFile(request, this.door.photoBytes, ({ file, fields }) => {
      const { token, phone } = held(fields);
      return this.door.receive(token, phone, { fileName: file.filename, content: file.file });
    });
  }

  private async admit({ ip }: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    await this.attempts.admitAddress(ip);
  }
}

function held(body: unknown): Held {
  const { token, phone } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<keyof Held, unknown>>;
  if (typeof token !== 'string' || typeof phone !== 'string' || token === '' || phone.length < 20) throw badInput('token', text('请求内容有误，请重新扫码。', 'The request is not one this page makes. Scan the code again.'));
  return { token, phone };
}
