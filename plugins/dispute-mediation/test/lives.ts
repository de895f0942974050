import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, disputeMediation, inMediation } from './definition.js';

/** The present version, and what is recorded of it. */
export const present: CompiledWorkflow = disputeMediation();

const SITUATION = { situation: '双方关系缓和' };

/** Lives of a dispute that a version must lead in the same way for ever: `npm run histories:record` keeps them. */
export const lives: Readonly<Record<string, (compiled: CompiledWorkflow) => Simulation>> = {
  /** Agreement, a disputed performance, a relapse, a second mediation, three calm visits. */
  recurrence(compiled) {
    const simulation = agreed(compiled);
    simulation.advanceTo(at('2024-03-03T18:00'));
    simulation.complete('followingUp.performance.pending#confirm', 'disputed', { note: '施工时间有争议' });
    simulation.advanceTo(at('2024-03-04T09:00'));
    simulation.complete('followingUp.performance.disputed#clarify', 'clarified', { note: '已说明' });
    simulation.complete('followingUp.soon.open#visit', 'relapse', { situation: '再次争吵' });
    simulation.advanceTo(at('2024-03-04T20:00'));
    simulation.complete('recurred#safetyVisit', 'done', { ...SITUATION, risk: 'red' });
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    simulation.advanceTo(at('2024-03-10T10:00'));
    simulation.complete('mediating.second#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-03-10T09:30').toISOString(), performBy: '2024-04-07' });
    simulation.advanceTo(at('2024-03-13T10:00'));
    simulation.complete('followingUp.soon.open#visit', 'calm', SITUATION);
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    simulation.advanceTo(at('2024-04-12T10:00'));
    simulation.complete('followingUp.later.open#visit', 'calm', SITUATION);
    simulation.advanceTo(at('2024-06-05T10:00'));
    simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);
    return simulation;
  },

  /** Two failed mediations, legal process, visits all the same; clocks run out and tasks climb on the way. */
  legalProcess(compiled) {
    const simulation = inMediation(compiled);
    simulation.advanceTo(at('2024-03-08T10:00'));
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    simulation.complete('mediating.second#mediate', 'failed', { reason: '意见分歧' });
    simulation.advanceTo(at('2024-03-10T12:00'));
    simulation.complete('legalProcess#openCase', 'accepted', { caseNumber: '治字〔2024〕12号' });
    simulation.advanceTo(at('2024-06-11T10:00'));
    for (const visit of ['soon', 'later', 'assess']) simulation.complete(`followingElsewhere.${visit}.open#visit`, 'calm', SITUATION);
    return simulation;
  },
};
