import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FILE_TYPES, requireClaim, requireContent } from '../src/index.js';

const ALL = FILE_TYPES.map(({ id }) => id);
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const EXE = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);

describe('what a file is', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'types-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function looked(name: string, content: Buffer, allowed: readonly string[] = ALL): Promise<string> {
    const file = join(folder, 'content');
    await writeFile(file, content);
    const claimed = requireClaim(name, allowed);
    await requireContent(file, claimed, allowed);
    return claimed.mediaType;
  }

  it.each([
    ['现场照片.PNG', PNG, 'image/png'],
    ['协议.pdf', PDF, 'application/pdf'],
    ['笔录.txt', Buffer.from('2026年3月1日，在场人……\n'), 'text/plain'],
    ['旧笔录.txt', Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x0d, 0x0a]), 'text/plain'],
  ])('%s is taken', async (name, content, mediaType) => {
    expect(await looked(name, content)).toBe(mediaType);
  });

  it.each<[string, string, Buffer, string, string | null]>([
    ['a picture that calls itself a document', 'a.pdf', PNG, 'pdf', 'png'],
    ['a program that calls itself a picture', 'a.jpg', EXE, 'jpg', 'exe'],
    ['a program that calls itself a text', 'a.txt', EXE, 'txt', 'exe'],
    ['bytes that are no text', 'a.txt', Buffer.from([0x41, 0x00, 0x42]), 'txt', null],
    ['a page', 'a.html', Buffer.from('<script>alert(1)</script>'), 'html', null],
    ['a drawing that can run', 'a.svg', Buffer.from('<svg/>'), 'svg', null],
    ['a name without an ending', 'README', PDF, '', null],
  ])('%s is refused, with what it claims, what it is and what is allowed', async (_, name, content, claims, is) => {
    await expect(looked(name, content)).rejects.toMatchObject({ code: 'FILE_TYPE_REFUSED', details: { claims, is, allowed: ALL } });
  });

  it('refuses by name what the setting leaves out', () => {
    expect(() => requireClaim('a.png', ['pdf'])).toThrow(expect.objectContaining({ code: 'FILE_TYPE_REFUSED', details: { claims: 'png', is: null, allowed: ['pdf'] } }));
    expect(requireClaim('a.JPEG', ['jpg']).id).toBe('jpg');
  });
});
