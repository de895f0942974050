import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import { Public } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS_TOKEN, type Settings } from '../settings.js';
import { Metrics } from './metrics.js';
import { Traffic } from './traffic.js';

/** Whether the server lives and serves. */
@Controller()
export class HealthController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Traffic) private readonly traffic: Traffic,
  ) {}

  /** The process runs. A failing answer means: restart it. */
  @Public()
  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** The process can serve: its database answers and nobody has asked it to stop. A failing answer means: send no traffic. */
  @Public()
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'ready' | 'unready'; database: boolean }> {
    const database = await this.database.ping();
    const ready = database && !this.traffic.leaving;
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'unready', database };
  }
}

/** What is measured: inside only. None of it shows a person or a row. */
@Controller()
export class MetricsController {
  constructor(
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(SETTINGS_TOKEN) private readonly settings: Settings,
  ) {}

  /** Prometheus' text format; loopback only, or with `Authorization: Bearer METRICS_TOKEN`. */
  @Public()
  @Get('metrics')
  async read(@Req() request: FastifyRequest, @Headers('authorization') authorization: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!this.mayRead(request.ip, authorization)) {
      void reply.status(404);
      return '';
    }
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  private mayRead(address: string, authorization: string | undefined): boolean {
    const token = this.settings.metricsToken;
    if (token === undefined) return address === '127.0.0.1' || address === '::1';
    const [given, wanted] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${token}`)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
