import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, text, type Id } from '@stationhouse/kernel';
import { notifyMigrations } from '@stationhouse/notify';
import { openTestDatabase, several, type TestDatabase } from '@stationhouse/testing';
import { compile, parseDefinition } from '@stationhouse/workflow';
import { workflowMigrations } from '@stationhouse/workflow-runtime';
import { analyticsMigrations, defineMetric, Figures, MetricRegistry, type Comparison, type FigureQuery, type FigureSight } from '../src/index.js';
import { Elimination, tightened, type Equation } from './attacker.js';

const { definition } = parseDefinition(`
workflow: quarrels
title: { zh-CN: 争执, en: Quarrels }
number: "ZZ-{station}-{yyyy}-{00000}"
startForm: start
data:
  type: object
  properties:
    people:
      type: array
      title: { zh-CN: 当事人, en: People }
      x-personal: P2
      items:
        type: object
        properties:
          side: { title: { zh-CN: 身份, en: Side }, oneOf: [{ const: one, title: { zh-CN: 甲, en: One } }, { const: other, title: { zh-CN: 乙, en: Other } }] }
          sex: { title: { zh-CN: 性别, en: Sex }, oneOf: [{ const: male, title: { zh-CN: 男, en: Male } }, { const: female, title: { zh-CN: 女, en: Female } }] }
          minor: { type: boolean, title: { zh-CN: 未成年人, en: Minor }, x-personal: P3 }
          name: { type: string, title: { zh-CN: 姓名, en: Name }, x-kind: name }
start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { look: { title: { zh-CN: 处理, en: Look }, role: duty-officer, outcomes: { done: { title: { zh-CN: 完成, en: Done } } } } }
    on: { look.done: closed }
  closed: { title: { zh-CN: 办结, en: Closed }, final: true, outcome: done }
forms:
  start: { title: { zh-CN: 登记, en: Register }, schema: { type: object, properties: {} } }
`, 'quarrels.yaml');

const [PEOPLE, HELD] = ['quarrels.people', 'quarrels.held'];
const METRICS = [
  defineMetric({ id: PEOPLE, title: text('人', 'People'), description: text('人', 'People'), unit: 'personTimes', personalData: 'persons', source: { fact: 'item', workflow: 'quarrels', list: 'people' }, measure: 'count', time: 'startedAt', dimensions: ['item.side', 'item.sex'], lattice: ['item.side', 'item.sex'], rollUp: 'never' }),
  defineMetric({ id: HELD, title: text('起', 'Held'), description: text('起', 'Held'), unit: 'cases', personalData: 'events', source: { fact: 'instance', workflow: 'quarrels' }, measure: 'count', time: 'startedAt', dimensions: ['outcome'] }),
];

const BUREAU: FigureSight = { persons: false, fine: false };
const ANALYST: FigureSight = { persons: false, fine: true };
const OFFICER: FigureSight = { persons: true, fine: true };
const [STATIONS, WEEKS] = [4, 8];
const SIDES = ['one', 'other', null];
const SEXES = ['male', 'female', null];
const CELLS = STATIONS * WEEKS * SIDES.length * SEXES.length;
const DAY = 86_400_000;
const FIRST = Date.parse('2026-03-02T00:00:00+08:00');
const monday = (week: number) => new Date(FIRST + week * 7 * DAY + 8 * 3_600_000).toISOString().slice(0, 10);
/** 2026 has 53 weeks: as many after a week comes that of the same number. */
const YEAR_ON = 53;
const cellOf = (station: number, week: number, side: number, sex: number) => ((station * WEEKS + week) * SIDES.length + side) * SEXES.length + sex;

/** A row of numbers that is the same every time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Everything of one question that decides which cells an answer is about. */
interface Asked {
  readonly stations: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly weekly: boolean;
  readonly by: readonly ('station' | 'side' | 'sex')[];
  readonly sides: readonly number[] | undefined;
  readonly sexes: readonly number[] | undefined;
  readonly compare: Comparison;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const subsets = <Item>(items: readonly Item[]): Item[][] => range(2 ** items.length).map((bits) => items.filter((_, index) => (bits >> index) % 2 === 1));
const TABLES = subsets(['station', 'side', 'sex'] as const);

/** Every table, every total over every range and set of stations, and random mixtures with filters. */
function questions(most: number): Asked[] {
  const draw = seeded(7);
  const all = { stations: range(STATIONS), from: 0, to: WEEKS, weekly: true, sides: undefined, sexes: undefined, compare: 'NONE' as const };
  const tables = TABLES.flatMap((by) => [true, false].map((weekly): Asked => ({ ...all, by, weekly })));
  const totals = subsets(range(STATIONS)).filter(({ length }) => length > 0).flatMap((stations) => range(WEEKS).flatMap((from) => range(WEEKS - from).map((more): Asked => ({ ...all, stations, from, to: from + more + 1, weekly: false, by: [] }))));
  const some = (count: number, below: number) => (draw(2) === 0 ? undefined : [...new Set(range(count).map(() => draw(below)))]);
  const mixed = range(most - tables.length - totals.length).map((): Asked => {
    const from = draw(WEEKS);
    const stations = range(STATIONS).filter(() => draw(3) > 0);
    const weekly = draw(2) === 0;
    // What has no value cannot be filtered by; a range without weeks has no whole ones a year before.
    const asked = { stations: stations.length > 0 ? stations : [0], from, to: from + 1 + draw(WEEKS - from), weekly, by: TABLES[draw(TABLES.length)] ?? [], sides: some(2, 2), sexes: some(2, 2) };
    return { ...asked, compare: (['NONE', 'PREVIOUS_PERIOD', weekly ? 'SAME_PERIOD_LAST_YEAR' : 'PREVIOUS_PERIOD'] as const)[draw(3)] ?? 'NONE' };
  });
  return [...tables, ...totals, ...mixed];
}

describe('an attack on figures about persons', () => {
  let test: TestDatabase;
  let figures: Figures;
  let stations: Id[];
  const truth = range(CELLS).map(() => 0);
  const minors = range(CELLS).map(() => 0);

  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    figures = new Figures(new MetricRegistry([{ declaration: { id: 'quarrels', metrics: METRICS }, workflows: [compile(definition)] }]), 20_000);
    await test.owner.query(`UPDATE app.test_clock SET "offset" = '2027-07-01T03:00:00Z'::timestamptz - now()`);
    const bureauId = newId();
    stations = range(STATIONS).map(() => newId());
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1, s.id, '所' || s.n, 'S' || s.n, 'town', 'Asia/Shanghai' FROM unnest($2::uuid[]) WITH ORDINALITY AS s (id, n)`, [bureauId, stations]);
    // The same in every run, so that a finding can be looked at again.
    await test.owner.query(`INSERT INTO figure_key (station_id, key) SELECT id, sha256(n::text::bytea) FROM unnest($1::uuid[]) WITH ORDINALITY AS s (id, n)`, [stations]);
    const draw = seeded(41);
    await quarrel(eachCell().flatMap((cell) => [
      ...range([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 11, 17][draw(20)] ?? 0).map(() => ({ ...cell, minor: false, exercise: false })),
      ...range(draw(6) === 0 ? 1 : 0).map(() => ({ ...cell, minor: true, exercise: false })),
      ...range(draw(6) === 0 ? 3 : 0).map(() => ({ ...cell, minor: false, exercise: true })),
    ]));
  });
  afterAll(() => test.close());

  type Place = { readonly station: number; readonly week: number; readonly side: number; readonly sex: number };
  const eachCell = (): Place[] => range(STATIONS).flatMap((station) => range(WEEKS).flatMap((week) => range(SIDES.length).flatMap((side) => range(SEXES.length).map((sex) => ({ station, week, side, sex })))));

  /** People quarrel, one in every instance. */
  async function quarrel(people: readonly (Place & { minor: boolean; exercise: boolean })[]): Promise<void> {
    const rows = people.map(({ station, week, side, sex, minor, exercise }, index) => {
      if (!exercise) (minor ? minors : truth)[cellOf(station, week, side, sex)]! += 1;
      const person = { name: '某某', ...(SIDES[side] === null ? {} : { side: SIDES[side] }), ...(SEXES[sex] === null ? {} : { sex: SEXES[sex] }), ...(minor ? { minor } : {}) };
      const id = newId();
      return { station: stations[station], id, number: id, exercise, at: new Date(FIRST + week * 7 * DAY + (index % 7) * DAY + 3_600_000), snapshot: { data: { people: [person] } } };
    });
    await test.owner.query(
      `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, exercise, states, snapshot, started_at, changed_at)
       SELECT station, id, 'quarrels', 'x', number, 1, 'running', exercise, '{}', snapshot, at, at FROM jsonb_to_recordset($1) AS r (station uuid, id uuid, number text, exercise boolean, at timestamptz, snapshot jsonb)`,
      [JSON.stringify(rows)],
    );
  }

  /** Asks, and reads of every point, and of what it is compared with, which cells it adds up and what is told of them: a point that is not there is a nothing. */
  async function answers({ stations: some, from, to, weekly, by, sides, sexes, compare }: Asked, sight: FigureSight): Promise<Equation[]> {
    const ids = some.map((station) => stations[station] ?? '');
    const filter = [...(sides === undefined ? [] : [{ dimension: 'side', in: sides.map((side) => SIDES[side] ?? '') }]), ...(sexes === undefined ? [] : [{ dimension: 'sex', in: sexes.map((sex) => SEXES[sex] ?? '') }])];
    // Whoever compares with last year asks about this one, in which there is nothing.
    const [asked, earlier] = { NONE: [0, undefined], PREVIOUS_PERIOD: [0, weekly ? 1 : to - from], SAME_PERIOD_LAST_YEAR: [YEAR_ON, YEAR_ON] }[compare] as [number, number | undefined];
    const query: FigureQuery = { metrics: [PEOPLE], from: monday(from + asked), to: monday(to + asked), granularity: weekly ? 'WEEK' : 'NONE', weekStart: 1, compare, dimensions: by, filter };
    const [series] = await test.database.inTenant({ stationIds: ids, bureauIds: [] }, (tenant) => figures.read(tenant, ids, query, sight));
    const points = new Map(series?.points.map((point) => [JSON.stringify([point.period, ...point.dimensions.map(({ value }) => value)]), point]));
    const split = <Item>(each: boolean, items: readonly Item[]): (readonly Item[])[] => (each ? items.map((item) => [item]) : [items]);
    const weeks = range(to - from).map((week) => from + asked + week);
    const groups = split(weekly, weeks).flatMap((inWeeks) =>
      split(by.includes('station'), some).flatMap((inStations) =>
        split(by.includes('side'), sides ?? range(SIDES.length)).flatMap((ofSides) => split(by.includes('sex'), sexes ?? range(SEXES.length)).map((ofSexes) => ({ inWeeks, inStations, ofSides, ofSexes }))),
      ),
    );
    return groups.flatMap(({ inWeeks, inStations, ofSides, ofSexes }) => {
      const values = { station: stations[inStations[0] ?? 0], side: SIDES[ofSides[0] ?? 0], sex: SEXES[ofSexes[0] ?? 0] };
      const point = points.get(JSON.stringify([weekly ? monday(inWeeks[0] ?? 0) : null, ...by.map((name) => values[name] ?? null)]));
      const said = (amount: { readonly value: number | null; readonly disclosure: { readonly atLeast: number | null; readonly atMost: number | null } } | null | undefined, back: number): Equation => {
        const told = amount?.value ?? 0;
        const about = inWeeks.map((week) => week - back).filter((week) => week >= 0 && week < WEEKS);
        return { cells: inStations.flatMap((station) => about.flatMap((week) => ofSides.flatMap((side) => ofSexes.map((sex) => cellOf(station, week, side, sex))))), told, atLeast: amount?.disclosure.atLeast ?? told, atMost: amount?.disclosure.atMost ?? told };
      };
      // A change is made of what is told of its two figures, and of nothing else.
      const [now, then] = [point?.value ?? null, point?.previous?.value ?? null];
      const between = now === null || then === null ? null : now - then;
      if ((point?.difference ?? null) !== between) throw new Error(`${JSON.stringify(query)}: ${now} after ${then} came to ${point?.difference}`);
      return [said(point, 0), ...(earlier === undefined ? [] : [said(point?.previous, earlier)])].filter(({ cells }) => cells.length > 0);
    });
  }

  interface Loot {
    readonly questions: number;
    readonly equations: readonly Equation[];
    /** What sums and differences come to, cell by cell; answers that name a cell by itself are not used. */
    readonly recovered: ReadonlyMap<number, number>;
    readonly low: readonly number[];
    readonly high: readonly number[];
  }
  async function attack(sight: FigureSight, most: number): Promise<Loot> {
    const asked = questions(most);
    const equations = (await several(asked, (one) => answers(one, sight))).flat();
    const elimination = new Elimination(CELLS);
    for (const equation of equations) if (equation.cells.length > 1) elimination.add(equation);
    return { questions: asked.length, equations, recovered: elimination.solved(), ...tightened(CELLS, equations) };
  }
  const sum = (cells: readonly number[], of: readonly number[]) => cells.reduce((total, cell) => total + (of[cell] ?? 0), 0);
  const small = (of: readonly number[]) => range(CELLS).filter((cell) => (of[cell] ?? 0) > 0 && (of[cell] ?? 0) < 5);

  it('recovers no cell, and leaves five counts possible for each, by thousands of totals, ranges, sets, filters and differences', async () => {
    const before = await attack(BUREAU, 1_600);
    // Everything that was answered is a sum of what is told of cells: more cannot be learned than those.
    const told = range(CELLS).map((cell) => before.equations.find(({ cells }) => cells.length === 1 && cells[0] === cell)?.told ?? NaN);
    for (const { cells, told: answer } of before.equations) if (sum(cells, told) !== answer) throw new Error(`${cells} came to ${answer}`);
    expect(before.recovered.size).toBe(CELLS);
    for (const [cell, value] of before.recovered) expect([cell, value]).toEqual([cell, told[cell]]);
    const widths = small(truth).map((cell) => (before.high[cell] ?? 0) - (before.low[cell] ?? 0) + 1);
    const narrowest = Math.min(...widths);
    expect(narrowest).toBeGreaterThanOrEqual(5);
    for (const cell of range(CELLS)) expect((before.low[cell] ?? 0) <= (truth[cell] ?? 0) && (truth[cell] ?? 0) <= (before.high[cell] ?? 0)).toBe(true);
    expect(small(truth).filter((cell) => told[cell] === truth[cell])).toEqual([]);

    // Other readers below P2 are told the same, now and again.
    for (const one of questions(600).slice(-20)) expect(await answers(one, ANALYST)).toEqual(await answers(one, BUREAU));

    // Some people more: what is told of the other cells stays, and of these cells five counts stay possible.
    const draw = seeded(3);
    const changed = range(60).map(() => ({ station: draw(STATIONS), week: draw(WEEKS), side: draw(SIDES.length), sex: draw(SEXES.length), minor: false, exercise: false }));
    await quarrel(changed);
    const cells = new Set(changed.map(({ station, week, side, sex }) => cellOf(station, week, side, sex)));
    const after = await attack(BUREAU, 700);
    for (const cell of range(CELLS).filter((one) => !cells.has(one))) expect(after.recovered.get(cell)).toBe(told[cell]);
    const both = tightened(CELLS, [...before.equations.map((equation) => ({ ...equation, atMost: Infinity })), ...after.equations]);
    const narrowestAfter = Math.min(...small(truth).map((cell) => (both.high[cell] ?? 0) - (both.low[cell] ?? 0) + 1));
    expect(narrowestAfter).toBeGreaterThanOrEqual(5);

    const total = [range(CELLS).reduce((all, cell) => all + (after.recovered.get(cell) ?? 0), 0), sum(range(CELLS), truth)];
    console.info(`${before.questions + after.questions} questions, ${before.equations.length + after.equations.length} answers about ${CELLS} cells (${small(truth).length} of them 1 to 4): no cell recovered; the narrowest interval holds ${narrowest} counts, after a change ${narrowestAfter}. The total of ${total[1]} is told as ${total[0]}.`);
  }, 120_000);

  it('recovers every cell where nothing is rounded', async () => {
    const exact = await attack(OFFICER, 700);
    const counted = range(CELLS).map((cell) => (truth[cell] ?? 0) + (minors[cell] ?? 0));
    expect(small(counted).length).toBeGreaterThan(50);
    expect(small(counted).filter((cell) => exact.recovered.get(cell) !== counted[cell] || exact.low[cell] !== exact.high[cell])).toEqual([]);
  }, 60_000);
});
