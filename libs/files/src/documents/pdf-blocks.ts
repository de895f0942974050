import type { Element } from '@xmldom/xmldom';
import type { PdfNode } from 'pdfmake';
import { FONT_LINE } from './font.js';
import type { Looks, ParagraphLook, RunLook } from './looks.js';
import type { Parts } from './package.js';
import { tableNode } from './pdf-table.js';
import { attribute, child, elementsOf, emuPoints, relationsOf, within } from './xml.js';

/** Where a header or footer stands. */
interface PageNumbers {
  readonly current: number;
  readonly count: number;
}

/** A piece of a line: letters, a picture, or the end of a page. */
type Words = { readonly text: string; readonly look: RunLook };
type Piece = Words | { readonly image: string; readonly width: number; readonly height: number } | { readonly pageBreak: true };

/** A line of Word's Song letters over their size; what is set in lines is set in these. */
const WORD_LINE = 1.3;
/** Marks what stands on one page with what comes after it: pdfmake has such a mark for headlines. */
export const KEEPS_NEXT = 1;
const TAB = '\u2003\u2003';
/** Wrappers that say nothing of how their content looks. */
const WRAPPERS = new Set(['w:hyperlink', 'w:ins', 'w:smartTag', 'w:sdt', 'w:sdtContent', 'w:customXml']);
const PICTURES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg' };

/** Makes nodes of pdfmake from a part's blocks. */
export class Blocks {
  private readonly relations: ReadonlyMap<string, string>;

  /**
   * @param part in which the blocks stand: it names their pictures
   * @param width between the margins, in points
   * @param pages of the page number fields; in the body they stay as Word last saw them
   */
  constructor(
    private readonly parts: Parts,
    part: string,
    readonly looks: Looks,
    readonly width: number,
    private readonly pages?: PageNumbers,
  ) {
    this.relations = relationsOf(parts, part);
  }

  of(elements: readonly Element[]): PdfNode[] {
    return elements.flatMap((element) => {
      if (element.nodeName === 'w:p') return this.paragraph(element);
      if (element.nodeName === 'w:tbl') return [tableNode(element, this)];
      return WRAPPERS.has(element.nodeName) ? this.of(elementsOf(element)) : [];
    });
  }

  private paragraph(paragraph: Element): PdfNode[] {
    const properties = child(paragraph, 'w:pPr');
    const { look, run } = this.looks.paragraph(properties);
    const mark = this.looks.run(child(properties, 'w:rPr'), run);
    const groups: Piece[][] = [[]];
    for (const piece of this.pieces(elementsOf(paragraph), run)) {
      if ('pageBreak' in piece) groups.push([]);
      else groups.at(-1)?.push(piece);
    }
    const nodes = groups.map((pieces, index): PdfNode => ({ ...lineNode(pieces, look, mark), ...(index > 0 || look.pageBefore === true ? { pageBreak: 'before' } : {}) }));
    // A paragraph that only ends a page has no line of its own on it.
    return groups.length > 1 && groups[0]?.length === 0 ? nodes.slice(1) : nodes;
  }

  private *pieces(elements: readonly Element[], run: RunLook, field: { instruction: string | undefined; result: boolean } = { instruction: undefined, result: false }): Iterable<Piece> {
    for (const element of elements) {
      if (element.nodeName === 'w:r') yield* this.run(element, this.looks.run(child(element, 'w:rPr'), run), field);
      else if (element.nodeName === 'w:fldSimple') {
        const number = this.pageNumber(attribute(element, 'w:instr') ?? '');
        if (number === undefined) yield* this.pieces(elementsOf(element), run, field);
        else yield { text: number, look: run };
      } else if (WRAPPERS.has(element.nodeName)) yield* this.pieces(elementsOf(element), run, field);
    }
  }

  private *run(element: Element, look: RunLook, field: { instruction: string | undefined; result: boolean }): Iterable<Piece> {
    if (look.hidden === true) return;
    for (const part of elementsOf(element)) {
      const type = part.nodeName === 'w:fldChar' ? attribute(part, 'w:fldCharType') : undefined;
      if (type === 'begin') Object.assign(field, { instruction: '', result: false });
      else if (type === 'separate') field.result = true;
      else if (type === 'end') {
        const number = this.pageNumber(field.instruction ?? '');
        if (number !== undefined) yield { text: number, look };
        Object.assign(field, { instruction: undefined, result: false });
      } else if (part.nodeName === 'w:instrText' && field.instruction !== undefined) field.instruction += part.textContent ?? '';
      // What Word last made of a field that we number ourselves is passed over.
      else if (field.instruction === undefined || (field.result && this.pageNumber(field.instruction) === undefined)) yield* this.letters(part, look);
    }
  }

  private *letters(part: Element, look: RunLook): Iterable<Piece> {
    if (part.nodeName === 'w:t') yield { text: part.textContent ?? '', look };
    else if (part.nodeName === 'w:tab') yield { text: TAB, look };
    else if (part.nodeName === 'w:noBreakHyphen') yield { text: '-', look };
    else if (part.nodeName === 'w:br' && attribute(part, 'w:type') === 'page') yield { pageBreak: true };
    else if (part.nodeName === 'w:br' || part.nodeName === 'w:cr') yield { text: '\n', look };
    else if (part.nodeName === 'w:drawing') yield* this.picture(child(part, 'wp:inline'));
  }

  private *picture(inline: Element | undefined): Iterable<Piece> {
    const blip = within(inline, 'a:graphic', 'a:graphicData', 'pic:pic', 'pic:blipFill', 'a:blip');
    const name = this.relations.get(attribute(blip, 'r:embed') ?? '');
    const bytes = name === undefined ? undefined : this.parts.get(name);
    const type = PICTURES[name?.split('.').at(-1)?.toLowerCase() ?? ''];
    if (bytes === undefined || type === undefined) return;
    const extent = child(inline, 'wp:extent');
    yield { image: `data:${type};base64,${bytes.toString('base64')}`, width: emuPoints(extent, 'cx'), height: emuPoints(extent, 'cy') };
  }

  private pageNumber(instruction: string): string | undefined {
    const [name] = instruction.trim().split(/\s+/);
    if (this.pages === undefined) return undefined;
    return name === 'PAGE' ? String(this.pages.current) : name === 'NUMPAGES' || name === 'SECTIONPAGES' ? String(this.pages.count) : undefined;
  }
}

/** One paragraph, or what of it stands on one page. */
function lineNode(pieces: readonly Piece[], look: ParagraphLook, mark: RunLook): PdfNode {
  const size = Math.max(...pieces.map((piece) => ('text' in piece ? (piece.look.size ?? 0) : 0)), pieces.length === 0 ? (mark.size ?? 10.5) : 0) || (mark.size ?? 10.5);
  const { left = 0, right = 0, before = 0, after = 0, align = 'left' } = look;
  const first = look.firstChars === undefined ? (look.first ?? 0) : (look.firstChars / 100) * size;
  const set: PdfNode = {
    alignment: align === 'justify' ? 'left' : align,
    margin: [left, before, right, after],
    lineHeight: lineHeight(look, size),
    ...(first === 0 ? {} : { leadingIndent: first }),
    ...(look.keepNext === true ? { headlineLevel: KEEPS_NEXT } : {}),
  };
  if (pieces.some((piece) => 'image' in piece)) return { ...set, ...besidePictures(pieces, align) };
  const inlines = pieces.flatMap((piece) => ('text' in piece && piece.text !== '' ? [inline(piece)] : []));
  return { ...set, text: inlines.length > 0 ? inlines : [{ text: ' ', fontSize: size }] };
}

function inline({ text, look }: Words): PdfNode {
  const decoration = [...(look.underline === true ? ['underline'] : []), ...(look.strike === true ? ['lineThrough'] : [])];
  return { text, fontSize: look.size, bold: look.bold === true, preserveLeadingSpaces: true, ...(look.color === undefined ? {} : { color: look.color }), ...(decoration.length === 0 ? {} : { decoration }) };
}

/** Letters and pictures of one line stand in columns as wide as they are: pdfmake has no pictures in a line. */
function besidePictures(pieces: readonly Piece[], align: string): PdfNode {
  const columns = pieces.flatMap((piece): PdfNode[] => {
    if ('image' in piece) return [{ image: piece.image, width: piece.width, height: piece.height }];
    return 'text' in piece && piece.text.trim() !== '' ? [{ width: 'auto', text: [inline(piece)] }] : [];
  });
  const space: PdfNode = { width: '*', text: '' };
  return { columns: [...(align === 'right' || align === 'center' ? [space] : []), ...columns, ...(align === 'center' ? [space] : [])], columnGap: 2 };
}

function lineHeight({ line, lineRule = 'auto' }: ParagraphLook, size: number): number {
  if (line === undefined) return WORD_LINE / FONT_LINE;
  if (lineRule === 'auto') return ((line / 240) * WORD_LINE) / FONT_LINE;
  const fixed = line / 20 / (size * FONT_LINE);
  return lineRule === 'atLeast' ? Math.max(fixed, WORD_LINE / FONT_LINE) : fixed;
}

