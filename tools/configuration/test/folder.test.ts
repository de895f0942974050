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
    const files = [{ path: 'configuration.yaml', content: 'a' }, { path: 'overlays/visit-case.yaml', content: 'b' }];
    expect(writeFolder(path.join(folder, 'new'), files)).toEqual({ written: ['configuration.yaml', 'overlays/visit-case.yaml'], removed: [] });
    expect(readFolder(path.join(folder, 'new'))).toEqual(files);
    mkdirSync(path.join(folder, 'new', '.git'));
    writeFileSync(path.join(folder, 'new', 'README.md'), 'ours');
    expect(writeFolder(path.join(folder, 'new'), [{ path: 'configuration.yaml', content: 'c' }])).toEqual({ written: ['configuration.yaml'], removed: ['overlays/visit-case.yaml'] });
    expect([readFileSync(path.join(folder, 'new', 'README.md'), 'utf8'), readFolder(path.join(folder, 'new'))]).toEqual(['ours', [{ path: 'configuration.yaml', content: 'c' }]]);
  });

  it('lets no server choose where a file lands', () => {
    expect(writeFolder(folder, [{ path: '../outside.yaml', content: 'x' }, { path: 'overlays/../../outside.yaml', content: 'x' }])).toEqual({ written: [], removed: [] });
    expect(existsSync(path.join(folder, '..', 'outside.yaml'))).toBe(false);
  });
});
