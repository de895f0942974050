import { describe, expect, it } from '@jest/globals';
import { Simulation, type Calendars, type ClockRef, type Effect, type IsoMoment, type WorkflowEvent } from '@stationhouse/workflow';
import fc from 'fast-check';
import { at, END, SHANGHAI, small } from './small.js';

/** Two clocks that count from the same fact, one in hours and one in working days, over a state that pauses both. */
const compiled = small(
  `clocks:
  hours: { title: { zh-CN: 时, en: Hours }, runs: '!active("over")', pauses: active("resting"), from: data.agreedOn, budget: $hours, warn: [PT6H, PT2H], breach: { raise: late }, edit: { by: [chief] } }
  days: { title: { zh-CN: 日, en: Days }, runs: '!active("over")', pauses: active("resting"), from: data.agreedOn, budget: P3D, calendar: workingDays, warn: P1D, edit: { by: [chief], approval: instructor } }
start: working
states:
  working: { title: { zh-CN: 办, en: Working }, on: { corrected: { set: { agreedOn: event.agreedOn } }, turn: resting, late: { set: { count: data.count + 1 } }, end: over } }
  resting: { title: { zh-CN: 歇, en: Resting }, on: { corrected: { set: { agreedOn: event.agreedOn } }, turn: working, end: over } }
${END}`,
  `parameters: { hours: { type: duration, default: PT20H, max: PT60H, title: { zh-CN: 时, en: Hours } } }
events:
  corrected: { title: { zh-CN: 更正, en: Corrected }, form: begin }
  turn: { title: { zh-CN: 换, en: Turn } }
  late: { title: { zh-CN: 迟, en: Late } }
  end: { title: { zh-CN: 完, en: End } }`,
);
const BEGIN = at('2024-04-26T15:00');
const HOUR = 3_600_000;
const OFFICE: Calendars = { closes: '17:30' };

type Move = { readonly kind: 'wait' | 'correct' | 'turn' | 'edit' | 'propose' | 'approve' | 'reject'; readonly hours: number };
const move: fc.Arbitrary<Move> = fc.record({ kind: fc.constantFrom('wait', 'correct', 'turn', 'edit', 'propose', 'approve', 'reject'), hours: fc.integer({ min: -40, max: 40 }) });

function eventOf({ kind, hours }: Move, simulation: Simulation): WorkflowEvent {
  const moment = (by: number) => new Date(simulation.now.getTime() + by * HOUR).toISOString();
  const serial = (clock: ClockRef) => simulation.snapshot.clocks[clock]?.serial ?? 0;
  if (kind === 'correct') return { type: 'event', name: 'corrected', payload: { agreedOn: new Date(BEGIN.getTime() + hours * HOUR).toISOString() } };
  if (kind === 'turn') return { type: 'event', name: 'turn' };
  if (kind === 'edit') return { type: 'edit-clock', clock: 'hours', serial: serial('hours'), ...(hours % 2 === 0 ? { dueAt: moment(hours) } : { budget: `PT${Math.abs(hours)}H` }), reason: 'r', by: 'a' };
  if (kind === 'propose') return { type: 'edit-clock', clock: 'days', serial: serial('days'), dueAt: moment(hours * 3), reason: 'r', by: 'a' };
  return { type: kind === 'approve' ? 'approve-edit' : 'reject-edit', of: 'days', serial: serial('days'), by: 'b' };
}

function play(moves: readonly Move[], each: (simulation: Simulation) => void): Simulation {
  const simulation = new Simulation(compiled, {}, BEGIN, SHANGHAI, OFFICE);
  for (const one of moves) {
    if (one.kind === 'wait') simulation.advanceTo(new Date(simulation.now.getTime() + Math.abs(one.hours) * HOUR));
    else simulation.send(eventOf(one, simulation));
    each(simulation);
  }
  return simulation;
}

const moves = fc.array(move, { maxLength: 25 });

describe('for any sequence of corrections, pauses, edits and waiting', () => {
  it('a running clock has its timers, any other none, and nothing runs past its due moment', () => {
    fc.assert(
      fc.property(moves, (list) => {
        play(list, ({ snapshot, now }) => {
          for (const [ref, clock] of Object.entries(snapshot.clocks)) {
            const due = snapshot.timers[`${ref}@due`]?.dueAt;
            expect([ref, clock.state, due]).toEqual([ref, clock.state, clock.state === 'running' ? clock.dueAt : undefined]);
            if (clock.state === 'running') expect((clock.dueAt ?? '') > now.toISOString()).toBe(true);
            else expect(Object.keys(snapshot.timers).filter((timer) => timer.startsWith(`${ref}@`))).toEqual([]);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('one due moment is breached once, and the effects add up to what the clocks say', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const simulation = play(list, () => undefined);
        const said = new Map<ClockRef, { dueAt: IsoMoment | undefined; breached: boolean }>();
        for (const effect of simulation.history.flatMap(({ effects }) => effects)) {
          const now = 'clock' in effect ? said.get(effect.clock) : undefined;
          if (effect.type === 'start-clock' || effect.type === 'resume-clock') said.set(effect.clock, { dueAt: effect.due.at, breached: false });
          if (effect.type === 'change-clock') {
            expect(effect.before.dueAt).toBe(now?.dueAt);
            const standing = now?.breached === true && (effect.due.at ?? '') <= effect.at;
            said.set(effect.clock, { dueAt: effect.due.at, breached: standing });
          }
          if (effect.type === 'breach-clock') {
            expect(now?.breached).toBe(false);
            said.set(effect.clock, { dueAt: now?.dueAt, breached: true });
          }
        }
        for (const [ref, clock] of Object.entries(simulation.snapshot.clocks)) expect([ref, said.get(ref)]).toEqual([ref, { dueAt: clock.dueAt, breached: clock.state === 'breached' }]);
      }),
      { numRuns: 60 },
    );
  });

  it('facts corrected on the way leave no trace in the due moment: only the last one counts', () => {
    const facts = fc.array(fc.integer({ min: -15, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(facts, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), (corrections, turns) => {
        const [last = 0] = corrections.slice(-1);
        const after = (told: readonly number[]) => {
          const quiet: Move[] = turns.flatMap((hours): Move[] => [{ kind: 'turn', hours: 0 }, { kind: 'wait', hours }, { kind: 'turn', hours: 0 }]);
          return play([...quiet, ...told.map((hours): Move => ({ kind: 'correct', hours }))], () => undefined).snapshot.clocks;
        };
        const due = (told: readonly number[]) => Object.entries(after(told)).map(([ref, { dueAt, from, state }]) => [ref, dueAt, from, state]);
        expect(due(corrections)).toEqual(due([last]));
      }),
      { numRuns: 50 },
    );
  });

  it('pausing and resuming at once, or correcting to the same fact, changes no due moment', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const simulation = play(list, () => undefined);
        const dues = () => Object.entries(simulation.snapshot.clocks).map(([ref, { dueAt, state }]) => [ref, dueAt, state]);
        const before = dues();
        simulation.send({ type: 'event', name: 'turn' });
        simulation.send({ type: 'event', name: 'turn' });
        if (simulation.snapshot.value === 'working') expect(dues()).toEqual(before);
        const { agreedOn } = simulation.snapshot.data;
        const still = dues();
        if (typeof agreedOn === 'string') simulation.send({ type: 'event', name: 'corrected', payload: { agreedOn } });
        expect(dues()).toEqual(still);
      }),
      { numRuns: 50 },
    );
  });

  it('every warning is given at most once while its clock stands still', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), (waits) => {
        const simulation = play(waits.map((hours): Move => ({ kind: 'wait', hours })), () => undefined);
        const warned = simulation.history.flatMap(({ effects }) => effects).filter((effect): effect is Extract<Effect, { type: 'warn-clock' }> => effect.type === 'warn-clock');
        const keys = warned.map(({ clock, lead }) => `${clock} ${lead}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 40 },
    );
  });
});
