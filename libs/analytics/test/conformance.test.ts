import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { compile, definitionOf, parseDefinition } from '@stationhouse/workflow';
import { WorkflowCatalog, workflowMigrations } from '@stationhouse/workflow-runtime';
import fc from 'fast-check';
import { bucketOf, quantile, secondsOf } from '../src/conformance/map/buckets.js';
import { placesOf, waysAllowed } from '../src/conformance/map/places.js';
import { ProcessMaps, type MapQuery } from '../src/conformance/map/process-maps.js';
import { staysOf, wayKey, wayOf, type LoggedStep } from '../src/conformance/paths/path.js';
import { Paths } from '../src/conformance/paths/paths.js';
import { answerFlag, FlagRetention, listFlags, lookForPatterns, openFlag, type FlagReader } from '../src/conformance/patterns/flags.js';
import { ruleStandings, setRule } from '../src/conformance/patterns/settings.js';
import { Figures, MetricRegistry } from '../src/index.js';
import { analyticsMigrations } from '../src/index.js';
import { Elimination, tightened, type Equation } from './attacker.js';

const title = (said: string) => `title: { zh-CN: ${said}, en: ${said} }`;
const task = (key: string, ...outcomes: string[]) => `tasks: { ${key}: { ${title(key)}, role: duty-officer, form: visit, outcomes: { ${['done', ...outcomes].map((outcome) => `${outcome}: { ${title(outcome)} }`).join(', ')} } } }`;
const { definition } = parseDefinition(`
workflow: visit
${title('visit')}
number: "HF-{station}-{yyyy}-{00000}"
startForm: start
data: { type: object, properties: {} }
start: open
states:
  open: { ${title('open')}, ${task('look', 'back')}, on: { look.done: both, look.back: lost } }
  both:
    ${title('both')}
    parallel:
      left: { ${title('left')}, start: one, states: { one: { ${title('one')}, ${task('a')}, on: { a.done: end } }, end: { ${title('end')}, final: true } } }
      right: { ${title('right')}, start: one, states: { one: { ${title('one')}, ${task('b')}, on: { b.done: end } }, end: { ${title('end')}, final: true } } }
    done: [{ to: check }]
  check: { ${title('check')}, ${task('sign', 'back')}, on: { sign.done: closed, sign.back: open } }
  closed: { ${title('closed')}, final: true, outcome: done }
  lost: { ${title('lost')}, final: true, outcome: lost }
forms:
  start: { ${title('start')}, schema: { type: object, properties: {} } }
  visit: { ${title('visit')}, schema: { type: object, properties: { visitedOn: { type: string, format: date-time, ${title('visited')} }, note: { type: string, maxLength: 400, ${title('note')} } } } }
`, 'visit.yaml');

const START = new Date('2026-03-02T01:00:00Z');
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const step = (seconds: number, left: readonly string[], entered: readonly string[], over: Partial<LoggedStep> = {}): LoggedStep => ({ at: later(seconds), kind: 'complete-task', task: null, serial: null, left, entered, ...over });

describe('the stays of an instance', () => {
  it('follow its history, each with what came next beside it', () => {
    expect(staysOf([step(0, [], ['open'], { kind: 'start' }), step(60, ['open'], ['check']), step(100, ['check'], ['open']), step(130, ['open'], ['closed'])], START)).toEqual([
      { state: 'open', went: 'check', begins: 0, lasts: 60 },
      { state: 'check', went: 'open', begins: 60, lasts: 40 },
      { state: 'open', went: 'closed', begins: 100, lasts: 30 },
      { state: 'closed', went: null, begins: 130, lasts: null },
    ]);
  });

  it('leave out what was taken back', () => {
    const steps = [step(0, [], ['open'], { kind: 'start' }), step(60, ['open'], ['check'], { task: 'open#look', serial: '1' }), step(70, ['check'], ['open'], { kind: 'recall-task', task: 'open#look', serial: '1' }), step(90, ['open'], ['lost'], { task: 'open#look', serial: '1' })];
    expect(staysOf(steps, START)).toEqual([{ state: 'open', went: 'lost', begins: 0, lasts: 90 }, { state: 'lost', went: null, begins: 90, lasts: null }]);
  });

  it('tell branches apart, and a state that is passed through', () => {
    const steps = [step(0, [], ['open'], { kind: 'start' }), step(10, ['open', 'sorted'], ['sorted', 'both', 'both.left', 'both.left.one', 'both.right', 'both.right.one']), step(20, ['both.right.one'], ['both.right.end']), step(50, ['both.left.one', 'both.left.end', 'both.right.end', 'both.left', 'both.right', 'both'], ['both.left.end', 'check'])];
    expect(staysOf(steps, START).map(({ state, went, lasts }) => `${state} ${lasts} ${went}`)).toEqual([
      'open 10 sorted', 'sorted 0 both', 'both 40 check', 'both.left 40 null', 'both.left.one 40 both.left.end', 'both.right 40 null', 'both.right.one 10 both.right.end', 'both.right.end 30 null', 'both.left.end 0 null', 'check null null',
    ]);
  });

  it('end and begin with a move to another version, which is no way between them', () => {
    const steps = [step(0, [], ['open'], { kind: 'start' }), step(40, ['open'], ['waiting'], { kind: 'migrate' }), step(70, ['waiting'], ['check'])];
    expect(staysOf(steps, START)).toEqual([{ state: 'open', went: null, begins: 0, lasts: 40 }, { state: 'waiting', went: 'check', begins: 40, lasts: 30 }, { state: 'check', went: null, begins: 70, lasts: null }]);
  });

  it('make one way, whichever branch was quicker', () => {
    const [first, second] = [['open', 'both', 'both.left', 'both.right', 'both.left.one', 'both.right.one'], ['open', 'both', 'both.left', 'both.left.one', 'both.right', 'both.right.one']].map((states) => wayKey(wayOf(states)));
    expect(first).toBe('open both(both.left(both.left.one) both.right(both.right.one))');
    expect(second).toBe(first);
    expect(wayKey(wayOf(['open', 'both', 'both.left', 'open']))).toBe('open both(both.left) open');
  });
});

describe('lengths', () => {
  it('are told within a hundredth', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 400_000_000 }), (seconds) => Math.abs(secondsOf(bucketOf(seconds)) - seconds) <= 0.0051 * seconds + 0.51));
    expect(quantile(new Map(), 0.5)).toBeNull();
    expect(quantile(new Map([[bucketOf(60), 9], [bucketOf(6000), 1]]), 0.9)).toBe(Math.round(secondsOf(bucketOf(60))));
  });
});

describe('the places of a map', () => {
  const compiled = compile(definition);
  it('are the designer’s cards, and the ways between those beside each other', () => {
    const places = placesOf(compiled, []);
    expect(places.map(({ path }) => path)).toEqual(['open', 'both', 'both.left', 'both.right', 'check', 'closed', 'lost']);
    expect(waysAllowed(compiled, places).map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['both check', 'check closed', 'check open', 'open both', 'open lost']);
  });
});

describe('process maps', () => {
  let test: TestDatabase;
  let maps: ProcessMaps;
  let paths: Paths;
  const catalog = new WorkflowCatalog();
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    catalog.register({ id: 'visits', version: '1.0.0', title: { 'zh-CN': '回访', en: 'Visits' }, enabledByDefault: true, workflows: [definitionOf(compile(definition))], rules: {} } as unknown as Parameters<WorkflowCatalog['register']>[0]);
    paths = new Paths(test.database);
    maps = new ProcessMaps(catalog, paths);
  });
  afterAll(() => test.close());

  interface Life {
    readonly started: Date;
    readonly exercise: boolean;
    /** States one after the other with the seconds in each; the last one goes on. */
    readonly way: readonly (readonly [string, number])[];
  }
  const hash = compile(definition).hash;

  async function station(zone = 'Asia/Shanghai'): Promise<Id> {
    const [bureauId, id] = [newId(), newId()];
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', $2, $3)`, [bureauId, bureauId.slice(-12), zone]);
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, '所', 'S1', 'town', $3)`, [bureauId, id, zone]);
    return id;
  }

  async function live(stationId: Id, lives: readonly Life[]): Promise<void> {
    const rows = lives.map(({ started, exercise, way }, index) => {
      const closed = ['closed', 'lost'].includes(way.at(-1)?.[0] ?? '');
      let at = started.getTime();
      const steps = way.map(([state, seconds], place) => {
        const row = { version: place + 1, at: new Date(at), kind: place === 0 ? 'start' : 'complete-task', left: place === 0 ? [] : [way[place - 1]?.[0]], entered: [state] };
        at += seconds * 1000;
        return row;
      });
      const end = steps.at(-1)?.at ?? started;
      return { id: newId(), number: `N${index}`, exercise, started, version: steps.length, closed: closed ? end : null, outcome: closed ? (way.at(-1)?.[0] === 'lost' ? 'lost' : 'done') : null, steps };
    });
    await test.owner.query(
      `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, states, snapshot, started_at, changed_at, closed_at)
       SELECT $1, r.id, 'visit', $3, r.number, r.version, CASE WHEN r.closed IS NULL THEN 'running' ELSE 'closed' END, r.outcome, r.exercise, '{}', '{}', r.started, r.started, r.closed
         FROM jsonb_to_recordset($2) AS r (id uuid, number text, version int, exercise boolean, started timestamptz, closed timestamptz, outcome text)`,
      [stationId, JSON.stringify(rows), hash],
    );
    await test.owner.query(
      `INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, states_left, states_entered, effects)
       SELECT $1, r.id, s.version, s.at, s.kind, $3, 'UTC', ARRAY (SELECT jsonb_array_elements_text(s.left)), ARRAY (SELECT jsonb_array_elements_text(s.entered)), '[]'
         FROM jsonb_to_recordset($2) AS r (id uuid, steps jsonb), jsonb_to_recordset(r.steps) AS s (version int, at timestamptz, kind text, "left" jsonb, entered jsonb)`,
      [stationId, JSON.stringify(rows), hash],
    );
  }

  const QUERY: MapQuery = { workflow: 'visit', from: '2026-01-01', to: '2027-01-01', version: null, outcome: null };
  const ask = (stationId: Id, query: Partial<MapQuery> = {}, exact = true) => test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => maps.read(tenant, [stationId], { ...QUERY, ...query }, exact));

  const next: Readonly<Record<string, readonly string[]>> = { open: ['both', 'lost', 'check'], both: ['check'], check: ['closed', 'open'], closed: [], lost: [] };
  const life: fc.Arbitrary<Life> = fc.record({ started: fc.date({ min: new Date('2026-01-02T00:00:00Z'), max: new Date('2026-12-20T00:00:00Z'), noInvalidDate: true }), exercise: fc.boolean(), choices: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 900_000 })), { maxLength: 8 }) })
    .map(({ started, exercise, choices }) => {
      const way: [string, number][] = [['open', choices[0]?.[1] ?? 5]];
      for (const [choice, seconds] of choices) {
        const ahead = next[way.at(-1)?.[0] ?? ''] ?? [];
        const state = ahead[choice % Math.max(1, ahead.length)];
        if (state !== undefined) way.push([state, seconds]);
      }
      return { started, exercise, way };
    });

  it('say what following every instance by hand says, and nothing of exercises', async () => {
    await fc.assert(fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 25 }), async (lives) => {
      const stationId = await station();
      await live(stationId, lives);
      const map = await ask(stationId);
      const real = lives.filter(({ exercise }) => !exercise);
      const counted = new Map<string, number>();
      for (const { way } of real) for (const [index, [state]] of way.entries()) { const to = way[index + 1]?.[0]; if (to !== undefined) counted.set(`${state} ${to}`, (counted.get(`${state} ${to}`) ?? 0) + 1); }
      expect(map.instances).toBe(real.length);
      expect(map.behind).toBe(0);
      expect(new Map(map.moves.map(({ from, to, count }) => [`${from} ${to}`, count]))).toEqual(counted);
      for (const { path, entries, instances, again, current } of map.places) {
        const visits = real.map(({ way }) => way.filter(([state]) => state === path).length);
        expect({ path, entries, instances, again, current }).toEqual({
          path, entries: visits.reduce((sum, one) => sum + one, 0), instances: visits.filter((one) => one > 0).length, again: visits.filter((one) => one > 1).length,
          current: real.filter(({ way }) => way.at(-1)?.[0] === path && !['closed', 'lost'].includes(path)).length,
        });
      }
      expect(map.moves.filter(({ allowed }) => !allowed).every(({ from, to }) => from === 'open' && to === 'check')).toBe(true);
      const ways = new Map<string, number>();
      for (const { way } of real) { const key = way.map(([state]) => state).join(' '); ways.set(key, (ways.get(key) ?? 0) + 1); }
      expect(new Map(map.variants.map(({ way, instances }) => [wayKey(way), instances]))).toEqual(ways);
      expect(map.variants.reduce((sum, { instances }) => sum + instances, 0) + map.others.instances).toBe(real.length);
    }), { numRuns: 12 });
  }, 120_000);

  it('bring in what changed since, and find the instances behind a way and a variant', async () => {
    const stationId = await station();
    const lives = Array.from({ length: 7 }, (_, index): Life => ({ started: new Date('2026-05-05T01:00:00Z'), exercise: false, way: index < 4 ? [['open', 60], ['lost', 0]] : [['open', 120], ['both', 30]] }));
    await live(stationId, lives);
    const before = await ask(stationId);
    expect(before.places.find(({ path }) => path === 'both')).toMatchObject({ instances: 3, current: 3 });
    await test.owner.query(`WITH one AS (SELECT id FROM instance WHERE station_id = $1 AND status = 'running' LIMIT 1), moved AS (UPDATE instance SET version = version + 1 WHERE id IN (SELECT id FROM one))
      INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, states_left, states_entered, effects) SELECT $1, id, 3, '2026-05-06', 'complete-task', $2, 'UTC', '{both}', '{check}', '[]' FROM one`, [stationId, hash]);
    const after = await ask(stationId);
    expect(after.moves.find(({ from }) => from === 'both')).toMatchObject({ to: 'check', count: 1, allowed: true });
    const behind = (part: Partial<Parameters<ProcessMaps['behind']>[3]>, first = 50) => test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => maps.behind(tenant, stationId, QUERY, { place: null, went: null, variant: null, ...part }, first, null));
    expect(after.variants.map(({ instances }) => instances)).toEqual([4, 2, 1]);
    await expect(behind({ variant: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await behind({ place: 'nowhere' })).toEqual([]);
    expect(after.unused).toContainEqual({ from: 'check', to: 'open' });
  });

  it('tell a reader of aggregates whole months alone, lengths in steps and of enough, and the same as before of what did not change', async () => {
    const stationId = await station();
    const lives = Array.from({ length: 60 }, (_, index): Life => ({ started: new Date('2026-05-05T01:00:00Z'), exercise: false, way: index < 52 ? [['open', 700 + index], ['lost', 0]] : [['open', 120], ['both', 30], ['check', 5]] }));
    await live(stationId, lives);
    const map = await ask(stationId, {}, false);
    const [lost] = map.variants;
    expect(lost?.instances).toBeGreaterThanOrEqual(48);
    expect(map.variants.every(({ instances, closed }) => instances % 5 === 0 && closed % 5 === 0)).toBe(true);
    expect(lost?.lengths).toEqual({ median: 900, p90: 900 });
    expect(map.places.find(({ path }) => path === 'both')?.stay).toEqual({ median: null, p90: null });
    expect(await ask(stationId, {}, false)).toMatchObject({ instances: map.instances, variants: map.variants });
    await expect(ask(stationId, { from: '2026-05-02' }, false)).rejects.toMatchObject({ code: 'FIGURE_TOO_FINE' });
    await expect(ask(stationId, { from: '2026-05-02', to: '2026-05-02' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(ask(stationId, { workflow: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tell a reader of aggregates no instance by the differences of maps of ranges, stations, versions and endings', async () => {
    const WAYS: Life['way'][] = [[['open', 60], ['lost', 0]], [['open', 60], ['check', 5], ['closed', 0]], [['open', 60], ['both', 30]], [['open', 60], ['check', 5], ['open', 60], ['lost', 0]]];
    const [months, stations] = [[0, 1, 2], [await station(), await station()]];
    const cellOf = (place: number, month: number, way: number) => (place * months.length + month) * WAYS.length + way;
    const truth = stations.flatMap((_, place) => months.flatMap((month) => WAYS.map((__, way) => [3, 0, 7, 1, 4, 12, 2, 5, 1, 6][(place * 31 + month * 17 + way * 7) % 10] ?? 0)));
    for (const [place, stationId] of stations.entries()) {
      await live(stationId, months.flatMap((month) => WAYS.flatMap((way, kind) => Array.from({ length: truth[cellOf(place, month, kind)] ?? 0 }, (): Life => ({ started: new Date(Date.UTC(2026, month, 5)), exercise: false, way })))));
    }
    const day = (month: number) => `2026-0${month + 1}-01`;
    const both = <Result>(read: (tenant: Parameters<Parameters<TestDatabase['database']['inTenant']>[1]>[0]) => Promise<Result>) => test.database.inTenant({ stationIds: stations, bureauIds: [] }, read);
    const attack = async (exact: boolean) => {
      const equations: Equation[] = [];
      for (const some of [[0], [1], [0, 1]]) for (const from of months) for (const to of months.filter((month) => month >= from)) for (const [outcome, version] of [[null, null], ['lost', null], ['done', null], [null, hash]] as const) {
        const map = await both((tenant) => maps.read(tenant, some.map((place) => stations[place] ?? ''), { ...QUERY, from: day(from), to: day(to + 1), outcome, version }, exact));
        const about = (holds: (way: Life['way']) => boolean, told: number, times: (way: Life['way']) => number = () => 1) => {
          const cells = some.flatMap((place) => months.slice(from, to + 1).flatMap((month) => WAYS.flatMap((way, kind) => {
            const ending = { lost: 'lost', closed: 'done' }[way.at(-1)?.[0] ?? ''] ?? null;
            return holds(way) && (outcome === null || ending === outcome) ? Array.from({ length: times(way) }, () => cellOf(place, month, kind)) : [];
          })));
          if (cells.length > 0) equations.push({ cells, told, atLeast: exact ? told : Math.max(0, told - 4 * cells.length), atMost: exact ? told : told + 4 * cells.length });
        };
        about(() => true, map.instances);
        about((way) => ['lost', 'closed'].includes(way.at(-1)?.[0] ?? ''), map.closed);
        for (const { path, instances, again, current } of map.places) {
          about((way) => way.some(([state]) => state === path), instances);
          about((way) => way.filter(([state]) => state === path).length > 1, again);
          about((way) => way.at(-1)?.[0] === path && path === 'both', current);
        }
        for (const way of WAYS) about((other) => other === way, map.variants.find((variant) => wayKey(variant.way) === way.map(([state]) => state).join(' '))?.instances ?? 0);
        for (const { from: left, to: entered, count } of map.moves) {
          const gone = (way: Life['way']) => way.filter(([state], index) => state === left && way[index + 1]?.[0] === entered).length;
          if (WAYS.every((way) => gone(way) <= 1)) about((way) => gone(way) === 1, count);
        }
      }
      const elimination = new Elimination(truth.length);
      // What names a cell by itself is not used: differences have to find it.
      for (const equation of equations) if (equation.cells.length > 1 && new Set(equation.cells).size === equation.cells.length) elimination.add(equation);
      return { equations, recovered: elimination.solved(), ...tightened(truth.length, equations) };
    };
    const told = await attack(false);
    const small = truth.flatMap((count, cell) => (count > 0 && count < 5 ? [cell] : []));
    const alone = truth.map((_, cell) => told.equations.find(({ cells }) => cells.length === 1 && cells[0] === cell)?.told ?? NaN);
    expect(told.recovered.size).toBe(truth.length);
    for (const [cell, value] of told.recovered) expect([cell, value]).toEqual([cell, alone[cell]]);
    expect(small.filter((cell) => alone[cell] === truth[cell])).toEqual([]);
    const narrowest = Math.min(...small.map((cell) => (told.high[cell] ?? 0) - (told.low[cell] ?? 0) + 1));
    expect(narrowest).toBeGreaterThanOrEqual(5);
    const open = await attack(true);
    expect(small.length).toBeGreaterThan(5);
    expect(small.filter((cell) => open.recovered.get(cell) !== truth[cell])).toEqual([]);
    console.info(`${told.equations.length} figures of maps about ${truth.length} cells (${small.length} of them 1 to 4): none recovered; the narrowest interval holds ${narrowest} counts.`);
  }, 60_000);

  it('tell where the time of clocks went', async () => {
    const stationId = await station();
    await live(stationId, [{ started: START, exercise: false, way: [['open', 300], ['both', 100], ['check', 0]] }]);
    await test.owner.query(`INSERT INTO clock (station_id, id, instance_id, serial, ref, state, started_at, due_at, explanation, stopped_at) SELECT $1, gen_random_uuid(), id, 9, 'first', 'breached', $2, $2, '{}', $3 FROM instance WHERE station_id = $1`, [stationId, START, later(400)]);
    const map = await ask(stationId);
    const [share] = await test.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => maps.clockShares(tenant, map));
    expect(share).toMatchObject({ clock: 'first', breached: true, clocks: 1, seconds: 400 });
    expect(share?.places).toContainEqual({ path: 'open', seconds: 300 });
  });

  describe('flags', () => {
    const DAY = 86_400_000;
    const context = (stationId: Id, accountId: Id) => ({ stationIds: [stationId], bureauIds: [], accountId });
    const inStation = <Result>(stationId: Id, accountId: Id, work: Parameters<TestDatabase['database']['inTenant']>[1]) => test.database.inTenant(context(stationId, accountId), work) as Promise<Result>;

    /** Eight visits over town by one officer of a team, stated for one moment and closed within six minutes. @returns who is who */
    async function batch(): Promise<{ stationId: Id; officer: Id; chief: Id; team: Id }> {
      const stationId = await station();
      const [officer, chief, team] = [newId(), newId(), newId()];
      const { rows: [of] } = await test.owner.query<{ bureau_id: Id }>('SELECT bureau_id FROM station WHERE id = $1', [stationId]);
      for (const id of [officer, chief]) await test.owner.query('INSERT INTO account (bureau_id, id, login, display_name, must_change_password) VALUES ($1, $2, $3, $3, false)', [of?.bureau_id, id, id]);
      await test.owner.query(`INSERT INTO team (station_id, id, name) VALUES ($1, $2, '社区队')`, [stationId, team]);
      await test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role, station_id, team_id, granted_at) VALUES ($1, gen_random_uuid(), $2, 'community-officer', $3, $4, '2020-01-01')`, [of?.bureau_id, officer, stationId, team]);
      const now = (await test.database.now()).getTime();
      const visits = Array.from({ length: 8 }, (_, index) => ({ id: newId(), number: `B${index}`, longitude: 112 + index / 100, at: new Date(now - 2 * DAY + index * 45_000), opened: new Date(now - 6 * DAY), stated: new Date(now - 3 * DAY).toISOString() }));
      const from = `FROM jsonb_to_recordset($2) AS r (id uuid, number text, longitude float8, at timestamptz, opened timestamptz, stated text)`;
      const rows = JSON.stringify(visits);
      await test.owner.query(`INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, states, snapshot, started_at, changed_at, closed_at)
        SELECT $1, id, 'visit', $3, number, 1, 'closed', 'done', false, '{}', jsonb_build_object('data', jsonb_build_object('point', jsonb_build_object('longitude', longitude, 'latitude', 30))), opened, at, at ${from}`, [stationId, rows, hash]);
      await test.owner.query(`INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at, completed_at, completed_by, exercise) SELECT $1, gen_random_uuid(), id, 1, 'open#look', 'look', 'DONE', '{}', opened, at, $3, false ${from}`, [stationId, rows, officer]);
      await test.owner.query(`INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects)
        SELECT $1, id, 1, at, 'complete-task', $3, 'UTC', jsonb_build_object('task', 'open#look', 'serial', 1, 'form', jsonb_build_object('visitedOn', stated, 'note', 'all well')), '{}', '{}', '[]' ${from}`, [stationId, rows, hash]);
      return { stationId, officer, chief, team };
    }

    it('are kept once, and shown to whoever leads and never to whom they are about', async () => {
      const { stationId, officer, chief, team } = await batch();
      const look = () => inStation<number>(stationId, chief, (tenant) => lookForPatterns(tenant, catalog, stationId));
      expect(await look()).toBe(2);
      expect(await look()).toBe(0);
      const seenBy = (reader: FlagReader) => inStation<Awaited<ReturnType<typeof listFlags>>>(stationId, reader.accountId, (tenant) => listFlags(tenant, stationId, reader, null));
      const flags = await seenBy({ accountId: chief, teamIds: null });
      expect(flags.map(({ rule, subjectId, records }) => ({ rule, subjectId, tasks: records.length })).sort((left, right) => (left.rule < right.rule ? -1 : 1))).toEqual([{ rule: 'batchClosing', subjectId: officer, tasks: 8 }, { rule: 'impossibleJourney', subjectId: officer, tasks: 8 }]);
      expect(JSON.stringify(flags)).not.toContain('all well');
      expect(await seenBy({ accountId: officer, teamIds: null })).toEqual([]);
      expect(await seenBy({ accountId: chief, teamIds: [team] })).toHaveLength(2);
      expect(await seenBy({ accountId: chief, teamIds: [newId()] })).toEqual([]);
      expect(await seenBy({ accountId: chief, teamIds: [] })).toEqual([]);

      const [flag] = flags;
      if (flag === undefined) throw new Error('no flag');
      const reader = { accountId: chief, teamIds: null };
      const command = { flagId: flag.id, answer: 'explained' as const, reason: '集中补录', expectedVersion: 1, idempotencyKey: 'once' };
      const answer = (over: Partial<typeof command>) => inStation<Awaited<ReturnType<typeof answerFlag>>>(stationId, chief, (tenant) => answerFlag(tenant, stationId, reader, { ...command, ...over }));
      await expect(answer({ reason: ' ' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(inStation(stationId, officer, (tenant) => openFlag(tenant, stationId, flag.id, { accountId: officer, teamIds: null }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await inStation(stationId, chief, (tenant) => openFlag(tenant, stationId, flag.id, reader));
      expect(await answer({})).toMatchObject({ answer: 'explained', version: 2 });
      expect(await answer({})).toMatchObject({ version: 2 });
      await expect(answer({ idempotencyKey: 'again' })).rejects.toMatchObject({ code: 'STALE_VERSION' });
      const { rows: deeds } = await test.owner.query<{ action: string }>('SELECT action FROM audit_entry WHERE unit_id = $1 ORDER BY sequence', [stationId]);
      expect(deeds.map(({ action }) => action)).toEqual(['patternFlag.opened', 'patternFlag.answered']);
    });

    it('go when they expire, and are counted all the same', async () => {
      const { stationId, chief } = await batch();
      await inStation(stationId, chief, (tenant) => lookForPatterns(tenant, catalog, stationId));
      const retention = new FlagRetention();
      const erase = () => inStation<number>(stationId, chief, (tenant) => retention.eraseDue(tenant, stationId, 10));
      expect(await erase()).toBe(0);
      await test.owner.query(`UPDATE pattern_flag SET expires_at = app.now() - interval '1 day' WHERE station_id = $1`, [stationId]);
      expect(await erase()).toBe(2);
      const { rows } = await test.owner.query('SELECT subject_id, records, facts, reason FROM pattern_flag WHERE station_id = $1', [stationId]);
      expect(rows).toEqual([1, 2].map(() => ({ subject_id: null, records: [], facts: {}, reason: null })));
      const figures = new Figures(new MetricRegistry([]), 2_000);
      const series = await inStation<Awaited<ReturnType<Figures['read']>>>(stationId, chief, (tenant) => figures.read(tenant, [stationId], { metrics: ['pattern.noticed'], from: '2020-01-01', to: '2099-01-01', granularity: 'NONE', weekStart: 1, compare: 'NONE', dimensions: ['rule'], filter: [] }, { persons: true, fine: true }));
      expect(series[0]?.points.map(({ dimensions, count }) => [dimensions[0]?.value, count])).toEqual([['batchClosing', 1], ['impossibleJourney', 1]]);
    });

    it('come from rules that a station moves within their bounds, or switches off', async () => {
      const { stationId, chief } = await batch();
      const set = (over: object) => inStation<Awaited<ReturnType<typeof setRule>>>(stationId, chief, (tenant) => setRule(tenant, stationId, { ruleId: 'batchClosing', enabled: true, thresholds: [{ name: 'visits', value: 9 }], expectedVersion: 0, ...over }));
      await expect(set({ ruleId: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(set({ thresholds: [{ name: 'visits', value: 2 }] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(set({ thresholds: [{ name: 'none', value: 3 }] })).rejects.toMatchObject({ code: 'BAD_INPUT' });
      expect(await set({})).toMatchObject({ version: 1, thresholds: { visits: 9, within: 10 } });
      expect(await set({})).toMatchObject({ version: 1 });
      await expect(set({ thresholds: [] })).rejects.toMatchObject({ code: 'STALE_VERSION' });
      expect(await set({ ruleId: 'impossibleJourney', enabled: false, thresholds: [] })).toMatchObject({ enabled: false });
      expect(await inStation<number>(stationId, chief, (tenant) => lookForPatterns(tenant, catalog, stationId))).toBe(0);
      expect((await inStation<Awaited<ReturnType<typeof ruleStandings>>>(stationId, chief, (tenant) => ruleStandings(tenant, stationId))).map(({ enabled }) => enabled)).toEqual([true, false, true, true, true, true]);
    });
  });
});
