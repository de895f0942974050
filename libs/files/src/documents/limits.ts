import { text, type Bilingual } from '@stationhouse/kernel';
import type { Parts } from './package.js';
import type { TemplateProblem } from './problems.js';
import { templatedParts } from './words.js';

/** What the PDF does not carry, by how it is known in WordprocessingML. Word prints it all the same. */
const NOT_IN_PDF: readonly { readonly code: string; readonly sign: RegExp; readonly text: Bilingual }[] = [
  { code: 'pdfTextBox', sign: /<(w:txbxContent|wps:wsp|v:textbox|w:pict|v:shape)[ >]/, text: text('文本框、形状和艺术字不会出现在 PDF 中，请改为段落或表格。', 'Text boxes, shapes and WordArt are not in the PDF: use paragraphs or tables.') },
  { code: 'pdfFloating', sign: /<wp:anchor[ >]/, text: text('浮动图片不会出现在 PDF 中，请把图片环绕方式改为“嵌入型”。', 'Floating pictures are not in the PDF: set them “in line with text”.') },
  { code: 'pdfChart', sign: /<(c:chart|dgm:relIds|m:oMath|o:OLEObject)[ >]/, text: text('图表、SmartArt 和公式不会出现在 PDF 中，请改为文字或图片。', 'Charts, SmartArt and formulas are not in the PDF: use text or pictures.') },
  { code: 'pdfColumns', sign: /<w:cols [^>]*w:num="[2-9]/, text: text('分栏在 PDF 中按单栏排列。', 'Columns are set as one in the PDF.') },
  { code: 'pdfNotes', sign: /<w:(footnoteReference|endnoteReference)[ >]/, text: text('脚注和尾注不会出现在 PDF 中，请写入正文。', 'Footnotes and endnotes are not in the PDF: write them into the text.') },
  { code: 'pdfChanges', sign: /<w:(ins|del|moveFrom|moveTo) /, text: text('文件含有未接受的修订，请在 Word 中全部接受后再上传，否则 PDF 与 Word 可能不一致。', 'The file holds tracked changes: accept them all in Word, or PDF and Word may differ.') },
  { code: 'pdfNestedTable', sign: /<w:tc>(?:(?!<\/w:tc>)[\s\S])*<w:tbl>/, text: text('表格中的表格在 PDF 中按段落排列，请改用合并单元格。', 'A table within a table is set as paragraphs in the PDF: merge cells instead.') },
  { code: 'pdfTabs', sign: /<w:tab w:val="(right|center|decimal)"/, text: text('制表位在 PDF 中按固定间距显示，请改用表格或对齐方式。', 'Tab stops are a fixed space in the PDF: use a table or alignment.') },
  { code: 'pdfNumbering', sign: /<w:numPr>/, text: text('自动编号和项目符号不会出现在 PDF 中，请直接写出“一、”“1.”等序号。', 'Automatic numbers and bullets are not in the PDF: write the numbers as text.') },
];

/** What a template holds that Word prints and the PDF does not. */
export function printWarnings(parts: Parts): TemplateProblem[] {
  const xml = templatedParts(parts).map(([, content]) => content).join('');
  return NOT_IN_PDF.filter(({ sign }) => sign.test(xml)).map(({ code, text: words }) => ({ code, tag: null, near: null, text: words }));
}
