import { describe, expect, it } from '@jest/globals';
import { isWorkingDay, Simulation, type Effect } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const CLOCKED = `start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    clock: { budget: $time, warn: P1D }
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }
    on: { work.done: over }
${END}`;
const workingDays = (days: number) => `parameters:\n  time: { type: duration, default: P${days}D, calendar: workingDays, because: 某规定第 3 条, title: { zh-CN: 时限, en: Time } }`;

function clockStartedAt(local: string, days: number): Extract<Effect, { type: 'start-clock' }> {
  const [started] = new Simulation(small(CLOCKED, workingDays(days)), {}, at(local), SHANGHAI).history;
  const effect = started?.effects.find((one) => one.type === 'start-clock');
  if (effect?.type !== 'start-clock') throw new Error('no clock started');
  return effect;
}

describe('working days', () => {
  it('know the adjusted days of October 2024', () => {
    const days = ['2024-09-29', '2024-09-30', '2024-10-01', '2024-10-07', '2024-10-08', '2024-10-12', '2024-10-13'];
    expect(days.map((day) => isWorkingDay(day))).toEqual([true, true, false, false, true, true, false]);
  });

  it('are unknown for a year without a notice, 1 January too', () => {
    expect(isWorkingDay('2027-01-01')).toBeUndefined();
    expect(isWorkingDay('2027-03-03')).toBeUndefined();
  });

  it.each([
    ['2024-09-27T16:00', 3, '2024-10-08', 'Sunday 29 September is worked, 1 to 7 October are off'],
    ['2024-10-11T09:00', 1, '2024-10-12', 'the first day is not counted, Saturday 12 October is worked'],
    ['2024-03-01T23:59', 3, '2024-03-06', 'a plain weekend'],
  ])('count from %s, %i of them, to the end of %s: %s', (from, days, last) => {
    expect(clockStartedAt(from, days).due.at).toBe(new Date(at(`${last}T00:00`).getTime() + 86_400_000).toISOString());
  });

  it('explain themselves in both languages', () => {
    const { due } = clockStartedAt('2024-09-27T16:00', 3);
    expect(due.explanation['zh-CN']).toBe('应于 10 月 8 日（周二）24:00 前完成：自 9 月 27 日（周五）16:00 起 3 个工作日，当日不计；10 月 1 日至 10 月 7 日为法定假日；9 月 29 日（周日）调休上班');
    expect(due.explanation.en).toBe('due Tue 8 Oct 24:00: 3 working days from Fri 27 Sep 16:00, the first day not counted; 1 Oct–7 Oct are holidays; Sun 29 Sep is worked');
  });

  it('leave a clock undetermined where the calendar ends, and the step goes on', () => {
    const simulation = new Simulation(small(CLOCKED, workingDays(3)), {}, at('2026-12-30T10:00'), SHANGHAI);
    expect(simulation.snapshot.clocks['open']).toMatchObject({ state: 'undetermined' });
    expect(simulation.snapshot.clocks['open']).not.toHaveProperty('dueAt');
    expect(simulation.snapshot.timers).toEqual({});
    const [started] = simulation.history;
    expect(JSON.stringify(started?.effects)).toContain('2027 年放假安排尚未导入');
    simulation.complete('open#work', 'done');
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'stop-clock', as: 'undetermined' }));
  });
});

describe('a clock', () => {
  it('warns, is breached and stays so', () => {
    const simulation = new Simulation(small(CLOCKED, workingDays(3)), {}, at('2024-03-01T10:00'), SHANGHAI);
    simulation.advanceTo(at('2024-03-06T00:00'));
    expect(simulation.history.at(-1)?.effects).toEqual([expect.objectContaining({ type: 'warn-clock', clock: 'open' })]);
    simulation.advanceTo(at('2024-03-08T00:00'));
    expect(simulation.history.at(-1)?.effects).toEqual([expect.objectContaining({ type: 'breach-clock', at: at('2024-03-07T00:00').toISOString() })]);
    expect(simulation.snapshot.clocks['open']?.state).toBe('breached');
    simulation.complete('open#work', 'done');
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'stop-clock', as: 'breached' }));
  });

  it('is met when its state is left in time, and its timers are cancelled', () => {
    const simulation = new Simulation(small(CLOCKED, workingDays(3)), {}, at('2024-03-01T10:00'), SHANGHAI);
    simulation.complete('open#work', 'done');
    expect(simulation.history.at(-1)?.effects.map((effect) => effect.type)).toEqual(['close-task', 'stop-clock', 'cancel-timer', 'cancel-timer', 'close-instance']);
    expect(simulation.snapshot.timers).toEqual({});
  });

  it('keeps what was left over a pause', () => {
    const compiled = small(`start: outer
states:
  outer:
    title: { zh-CN: 办理, en: Work }
    clock: { key: work, budget: P10D }
    start: going
    states:
      going: { title: { zh-CN: 进行, en: Going }, tasks: { stop: { title: { zh-CN: 停, en: Stop }, role: chief } }, on: { stop.done: resting } }
      resting: { title: { zh-CN: 暂停, en: Resting }, pauses: [work], tasks: { go: { title: { zh-CN: 续, en: Go }, role: chief } }, on: { go.done: going } }
    on: { end: over }
${END}`, 'events:\n  end: { title: { zh-CN: 结束, en: End } }');
    const simulation = new Simulation(compiled, {}, at('2024-03-01T10:00'), SHANGHAI);
    simulation.advanceTo(at('2024-03-03T10:00'));
    simulation.complete('outer.going#stop', 'done');
    expect(simulation.snapshot.clocks['outer']).toMatchObject({ state: 'paused', pausedAt: at('2024-03-03T10:00').toISOString() });
    expect(simulation.snapshot.timers).toEqual({});
    simulation.advanceTo(at('2024-03-08T10:00'));
    simulation.complete('outer.resting#go', 'done');
    expect(simulation.snapshot.clocks['outer']).toMatchObject({ state: 'running', dueAt: at('2024-03-16T10:00').toISOString() });
    expect(simulation.snapshot.timers['outer@due']?.dueAt).toBe(at('2024-03-16T10:00').toISOString());
  });
});

describe('natural durations', () => {
  const waiting = (due: string) => small(`start: waiting
states:
  waiting: { title: { zh-CN: 等, en: Waiting }, until: { at: data.agreedOn + parameters.due, to: open } }
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, dueAt: endOfDay(data.agreedOn + parameters.due) } }
    on: { work.done: over }
${END}`, `parameters:\n  due: { type: duration, default: ${due}, title: { zh-CN: 期限, en: Due } }`);

  it.each([
    ['2024-01-31T09:00', 'P1M', '2024-02-29T09:00'],
    ['2023-01-31T09:00', 'P1M', '2023-02-28T09:00'],
    ['2023-11-30T09:00', 'P3M', '2024-02-29T09:00'],
    ['2024-03-01T09:00', 'P3M', '2024-06-01T09:00'],
    ['2024-09-28T09:00', 'P3D', '2024-10-01T09:00'],
  ])('from %s, %s: %s, a missing day becomes the last of the month and holidays do not matter', (agreed, due, expected) => {
    const simulation = new Simulation(waiting(due), { agreedOn: at(agreed).toISOString() }, at(agreed), SHANGHAI);
    expect(simulation.snapshot.timers['waiting@until']?.dueAt).toBe(at(expected).toISOString());
  });

  it('a timer is named by its place, so that it survives a changed value', () => {
    const data = { agreedOn: at('2024-03-01T09:00').toISOString() };
    const [three, five] = ['P3D', 'P5D'].map((due) => new Simulation(waiting(due), data, at('2024-03-01T09:00'), SHANGHAI));
    expect(Object.keys(three?.snapshot.timers ?? {})).toEqual(['waiting@until']);
    expect(Object.keys(five?.snapshot.timers ?? {})).toEqual(['waiting@until']);
    expect(three?.compiled.hash).not.toBe(five?.compiled.hash);
  });

  it('an expression without its datum is refused, not guessed', () => {
    expect(() => new Simulation(waiting('P3D'), {}, at('2024-03-01T09:00'), SHANGHAI)).toThrow(/EXPRESSION_FAILED/);
  });
});
