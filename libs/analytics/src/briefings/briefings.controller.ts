import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { Requires } from '@stationhouse/access';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import { BriefingDesk } from './desk.js';
import { readBriefings } from './permissions.js';

const TYPES = { docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', pdf: 'application/pdf' } as const;

/** Briefings as files. */
@Controller('api/stations/:stationId/briefings')
export class BriefingsController {
  constructor(private readonly desk: BriefingDesk) {}

  /** A briefing as `format` docx (default) or pdf. Errors: NOT_FOUND, BAD_INPUT also where the PDF's font lacks a sign, TOO_MANY_REQUESTS, STORAGE_UNAVAILABLE. */
  @Get(':briefingId/file')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Requires(readBriefings)
  async file(@Param('stationId') stationId: Id, @Param('briefingId') briefingId: string, @Query('format') format = 'docx'): Promise<StreamableFile> {
    if (format !== 'docx' && format !== 'pdf') throw badInput('format', text('format 须为 docx 或 pdf。', 'The format is docx or pdf.'));
    const { row, content, missing } = await this.desk.file(stationId, parseId(briefingId, 'briefingId'), format);
    if (content === undefined) {
      const signs = missing.length === 0 ? '' : `：${missing.join(' ')}`;
      throw badInput('format', text(`PDF 字库缺少周报中的文字${signs}，请下载 Word。`, `The PDF font lacks signs of the briefing${signs}. Take the Word file.`));
    }
    const name = encodeURIComponent(`警情分析周报 ${row.from}${row.edition === 1 ? '' : ` 更正${row.edition}`}.${format}`);
    return new StreamableFile(content, { type: TYPES[format], length: content.length, disposition: `attachment; filename*=UTF-8''${name}` });
  }
}
