import { describe, expect, it } from '@jest/globals';
import { CALLS } from '../../src/demo/world/calls.js';
import { incidentsOf, type DemoIncident } from '../../src/demo/world/incidents.js';
import { areaOf, DISTRICTS, isInside, pointIn, toWgs84, type Point, type StationCode } from '../../src/demo/world/map.js';
import { randomOf } from '../../src/demo/world/random.js';
import { shareOfHour } from '../../src/demo/world/rhythm.js';
import { STATIONS, stationOf } from '../../src/demo/world/stations.js';

const now = new Date('2026-06-17T07:30:00Z');
const codes = Object.keys(DISTRICTS) as StationCode[];
const localHour = (moment: Date) => (moment.getUTCHours() + 8) % 24;
const weekday = (moment: Date) => new Date(moment.getTime() + 8 * 3_600_000).getUTCDay();

describe('the map', () => {
  it('gives every place to one district at most', () => {
    const disputed: Point[] = [];
    for (let east = -16; east <= 17; east += 0.25) {
      for (let north = -11; north <= 14; north += 0.25) {
        const point: Point = [east + 0.013, north + 0.017];
        if (codes.filter((code) => isInside(point, DISTRICTS[code])).length > 1) disputed.push(point);
      }
    }
    expect(disputed).toEqual([]);
  });

  it('keeps every point and every hot spot inside its own district', () => {
    const random = randomOf('points');
    for (const station of STATIONS) {
      for (const spot of station.hotSpots) expect(`${spot.name} ${isInside(spot.at, DISTRICTS[station.code])}`).toBe(`${spot.name} true`);
      for (let turn = 0; turn < 300; turn++) expect(isInside(pointIn(station.code, random, turn % 2 === 0 ? station.hotSpots[0]?.at : undefined), DISTRICTS[station.code])).toBe(true);
    }
  });

  it('closes each area, counter-clockwise as GeoJSON wants it', () => {
    for (const code of codes) {
      const [ring = []] = areaOf(code).coordinates;
      expect(ring[0]).toEqual(ring.at(-1));
      const doubled = ring.slice(1).reduce((sum, [x = 0, y = 0], index) => sum + ((ring[index]?.[0] ?? 0) * y - x * (ring[index]?.[1] ?? 0)), 0);
      expect(doubled).toBeGreaterThan(0);
    }
  });
});

describe('the calls', () => {
  const all = new Map(STATIONS.map((station) => [station.code, [...incidentsOf(station, { now })]]));
  const every = [...all.values()].flat();
  const count = (where: (incident: DemoIncident) => boolean) => every.filter(where).length;

  it('are the same for the same story, and others for another seed', () => {
    const some = (seed: string) => [...incidentsOf(stationOf('xuefu'), { now, days: 20, seed })];
    expect(some('a')).toEqual(some('a'));
    expect(some('a')).not.toEqual(some('b'));
  });

  it('fill two years of six stations and never lie in the future', () => {
    expect(every.length).toBeGreaterThan(25_000);
    expect(every.length).toBeLessThan(40_000);
    const disordered = every.filter((incident) => {
      const times = [incident.occurredAt, incident.receivedAt, incident.dispatchedAt, incident.acknowledgedAt, incident.arrivedAt, incident.clearedAt, incident.disposedAt, now].filter((time) => time !== undefined);
      return times.some((time, index) => index > 0 && time < (times[index - 1] ?? time));
    });
    expect(disordered).toEqual([]);
  });

  it('lie inside their station’s district', () => {
    for (const code of codes) {
      const ring = areaOf(code).coordinates[0] as unknown as Point[];
      expect((all.get(code) ?? []).filter(({ longitude, latitude }) => !isInside([longitude, latitude], ring))).toEqual([]);
    }
  });

  it('follow the day: traffic accidents at rush hour, fights at night', () => {
    const accidents = (hour: number) => count((incident) => incident.category === 'traffic.accident' && localHour(incident.receivedAt) === hour);
    const fights = (hour: number) => count((incident) => incident.category === 'publicOrder.fight' && localHour(incident.receivedAt) === hour);
    expect(accidents(17) / accidents(3)).toBeGreaterThan(5);
    expect(fights(22) / fights(7)).toBeGreaterThan(4);
    expect(accidents(8) / count((incident) => incident.category === 'traffic.accident')).toBeCloseTo(shareOfHour('commute', 8), 1);
  });

  it('follow the week: fights at the weekend, rush hour on working days', () => {
    const on = (category: string, days: number[]) => count((incident) => incident.category === category && days.includes(weekday(incident.receivedAt))) / days.length;
    expect(on('publicOrder.fight', [5, 6]) / on('publicOrder.fight', [1, 2, 3])).toBeGreaterThan(1.25);
    expect(on('traffic.accident', [1, 2, 3, 4, 5]) / on('traffic.accident', [6, 0])).toBeGreaterThan(1.15);
  });

  it('follow the year: the university quarter is full in September and empty in February', () => {
    const inMonth = (month: number) => (all.get('xuefu') ?? []).filter((incident) => incident.receivedAt.getUTCMonth() === month - 1).length;
    expect(inMonth(9) / inMonth(2)).toBeGreaterThan(1.7);
  });

  it('differ by kind of place', () => {
    const share = (code: StationCode, category: string) => (all.get(code) ?? []).filter((incident) => incident.category === category).length / (all.get(code)?.length ?? 1);
    expect(share('dongmen', 'criminal.pickpocketing') / share('beiji', 'criminal.pickpocketing')).toBeGreaterThan(2);
    expect(share('xingang', 'dispute.labour') / share('xuefu', 'dispute.labour')).toBeGreaterThan(1.7);
  });

  it('are told in many ways, without an open slot or a reachable phone number', () => {
    expect(new Set(every.map((incident) => incident.narrative)).size).toBeGreaterThan(every.length * 0.6);
    expect(every.filter((incident) => incident.narrative.includes('{'))).toEqual([]);
    expect(every.every((incident) => incident.reporterPhone === undefined || /^100\d{8}$/.test(incident.reporterPhone))).toBe(true);
  });

  it('answer at once and arrive in minutes, later in the country', () => {
    const middle = (code: StationCode) => {
      const seconds = (all.get(code) ?? []).filter((incident) => incident.arrivedAt !== undefined).map((incident) => ((incident.arrivedAt?.getTime() ?? 0) - incident.receivedAt.getTime()) / 1000).sort((left, right) => left - right);
      return seconds[seconds.length >> 1] ?? 0;
    };
    expect(middle('dongmen')).toBeGreaterThan(180);
    expect(middle('dongmen')).toBeLessThan(middle('beiji'));
  });

  it('end at most hours after they came in: only the last are open', () => {
    const open = every.filter((incident) => incident.outcome === undefined);
    expect(open.length).toBeLessThan(60);
    for (const code of codes) expect((all.get(code) ?? []).filter((incident) => incident.outcome === undefined).length).toBeGreaterThanOrEqual(3);
    expect(open.every((incident) => now.getTime() - incident.receivedAt.getTime() < 12 * 3_600_000)).toBe(true);
  });

  it('know each category once', () => {
    expect(new Set(CALLS.map((call) => call.category)).size).toBe(CALLS.length);
  });
});

it('puts the tower where the map says', () => {
  expect(toWgs84([0, 0])).toEqual({ longitude: 112.64, latitude: 29.92 });
});
