import { describe, expect, it } from '@jest/globals';
import { activeStates, compile, migrate, planMigration, rehearse, Simulation, step, undoMigration, type CompiledWorkflow, type Effect, type Migrated, type MigrationDecisions, type MigrationPlan, type Snapshot, type StatePath } from '@stationhouse/workflow';
import { changedModel, definitionOf, Dice, randomModel } from './random-definition.js';
import { at, SHANGHAI, small } from './small.js';

const BEGUN = at('2024-02-20T09:00');

/** A random life so far. */
function lived(compiled: CompiledWorkflow, dice: Dice): { snapshot: Snapshot; now: Date } {
  const simulation = new Simulation(compiled, {}, BEGUN, SHANGHAI);
  for (let left = dice.roll(9); left > 0; left--) {
    const before = simulation.snapshot;
    const tasks = Object.keys(before.tasks);
    if (dice.chance(30)) simulation.advanceTo(new Date(simulation.now.getTime() + dice.roll(60) * 3_600_000));
    else if (dice.chance(25) || tasks.length === 0) simulation.send({ type: 'event', name: 'skip' });
    else simulation.complete(dice.pick(tasks), 'done');
    if (simulation.snapshot.status === 'closed') return { snapshot: before, now: simulation.now };
  }
  return { snapshot: simulation.snapshot, now: simulation.now };
}

/** What a sensible person would decide: what lies in a part that is gone falls away, all else begins the state around it again, or the first state. */
function decisionsFor(from: CompiledWorkflow, to: CompiledWorkflow): MigrationDecisions {
  const plan = planMigration(from, to);
  const first = Object.values(to.states).find(({ parent, outcome }) => parent === undefined && outcome === undefined)?.path ?? '';
  const around = (path: StatePath): StatePath | null => {
    const parent = from.states[path]?.parent;
    if (parent === undefined) return first;
    const mapped = plan.states[parent]?.to;
    if (typeof mapped !== 'string') return around(parent);
    return to.states[mapped]?.kind === 'parallel' ? null : mapped;
  };
  return { states: Object.fromEntries(plan.open.map((path) => [path, around(path)])) };
}

/** Ten thousand instances are looked at; `expect` would take most of the time. */
function check(holds: boolean, ...what: unknown[]): void {
  if (!holds) throw new Error(`does not hold: ${JSON.stringify(what)}`);
}

const owner = (timer: string) => timer.slice(0, timer.lastIndexOf('@'));
const what = (timer: string) => timer.slice(timer.lastIndexOf('@') + 1);

/** Effects and moves, added to the books before, are the books after. */
function addUp(before: Snapshot, { snapshot, effects, moved }: Migrated): void {
  const serials = (entries: Readonly<Record<string, { serial: number }>>) => new Map(Object.entries(entries).map(([ref, { serial }]) => [serial, ref]));
  const [tasks, timers, clocks] = [serials(before.tasks), serials(before.timers), serials(before.clocks)];
  for (const { serial, to } of moved.tasks) tasks.set(serial, to);
  for (const { serial, to } of moved.clocks) clocks.set(serial, to);
  const removed = (books: Map<number, string>, serial: number) => check(books.delete(serial), 'closed once', serial);
  for (const effect of effects as readonly Effect[]) {
    if (effect.type === 'open-task') tasks.set(effect.serial, effect.task);
    if (effect.type === 'close-task') removed(tasks, effect.serial);
    if (effect.type === 'set-timer') timers.set(effect.serial, effect.timer);
    if (effect.type === 'cancel-timer') removed(timers, effect.serial);
    if (effect.type === 'start-clock') clocks.set(effect.serial, effect.clock);
    if (effect.type === 'stop-clock') removed(clocks, effect.serial);
  }
  const sorted = (books: Map<number, string>) => JSON.stringify([...books].sort(([left], [right]) => left - right));
  for (const [books, after] of [[tasks, snapshot.tasks], [timers, snapshot.timers], [clocks, snapshot.clocks]] as const) check(sorted(books) === sorted(serials(after)), 'adds up', sorted(books), after);
}

/** The place where a timer's task, clock or state goes on; undefined when it does not. */
function goesOn(plan: MigrationPlan, before: Snapshot, after: Snapshot, place: string, kind: string): string | undefined {
  const serials = (record: Readonly<Record<string, { serial: number; state?: string }>>, ref: string) => `${record[ref]?.serial} ${record[ref]?.state}`;
  const same = (to: string | null | undefined, [was, is]: readonly Readonly<Record<string, { serial: number }>>[]) => (typeof to === 'string' && is?.[to] !== undefined && serials(was ?? {}, place) === serials(is, to) ? to : undefined);
  if (place.includes('#')) return same(plan.tasks[place], [before.tasks, after.tasks]);
  if (kind === 'due' || kind === 'warn') return same(plan.clocks[place], [before.clocks, after.clocks]);
  const to = plan.states[place]?.to;
  const alone = activeStates(before).filter((path) => plan.states[path]?.to === to).length === 1;
  return typeof to === 'string' && alone && activeStates(after).includes(to) && after.entered[to] === before.entered[place] ? to : undefined;
}

/** Whether a version has such a timer at a place. */
function hasSlot(version: CompiledWorkflow, place: string, kind: string): boolean {
  const [path = '', key] = place.split('#');
  const state = path.split('.').reduce<Written | undefined>((around, name) => (around?.parallel ?? around?.states)?.[name], (version.internals as { readonly definition: Written }).definition);
  const task = key === undefined ? undefined : state?.tasks?.[key];
  if (key !== undefined) return kind === 'remind' ? task?.remind !== undefined : task?.escalate?.[Number(kind.slice('escalate.'.length))] !== undefined;
  return kind === 'until' ? state?.until !== undefined : kind === 'after.late' ? state?.after !== undefined : true;
}
interface Written {
  readonly states?: Readonly<Record<string, Written>>;
  readonly parallel?: Readonly<Record<string, Written>>;
  readonly tasks?: Readonly<Record<string, { readonly remind?: string; readonly escalate?: readonly unknown[] }>>;
  readonly until?: unknown;
  readonly after?: unknown;
}

/** No clock and no timer that has a place in the new version is lost, and none is earlier than it was. */
function nothingLost(version: CompiledWorkflow, plan: MigrationPlan, before: Snapshot, after: Migrated, now: Date): void {
  const stopped = new Set(after.effects.flatMap((effect) => (effect.type === 'stop-clock' ? [effect.serial] : [])));
  // A clock may stop only when its place is not among those the instance is in now.
  const active = new Set(activeStates(after.snapshot));
  const placed = (to: string | null | undefined) => typeof to === 'string' && active.has(to) && after.snapshot.clocks[to] === undefined;
  const running = new Map(Object.values(after.snapshot.clocks).map((clock) => [clock.serial, clock]));
  for (const [ref, clock] of Object.entries(before.clocks)) {
    const still = running.get(clock.serial);
    if (still === undefined) check(stopped.has(clock.serial) && !placed(plan.clocks[ref]), 'stopped', ref);
    else check(still.startedAt === clock.startedAt, 'start', ref);
    if (still?.state === clock.state) check(still.dueAt === clock.dueAt, 'due', ref);
    if (still?.state === 'running') check(Object.keys(after.snapshot.timers).some((timer) => what(timer) === 'due' && after.snapshot.clocks[owner(timer)]?.serial === clock.serial), 'due timer', ref);
  }
  for (const [timer, { dueAt }] of Object.entries(before.timers)) {
    const to = goesOn(plan, before, after.snapshot, owner(timer), what(timer));
    if (to !== undefined && hasSlot(version, to, what(timer))) check(after.snapshot.timers[`${to}@${what(timer)}`]?.dueAt === dueAt, 'moment', timer, to);
  }
  const moments = new Set(Object.values(before.timers).map(({ dueAt }) => dueAt));
  for (const { dueAt } of Object.values(after.snapshot.timers)) check(moments.has(dueAt) || dueAt >= now.toISOString(), 'early', dueAt);
}

/** The instance goes on: its tasks can be done, its timers fire. */
function stepsOn(to: CompiledWorkflow, snapshot: Snapshot, now: Date): void {
  const context = { now, timeZone: SHANGHAI };
  const [task] = Object.entries(snapshot.tasks);
  if (task !== undefined) expect(step(to, snapshot, { type: 'complete-task', task: task[0], serial: task[1].serial, outcome: 'done', form: {} }, context).ok).toBe(true);
  const [timer] = Object.entries(snapshot.timers).sort(([, left], [, right]) => (left.dueAt < right.dueAt ? -1 : 1));
  if (timer !== undefined) {
    const late = { now: new Date(Math.max(now.getTime(), Date.parse(timer[1].dueAt))), timeZone: SHANGHAI };
    expect(step(to, snapshot, { type: 'timer', timer: timer[0], serial: timer[1].serial }, late).ok).toBe(true);
  }
  if (snapshot.status === 'running') expect(step(to, snapshot, { type: 'event', name: 'skip' }, context).ok).toBe(true);
}

/** As jsonb gives it back: shorter keys first. */
function fromDatabase(snapshot: Snapshot): Snapshot {
  const order = ([left]: [string, unknown], [right]: [string, unknown]) => left.length - right.length || (left < right ? -1 : 1);
  return JSON.parse(JSON.stringify(snapshot, (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(order)) : value))) as Snapshot;
}

/** All of them: `MIGRATION_PAIRS=100 npm run jest -- libs/workflow/test/migration.test.ts`. */
const PAIRS = Number(process.env['MIGRATION_PAIRS'] ?? 25);
const INSTANCES = 100;

describe('random instances of random pairs of versions', () => {
  it('none sticks where the plan covers its state; no clock or timer is lost or early; each steps on, and can be brought back', () => {
    let moved = 0;
    let changed = 0;
    for (let seed = 1; seed <= PAIRS; seed++) {
      const dice = new Dice(seed * 7919);
      const model = randomModel(dice);
      const [from, to] = [compile(definitionOf(model)), compile(definitionOf(changedModel(model, dice)))];
      const plan = planMigration(from, to, decisionsFor(from, to));
      expect({ seed, open: plan.open }).toEqual({ seed, open: [] });
      for (let instance = 0; instance < INSTANCES; instance++) {
        const { snapshot, now } = lived(from, dice);
        const context = { now, timeZone: SHANGHAI };
        const result = migrate({ plan, from, to }, snapshot, context);
        if (!result.ok) throw new Error(`seed ${seed}, instance ${instance}: ${result.code} ${result.state ?? ''} ${result.text.en}`);
        moved += 1;
        if (JSON.stringify(snapshot.value) !== JSON.stringify(result.snapshot.value)) changed += 1;
        check(result.snapshot.definition === to.hash, 'version');
        addUp(snapshot, result);
        nothingLost(to, plan, snapshot, result, now);
        if (instance % 10 === 0) {
          expect(migrate({ plan: result.plan, from, to }, fromDatabase(snapshot), context)).toEqual(result);
          stepsOn(to, result.snapshot, now);
          if (result.snapshot.status === 'running') broughtBack(from, snapshot, result.snapshot, new Date(now.getTime() + 60_000));
        }
      }
    }
    expect(moved).toBe(PAIRS * INSTANCES);
    expect(changed).toBeGreaterThan(PAIRS * 10);
  }, 300_000);
});

function broughtBack(from: CompiledWorkflow, before: Snapshot, after: Snapshot, now: Date): void {
  const undone = undoMigration(from, { before, after }, after, { now, timeZone: SHANGHAI });
  if (!undone.ok) throw new Error(undone.text.en);
  const moments = (timers: Snapshot['timers']) => Object.fromEntries(Object.entries(timers).map(([timer, { dueAt }]) => [timer, dueAt]));
  const { timers, serial: _serial, ...rest } = undone.snapshot;
  const { timers: wanted, serial: _old, ...kept } = before;
  expect(rest).toEqual(kept);
  expect(moments(timers)).toEqual(moments(wanted));
  stepsOn(from, undone.snapshot, now);
}

const FLOW = (body: string) => small(`start: first
states:
  first:
    title: { zh-CN: 一, en: First }
    clock: { budget: P5D, warn: P1D, title: { zh-CN: 办理时限, en: Time } }
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, due: P2D, remind: P1D, escalate: [{ after: PT1H, to: chief }] } }
    on: { work.done: second }
  second: { title: { zh-CN: 二, en: Second }, tasks: { check: { title: { zh-CN: 复核, en: Check }, role: chief } }, on: { check.done: over } }
  over: { title: { zh-CN: 完, en: Over }, final: true, outcome: over }`.replace('BODY', body));

describe('a migration', () => {
  const from = FLOW('');
  const changedTo = (change: (text: string) => string) => {
    const definition = JSON.parse(change(JSON.stringify((from.internals as { definition: unknown }).definition))) as Parameters<typeof compile>[0];
    return compile(definition);
  };
  const now = at('2024-02-21T09:00');
  const context = { now, timeZone: SHANGHAI };
  const begun = new Simulation(from, {}, BEGUN, SHANGHAI).snapshot;

  it('under the same places changes nothing but the version', () => {
    const to = changedTo((text) => text.replace('"en":"Second"', '"en":"Next"'));
    const result = migrate({ plan: planMigration(from, to), from, to }, begun, context);
    expect(result).toMatchObject({ ok: true, effects: [], moved: { tasks: [], clocks: [] }, left: [], entered: [] });
    expect(result.ok && { ...result.snapshot, definition: from.hash }).toEqual(begun);
  });

  it('moves a task and its timers to the renamed place, due when they were', () => {
    const to = changedTo((text) => text.replaceAll('"first"', '"opening"'));
    const plan = planMigration(from, to);
    expect(plan.states['first']).toEqual({ to: 'opening', how: 'title' });
    const result = migrate({ plan, from, to }, begun, context);
    expect(result).toMatchObject({ ok: true, left: ['first'], entered: ['opening'], moved: { tasks: [{ serial: begun.tasks['first#work']?.serial, from: 'first#work', to: 'opening#work' }], clocks: [{ from: 'first', to: 'opening' }] } });
    expect(result.ok && result.snapshot.timers['opening#work@remind']?.dueAt).toBe(begun.timers['first#work@remind']?.dueAt);
    expect(result.ok && result.snapshot.entered['opening']).toBe(begun.entered['first']);
  });

  it('is stuck where nobody said where to go, and says what to do', () => {
    const to = changedTo((text) => text.replaceAll('"first"', '"opening"').replace('"en":"First"', '"en":"Opening"'));
    const plan = planMigration(from, to);
    expect(plan.open).toEqual(['first']);
    expect(migrate({ plan, from, to }, begun, context)).toMatchObject({ ok: false, code: 'STATE_OPEN', state: 'first', text: { en: 'The new version has no state for "First" (first). Choose one.' } });
    expect(migrate({ plan: planMigration(from, to, { states: { first: 'opening' } }), from, to }, begun, context).ok).toBe(true);
  });

  it('keeps a clock’s due moment, or counts the new budget from its old start', () => {
    const to = changedTo((text) => text.replace('"P5D"', '"P7D"'));
    const kept = migrate({ plan: planMigration(from, to), from, to }, begun, context);
    // The old budget stays with the clock, so that a later pause does not bring the new one in.
    expect(kept.ok && kept.snapshot.clocks).toEqual({ first: { ...begun.clocks['first'], set: { budget: 'P5D' } } });
    const counted = migrate({ plan: planMigration(from, to, { recount: true }), from, to }, begun, context);
    expect(counted.ok && counted.snapshot.clocks['first']).toMatchObject({ serial: begun.clocks['first']?.serial, startedAt: BEGUN.toISOString(), dueAt: at('2024-02-27T09:00').toISOString(), warnAt: at('2024-02-26T09:00').toISOString() });
    expect(counted.ok && counted.snapshot.timers['first@due']?.dueAt).toBe(at('2024-02-27T09:00').toISOString());
  });

  it('refuses data the new version does not know, unless the plan drops them', () => {
    const to = changedTo((text) => text.replace('"risk":{"type":"string","enum":["high","low"],"title":{"zh-CN":"风险","en":"Risk"}},', '').replace('"risk":{"type":"string"},', ''));
    const risky = new Simulation(from, { risk: 'high' }, BEGUN, SHANGHAI).snapshot;
    expect(migrate({ plan: planMigration(from, to), from, to }, risky, context)).toMatchObject({ ok: false, code: 'DATA_INVALID' });
    const dropped = migrate({ plan: planMigration(from, to, { drop: ['risk'] }), from, to }, risky, context);
    expect(dropped.ok && dropped.snapshot.data).toEqual({ count: 0 });
  });

  it('cannot be taken back once the instance has moved on', () => {
    const to = changedTo((text) => text.replace('"P5D"', '"P7D"'));
    const result = migrate({ plan: planMigration(from, to), from, to }, begun, context);
    if (!result.ok) throw new Error(result.text.en);
    const on = step(to, result.snapshot, { type: 'complete-task', task: 'first#work', outcome: 'done', form: {} }, context);
    expect(on.ok && undoMigration(from, { before: begun, after: result.snapshot }, on.snapshot, context)).toMatchObject({ ok: false, code: 'MOVED_ON' });
  });

  it('is rehearsed on instances: who would stick, whose clock would change and how', () => {
    const to = changedTo((text) => text.replaceAll('"second"', '"later"').replace('"en":"Second"', '"en":"Later"').replace('"P5D"', '"P7D"'));
    const second = new Simulation(from, {}, BEGUN, SHANGHAI);
    second.complete('first#work', 'done');
    const instances = [{ id: 'a', snapshot: begun }, { id: 'b', snapshot: second.snapshot }, { id: 'c', snapshot: begun }];
    const report = rehearse({ plan: planMigration(from, to, { recount: true }), from, to }, instances, context);
    expect(report).toMatchObject({
      total: 3,
      moved: 2,
      stuck: [{ instanceId: 'b', code: 'STATE_OPEN', state: 'second' }],
      states: [{ from: ['first'], to: ['first'], count: 2 }],
      tasks: { kept: 2, closed: 0, opened: 0 },
    });
    expect(report.clocks).toHaveLength(2);
    expect(report.clocks[0]).toEqual({ instanceId: 'a', clock: 'first', change: 'due', before: at('2024-02-25T09:00').toISOString(), after: at('2024-02-27T09:00').toISOString(), text: { 'zh-CN': '办理时限：到期时刻改变', en: 'Time: is due at another moment' } });
  });
});
