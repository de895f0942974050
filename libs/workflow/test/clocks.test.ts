import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { migrate, planMigration, Simulation, step, type Calendars, type CompiledWorkflow, type DefinitionProblem, type Effect, type JsonObject, type WorkflowEvent } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const EVENTS = `events:
  corrected: { title: { zh-CN: 更正, en: Corrected }, form: begin }
  overdue: { title: { zh-CN: 超时, en: Overdue } }
  arrive: { title: { zh-CN: 到达, en: Arrive } }
  leave: { title: { zh-CN: 离开, en: Leave } }
refusals: { no: { zh-CN: 不行。, en: No. } }
actions:
  tell: { notify: { roles: [chief], text: { zh-CN: 超时, en: Late } } }
parameters:
  limit: { type: duration, default: PT4H, max: PT24H, because: 人民警察法 9, title: { zh-CN: 时限, en: Limit } }
  visits: { type: duration, default: P3D, calendar: workingDays, max: P5D, because: "公通字[2007]81号", title: { zh-CN: 回访, en: Visit } }`;

/** A search that goes on in two states, with clocks apart from them. `agreedOn` stands for when the boy was lost. */
const search = (clocks: string, more = '') =>
  small(
    `${clocks}
start: searching
states:
  searching:
    title: { zh-CN: 查找, en: Searching }
    start: near
    states:
      near: { title: { zh-CN: 近处, en: Near }, tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief } }, on: { look.done: far } }
      far: { title: { zh-CN: 远处, en: Far }, tasks: { look: { title: { zh-CN: 找, en: Look }, role: chief } }, on: { look.done: ^resting } }
    on:
      overdue: resting
      corrected: { set: { agreedOn: event.agreedOn } }
  resting: { title: { zh-CN: 休整, en: Resting }, tasks: { go: { title: { zh-CN: 续, en: Go }, role: chief } }, on: { go.done: searching, arrive: over, corrected: { set: { agreedOn: event.agreedOn } } } }
${END}${more}`,
    EVENTS,
  );

const CLOCK = (fields: string) => `clocks:\n  search: { title: { zh-CN: 查找, en: Search }, runs: active("searching"), from: data.agreedOn, ${fields} }`;
const begin = (compiled: CompiledWorkflow, now: string, data: JsonObject = {}, calendars?: Calendars) => new Simulation(compiled, data, at(now), SHANGHAI, calendars);
const correct = (simulation: Simulation, lost: string) => simulation.send({ type: 'event', name: 'corrected', payload: { agreedOn: at(lost).toISOString() } });
const last = (simulation: Simulation): readonly Effect[] => simulation.history.at(-1)?.effects ?? [];
const types = (simulation: Simulation) => last(simulation).map(({ type }) => type);
const iso = (local: string) => at(local).toISOString();
const breaches = (simulation: Simulation) => simulation.history.flatMap(({ effects }) => effects).filter(({ type }) => type === 'breach-clock').length;

describe('a clock apart from states', () => {
  it('runs through the states it names, is paused, resumed and met', () => {
    const simulation = begin(search('clocks: { search: { title: { zh-CN: 查找, en: Search }, runs: \'!active("over")\', pauses: active("resting"), budget: PT10H } }'), '2024-03-01T08:00');
    simulation.complete('searching.near#look', 'done');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ state: 'running', dueAt: iso('2024-03-01T18:00') });
    simulation.advanceTo(at('2024-03-01T10:00'));
    simulation.complete('searching.far#look', 'done');
    expect(last(simulation)).toContainEqual(expect.objectContaining({ type: 'pause-clock', clock: 'search', state: 'resting' }));
    expect(simulation.snapshot.timers).toEqual({});
    simulation.advanceTo(at('2024-03-02T10:00'));
    simulation.complete('resting#go', 'done');
    const resumed = last(simulation).find((effect) => effect.type === 'resume-clock');
    expect(resumed).toMatchObject({ due: { at: iso('2024-03-02T18:00'), explanation: { 'zh-CN': expect.stringContaining('3 月 1 日（周五）10:00 至 3 月 2 日（周六）10:00 暂停，顺延') } } });
    simulation.complete('searching.near#look', 'done');
    simulation.complete('searching.far#look', 'done');
    simulation.send({ type: 'event', name: 'arrive' });
    expect(types(simulation)).toEqual(['close-task', 'stop-clock', 'close-instance']);
  });

  it('a pause that began before the fact it counts from takes of it only what lies after', () => {
    const simulation = begin(search('clocks: { search: { title: { zh-CN: 查找, en: Search }, runs: \'!active("over")\', pauses: active("resting"), from: data.agreedOn, budget: PT10H } }'), '2024-03-01T08:00');
    for (const state of ['near', 'far']) simulation.complete(`searching.${state}#look`, 'done');
    simulation.advanceTo(at('2024-03-01T14:00'));
    correct(simulation, '2024-03-01T13:00');
    simulation.advanceTo(at('2024-03-01T15:00'));
    simulation.complete('resting#go', 'done');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ from: iso('2024-03-01T13:00'), dueAt: iso('2024-03-02T01:00') });
    simulation.advanceTo(at('2024-03-01T16:00'));
    correct(simulation, '2024-03-01T15:30');
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-02T01:30'));
  });

  it.each([
    ['in the pause: time has run since', '2024-03-01T12:00', '2024-03-01T20:00'],
    ['before the pause: there was none', '2024-03-01T09:00', '2024-03-01T18:00'],
    ['after the pause: it lasted to its end', '2024-03-01T20:00', '2024-03-01T23:00'],
    ['not known: it lasted to its end', undefined, '2024-03-01T23:00'],
  ])('a pause is over with the fact that ends it, not with its entry; %s', (_what, known, due) => {
    const simulation = begin(search('clocks: { search: { title: { zh-CN: 查找, en: Search }, runs: \'!active("over")\', pauses: active("resting"), pausedUntil: data.agreedOn, budget: PT10H } }'), '2024-03-01T08:00');
    simulation.advanceTo(at('2024-03-01T10:00'));
    for (const state of ['near', 'far']) simulation.complete(`searching.${state}#look`, 'done');
    simulation.advanceTo(at('2024-03-01T15:00'));
    if (known !== undefined) correct(simulation, known);
    simulation.complete('resting#go', 'done');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ state: 'running', dueAt: iso(due) });
  });

  it('says what pausedUntil lacks', () => {
    expect(() => search('clocks: { search: { title: { zh-CN: 查找, en: Search }, runs: active("searching"), pausedUntil: data.agreedOn, budget: PT10H } }')).toThrow(/Nothing pauses this clock/);
  });

  it('stops by its own condition though its states stay active', () => {
    const simulation = begin(search(CLOCK('stops: has(data.agreedOn), budget: PT1H')), '2024-03-01T08:00');
    expect(Object.keys(simulation.snapshot.clocks)).toEqual(['search']);
    correct(simulation, '2024-03-01T07:30');
    expect(types(simulation)).toEqual(['change-clock', 'cancel-timer', 'set-timer', 'stop-clock', 'cancel-timer']);
  });

  it('that waits for something is neither met nor breached where it no longer runs and that never came, unless its time was over', () => {
    const ended = (by: string) => {
      const simulation = begin(search(CLOCK('stops: has(data.agreedOn), budget: PT1H')), '2024-03-01T08:00');
      simulation.advanceTo(at(by));
      for (const state of ['near', 'far']) simulation.complete(`searching.${state}#look`, 'done');
      return simulation.history.flatMap(({ effects }) => effects).flatMap((effect) => (effect.type === 'stop-clock' ? [effect.as] : []));
    };
    expect([ended('2024-03-01T08:30'), ended('2024-03-01T09:30')]).toEqual([['cancelled'], ['breached']]);
  });

  it('warns several times, the first keeping its name, and never twice for one lead', () => {
    const simulation = begin(search(CLOCK('budget: PT10H, warn: [PT6H, PT1H]')), '2024-03-01T08:00');
    expect(Object.keys(simulation.snapshot.timers)).toEqual(['search@warn', 'search@warn.1', 'search@due']);
    expect(simulation.snapshot.clocks['search']?.warnAt).toBe(iso('2024-03-01T12:00'));
    simulation.advanceTo(at('2024-03-01T12:30'));
    expect(last(simulation)).toMatchObject([{ type: 'warn-clock', lead: 'PT6H' }]);
    // The correction moves every warning into the past but the last one: nothing is told twice.
    correct(simulation, '2024-03-01T07:00');
    expect(types(simulation)).toEqual(['change-clock', 'cancel-timer', 'set-timer', 'cancel-timer', 'set-timer']);
    expect(Object.entries(simulation.snapshot.timers).map(([timer, { dueAt }]) => [timer, dueAt])).toEqual([['search@warn.1', iso('2024-03-01T16:00')], ['search@due', iso('2024-03-01T17:00')]]);
    simulation.advanceTo(at('2024-03-02T00:00'));
    expect(simulation.history.flatMap(({ effects }) => effects).filter(({ type }) => type === 'warn-clock')).toHaveLength(2);
  });

  it('acts and raises when it is breached, heard or not', () => {
    const compiled = search(CLOCK('budget: PT1H, breach: { do: [tell], raise: overdue }'));
    const simulation = begin(compiled, '2024-03-01T08:00');
    simulation.advanceTo(at('2024-03-01T09:00'));
    expect(types(simulation)).toEqual(['breach-clock', 'notify', 'close-task', 'open-task', 'stop-clock']);
    expect(simulation.snapshot.value).toBe('resting');
    const deaf = begin(search(CLOCK('budget: PT1H, breach: { raise: overdue }').replace('active("searching")', 'true')), '2024-03-01T08:00');
    deaf.complete('searching.near#look', 'done');
    deaf.complete('searching.far#look', 'done');
    deaf.advanceTo(at('2024-03-01T09:00'));
    expect([types(deaf), deaf.snapshot.value]).toEqual([['breach-clock'], 'resting']);
  });

  it.each([
    ['an unknown state', 'clocks: { search: { title: { zh-CN: 查, en: S }, runs: active("serching"), budget: PT1H } }', 'UNKNOWN_STATE'],
    ['a field that may be missing', 'clocks: { search: { title: { zh-CN: 查, en: S }, runs: data.risk == "high", budget: PT1H } }', 'UNGUARDED_FIELD'],
    ['a raise nobody hears', CLOCK('budget: PT1H, breach: { raise: leave }'), 'UNHEARD_EVENT'],
    ['two ways to be due', CLOCK('budget: PT1H, until: data.agreedOn'), 'CLOCK'],
    ['another calendar than its parameter', CLOCK('budget: $visits, calendar: shifts'), 'CLOCK'],
    ['days in shifts', CLOCK('budget: P3D, calendar: shifts'), 'SHIFT_HOURS'],
    ['hours in working days', CLOCK('budget: PT3H, calendar: workingDays'), 'WORKING_DAYS'],
    ['a warning longer than the clock', CLOCK('budget: PT3H, warn: [PT1H, PT4H]'), 'WARNING_TOO_LONG'],
  ])('%s is refused at publish', (_name, clocks, code) => {
    let problems: readonly DefinitionProblem[] = [];
    try {
      search(clocks);
    } catch (error) {
      if (isStationhouseError(error)) problems = error.details?.['problems'] as DefinitionProblem[];
    }
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });
});

describe('late facts', () => {
  it('the boy was lost at 12:15, not 14:00: the clock is computed anew in that step, and both values stand in it', () => {
    const simulation = begin(search(CLOCK('budget: PT3H, warn: PT30M')), '2024-03-01T14:00', { agreedOn: iso('2024-03-01T14:00') });
    expect(simulation.snapshot.timers['search@due']?.dueAt).toBe(iso('2024-03-01T17:00'));
    simulation.advanceTo(at('2024-03-01T14:05'));
    correct(simulation, '2024-03-01T12:15');
    expect(last(simulation)[0]).toMatchObject({
      type: 'change-clock',
      cause: 'late-fact',
      before: { from: iso('2024-03-01T14:00'), dueAt: iso('2024-03-01T17:00') },
      after: { from: iso('2024-03-01T12:15'), dueAt: iso('2024-03-01T15:15') },
      warnAt: iso('2024-03-01T14:45'),
    });
    expect(simulation.snapshot.timers['search@due']?.dueAt).toBe(iso('2024-03-01T15:15'));
    simulation.advanceTo(at('2024-03-01T18:00'));
    expect(breaches(simulation)).toBe(1);
  });

  it('a clock past due by a late fact breaches at once, acts, and exactly once', () => {
    const simulation = begin(search(CLOCK('budget: PT1H, breach: { do: [tell], raise: overdue }')), '2024-03-01T14:00', { agreedOn: iso('2024-03-01T14:00') });
    simulation.advanceTo(at('2024-03-01T14:10'));
    correct(simulation, '2024-03-01T12:15');
    expect(types(simulation)).toEqual(['change-clock', 'breach-clock', 'cancel-timer', 'notify', 'close-task', 'open-task', 'stop-clock']);
    correct(simulation, '2024-03-01T12:00');
    simulation.advanceTo(at('2024-03-02T14:10'));
    expect(breaches(simulation)).toBe(1);
  });

  it('a breach on a wrong fact is taken back', () => {
    const simulation = begin(search(CLOCK('budget: PT1H')), '2024-03-01T14:00', { agreedOn: iso('2024-03-01T12:00') });
    expect(types(simulation)).toEqual(['open-task', 'start-clock', 'breach-clock']);
    correct(simulation, '2024-03-01T13:30');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ state: 'running', dueAt: iso('2024-03-01T14:30') });
    simulation.advanceTo(at('2024-03-01T15:00'));
    expect(simulation.snapshot.clocks['search']?.state).toBe('breached');
  });

  it('counts from its start until the fact is known', () => {
    const simulation = begin(search(CLOCK('budget: PT3H')), '2024-03-01T14:00');
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T17:00'));
    correct(simulation, '2024-03-01T13:00');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ from: iso('2024-03-01T13:00'), dueAt: iso('2024-03-01T16:00') });
  });

  it('keeps the pauses that were, and a paused clock too is computed anew', () => {
    const simulation = begin(search(CLOCK('budget: PT10H, pauses: active("searching.far")')), '2024-03-01T08:00', { agreedOn: iso('2024-03-01T08:00') });
    simulation.complete('searching.near#look', 'done');
    simulation.advanceTo(at('2024-03-01T09:00'));
    correct(simulation, '2024-03-01T07:00');
    expect(simulation.snapshot.clocks['search']).toMatchObject({ state: 'paused', dueAt: iso('2024-03-01T17:00') });
    expect(simulation.snapshot.timers).toEqual({});
  });

  it('data that no clock reads move nothing', () => {
    const simulation = begin(search('clocks: { search: { title: { zh-CN: 查, en: S }, runs: "true", budget: PT3H } }'), '2024-03-01T14:00');
    correct(simulation, '2024-03-01T13:00');
    expect(last(simulation)).toEqual([]);
  });

  const visit = small(
    `start: waiting
states:
  waiting:
    title: { zh-CN: 等, en: Waiting }
    until: { at: data.agreedOn + period("P3D"), to: open, edit: { by: [chief], approval: instructor } }
    on: { corrected: { set: { agreedOn: event.agreedOn } } }
  open:
    title: { zh-CN: 待办, en: Open }
    clock: { until: endOfDay(data.agreedOn + period("P5D")) }
    tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, dueAt: endOfDay(data.agreedOn + period("P5D")), remind: P1D, escalate: [{ after: PT1H, to: instructor }] } }
    on: { work.done: over, corrected: { set: { agreedOn: event.agreedOn } } }
${END}`,
    EVENTS,
  );

  it('tasks, waits and clocks of states follow as well', () => {
    const simulation = begin(visit, '2024-03-01T10:00', { agreedOn: iso('2024-03-01T10:00') });
    correct(simulation, '2024-02-29T10:00');
    expect(last(simulation)).toMatchObject([{ type: 'change-timer', timer: 'waiting@until', before: iso('2024-03-04T10:00'), after: iso('2024-03-03T10:00') }, { type: 'cancel-timer' }, { type: 'set-timer' }]);
    simulation.advanceTo(at('2024-03-03T11:00'));
    correct(simulation, '2024-02-28T10:00');
    expect(last(simulation)).toMatchObject([
      { type: 'change-task', task: 'open#work', before: iso('2024-03-06T00:00'), due: { at: iso('2024-03-05T00:00') } },
      { type: 'cancel-timer', timer: 'open#work@remind' },
      { type: 'set-timer', timer: 'open#work@remind', dueAt: iso('2024-03-04T00:00') },
      { type: 'cancel-timer', timer: 'open#work@escalate.0' },
      { type: 'set-timer', dueAt: iso('2024-03-05T01:00') },
      { type: 'change-clock', clock: 'open', after: { dueAt: iso('2024-03-05T00:00') } },
      { type: 'cancel-timer' },
      { type: 'set-timer', timer: 'open@due' },
    ]);
    simulation.advanceTo(at('2024-03-07T00:00'));
    expect(breaches(simulation)).toBe(1);
  });

  it('a wait is changed by hand with a second person, and facts move it no more', () => {
    const simulation = begin(visit, '2024-03-01T10:00', { agreedOn: iso('2024-03-01T10:00') });
    const serial = () => simulation.snapshot.timers['waiting@until']?.serial ?? 0;
    expect(simulation.send({ type: 'edit-timer', timer: 'waiting@until', serial: serial(), dueAt: iso('2024-03-02T10:00'), reason: '当事人要求', by: 'a' })).toBeUndefined();
    expect(types(simulation)).toEqual(['propose-edit']);
    expect(simulation.send({ type: 'approve-edit', of: 'waiting@until', serial: serial(), by: 'a' })?.code).toBe('SECOND_PERSON_NEEDED');
    expect(simulation.send({ type: 'approve-edit', of: 'waiting@until', serial: serial(), by: 'b' })).toBeUndefined();
    expect(last(simulation)[0]).toMatchObject({ type: 'change-timer', cause: 'edit', byHand: { by: 'a', approvedBy: 'b', reason: '当事人要求' } });
    correct(simulation, '2024-02-20T10:00');
    expect(simulation.snapshot.timers['waiting@until']?.dueAt).toBe(iso('2024-03-02T10:00'));
    simulation.advanceTo(at('2024-03-02T10:00'));
    expect(simulation.snapshot.value).toBe('open');
  });
});

describe('an edit of a running clock', () => {
  const edit = (simulation: Simulation, more: object, clock = 'search') =>
    simulation.send({ type: 'edit-clock', clock, serial: simulation.snapshot.clocks[clock]?.serial ?? 0, reason: '当事人住院', by: 'a', ...more } as WorkflowEvent);
  const limited = (rule: string) => search(CLOCK(`budget: $limit, warn: PT1H, edit: ${rule}`));

  it('holds at once where nobody else is asked, with both values, the reason and who', () => {
    const simulation = begin(limited('{ by: [duty-commander] }'), '2024-03-01T08:00');
    expect(edit(simulation, { dueAt: iso('2024-03-01T20:00') })).toBeUndefined();
    expect(last(simulation)[0]).toMatchObject({ type: 'change-clock', cause: 'edit', before: { dueAt: iso('2024-03-01T12:00') }, after: { dueAt: iso('2024-03-01T20:00') }, byHand: { by: 'a', reason: '当事人住院' } });
    expect(simulation.snapshot.timers['search@due']?.dueAt).toBe(iso('2024-03-01T20:00'));
    expect(edit(simulation, { budget: 'PT6H' })).toBeUndefined();
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T14:00'));
    // A budget goes on counting from the fact.
    correct(simulation, '2024-03-01T07:00');
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T13:00'));
  });

  it('waits for another person, who approves or rejects', () => {
    const simulation = begin(limited('{ by: [duty-officer], approval: chief }'), '2024-03-01T08:00');
    const serial = simulation.snapshot.clocks['search']?.serial ?? 0;
    const answer = (type: 'approve-edit' | 'reject-edit', by: string) => simulation.send({ type, of: 'search', serial, by })?.code;
    expect(answer('approve-edit', 'b')).toBe('NO_EDIT_PENDING');
    expect(edit(simulation, { budget: 'PT12H' })).toBeUndefined();
    expect(last(simulation)).toMatchObject([{ type: 'propose-edit', of: 'search', before: iso('2024-03-01T12:00'), dueAt: iso('2024-03-01T20:00'), role: 'chief', by: 'a' }]);
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T12:00'));
    expect(edit(simulation, { budget: 'PT6H' })?.code).toBe('EDIT_PENDING');
    expect(answer('approve-edit', 'a')).toBe('SECOND_PERSON_NEEDED');
    expect(answer('reject-edit', 'b')).toBeUndefined();
    expect(simulation.snapshot.clocks['search']).not.toHaveProperty('proposed');
    edit(simulation, { budget: 'PT12H' });
    expect(answer('approve-edit', 'b')).toBeUndefined();
    expect(simulation.snapshot.clocks['search']).toMatchObject({ dueAt: iso('2024-03-01T20:00'), set: { budget: 'PT12H' } });
    expect(simulation.snapshot.clocks['search']).not.toHaveProperty('proposed');
  });

  it('never goes beyond a bound set by law, and names the clause', () => {
    const simulation = begin(limited('{ by: [chief] }'), '2024-03-01T08:00');
    for (const more of [{ dueAt: iso('2024-03-02T08:01') }, { budget: 'PT25H' }, { budget: 'P2D' }]) {
      const refusal = edit(simulation, more);
      expect(refusal).toMatchObject({ code: 'BEYOND_BOUND', details: { latest: iso('2024-03-02T08:00'), because: '人民警察法 9' } });
      expect(refusal?.text['zh-CN']).toContain('人民警察法 9');
    }
    expect(edit(simulation, { dueAt: iso('2024-03-02T08:00') })).toBeUndefined();
    // A late fact draws the bound nearer, and the edit with it.
    correct(simulation, '2024-03-01T06:00');
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-02T06:00'));
  });

  it('a bound in working days counts working days', () => {
    const simulation = begin(search('clocks: { search: { title: { zh-CN: 查, en: S }, runs: "true", budget: $visits, edit: { by: [chief] } } }'), '2024-09-27T16:00', {}, { closes: '17:30' });
    expect(edit(simulation, { budget: 'P6D' })).toMatchObject({ code: 'BEYOND_BOUND', details: { latest: iso('2024-10-10T17:30') } });
    expect(edit(simulation, { budget: 'P5D' })).toBeUndefined();
    expect(simulation.snapshot.clocks['search']?.dueAt).toBe(iso('2024-10-10T17:30'));
  });

  it.each([
    ['no reason', { reason: ' ', budget: 'PT5H' }, 'EDIT_INVALID'],
    ['the past', { dueAt: iso('2024-03-01T07:59') }, 'EDIT_INVALID'],
    ['no moment', { dueAt: 'soon' }, 'EDIT_INVALID'],
    ['no duration', { budget: '5 hours' }, 'EDIT_INVALID'],
    ['another start of the clock', { serial: 99, budget: 'PT5H' }, 'CLOCK_NOT_RUNNING'],
    ['no such clock', { clock: 'constructor', budget: 'PT5H' }, 'CLOCK_NOT_RUNNING'],
  ])('is refused: %s', (_name, more, code) => {
    const simulation = begin(limited('{ by: [chief] }'), '2024-03-01T08:00');
    const before = JSON.stringify(simulation.snapshot);
    const refusal = edit(simulation, more);
    expect(refusal?.code).toBe(code);
    expect(JSON.stringify(simulation.snapshot)).toBe(before);
  });

  it('is refused where the definition lets nobody, and for timers of clocks', () => {
    const simulation = begin(search(CLOCK('budget: PT3H')), '2024-03-01T08:00');
    expect(edit(simulation, { budget: 'PT5H' })?.code).toBe('NOT_EDITABLE');
    const serial = simulation.snapshot.timers['search@due']?.serial ?? 0;
    expect(simulation.send({ type: 'edit-timer', timer: 'search@due', serial, dueAt: iso('2024-03-02T00:00'), reason: 'x', by: 'a' })?.code).toBe('NOT_EDITABLE');
  });
});

describe('a year without its notice', () => {
  const compiled = small(
    `start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    clock: { budget: $visits, warn: P1D }
    start: busy
    states:
      busy:
        title: { zh-CN: 忙, en: Busy }
        tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, due: $visits, remind: P1D } }
        on: { work.done: ^over, leave: idle }
      idle: { title: { zh-CN: 闲, en: Idle }, pauses: [open], tasks: { back: { title: { zh-CN: 回, en: Back }, role: chief } }, on: { back.done: busy } }
${END}`,
    EVENTS,
  );
  const notice: Calendars = { notices: [{ year: 2027, days: [{ name: '元旦', date: '2027-01-01', isOffDay: true }] }] };

  it('leaves the clock undetermined; the notice determines it and its task, and nothing else', () => {
    const simulation = begin(compiled, '2026-12-30T10:00');
    expect(simulation.snapshot.clocks['open']?.state).toBe('undetermined');
    expect(simulation.send({ type: 'determine' })).toBeUndefined();
    expect(last(simulation)).toEqual([]);
    simulation.advanceTo(at('2026-12-31T10:00'));
    simulation.calendars = notice;
    expect(simulation.send({ type: 'determine' })).toBeUndefined();
    expect(last(simulation)).toMatchObject([
      { type: 'change-clock', cause: 'calendar', before: { from: iso('2026-12-30T10:00') }, after: { dueAt: iso('2027-01-06T00:00') } },
      { type: 'set-timer', timer: 'open@warn' },
      { type: 'set-timer', timer: 'open@due' },
      { type: 'change-task', task: 'open.busy#work', cause: 'calendar', due: { at: iso('2027-01-06T00:00') } },
      { type: 'set-timer', timer: 'open.busy#work@remind' },
    ]);
    expect(last(simulation)[0]).not.toHaveProperty('before.dueAt');
    simulation.send({ type: 'determine' });
    expect(last(simulation)).toEqual([]);
  });

  it('a clock determined past its due moment breaches at once', () => {
    const simulation = begin(compiled, '2026-12-30T10:00');
    simulation.advanceTo(at('2027-02-01T10:00'));
    simulation.calendars = notice;
    simulation.send({ type: 'determine' });
    expect(types(simulation)).toContain('breach-clock');
    simulation.advanceTo(at('2027-03-01T10:00'));
    expect(breaches(simulation)).toBe(1);
  });

  it('a pause meanwhile is kept in mind', () => {
    const simulation = begin(compiled, '2026-12-30T10:00');
    simulation.send({ type: 'event', name: 'leave' });
    expect(simulation.snapshot.clocks['open']?.state).toBe('paused');
    simulation.advanceTo(at('2027-01-06T10:00'));
    simulation.calendars = notice;
    simulation.send({ type: 'determine' });
    expect(simulation.snapshot.clocks['open']).toMatchObject({ state: 'paused', dueAt: iso('2027-01-06T00:00') });
    simulation.complete('open.idle#back', 'done');
    expect(simulation.snapshot.clocks['open']).toMatchObject({ state: 'running', dueAt: iso('2027-01-12T00:00') });
  });
});

describe('a move to another version', () => {
  const without = 'clocks: { other: { title: { zh-CN: 另, en: Other }, runs: "true", budget: PT3H } }';
  const moved = (from: CompiledWorkflow, to: CompiledWorkflow) => {
    const { snapshot } = begin(from, '2024-03-01T14:00', { agreedOn: iso('2024-03-01T14:00') });
    const answer = migrate({ plan: planMigration(from, to), from, to }, snapshot, { now: at('2024-03-01T14:30'), timeZone: SHANGHAI });
    if (!answer.ok) throw new Error('stuck');
    return answer;
  };

  it('stops a clock apart from states that is no more, and starts a new one', () => {
    const { effects, snapshot } = moved(search(CLOCK('budget: PT3H')), search(without));
    expect(effects.map(({ type }) => type)).toEqual(['stop-clock', 'cancel-timer', 'start-clock', 'set-timer']);
    expect(Object.keys(snapshot.clocks)).toEqual(['other']);
  });

  it('keeps the budget a clock had, also when a fact is corrected later', () => {
    const to = search(CLOCK('budget: PT9H'));
    const { snapshot } = moved(search(CLOCK('budget: PT3H')), to);
    expect(snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T17:00'));
    const corrected = step(to, snapshot, { type: 'event', name: 'corrected', payload: { agreedOn: iso('2024-03-01T13:00') } }, { now: at('2024-03-01T14:40'), timeZone: SHANGHAI });
    expect(corrected.ok && corrected.snapshot.clocks['search']?.dueAt).toBe(iso('2024-03-01T16:00'));
  });
});
