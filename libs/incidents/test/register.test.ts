import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { categoriesUnder, countIncidents, createIncident, disposeIncident, listIncidents, readIncident, timelineOf, type IncidentCriteria, type IncidentIntake } from '../src/index.js';
import { conditionsOf, Parameters as SqlParameters, searchesText } from '../src/register/filter.js';
import { World } from './world.js';

describe('the register', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const intake = (changes: Partial<IncidentIntake> = {}): IncidentIntake => ({ channel: 'PHONE_110', category: 'publicOrder.theft', narrative: '停在楼下的电瓶车被盗', ...changes });
  const create = (stationId: Id, changes?: Partial<IncidentIntake>, key: string = newId()) => world.test.database.inTenant(world.at(stationId), (tenant) => createIncident(tenant, stationId, intake(changes), key));
  const list = (stationId: Id, criteria: IncidentCriteria = {}, first = 50, after?: string | null) => world.test.database.inTenant(world.at(stationId), (tenant) => listIncidents(tenant, stationId, criteria, first, after));
  const found = async (search: string) => (await list(world.east, { search })).totalCount;

  it('numbers incidents without gaps, also when many are taken down at once, and repeats no command', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => create(world.west)));
    const year = new Date().getUTCFullYear();
    expect(made.map(({ number }) => number).sort()).toEqual(Array.from({ length: 8 }, (_, index) => expect.stringMatching(new RegExp(`^JQ-S1-(${year}|${year + 1})-0000${index + 1}$`))));
    const [first, again] = await Promise.all([create(world.west, {}, 'same key'), create(world.west, {}, 'same key')]);
    expect(again).toEqual(first);
    expect((await list(world.west)).totalCount).toBe(9);
  });

  it('finds Chinese words of any length, Latin words, joined numbers and phone numbers', async () => {
    await create(world.east, { narrative: '东城派出所辖区电瓶车被盗，报警人称在万达广场', address: '解放路3-2-101室', reporterName: '张三', reporterPhone: '13812345678' });
    await create(world.east, { narrative: 'Noise at LOWER MERION; loud music', address: 'HAWS AVE' });
    expect(await Promise.all(['电瓶', '被盗', '瓶车被', '万达广场', '东城 被盗', '张三', '13812345678', '101室', '2-101', 'merion', 'Lower Merion', 'haws'].map(found))).toEqual(Array(12).fill(1));
    expect(await Promise.all(['盗被', '西城', '电瓶 西城', '！'].map(found))).toEqual([0, 0, 0, 0]);
    const { edges } = await list(world.east, { search: '万达' });
    expect(await list(world.east, { search: edges[0]?.node.number.toLowerCase() })).toMatchObject({ totalCount: 1 });
    expect([searchesText({ search: '张三' }), searchesText({ search: 'jq-s0-2024-00001' }), searchesText({ search: ' jq-s0' }), searchesText({ search: ' ' })]).toEqual([true, false, false, false]);
  });

  it('answers a search by its index, under row-level security too', async () => {
    const large = newId();
    await world.owner(
      `INSERT INTO incident (station_id, number, channel, intake_category, category, status, received_at, narrative, units, source, source_key, recorded_at)
       SELECT $1, 'JQ-L-2024-' || n, 'IMPORT', 'dispute', 'dispute', 'DISPOSED', now(), '噪音 ' || n, '{}', 'large', n, now() FROM generate_series(10001, 15000) AS n`,
      [large],
    );
    await world.owner('ANALYZE incident');
    const planOf = async (search: string) => {
      const parameters = new SqlParameters();
      const where = [`i.station_id = ${parameters.add(large)}`, ...conditionsOf({ search }, parameters)].join(' AND ');
      return JSON.stringify(await world.test.database.inTenant(world.at(large), (tenant) => tenant.sql(`EXPLAIN (FORMAT JSON) SELECT id FROM incident i WHERE ${where}`, parameters.values)));
    };
    expect(await planOf('12345')).toContain('"Index Name":"incident_search"');
    expect(await planOf('jq-l-2024-1234')).toMatch(/"Index Name":"incident_number".*"Index Cond":"[^"]*number >= 'JQ-L-2024-1234'/);
    expect((await list(large, { search: '12345' })).totalCount).toBe(1);
    await world.owner('DELETE FROM incident WHERE station_id = $1', [large]);
  });

  it('finds numbers by their beginning, in capitals or not, also of a station whose code is written small', async () => {
    const small = newId();
    await world.owner(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, '小写所', 'nh-ab1', 'town', 'Asia/Shanghai')`, [world.bureauId, small]);
    const receivedAt = new Date('2024-05-01T00:00:00Z');
    for (let index = 0; index < 11; index += 1) await create(small, { receivedAt });
    const numbers = async (search: string) => (await list(small, { search })).edges.map(({ node }) => node.number).sort();
    expect(await numbers('jq-nh-ab1-2024-00002')).toEqual(['JQ-NH-AB1-2024-00002']);
    expect(await numbers('JQ-nh-ab1-2024-0001')).toEqual(['JQ-NH-AB1-2024-00010', 'JQ-NH-AB1-2024-00011']);
    expect([await numbers('jq-NH-AB1'), await numbers('jq-nh-ab2'), await numbers('jq-nh-ab1-2023')].map(({ length }) => length)).toEqual([11, 0, 0]);
    await expect(world.owner(`UPDATE incident SET number = 'JQ-nh-1' WHERE station_id = $1`, [small])).rejects.toThrow('incident_number_capitals');
  });

  it('pages through equal moments without skipping or repeating, newest first', async () => {
    const receivedAt = new Date('2024-05-01T00:00:00Z');
    for (let index = 0; index < 7; index += 1) await create(world.unrouted, { receivedAt: new Date(receivedAt.getTime() + Math.floor(index / 3) * 1000) });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await list(world.unrouted, { receivedTo: new Date('2024-05-02T00:00:00Z') }, 3, after);
      expect(page.totalCount).toBe(7);
      seen.push(...page.edges.map(({ node }) => `${node.receivedAt} ${node.id}`));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toHaveLength(7);
    await expect(list(world.unrouted, {}, 3, 'nonsense')).rejects.toMatchObject({ code: 'BAD_CURSOR' });
    await expect(list(world.unrouted, {}, 0)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('filters and counts; a category takes its branches along', async () => {
    await create(world.east, { category: 'dispute.neighbour', channel: 'WALK_IN' });
    await create(world.east, { category: 'dispute', channel: 'WALK_IN' });
    expect(categoriesUnder('dispute')).toContain('dispute.neighbour');
    expect((await list(world.east, { categories: ['dispute'] })).totalCount).toBe(2);
    expect((await list(world.east, { categories: ['dispute.neighbour'], channels: ['WALK_IN'], statuses: ['OPEN'], outcomes: null })).totalCount).toBe(1);
    const counts = (by: Parameters<typeof countIncidents>[3], stations = [world.east]) => world.test.database.inTenant(world.at(...stations), (tenant) => countIncidents(tenant, stations, {}, by));
    expect(await counts('CHANNEL')).toEqual([{ key: 'PHONE_110', count: 2 }, { key: 'WALK_IN', count: 2 }]);
    expect(new Map((await counts('STATION', [world.east, world.west])).map(({ key, count }) => [key, count]))).toEqual(new Map([[world.west, 9], [world.east, 4]]));
    await expect(list(world.east, { categories: ['nonsense'] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(list(world.east, { search: 'a'.repeat(300) })).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
    await expect(list(world.east, { search: '\ud800' })).rejects.toMatchObject({ code: 'TEXT_NOT_UNICODE' });
  });

  it('keeps intake facts as they were, in the database itself', async () => {
    const incident = await create(world.east, { occurredAt: new Date('2024-01-01T00:00:00Z') });
    const asApp = (statement: string) => world.test.database.inTenant(world.at(world.east), (tenant) => tenant.sql(statement, [incident.id]));
    for (const column of ['received_at', 'number', 'intake_category', 'station_id', 'source_key']) {
      await expect(asApp(`UPDATE incident SET ${column} = ${column} WHERE id = $1`)).rejects.toThrow('permission denied');
    }
    // What is personal may go, whole; it is never rewritten.
    for (const column of ['narrative', 'reporter_phone', 'erased_at']) await expect(asApp(`UPDATE incident SET ${column} = ${column} WHERE id = $1`)).rejects.toThrow('not changed');
    await expect(asApp('DELETE FROM incident WHERE id = $1')).rejects.toThrow('permission denied');
    await expect(asApp('UPDATE incident SET version = version WHERE id = $1')).resolves.toEqual([]);
  });

  it('records a disposition once per version, and shows the course of the incident', async () => {
    const incident = await create(world.east);
    const dispose = (expectedVersion: number, input = { outcome: 'falseAlarm', disposition: '虚惊：车停在饭店门口', category: 'assistance.lostProperty' }) =>
      world.test.database.inTenant(world.at(world.east), (tenant) => disposeIncident(tenant, world.east, incident.id, input, expectedVersion));
    const disposed = await dispose(1);
    expect(disposed).toMatchObject({ status: 'DISPOSED', outcome: 'falseAlarm', categoryCode: 'assistance.lostProperty', version: 2, disposedById: world.accountId });
    expect(await world.owner('SELECT intake_category FROM incident WHERE id = $1', [incident.id])).toEqual([{ intake_category: 'publicOrder.theft' }]);
    await expect(dispose(1)).rejects.toMatchObject({ code: 'STALE_VERSION', details: { version: 2 } });
    await expect(dispose(2, { outcome: 'nonsense', disposition: '', category: 'dispute' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(timelineOf(disposed).map(({ kind }) => kind)).toEqual(['received', 'disposed']);
  });

  it('shows a station nothing of another', async () => {
    const incident = await create(world.west);
    await expect(world.test.database.inTenant(world.at(world.east), (tenant) => readIncident(tenant, world.west, incident.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await world.test.database.inTenant(world.at(world.east), (tenant) => countIncidents(tenant, [world.west], {}, 'STATION'))).toEqual([]);
  });

  it.each([
    [{ narrative: ' ' }, 'BAD_INPUT'],
    [{ narrative: 'x'.repeat(10_001) }, 'TEXT_TOO_LONG'],
    [{ narrative: 'a\ud800' }, 'TEXT_NOT_UNICODE'],
    [{ category: '__proto__' }, 'BAD_INPUT'],
    [{ longitude: 181, latitude: 0 }, 'BAD_INPUT'],
    [{ longitude: 118 }, 'BAD_INPUT'],
    [{ receivedAt: new Date('2999-01-01') }, 'BAD_INPUT'],
    [{ units: Array(51).fill('a') }, 'BAD_INPUT'],
  ] as [Partial<IncidentIntake>, string][])('refuses bad intake %#', async (changes, code) => {
    await expect(create(world.east, changes)).rejects.toMatchObject({ code });
  });
});
