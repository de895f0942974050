import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { changeStationPermission, createStationPermission, MOST_LOCALITY_ROWS, MOST_STATION_ROWS, Requires } from '@stationhouse/access';
import { text, type Id } from '@stationhouse/kernel';
import { MOST_SHEET_ROWS, startInstances } from '@stationhouse/workflow-runtime';
import type { FastifyRequest } from 'fastify';
import { inMemory } from '../reading/in-memory.js';
import { READING_LIMITS, type ReadingLimits } from '../reading/limits.js';
import { unreadable } from '../reading/refusals.js';
import { inspectTable, readTable } from '../reading/table.js';
import { filePart } from './file-part.js';

const MEBI = 1024 * 1024;
const LIMITS: ReadingLimits = { ...READING_LIMITS, uploadBytes: MEBI, expandedBytes: 32 * MEBI, sharedStringBytes: 8 * MEBI, columns: 100 };

/** A table's cells as they were written. */
interface SmallTable {
  readonly columns: readonly string[];
  /** Rows with anything in them; `line` is the line of the file or sheet, the header being 1. */
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[];
}

/** Tables that a page shows before anything is sent, of stations to be founded, of communities and grid cells, and of instances or other records of a station: a workbook or a text in whatever encoding, as imports are. */
@Controller('api')
export class SmallTableController {
  /**
   * Multipart: the part `file`, at most 1 MiB. Nothing of it is kept.
   * Errors: IMPORT_FILE_TOO_LARGE, IMPORT_FILE_UNREADABLE, IMPORT_ARCHIVE_UNSAFE, IMPORT_TOO_MANY_COLUMNS.
   */
  @Post('bureaus/:bureauId/stations/table')
  @HttpCode(200)
  @Requires(createStationPermission)
  stations(@Param('bureauId') _bureauId: Id, @Req() request: FastifyRequest): Promise<SmallTable> {
    return this.read(request, MOST_STATION_ROWS);
  }

  /** As the table of stations. */
  @Post('bureaus/:bureauId/localities/table')
  @HttpCode(200)
  @Requires(changeStationPermission)
  localities(@Param('bureauId') _bureauId: Id, @Req() request: FastifyRequest): Promise<SmallTable> {
    return this.read(request, MOST_LOCALITY_ROWS);
  }

  /** As the table of stations; of instances to be started, or of what else a page of the station takes in row by row. */
  @Post('stations/:stationId/instances/table')
  @HttpCode(200)
  @Requires(startInstances)
  instances(@Param('stationId') _stationId: Id, @Req() request: FastifyRequest): Promise<SmallTable> {
    return this.read(request, MOST_SHEET_ROWS);
  }

  private async read(request: FastifyRequest, most: number): Promise<SmallTable> {
    try {
      const { file } = await filePart(request);
      const store = inMemory(LIMITS.uploadBytes);
      const { sha256 } = await store.put(file.file);
      const { shape } = await inspectTable(store, sha256, LIMITS);
      const rows: SmallTable['rows'][number][] = [];
      for await (const { line, values, problem } of readTable(store, shape, LIMITS)) {
        if (problem === 'TOO_MANY_COLUMNS') throw unreadable(text(`第 ${line} 行的格数比列名多，请修正后重新选择。`, `Line ${line} has more cells than there are column names. Correct it and choose the file again.`));
        if (problem === 'QUOTE_NOT_CLOSED') throw unreadable(text(`第 ${line} 行的引号没有闭合，请修正后重新选择。`, `A quote in line ${line} is never closed. Correct it and choose the file again.`));
        if (values.every((value) => value.trim() === '')) continue;
        // One more than is allowed says that there are too many.
        if (rows.length > most) break;
        rows.push({ line, values: shape.columns.map((_, index) => values[index] ?? '') });
      }
      return { columns: shape.columns, rows };
    } catch (refusal) {
      // What is still on its way is read and dropped: a sender that is kept waiting would never look at the answer.
      request.raw.resume();
      throw refusal;
    }
  }
}
