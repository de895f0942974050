import { describe, expect, it } from '@jest/globals';
import { areaOf, cluesIn, coveredShare, groundOf, kindIn, lastKnown, lastKnownIn, passResult, requirePassTime, type DrawnSegment, type GroundFacts, type ReportedPass } from '@stationhouse/three-losses-common/search';
import { box, GATE, off } from './world.js';

const SEEN = new Date('2026-05-01T04:00:00Z');
const at = (east: number, north: number) => off(GATE, east, north);
const hour = (hours: number) => new Date(SEEN.getTime() + hours * 3_600_000);
const segment = (id: string, east: number, terrain: DrawnSegment['terrain'] = 'open'): DrawnSegment => ({ id, ring: box(east, 0, 400), terrain });
const pass = (over: Partial<ReportedPass> = {}): ReportedPass => ({ id: 'p', segment: 'a', method: 'visual', searchers: 4, from: hour(1), to: hour(2), ...over });
const facts = (over: Partial<GroundFacts> = {}): GroundFacts => ({ kind: 'child4to6', surroundings: 'urban', seenAt: SEEN, lastKnown: lastKnown(at(200, 200), SEEN), segments: [segment('a', 0), segment('b', 1_000)], passes: [], clues: [], now: hour(3), ...over });
const ground = segment('a', 0);

describe('a pass', () => {
  it('counts by its effort, on the share that was gone over where somebody judged it', () => {
    // 50 m × 1.6 swept at 0.8 m/s by four for an hour, of 160,000 m².
    const coverage = (50 * 1.6 * 0.8 * 4 * 3600) / areaOf(ground.ring);
    expect(passResult(pass(), ground.ring, 'open').pod).toBeCloseTo(Math.min(0.995, 1 - Math.exp(-coverage)), 9);
    const half = passResult(pass({ share: 0.5 }), ground.ring, 'open');
    expect([half.pod, half.share]).toEqual([expect.closeTo(0.5 * Math.min(0.995, 1 - Math.exp(-2 * coverage)), 9), 0.5]);
    // Dense ground, darkness and a measured range all change how wide one sees.
    const thicket = passResult(pass({ searchers: 1 }), ground.ring, 'thicket').pod;
    expect(passResult(pass({ searchers: 1, night: true }), ground.ring, 'thicket').pod).toBeLessThan(thicket);
    expect(passResult(pass({ searchers: 1, rangeM: 12 }), ground.ring, 'thicket').pod).toBeGreaterThan(thicket);
    expect(passResult(pass({ method: 'thermal', searchers: 1 }), ground.ring, 'open').pod).toBe(passResult(pass({ method: 'drone', searchers: 1 }), ground.ring, 'open').pod);
  });

  it('counts by its tracks where there are any, as far as they fall into its time', () => {
    const walk = (north: number, from: number) => Array.from({ length: 41 }, (_, step) => ({ position: at(step * 10, north), at: hour(from).getTime() + step * 60_000 }));
    const result = passResult(pass({ tracks: [walk(200, 1)] }), ground.ring, 'open');
    expect(result.lengthM).toBeCloseTo(400, -1);
    expect(result.share).toBeCloseTo(80 / 400, 1);
    // Of another day: it says nothing of this pass, which counts by its effort.
    expect(passResult(pass({ tracks: [walk(200, 30)] }), ground.ring, 'open').lengthM).toBeUndefined();
    const [low, high] = [pass({ tracks: [walk(100, 1)] }), pass({ id: 'q', tracks: [walk(300, 1)] })];
    const both = [low, high].map((one) => ({ pass: one, result: passResult(one, ground.ring, 'open') }));
    expect(coveredShare(both, ground.ring, 'open')).toBeCloseTo(both.reduce((sum, one) => sum + one.result.share, 0), 2);
    expect(coveredShare([both[0] as (typeof both)[number], both[0] as (typeof both)[number]], ground.ring, 'open')).toBeCloseTo(both[0]?.result.share ?? 0, 9);
  });

  it('has its moments: after the person was seen, over by now, begun before it ends', () => {
    const problem = (from: number, to: number) => { try { return requirePassTime({ from: hour(from), to: hour(to) }, SEEN, hour(3)); } catch (error) { return (error as { details: { problem: string } }).details.problem; } };
    expect([problem(1, 2), problem(-1, 2), problem(1, 4), problem(2, 1)]).toEqual([undefined, 'beforeLost', 'inFuture', 'endsBeforeItBegins']);
  });
});

describe('the ground of a search', () => {
  const poa = (over: Partial<GroundFacts>, id: string) => groundOf(facts(over)).segments.find((one) => one.id === id)?.poa ?? Number.NaN;

  it('is what people said: shares that sum to one with what lies outside, passes and clues moving them', () => {
    const { segments, belief } = groundOf(facts());
    expect(segments.reduce((sum, one) => sum + (one.poa ?? 0), 0) + (belief?.outside ?? 0)).toBeCloseTo(1, 12);
    expect(poa({ passes: [pass()] }, 'a')).toBeLessThan(poa({}, 'a'));
    expect(poa({ passes: [pass()] }, 'b')).toBeGreaterThan(poa({}, 'b'));
    expect(groundOf(facts({ passes: [pass()] })).share).toBeCloseTo(groundOf(facts({ passes: [pass()] })).segments[0]?.share as number / 2, 3);
    const clue = { kind: 'frame', sureness: 'sure', source: 'gate', seenAt: hour(1), position: at(1_200, 200) } as const;
    expect(poa({ clues: [clue] }, 'b')).toBeGreaterThan(poa({}, 'b'));
    expect(groundOf(facts({ clues: [clue, { ...clue, seenAt: hour(-1) }, { ...clue, position: undefined }, { ...clue, position: at(9_000, 0) }] })).clues).toEqual([{ segment: 'b' }, { leftOut: 'beforeLastSeen' }, { leftOut: 'noPlace' }, { leftOut: 'inNoSegment' }]);
    expect(poa({ segments: [segment('a', 0), { ...segment('b', 1_000), weight: { kind: 'waterEdge', factor: 5, reason: '湖边' } }] }, 'b')).toBeGreaterThan(poa({}, 'b'));
  });

  it('follows a correction: what was over before it counts no more, and a withdrawn one gives it back', () => {
    const before = groundOf(facts({ passes: [pass()] }));
    const later = { seenAt: hour(2.5), lastKnown: lastKnown(at(1_200, 200), hour(2.5)) };
    const corrected = groundOf(facts({ ...later, passes: [pass()] }));
    expect(corrected.passes).toEqual([{ ...before.passes[0], leftOut: 'beforeLastSeen' }]);
    expect([corrected.segments[0]?.pod, corrected.belief?.success, corrected.belief?.reach.elapsedS]).toEqual([0, 0, 1800]);
    expect(poa(later, 'b')).toBeGreaterThan(poa(later, 'a'));
  });

  it('without a point on the map says what was covered, and believes nothing', () => {
    const { belief, segments, share } = groundOf(facts({ lastKnown: undefined, passes: [pass()] }));
    expect([belief, segments[0]?.poa]).toEqual([undefined, undefined]);
    expect(share).toBeGreaterThan(0);
  });

  it('reads what the instance knows: who, where, and which clues', () => {
    const kinds = [{ group: 'child', age: 2 }, { group: 'child', age: 5 }, { group: 'child' }, { group: 'youth' }, { group: 'youth', age: 17 }, { group: 'adult' }, { group: 'elder' }].map((person) => kindIn({ person }));
    expect(kinds).toEqual(['child1to3', 'child4to6', 'child7to9', 'youth13to15', 'youth13to15', 'adult', 'old']);
    expect([kindIn({ person: { group: 'elder' }, risks: ['illness'] }), kindIn({ person: { group: 'youth' }, risks: ['selfHarm'] })]).toEqual(['dementia', 'despondent']);
    expect([lastKnownIn({ lastSeenOn: SEEN.toISOString() }), lastKnownIn({ lastSeenOn: SEEN.toISOString(), point: { longitude: 114, latitude: 30 } })?.position]).toEqual([undefined, [114, 30]]);
    expect(cluesIn({ clues: [{ at: '', seenOn: SEEN.toISOString(), source: 'video', sure: 'certain', place: '北门', point: { longitude: 114, latitude: 30 } }] })).toEqual([{ kind: 'frame', sureness: 'sure', source: '["video","北门"]', seenAt: SEEN, position: [114, 30] }]);
  });
});
