import { Controller, Get, Header, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { currentRequest, Requires } from '@stationhouse/access';
import { fileTooLarge } from '@stationhouse/files';
import { badInput, text, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { manageTemplates, readTemplates } from '../permissions.js';
import type { Scope } from '../configuration/overlays.js';
import { scopeOf } from './documents.resolver.js';
import { Templates, type TemplateRow, type WhichTemplate } from './templates.js';

/** As a template may be long; the check says so in its own words, too. */
const MOST_BYTES = 5 * 1024 * 1024;
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const PDF = 'application/pdf';

interface Place {
  readonly stationId?: Id;
  readonly bureauId?: Id;
  readonly document: string;
}

/** Whose template and which: `from` is plugin, bureau or station, `version` a number. */
interface Which {
  readonly from?: string;
  readonly version?: string;
  readonly format?: string;
}

/** Word templates go in and out over REST; which of them hold is said over GraphQL. */
@Controller(['api/stations/:stationId/documents/:document', 'api/bureaus/:bureauId/documents/:document'])
export class DocumentsController {
  constructor(private readonly templates: Templates) {}

  /**
   * Multipart: the part `file`, a Word file of 5 MB at most. It is checked at once and kept as a new version, which does not hold before it is chosen.
   * Errors: TEMPLATE_INVALID with `details.problems` (code, tag, near, text in both languages), FILE_TOO_LARGE, NOT_FOUND, TOO_MANY_REQUESTS, STORAGE_FULL, STORAGE_UNAVAILABLE.
   */
  @Post('templates')
  @Requires(manageTemplates)
  async upload(@Param() place: Place, @Req() request: FastifyRequest): Promise<Pick<TemplateRow, 'version' | 'name' | 'sha256' | 'warnings'> & { readonly id: string }> {
    try {
      const { version, name, sha256, warnings } = await this.templates.upload(scopeAt(place), place.document, await fileOf(request));
      return { id: `${place.document}/${version}`, version, name, sha256, warnings };
    } catch (refusal) {
      // What is still on its way is read and dropped: a sender that is kept waiting would never look at the answer.
      request.raw.resume();
      throw refusal;
    }
  }

  /** A template's bytes: `from` is plugin (default), bureau or station, with its `version`. Errors: NOT_FOUND, BAD_INPUT, STORAGE_UNAVAILABLE. */
  @Get('template')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Requires(readTemplates)
  async template(@Param() place: Place, @Query() which: Which): Promise<StreamableFile> {
    const { name, bytes } = await this.templates.read(scopeAt(place), place.document, whichOf(place, which));
    return new StreamableFile(bytes, { type: WORD, length: bytes.length, disposition: named(name) });
  }

  /** A template filled with made-up data, as `format` docx (default) or pdf. Errors: NOT_FOUND, BAD_INPUT, TOO_MANY_REQUESTS, TEMPLATE_INVALID where the PDF's font lacks a sign. */
  @Get('preview')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Requires(readTemplates)
  async preview(@Param() place: Place, @Query() which: Which): Promise<StreamableFile> {
    const { format = 'docx' } = which;
    if (format !== 'docx' && format !== 'pdf') throw badInput('format', text('format 须为 docx 或 pdf。', 'The format is docx or pdf.'));
    const { word, pdf, missing } = await this.templates.preview(scopeAt(place), place.document, whichOf(place, which), { pdf: format === 'pdf' });
    const content = format === 'pdf' ? pdf : word;
    if (content === undefined) throw badInput('format', text(`PDF 字库中没有：${missing.join(' ')}。请改用常用符号，或下载 Word。`, `The PDF font has not: ${missing.join(' ')}. Use common signs, or take the Word file.`));
    return new StreamableFile(content, { type: format === 'pdf' ? PDF : WORD, length: content.length, disposition: named(`preview.${format}`) });
  }
}

function scopeAt({ stationId, bureauId }: Place): Scope {
  return scopeOf(bureauId ?? currentRequest().account.bureauId, stationId);
}

function whichOf(place: Place, { from = 'plugin', version }: Which): WhichTemplate {
  if (from === 'plugin') return { scopeId: null, version: null };
  const { scopeId, bureauId } = scopeAt(place);
  const number = Number(version);
  if ((from !== 'bureau' && from !== 'station') || !Number.isInteger(number) || number < 1) throw badInput('version', text('请以 from=bureau 或 from=station 加 version 指明模板。', 'Name the template by from=bureau or from=station and its version.'));
  return { scopeId: from === 'bureau' ? bureauId : scopeId, version: number };
}

async function fileOf(request: FastifyRequest): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  if (!request.isMultipart()) throw badInput('file', text('请以 multipart/form-data 上传文件。', 'Upload the file as multipart/form-data.'));
  if (Number(request.headers['content-length'] ?? 0) > 2 * MOST_BYTES) throw fileTooLarge(MOST_BYTES);
  for await (const part of request.parts({ limits: { fileSize: MOST_BYTES + 1 } })) {
    if (part.type !== 'file' || part.fieldname !== 'file') continue;
    const bytes = await part.toBuffer();
    if (bytes.length > MOST_BYTES) throw fileTooLarge(MOST_BYTES);
    return { name: part.filename, bytes };
  }
  throw badInput('file', text('请求中没有名为 file 的文件。', 'The request holds no file named "file".'));
}

/** RFC 8187: what `encodeURIComponent` leaves as it is, and an extended value may not hold. */
function named(name: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}
