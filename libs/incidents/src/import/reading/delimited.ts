import { PassThrough, pipeline, type Readable } from 'node:stream';
import { text } from '@stationhouse/kernel';
import { CsvError, parse, type Parser } from 'csv-parse';
import { archiveError } from './container.js';
import { toUtf8, type Encoding } from './encoding.js';
import type { ReadingLimits } from './limits.js';
import { unreadable } from './refusals.js';
import type { SourceRow } from './table.js';

export interface DelimitedShape {
  readonly encoding: Encoding;
  readonly delimiter: string;
}

/**
 * Rows of a delimited text, the header among them, one by one and with backpressure: nothing but the row at hand and
 * the stream's own buffers is held.
 * @param source the unpacked bytes in the shape's encoding
 */
export async function* readDelimited(source: Readable, shape: DelimitedShape, limits: ReadingLimits): AsyncGenerator<SourceRow> {
  const parser = parserOf(shape, limits);
  // With relaxed quotes the one row a parser can lose is the last, behind a quote that is never closed; one that
  // swallows too much on the way ends the reading.
  let unclosed = false;
  parser.on('skip', (error: CsvError) => {
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') unclosed = true;
    else parser.destroy(error);
  });
  const decoder = toUtf8(shape.encoding) ?? new PassThrough();
  pipeline(source, decoder, parser, () => {
    // A failure reaches the loop below as the parser's own error.
  });
  // Rows may span lines; counting them here is cheaper than the parser's per-row context.
  let line = 1;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      if (values.length !== 1 || values[0] !== '') yield { line, values };
      line += 1 + newlines(values);
    }
    if (unclosed) yield { line, values: [], problem: 'QUOTE_NOT_CLOSED' };
  } catch (cause) {
    throw readingError(cause);
  } finally {
    source.destroy();
  }
}

function parserOf(shape: DelimitedShape, limits: ReadingLimits): Parser {
  return parse({
    delimiter: shape.delimiter,
    bom: true,
    relax_column_count: true,
    // Exports carry stray quotes (6" pipe); they are text.
    relax_quotes: true,
    skip_records_with_error: true,
    max_record_size: limits.rowBytes,
  });
}

function newlines(values: readonly string[]): number {
  let found = 0;
  for (const value of values) {
    for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) found += 1;
  }
  return found;
}

function readingError(cause: unknown): unknown {
  if (!(cause instanceof CsvError)) return archiveError(cause);
  return unreadable(
    text(
      `第 ${String(cause['lines'])} 行附近无法读取：引号可能没有闭合。请修正后重新上传。`,
      `The file cannot be read near line ${String(cause['lines'])}: a quote may never be closed. Correct it and upload it again.`,
    ),
    cause,
  );
}
