import { Body, Controller, Get, Header, HttpCode, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { currentRequest, parseJson, Requires } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { importErrorsRead, manageImports } from '../../permissions.js';
import { errorFile } from './error-file.js';
import { filePart } from './file-part.js';
import { Imports } from './imports.js';
import type { ImportRecord } from './records.js';

/** Uploads of tables, and their error files, over REST. Answers are the Import as GraphQL names its fields. */
@Controller('api/bureaus/:bureauId/imports')
export class ImportsController {
  constructor(
    private readonly imports: Imports,
    private readonly database: Database,
  ) {}

  /**
   * Multipart: an optional field `stationId`, then the part `file`. The bytes stream into storage while they arrive.
   * Errors: STORAGE_FULL, IMPORT_FILE_TOO_LARGE, IMPORT_FILE_UNREADABLE, IMPORT_ARCHIVE_UNSAFE, IMPORT_TOO_MANY_COLUMNS.
   */
  @Post()
  @Requires(manageImports, { anyStation: true })
  async upload(@Param('bureauId') bureauId: Id, @Req() request: FastifyRequest): Promise<ImportJson> {
    try {
      const { file, stationId } = await filePart(request);
      return shown(await this.imports.upload(bureauId, stationId, { fileName: file.filename, content: file.file }));
    } catch (refusal) {
      // What is still on its way is read and dropped: a sender that is kept waiting would never look at the answer.
      request.raw.resume();
      throw refusal;
    }
  }

  @Get(':id')
  @Requires(manageImports, { anyStation: true })
  async read(@Param('bureauId') bureauId: Id, @Param('id') id: string): Promise<ImportJson> {
    return shown(await this.imports.read(bureauId, parseId(id, 'id')));
  }

  /** `{mapping, dryRun?}`. */
  @Post(':id/start')
  @HttpCode(200)
  @Requires(manageImports, { anyStation: true })
  async start(@Param('bureauId') bureauId: Id, @Param('id') id: string, @Body() body: unknown): Promise<ImportJson> {
    const { mapping, dryRun = false, ...unknown } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    if (typeof dryRun !== 'boolean' || Object.keys(unknown).length > 0) throw badInput('body', text('请求须为 {mapping, dryRun}。', 'The body must be {mapping, dryRun}.'));
    return shown(await this.imports.start(bureauId, parseId(id, 'id'), parseJson(mapping ?? null, 'mapping'), dryRun));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Requires(manageImports, { anyStation: true })
  async cancel(@Param('bureauId') bureauId: Id, @Param('id') id: string): Promise<ImportJson> {
    return shown(await this.imports.cancel(bureauId, parseId(id, 'id')));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Requires(manageImports, { anyStation: true })
  async resume(@Param('bureauId') bureauId: Id, @Param('id') id: string): Promise<ImportJson> {
    return shown(await this.imports.resume(bureauId, parseId(id, 'id')));
  }

  /** Every refused value as CSV: line, column, value, code, reason; formulas escaped. */
  @Get(':id/errors.csv')
  @Header('cache-control', 'no-store')
  @Requires(manageImports, { anyStation: true })
  async errors(@Param('bureauId') bureauId: Id, @Param('id') id: string): Promise<StreamableFile> {
    const record = await this.imports.requireErrors(bureauId, parseId(id, 'id'), importErrorsRead);
    return new StreamableFile(errorFile(this.database, bureauId, record.id, currentRequest().locale), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="errors-${record.id}.csv"`,
    });
  }
}

/** An import as REST answers it: as GraphQL names its fields. */
type ImportJson = Omit<ImportRecord, 'failure'> & { readonly failure: { readonly zhCN: string; readonly en: string } | null };

function shown({ failure, ...record }: ImportRecord): ImportJson {
  return { ...record, failure: failure === null ? null : { zhCN: failure['zh-CN'], en: failure.en } };
}
