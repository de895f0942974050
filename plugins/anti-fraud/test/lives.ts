import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { alerted, at, compiled } from './definition.js';

/** The present version, and what is recorded of it. */
export const present: CompiledWorkflow = compiled();

/** Lives that a version must lead in the same way for ever: `npm run histories:record` keeps them. */
export const lives: Readonly<Record<string, (workflow: CompiledWorkflow) => Simulation>> = {
  /** Scenario 3: signed after 40 seconds, met at the bank after 12 minutes, nothing was paid; visited a week later. */
  prevented(workflow) {
    const simulation = alerted({}, workflow);
    simulation.advanceTo(at('2024-03-01T10:00:40'));
    simulation.complete('waiting#sign', 'signed');
    simulation.advanceTo(at('2024-03-01T10:02'));
    simulation.complete('dissuading.calling.toCall#call', 'doubtful', { whereabouts: '江城银行测试路支行' });
    simulation.complete('dissuading.meeting.locating#locate', 'found', { whereabouts: '江城银行测试路支行', foundBy: 'caller' });
    simulation.advanceTo(at('2024-03-01T10:12'));
    simulation.complete('dissuading.meeting.toMeet#meet', 'convinced', { place: 'bank' });
    simulation.complete('reporting#report', 'prevented', { category: 'fakeInvestment', amountAtRisk: 50000 });
    simulation.advanceTo(at('2024-03-07T09:00'));
    simulation.complete('revisiting.open#revisit', 'calm');
    return simulation;
  },

  /** Nobody answers a low alert until the cap is reached; the duty commander ends it. */
  notReached(workflow) {
    const simulation = alerted({ grade: 'low' }, workflow);
    simulation.complete('waiting#sign', 'signed');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      simulation.complete('dissuading.calling.toCall#call', 'noAnswer');
      simulation.advanceTo(new Date(simulation.now.getTime() + 31 * 60_000));
    }
    simulation.complete('dissuading.calling.capped#override', 'enough');
    simulation.complete('reporting#report', 'notReached', { note: '多次未接' });
    return simulation;
  },

  /** A medium alert that turned out to be nothing, at the first call. */
  falseAlert(workflow) {
    const simulation = alerted({ grade: 'medium', source: 'bank' }, workflow);
    simulation.complete('waiting#sign', 'signed');
    simulation.complete('dissuading.calling.toCall#call', 'noFraud', { note: '向亲属正常转账' });
    simulation.complete('reporting#report', 'falseAlert', { note: '正常转账' });
    return simulation;
  },
};
