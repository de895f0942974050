import { Body, Controller, Get, Header, HttpCode, Inject, Module, Param, ParseIntPipe, Post, Req, Res, StreamableFile, type DynamicModule } from '@nestjs/common';
import { ACCESS_SETTINGS, Attempts, Public, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { badInput, text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { Attachments } from '@stationhouse/workflow-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicDesk, type PublicAddress } from './public-desk.js';

/** Characters of a question as JSON. */
const LONGEST = 1_000;

/** What anybody may ask on the external surface: no account, no cookie, nothing kept of who asked but a count per network address. */
@Controller('api/public')
class PublicController {
  private readonly attempts: Attempts;

  constructor(
    private readonly desk: PublicDesk,
    private readonly attachments: Attachments,
    database: Database,
    @Inject(ACCESS_SETTINGS) settings: AccessSettings,
  ) {
    this.attempts = new Attempts(database, settings);
  }

  /** → `{bureau}`: whose page it is. Errors: NOT_FOUND while it is not open, TOO_MANY_REQUESTS. */
  @Public()
  @Get(':bureau/:plugin/:question')
  async page(@Param() address: PublicAddress, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ bureau: string }> {
    await this.admit(request, reply);
    return { bureau: await this.desk.bureauOf(address) };
  }

  /** A question as JSON → its answer. Errors: NOT_FOUND while it is not open, TOO_MANY_REQUESTS, BAD_INPUT, and the question's own. */
  @Public()
  @Post(':bureau/:plugin/:question')
  @HttpCode(200)
  async ask(@Param() address: PublicAddress, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<JsonObject> {
    await this.admit(request, reply);
    if (typeof body !== 'object' || body === null || Array.isArray(body) || JSON.stringify(body).length > LONGEST) throw badInput('body', text('请求内容有误，请刷新页面后重试。', 'The request is not one this page makes. Reload the page and try again.'));
    return this.desk.answer(address, body as JsonObject);
  }

  /**
   * A photo of a notice, by its place from 0: the picture alone, kept nowhere, so that it is gone with its notice. Only what is not there counts as an attempt: a page shows many of them.
   * Errors: NOT_FOUND also for a notice that was withdrawn, TOO_MANY_REQUESTS, STORAGE_UNAVAILABLE.
   */
  @Public()
  @Get(':bureau/:plugin/:question/photos/:notice/:place')
  @Header('cache-control', 'no-store')
  @Header('x-robots-tag', 'noindex, nofollow, noarchive')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  async photo(@Param() address: PublicAddress, @Param('notice') notice: string, @Param('place', ParseIntPipe) place: number, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const row = await this.desk.photo(address, notice, place).catch(async (cause: unknown) => {
      await this.admit(request, reply);
      throw cause;
    });
    return new StreamableFile(await this.attachments.bytesOf(row), { type: row.mediaType, length: row.bytes, disposition: 'inline' });
  }

  private async admit({ ip }: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex, nofollow, noarchive');
    await this.attempts.admitAddress(ip);
  }
}

/** The public questions of an external surface. */
@Module({})
export class PublicModule {
  static of(desk: PublicDesk, attachments: Attachments): DynamicModule {
    return { module: PublicModule, controllers: [PublicController], providers: [{ provide: PublicDesk, useValue: desk }, { provide: Attachments, useValue: attachments }] };
  }
}
