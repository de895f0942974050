import { describe, expect, it } from '@jest/globals';
import { rules } from '@stationhouse/anti-fraud-common';
import { describeHistories } from '@stationhouse/testing/histories';
import { type Refusal, type Simulation } from '@stationhouse/workflow';
import { alerted, at, compiled, definitionOf, PERSON } from './definition.js';
import { lives, present } from './lives.js';

const CALL = 'dissuading.calling.toCall#call';
const LOCATE = 'dissuading.meeting.locating#locate';
const MEET = 'dissuading.meeting.toMeet#meet';
const signed = (data = {}, workflow = compiled()): Simulation => {
  const simulation = alerted(data, workflow);
  simulation.complete('waiting#sign', 'signed');
  return simulation;
};
/** Found at home and there to be met. */
const found = (data = {}) => {
  const simulation = signed(data);
  simulation.complete(CALL, 'doubtful');
  simulation.complete(LOCATE, 'found', { whereabouts: '家中' });
  return simulation;
};
/** Why a deed is refused; `accepted` where it is not. */
const refusalOf = (deed: () => Refusal | undefined | void) => {
  let refusal: unknown;
  try {
    refusal = deed();
  } catch (error) {
    refusal = error;
  }
  return (refusal as { details?: { reason?: string } } | undefined)?.details?.reason ?? (refusal === undefined ? 'accepted' : 'refused');
};
const clocksOf = ({ snapshot }: Simulation) => snapshot.clocks ?? {};

describe('an alert', () => {
  it.each([
    ['high', ['2024-03-01T10:01', '2024-03-01T10:03', '2024-03-01T10:30']],
    ['medium', ['2024-03-01T10:05', '2024-03-01T10:30', '2024-03-02T10:00']],
    ['low', ['2024-03-01T14:00', '2024-03-02T10:00']],
  ])('of grade %s is signed, called and met within its own limits', (grade, due) => {
    const clocks = Object.values(clocksOf(alerted({ grade })));
    expect(clocks.map(({ dueAt }) => dueAt)).toEqual(due.map((local) => at(local).toISOString()));
  });

  it('of high grade rings with whoever is on duty; a low one is told', () => {
    const said = (grade: string) => alerted({ grade }).history.flatMap(({ effects }) => effects.flatMap((effect) => (effect.type === 'notify' ? [[effect.roles, effect.urgent === true]] : [])));
    expect(said('high')).toEqual([[['duty-officer', 'command-room'], true]]);
    expect(said('medium')).toEqual([[['duty-officer'], true]]);
    expect(said('low')).toEqual([[['duty-officer'], false]]);
  });

  it('joins what another source says: the grade may rise and rings anew, and never falls', () => {
    const simulation = signed({ grade: 'medium' });
    simulation.advanceTo(at('2024-03-01T10:10'));
    simulation.send({ type: 'event', name: 'reported', payload: { grade: 'low', source: 'telecom', person: { phone: PERSON.phone } } });
    expect(simulation.snapshot).toMatchObject({ value: { dissuading: {} }, data: { grade: 'medium', reports: [{ source: 'national' }, { source: 'telecom' }], person: PERSON } });
    simulation.send({ type: 'event', name: 'reported', payload: { grade: 'high', source: 'bank', sourceNumber: 'B-1', person: { phone: PERSON.phone }, narrative: '正在柜台转账' } });
    expect(simulation.snapshot).toMatchObject({ value: 'waiting', data: { grade: 'high', narrative: '正在柜台转账', gradedOn: at('2024-03-01T10:10').toISOString() } });
    expect(Object.values(clocksOf(simulation)).map(({ dueAt }) => dueAt)).toContain(at('2024-03-01T10:11').toISOString());
  });

  it('is not refused because its source’s clock is wrong: the moment of receipt counts', () => {
    expect(alerted({ alertedOn: at('2024-03-01T11:00').toISOString() }).snapshot).toMatchObject({ value: 'waiting', data: { reports: [{ ahead: true }], gradedOn: at('2024-03-01T10:00').toISOString() } });
  });
});

describe('dissuasion', () => {
  it('of a high alert looks for the person while somebody calls, and ends the calls once they were met', () => {
    const simulation = signed();
    simulation.complete(CALL, 'noAnswer');
    simulation.complete(LOCATE, 'found', { whereabouts: '家中', foundBy: 'records' });
    simulation.complete(MEET, 'convinced');
    expect(simulation.snapshot).toMatchObject({ value: 'reporting', data: { contacts: [{ way: 'phone', result: 'noAnswer' }, { way: 'inPerson', result: 'convinced' }] } });
  });

  it('calls a high alert again and again, and any other until the cap', () => {
    const attempts = (grade: string) => {
      const simulation = signed({ grade });
      let made = 0;
      for (; made < 6 && Object.hasOwn(simulation.snapshot.tasks, CALL); made += 1) {
        simulation.complete(CALL, 'noAnswer');
        simulation.advanceTo(new Date(simulation.now.getTime() + 31 * 60_000));
      }
      return made;
    };
    expect([attempts('high'), attempts('medium')]).toEqual([6, 3]);
  });

  it('goes beyond the cap only as the duty commander allows, and keeps why', () => {
    const simulation = lives['notReached']?.(compiled());
    expect(simulation?.snapshot).toMatchObject({ status: 'closed', outcome: 'notReached' });
    const again = signed({ grade: 'low' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      again.complete(CALL, 'noAnswer');
      again.advanceTo(new Date(again.now.getTime() + 31 * 60_000));
    }
    again.complete('dissuading.calling.capped#override', 'again', { reason: '家属称其正在交易' });
    expect(again.snapshot.data).toMatchObject({ overrides: [{ reason: '家属称其正在交易' }] });
    again.complete(CALL, 'convinced');
    expect(again.snapshot.value).toBe('reporting');
  });

  it('refuses a message beyond the cap, but never for a high alert', () => {
    const message = (grade: string) => {
      const simulation = signed({ grade });
      for (let sent = 0; sent < 3; sent += 1) simulation.send({ type: 'event', name: 'message', payload: { text: 'hangUp' } });
      return refusalOf(() => simulation.send({ type: 'event', name: 'message', payload: { text: 'hangUp' } }));
    };
    expect(message('medium')).toBe('contactsUsedUp');
    expect(message('high')).toBe('accepted');
  });

  it('contacts a minor through the guardian', () => {
    const simulation = signed({ person: { ...PERSON, minor: true } });
    expect(refusalOf(() => simulation.complete(CALL, 'convinced'))).toBe('guardianFirst');
    simulation.send({ type: 'event', name: 'person', payload: { guardian: { name: '测试乙', phone: '13900000002' } } });
    simulation.complete(CALL, 'doubtful');
    simulation.complete(LOCATE, 'found', { whereabouts: '学校门口' });
    expect(refusalOf(() => simulation.complete(MEET, 'convinced'))).toBe('guardianMissing');
    simulation.complete(MEET, 'convinced', { guardianPresent: true });
    expect(simulation.snapshot.value).toBe('reporting');
  });

  it('asks for a payment stop once, whoever says first that money is on its way', () => {
    const links = ({ snapshot }: Simulation) => Object.values(snapshot.links ?? {}).filter(({ action }) => action === 'paymentStop').length;
    expect(links(signed({ paying: true }))).toBe(1);
    const simulation = signed();
    expect(links(simulation)).toBe(0);
    simulation.complete(CALL, 'doubtful', { paying: true });
    simulation.complete(LOCATE, 'found', { whereabouts: '家中' });
    simulation.complete(MEET, 'doubtful', { paying: true });
    expect(links(simulation)).toBe(1);
  });

  it('asks a grid worker with consent alone', () => {
    const simulation = signed();
    expect(refusalOf(() => simulation.send({ type: 'event', name: 'askGridWorker', payload: { consent: false, door: '1号楼' } }))).toBe('noConsent');
    simulation.send({ type: 'event', name: 'askGridWorker', payload: { consent: true, door: '1号楼' } });
    expect(Object.values(simulation.snapshot.links ?? {})).toMatchObject([{ action: 'callRequest' }]);
  });

  it('refuses a meeting before the alert and one that has yet to be', () => {
    expect(refusalOf(() => found().complete(MEET, 'convinced', { metOn: at('2024-03-01T09:00').toISOString() }))).toBe('beforeAlert');
    expect(refusalOf(() => found().complete(MEET, 'convinced', { metOn: at('2024-03-01T12:00').toISOString() }))).toBe('inFuture');
  });
});

describe('an ending', () => {
  const reported = (outcome: string, form = {}, data = {}) => {
    const simulation = found(data);
    simulation.complete(MEET, 'convinced');
    simulation.complete('reporting#report', outcome, form);
    return simulation;
  };

  it('keeps amounts that agree with each other', () => {
    expect(reported('prevented', { category: 'loanOrCard', amountAtRisk: 8000 }).snapshot.data).toMatchObject({ amountLost: 0, amountPrevented: 8000 });
    expect(reported('partlyLost', { category: 'loanOrCard', amountAtRisk: 0.3, amountLost: 0.1 }).snapshot.data).toMatchObject({ amountPrevented: 0.2 });
    expect(refusalOf(() => void reported('partlyLost', { category: 'loanOrCard', amountAtRisk: 100, amountLost: 100 }))).toBe('lossMissing');
    expect(refusalOf(() => void reported('lost', { category: 'loanOrCard', amountLost: 0 }))).toBe('lossMissing');
    expect(refusalOf(() => void reported('lost', { category: 'loanOrCard', amountLost: 10, lostAfterContact: 11 }))).toBe('lossAfterTooMuch');
    expect(refusalOf(() => void reported('prevented', { category: 'loanOrCard', amountAtRisk: -1 }))).toBe('refused');
  });

  it('of a high alert is a refusal only once the person was met, and unreached only as the duty commander agrees', () => {
    const simulation = signed();
    simulation.complete(CALL, 'declined');
    simulation.complete(LOCATE, 'notFound', { note: '无登记' });
    simulation.complete('dissuading.meeting.untraced#decide', 'enough', { reason: '多方查找无果' });
    expect(refusalOf(() => simulation.complete('reporting#report', 'refused'))).toBe('meetFirst');
    simulation.complete('reporting#report', 'notReached', { note: '见不到人' });
    expect(simulation.snapshot.value).toBe('checking');
    simulation.complete('checking#check', 'agreed');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'notReached' });
  });

  it('is followed by a revisit, which may find that they paid after all', () => {
    const simulation = reported('partlyLost', { category: 'romance', amountAtRisk: 1000, amountLost: 200, lostAfterContact: 50 });
    simulation.advanceTo(at('2024-03-07T12:00'));
    simulation.complete('revisiting.open#revisit', 'lostSince', { lostAfterContact: 300.5 });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'lost', data: { amountLost: 500.5, lostAfterContact: 350.5 } });
  });

  it('may be appealed against by the person: the chief decides', () => {
    const simulation = reported('prevented', { category: 'loanOrCard', amountAtRisk: 100 });
    simulation.send({ type: 'event', name: 'appeal', payload: { statement: '是正常交易' } });
    simulation.complete('appealing#decide', 'rejected', { reason: '有诈骗账户记录' });
    expect(simulation.snapshot.value).toEqual({ revisiting: 'later' });
    simulation.send({ type: 'event', name: 'appeal', payload: { statement: '提供合同' } });
    simulation.complete('appealing#decide', 'upheld');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'falseAlert' });
  });

  it('starts nothing but what dissuasion needs, and tells no other plugin: a case is accepted elsewhere, by itself', () => {
    for (const id of ['fraud-alert', 'payment-stop', 'call-request']) {
      for (const [name, action] of Object.entries(definitionOf(id).actions ?? {})) {
        expect([id, name, 'publish' in action]).toEqual([id, name, false]);
        if ('startLinked' in action) expect(['payment-stop', 'call-request']).toContain(action.startLinked.workflow);
      }
    }
  });
});

describeHistories(new URL('./histories/', import.meta.url), { rules, present, lives });
