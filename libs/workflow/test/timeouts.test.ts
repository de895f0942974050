import { describe, expect, it } from '@jest/globals';
import { describeGraph, Simulation, type Snapshot } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const NOW = at('2024-03-01T10:00');
const ACTIONS = `actions:
  tell: { notify: { roles: [chief], text: { zh-CN: 请看, en: Look } } }
parameters:
  patience: { type: duration, default: PT2H, title: { zh-CN: 耐心, en: Patience } }`;

describe('after', () => {
  const compiled = small(`start: asked
states:
  asked:
    title: { zh-CN: 已询问, en: Asked }
    tasks: { reply: { title: { zh-CN: 答复, en: Reply }, role: chief } }
    on: { reply.done: over }
    after:
      remindOnce: { title: { zh-CN: 催一次, en: Ask again }, in: $patience, do: [tell] }
      noAnswer: { in: P1D, to: late }
      lastDay: { at: endOfDay(data.by), when: data.count > 0, to: late }
  late: { title: { zh-CN: 逾期, en: Late }, final: true, outcome: late }
${END}`, ACTIONS);
  const begin = () => new Simulation(compiled, { by: '2024-03-05' }, NOW, SHANGHAI);

  it('sets a timer named by its place for each', () => {
    expect(begin().snapshot.timers).toMatchObject({
      'asked@after.remindOnce': { dueAt: at('2024-03-01T12:00').toISOString() },
      'asked@after.noAnswer': { dueAt: at('2024-03-02T10:00').toISOString() },
      'asked@after.lastDay': { dueAt: at('2024-03-06T00:00').toISOString() },
    });
  });

  it('acts without leaving, then leaves when its time comes', () => {
    const simulation = begin();
    simulation.advanceTo(at('2024-03-01T12:00'));
    expect(simulation.history.at(-1)?.effects).toEqual([expect.objectContaining({ type: 'notify', action: 'tell' })]);
    expect(simulation.snapshot.value).toBe('asked');
    simulation.advanceTo(at('2024-03-02T10:00'));
    expect(simulation.snapshot).toMatchObject({ outcome: 'late', timers: {} });
  });

  it('is cancelled when the state is left, and drawn', () => {
    const simulation = begin();
    simulation.complete('asked#reply', 'done');
    expect(simulation.history.at(-1)?.effects.filter(({ type }) => type === 'cancel-timer')).toHaveLength(3);
    expect(describeGraph(compiled).edges.find(({ id }) => id.includes('remindOnce'))).toMatchObject({ kind: 'timeout', title: { en: 'Ask again' } });
  });

  it('a timeout whose guard does not hold passes by and is over', () => {
    const simulation = begin();
    const { serial } = simulation.snapshot.timers['asked@after.lastDay'] ?? { serial: 0 };
    expect(simulation.send({ type: 'timer', timer: 'asked@after.lastDay', serial })).toBeUndefined();
    expect(simulation.snapshot.timers).not.toHaveProperty(['asked@after.lastDay']);
    expect(simulation.snapshot.value).toBe('asked');
  });
});

describe('a wait for a condition', () => {
  it('ends when the condition holds, by whatever event', () => {
    const compiled = small(`start: both
states:
  both:
    title: { zh-CN: 并, en: Both }
    parallel:
      left: { title: { zh-CN: 左, en: Left }, start: waiting, states: { waiting: { title: { zh-CN: 等, en: Waiting }, until: { when: data.count >= 2, to: done } }, done: { title: { zh-CN: 完, en: Done }, final: true } } }
      right: { title: { zh-CN: 右, en: Right }, start: counting, states: { counting: { title: { zh-CN: 数, en: Counting }, tasks: { add: { title: { zh-CN: 加, en: Add }, role: chief } }, on: { add.done: { to: counting, set: { count: data.count + 1 } }, stop: done } }, done: { title: { zh-CN: 完, en: Done }, final: true } } }
    done: over
${END}`, 'events:\n  stop: { title: { zh-CN: 停, en: Stop } }');
    const simulation = new Simulation(compiled, {}, NOW, SHANGHAI);
    simulation.complete('both.right.counting#add', 'done');
    expect(simulation.snapshot.value).toEqual({ both: { left: 'waiting', right: 'counting' } });
    simulation.complete('both.right.counting#add', 'done');
    expect(simulation.snapshot.value).toEqual({ both: { left: 'done', right: 'counting' } });
    simulation.send({ type: 'event', name: 'stop' });
    expect(simulation.snapshot.outcome).toBe('over');
  });
});

describe('history', () => {
  const compiled = (kind: string) => small(`start: working
states:
  working:
    title: { zh-CN: 办理, en: Working }
    start: first
    states:
      first: { title: { zh-CN: 一, en: First }, tasks: { next: { title: { zh-CN: 下, en: Next }, role: chief } }, on: { next.done: second } }
      second:
        title: { zh-CN: 二, en: Second }
        start: a
        states:
          a: { title: { zh-CN: 甲, en: A }, tasks: { next: { title: { zh-CN: 下, en: Next }, role: chief } }, on: { next.done: b } }
          b: { title: { zh-CN: 乙, en: B }, tasks: { next: { title: { zh-CN: 下, en: Next }, role: chief } }, on: { next.done: ^over } }
      back: { title: { zh-CN: 原处, en: Where it was }, history: ${kind} }
    on: { hold: held }
  held: { title: { zh-CN: 搁置, en: On hold }, tasks: { resume: { title: { zh-CN: 恢复, en: Resume }, role: chief } }, on: { resume.done: working.back } }
${END}`, 'events:\n  hold: { title: { zh-CN: 搁置, en: Hold } }');
  /** Somewhere deep, put on hold, kept as JSON, resumed. */
  function resumed(kind: string, steps: readonly string[]): Snapshot['value'] {
    const simulation = new Simulation(compiled(kind), {}, NOW, SHANGHAI);
    for (const task of steps) simulation.complete(task, 'done');
    simulation.send({ type: 'event', name: 'hold' });
    expect(JSON.parse(JSON.stringify(simulation.snapshot))).toEqual(simulation.snapshot);
    simulation.complete('held#resume', 'done');
    return simulation.snapshot.value;
  }
  const DEEP = ['working.first#next', 'working.second.a#next'];

  it('deep goes back to where it was', () => expect(resumed('deep', DEEP)).toEqual({ working: { second: 'b' } }));
  it('shallow goes back to the neighbour, from its start', () => expect(resumed('shallow', DEEP)).toEqual({ working: { second: 'a' } }));
  it('opens its tasks again with new serials', () => {
    const simulation = new Simulation(compiled('deep'), {}, NOW, SHANGHAI);
    simulation.send({ type: 'event', name: 'hold' });
    simulation.complete('held#resume', 'done');
    expect(simulation.snapshot.tasks).toEqual({ 'working.first#next': { serial: 3, openedAt: NOW.toISOString() } });
  });
  it('goes to its default when nothing was entered yet', () => {
    const simulation = new Simulation(small(`start: choosing
states:
  choosing: { title: { zh-CN: 选, en: Choose }, tasks: { go: { title: { zh-CN: 去, en: Go }, role: chief } }, on: { go.done: working.back } }
  working:
    title: { zh-CN: 办理, en: Working }
    start: first
    states:
      first: { title: { zh-CN: 一, en: First }, tasks: { next: { title: { zh-CN: 下, en: Next }, role: chief } }, on: { next.done: second } }
      second: { title: { zh-CN: 二, en: Second }, tasks: { next: { title: { zh-CN: 下, en: Next }, role: chief } }, on: { next.done: ^over } }
      back: { title: { zh-CN: 原处, en: Where it was }, history: shallow, default: second }
${END}`), {}, NOW, SHANGHAI);
    simulation.complete('choosing#go', 'done');
    expect(simulation.snapshot.value).toEqual({ working: 'second' });
  });
});
