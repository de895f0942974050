import { describe, expect, it } from '@jest/globals';
import { atFiring } from '../src/exercises/moments.js';
import { heardOf } from '../src/exercises/preparing.js';

const NOW = new Date('2031-03-02T08:00:00Z');

describe('moments of an inject', () => {
  it('are told from its firing, however deep they stand', () => {
    expect(atFiring({ lastSeenOn: '@-PT25M', on: '@', clues: [{ seenOn: '@-P1D' }], n: 1, none: null }, NOW)).toEqual({ lastSeenOn: '2031-03-02T07:35:00.000Z', on: '2031-03-02T08:00:00.000Z', clues: [{ seenOn: '2031-03-01T08:00:00.000Z' }], n: 1, none: null });
  });

  it.each(['@somebody', 'a@-PT5M', '@-', '@-P', 'PT5M'])('leave %s as it is written', (words) => {
    expect(atFiring({ words }, NOW)).toEqual({ words });
  });
});

describe('what the instance hears that prepared an exercise', () => {
  it.each([
    ['planned', null, undefined],
    ['ended', null, 'exerciseDropped'],
    ['running', NOW, 'exerciseStarted'],
    ['paused', NOW, 'exerciseStarted'],
    ['halted', NOW, 'exerciseHalted'],
    ['ended', NOW, 'exerciseEnded'],
  ] as const)('%s, begun %s: %s', (status, startedAt, heard) => {
    expect(heardOf({ status, startedAt })).toBe(heard);
  });
});
