import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { Data, World } from '../support/world.js';

/** Fictional: a square of 400 m in the middle of Jiangcheng's park. */
const [EAST, NORTH] = [114.36, 30.56];
/** Metres east and north of the middle, as degrees. */
const at = (eastM: number, northM: number): [number, number] => [Number((EAST + eastM / 95_800).toFixed(7)), Number((NORTH + northM / 110_900).toFixed(7))];
const square = (eastM: number, northM: number, sizeM = 400): [number, number][] => [at(eastM, northM), at(eastM + sizeM, northM), at(eastM + sizeM, northM + sizeM), at(eastM, northM + sizeM)];

interface Segment {
  readonly id: Id;
  readonly version: number;
}
interface Picture {
  readonly open: boolean;
  readonly success: number | null;
  readonly share: number;
  readonly outside: { readonly now: number } | null;
  readonly lastKnown: { readonly longitude: number | null; readonly elapsedS: number } | null;
  readonly segments: readonly { readonly segment: Segment & { readonly name: string | null; readonly outline: readonly unknown[] | null; readonly assignee: { readonly name: string } | null }; readonly poa: number | null; readonly pod: number; readonly share: number }[];
  readonly passes: readonly { readonly id: Id; readonly pod: number | null; readonly leftOut: string | null; readonly withdrawn: object | null }[];
  readonly tracks: readonly { readonly id: Id; readonly pointsRead: number; readonly pointsKept: number; readonly lines: readonly unknown[] | null }[];
  readonly clues: readonly { readonly segmentId: Id | null; readonly leftOut: string | null }[];
  readonly suggestion: { readonly stays: readonly { readonly segmentId: Id; readonly reasons: readonly { readonly code: string }[] }[]; readonly success: number; readonly evenly: number; readonly nearestFirst: number } | null;
}

const GROUND = `query ($s: ID!, $i: ID!, $p: String, $t: [SearchTeamInput!]!) { searchGround(stationId: $s, instanceId: $i, purpose: $p) { open success share outside { now } lastKnown { longitude elapsedS }
  segments { segment { id version name outline assignee { name } } poa pod share } passes { id pod leftOut withdrawn { reason } } tracks { id pointsRead pointsKept lines } clues { segmentId leftOut }
  suggestion(teams: $t) { stays { segmentId reasons { code } } success evenly nearestFirst } } }`;
const OF_SEGMENT = '{ id version }';

/** The ground of a search: what people draw and record, and what it comes to. */
export function describeGround(world: () => World): void {
  const now = () => world().rows<{ now: Date }>('SELECT app.now() AS now').then(([row]) => (row as { now: Date }).now);
  const search = async (data: Data = {}, more: { exercise?: boolean } = {}) => {
    const seen = new Date((await now()).getTime() - 2 * 3_600_000).toISOString();
    const [longitude, latitude] = at(0, 0);
    return (await world().start('missing-person', { person: { group: 'child', age: 5 }, lastSeenOn: seen, lastPlace: '东湖游乐场', point: { longitude, latitude }, reporter: { phone: `1390000${String((phone += 1))}` }, ...data }, 0, more)).instanceId;
  };
  let phone = 5000;
  const change = async <Answer>(role: string, mutation: string, variables: Data): Promise<Answer> => world().ask(await world().as(role), mutation, { s: world().station(), k: newId(), ...variables });
  const draw = (i: Id, name: string, outline: readonly unknown[], { role = 'duty-officer', key = newId(), system = 'WGS84' } = {}) =>
    change<Segment>(role, `mutation ($s: ID!, $i: ID!, $d: SearchSegmentInput!, $k: String!) { drawSegment(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) ${OF_SEGMENT} }`, { i, d: { name, outline, coordinateSystem: system, terrain: 'OPEN' }, k: key });
  const record = (i: Id, pass: Data, role = 'auxiliary') => change<{ id: Id }>(role, 'mutation ($s: ID!, $i: ID!, $d: SearchPassInput!, $k: String!) { recordPass(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { i, d: { method: 'VISUAL', team: '搜索一组', searchers: 4, ...pass } });
  const track = (i: Id, file: Data) => change<{ id: Id }>('auxiliary', 'mutation ($s: ID!, $i: ID!, $d: SearchTrackInput!, $k: String!) { addTrack(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { i, d: { format: 'GPX', coordinateSystem: 'WGS84', ...file } });
  const read = async (i: Id, role = 'duty-officer', purpose: string | null = '查找') => world().ask<Picture>(await world().as(role), GROUND, { s: world().station(), i, p: purpose, t: [{ name: '一组', searcher: 'FOOT', searchers: 4, hours: 2 }] });
  const refused = (asked: Promise<unknown>) => asked.then(() => ({ code: 'none' }), ({ code, details }: { code: string; details?: Data }) => ({ code, ...details }));

  it('is reckoned anew from what people say: segments, passes, tracks, clues, a correction', async () => {
    const i = await search();
    const [near, far] = [await draw(i, '近处', square(-200, -200)), await draw(i, '远处', square(1_500, 1_500))];
    const before = await read(i);
    expect(before).toMatchObject({ open: true, success: 0, share: 0, lastKnown: { longitude: at(0, 0)[0], elapsedS: expect.closeTo(7200, -1) as unknown } });
    const poaOf = (picture: Picture, { id }: Segment) => picture.segments.find(({ segment }) => segment.id === id)?.poa ?? 0;
    expect(poaOf(before, near)).toBeGreaterThan(poaOf(before, far));
    expect(before.segments.reduce((sum, { poa }) => sum + (poa ?? 0), 0) + (before.outside?.now ?? 0)).toBeCloseTo(1, 9);
    expect(before.suggestion?.stays[0]).toMatchObject({ segmentId: near.id, reasons: [{ code: 'MOST_PROBABLE' }, { code: 'NOT_SEARCHED' }, { code: 'NEAREST' }] });
    expect(before.suggestion?.success).toBeGreaterThanOrEqual(before.suggestion?.evenly ?? 1);

    // By effort, by tracks, and taken back.
    const [from, to] = [new Date((await now()).getTime() - 3_600_000).toISOString(), (await now()).toISOString()];
    const pass = await record(i, { segmentId: near.id, from, to });
    const searched = await read(i);
    expect(searched.success).toBeGreaterThan(0);
    expect(poaOf(searched, near)).toBeLessThan(poaOf(before, near));
    expect(poaOf(searched, far)).toBeGreaterThan(poaOf(before, far));
    const gpx = `<gpx version="1.1"><trk><name>一组</name><trkseg>${Array.from({ length: 41 }, (_, minute) => { const [lon, lat] = at(1_500 + minute * 10, 1_700); return `<trkpt lat="${lat}" lon="${lon}"><time>${new Date(Date.parse(from) + minute * 60_000).toISOString()}</time></trkpt>`; }).join('')}</trkseg></trk></gpx>`;
    const walked = await track(i, { file: gpx });
    await record(i, { segmentId: far.id, from, to, trackIds: [walked.id] });
    const tracked = await read(i);
    // 400 m along the middle, seen 80 m to each side of 400.
    expect(tracked.segments.find(({ segment }) => segment.id === far.id)?.share).toBeCloseTo(0.2, 1);
    expect(tracked.tracks).toEqual([{ id: walked.id, pointsRead: 41, pointsKept: 41, lines: [expect.any(Array)] }]);
    await change('duty-officer', 'mutation ($s: ID!, $i: ID!, $p: ID!) { withdrawPass(stationId: $s, instanceId: $i, passId: $p, reason: "登记错了区") { id } }', { i, p: pass.id });
    const taken = await read(i);
    expect(taken.passes.map(({ withdrawn }) => withdrawn)).toEqual([{ reason: '登记错了区' }, null]);
    expect(taken.segments.find(({ segment }) => segment.id === near.id)).toMatchObject({ pod: 0, share: 0 });

    // A frame in the far segment speaks for it; a correction to there makes the pass before it count for nothing.
    const [longitude, latitude] = at(1_700, 1_600);
    await world().send('duty-officer', i, 'clue', { seenOn: from, source: 'video', sure: 'certain', place: '北门', point: { longitude, latitude } });
    const clued = await read(i);
    expect(clued.clues).toEqual([{ segmentId: far.id, leftOut: null }]);
    expect(poaOf(clued, far)).toBeGreaterThan(poaOf(taken, far));
    await world().advance('PT5M');
    await world().send('duty-officer', i, 'correct', { lastSeenOn: new Date(Date.parse(to) + 60_000).toISOString(), lastPlace: '北门', point: { longitude, latitude }, source: 'video' });
    const corrected = await read(i);
    expect(corrected.lastKnown).toMatchObject({ longitude });
    expect(corrected.lastKnown?.elapsedS).toBeLessThan(300);
    expect([corrected.passes[1]?.leftOut, corrected.clues[0]?.leftOut]).toEqual(['BEFORE_LAST_SEEN', 'BEFORE_LAST_SEEN']);
    expect(corrected.suggestion?.stays[0]?.segmentId).toBe(far.id);
  });

  it('refuses what cannot be, with the place, and keeps nothing of it', async () => {
    const i = await search();
    const key = newId();
    const first = await draw(i, '一区', square(0, 0), { key });
    expect(await draw(i, '一区', square(0, 0), { key })).toEqual(first);
    expect(await refused(draw(i, '二区', square(200, 200)))).toMatchObject({ code: 'CONFLICT', problem: 'overlaps', segment: first.id, longitude: expect.closeTo(at(300, 300)[0], 4) as unknown, latitude: expect.closeTo(at(300, 300)[1], 4) as unknown });
    const [a, b, c, d] = square(1_000, 0);
    expect(await refused(draw(i, '二区', [a, c, b, d]))).toMatchObject({ code: 'BAD_INPUT', problem: 'crossesItself', problems: [{ at: [expect.closeTo(at(1_200, 0)[0], 3), expect.closeTo(at(0, 200)[1], 3)] }] });
    expect(await refused(track(i, { file: '<gpx></gpx>', coordinateSystem: null }))).toMatchObject({ code: 'BAD_INPUT', problem: 'coordinateSystemUndeclared' });
    expect(await refused(track(i, { file: '<gpx><trk><trkseg><trkpt lat="39.9" lon="116.4"/></trkseg></trk></gpx>' }))).toMatchObject({ code: 'BAD_INPUT', problem: 'otherPlace', longitude: 116.4 });
    expect(await refused(track(i, { file: '<!DOCTYPE x><gpx/>' }))).toMatchObject({ code: 'BAD_INPUT', problem: 'hasDoctype' });
    const moment = (hours: number) => now().then((date) => new Date(date.getTime() + hours * 3_600_000).toISOString());
    expect(await refused(record(i, { segmentId: first.id, from: await moment(-1), to: await moment(1) }))).toMatchObject({ code: 'BAD_INPUT', problem: 'inFuture' });
    expect(await refused(record(i, { segmentId: first.id, from: await moment(-3), to: await moment(-1) }))).toMatchObject({ code: 'BAD_INPUT', problem: 'beforeLost' });
    expect(await refused(record(i, { segmentId: first.id, from: await moment(-1), to: await moment(-0.5), rangeM: 20 }))).toMatchObject({ code: 'BAD_INPUT', problem: 'rangeByMissing' });
    // Who only reports does not divide the ground, and whoever is of another station sees none of it.
    expect(await world().codeOf(draw(i, '三区', square(2_000, 0), { role: 'auxiliary' }))).toBe('FORBIDDEN');
    expect(await world().codeOf(world().ask(await world().as('chief', 1), GROUND, { s: world().station(1), i, p: '查找', t: [] }))).toBe('NOT_FOUND');
    expect(await world().codeOf(world().ask(await world().as('chief', 1), GROUND, { s: world().station(0), i, p: '查找', t: [] }))).toBe('NOT_FOUND');
    const masked = await read(i, 'duty-officer', null);
    expect([masked.lastKnown?.longitude, masked.segments[0]?.segment.outline, masked.segments[0]?.segment.name]).toEqual([null, null, null]);
    expect((await read(i)).segments.map(({ segment }) => segment.id)).toEqual([first.id]);
  });

  it('loses nothing where two change it at once', async () => {
    const i = await search();
    const both = await Promise.all([refused(draw(i, '甲画', square(0, 0))), refused(draw(i, '乙画', square(100, 100), { role: 'duty-commander' }))]);
    expect(both.map(({ code }) => code).sort()).toEqual(['CONFLICT', 'none']);
    const segment = (await read(i)).segments[0]?.segment as Segment;
    const of = (mutation: string, more: Data = {}, role = 'duty-officer') => change<Segment>(role, mutation, { i, g: segment.id, ...more });
    const assign = (v: number, name: string) => of('mutation ($s: ID!, $i: ID!, $g: ID!, $a: SearchAssigneeInput, $v: Int!) { assignSegment(stationId: $s, instanceId: $i, segmentId: $g, assignee: $a, expectedVersion: $v) { id version } }', { a: { kind: 'TEAM', name }, v });
    await assign(1, '搜索一组');
    expect(await refused(assign(1, '搜索二组'))).toMatchObject({ code: 'STALE_VERSION', version: 2 });
    expect((await read(i)).segments[0]?.segment.assignee).toEqual({ name: '搜索一组' });
    // Somebody removes what somebody else assigns: who did it is said, and the row stays on record.
    await of('mutation ($s: ID!, $i: ID!, $g: ID!) { removeSegment(stationId: $s, instanceId: $i, segmentId: $g, expectedVersion: 2) }', {}, 'duty-commander');
    expect(await refused(assign(2, '搜索二组'))).toMatchObject({ code: 'CONFLICT', problem: 'removed' });
    expect((await read(i)).segments).toEqual([]);
    expect((await world().rows<{ action: string }>(`SELECT action FROM audit_entry WHERE action LIKE 'searchGround.%' AND record_id = $1 ORDER BY sequence`, [i])).map(({ action }) => action)).toEqual(['searchGround.segmentDrawn', 'searchGround.segmentAssigned', 'searchGround.segmentRemoved']);
  });
}
