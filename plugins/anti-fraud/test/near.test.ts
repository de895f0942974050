import { describe, expect, it } from '@jest/globals';
import { legTo, nearestFirst, phoneBeside, windOf } from '@stationhouse/anti-fraud-common';
import { readBranch } from '../server/src/branches/reading.js';

const HERE = { longitude: 114.3, latitude: 30.6 };
const [KILOMETRE_NORTH, KILOMETRE_EAST] = [1 / 111.195, 1 / (111.195 * Math.cos((30.6 * Math.PI) / 180))];

describe('the way to a place', () => {
  it('is as long as the earth is round, in the direction that a compass shows', () => {
    for (const [east, north, metres, wind] of [[0, 1, 1000, 0], [1, 1, 1414, 1], [1, 0, 1000, 2], [0, -1, 1000, 4], [-1, 0, 1000, 6], [-1, 1, 1414, 7]] as const) {
      const leg = legTo(HERE, { longitude: HERE.longitude + east * KILOMETRE_EAST, latitude: HERE.latitude + north * KILOMETRE_NORTH });
      expect([Math.abs(leg.metres - metres) < 3, windOf(leg.bearing)]).toEqual([true, wind]);
    }
    // Beijing to Shanghai, by any atlas.
    expect(Math.round(legTo({ longitude: 116.4074, latitude: 39.9042 }, { longitude: 121.4737, latitude: 31.2304 }).metres / 1000)).toBeCloseTo(1068, -1);
    expect(windOf(350)).toBe(0);
    expect(legTo(HERE, HERE).metres).toBe(0);
  });

  it('puts the nearest first and leaves out what has no place', () => {
    const at = (name: string, longitude: number | null, latitude: number | null) => ({ name, longitude, latitude });
    const sorted = nearestFirst(HERE, [at('far', 115, 31), at('nowhere', null, null), at('near', 114.301, 30.6), at('beyond the date line', -179.9, 0)]);
    expect(sorted.map(({ thing }) => thing.name)).toEqual(['near', 'far', 'beyond the date line']);
  });
});

describe('the number on a contact board', () => {
  it('is the one behind the name, and no one else’s', () => {
    const printed = '社区民警 测试甲 电话：139 0000 0001；所长 测试乙 027-85550002；报警请拨 110';
    expect([phoneBeside(printed, '测试甲'), phoneBeside(printed, '测试乙'), phoneBeside(printed, '测试丙')]).toEqual(['139 0000 0001', '027-85550002', undefined]);
  });

  it('is not guessed where a name has none of its own', () => {
    for (const printed of ['社区民警 测试甲；所长 测试乙 13900000002', '测试甲\n13900000002', '测试甲 报警请拨 110', '测试甲 身份证 420100199001011234', '测试甲']) expect(phoneBeside(printed, '测试甲')).toBeUndefined();
    expect(phoneBeside('13900000002', ' ')).toBeUndefined();
  });
});

describe('a branch as it is written down', () => {
  const words = { bank: '江城测试银行', name: '东门支行', address: '东门路 1 号', phone: '０２７－８５５５０００１', longitude: '１１４.３０５４', latitude: 30.5931 };
  const fields = (change: object) => { const read = readBranch({ ...words, ...change }); return 'problems' in read ? read.problems.map(({ field }) => field) : []; };

  it('is read in whatever width it was typed', () => {
    expect(readBranch(words)).toEqual({ branch: { ...words, phone: '027-85550001', longitude: 114.3054 } });
    expect(readBranch({ ...words, phone: ' ', longitude: null, latitude: '' })).toEqual({ branch: { ...words, phone: null, longitude: null, latitude: null } });
  });

  it('tells all that is wrong at once', () => {
    expect(fields({ bank: ' ', name: '支'.repeat(81), address: 'a\nb', phone: '无', longitude: '30.5', latitude: '114.3' })).toEqual(['phone', 'bank', 'name', 'address', 'latitude']);
    expect([fields({ longitude: '' }), fields({ latitude: null }), fields({ longitude: 'NaN' }), fields({ longitude: '1e2' }), fields({ latitude: '90.1' }), fields({ longitude: -180.5 })]).toEqual([['longitude'], ['latitude'], ['longitude'], ['longitude'], ['latitude'], ['longitude']]);
  });
});
