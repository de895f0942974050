import { describe, expect, it } from '@jest/globals';
import { activeStates, Simulation } from '@stationhouse/workflow';
import { rules } from '@stationhouse/scenic-drills-common';
import { describeHistories } from '@stationhouse/testing/histories';
import { answer, at, compiled, deeds, learned, planned, say, SHANGHAI, SMALL } from './definition.js';
import { lives, present } from './lives.js';

const WORKFLOW = compiled();
const states = (drill: Simulation) => activeStates(drill.snapshot);
const open = (drill: Simulation) => Object.keys(drill.snapshot.tasks).sort();
const told = (drill: Simulation) => drill.history.flatMap(({ effects }) => effects.filter(({ type }) => type === 'notify')).map((effect) => (effect as unknown as { text: { en: string } }).text.en);

function approved(data = {}): Simulation {
  const drill = planned(WORKFLOW, data);
  deeds.approve(drill);
  return drill;
}

function ready(): Simulation {
  const drill = approved();
  deeds.tellAll(drill);
  return drill;
}

describe('a drill', () => {
  it('counts nowhere', () => {
    expect(WORKFLOW.uncounted).toBe(true);
    expect(compiled('drill-notice').uncounted).toBe(true);
  });

  it.each([
    ['few people, no visitors', {}, 'telling'],
    ['more people than the station decides by itself', { participants: 51 }, 'bureauApproving'],
    ['visitors inside', { publicInside: true }, 'bureauApproving'],
  ])('%s: after the chief it is %s', (_what, data, next) => {
    expect(states(approved(data)).some((state) => state.startsWith(next))).toBe(true);
  });

  it('goes back with words when the chief or the bureau returns it', () => {
    const drill = planned(WORKFLOW, { publicInside: true });
    drill.complete('planning#submit', 'submitted');
    expect(answer(drill, 'approving#approve', 'returned')).toBe('FORM_INVALID');
    drill.complete('approving#approve', 'returned', { note: '补充涉水防护' });
    expect(states(drill)).toEqual(['planning']);
  });

  it('is not run before it is approved', () => {
    expect(deeds.run(planned())).toBe('notApproved');
  });

  it('is not run before the 110 centre, the operator and the participants were told', () => {
    const drill = approved();
    expect(deeds.run(drill)).toBe('centreFirst');
    drill.complete('telling.centre.toTell#tellCentre', 'told', { channel: 'phone' });
    expect(deeds.run(drill)).toBe('operatorFirst');
    drill.complete('telling.operator.toTell#tellOperator', 'told', { channel: 'phone' });
    expect(deeds.run(drill)).toBe('peopleFirst');
    drill.complete('telling.people.toTell#notifyPeople', 'notified');
    expect(states(drill)).toEqual(['ready']);
    expect(told(drill).filter((words) => words.startsWith('EXERCISE'))).toHaveLength(2);
    expect(deeds.run(drill)).toBeUndefined();
    expect(states(drill)).toEqual(['arranged']);
  });

  it('asks how somebody was told, and takes no moment to come', () => {
    const drill = approved();
    expect(answer(drill, 'telling.centre.toTell#tellCentre', 'told')).toBe('FORM_INVALID');
    expect(answer(drill, 'telling.centre.toTell#tellCentre', 'told', { channel: 'phone', toldOn: at('2024-05-02T00:00').toISOString() })).toBe('inFuture');
  });

  it('sends the operator a card where their unit is known, and no card where it is not', () => {
    const sent = (drill: Simulation) => drill.history.flatMap(({ effects }) => effects.filter(({ type }) => type === 'start-linked'));
    expect(sent(approved())).toEqual([expect.objectContaining({ workflow: 'drill-notice', data: expect.objectContaining({ siteName: '示范湖景区', participants: 18 }) })]);
    const { operatorUnit: _unit, ...alone } = SMALL;
    const drill = new Simulation(WORKFLOW, alone, at('2024-05-01T10:00'), SHANGHAI);
    deeds.approve(drill);
    expect(sent(drill)).toEqual([]);
    expect(open(drill)).toContain('telling.operator.toTell#tellOperator');
  });

  it('tells everybody anew of a new date', () => {
    const drill = ready();
    expect(say(drill, 'postpone', { plannedOn: at('2024-04-30T09:00').toISOString(), because: 'weather' })).toBe('dateOver');
    expect(say(drill, 'postpone', { plannedOn: at('2024-06-03T09:30').toISOString(), because: 'realCall' })).toBeUndefined();
    expect(drill.snapshot.data).toMatchObject({ postponements: 1, postponedBecause: 'realCall', plannedOn: at('2024-06-03T09:30').toISOString() });
    expect(told(drill).at(-1)).toContain('postponed');
    expect(deeds.run(drill)).toBe('centreFirst');
    deeds.tellAll(drill);
    expect(deeds.run(drill)).toBeUndefined();
  });

  it('reminds of who has not been told when the date is near', () => {
    const drill = approved();
    drill.advanceTo(at('2024-05-19T09:31'));
    expect(told(drill).filter((words) => words.includes('the date is near'))).toHaveLength(2);
  });

  it('goes with its exercise: started, ended, reviewed, improved', () => {
    const drill = ready();
    deeds.run(drill);
    expect(say(drill, 'cancel', { note: '停电' })).toBe('endItFirst');
    say(drill, 'exerciseStarted');
    expect(say(drill, 'postpone', { plannedOn: at('2024-06-03T09:30').toISOString(), because: 'weather' })).toBe('endItFirst');
    say(drill, 'exerciseEnded');
    expect(states(drill)).toEqual(['reviewing']);
    learned(drill);
    expect(drill.snapshot).toMatchObject({ status: 'closed', outcome: 'reviewed' });
  });

  it('has its review begun with the run, beside that of the drill it repeats', () => {
    const begun = (data = {}) => {
      const drill = planned(WORKFLOW, data);
      deeds.approve(drill);
      deeds.tellAll(drill);
      deeds.run(drill);
      say(drill, 'exerciseStarted');
      return drill.history.flatMap(({ effects }) => effects.filter((effect) => effect.type === 'start-linked' && effect.workflow === 'drill-review'));
    };
    const lastExercise = '01900000-0000-7000-8000-0000000000e0';
    expect(begun()).toEqual([expect.objectContaining({ data: expect.not.objectContaining({ last: expect.anything() }) })]);
    expect(begun({ lastExercise })).toEqual([expect.objectContaining({ data: expect.objectContaining({ last: lastExercise, pack: 'towerChild' }) })]);
  });

  it('is ready again when its exercise was called off before it began', () => {
    const drill = ready();
    deeds.run(drill);
    say(drill, 'exerciseDropped');
    expect(states(drill)).toEqual(['ready']);
  });

  it('says that it was halted, and is held again on another date, told of anew', () => {
    const drill = ready();
    deeds.run(drill);
    say(drill, 'exerciseStarted');
    say(drill, 'exerciseHalted');
    expect(states(drill)).toEqual(['halted']);
    expect(answer(drill, 'halted#decide', 'again')).toBe('FORM_INVALID');
    drill.complete('halted#decide', 'again', { plannedOn: at('2024-06-10T09:30').toISOString() });
    expect(deeds.run(drill)).toBe('centreFirst');
  });

  it('is cancelled with a reason alone', () => {
    const drill = ready();
    expect(say(drill, 'cancel')).toBe('FORM_INVALID');
    say(drill, 'cancel', { note: '景区闭园' });
    expect(drill.snapshot).toMatchObject({ status: 'closed', outcome: 'cancelled' });
    expect(told(drill).at(-1)).toContain('cancelled');
  });
});

describeHistories(new URL('./histories/', import.meta.url), { rules, present, lives });
