import { parse } from 'csv-parse/sync';
import { categoryNamed, type LabelledNarrative } from '@stationhouse/anti-fraud-common';

const NONE = /^(?:|无|未知|其他|非诈骗|none|unknown|other)$/iu;

/** The narratives of a labelled file, and what is wrong with it by line, without a word of its texts. */
export function readLabelled(written: string): { readonly narratives: readonly LabelledNarrative[]; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const narratives = rowsOf(written.replace(/^\uFEFF/u, ''), faults).flatMap(({ line, text, label }): LabelledNarrative[] => {
    if (typeof text !== 'string' || typeof label !== 'string') faults.push(`line ${line}: no text or no label`);
    else if (NONE.test(label.trim())) return [{ narrative: text, label: undefined }];
    else if (categoryNamed(label) === undefined) faults.push(`line ${line}: a label that is none of the twelve`);
    else return [{ narrative: text, label: categoryNamed(label) }];
    return [];
  });
  return { narratives, faults };
}

interface Row {
  readonly line: number;
  readonly text: unknown;
  readonly label: unknown;
}

function rowsOf(written: string, faults: string[]): Row[] {
  if (!written.trimStart().startsWith('{')) {
    try {
      const rows: { record: Readonly<Record<string, string>>; info: { lines: number } }[] = parse(written, { columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()), info: true, skip_empty_lines: true });
      return rows.map(({ record, info }) => ({ line: info.lines, text: record['text'], label: record['label'] }));
    } catch (error) {
      // The parser’s own words quote the file.
      faults.push(`not CSV: ${(error as { code?: string }).code ?? 'unreadable'}, line ${String((error as { lines?: number }).lines ?? '?')}`);
      return [];
    }
  }
  return written.split('\n').flatMap((one, index): Row[] => {
    if (one.trim() === '') return [];
    try {
      const { text, label } = JSON.parse(one) as Record<string, unknown>;
      return [{ line: index + 1, text, label: label ?? '' }];
    } catch {
      faults.push(`line ${index + 1}: not JSON`);
      return [];
    }
  });
}
