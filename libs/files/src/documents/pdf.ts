import type { Element } from '@xmldom/xmldom';
import pdfmake, { type PdfNeighbours, type PdfNode } from 'pdfmake';
import { FONT_LINE, fontFiles, missingSigns } from './font.js';
import { Looks } from './looks.js';
import { MAIN_PART, type Parts } from './package.js';
import { Blocks, KEEPS_NEXT } from './pdf-blocks.js';
import { paragraphsOf, templatedParts } from './words.js';
import { attribute, child, elementsOf, parseXml, points, relationsOf } from './xml.js';

const A4 = { width: 595.3, height: 841.9 };
const INCH = 72;
const FONT = 'Song';
/** No paper is newer or older than its content: the same Word file gives the same PDF. */
const ALWAYS = new Date(Date.UTC(2000, 0, 1));

/** A Word file as PDF, or why there is none. */
export type Printed = { readonly pdf: Buffer } | { readonly missing: readonly string[] };

/**
 * Prints a filled Word file as PDF: headings, paragraphs with their alignment, indents and spacing, bold, underlined and coloured letters, tables with merged
 * cells, pictures in the line, page size and margins, header and footer with page numbers. All letters are of one font, embedded as far as it is used.
 * @returns `missing` with the signs that the font has not: a paper with gaps is no paper
 */
export async function printPdf(parts: Parts): Promise<Printed> {
  const missing = missingSigns(templatedParts(parts).flatMap(([, xml]) => paragraphsOf(xml)).join(''));
  if (missing.length > 0) return { missing };
  provideFont();
  const looks = new Looks(parts.get('word/styles.xml')?.toString('utf8'));
  const body = child(parseXml(textOf(parts, MAIN_PART)), 'w:body');
  if (body === undefined) throw new Error('A Word document has a body.');
  const page = pageOf(elementsOf(body).filter(({ nodeName }) => nodeName === 'w:sectPr').at(-1), parts);
  const [left, , right, bottom] = page.margins;
  const width = page.size.width - left - right;
  const edge = (names: Edge, margin: (lines: number) => number[]) => (current: number, count: number): PdfNode => {
    const part = names.first !== undefined && current === 1 ? names.first : names.default;
    if (part === undefined) return { text: '' };
    const nodes = new Blocks(parts, part, looks, width, { current, count }).of(elementsOf(parseXml(textOf(parts, part))));
    return { stack: nodes, margin: margin(nodes.length) };
  };
  const content = new Blocks(parts, MAIN_PART, looks, width).of(elementsOf(body));
  const definition = {
    content,
    pageSize: page.size,
    pageMargins: page.margins,
    defaultStyle: { font: FONT, fontSize: 10.5 },
    pageBreakBefore: ({ headlineLevel }: PdfNode, around: PdfNeighbours) => headlineLevel === KEEPS_NEXT && around.getFollowingNodesOnPage().length === 0,
    info: { creationDate: ALWAYS, modDate: ALWAYS },
    header: edge(page.header, () => [left, page.headerAt, right, 0]),
    // A footer stands by its distance from the page's end; pdfmake counts from the margin's beginning.
    footer: edge(page.footer, (lines) => [left, Math.max(0, bottom - page.footerAt - lines * FOOTER_LINE), right, 0]),
  };
  return { pdf: await pdfmake.createPdf(definition).getBuffer() };
}

/** A titled table of a report. */
export interface ReportPart {
  readonly title: string;
  /** What is to be known of it, such as its dates, or why it has no rows. */
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Prints tables one below the other as PDF, with the page's number at its foot. A sign that the font has not becomes 〓, the printers' sign for one that is missing.
 * @param facts a line below the title: whose, and as of when
 */
export async function printReport(title: string, facts: string, parts: readonly ReportPart[]): Promise<Buffer> {
  provideFont();
  const gaps = new Set(missingSigns(JSON.stringify([title, facts, parts])));
  const said = (words: string) => [...words].map((sign) => (gaps.has(sign) ? '〓' : sign)).join('');
  const table = ({ head, rows }: ReportPart): PdfNode => ({
    margin: [0, 2, 0, 10], layout: 'lightHorizontalLines',
    table: { headerRows: 1, widths: head.map((_, at) => (at === 0 ? '*' : 'auto')), body: [head.map((words, at) => ({ text: said(words), bold: true, alignment: at === 0 ? 'left' : 'right' })), ...rows.map((row) => row.map((words, at) => ({ text: said(words), alignment: at === 0 ? 'left' : 'right' })))] },
  });
  const content = [
    { text: said(title), fontSize: 18, bold: true }, { text: said(facts), margin: [0, 2, 0, 12], color: '#45566a' },
    ...parts.flatMap((part): PdfNode[] => [{ text: said(part.title), fontSize: 13, bold: true, margin: [0, 4, 0, 0] }, { text: said(part.note), fontSize: 9, color: '#45566a' }, ...(part.rows.length === 0 ? [{ text: '', margin: [0, 0, 0, 8] }] : [table(part)])]),
  ];
  const definition = { content, pageSize: A4, pageMargins: [48, 48, 48, 48] as const, defaultStyle: { font: FONT, fontSize: 10 }, footer: (page: number, pages: number): PdfNode => ({ text: `${page} / ${pages}`, alignment: 'center', fontSize: 9, margin: [0, 16, 0, 0] }) };
  return pdfmake.createPdf(definition).getBuffer();
}

/** Gives pdfmake the font, and neither files nor addresses besides. */
function provideFont(): void {
  const files = fontFiles();
  for (const style of ['normal', 'bold'] as const) pdfmake.virtualfs.writeFileSync(style, files[style]);
  pdfmake.setFonts({ [FONT]: { normal: 'normal', bold: 'bold', italics: 'normal', bolditalics: 'bold' } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
}

const FOOTER_LINE = 10.5 * FONT_LINE;

interface Edge {
  readonly default?: string | undefined;
  readonly first?: string | undefined;
}

interface Page {
  readonly size: { readonly width: number; readonly height: number };
  readonly margins: readonly [number, number, number, number];
  readonly header: Edge;
  readonly footer: Edge;
  readonly headerAt: number;
  readonly footerAt: number;
}

function pageOf(section: Element | undefined, parts: Parts): Page {
  const [size, margins] = [child(section, 'w:pgSz'), child(section, 'w:pgMar')];
  const margin = (side: string) => Math.abs(points(margins, `w:${side}`) ?? INCH);
  const relations = relationsOf(parts, MAIN_PART);
  const titled = child(section, 'w:titlePg') !== undefined;
  const edges = (name: string): Edge => {
    const references = section === undefined ? [] : elementsOf(section).filter(({ nodeName }) => nodeName === `w:${name}Reference`);
    const part = (type: string) => relations.get(attribute(references.find((one) => (attribute(one, 'w:type') ?? 'default') === type), 'r:id') ?? '');
    return { default: part('default'), first: titled ? part('first') : undefined };
  };
  return {
    size: { width: points(size, 'w:w') ?? A4.width, height: points(size, 'w:h') ?? A4.height },
    margins: [margin('left'), margin('top'), margin('right'), margin('bottom')],
    header: edges('header'),
    footer: edges('footer'),
    headerAt: points(margins, 'w:header') ?? INCH / 2,
    footerAt: points(margins, 'w:footer') ?? INCH / 2,
  };
}

function textOf(parts: Parts, name: string): string {
  const part = parts.get(name);
  if (part === undefined) throw new Error('A Word document names only parts that it has.');
  return part.toString('utf8');
}
