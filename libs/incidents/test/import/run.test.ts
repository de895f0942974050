import { text as streamText } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { errorFile } from '../../src/import/service/error-file.js';
import { runImport } from '../../src/index.js';
import { table, World } from '../world.js';

describe('an import into the register', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.owner('TRUNCATE incident, incident_series, import_rejection, import');
  });
  const count = async () => Number((await world.owner<{ n: string }>('SELECT count(*) AS n FROM incident'))[0]?.n);

  it('routes rows, blank and unknown stations to the unrouted one, and numbers without gaps', async () => {
    const done = await world.import(table(10_000));
    expect(done).toMatchObject({ state: 'DONE', rows_read: 10_000, rows_added: 10_000, rows_known: 0, rows_rejected: 0, rows_unrouted: 2_500, committed_line: 10_001, failure: null });
    expect(done.bytes_read).toBe(done.file_bytes);
    const east = await world.numbers(world.east);
    expect(east).toHaveLength(5_000);
    expect([east[0], east.at(-1)]).toEqual(['JQ-S0-2024-00001', 'JQ-S0-2024-05000']);
    const [first] = await world.owner('SELECT number, received_at, narrative, source, category, status FROM incident WHERE station_id = $1 ORDER BY received_at LIMIT 1', [world.unrouted]);
    expect(first).toEqual({ number: 'JQ-S2-2024-00001', received_at: new Date('2023-12-31T16:03:00Z'), narrative: '第 3 起 电瓶车被盗', source: 'county', category: 'unclassified', status: 'DISPOSED' });
  });

  it('counts the year where the station is', async () => {
    await world.import('time,what,where,station\n2024-01-01 00:30,a,b,East\n2023-12-31 23:30,a,b,East\n');
    expect(await world.numbers(world.east)).toEqual(['JQ-S0-2023-00001', 'JQ-S0-2024-00001']);
  });

  it('takes calls of a closed station’s own time, and refuses those that came after it closed, each with its line', async () => {
    const closed = newId();
    await world.owner(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone, closed_at) VALUES ($1, $2, '撤并所', 'CL', 'town', 'Asia/Shanghai', '2024-02-01T00:00:00+08:00')`, [world.bureauId, closed]);
    const file = 'time,what,where,station\n2024-01-31 23:59,before,b,Closed\n2024-02-01 00:00,after,b,Closed\n2024-02-01 00:00,elsewhere,b,East\n';
    const mapping = world.mapping({ routing: { column: 'station', stations: { Closed: closed, East: world.east }, unrouted: world.unrouted } });
    expect(await world.import(file, mapping, true)).toMatchObject({ state: 'DONE', rows_added: 2, rows_rejected: 1 });
    const { id } = await world.import(file, mapping);
    expect(await world.row(id)).toMatchObject({ state: 'DONE', rows_read: 3, rows_added: 2, rows_rejected: 1 });
    expect(await world.numbers(closed)).toEqual(['JQ-CL-2024-00001']);
    expect(await world.owner('SELECT line, code FROM import_rejection WHERE import_id = $1', [id])).toEqual([{ line: 3, code: 'STATION_CLOSED' }]);
  });

  it('adds nothing when the same file comes twice, with or without ids', async () => {
    const withoutIds = table(4_500);
    for (const mapping of [world.mapping(), world.mapping({ source: 'with ids', idColumn: 'id' })]) {
      expect(await world.import(withoutIds, mapping)).toMatchObject({ state: 'DONE', rows_added: 4_500 });
      expect(await world.import(withoutIds, mapping)).toMatchObject({ state: 'DONE', rows_added: 0, rows_known: 4_500 });
    }
    expect(await world.import(table(4_600), world.mapping())).toMatchObject({ rows_added: 100, rows_known: 4_500 });
    const numbers = await world.numbers(world.east);
    expect(numbers.at(-1)).toBe(`JQ-S0-2024-${String(numbers.length).padStart(5, '0')}`);
  });

  it('keeps equal rows of one file apart when there is no id, also across batches', async () => {
    const row = '2024-01-01 10:00,same,same,East\n';
    const file = `time,what,where,station\n${row}${row}${table(5_000).split('\n').slice(1, -1).map((line) => line.split(',').slice(1).join(',')).join('\n')}\n${row}`;
    expect(await world.import(file)).toMatchObject({ rows_added: 5_003 });
    expect(await world.import(file)).toMatchObject({ rows_added: 0, rows_known: 5_003 });
    expect(await world.import(`${file}${row}`)).toMatchObject({ rows_added: 1, rows_known: 5_003 });
  });

  it('takes an id that comes twice in one file once, also across batches', async () => {
    const lines = table(5_000).split('\n');
    const file = [...lines.slice(0, -1), lines[1], lines[4_900], lines[4_900]].join('\n');
    expect(await world.import(file, world.mapping({ idColumn: 'id' }))).toMatchObject({ rows_read: 5_003, rows_added: 5_000, rows_known: 3 });
    expect(await count()).toBe(5_000);
  });

  it('does everything but the insert in a dry run', async () => {
    expect(await world.import(table(50), world.mapping(), true)).toMatchObject({ state: 'DONE', rows_added: 50, rows_unrouted: 12 });
    expect(await count()).toBe(0);
    await world.import(table(20));
    expect(await world.import(table(50), world.mapping(), true)).toMatchObject({ rows_added: 30, rows_known: 20 });
  });

  it('writes every bad value into the error file, formulas escaped, and imports the rest', async () => {
    const file = ['time,what,where,station', '2024-01-01 10:00,ok,x,East', '"=cmd|\' /C calc\'!A0",bad time,x,East', 'nonsense,too,few', ',no time,x,East', '2024-01-02 10:00,ok,x,West', '"unclosed'].join('\n');
    const done = await world.import(file);
    expect(done).toMatchObject({ state: 'DONE', rows_read: 6, rows_added: 2, rows_rejected: 4 });
    const english = await streamText(errorFile(world.test.database, world.bureauId, done.id, 'en'));
    expect(english.replace('\uFEFF', '').split('\r\n')).toEqual([
      'line,column,value,code,reason',
      `3,time,'=cmd|' /C calc'!A0,NOT_A_TIME,Not a date and time that can be read`,
      '4,,"nonsense,too,few",TOO_FEW_COLUMNS,The row has fewer columns than the header',
      '5,time,,REQUIRED,A value is required',
      '7,,,QUOTE_NOT_CLOSED,A quote is never closed; nothing can be read from this row on',
      '',
    ]);
    expect(await streamText(errorFile(world.test.database, world.bureauId, done.id, 'zh-CN'))).toContain('不是可识别的日期时间');
  });

  it('goes on behind the last committed line after the process died, and repeats nothing', async () => {
    const file = table(20_000);
    const id = await world.queue(file);
    const died = new Error('killed');
    let batches = 0;
    const dying = { ...world.tools, onProgress: () => { if ((batches += 1) === 2) throw died; } };
    await expect(runImport(dying, world.bureauId, id)).rejects.toBe(died);
    const half = await world.row(id);
    expect(half).toMatchObject({ state: 'RUNNING' });
    expect(half.rows_added).toBeGreaterThan(0);
    expect(half.rows_added).toBeLessThan(20_000);
    expect(half.committed_line).toBe(half.rows_added + 1);
    expect(await count()).toBe(half.rows_added);
    await runImport(world.tools, world.bureauId, id);
    expect(await world.row(id)).toMatchObject({ state: 'DONE', rows_read: 20_000, rows_added: 20_000, rows_known: 0, rows_unrouted: 5_000 });
    expect((await world.numbers(world.east)).at(-1)).toBe('JQ-S0-2024-10000');
  });

  it('pauses with words when the database’s disk is full, and goes on once there is room', async () => {
    const file = table(20_000);
    const id = await world.queue(file);
    let full = true;
    const database = new Proxy(world.test.database, {
      get: (target, name) => {
        if (name !== 'inTenant') return Reflect.get(target, name) as unknown;
        return async (...[context, work]: Parameters<typeof target.inTenant>) => {
          // The second batch meets the full disk: the first is in by then.
          const meetsIt = full && context.stationIds.length > 0 && (await count()) > 0;
          return target.inTenant(context, meetsIt ? () => Promise.reject(Object.assign(new Error('could not extend file'), { code: '53100' })) : work);
        };
      },
    });
    await runImport({ ...world.tools, database }, world.bureauId, id);
    const paused = await world.row(id);
    expect(paused).toMatchObject({ state: 'PAUSED', failure: { en: expect.stringContaining('no disk space'), 'zh-CN': expect.stringContaining('磁盘已满') } });
    expect(await count()).toBe(paused.rows_added);
    expect(paused.rows_added).toBeLessThan(20_000);
    full = false;
    // As resuming does.
    await world.owner(`UPDATE import SET state = 'QUEUED', failure = NULL WHERE id = $1`, [id]);
    await runImport({ ...world.tools, database }, world.bureauId, id);
    expect(await world.row(id)).toMatchObject({ state: 'DONE', rows_added: 20_000, rows_known: 0, failure: null });
    expect(await count()).toBe(20_000);
  });

  it('stops between batches when it is cancelled, and keeps what is in', async () => {
    const id = await world.queue(table(20_000));
    let cancelled: Promise<unknown> | undefined;
    await runImport({ ...world.tools, onProgress: () => void (cancelled ??= world.owner(`UPDATE import SET state = 'CANCELLED', run_token = NULL WHERE id = $1`, [id])) }, world.bureauId, id);
    await cancelled;
    const row = await world.row(id);
    expect(row.state).toBe('CANCELLED');
    expect(row.rows_added).toBeLessThan(20_000);
    expect(await count()).toBe(row.rows_added);
  });

  it('lets the later of two runs win, and never both', async () => {
    const id = await world.queue(table(12_000));
    await Promise.all([runImport(world.tools, world.bureauId, id), runImport(world.tools, world.bureauId, id)]);
    expect(await world.row(id)).toMatchObject({ state: 'DONE', rows_read: 12_000 });
    expect(await count()).toBe(12_000);
  });

  it('lets two imports of one source run side by side without repeating a row', async () => {
    const ids = [await world.queue(table(9_000)), await world.queue(table(9_500))];
    await Promise.all(ids.map((id) => runImport(world.tools, world.bureauId, id)));
    const rows = await Promise.all(ids.map((id) => world.row(id)));
    expect(rows.map((row) => row.state)).toEqual(['DONE', 'DONE']);
    expect(rows.reduce((sum, row) => sum + row.rows_added, 0)).toBe(9_500);
    expect(await count()).toBe(9_500);
    expect(await world.numbers(world.east)).toHaveLength(4_750);
    expect((await world.numbers(world.east)).at(-1)).toBe('JQ-S0-2024-04750');
  });

  it('fails with words when the stored file is gone or the mapping names another bureau’s station', async () => {
    const lost = await world.queue(table(10));
    const [{ sha256 } = { sha256: '' }] = await world.owner<{ sha256: string }>('SELECT sha256 FROM import WHERE id = $1', [lost]);
    await world.files.store.remove(sha256);
    await runImport(world.tools, world.bureauId, lost);
    expect(await world.row(lost)).toMatchObject({ state: 'FAILED', failure: { en: expect.stringContaining('not found') } });
    const foreign = await world.import(table(10), world.mapping({ routing: { stationId: '018f0000-0000-7000-8000-00000000ffff' } }));
    expect(foreign).toMatchObject({ state: 'FAILED', rows_added: 0 });
  });
});
