import { describe, expect, it } from '@jest/globals';
import { SIGNATURES } from '@stationhouse/files';
import { checkTemplate, fillTemplate, printPdf, sampleOf, unpack } from '@stationhouse/files/documents';
import { line, pdfPages, relations, wordFile, wordsOf } from '@stationhouse/testing';
import PizZip from 'pizzip';

const title = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const SCHEMA = {
  type: 'object',
  required: ['number', 'performBy'],
  properties: {
    number: { type: 'string', title: title('编号', 'Number'), examples: ['JF-1'] },
    performBy: { type: 'string', title: title('履行期限', 'Deadline') },
    atOnce: { type: 'boolean', title: title('当场履行', 'At once') },
    parties: { type: 'array', title: title('当事人', 'Parties'), items: { type: 'object', properties: { name: { type: 'string', title: title('姓名', 'Name') }, phone: { type: 'string', title: title('电话', 'Phone') } } } },
    host: { type: 'object', title: title('主持人', 'Host'), properties: { name: { type: 'string', title: title('主持人姓名', 'Name of the host') } } },
    terms: { type: 'array', title: title('条款', 'Terms'), items: { type: 'string' } },
    signatures: SIGNATURES,
  },
};
const WHOLE = line('编号：{number}') + line('期限：{履行期限}');
const external = (type: string) => relations(`<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="https://example.cn/x" TargetMode="External"/>`);
const cell = (words: string) => `<w:tc>${line(words)}</w:tc>`;
/** One pixel. */
const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('a broken template is refused with every problem', () => {
  const cases: readonly (readonly [what: string, body: string, problems: readonly (readonly [code: string, tag: string | null])[]])[] = [
    ['an unknown tag', line('电话：{telephone}'), [['unknownTag', 'telephone']]],
    ['an unknown tag within a list, and one that only the list knows', line('{#parties}{age}{/parties}{phone}'), [['unknownTag', 'age'], ['unknownTag', 'phone']]],
    ['a tag without its end', line('编号：{number'), [['unclosedTag', 'number']]],
    ['a tag without its beginning', line('编号：number}'), [['unopenedTag', '编号：number']]],
    ['a list without its end', line('{#parties}{name}'), [['unclosedLoop', 'parties']]],
    ['an end without its list', line('{name}{/parties}'), [['unopenedLoop', 'parties']]],
    ['lists that cross', line('{#parties}{#atOnce}{/parties}{/atOnce}'), [['crossedLoops', 'atOnce']]],
    ['doubled braces', line('{{number}}'), [['doubleBraces', null]]],
    ['wide braces', line('｛number｝'), [['wideBraces', null]]],
    ['XML from data', line('{@number}'), [['rawXml', '@number']]],
    ['a list as text', line('{parties}'), [['listAsText', 'parties']]],
    ['a choice as text', line('{atOnce}'), [['choiceAsText', 'atOnce']]],
    ['a picture as text', line('{#signatures}{image}{/signatures}'), [['pictureAsText', 'image']]],
    ['text as a picture', line('{%number}'), [['noPicture', '%number']]],
    ['a list from one cell to another', `<w:tbl><w:tr>${cell('{#parties}{name}')}</w:tr><w:tr>${cell('{name}')}</w:tr></w:tbl>${line('{/parties}')}`, [['loopPosition', 'parties']]],
    ['code', line('{number.constructor.constructor("return 1")()}'), [['unknownTag', 'number.constructor.constructor("return 1")()']]],
    ['several at once', line('{a}') + line('{b}') + line('{#c}{/c}'), [['unknownTag', 'a'], ['unknownTag', 'b'], ['unknownTag', '#c']]],
  ];
  it.each(cases)('%s', async (_what, body, expected) => {
    const { problems, warnings } = await checkTemplate(wordFile(body), SCHEMA);
    expect(problems.map(({ code, tag }) => [code, tag])).toEqual(expected);
    expect(warnings).toEqual([]);
    for (const { text } of problems) for (const words of [text['zh-CN'], text.en]) expect(words.length).toBeGreaterThan(8);
  });

  it('says near which words a tag stands, also when Word has cut it into runs', async () => {
    const cut = '<w:p><w:r><w:t>当事人联系电话：</w:t></w:r><w:r><w:t>{tele</w:t></w:r><w:r><w:t>phone}（手机）</w:t></w:r></w:p>';
    expect((await checkTemplate(wordFile(cut), SCHEMA)).problems[0]).toMatchObject({ tag: 'telephone', near: '当事人联系电话：{telephone}（手机）', text: { 'zh-CN': expect.stringContaining('number（编号）') } });
    expect((await checkTemplate(wordFile(line('{nunber}')), SCHEMA)).problems[0]?.text['zh-CN']).toContain('是否应为 number（编号）');
  });

  const files: readonly (readonly [what: string, file: Buffer, code: string])[] = [
    ['no Word file', Buffer.from('<html>{number}</html>'), 'notWord'],
    ['another archive', new PizZip().file('a.txt', 'a').generate({ type: 'nodebuffer' }), 'notWord'],
    ['an old or encrypted file', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'oldWord'],
    ['macros by type', wordFile(WHOLE, { type: 'application/vnd.ms-word.document.macroEnabled.main+xml' }), 'macros'],
    ['macros by part', wordFile(WHOLE, { parts: { 'word/vbaProject.bin': 'x' } }), 'macros'],
    ['embedded files', wordFile(WHOLE, { parts: { 'word/embeddings/oleObject1.bin': 'x' } }), 'embedded'],
    ['a remote picture', wordFile(WHOLE, { parts: external('image') }), 'remotePicture'],
    ['a link', wordFile(WHOLE, { parts: external('hyperlink') }), 'link'],
    ['a template elsewhere', wordFile(WHOLE, { parts: external('attachedTemplate') }), 'attachedTemplate'],
    ['a field that reads files', wordFile(`${WHOLE}<w:p><w:fldSimple w:instr=" INCLUDETEXT C:\\x.txt "/></w:p>`), 'field'],
    ['a field that starts programs, cut into runs', wordFile(`${WHOLE}<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`), 'field'],
    ['entities', wordFile(WHOLE, { parts: { 'word/settings.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' } }), 'notWord'],
    ['too many bytes', Buffer.alloc(6 * 1024 * 1024), 'tooLarge'],
    ['a bomb', wordFile(WHOLE, { parts: { 'word/media/a.xml': ' '.repeat(60 * 1024 * 1024) } }), 'tooLarge'],
    ['a bomb that hides its size', lying(wordFile(WHOLE, { parts: { 'word/media/a.xml': ' '.repeat(60 * 1024 * 1024) } })), 'notWord'],
  ];
  it.each(files)('%s', async (_what, file, code) => {
    expect((await checkTemplate(file, SCHEMA)).problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe('a usable template', () => {
  it('may speak Chinese, and is told what it does not show and what its PDF will lack', async () => {
    expect(await checkTemplate(wordFile(WHOLE + line('{#当事人}{姓名}{/当事人}{#host}{name}{/host}{host.name}{#terms}{.}{/terms}')), SCHEMA)).toEqual({ problems: [], warnings: [] });
    const { problems, warnings } = await checkTemplate(wordFile(line('{number}', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')), SCHEMA);
    expect(problems).toEqual([]);
    expect(warnings.map(({ code, tag }) => [code, tag])).toEqual([['missingFact', 'performBy'], ['pdfNumbering', null]]);
  });

  it('prints the same in Word and PDF: lists, conditions, pictures, page numbers, hostile words', async () => {
    const field = (name: string) => `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ${name} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const footer = `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>第</w:t></w:r>${field('PAGE')}<w:r><w:t>页共</w:t></w:r>${field('NUMPAGES')}<w:r><w:t>页</w:t></w:r></w:p></w:ftr>`;
    const table = `<w:tbl><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid><w:tr>${cell('{#parties}{name}')}${cell('{phone}{/parties}')}</w:tr></w:tbl>`;
    const body = `${line('编号：{number}')}${table}${line('{#atOnce}当场履行{/atOnce}{^atOnce}于{performBy}前履行{/atOnce}')}${line('{#signatures}{role}：{%image}{at}{/signatures}')}<w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>附页</w:t></w:r></w:p>`;
    const template = wordFile(body, { parts: { 'word/footer1.xml': footer, ...relations('<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>') } });
    const linked = rewritten(template, (xml) => xml.replace('<w:sectPr>', '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/>'));
    expect((await checkTemplate(linked, SCHEMA)).problems).toEqual([]);
    const data = { number: '{number} <w:p/> & "JF-1"\u0000\u0007', performBy: '2026年3月16日', parties: [{ name: '喆堃䶮', phone: '138' }, { name: '李四' }], atOnce: false, signatures: [{ name: '喆堃䶮', role: '当事人', image: DOT, at: '2026年3月2日' }, { name: '李四', role: '当事人' }] };
    const word = await fillTemplate(linked, SCHEMA, data);
    expect(word.equals(await fillTemplate(linked, SCHEMA, data))).toBe(true);
    expect(wordsOf(word)).toEqual(['编号：{number} &lt;w:p/&gt; &amp; &quot;JF-1&quot;', '喆堃䶮', '138', '李四', '', '于2026年3月16日前履行', '当事人：2026年3月2日当事人：', '附页']);
    expect(Object.keys(new PizZip(word).files).filter((name) => name.includes('media'))).toEqual(['word/media/stationhouse-1.png']);
    const printed = await printPdf(await unpack(word));
    if (!('pdf' in printed)) throw new Error('every sign is in the font');
    expect(pdfPages(printed.pdf).map((page) => page.replace(/\s/g, ''))).toEqual([
      expect.stringContaining('编号：{number}<w:p/>&"JF-1"喆堃䶮138李四于2026年3月16日前履行当事人：2026年3月2日当事人：'),
      expect.stringContaining('附页'),
    ]);
    expect(pdfPages(printed.pdf).map((page) => /第\s*\d页共\s*\d页/.exec(page)?.[0])).toEqual(['第1页共2页', '第2页共2页']);
    expect(printed.pdf.toString('latin1')).toContain('/Subtype /Image');
  });

  it('keeps a heading on the page of what it heads', async () => {
    const pages = async (body: string) => {
      const printed = await printPdf(await unpack(wordFile(body)));
      return 'pdf' in printed ? pdfPages(printed.pdf).map((page) => page.replace(/\s/g, '')) : [];
    };
    const room = (await pages(line('行').repeat(80)))[0]?.length ?? 0;
    const heading = (keeps: boolean) => `<w:p><w:pPr>${keeps ? '<w:keepNext/>' : ''}</w:pPr><w:r><w:t>标题</w:t></w:r></w:p>`;
    const filled = line('行').repeat(room - 1);
    expect((await pages(filled + heading(false) + line('正文'))).map((page) => page.replace(/行/g, ''))).toEqual(['标题', '正文']);
    expect((await pages(filled + heading(true) + line('正文'))).map((page) => page.replace(/行/g, ''))).toEqual(['', '标题正文']);
  });

  it('is no PDF where the font lacks a sign: a name with a gap is no name', async () => {
    const word = await fillTemplate(wordFile(line('{number}')), SCHEMA, { number: '张\u{2a6a5}🐶' });
    expect(await printPdf(await unpack(word))).toEqual({ missing: ['\u{2a6a5}', '🐶'] });
  });

  it('is not filled with a picture that is none: a signature is not left out in silence', async () => {
    const template = wordFile(line('{#signatures}{%image}{/signatures}'));
    await expect(fillTemplate(template, SCHEMA, { signatures: [{ name: '张三', role: '当事人', image: Buffer.from('GIF89a').toString('base64') }] })).rejects.toThrow();
  });

  it('has made-up data that fit', () => {
    expect(sampleOf(SCHEMA)).toMatchObject({ number: 'JF-1', performBy: '〔履行期限〕', atOnce: true, parties: [{ name: '〔姓名〕' }, {}], signatures: [{ role: '当事人' }, {}] });
  });
});

/** Says in its directory and before each part that nothing is large. */
function lying(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  for (let at = copy.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = copy.indexOf('PK\x01\x02', at + 4, 'latin1')) if (copy.readUInt32LE(at + 24) > 1_000_000) copy.writeUInt32LE(10, at + 24);
  return copy;
}

function rewritten(file: Buffer, change: (xml: string) => string): Buffer {
  const zip = new PizZip(file);
  zip.file('word/document.xml', change(zip.file('word/document.xml')?.asText() ?? ''));
  return zip.generate({ type: 'nodebuffer' });
}
