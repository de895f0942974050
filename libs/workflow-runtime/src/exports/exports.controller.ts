import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, Query, Req, StreamableFile } from '@nestjs/common';
import { currentRequest, Requires } from '@stationhouse/access';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';
import { purposeOf } from '../purpose-header.js';
import { exportEventLog, readInstances } from '../permissions.js';
import { Exports, type LogFormat } from './exports.js';

const NO_STORE = 'private, no-store';
const MERMAID = 'text/vnd.mermaid; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** Files that leave the house: definitions, instances, event logs. Names in them are in the language of the request. */
@Controller('api/stations/:stationId')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  /**
   * A version of a workflow with the overlays that made it. `format`: json (default) or mermaid. `version`: effective (default, what
   * new instances start on), plugin (as the plugin brings it), or the hash of any version this station can see. Errors: NOT_FOUND, BAD_INPUT.
   */
  @Get('workflows/:workflow/export')
  @Header('cache-control', NO_STORE)
  @Requires(readInstances)
  async definition(@Param('stationId') stationId: Id, @Param('workflow') workflow: string, @Query('format') format = 'json', @Query('version') version = 'effective'): Promise<StreamableFile> {
    if (oneOf(format, ['json', 'mermaid'], 'format') === 'mermaid') return file(await this.exports.definitionDiagram(stationId, workflow, version, currentRequest().locale), MERMAID, `${workflow}.mmd`);
    const exported = await this.exports.definition(stationId, workflow, version);
    return file(`${JSON.stringify(exported, null, 2)}\n`, JSON_TYPE, `${workflow}-${exported.hash.slice(0, 8)}.json`);
  }

  /**
   * An instance. `format`: json (default) – its version, data, history, tasks, clocks, automations, notices, attachments and links, masked unless the header `x-stationhouse-purpose`
   * (percent-encoded) says why – or mermaid, with its present state marked. Errors: NOT_FOUND, PURPOSE_REQUIRED, BAD_INPUT.
   */
  @Get('instances/:instanceId/export')
  @Header('cache-control', NO_STORE)
  @Requires(readInstances)
  async instance(@Param('stationId') stationId: Id, @Param('instanceId') instanceId: string, @Req() request: FastifyRequest, @Query('format') format = 'json'): Promise<StreamableFile> {
    const id = parseId(instanceId, 'instanceId');
    if (oneOf(format, ['json', 'mermaid'], 'format') === 'mermaid') {
      const { row, diagram } = await this.exports.instanceDiagram(stationId, id, currentRequest().locale);
      return file(diagram, MERMAID, `${row.number}.mmd`);
    }
    const exported = await this.exports.instance(stationId, id, purposeOf(request));
    return file(`${JSON.stringify(exported, null, 2)}\n`, JSON_TYPE, `${exported.number}.json`);
  }

  /**
   * The event log of a workflow for process mining: whole cases that began in the period [`from`, `to`) (ISO 8601 moments).
   * `format`: xes (IEEE 1849-2016, default) or ocel (OCEL 2.0 JSON); `exercises=1` takes exercises along, marked. Streamed.
   * Errors: NOT_FOUND, FORBIDDEN, BAD_INPUT.
   */
  @Get('event-log')
  @Header('cache-control', NO_STORE)
  @Requires(exportEventLog)
  async eventLog(@Param('stationId') stationId: Id, @Query() query: Readonly<Record<string, string | undefined>>): Promise<StreamableFile> {
    const { workflow = '', format = 'xes', exercises = '0' } = query;
    const chosen = oneOf(format, ['xes', 'ocel'], 'format') as LogFormat;
    const [from, to] = [momentOf(query['from'], 'from'), momentOf(query['to'], 'to')];
    if (from >= to) throw badInput('to', text('结束时间须晚于开始时间。', 'The period must end after it begins.'));
    const selection = { stationId, workflow, from, to, exercises: oneOf(exercises, ['0', '1'], 'exercises') === '1' };
    const log = await this.exports.eventLog(selection, chosen, currentRequest().locale);
    const name = `${workflow}-${from.toISOString().slice(0, 10)}-${to.toISOString().slice(0, 10)}`;
    const [type, ending] = chosen === 'xes' ? ['application/xml; charset=utf-8', 'xes'] : [JSON_TYPE, 'jsonocel'];
    return new StreamableFile(Readable.from(log), { type, disposition: `attachment; filename="${name}.${ending}"` });
  }
}

function file(content: string, type: string, name: string): StreamableFile {
  return new StreamableFile(Buffer.from(content), { type, disposition: `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"` });
}

function oneOf(given: string, allowed: readonly string[], field: string): string {
  if (allowed.includes(given)) return given;
  throw badInput(field, text(`“${field}”须为 ${allowed.join('、')} 之一。`, `"${field}" must be one of ${allowed.join(', ')}.`));
}

function momentOf(given: string | undefined, field: string): Date {
  const moment = new Date(given ?? '');
  if (given !== undefined && /^\d{4}-\d{2}-\d{2}T/.test(given) && !Number.isNaN(moment.getTime())) return moment;
  throw badInput(field, text(`“${field}”须为 ISO 8601 时刻，例如 2026-01-01T00:00:00Z。`, `"${field}" must be an ISO 8601 moment such as 2026-01-01T00:00:00Z.`));
}
