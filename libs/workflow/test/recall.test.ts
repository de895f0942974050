import { describe, expect, it } from '@jest/globals';
import { Simulation, step, type Person, type Snapshot } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const NOW = at('2024-03-01T10:00');
const BODY = `start: first
states:
  first:
    title: { zh-CN: 一, en: First }
    clock: { budget: P5D, warn: P1D }
    tasks:
      decide: { title: { zh-CN: 定, en: Decide }, role: chief, due: P2D, remind: P1D, recall: PT10M, outcomes: { go: { title: { zh-CN: 走, en: Go } }, tell: { title: { zh-CN: 告, en: Tell } }, end: { title: { zh-CN: 完, en: End } } } }
      beside: { title: { zh-CN: 旁, en: Beside }, role: mediator, due: P3D }
    after: { late: { in: P4D, to: over } }
    on: { decide.go: { to: second, set: { count: data.count + 1 } }, decide.tell: { to: second, do: [tell] }, decide.end: over, beside.done: { set: { count: data.count } } }
  second:
    title: { zh-CN: 二, en: Second }
    clock: { budget: P1D }
    tasks: { work: { title: { zh-CN: 办, en: Work }, role: chief, due: P1D, remind: PT1H } }
    on: { work.done: over }
${END}`;
const compiled = small(BODY, 'actions:\n  tell: { notify: { roles: [chief], text: { zh-CN: 看, en: Look } } }');
const by: Person = { accountId: 'a', roles: ['chief'] };
const complete = (outcome: string) => ({ type: 'complete-task', task: 'first#decide', outcome, form: {}, by }) as const;
const take = (serial: number, who = by) => ({ type: 'recall-task', task: 'first#decide', serial, by: who }) as const;

/** The task was completed a moment ago. */
function completed(outcome = 'go'): { simulation: Simulation; serial: number; before: Snapshot } {
  const simulation = new Simulation(compiled, {}, NOW, SHANGHAI);
  simulation.advanceTo(at('2024-03-01T12:34:56.789'));
  const before = simulation.snapshot;
  simulation.send(complete(outcome));
  return { simulation, serial: before.tasks['first#decide']?.serial ?? 0, before };
}

describe('recall', () => {
  it('restores state, data, tasks, clocks and timers to the millisecond, as a step forward', () => {
    const { simulation, serial, before } = completed();
    simulation.advanceTo(at('2024-03-01T12:44:00'));
    expect(simulation.send(take(serial))).toBeUndefined();
    const { snapshot } = simulation;
    const without = ({ timers, serial: _, recall: __, ...rest }: Snapshot) => ({ ...rest, timers: Object.fromEntries(Object.entries(timers).map(([timer, { dueAt }]) => [timer, dueAt])) });
    expect(without(snapshot)).toEqual(without(before));
    expect(snapshot.serial).toBeGreaterThan(before.serial);
    expect(snapshot).not.toHaveProperty('recall');
    expect(simulation.history.at(-1)?.effects.map((effect) => [effect.type, 'task' in effect ? effect.task : 'clock' in effect ? effect.clock : 'timer' in effect ? effect.timer : ''])).toEqual([
      ['close-task', 'second#work'],
      ['reopen-task', 'first#decide'],
      ['reopen-task', 'first#beside'],
      ['stop-clock', 'second'],
      ['restore-clock', 'first'],
      ['cancel-timer', 'second@due'],
      ['cancel-timer', 'second#work@remind'],
      ['set-timer', 'first@warn'],
      ['set-timer', 'first@due'],
      ['set-timer', 'first#decide@remind'],
      ['set-timer', 'first@after.late'],
    ]);
    expect(simulation.history.at(-1)?.effects).toContainEqual({ type: 'reopen-task', task: 'first#decide', serial, by: 'a' });
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'stop-clock', clock: 'second', as: 'cancelled' }));
    expect(simulation.send(complete('go'))).toBeUndefined();
  });

  it('says which state pauses a clock that is held again', () => {
    const simulation = new Simulation(small(
      `clocks: { whole: { title: { zh-CN: 全程, en: Whole }, runs: '!active("over")', pauses: active("away"), budget: P20D } }
start: away
states:
  away:
    title: { zh-CN: 外出, en: Away }
    tasks: { back: { title: { zh-CN: 返回, en: Back }, role: chief, recall: PT10M } }
    on: { back.done: here }
  here: { title: { zh-CN: 在, en: Here }, tasks: { call: { title: { zh-CN: 办, en: Call }, role: chief } }, on: { call.done: over } }
${END}`), {}, at('2024-03-01T10:00'), SHANGHAI);
    const task = simulation.snapshot.tasks['away#back']?.serial ?? 0;
    simulation.complete('away#back', 'done', {}, by);
    expect(simulation.snapshot.clocks['whole']?.state).toBe('running');
    simulation.send({ type: 'recall-task', task: 'away#back', serial: task, by });
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'restore-clock', clock: 'whole', state: 'away', running: expect.objectContaining({ state: 'paused' }) }));
  });

  it('timers that came back fire once, when they would have', () => {
    const { simulation, serial } = completed();
    simulation.send(take(serial));
    simulation.advanceTo(at('2024-03-06T00:00'));
    const fired = simulation.history.flatMap(({ at: moment, event }) => (event.type === 'timer' ? [[event.timer, moment.toISOString()]] : []));
    expect(fired).toEqual([['first#decide@remind', at('2024-03-02T10:00').toISOString()], ['first@warn', at('2024-03-05T10:00').toISOString()], ['first@after.late', at('2024-03-05T10:00').toISOString()]]);
  });

  it.each([
    ['too late', 'tooLate', 'go', (simulation: Simulation) => simulation.advanceTo(at('2024-03-01T12:45')), by],
    ['by somebody else', 'notYours', 'go', () => undefined, { accountId: 'b', roles: ['chief'] }],
    ['after a notice has gone out', 'irreversible', 'tell', () => undefined, by],
    ['after something else happened', 'movedOn', 'go', (simulation: Simulation) => simulation.advanceTo(at('2024-03-02T11:50')), by],
  ] as const)('%s is refused', (_name, reason, outcome, then, who) => {
    const { simulation, serial } = completed(outcome);
    then(simulation);
    const before = JSON.stringify(simulation.snapshot);
    expect(simulation.send(take(serial, who))).toMatchObject({ code: 'RECALL_REFUSED', details: { reason } });
    expect(JSON.stringify(simulation.snapshot)).toBe(before);
  });

  it('is not offered where the definition does not say so, and a closed instance stays closed', () => {
    const { simulation } = completed();
    expect(simulation.send({ type: 'recall-task', task: 'second#work', serial: 1, by })).toMatchObject({ code: 'RECALL_REFUSED', details: { reason: 'notOffered' } });
    const ended = completed('end');
    expect(ended.simulation.send(take(ended.serial))?.code).toBe('INSTANCE_CLOSED');
  });

  it('takes one answer of several back', () => {
    const signing = small(`start: open
states:
  open: { title: { zh-CN: 签, en: Sign }, tasks: { sign: { title: { zh-CN: 签, en: Sign }, answers: { from: [chief, instructor], need: all }, recall: PT1H } }, on: { sign.done: over } }
${END}`);
    const simulation = new Simulation(signing, {}, NOW, SHANGHAI);
    const sign = { type: 'complete-task', task: 'open#sign', outcome: 'done', form: {}, by } as const;
    simulation.send(sign);
    expect(simulation.send({ type: 'recall-task', task: 'open#sign', serial: 1, by })).toBeUndefined();
    expect(simulation.history.at(-1)?.effects).toEqual([{ type: 'reopen-task', task: 'open#sign', serial: 1 }]);
    expect(simulation.snapshot.tasks['open#sign']).not.toHaveProperty('answers');
    expect(simulation.send(sign)).toBeUndefined();
  });

  it('steps on from a snapshot that was kept as JSON, its keys in whatever order', () => {
    const { simulation, serial } = completed();
    const kept = JSON.parse(JSON.stringify(simulation.snapshot), (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value)) as Snapshot;
    const context = { now: simulation.now, timeZone: SHANGHAI };
    expect(step(compiled, kept, take(serial), context)).toEqual(step(compiled, simulation.snapshot, take(serial), context));
  });
});
