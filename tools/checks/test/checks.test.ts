import { describe, expect, it } from '@jest/globals';
import { isAccepted } from '../licences.js';
import { findings } from '../repository.js';

describe('the licence check', () => {
  it('reads SPDX expressions', () => {
    expect(['MIT', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND MIT', '(MIT AND Zlib)'].filter((one) => !isAccepted(one))).toEqual([]);
    expect(['GPL-3.0-only', 'AGPL-3.0-or-later', 'SSPL-1.0', 'BUSL-1.1', 'MIT AND GPL-2.0-only', 'UNLICENSED', 'SEE LICENSE IN LICENSE', ''].filter(isAccepted)).toEqual([]);
  });
});

describe('the repository check', () => {
  it('finds what belongs to one machine', () => {
    const home = ['', 'home', 'someone', 'stationhouse'].join('/');
    expect(findings('a.ts', `const folder = '${home}';`)).toHaveLength(1);
    expect(findings('package-lock.json', '"resolved": "https://registry.example/x.tgz"')).toHaveLength(1);
    expect(findings('package-lock.json', '"resolved": "libs/kernel"')).toEqual([]);
    expect(findings('a.ts', "router.get('/api/home/user')")).toEqual([]);
  });
});
