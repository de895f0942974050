import { text } from '@stationhouse/kernel';
import type { Parts } from './package.js';
import { fileProblem, type TemplateProblem } from './problems.js';

/** What Word could run, fetch or open beyond the page: by the part's path. */
const ACTIVE = /vbaProject|\/activeX\/|\/embeddings\/|\/afchunk|\.(bin|exe|dll|js|vbs|hta|htm|html|mht)$/i;
/** Fields that only number pages or name a date; any other may reach for files, programs or the network. */
const FIELDS_REFUSED = /^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|GOTOBUTTON|HYPERLINK|RD)\b/i;

/** What in a Word file must not be kept and printed by a station: macros, embedded objects, links and pictures from elsewhere. */
export function dangers(parts: Parts): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const names = [...parts.keys()];
  if (names.some((name) => /vbaProject/i.test(name))) problems.push(fileProblem('macros', '文件带有宏。请在 Word 中另存为不含宏的“Word 文档 (*.docx)”后上传。', 'The file carries macros. Save it in Word as “Word document (*.docx)”, without macros.'));
  else if (names.some((name) => ACTIVE.test(name))) problems.push(fileProblem('embedded', '文件内嵌了其他文件或控件。请在 Word 中删除嵌入的对象后上传。', 'Other files or controls are embedded. Remove the embedded objects in Word.'));
  for (const [name, bytes] of parts) {
    const xml = name.endsWith('.rels') ? bytes.toString('utf8') : '';
    for (const [relation] of xml.matchAll(/<Relationship\s[^>]*TargetMode\s*=\s*["']External["'][^>]*>/gi)) problems.push(external(relation));
  }
  const fields = [...parts].filter(([name]) => /^word\/[^/]+\.xml$/.test(name)).flatMap(([, bytes]) => instructions(bytes.toString('utf8')));
  for (const field of new Set(fields.filter((one) => FIELDS_REFUSED.test(one)).map((one) => one.trim().split(/\s/)[0] ?? ''))) {
    problems.push({ code: 'field', tag: null, near: null, text: text(`文件含有会读取外部内容的域（${field}）。请在 Word 中选中该处，按 Ctrl+Shift+F9 转为文字后上传。`, `The file holds a field that reaches outside (${field}). Select it in Word and press Ctrl+Shift+F9 to make it plain text.`) });
  }
  return problems;
}

function instructions(xml: string): string[] {
  const simple = [...xml.matchAll(/w:instr\s*=\s*["']([^"']*)["']/g)].map(([, words = '']) => words);
  // Word cuts an instruction into runs: it is read from one field's beginning to the next.
  const complex = xml.split(/w:fldCharType\s*=\s*["']begin["']/).slice(1).map((piece) => [...piece.matchAll(/<w:instrText[^>]*>([^<]*)</g)].map(([, words = '']) => words).join(''));
  return [...simple, ...complex];
}

function external(relation: string): TemplateProblem {
  const target = /Target\s*=\s*["']([^"']*)["']/i.exec(relation)?.[1]?.slice(0, 80) ?? '';
  const near = target === '' ? null : target;
  if (/\/hyperlink["']/i.test(relation)) return { code: 'link', tag: null, near, text: text('文件含有超链接。请在 Word 中右键“取消超链接”后上传。', 'The file holds a hyperlink. Remove it in Word (right click, Remove hyperlink).') };
  if (/\/attachedTemplate["']/i.test(relation)) return { code: 'attachedTemplate', tag: null, near, text: text('文件关联了外部的 Word 模板。请在 Word“开发工具 → 文档模板”中把文档模板改为 Normal 后上传。', 'The file is attached to a Word template elsewhere. Set it to Normal in Word under Developer → Document Template.') };
  if (/\/image["']/i.test(relation)) return { code: 'remotePicture', tag: null, near, text: text('文件引用了外部图片。请把图片插入到文档中后上传。', 'The file refers to a picture elsewhere. Insert the picture into the document.') };
  return { code: 'external', tag: null, near, text: text('文件引用了外部内容。请在 Word 中断开链接后上传。', 'The file refers to something elsewhere. Break the link in Word.') };
}
