/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import type { Scope } from '@stationhouse/plugin-web';
import { PERMISSIONS } from '../src/permissions.js';
import { homeOf, navigationOf } from '../src/shell/navigation.js';

const at = (...held: readonly string[]): Scope => ({ stationId: 's', may: (permission: string) => held.includes(permission) }) as unknown as Scope;

describe('where somebody begins at a station', () => {
  it.each([
    ['whoever works there, with the workbench', [PERMISSIONS.readInstances, PERMISSIONS.conductStudies], 'workbench'],
    ['whoever only analyses, with the studies', [PERMISSIONS.conductStudies, PERMISSIONS.readMetrics], 'studies'],
    ['whoever was given a part of its administration, with that', [PERMISSIONS.readMembers], 'members'],
    ['whoever may nothing, with a page all the same', [], 'workbench'],
  ])('%s', (_who, held, page) => {
    expect(homeOf(at(...held))).toBe(page);
    expect(navigationOf(at(...held)).flatMap(({ items }) => items).some(({ path }) => path === 'workbench')).toBe(page === 'workbench' && held.length > 0);
  });
});
