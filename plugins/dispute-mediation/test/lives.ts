import type { CompiledWorkflow, Simulation } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, disputeMediation, documented, holder, inMediation, standDown } from './definition.js';

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
    simulation.complete('recurred#safetyVisit', 'done', { ...SITUATION, risk: 'red', track: 'police' });
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    simulation.advanceTo(at('2024-03-10T10:00'));
    simulation.complete('mediating.second#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-03-10T09:30').toISOString(), performBy: '2024-04-07' });
    documented(simulation);
    simulation.advanceTo(at('2024-03-13T10:00'));
    simulation.complete('followingUp.soon.open#visit', 'calm', SITUATION);
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    simulation.advanceTo(at('2024-04-12T10:00'));
    simulation.complete('followingUp.later.open#visit', 'calm', SITUATION);
    simulation.advanceTo(at('2024-06-05T10:00'));
    simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);
    standDown(simulation);
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

  /** Interrupted for an injury report, taken back once, agreed after it; another deadline proposed and approved. */
  interruption(compiled) {
    const simulation = inMediation(compiled);
    simulation.advanceTo(at('2024-03-01T10:00'));
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'injury' } });
    simulation.advanceTo(at('2024-03-12T15:00'));
    simulation.complete('interrupted#resume', 'report', { reportOn: at('2024-03-12T09:00').toISOString() });
    const officer = holder('community-officer');
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' }, officer);
    const serial = simulation.snapshot.recall?.serial ?? 0;
    simulation.send({ type: 'recall-task', task: 'mediating.first#mediate', serial, by: officer });
    simulation.complete('mediating.first#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-03-12T14:30').toISOString(), performBy: '2024-03-20' }, officer);
    const clock = simulation.snapshot.clocks['followingUp.performance']?.serial ?? 0;
    simulation.send({ type: 'edit-clock', clock: 'followingUp.performance', serial: clock, dueAt: at('2024-03-26T00:00').toISOString(), by: 'a community-officer', reason: '双方同意延期' });
    simulation.send({ type: 'approve-edit', of: 'followingUp.performance', serial: clock, by: 'a chief' });
    simulation.advanceTo(at('2024-03-25T10:00'));
    simulation.complete('followingUp.performance.pending#confirm', 'performed', {}, officer);
    return simulation;
  },

  /** Its document fails, is asked for again, and is made; the home visit finds a new dispute, and this one waits for that. */
  newDispute(compiled) {
    const simulation = agreed(compiled);
    simulation.send({ type: 'event', name: 'makeDocument' });
    simulation.advanceTo(at('2024-03-02T17:00'));
    documented(simulation);
    simulation.advanceTo(at('2024-03-04T10:00'));
    simulation.complete('followingUp.soon.open#visit', 'calm', SITUATION);
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    simulation.advanceTo(at('2024-03-30T10:00'));
    simulation.complete('followingUp.later.open#visit', 'another', { ...SITUATION, newCause: 'property', newSummary: '装修损坏楼下天花板' });
    const child = Number(Object.keys(simulation.snapshot.links ?? {})[0]);
    const instanceId = '0190d6f2-7e5a-7000-8000-000000000001';
    simulation.send({ type: 'linked', serial: child, instanceId, status: 'started' });
    simulation.advanceTo(at('2024-06-01T10:00'));
    simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);
    simulation.advanceTo(at('2024-06-20T10:00'));
    simulation.send({ type: 'linked', serial: child, instanceId, status: 'closed', outcome: 'settled' });
    return simulation;
  },

  /** Red from the start: danger, people's mediation given up, leaders assess, law, every visit, and a closing that two sign. */
  danger(compiled) {
    const simulation = inMediation(compiled, {}, { risk: 'red', track: 'people', dangers: ['weapon'] });
    simulation.complete('safeguarding#safeguard', 'contained', { measures: ['seized'] });
    simulation.advanceTo(at('2024-03-20T10:00'));
    simulation.complete('mediating.people#mediate', 'failed', { reason: '意见分歧' });
    for (const role of ['chief', 'legal-officer']) simulation.complete('conferring#confer', 'legal', {}, holder(role));
    simulation.complete('legalProcess#openCase', 'referred', { note: '已告知诉讼' });
    simulation.advanceTo(at('2024-06-18T10:00'));
    for (const visit of ['soon', 'later', 'assess']) simulation.complete(`followingElsewhere.${visit}.open#visit`, 'calm', SITUATION);
    standDown(simulation);
    simulation.complete('signing#sign', 'keep', { note: '再看一个月' }, holder('chief'));
    simulation.advanceTo(at('2024-07-16T10:00'));
    simulation.complete('watching.again.open#visit', 'calm', SITUATION);
    for (const role of ['community-officer', 'chief']) simulation.complete('signing#sign', 'close', {}, holder(role));
    return simulation;
  },

  /** Domestic violence: warning letter and protection order in the place of mediation. */
  violence(compiled) {
    const simulation = inMediation(compiled, { cause: 'family' }, { risk: 'red', dangers: ['domesticViolence'] });
    simulation.complete('safeguarding#safeguard', 'contained', { measures: ['separated'] });
    simulation.complete('protecting.warning.open#warn', 'issued');
    simulation.complete('protecting.order.open#assist', 'applied');
    simulation.complete('legalProcess#openCase', 'accepted', { caseNumber: '治字〔2024〕13号' });
    simulation.advanceTo(at('2024-03-05T10:00'));
    return simulation;
  },
};
