import { describe, expect, it } from '@jest/globals';
import { Simulation, type CompiledWorkflow, type Refusal } from '@stationhouse/workflow';
import { at, END, SHANGHAI, small } from './small.js';

const NOW = at('2024-03-01T10:00');

/** A workflow with one task that several answer. */
const signing = (rule: string, outcomes = 'agreed: { title: { zh-CN: 同意, en: Agreed } }, refused: { title: { zh-CN: 不同意, en: Refused } }, split: { title: { zh-CN: 意见不一, en: Split }, automatic: true }', task = ''): CompiledWorkflow =>
  small(`start: open
states:
  open:
    title: { zh-CN: 会签, en: Signing }
    tasks: { sign: { title: { zh-CN: 会签, en: Sign }, form: note, answers: ${rule}, outcomes: { ${outcomes} }${task} } }
    on: { sign.agreed: over, sign.refused: refused, sign.split: split }
  refused: { title: { zh-CN: 否, en: No }, final: true, outcome: refused }
  split: { title: { zh-CN: 分歧, en: Split }, final: true, outcome: split }
${END}`);

const THREE = '{ from: [chief, instructor, legal-officer], need: 2, otherwise: split }';
const begin = (rule: string, task = '') => new Simulation(signing(rule, undefined, task), {}, NOW, SHANGHAI);

/** One person's answer. */
function sign(simulation: Simulation, accountId: string, roles: readonly string[], outcome = 'agreed'): Refusal | undefined {
  return simulation.send({ type: 'complete-task', task: 'open#sign', outcome, form: {}, by: { accountId, roles } });
}

describe('a task that several answer', () => {
  it('stays open until the needed number gave the same outcome', () => {
    const simulation = begin(THREE);
    expect(simulation.history[0]?.effects[0]).toMatchObject({ type: 'open-task', roles: ['chief', 'instructor', 'legal-officer'] });
    sign(simulation, 'a', ['chief']);
    expect(simulation.snapshot.tasks['open#sign']?.answers).toMatchObject([{ by: 'a', role: 'chief', outcome: 'agreed' }]);
    expect(simulation.history.at(-1)?.effects).toEqual([{ type: 'answer-task', task: 'open#sign', serial: 1, by: 'a', role: 'chief', outcome: 'agreed', given: 1, need: 2, of: 3 }]);
    sign(simulation, 'b', ['legal-officer']);
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'over' });
    expect(simulation.history.at(-1)?.effects.map(({ type }) => type)).toEqual(['answer-task', 'close-task', 'close-instance']);
  });

  it('takes the declared way once no agreement can be reached', () => {
    const simulation = begin('{ from: [chief, instructor, legal-officer], need: all, otherwise: split }');
    sign(simulation, 'a', ['chief']);
    sign(simulation, 'b', ['instructor'], 'refused');
    expect(simulation.snapshot.outcome).toBe('split');
  });

  it('is settled by one veto', () => {
    const simulation = begin('{ from: [chief, instructor, legal-officer], need: all, veto: [refused], otherwise: split }');
    sign(simulation, 'a', ['chief'], 'refused');
    expect(simulation.snapshot.outcome).toBe('refused');
  });

  it('any one of them is enough with need: 1', () => {
    const simulation = begin('{ from: [chief, instructor], need: 1, otherwise: split }');
    sign(simulation, 'b', ['instructor']);
    expect(simulation.snapshot.outcome).toBe('over');
  });

  it('counts distinct persons where no roles are listed', () => {
    const simulation = begin('{ need: 2, of: 3, otherwise: split }', ', role: mediator');
    sign(simulation, 'a', ['mediator']);
    sign(simulation, 'b', ['mediator'], 'refused');
    expect(simulation.snapshot.status).toBe('running');
    sign(simulation, 'c', ['mediator'], 'refused');
    expect(simulation.snapshot.outcome).toBe('refused');
  });

  it('makes room: who holds two roles answers for the one that is left', () => {
    const simulation = begin('{ from: [chief, instructor], need: all, otherwise: split }');
    sign(simulation, 'both', ['chief', 'instructor']);
    expect(sign(simulation, 'one', ['chief'])).toBeUndefined();
    expect(simulation.snapshot.outcome).toBe('over');
  });

  it.each([
    ['the same person twice', ['a', ['instructor']], 'ALREADY_ANSWERED'],
    ['a role that has answered', ['b', ['chief']], 'TASK_NOT_YOURS'],
    ['a role that is not asked', ['b', ['mediator']], 'TASK_NOT_YOURS'],
  ] as const)('refuses %s and changes nothing', (_name, [account, roles], code) => {
    const simulation = begin(THREE);
    sign(simulation, 'a', ['chief']);
    const before = JSON.stringify(simulation.snapshot);
    const refusal = sign(simulation, account, roles);
    expect(refusal?.code).toBe(code);
    expect(refusal?.text['zh-CN']).toMatch(/[一-鿿]/);
    expect(JSON.stringify(simulation.snapshot)).toBe(before);
  });

  it('refuses an answer without a person, and an outcome nobody picks', () => {
    const simulation = begin(THREE);
    expect(simulation.send({ type: 'complete-task', task: 'open#sign', outcome: 'agreed', form: {} })?.code).toBe('TASK_NOT_YOURS');
    expect(sign(simulation, 'a', ['chief'], 'split')?.code).toBe('OUTCOME_UNKNOWN');
  });

  it('says its rule to whoever shows it', () => {
    expect(signing(THREE).tasks['open#sign']).toMatchObject({ take: 'claim', delegate: false, answers: { from: ['chief', 'instructor', 'legal-officer'], need: 2, of: 3, veto: [], otherwise: 'split' } });
  });
});

describe('delegation', () => {
  const delegate = (task: string) => new Simulation(small(`start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief${task} } }, on: { work.done: over } }
${END}`), {}, NOW, SHANGHAI);
  const hand = { type: 'delegate-task', task: 'open#work', by: { accountId: 'a', roles: ['chief'] }, to: 'b' } as const;

  it('hands an open task over where the definition says so', () => {
    const simulation = delegate(', delegate: true');
    expect(simulation.send(hand)).toBeUndefined();
    expect(simulation.history.at(-1)?.effects).toEqual([{ type: 'delegate-task', task: 'open#work', serial: 1, from: 'a', to: 'b' }]);
    expect(simulation.send({ ...hand, to: 'a' })?.code).toBe('DELEGATION_NOT_ALLOWED');
  });

  it('is refused elsewhere, and on a task that is not open', () => {
    const simulation = delegate('');
    expect(simulation.send(hand)?.code).toBe('DELEGATION_NOT_ALLOWED');
    simulation.complete('open#work', 'done');
    expect(delegate(', delegate: true').send({ ...hand, serial: 9 })?.code).toBe('TASK_NOT_OPEN');
  });
});
