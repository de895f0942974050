import { describe, expect, it } from '@jest/globals';
import { activeStates, upcomingTasks, type Effect } from '@stationhouse/workflow';
import { AGREEMENT, agreed, at, disputeMediation, documented, inMediation } from './definition.js';

/** The tasks a simulation opened, with the moment they opened and are due. */
const opened = (simulation: ReturnType<typeof agreed>) =>
  simulation.history.flatMap(({ at: moment, effects }) =>
    effects.flatMap((effect: Effect) => (effect.type === 'open-task' ? [{ task: effect.task, openedAt: moment, dueAt: effect.due?.at, says: effect.due?.explanation }] : [])),
  );

const SITUATION = { situation: '双方关系缓和' };

describe('1333+N (scenario 7)', () => {
  it('an agreement of 2024-03-01 is followed up at the ends of 03-04, 03-31 and 06-01, and each task opens ahead', () => {
    const simulation = agreed();
    simulation.advanceTo(at('2024-06-01T12:00'));
    const visits = opened(simulation).filter(({ task }) => task.endsWith('#visit'));
    expect(visits).toEqual([
      expect.objectContaining({ task: 'followingUp.soon.open#visit', openedAt: at('2024-03-03T15:20'), dueAt: at('2024-03-05T00:00').toISOString() }),
      expect.objectContaining({ task: 'followingUp.later.open#visit', openedAt: at('2024-03-26T15:20'), dueAt: at('2024-04-01T00:00').toISOString() }),
      expect.objectContaining({ task: 'followingUp.assess.open#visit', openedAt: at('2024-05-22T15:20'), dueAt: at('2024-06-02T00:00').toISOString() }),
    ]);
    expect(visits[1]?.says).toEqual({
      'zh-CN': '应于 3 月 31 日（周日）24:00 前完成：自“达成协议”（3 月 1 日周五）起 30 天；按自然日计，周末不顺延',
      en: 'due Sun 31 Mar 24:00: 30 days from "Agreement", Fri 1 Mar; natural days, not moved off the weekend',
    });
  });

  it('says from the first day what will be due when', () => {
    const simulation = agreed();
    expect(upcomingTasks(simulation.compiled, simulation.snapshot, simulation.timeZone).map(({ title, opensAt, due }) => [title['zh-CN'], opensAt, due?.at])).toEqual([
      ['3 日回访', at('2024-03-03T15:20').toISOString(), at('2024-03-05T00:00').toISOString()],
      ['30 日走访', at('2024-03-26T15:20').toISOString(), at('2024-04-01T00:00').toISOString()],
      ['3 个月评估', at('2024-05-22T15:20').toISOString(), at('2024-06-02T00:00').toISOString()],
    ]);
  });

  it('settles when everything is performed, visited and on paper, never before', () => {
    const simulation = documented(agreed());
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    for (const [visit, day] of [['soon', '2024-03-04'], ['later', '2024-03-30'], ['assess', '2024-06-01']] as const) {
      expect(simulation.send({ type: 'event', name: 'close' })).toMatchObject({ code: 'EVENT_REFUSED', details: { reason: 'followUpNotFinished' } });
      simulation.advanceTo(at(`${day}T10:00`));
      simulation.complete(`followingUp.${visit}.open#visit`, 'calm', SITUATION);
    }
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'settled' });
  });

  it('stops the performance clock with the performance, long before the last visit', () => {
    const simulation = agreed();
    simulation.complete('followingUp.performance.pending#confirm', 'performed');
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'stop-clock', clock: 'followingUp.performance', as: 'met' }));
    simulation.advanceTo(at('2024-05-30T10:00'));
    expect(simulation.history.flatMap(({ effects }) => effects).filter(({ type }) => type === 'breach-clock')).toEqual([]);
  });

  it('reminds of the home visit and climbs when it is overdue', () => {
    const simulation = agreed();
    simulation.advanceTo(at('2024-04-02T12:00'));
    const told = simulation.history.flatMap(({ at: moment, effects }) => effects.filter((effect) => 'task' in effect && effect.task === 'followingUp.later.open#visit').map((effect) => [effect.type, moment.toISOString()]));
    expect(told).toEqual([
      ['open-task', at('2024-03-26T15:20').toISOString()],
      ['remind-task', at('2024-03-31T00:00').toISOString()],
      ['escalate-task', at('2024-04-01T02:00').toISOString()],
      ['escalate-task', at('2024-04-02T00:00').toISOString()],
    ]);
  });

  it('a station may visit earlier, within what the bureau allows', () => {
    const simulation = agreed(disputeMediation({ visitLater: 'P25D' }));
    expect(simulation.snapshot.timers['followingUp.later.waiting@until']?.dueAt).toBe(at('2024-03-21T15:20').toISOString());
    expect(() => disputeMediation({ visitLater: 'P40D' })).toThrow(/may not exceed P30D/);
    expect(() => disputeMediation({ laterReminder: 'P6D' })).toThrow(/laterLead/);
  });
});

describe('mediation', () => {
  it('is tried at most twice, then goes to legal process with the same visits', () => {
    const simulation = inMediation();
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    expect(activeStates(simulation.snapshot)).toEqual(['mediating', 'mediating.second']);
    simulation.complete('mediating.second#mediate', 'failed', { reason: '意见分歧' });
    simulation.complete('legalProcess#openCase', 'accepted', { caseNumber: '治字〔2024〕12号' });
    expect(simulation.snapshot.timers).toMatchObject({ 'followingElsewhere.soon.waiting@until': { dueAt: at('2024-03-02T09:00').toISOString() } });
    simulation.advanceTo(at('2024-05-29T10:00'));
    for (const visit of ['soon', 'later', 'assess']) simulation.complete(`followingElsewhere.${visit}.open#visit`, 'calm', SITUATION);
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'handedOn' });
  });

  it('has 3 and 7 working days', () => {
    const simulation = inMediation();
    expect(simulation.snapshot.clocks['firstMediation']?.dueAt).toBe(at('2024-03-06T00:00').toISOString());
    simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
    expect(simulation.snapshot.clocks['secondMediation']?.dueAt).toBe(at('2024-03-12T00:00').toISOString());
  });

  it('is the chief’s for a red dispute', () => {
    const simulation = inMediation(disputeMediation());
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'open-task', roles: ['mediator', 'community-officer'] }));
    simulation.complete('mediating.first#mediate', 'unsuitable', { reason: '扬言报复' });
    expect(activeStates(simulation.snapshot)).toEqual(['legalProcess']);
  });

  it.each([
    ['agreedInFuture', { ...AGREEMENT, agreedOn: at('2024-03-05T10:00').toISOString() }, {}],
    ['deadlineBeforeAgreement', { ...AGREEMENT, agreedOn: at('2024-02-28T10:00').toISOString(), performBy: '2024-02-27' }, {}],
    ['guardianMissing', { ...AGREEMENT, agreedOn: at('2024-02-28T10:00').toISOString() }, { parties: [{ name: '小王', minor: true, guardian: { name: '王建国' } }] }],
  ])('refuses an agreement: %s', (reason, form, data) => {
    const simulation = inMediation(disputeMediation(), data);
    const refusal = simulation.send({ type: 'complete-task', task: 'mediating.first#mediate', outcome: 'agreed', form });
    expect(refusal).toMatchObject({ code: 'EVENT_REFUSED', details: { reason } });
  });

  it('needs the moment, the terms and the deadline of an agreement', () => {
    const refusal = inMediation().send({ type: 'complete-task', task: 'mediating.first#mediate', outcome: 'agreed', form: {} });
    expect(refusal).toMatchObject({ code: 'FORM_INVALID', details: { problems: [{ field: 'agreedOn' }, { field: 'performBy' }, { field: 'terms' }] } });
  });

  it('never takes on what the law excludes', () => {
    const simulation = inMediation();
    simulation.complete('mediating.first#mediate', 'agreed', { ...AGREEMENT, agreedOn: at('2024-02-28T10:00').toISOString() });
    simulation.send({ type: 'event', name: 'recurred', payload: SITUATION });
    simulation.complete('recurred#safetyVisit', 'done', { ...SITUATION, risk: 'red', track: 'police', unsuitable: ['provocation'] });
    expect(activeStates(simulation.snapshot)).toEqual(['legalProcess']);
  });
});

describe('a recurrence', () => {
  it('raises the risk, cancels every visit, asks for a safety visit within 24 h, and mediates again', () => {
    const simulation = agreed();
    simulation.advanceTo(at('2024-03-04T10:00'));
    simulation.complete('followingUp.soon.open#visit', 'relapse', { situation: '再次争吵' });
    expect(simulation.snapshot).toMatchObject({ value: 'recurred', data: { risk: 'orange', recurrences: 1 }, clocks: {} });
    expect(Object.keys(simulation.snapshot.timers)).toEqual(['recurred#safetyVisit@escalate.0']);
    expect(simulation.snapshot.tasks['recurred#safetyVisit']?.dueAt).toBe(at('2024-03-05T10:00').toISOString());
    simulation.complete('recurred#safetyVisit', 'done', { ...SITUATION, risk: 'red', track: 'police' });
    expect(activeStates(simulation.snapshot)).toEqual(['mediating', 'mediating.first']);
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'open-task', roles: ['chief'] }));
  });

  it('a disputed performance pauses its clock; a refused one goes to legal process', () => {
    const simulation = agreed();
    simulation.complete('followingUp.performance.pending#confirm', 'disputed', { note: '施工时间有争议' });
    expect(simulation.snapshot.clocks['followingUp.performance']?.state).toBe('paused');
    simulation.advanceTo(at('2024-03-03T10:00'));
    simulation.complete('followingUp.performance.disputed#clarify', 'clarified', { note: '已说明' });
    expect(simulation.snapshot.clocks['followingUp.performance']?.state).toBe('running');
    simulation.complete('followingUp.performance.pending#confirm', 'refused', { note: '拒不履行' });
    expect(activeStates(simulation.snapshot)).toEqual(['legalProcess']);
  });
});
