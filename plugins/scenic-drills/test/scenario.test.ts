import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { drillFromSearch, type PastSearch, type Position } from '@stationhouse/scenic-drills-common';
import fc from 'fast-check';

const REPORTED = Date.parse('2026-03-02T06:00:00Z');
const BEGINS = '2026-06-01T01:00:00.000Z';
const SITE: Position = [114.39, 30.56];
const after = (seconds: number) => new Date(REPORTED + seconds * 1000).toISOString();

/** Words that no invented text is made of: wherever one of these signs turns up, somebody’s words were carried over. */
const SIGNS = 'αβγδεζηθικλμνξοπρστυφχψω';
const words = fc.array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: 12 }).map((signs) => signs.join(''));
const phone = fc.integer({ min: 13_100_000_000, max: 13_899_999_999 }).map(String);
const point = fc.record({ longitude: fc.double({ min: 103, max: 125, noNaN: true }), latitude: fc.double({ min: 20, max: 45, noNaN: true }) });
const seconds = fc.integer({ min: 0, max: 86_400 });
const moment = seconds.map(after);
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

/** A search as it is kept, with words of its own in every place where somebody may write. */
const searches = fc.record({
  data: fc.record({
    person: fc.record({ group: fc.constantFrom('child', 'youth', 'adult', 'elder'), sex: fc.constantFrom('male', 'female'), age: fc.integer({ min: 116, max: 120 }), height: fc.integer({ min: 201, max: 250 }), name: words, clothing: words, features: words, phone }),
    reporter: fc.record({ name: words, phone, relation: fc.constantFrom('parent', 'family', 'carer', 'other') }),
    lastSeenOn: fc.integer({ min: -86_400, max: 0 }).map(after),
    lastPlace: words,
    point: optional(point),
    risks: fc.uniqueArray(fc.constantFrom('water', 'selfHarm', 'illness', 'weather', 'traffic', 'abuse')),
    health: words,
    account: words,
    reportedOn: fc.constant(after(0)),
    questionedOn: optional(moment), dispatchedOn: optional(moment), arrivedOn: optional(moment), foundOn: optional(moment),
    foundPlace: words,
    claims: fc.array(fc.record({ on: moment, place: words, note: words }), { maxLength: 3 }),
    corrections: fc.array(fc.record({ at: moment, source: fc.constantFrom('video', 'family'), fromOn: fc.integer({ min: -9000, max: 0 }).map(after), fromPlace: words, toOn: fc.integer({ min: -9000, max: 0 }).map(after), toPlace: words }), { maxLength: 4 }),
    clues: fc.array(fc.record({ at: moment, seenOn: fc.integer({ min: -9000, max: 0 }).map(after), source: fc.constantFrom('video', 'witness'), sure: fc.constantFrom('certain', 'likely'), place: optional(words), point: optional(point), towardsWater: optional(fc.boolean()), note: words }), { maxLength: 6 }),
    neighbours: fc.array(fc.record({ on: moment, station: words, answer: fc.constantFrom('received', 'clue', 'notFound'), place: words, words }), { maxLength: 3 }),
    posterText: words,
    guardian: fc.record({ name: words, proof: fc.constant('household') }),
    somethingNew: words,
  }),
  answers: fc.array(fc.record({ at: moment, outcome: fc.oneof(fc.constantFrom('seen', 'notSeen', 'withUs'), words) }), { maxLength: 4 }),
}).map((search) => JSON.parse(JSON.stringify(search)) as PastSearch);

const leaves = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]);
const points = (value: unknown): JsonObject[] => {
  if (typeof value !== 'object' || value === null) return [];
  return 'longitude' in value ? [value as JsonObject] : Object.values(value).flatMap(points);
};

describe('a drill made of a past search', () => {
  it('carries over nothing that anybody wrote, and nobody’s name, phone, age or height', () => {
    fc.assert(fc.property(searches, fc.constantFrom(SITE, null), (search, site) => {
      const plan = JSON.stringify(drillFromSearch(search, { beginsAt: BEGINS, site }));
      expect(plan).not.toMatch(new RegExp(`[${SIGNS}]`));
      const { person, reporter } = search.data as { readonly person: Record<string, Json>; readonly reporter: Record<string, Json> };
      expect(plan).not.toContain(String(person['phone']));
      expect(plan).not.toContain(String(reporter['phone']));
      const said = new Set(leaves((drillFromSearch(search, { beginsAt: BEGINS, site }).plan.injects[0]?.start?.data as JsonObject)['person']));
      expect(said.has(person['age'])).toBe(false);
      expect(said.has(person['height'])).toBe(false);
    }), { numRuns: 400 });
  });

  it('keeps every distance in time: of clues, corrections and answers, and of what they say', () => {
    fc.assert(fc.property(searches, (search) => {
      const { plan, left } = drillFromSearch(search, { beginsAt: BEGINS, site: SITE });
      const list = (key: string) => (search.data[key] as readonly JsonObject[]).map((one) => (Date.parse(String(one['at'] ?? one['on'])) - REPORTED) / 1000);
      const known = search.answers.filter(({ outcome }) => ['seen', 'notSeen', 'withUs'].includes(outcome)).map(({ at }) => (Date.parse(at) - REPORTED) / 1000);
      const expected = [...list('corrections'), ...list('clues'), ...list('neighbours'), ...known].sort((a, b) => a - b);
      expect(left).toBe(0);
      expect(plan.injects.slice(1).map(({ after: offset }) => Number(offset.slice(2, -1)))).toEqual(expected);
      for (const { event, after: offset } of plan.injects) {
        const said = event?.payload['seenOn'] ?? event?.payload['lastSeenOn'];
        // Nobody hears of what has not happened yet by the drill’s clock.
        if (said !== undefined) expect(Date.parse(String(said))).toBeLessThanOrEqual(Date.parse(BEGINS) + Number(offset.slice(2, -1)) * 1000);
      }
    }));
  });

  it('moves all points alike: to the site, with the ways between them as long as they were', () => {
    const metres = (a: JsonObject, b: JsonObject) => {
      const [x, y] = [(Number(a['longitude']) - Number(b['longitude'])) * Math.cos((((Number(a['latitude']) + Number(b['latitude'])) / 2) * Math.PI) / 180), Number(a['latitude']) - Number(b['latitude'])];
      return Math.hypot(x, y) * 111_195;
    };
    const near = fc.record({ longitude: fc.double({ min: 120, max: 120.05, noNaN: true }), latitude: fc.double({ min: 31, max: 31.05, noNaN: true }) });
    fc.assert(fc.property(near, fc.array(near, { minLength: 1, maxLength: 5 }), (first, others) => {
      const data = { reportedOn: after(0), lastSeenOn: after(-600), lastPlace: 'α', person: { group: 'child' }, point: first, clues: others.map((one, index) => ({ at: after(index), seenOn: after(-60), point: one })) };
      const moved = points(drillFromSearch({ data, answers: [] }, { beginsAt: BEGINS, site: SITE }).plan);
      expect(metres(moved[0] ?? {}, { longitude: SITE[0], latitude: SITE[1] })).toBeLessThan(2);
      others.forEach((one, index) => expect(Math.abs(metres(moved[0] ?? {}, moved[index + 1] ?? {}) - metres(first, one))).toBeLessThan(10));
      // Kept by the chief’s decision they are where they were.
      expect(points(drillFromSearch({ data, answers: [] }, { beginsAt: BEGINS, site: null }).plan)).toEqual([first, ...others]);
    }));
  });

  it('measures by the time that the workflow allows, and finding by how long it took in earnest', () => {
    const data = { reportedOn: after(0), lastSeenOn: after(-600), lastPlace: '某处', person: { group: 'elder' }, dispatchedOn: after(130), foundOn: after(2400) };
    const { objectives } = drillFromSearch({ data, answers: [] }, { beginsAt: BEGINS, site: SITE }).plan;
    expect(objectives.find(({ subject }) => subject === 'searching.branches.ground.onTheWay')).toMatchObject({ title: '派警（原用时 2 分 10 秒）', within: 'PT180S' });
    expect(objectives.at(-1)).toMatchObject({ subject: 'found', within: 'PT2400S' });
  });

  it('holds no more than an exercise takes, the earliest first, and says what it left out', () => {
    const clues = Array.from({ length: 150 }, (_, index) => ({ at: after(index * 10), seenOn: after(0), source: 'video', sure: 'likely' }));
    const { plan, left } = drillFromSearch({ data: { reportedOn: after(0), lastSeenOn: after(-60), lastPlace: 'α', person: { group: 'adult' }, clues }, answers: [] }, { beginsAt: BEGINS, site: SITE });
    expect([plan.injects.length, left, plan.injects.at(-1)?.after]).toEqual([100, 51, 'PT980S']);
  });
});
