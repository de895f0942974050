import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lanesOf } from '../src/pages/configure/lanes.js';

const lines = fc.uniqueArray(fc.record({ from: fc.integer({ min: 0, max: 30 }), to: fc.integer({ min: 0, max: 30 }) }).filter(({ from, to }) => from !== to), { maxLength: 12, selector: ({ from, to }) => `${from} ${to}` }).map((all) => all.map(({ from, to }) => ({ id: `${from} ${to}`, from: from * 86, to: to * 86 })));

describe('lines beside the cards', () => {
  it('never lie on one another, and stay within their room', () => {
    fc.assert(fc.property(lines, (all) => {
      const lanes = lanesOf(all, 96);
      for (const one of all) for (const other of all) {
        if (one === other || lanes.get(one.id)?.offset !== lanes.get(other.id)?.offset) continue;
        expect(Math.max(one.from, one.to) <= Math.min(other.from, other.to) || Math.max(other.from, other.to) <= Math.min(one.from, one.to)).toBe(true);
      }
      for (const { offset } of lanes.values()) expect(offset >= 14 && offset <= 86).toBe(true);
    }));
  });

  it('keep their words apart', () => {
    const lanes = [...lanesOf([{ id: 'a', from: 0, to: 400 }, { id: 'b', from: 0, to: 400 }, { id: 'c', from: 100, to: 300 }], 96).values()];
    expect(new Set(lanes.map(({ offset }) => offset)).size).toBe(3);
    for (const one of lanes) for (const other of lanes) if (one !== other && Math.abs(one.offset - other.offset) < 26) expect(Math.abs(one.words - other.words)).toBeGreaterThanOrEqual(18);
  });
});
