import { describe, expect, it } from '@jest/globals';
import { standingOf } from '@stationhouse/scenic-drills-common';
// The server half exports its declaration alone.
import { planOf, scriptOf } from '../server/src/packs/pack.js';
import { PACKS } from '../server/src/packs/packs.js';
import { EXAMPLE_SITE } from '../server/src/packs/site-facts.js';
import { readSite } from '../server/src/sites/reading.js';

describe('the plan of a year', () => {
  const planned = [{ month: 3, kind: 'towerChild' }, { month: 6, kind: 'waterChild' }, { month: 9, kind: 'towerChild' }, { month: 12, kind: 'duskElder' }];

  it('counts each drill once, for the earliest planned of its kind, whenever it was held', () => {
    const held = [{ instanceId: 'late', kind: 'towerChild', month: 5 }];
    expect(standingOf(planned, held, 6).map(({ standing, instanceId }) => [standing, instanceId])).toEqual([['held', 'late'], ['due', null], ['ahead', null], ['ahead', null]]);
  });

  it('says who is behind once the month is over, and nothing of a year to come', () => {
    expect(standingOf(planned, [], 7).map(({ standing }) => standing)).toEqual(['behind', 'behind', 'ahead', 'ahead']);
    expect(standingOf(planned, [], 0).every(({ standing }) => standing === 'ahead')).toBe(true);
    expect(standingOf(planned, [], 13).every(({ standing }) => standing === 'behind')).toBe(true);
  });
});

describe('a pack', () => {
  const SITE = { ...EXAMPLE_SITE, name: '测试湖', gates: [{ name: '东门', longitude: 114.3, latitude: 30.6 }], waters: [{ name: '测试池' }], dangers: [{ name: '观景塔', kind: 'height' }] };

  it('is filled in with the places of the site', () => {
    const said = JSON.stringify(PACKS.map((pack) => scriptOf(pack, SITE)));
    for (const place of ['测试湖', '东门', '测试池', '观景塔']) expect(said).toContain(place);
    expect(said).not.toContain('示范湖');
  });

  it('names no date, and nobody by a number that somebody may have', () => {
    for (const pack of PACKS) {
      const said = JSON.stringify(scriptOf(pack, SITE));
      expect(said).not.toMatch(/\d{4}-\d{2}-\d{2}/);
      expect([...said.matchAll(/1\d{10}/g)].every(([phone]) => phone.startsWith('139000091'))).toBe(true);
    }
  });

  it('begins at its own time of the day on which it is planned, by the station’s clock', () => {
    const dusk = PACKS.find(({ id }) => id === 'duskElder');
    if (dusk === undefined) throw new Error('no pack');
    expect(planOf(scriptOf(dusk, SITE), new Date('2024-05-20T01:00:00Z'), 'Asia/Shanghai').beginsAt).toEqual(new Date('2024-05-20T09:50:00Z'));
  });
});

describe('a site', () => {
  const words = { name: '测试湖', area: [], gates: [], waters: [], dangers: [] };
  const corner = (longitude: number, latitude: number) => ({ longitude, latitude });

  it.each([
    ['no name', { name: ' ' }, 'input.name'],
    ['a grade that there is not', { grade: '6A' }, 'input.grade'],
    ['an outline that crosses itself', { area: [corner(0, 0), corner(1, 1), corner(1, 0), corner(0, 1)] }, 'input.area'],
    ['two corners', { area: [corner(0, 0), corner(1, 1)] }, 'input.area'],
    ['longitude and latitude swapped', { gates: [{ name: '门', longitude: 30, latitude: 114 }] }, 'input.gates.0.0'],
    ['water of one point', { waters: [{ name: '池', line: [corner(0, 0)] }] }, 'input.waters.0.line'],
    ['no telephone number', { operatorPhone: '问前台' }, 'input.operatorPhone'],
  ])('with %s is refused by its field', (_what, change, field) => {
    let refusal: unknown;
    try {
      readSite({ ...words, ...change });
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'BAD_INPUT', details: { field } });
  });

  it('takes an outline that does not cross itself', () => {
    expect(readSite({ ...words, area: [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)] }).area).toHaveLength(4);
  });
});
