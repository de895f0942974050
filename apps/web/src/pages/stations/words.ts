import type { Words } from '@stationhouse/plugin-web';

/** The kinds of place a station polices. The register takes any word; these are the house's own. */
export function stationKinds(say: Words['say']): { readonly value: string; readonly label: string }[] {
  return [
    { value: 'oldTown', label: say('老城与景区', 'Old town') },
    { value: 'marketTown', label: say('集镇', 'Market town') },
    { value: 'university', label: say('高校片区', 'University quarter') },
    { value: 'newEstates', label: say('新建小区', 'New estates') },
    { value: 'oldHousing', label: say('城郊老旧小区', 'Suburb, old housing') },
    { value: 'riverPort', label: say('水域港口', 'River port') },
    { value: 'other', label: say('其他', 'Other') },
  ];
}
