import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acceptedEvents, step, start, type CompiledWorkflow, type Effect, type Snapshot, type StepContext, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import { at, SHANGHAI, small } from './small.js';

const compiled: CompiledWorkflow = small(
  `start: first
states:
  first:
    title: { zh-CN: 一, en: First }
    clock: { budget: P5D, warn: P1D }
    tasks:
      a: { title: { zh-CN: 甲, en: A }, role: chief, due: P2D, remind: P1D, escalate: [{ after: PT1H, to: instructor }], outcomes: { go: { title: { zh-CN: 走, en: Go } }, stay: { title: { zh-CN: 留, en: Stay } } } }
      b: { title: { zh-CN: 乙, en: B }, role: mediator }
    on: { a.go: both, a.stay: first, b.done: { set: { count: data.count + 1 } }, jump: { to: both, when: data.count > 0 } }
  both:
    title: { zh-CN: 并, en: Both }
    parallel:
      x: { use: visit, title: { zh-CN: 访, en: X }, with: { lead: P1D } }
      y: { use: visit, title: { zh-CN: 访, en: Y }, with: { lead: P2D } }
    done: over
    on: { jump: first, stop: { refuse: notYet } }
  over: { title: { zh-CN: 完, en: Over }, final: true, outcome: over }
fragments:
  visit:
    parameters: { lead: duration }
    clock: { key: visit, budget: P4D }
    start: waiting
    states:
      waiting: { title: { zh-CN: 等, en: Waiting }, until: { at: state.entered + period("P3D") - lead, to: open } }
      open: { title: { zh-CN: 开, en: Open }, tasks: { visit: { title: { zh-CN: 访, en: Visit }, role: chief, due: PT6H, outcomes: { done: { title: { zh-CN: 完, en: Done } }, again: { title: { zh-CN: 再, en: Again } }, rest: { title: { zh-CN: 歇, en: Rest } } } } }, on: { visit.done: done, visit.again: waiting, visit.rest: resting } }
      resting: { title: { zh-CN: 歇, en: Resting }, pauses: [visit], tasks: { wake: { title: { zh-CN: 醒, en: Wake }, role: chief } }, on: { wake.done: open } }
      done: { title: { zh-CN: 完, en: Done }, final: true }
`,
  'events:\n  jump: { title: { zh-CN: 跳, en: Jump } }\n  stop: { title: { zh-CN: 停, en: Stop } }\nrefusals:\n  notYet: { zh-CN: 还不行。, en: Not yet. }',
);

/** A choice among what an instance could be told next, and how much time passes before. */
interface Move {
  readonly pick: number;
  readonly hours: number;
}
const moves = fc.array(fc.record({ pick: fc.nat(1000), hours: fc.nat(40) }), { maxLength: 40 });

/** Everything that might be tried on a snapshot, sensible or not. */
function candidates(snapshot: Snapshot, now: Date): WorkflowEvent[] {
  const tasks = Object.values(compiled.tasks).flatMap((task) => task.outcomes.map(({ id }): WorkflowEvent => ({ type: 'complete-task', task: task.ref, outcome: id, form: {} })));
  const open = tasks.filter((event) => event.type === 'complete-task' && event.task in snapshot.tasks);
  const due = Object.entries(snapshot.timers).filter(([, { dueAt }]) => dueAt <= now.toISOString());
  const timers = due.map(([timer, { serial }]): WorkflowEvent => ({ type: 'timer', timer, serial }));
  return [...timers, ...timers, ...open, ...open, ...tasks, { type: 'event', name: 'jump' }, { type: 'event', name: 'stop' }];
}

interface Taken {
  readonly event: WorkflowEvent;
  readonly context: StepContext;
  readonly before: Snapshot;
  readonly result: StepResult;
}

/** Plays random moves from the start. */
function play(list: readonly Move[]): { first: readonly Effect[]; taken: Taken[] } {
  let now = at('2024-02-20T09:00');
  const begun = start(compiled, { data: {} }, { now, timeZone: SHANGHAI });
  if (!begun.ok) throw new Error(begun.refusal.code);
  let snapshot = begun.snapshot;
  const taken: Taken[] = [];
  for (const { pick, hours } of list) {
    now = new Date(now.getTime() + hours * 3_600_000);
    const choices = candidates(snapshot, now);
    const event = choices[pick % choices.length];
    if (event === undefined) break;
    const context = { now, timeZone: SHANGHAI };
    const result = step(compiled, snapshot, event, context);
    taken.push({ event, context, before: snapshot, result });
    if (result.ok) snapshot = result.snapshot;
  }
  return { first: begun.effects, taken };
}

const effectsOf = ({ first, taken }: ReturnType<typeof play>) => [...first, ...taken.flatMap(({ result }) => (result.ok ? result.effects : []))];

describe('for any sequence of events', () => {
  it('a snapshot read back from JSON steps to the same result, and stepping changes no argument', () => {
    fc.assert(
      fc.property(moves, (list) => {
        for (const { event, context, before, result } of play(list).taken) {
          const copy = JSON.parse(JSON.stringify(before)) as Snapshot;
          expect(copy).toEqual(before);
          expect(JSON.parse(JSON.stringify(step(compiled, copy, event, context)))).toEqual(JSON.parse(JSON.stringify(result)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a cancelled or consumed timer never fires again', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const gone = new Map<number, string>();
        for (const { event, context, result } of play(list).taken) {
          if (!result.ok) continue;
          if (event.type === 'timer') gone.set(event.serial, event.timer);
          for (const effect of result.effects) if (effect.type === 'cancel-timer') gone.set(effect.serial, effect.timer);
          for (const [serial, timer] of gone) expect(step(compiled, result.snapshot, { type: 'timer', timer, serial }, context)).toMatchObject({ ok: false });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('effects open and close each task, timer and clock once, name only what the definition has, and add up to the snapshot', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const played = play(list);
        const [tasks, timers, clocks] = [new Map<number, string>(), new Map<number, string>(), new Map<number, string>()];
        const serials: number[] = [];
        const fired = new Set(played.taken.flatMap(({ event, result }) => (event.type === 'timer' && result.ok ? [event.serial] : [])));
        for (const effect of effectsOf(played)) {
          if ('task' in effect) expect(compiled.tasks).toHaveProperty([effect.task]);
          if ('clock' in effect) expect(compiled.clocks).toHaveProperty([effect.clock]);
          const opened = { 'open-task': tasks, 'set-timer': timers, 'start-clock': clocks }[effect.type as string];
          const closed = { 'close-task': tasks, 'cancel-timer': timers, 'stop-clock': clocks }[effect.type as string];
          if (opened !== undefined && 'serial' in effect) {
            opened.set(effect.serial, 'task' in effect ? effect.task : 'timer' in effect ? effect.timer : 'clock' in effect ? effect.clock : '');
            serials.push(effect.serial);
          }
          if (closed !== undefined && 'serial' in effect) expect(closed.delete(effect.serial)).toBe(true);
        }
        for (const serial of fired) timers.delete(serial);
        expect(new Set(serials).size).toBe(serials.length);
        const last = played.taken.filter(({ result }) => result.ok).at(-1)?.result;
        if (last?.ok !== true) return;
        const books = (entries: Readonly<Record<string, { serial: number }>>) => Object.entries(entries).map(([ref, { serial }]) => [serial, ref]);
        expect([...tasks].sort()).toEqual(books(last.snapshot.tasks).sort());
        expect([...timers].sort()).toEqual(books(last.snapshot.timers).sort());
        expect([...clocks].sort()).toEqual(books(last.snapshot.clocks).sort());
        if (last.snapshot.status === 'closed') expect([tasks.size, timers.size, clocks.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 150 },
    );
  });

  it('an instance that runs always has something to wait for', () => {
    fc.assert(
      fc.property(moves, (list) => {
        for (const { result } of play(list).taken) {
          if (!result.ok || result.snapshot.status === 'closed') continue;
          const { tasks, timers } = result.snapshot;
          expect(Object.keys(tasks).length + Object.keys(timers).length + acceptedEvents(compiled, result.snapshot).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
