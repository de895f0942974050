import { describe, expect, it } from '@jest/globals';
import { isTimeOrderedId, newId } from '@stationhouse/kernel';

describe('newId', () => {
  it('is a UUIDv7 of now, unlike any other, and after every earlier one', () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isTimeOrderedId)).toBe(true);
    const moment = parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16);
    expect(moment).toBeGreaterThanOrEqual(before);
    expect(moment).toBeLessThanOrEqual(Date.now());
  });
});
