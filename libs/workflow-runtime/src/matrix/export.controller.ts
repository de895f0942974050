import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { badInput, localDate, text, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { readConfiguration } from '../permissions.js';
import { asCsv, asWorkbook, matrixRows } from './export.js';

/** The bureau's overview as a file: counts and versions, nothing of a record. */
@Controller('api/bureaus/:bureauId/matrix')
export class MatrixExportController {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  /** `format`: csv (default) or xlsx; `wanting=1`, `search`, `kind` as in stationMatrix. In the language of the request. Errors: NOT_FOUND, FORBIDDEN, BAD_INPUT. */
  @Get('export')
  @Header('cache-control', 'private, no-store')
  @Requires(readConfiguration)
  async file(@Param('bureauId') bureauId: Id, @Query() query: Readonly<Record<string, string | undefined>>): Promise<StreamableFile> {
    const { format = 'csv', wanting, search, kind } = query;
    if (format !== 'csv' && format !== 'xlsx') throw badInput('format', text('“format”须为 csv 或 xlsx。', '"format" must be csv or xlsx.'));
    const { locale } = currentRequest();
    const rows = await matrixRows(this.gate, this.catalog, bureauId, { wanting: wanting === '1', search, kind, orderBy: 'name' }, locale);
    const disposition = `attachment; filename="stations-${localDate(new Date(), 'UTC')}.${format}"`;
    if (format === 'csv') return new StreamableFile(asCsv(rows), { type: 'text/csv; charset=utf-8', disposition });
    return new StreamableFile(await asWorkbook(rows, locale === 'en' ? 'Stations' : '派出所总览'), { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', disposition });
  }
}
