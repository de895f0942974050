import { describe, expect, it } from '@jest/globals';
import { acceptedEvents, activeStates, type Effect, type JsonObject, type Simulation } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, disputeMediation, documented, holder, inMediation, standDown } from './definition.js';

const where = (simulation: Simulation) => activeStates(simulation.snapshot);
const last = (simulation: Simulation) => simulation.history.at(-1)?.effects ?? [];
/** What the last step told, as `action!` where it rings. */
const told = (simulation: Simulation) => last(simulation).flatMap((effect: Effect) => (effect.type === 'notify' ? [`${effect.action}${effect.urgent === true ? '!' : ''} ${effect.roles.join(',')}`] : []));
const graded = (grading: JsonObject, data: object = {}) => inMediation(disputeMediation(), data, grading);
const SITUATION = { situation: '双方关系缓和' };
const READY = { ...AGREEMENT, agreedOn: at('2024-02-28T10:00').toISOString() };

describe('the tracks', () => {
  it('are chosen at the grading', () => {
    expect(where(graded({ track: 'onSite' }))).toEqual(['mediating', 'mediating.onSite']);
    expect(where(graded({ track: 'police' }))).toEqual(['mediating', 'mediating.first']);
    expect(where(graded({ track: 'people' }))).toEqual(['mediating', 'mediating.people']);
    expect(Object.keys(graded({ track: 'people' }).snapshot.clocks)).toEqual(['peoplesMediation']);
  });

  it('on site: performed at once, followed up all the same', () => {
    const simulation = graded({ track: 'onSite', risk: 'blue' });
    simulation.complete('mediating.onSite#mediate', 'agreed', { ...READY, performBy: '2024-02-28', atOnce: true });
    expect(where(simulation)).toEqual(expect.arrayContaining(['followingUp.performance.kept', 'followingUp.soon.waiting', 'followingUp.assess.waiting']));
    expect(simulation.snapshot.clocks).toEqual({});
  });

  it('on site: when it fails the officer chooses the way on, and its clock starts then', () => {
    const simulation = graded({ track: 'onSite' });
    simulation.advanceTo(at('2024-02-29T15:00'));
    simulation.complete('mediating.onSite#mediate', 'toPolice', { reason: '一方要求赔偿过高' });
    expect([simulation.snapshot.data['track'], simulation.snapshot.clocks['firstMediation']?.from]).toEqual(['police', at('2024-02-29T15:00').toISOString()]);
    const other = graded({ track: 'onSite' });
    other.complete('mediating.onSite#mediate', 'toPeople', { reason: '民事纠纷' });
    expect([other.snapshot.data['track'], Object.keys(other.snapshot.clocks)]).toEqual(['people', ['peoplesMediation']]);
  });

  it('people’s: the parties are told of judicial confirmation', () => {
    const simulation = graded({ track: 'people' });
    simulation.complete('mediating.people#mediate', 'agreed', READY);
    expect(where(simulation)).toContain('followingUp.confirmation.open');
    expect(where(agreed())).toContain('followingUp.confirmation.over');
  });
});

/**
 * 《公安机关治安调解工作规范》（公通字[2007]81号）第九条: where an injury or valuation report is needed, the first mediation is over within
 * 3 working days after the report was issued; a second one within 7 working days after the first. 《治安管理处罚法》: the time a report takes
 * does not count (鉴定期间不计入办案期限). Both to be checked against the 2026 revisions. So the time limit stands still until the report is
 * issued, and not until somebody at the station presses "resume".
 */
describe('an interruption for a report', () => {
  const REPORT = at('2024-03-08T09:00');
  const awaiting = (simulation: Simulation) => {
    simulation.advanceTo(at('2024-03-01T10:00'));
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'injury' } });
    simulation.advanceTo(at('2024-03-12T15:00'));
    return simulation;
  };
  const resume = (simulation: Simulation, reportOn = REPORT) => simulation.complete('interrupted#resume', 'report', { reportOn: reportOn.toISOString() });

  it('the first mediation has 3 working days from its issue, whenever work is resumed', () => {
    const late = awaiting(graded({}));
    resume(late);
    const atOnce = graded({});
    atOnce.send({ type: 'event', name: 'interrupt', payload: { cause: 'injury' } });
    atOnce.advanceTo(REPORT);
    resume(atOnce);
    for (const { snapshot } of [late, atOnce]) expect(snapshot.clocks['firstMediation']).toMatchObject({ state: 'running', dueAt: at('2024-03-14T00:00').toISOString() });
    late.advanceTo(at('2024-03-14T00:00'));
    expect(told(late)).toEqual(['tellLate chief,legal-officer']);
  });

  it('a warning is not lost for having come due before work was resumed', () => {
    const simulation = awaiting(graded({}));
    simulation.advanceTo(at('2024-03-13T10:00'));
    resume(simulation);
    simulation.advanceTo(at('2024-03-13T10:00'));
    expect(simulation.history.at(-1)).toMatchObject({ at: at('2024-03-13T10:00'), effects: [{ type: 'warn-clock', clock: 'firstMediation' }] });
  });

  it('work resumed too late is late at once, and is told', () => {
    const simulation = awaiting(graded({}));
    simulation.advanceTo(at('2024-03-20T10:00'));
    resume(simulation);
    simulation.advanceTo(at('2024-03-20T10:00'));
    expect([simulation.snapshot.clocks['firstMediation']?.state, told(simulation)]).toEqual(['breached', ['tellLate chief,legal-officer']]);
  });

  it('the second mediation keeps what was left of its 7 days at the interruption, and goes on from the issue', () => {
    const simulation = graded({});
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    expect(simulation.snapshot.clocks['secondMediation']?.dueAt).toBe(at('2024-03-12T00:00').toISOString());
    resume(awaiting(simulation));
    // From Fri 1 Mar to Fri 8 Mar five working days passed: what was left on the 1st is left again on the 8th.
    expect(simulation.snapshot.clocks['secondMediation']).toMatchObject({ state: 'running', dueAt: at('2024-03-19T00:00').toISOString() });
  });

  it('a report of an earlier interruption says nothing about a later one', () => {
    const simulation = awaiting(graded({}));
    resume(simulation);
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'absent' } });
    simulation.advanceTo(at('2024-03-18T10:00'));
    simulation.complete('interrupted#resume', 'present', { note: '已返回' });
    // On Tue 12 Mar the rest of that day and the 13th were left: they are left again on Mon the 18th.
    expect(simulation.snapshot.clocks['firstMediation']?.dueAt).toBe(at('2024-03-20T00:00').toISOString());
  });
});

describe('an interruption', () => {
  it('holds the time limit; without a report what was left is left again', () => {
    const simulation = graded({});
    simulation.advanceTo(at('2024-03-01T10:00'));
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'absent' } });
    expect(simulation.snapshot.clocks['firstMediation']).toMatchObject({ state: 'paused', pausedAt: at('2024-03-01T10:00').toISOString() });
    simulation.advanceTo(at('2024-03-11T10:00'));
    simulation.complete('interrupted#resume', 'present', { note: '已出院' });
    expect([where(simulation), simulation.snapshot.clocks['firstMediation']?.dueAt]).toEqual([['mediating', 'mediating.first'], at('2024-03-14T00:00').toISOString()]);
  });

  it('for a report: three working days count from the report, and nothing is counted twice', () => {
    const simulation = graded({});
    simulation.advanceTo(at('2024-03-01T10:00'));
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'injury' } });
    simulation.advanceTo(at('2024-03-11T15:00'));
    expect(simulation.send({ type: 'complete-task', task: 'interrupted#resume', outcome: 'report', form: { reportOn: at('2024-03-12T09:00').toISOString() } })).toMatchObject({ details: { reason: 'reportInFuture' } });
    simulation.complete('interrupted#resume', 'report', { reportOn: at('2024-03-11T09:00').toISOString() });
    expect(simulation.snapshot.clocks['firstMediation']).toMatchObject({ state: 'running', dueAt: at('2024-03-15T00:00').toISOString() });
  });

  it('leads back to the second mediation, and to the people’s mediators, each with its own clock', () => {
    const second = graded({});
    second.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    const people = graded({ track: 'people' });
    for (const [simulation, state, clock] of [[second, 'mediating.second', 'secondMediation'], [people, 'mediating.people', 'peoplesMediation']] as const) {
      simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'other' } });
      expect(Object.entries(simulation.snapshot.clocks).map(([ref, one]) => [ref, one.state])).toEqual([[clock, 'paused']]);
      simulation.complete('interrupted#resume', 'present', { note: '可以继续' });
      expect([where(simulation), Object.entries(simulation.snapshot.clocks).map(([ref, one]) => [ref, one.state])]).toEqual([['mediating', state], [[clock, 'running']]]);
    }
  });

  it('that lasts is told to the chief', () => {
    const simulation = graded({});
    simulation.send({ type: 'event', name: 'interrupt', payload: { cause: 'valuation' } });
    simulation.advanceTo(at('2024-04-01T09:00'));
    expect([told(simulation), where(simulation)]).toEqual([['tellInterrupted chief'], ['interrupted']]);
    simulation.complete('interrupted#resume', 'unsuitable', { reason: '嫌疑人逃跑' });
    expect([where(simulation), simulation.snapshot.clocks]).toEqual([['legalProcess'], {}]);
  });
});

describe('danger', () => {
  it('rings with the duty commander until somebody signs, before anything is mediated', () => {
    const simulation = graded({ risk: 'red', dangers: ['threats'] });
    expect([where(simulation), told(simulation)]).toEqual([['safeguarding'], ['ringDanger! duty-commander']]);
    simulation.complete('safeguarding#safeguard', 'contained', { measures: ['guarded'] });
    expect(where(simulation)).toEqual(['mediating', 'mediating.first']);
  });

  it('a red risk rings too, and is the chief’s own', () => {
    const simulation = graded({ risk: 'red' });
    expect(told(simulation)).toEqual(['ringRed! duty-commander']);
    expect(last(simulation)).toContainEqual(expect.objectContaining({ type: 'open-task', task: 'mediating.first#mediate', roles: ['chief'] }));
  });

  it('may be reported from wherever a dispute rests, and turns it red', () => {
    const interrupted = graded({});
    interrupted.send({ type: 'event', name: 'interrupt', payload: { cause: 'other' } });
    for (const simulation of [graded({}), agreed(), interrupted]) {
      expect(acceptedEvents(simulation.compiled, simulation.snapshot).map(({ name }) => name)).toContain('danger');
      expect(simulation.send({ type: 'event', name: 'danger', payload: { dangers: ['weapon'] } })).toBeUndefined();
      expect([where(simulation), simulation.snapshot.data['risk'], simulation.snapshot.clocks]).toEqual([['safeguarding'], 'red', {}]);
    }
  });

  it('domestic violence is never mediated: warning letter and protection order, then the law', () => {
    const simulation = graded({ risk: 'red', track: 'onSite', dangers: ['domesticViolence'] });
    simulation.complete('safeguarding#safeguard', 'contained', { measures: ['separated'] });
    expect(where(simulation)).toEqual(['protecting', 'protecting.warning', 'protecting.warning.open', 'protecting.order', 'protecting.order.open']);
    simulation.complete('protecting.order.open#assist', 'declined', { note: '受害人暂不申请' });
    simulation.complete('protecting.warning.open#warn', 'issued');
    expect(where(simulation)).toEqual(['legalProcess']);
  });
});

describe('several sign', () => {
  it('a difficult dispute that was not settled is assessed: two of three decide', () => {
    const simulation = graded({ track: 'people', level: 'departments' });
    simulation.complete('mediating.people#mediate', 'failed', { reason: '意见分歧' });
    expect(where(simulation)).toEqual(['conferring']);
    expect(last(simulation).map(({ type }) => type)).not.toContain('change-clock');
    simulation.complete('conferring#confer', 'people', {}, holder('chief'));
    simulation.complete('conferring#confer', 'legal', {}, holder('instructor'));
    expect(simulation.send({ type: 'complete-task', task: 'conferring#confer', outcome: 'legal', form: {}, by: holder('chief') })).toMatchObject({ code: 'ALREADY_ANSWERED' });
    simulation.complete('conferring#confer', 'legal', {}, holder('legal-officer'));
    expect(where(simulation)).toEqual(['legalProcess']);
  });

  it('a red file is closed by chief and community officer together; one of them keeps it open', () => {
    const simulation = graded({ risk: 'red' });
    simulation.complete('mediating.first#mediate', 'agreed', READY);
    documented(simulation);
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    for (const [visit, day] of [['soon', '2024-03-04'], ['later', '2024-03-30'], ['assess', '2024-06-01']] as const) {
      simulation.advanceTo(at(`${day}T10:00`));
      simulation.complete(`followingUp.${visit}.open#visit`, 'calm', SITUATION);
    }
    expect(where(simulation)).toContain('followingUp.assess.done');
    standDown(simulation);
    expect(where(simulation)).toEqual(['signing']);
    simulation.complete('signing#sign', 'close', {}, holder('chief'));
    simulation.complete('signing#sign', 'keep', { note: '一方仍有怨气' }, holder('community-officer'));
    expect(where(simulation)).toEqual(['watching', 'watching.again', 'watching.again.waiting']);
    simulation.advanceTo(at('2024-06-30T10:00'));
    simulation.complete('watching.again.open#visit', 'calm', SITUATION);
    for (const role of ['chief', 'community-officer']) simulation.complete('signing#sign', 'close', {}, holder(role));
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'settled' });
  });

  it('a red file that was handed on ends as handed on', () => {
    const simulation = graded({ risk: 'red', unsuitable: ['gangFight'] });
    simulation.complete('legalProcess#openCase', 'accepted', { caseNumber: '治字〔2024〕12号' });
    simulation.advanceTo(at('2024-05-28T10:00'));
    for (const visit of ['soon', 'later', 'assess']) simulation.complete(`followingElsewhere.${visit}.open#visit`, 'calm', SITUATION);
    standDown(simulation);
    for (const role of ['community-officer', 'chief']) simulation.complete('signing#sign', 'close', {}, holder(role));
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'handedOn' });
  });
});

describe('the performance clock', () => {
  it('moves only with the chief’s word', () => {
    const simulation = agreed();
    const { serial = 0, dueAt } = simulation.snapshot.clocks['followingUp.performance'] ?? {};
    const clock = 'followingUp.performance';
    const set = { dueAt: at('2024-03-21T00:00').toISOString() };
    expect(simulation.send({ type: 'edit-clock', clock, serial, ...set, by: 'officer', reason: '双方同意延期' })).toBeUndefined();
    expect([simulation.snapshot.clocks[clock]?.dueAt, last(simulation)]).toEqual([dueAt, [expect.objectContaining({ type: 'propose-edit', role: 'chief' })]]);
    expect(simulation.send({ type: 'approve-edit', of: clock, serial, by: 'officer' })).toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    simulation.send({ type: 'approve-edit', of: clock, serial, by: 'chief' });
    expect(simulation.snapshot.clocks[clock]).toMatchObject({ state: 'running', dueAt: set.dueAt });
  });
});

describe('recall and delegation', () => {
  it('a mediation that was entered wrongly is taken back; nothing is lost of its time', () => {
    const simulation = graded({});
    const officer = holder('community-officer');
    const before = simulation.snapshot.clocks;
    simulation.complete('mediating.first#mediate', 'failed', { reason: '误点' }, officer);
    expect(simulation.send({ type: 'recall-task', task: 'mediating.first#mediate', serial: simulation.snapshot.recall?.serial ?? 0, by: officer })).toBeUndefined();
    expect([where(simulation), simulation.snapshot.clocks]).toEqual([['mediating', 'mediating.first'], before]);
  });

  it('every task of one person alone can be handed on', () => {
    const alone = Object.values(disputeMediation().tasks).filter(({ answers }) => answers === undefined);
    const kept = alone.filter(({ delegate }) => !delegate).map(({ ref }) => ref);
    // Danger, its aftermath and what waits for somebody stay with the role they are for.
    expect(kept.sort()).toEqual(['followingUp.confirmation.open#confirm', 'followingUp.performance.disputed#clarify', 'interrupted#resume', 'protecting.order.open#assist', 'protecting.warning.open#warn', 'safeguarding#safeguard']);
  });
});
