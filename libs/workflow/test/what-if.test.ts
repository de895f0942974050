import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile, compileLayers, definitionFromJson, recordingOf, relive, Simulation, WhatIf, whatIfResult, type CompiledWorkflow, type JsonObject, type PastInstance, type WhatIfResult } from '@stationhouse/workflow';
import { definitionOf, Dice, randomModel } from './random-definition.js';
import { layer, TEMPLATE } from './overlay-base.js';
import { at, SHANGHAI } from './small.js';

const HOUR = 3_600_000;
const BEGIN = at('2024-02-20T09:00');
const UNTIL = new Date(BEGIN.getTime() + 90 * 24 * HOUR);
const habits = { quick: () => 2 * HOUR, slow: () => 30 * HOUR };

/** A life as chance has it, recorded. */
function lived(compiled: CompiledWorkflow, dice: Dice, id: string): PastInstance {
  const simulation = new Simulation(compiled, {}, BEGIN, SHANGHAI);
  for (let moves = 3 + dice.roll(25); moves > 0 && simulation.snapshot.status === 'running'; moves--) {
    simulation.advanceTo(new Date(Math.min(simulation.now.getTime() + dice.roll(60) * HOUR + dice.roll(59) * 60_000 + 1, UNTIL.getTime())));
    const tasks = Object.keys(simulation.snapshot.tasks);
    if (tasks.length > 0 && dice.chance(80)) simulation.complete(dice.pick(tasks), 'done');
    else if (dice.chance(20)) simulation.send({ type: 'event', name: 'skip' });
  }
  simulation.advanceTo(UNTIL);
  return pastOf(simulation, id);
}

function pastOf(simulation: Simulation, id: string): PastInstance {
  const { hash, timeZone, steps } = recordingOf(simulation);
  return { id, timeZone, definition: hash, steps: steps.map(({ now, event, effects }) => ({ at: now, event, effects })) };
}

function compared(now: CompiledWorkflow, draft: CompiledWorkflow, lives: readonly PastInstance[]): WhatIfResult {
  const whatIf = new WhatIf({ now, draft, until: UNTIL, habits });
  for (const life of lives) whatIf.add(life);
  // A part is what travels between processes.
  return whatIfResult({ now, draft }, [JSON.parse(JSON.stringify(whatIf.part))]);
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe('what would have been', () => {
  it('under the same version is what was, of any workflow', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const definition = definitionOf(randomModel(dice));
        const compiled = compile(definition);
        const past = lived(compiled, dice, 'a');
        const life = relive(compiled, past, UNTIL, habits.quick);
        expect(life.notTaken).toBeUndefined();
        expect(life.assumed).toBe(false);
        expect(life.steps.map(({ at: moment, effects }) => ({ at: moment, effects }))).toEqual(past.steps.map(({ at: moment, effects }) => ({ at: moment, effects })));
        // A version that differs in nothing an instance meets: what was recorded and what is played again are compared.
        const other = compile(definitionFromJson({ ...(definition as unknown as JsonObject), description: { 'zh-CN': '说明', en: 'Said' } }));
        expect(compared(compiled, other, [past])).toMatchObject({ compared: 1, differing: 0, measures: [], refused: [] });
        expect(compared(other, compiled, [past])).toMatchObject({ compared: 1, differing: 0, measures: [] });
      }),
      { numRuns: 12 },
    );
  });

  it('with another reminder has other reminders and nothing else', () => {
    let reminders = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = new Dice(seed);
        const definition = definitionOf(randomModel(dice));
        const [now, draft] = [compile(definition), compile(withReminders(definition as unknown as JsonObject, 'PT30H'))];
        const { measures, compared: count } = compared(now, draft, [lived(now, dice, 'a'), lived(now, dice, 'b')]);
        expect(count).toBe(2);
        const computed = measures.filter(({ assumptions }) => assumptions.length === 0);
        expect(computed.filter(({ kind }) => kind !== 'reminder')).toEqual([]);
        reminders += computed.length;
        // How people would have behaved is a range around what they did, with its reason.
        for (const { kind, assumptions, now: was, draft: would } of measures.filter((one) => one.assumptions.length > 0)) {
          expect({ kind, assumptions }).toEqual({ kind: 'overdue', assumptions: ['rhythm'] });
          expect(would.least).toBeLessThanOrEqual(was.least);
          expect(would.most).toBeGreaterThanOrEqual(was.most);
        }
      }),
      { numRuns: 12 },
    );
    expect(reminders).toBeGreaterThan(2);
  });
});

function withReminders(value: JsonObject, lead: string): ReturnType<typeof definitionFromJson> {
  return definitionFromJson(JSON.parse(JSON.stringify(value).replaceAll('"remind":"P1D"', `"remind":"${lead}"`)) as JsonObject);
}

describe('what a station’s past would have been under its draft', () => {
  const now = compileLayers(TEMPLATE, [], {}).compiled;
  const under = (body: string) => compileLayers(TEMPLATE, [layer('station', body)], {}).compiled;
  /** Registered, briefed, visited twice: the home visit some days after it opened. */
  const dispute = (id: string, visitedAfter: number, compiled = now): PastInstance => {
    const simulation = new Simulation(compiled, {}, BEGIN, SHANGHAI);
    const later = (days: number) => simulation.advanceTo(new Date(BEGIN.getTime() + days * 24 * HOUR));
    later(0.05);
    simulation.complete('registered#grade', 'accepted');
    later(0.1);
    simulation.complete('briefing#brief', 'done');
    later(2);
    simulation.complete('followingUp.soon.open#visit', 'calm');
    later(0.1 + visitedAfter);
    simulation.complete('followingUp.later.open#visit', 'calm');
    simulation.advanceTo(UNTIL);
    return pastOf(simulation, id);
  };
  const past = [dispute('early', 20), dispute('close', 28.5), dispute('late', 30.5), dispute('later', 33)];
  const measure = (result: WhatIfResult, kind: string, of: string) => result.measures.find((one) => one.kind === kind && one.of === of);
  const VISIT = 'followingUp.later.open#visit';

  it('counts reminders by the moments of then, and says in a range what they might change', () => {
    const result = compared(now, under('parameters: { laterReminder: P3D }'), past);
    expect(result).toMatchObject({ compared: 4, differing: 3, refused: [] });
    expect(measure(result, 'reminder', VISIT)).toMatchObject({ now: { least: 2, most: 2, length: 24 * HOUR }, draft: { least: 3, most: 3, length: 72 * HOUR }, assumptions: [], differs: ['close', 'late', 'later'] });
    // Whoever came half a day late comes in time when reminded two days earlier; three days late stays late.
    expect(measure(result, 'overdue', VISIT)).toMatchObject({ now: { least: 2, most: 2 }, draft: { least: 1, most: 2 }, assumptions: ['rhythm'] });
    expect(result.measures).toHaveLength(2);
  });

  it('moves due moments, and leaves open how people would have kept them', () => {
    const result = compared(now, under('parameters: { visitLater: P28D }'), past);
    expect(measure(result, 'due', VISIT)).toMatchObject({ now: { length: 30 * 24 * HOUR }, draft: { least: 4, most: 4, length: 28 * 24 * HOUR }, assumptions: [] });
    expect(measure(result, 'overdue', VISIT)).toMatchObject({ now: { least: 2 }, draft: { least: 2, most: 3 }, assumptions: ['rhythm'] });
  });

  it('counts an extra step as computed, and what comes after it as assumed', () => {
    const step = 'steps: [ { at: before settled, task: { key: archiveCheck, role: auxiliary, title: { zh-CN: 归档检查, en: Archive check }, due: P1D } } ]';
    const result = compared(now, under(step), past);
    const extra = result.measures.find(({ kind, title }) => kind === 'task' && title.en === 'Archive check');
    expect(extra).toMatchObject({ now: { least: 0 }, draft: { least: 4, most: 4 }, assumptions: [] });
    expect(measure(result, 'load', 'auxiliary')).toMatchObject({ now: { least: 4 }, draft: { least: 8, most: 8 } });
    // Two hours or thirty: in time, or late.
    expect(result.measures.find(({ kind, of }) => kind === 'overdue' && of === extra?.of)).toMatchObject({ now: { least: 0 }, draft: { least: 0, most: 4 }, assumptions: ['extraTasks'] });
    expect(result.refused).toEqual([]);
  });

  it('delays what stands behind an extra step, and takes a required question as answered', () => {
    const draft = under(`steps: [ { at: after registered, task: { key: check, role: chief, title: { zh-CN: 复核, en: Check } } } ]
forms: { homeVisit: { add: [ { key: aid, type: boolean, required: true, title: { zh-CN: 援助, en: Aid }, x-personal: P1 } ] } }`);
    const result = compared(now, draft, past);
    expect(result).toMatchObject({ compared: 4, refused: [], answered: 4 });
    expect(measure(result, 'question', `${VISIT} aid`)).toMatchObject({ now: { least: 0 }, draft: { least: 4, most: 4 } });
    expect(measure(result, 'due', VISIT)?.assumptions).toEqual(['extraTasks']);
  });

  it('names what the draft does not take, and leaves such instances out', () => {
    const now = under('forms: { homeVisit: { add: [ { key: aid, type: boolean, title: { zh-CN: 援助, en: Aid }, x-personal: P1 } ] } }');
    const simulation = new Simulation(now, {}, BEGIN, SHANGHAI);
    simulation.advanceTo(new Date(BEGIN.getTime() + HOUR));
    simulation.complete('registered#grade', 'accepted');
    simulation.complete('briefing#brief', 'done');
    simulation.complete(VISIT, 'calm', { aid: true });
    const result = compared(now, compileLayers(TEMPLATE, [], {}).compiled, [pastOf(simulation, 'asked'), dispute('other', 20, now)]);
    expect(result).toMatchObject({ compared: 1, differing: 0, measures: [], refused: [{ event: 'complete-task', of: VISIT, code: 'FORM_INVALID', instances: ['asked'] }] });
  });

  it('asks nobody for what is switched off', () => {
    const result = compared(now, under('steps: [ { off: briefing } ]'), past);
    expect(result.refused).toEqual([]);
    expect(measure(result, 'task', 'briefing#brief')).toMatchObject({ now: { least: 4 }, draft: { least: 0, most: 0 }, assumptions: [] });
  });
});
