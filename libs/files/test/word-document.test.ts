import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { claimedType, requireContent, wordDocument } from '@stationhouse/files';

describe('a document', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'word-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const content = {
    title: '治安调解协议书',
    number: 'JF-1-2026-00001',
    blocks: [{ heading: '一、当事人' }, { table: [['姓名', '电话'], ['张<三> & "李"', '']] }, { paragraph: '第一行\n第二行\u0000\u0007' }, { signatures: ['当事人（签名）'] }],
  };
  const textOf = async (bytes: Buffer) => (await JSZip.loadAsync(bytes)).file('word/document.xml')?.async('text');

  it('is known as a docx by its content', async () => {
    const file = path.join(folder, 'a.docx');
    await writeFile(file, await wordDocument(content));
    const type = claimedType(file);
    if (type === undefined) throw new Error('docx is known');
    await expect(requireContent(file, type, ['docx'])).resolves.toBeUndefined();
  });

  it('says what it is given, and whatever people write leaves it well-formed', async () => {
    const xml = (await textOf(await wordDocument(content))) ?? '';
    for (const words of ['治安调解协议书', 'JF-1-2026-00001', '张&lt;三&gt; &amp; "李"', '第一行', '第二行</w:t>', '当事人（签名）：']) expect(xml).toContain(words);
    // eslint-disable-next-line no-control-regex -- they must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
    const open = [...xml.matchAll(/<(w:[A-Za-z]+)(?: [^>]*[^/])?>/g)].map(([, name]) => name);
    const closed = [...xml.matchAll(/<\/(w:[A-Za-z]+)>/g)].map(([, name]) => name);
    expect([...open].sort()).toEqual([...closed].sort());
  });

  it('is the same bytes for the same content', async () => {
    expect((await wordDocument(content)).equals(await wordDocument(content))).toBe(true);
  });
});
