/** Small pieces of WordprocessingML (ECMA-376), from which the scripts beside this file build the templates that plugins bring. */
import PizZip from 'pizzip';

/** How a paragraph looks; sizes in points. */
export interface Look {
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: 'center' | 'right';
  /** By two letters, as Chinese papers do. */
  readonly indent?: boolean;
  readonly font?: string;
  /** Room before and after, in points. */
  readonly room?: readonly [number, number];
  /** Distance from the right margin, in points. */
  readonly right?: number;
  /** In lines. */
  readonly line?: number;
  /** On one page with what comes after it. */
  readonly keepNext?: boolean;
}

/** Body letters of official papers. */
const BODY = { size: 12, font: '仿宋' };
const ALWAYS = new Date(2000, 0, 1);
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

function letters({ size = BODY.size, bold = false, font = BODY.font }: Look): string {
  return `<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="${font}"/>${bold ? '<w:b/>' : ''}<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr>`;
}

function setting({ size = BODY.size, align, indent = false, room = [0, 0], line = 1.3, right = 0, keepNext = false }: Look): string {
  const indented = indent || right > 0 ? `<w:ind${right > 0 ? ` w:right="${right * 20}"` : ''}${indent ? ` w:firstLineChars="200" w:firstLine="${size * 40}"` : ''}/>` : '';
  return `<w:pPr>${keepNext ? '<w:keepNext/>' : ''}<w:spacing w:before="${room[0] * 20}" w:after="${room[1] * 20}" w:line="${Math.round(line * 240)}" w:lineRule="auto"/>${indented}${align === undefined ? '' : `<w:jc w:val="${align}"/>`}${letters({ size })}</w:pPr>`;
}

/** One paragraph; tags stand in it as they are. */
export function paragraph(words: string, look: Look = {}): string {
  return `<w:p>${setting(look)}<w:r>${letters(look)}<w:t xml:space="preserve">${words}</w:t></w:r></w:p>`;
}

/** A table with lines. @param widths of its columns, in centimetres */
export function table(widths: readonly number[], rows: readonly (readonly string[])[], { head = false, lines = true, high = 0.8 }: { readonly head?: boolean; readonly lines?: boolean; readonly high?: number } = {}): string {
  const twips = (centimetres: number) => Math.round(centimetres * 567);
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="${lines ? 'single' : 'nil'}" w:sz="4" w:space="0" w:color="auto"/>`).join('');
  const cell = (content: string, column: number) => `<w:tc><w:tcPr><w:tcW w:w="${twips(widths[column] ?? 1)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${content}</w:tc>`;
  const row = (cells: readonly string[], index: number) => `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="${twips(high)}" w:hRule="atLeast"/>${head && index === 0 ? '<w:tblHeader/>' : ''}</w:trPr>${cells.map(cell).join('')}</w:tr>`;
  return `<w:tbl><w:tblPr><w:tblW w:w="${twips(widths.reduce((sum, one) => sum + one, 0))}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${twips(width)}"/>`).join('')}</w:tblGrid>${rows.map(row).join('')}</w:tbl>`;
}

/** A Word file for A4 with the margins of official papers (GB/T 9704) and numbered pages; the same content gives the same bytes. */
export function wordFile(body: string): Buffer {
  const field = (name: string) => `<w:r>${letters({ size: 10.5 })}<w:fldChar w:fldCharType="begin"/></w:r><w:r>${letters({ size: 10.5 })}<w:instrText xml:space="preserve"> ${name} </w:instrText></w:r><w:r>${letters({ size: 10.5 })}<w:fldChar w:fldCharType="separate"/></w:r><w:r>${letters({ size: 10.5 })}<w:t>1</w:t></w:r><w:r>${letters({ size: 10.5 })}<w:fldChar w:fldCharType="end"/></w:r>`;
  const said = (words: string) => `<w:r>${letters({ size: 10.5 })}<w:t xml:space="preserve">${words}</w:t></w:r>`;
  const page = '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="1474" w:bottom="1191" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>';
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="${WORD}.footer+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document ${W}><w:body>${body}${page}</w:body></w:document>`,
    'word/_rels/document.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/footer" Target="footer1.xml"/></Relationships>`,
    'word/footer1.xml': `<w:ftr ${W}><w:p>${setting({ size: 10.5, align: 'center', line: 1 })}${said('第 ')}${field('PAGE')}${said(' 页　共 ')}${field('NUMPAGES')}${said(' 页')}</w:p></w:ftr>`,
  };
  const zip = new PizZip();
  for (const [name, xml] of Object.entries(parts)) zip.file(name, `${HEAD}${xml}`, { date: ALWAYS, createFolders: false });
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' });
}
