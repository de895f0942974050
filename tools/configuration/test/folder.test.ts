import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFolder, writeFolder } from '../folder.js';

describe('a configuration in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes what changed, takes away what is gone, and leaves alone what is not its own', () => {
    const word = Buffer.from([0x50, 0x4b, 0, 0xff, 0xfe]);
    const files = [{ path: 'configuration.yaml', content: 'a', binary: false }, { path: 'documents/agreement.docx', content: word.toString('base64'), binary: true }, { path: 'overlays/visit-case.yaml', content: 'b', binary: false }];
    expect(writeFolder(path.join(folder, 'new'), files)).toEqual({ written: ['configuration.yaml', 'documents/agreement.docx', 'overlays/visit-case.yaml'], removed: [] });
    expect(readFolder(path.join(folder, 'new'))).toEqual(files);
    expect(readFileSync(path.join(folder, 'new', 'documents', 'agreement.docx'))).toEqual(word);
    mkdirSync(path.join(folder, 'new', '.git'));
    writeFileSync(path.join(folder, 'new', 'README.md'), 'ours');
    expect(writeFolder(path.join(folder, 'new'), [{ path: 'configuration.yaml', content: 'c', binary: false }])).toEqual({ written: ['configuration.yaml'], removed: ['documents/agreement.docx', 'overlays/visit-case.yaml'] });
    expect([readFileSync(path.join(folder, 'new', 'README.md'), 'utf8'), readFolder(path.join(folder, 'new'))]).toEqual(['ours', [{ path: 'configuration.yaml', content: 'c', binary: false }]]);
  });

  it('lets no server choose where a file lands', () => {
    expect(writeFolder(folder, [{ path: '../outside.yaml', content: 'x', binary: false }, { path: 'overlays/../../outside.yaml', content: 'x', binary: false }])).toEqual({ written: [], removed: [] });
    expect(existsSync(path.join(folder, '..', 'outside.yaml'))).toBe(false);
  });
});
