import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { Requires, TenantGate } from '@stationhouse/access';
import { parseId, type Id } from '@stationhouse/kernel';
import { readMetrics } from '../../permissions.js';
import { inReach } from '../../sharing.js';
import { issue } from './issues.js';

const TYPES = { pdf: 'application/pdf', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

/** Files of dashboards that were sent. */
@Controller('api/bureaus/:bureauId/dashboard-issues')
export class IssuesController {
  constructor(private readonly gate: TenantGate) {}

  /** What the caller was sent, as PDF or XLSX. Errors: NOT_FOUND for what somebody else was sent, and once it is gone. */
  @Get(':issueId')
  @Header('cache-control', 'private, no-store')
  @Requires(readMetrics, { anyStation: true })
  async file(@Param('bureauId') bureauId: Id, @Param('issueId') issueId: string): Promise<StreamableFile> {
    const { format, madeAt, content } = await inReach(this.gate, readMetrics, bureauId, (tenant) => issue(tenant, bureauId, parseId(issueId, 'issueId')));
    return new StreamableFile(content, { type: TYPES[format], disposition: `attachment; filename="dashboard-${madeAt.toISOString().slice(0, 10)}.${format}"` });
  }
}
