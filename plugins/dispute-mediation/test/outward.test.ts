import { describe, expect, it } from '@jest/globals';
import { acceptedEvents, activeStates, type Effect, type Simulation } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, disputeMediation, documented, holder, inMediation } from './definition.js';

const where = (simulation: Simulation) => activeStates(simulation.snapshot);
const last = (simulation: Simulation): readonly Effect[] => simulation.history.at(-1)?.effects ?? [];
const calls = (simulation: Simulation) => simulation.history.flatMap(({ effects }) => effects).flatMap((effect) => (effect.type === 'call-automation' ? [effect] : []));
const SITUATION = { situation: '双方关系缓和' };
/** Everything of a file is done but its last visit. */
function visited(simulation: Simulation): Simulation {
  documented(simulation);
  simulation.complete('followingUp.performance.pending#confirm', 'performed');
  simulation.advanceTo(at('2024-03-04T10:00'));
  simulation.complete('followingUp.soon.open#visit', 'calm', SITUATION);
  simulation.advanceTo(at('2024-03-30T10:00'));
  return simulation;
}

describe('the agreement as a document', () => {
  it('is asked for by itself once the answer can no longer be taken back', () => {
    const officer = holder('community-officer');
    const simulation = inMediation();
    simulation.complete('mediating.first#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-02-29T08:30').toISOString() }, officer);
    expect([where(simulation), calls(simulation)]).toEqual([expect.arrayContaining(['followingUp.document.waiting']), []]);
    simulation.advanceTo(at('2024-02-29T09:09'));
    expect(simulation.send({ type: 'recall-task', task: 'mediating.first#mediate', serial: simulation.snapshot.recall?.serial ?? 0, by: officer })).toBeUndefined();
    expect(where(simulation)).toEqual(['mediating', 'mediating.first']);

    simulation.complete('mediating.first#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-02-29T08:30').toISOString() }, officer);
    simulation.advanceTo(at('2024-02-29T09:20'));
    expect(calls(simulation)).toMatchObject([{ automation: 'agreement-document', input: { track: 'police', summary: '楼上深夜装修', terms: AGREEMENT.terms, agreedOn: at('2024-02-29T08:30').toISOString(), performBy: at('2024-03-15T00:00').toISOString(), parties: [], atOnce: false } }]);
    simulation.answerCalls();
    expect(where(simulation)).toContain('followingUp.document.toSign');
    expect(last(simulation)).toContainEqual(expect.objectContaining({ type: 'notify', action: 'tellDocument', roles: ['mediator', 'community-officer'] }));
  });

  it('is asked for at once by whoever sits with the parties', () => {
    const simulation = agreed();
    expect(acceptedEvents(simulation.compiled, simulation.snapshot).map(({ name }) => name)).toContain('makeDocument');
    documented(simulation);
    expect([where(simulation).includes('followingUp.document.made'), calls(simulation).length]).toEqual([true, 1]);
    expect(acceptedEvents(simulation.compiled, simulation.snapshot).map(({ name }) => name)).not.toContain('makeDocument');
  });

  it('that cannot be made is written by hand after a day; what was begun is taken back', () => {
    const simulation = agreed();
    simulation.advanceTo(at('2024-03-02T16:11'));
    expect(where(simulation)).toContain('followingUp.document.byHand');
    expect(calls(simulation).map(({ automation, compensates }) => [automation, compensates !== undefined])).toEqual([['agreement-document', false], ['withdraw-agreement-document', true]]);
    simulation.complete('followingUp.document.byHand#write', 'attached');
    expect(where(simulation)).toContain('followingUp.document.toSign');
  });

  it('is taken back when the dispute flares up again, or is called off, before it is made', () => {
    const relapsed = agreed();
    relapsed.send({ type: 'event', name: 'makeDocument' });
    relapsed.send({ type: 'event', name: 'recurred', payload: SITUATION });
    const cancelled = agreed();
    cancelled.send({ type: 'event', name: 'makeDocument' });
    cancelled.send({ type: 'cancel', reason: '重复登记' });
    for (const simulation of [relapsed, cancelled]) expect(calls(simulation).at(-1)).toMatchObject({ automation: 'withdraw-agreement-document', compensates: calls(simulation)[0]?.serial });
  });
});

describe('a new dispute between the same parties', () => {
  const PARTIES = [{ name: '张三' }, { name: '李四' }];
  const found = () => {
    const simulation = inMediation(disputeMediation(), { place: '幸福小区 3 幢', parties: PARTIES });
    simulation.advanceTo(at('2024-03-01T16:00'));
    simulation.complete('mediating.first#mediate', 'agreed', AGREEMENT);
    visited(simulation);
    simulation.complete('followingUp.later.open#visit', 'another', { ...SITUATION, newCause: 'property', newSummary: '装修损坏楼下天花板' });
    return simulation;
  };
  const serialOf = (simulation: Simulation) => Number(Object.keys(simulation.snapshot.links ?? {})[0]);

  it('gets a file of its own, with parties and place; this one goes on with its visits', () => {
    const simulation = found();
    expect(last(simulation)).toContainEqual(expect.objectContaining({ type: 'start-linked', workflow: 'dispute-mediation', data: { cause: 'property', summary: '装修损坏楼下天花板', place: '幸福小区 3 幢', parties: PARTIES } }));
    expect(where(simulation)).toEqual(expect.arrayContaining(['followingUp.later.done', 'followingUp.assess.waiting']));
    expect(simulation.snapshot.data).toMatchObject({ cause: 'noise', recurrences: 0 });
  });

  it('needs its cause and what happened', () => {
    const simulation = visited(agreed());
    const refusal = simulation.send({ type: 'complete-task', task: 'followingUp.later.open#visit', outcome: 'another', form: SITUATION });
    expect(refusal).toMatchObject({ code: 'FORM_INVALID', details: { problems: [{ field: 'newCause' }, { field: 'newSummary' }] } });
  });

  it('keeps this one open until it is over', () => {
    const simulation = found();
    simulation.send({ type: 'linked', serial: serialOf(simulation), instanceId: 'child', status: 'started' });
    simulation.advanceTo(at('2024-06-01T10:00'));
    simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);
    expect(simulation.snapshot.status).toBe('running');
    simulation.send({ type: 'linked', serial: serialOf(simulation), instanceId: 'child', status: 'closed', outcome: 'settled' });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'settled' });
  });

  it('that cannot be started holds this one only until somebody goes on without it', () => {
    const simulation = found();
    simulation.advanceTo(at('2024-06-01T10:00'));
    simulation.send({ type: 'linked', serial: serialOf(simulation), instanceId: 'child', status: 'closed', outcome: 'skipped' });
    simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);
    expect(simulation.snapshot.status).toBe('closed');
  });
});
