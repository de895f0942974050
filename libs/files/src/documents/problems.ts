import { text, type Bilingual } from '@stationhouse/kernel';

/** Something about a template that its author must mend, or should know. */
export interface TemplateProblem {
  /** `unknownTag`, `unclosedLoop`, … : stable. */
  readonly code: string;
  /** The tag as it is written, without its braces; null where the problem is the file's. */
  readonly tag: string | null;
  /** The words around it; null where there are none. */
  readonly near: string | null;
  /** What is wrong and what to do. */
  readonly text: Bilingual;
}

/** What a look at a template found. */
export interface TemplateCheck {
  /** With any of these it cannot be used. */
  readonly problems: readonly TemplateProblem[];
  /** With these it can. */
  readonly warnings: readonly TemplateProblem[];
}

/** A problem of the whole file. */
export function fileProblem(code: string, zhCN: string, en: string): TemplateProblem {
  return { code, tag: null, near: null, text: text(zhCN, en) };
}

/** Ends a check early: there is nothing more to look at. */
export class UnreadableTemplate extends Error {
  override readonly name = 'UnreadableTemplate';
  constructor(readonly problem: TemplateProblem) {
    super(problem.code);
  }
}
