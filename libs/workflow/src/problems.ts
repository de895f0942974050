import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { DefinitionProblem } from './types.js';

/** Where each part of a definition stands in its text. */
export interface SourceMap {
  readonly fileName: string;
  /** The line, from 1, of the element at a path; of its nearest known parent when the path itself is not written. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

/** Gathers what is wrong with a definition, so that an author mends everything in one round. */
export class Problems {
  readonly list: DefinitionProblem[] = [];
  private readonly source: SourceMap | undefined;

  constructor(source: SourceMap | undefined) {
    this.source = source;
  }

  /** Notes one problem at a path. */
  add(code: string, path: readonly (string | number)[], message: Bilingual): void {
    const line = this.source?.lineOf(path);
    this.list.push({
      code,
      path: path.join('.'),
      text: message,
      ...(this.source === undefined ? {} : { fileName: this.source.fileName }),
      ...(line === undefined ? {} : { line }),
    });
  }

  /** @throws StationhouseError DEFINITION_INVALID when anything was noted */
  throwIfAny(): void {
    if (this.list.length > 0) throw definitionError(this.list);
  }
}

/** The error that carries the problems of a definition; its message names file, line and mend of the first ones. */
export function definitionError(problems: readonly DefinitionProblem[]): StationhouseError {
  const lines = (locale: keyof Bilingual) => problems.slice(0, 20).map((problem) => `${placeOf(problem)} ${problem.text[locale]}`).join('\n');
  return new StationhouseError(
    'DEFINITION_INVALID',
    text(`流程定义有 ${problems.length} 处问题：\n${lines('zh-CN')}`, `The definition has ${problems.length} problem(s):\n${lines('en')}`),
    { problems },
  );
}

function placeOf(problem: DefinitionProblem): string {
  const file = problem.fileName ?? '';
  const line = problem.line === undefined ? '' : `:${problem.line}`;
  return `${file}${line} ${problem.path}:`.trim();
}
