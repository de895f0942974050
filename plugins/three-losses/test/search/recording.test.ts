import { describe, expect, it } from '@jest/globals';
import { mergedFixes, RECORDING_GAP_MS, type Fix } from '@stationhouse/three-losses-common/search';
import fc from 'fast-check';

const START = Date.parse('2024-05-01T14:00:00Z');
const fix = (second: number): Fix => [114.36 + second / 1e6, 30.56, START + second * 1000];

describe('what a phone records on the way', () => {
  it('is one track, however its batches come: late, twice, in any order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 20 }), (seconds, again) => {
        const inOrder = [...seconds].sort((left, right) => left - right).map(fix);
        const batches = [seconds.slice(0, 7), seconds.slice(7), again.flatMap((index) => seconds[index] ?? [])].map((part) => part.map(fix));
        const merged = mergedFixes(batches);
        expect(merged.flat()).toEqual(inOrder);
        expect(mergedFixes([...batches].reverse())).toEqual(merged);
      }),
    );
  });

  it('shows as a gap where nothing was recorded, and draws no line over it', () => {
    const gap = RECORDING_GAP_MS / 1000;
    expect(mergedFixes([[0, 10, 10 + gap].map(fix), [11 + 2 * gap].map(fix)]).map((stretch) => stretch.length)).toEqual([3, 1]);
    expect(mergedFixes([])).toEqual([]);
  });
});
