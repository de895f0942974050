import { checkTemplate, fillTemplate, missingSigns, printPdf, sampleOf, unpack, type TemplateCheck, type TemplateProblem } from '@stationhouse/files/documents';
import { text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { defineAutomation } from '../automations/automation.js';

// Runs in a process of its own, as the handlers of plugins do (ADR 0012, 0019): templates come from people, and reading, filling and printing them takes
// processors and memory that the server has not to spare.

/** Files that a paper travels as, out of the process. */
export const WORD_FILE = 'paper.docx';
export const PDF_FILE = 'paper.pdf';

const ANYTHING = { type: 'object' } as const;
const base = { input: ANYTHING, output: ANYTHING, dry: {}, module: import.meta.url } as const;

/** What a check is given: the template as base64, and the schema of its data. */
export type CheckInput = { readonly template: string; readonly schema: JsonObject };

/** Looks at a template. */
export const checkPaper = defineAutomation<CheckInput, JsonObject>({
  ...base,
  id: 'check-document-template',
  title: text('检查文书模板', 'Check a template'),
  handle: async ({ input: { template, schema } }) => {
    const bytes = Buffer.from(template, 'base64');
    const found = await checkTemplate(bytes, schema);
    if (found.problems.length > 0) return asJson(found);
    const missing = missingSigns([...(await unpack(bytes))].filter(([name]) => /^word\/(document|header\d*|footer\d*)\.xml$/.test(name)).map(([, part]) => part.toString('utf8').replace(/<[^>]*>/g, '')).join(''));
    const signs: TemplateProblem[] = missing.length === 0 ? [] : [{ code: 'pdfSigns', tag: null, near: missing.slice(0, 20).join(' '), text: text('模板中有 PDF 字库没有的符号，将只能生成 Word。请改用常用符号。', 'The template holds signs that the PDF font has not: only Word files can be made. Use common signs.') }];
    return asJson({ problems: [], warnings: [...found.warnings, ...signs] });
  },
});

/** What was found is plain JSON, which its types do not say. */
function asJson(found: TemplateCheck): JsonObject {
  return { ...found } as unknown as JsonObject;
}

/** What a paper is made of; without data of made-up ones. */
export type PaperInput = CheckInput & { readonly data?: JsonObject; readonly pdf: boolean };
/** The signs that the PDF's font has not: then there is no PDF. */
export type PaperOutput = { readonly missing: readonly string[] };

/** Fills a template and prints it; the files leave by the door for files. */
export const makePaper = defineAutomation<PaperInput, JsonObject>({
  ...base,
  id: 'make-document',
  title: text('制作文书', 'Make a document'),
  handle: async ({ input: { template, schema, data, pdf }, attach }) => {
    const word = await fillTemplate(Buffer.from(template, 'base64'), schema, data ?? sampleOf(schema));
    await attach({ name: WORD_FILE, content: word });
    if (!pdf) return { missing: [] };
    const printed = await printPdf(await unpack(word));
    if ('missing' in printed) return { missing: [...printed.missing] };
    await attach({ name: PDF_FILE, content: printed.pdf });
    return { missing: [] };
  },
});
