import JSZip from 'jszip';

/** A piece of a document, from top to bottom. */
export type DocumentBlock =
  | { readonly heading: string }
  /** Line breaks in it stay. */
  | { readonly paragraph: string }
  /** Rows of cells; the first row is the head. */
  | { readonly table: readonly (readonly string[])[] }
  /** Lines to be filled in by hand, each with room for a signature. */
  | { readonly signatures: readonly string[] };

/** What a document says. */
export interface DocumentContent {
  readonly title: string;
  /** Small, right below the title: its number. */
  readonly number?: string;
  readonly blocks: readonly DocumentBlock[];
}

/** Every part is of this moment, so that the same content is the same bytes: a repeated attempt stores nothing twice. */
const ALWAYS = new Date(Date.UTC(2000, 0, 1));

/**
 * A document for A4 paper, to be printed, signed, or worked on (docx, ECMA-376). The same content gives the same bytes.
 * @returns the bytes of the file
 */
export async function wordDocument(content: DocumentContent): Promise<Buffer> {
  const zip = new JSZip();
  // The parts in this order: by the first of them readers know what the file is.
  const parts = { '[Content_Types].xml': CONTENT_TYPES, '_rels/.rels': RELATIONS, 'word/document.xml': documentXml(content) };
  for (const [name, xml] of Object.entries(parts)) zip.file(name, xml, { date: ALWAYS, createFolders: false });
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' });
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const CONTENT_TYPES = `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const RELATIONS = `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;

/** A4 with the margins of official papers (GB/T 9704), in twentieths of a point. */
const PAGE = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>';
/** Sizes in half points: 二号, 三号 and 四号 of Chinese papers. */
const [TITLE, TEXT, SMALL] = [44, 32, 28];

function documentXml({ title, number, blocks }: DocumentContent): string {
  const head = [paragraph(title, { size: TITLE, align: 'center', bold: true }), ...(number === undefined ? [] : [paragraph(number, { size: SMALL, align: 'right' })])];
  const body = blocks.map(blockXml).join('');
  return `${HEAD}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${head.join('')}${body}${PAGE}</w:body></w:document>`;
}

function blockXml(block: DocumentBlock): string {
  if ('heading' in block) return paragraph(block.heading, { size: TEXT, bold: true });
  if ('paragraph' in block) return paragraph(block.paragraph, { size: TEXT, indent: true });
  if ('table' in block) return tableXml(block.table);
  return block.signatures.map((line) => paragraph(`${line}：________________    ____年__月__日`, { size: TEXT })).join('');
}

function tableXml(rows: readonly (readonly string[])[]): string {
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join('');
  const cells = (row: readonly string[], bold: boolean) => row.map((cell) => `<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>${paragraph(cell, { size: SMALL, bold })}</w:tc>`).join('');
  const lines = rows.map((row, index) => `<w:tr>${index === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${cells(row, index === 0)}</w:tr>`).join('');
  const columns = Math.max(...rows.map((row) => row.length));
  const grid = `<w:tblGrid>${'<w:gridCol/>'.repeat(columns)}</w:tblGrid>`;
  return `<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr>${grid}${lines}</w:tbl>`;
}

interface Look {
  readonly size: number;
  readonly bold?: boolean;
  readonly align?: 'center' | 'right';
  /** By two characters, as Chinese papers do. */
  readonly indent?: boolean;
}

function paragraph(words: string, { size, bold = false, align, indent = false }: Look): string {
  const look = `<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>${bold ? '<w:b/>' : ''}<w:sz w:val="${size}"/><w:szCs w:val="${size}"/><w:lang w:eastAsia="zh-CN"/></w:rPr>`;
  const runs = words.split(/\r?\n/).map((line) => `<w:r>${look}<w:t xml:space="preserve">${escaped(line)}</w:t></w:r>`).join(`<w:r><w:br/></w:r>`);
  const place = `${indent ? '<w:ind w:firstLineChars="200" w:firstLine="640"/>' : ''}${align === undefined ? '' : `<w:jc w:val="${align}"/>`}`;
  return `<w:p><w:pPr><w:spacing w:line="360" w:lineRule="auto"/>${place}</w:pPr>${runs}</w:p>`;
}

/** Text as XML; what XML 1.0 cannot hold at all is left out. */
function escaped(words: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
