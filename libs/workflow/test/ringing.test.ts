import { describe, expect, it } from '@jest/globals';
import { outcomesWritten, parseDefinition, renameTask, Simulation } from '@stationhouse/workflow';
import { at, definitionText, END, problemsOf, SHANGHAI, small } from './small.js';

const NOW = at('2026-03-01T03:00');
const notice = (more: string) => `parameters:\n  patience: { type: duration, default: PT15S, title: { zh-CN: 等候, en: Wait } }\nactions:\n  ring: { notify: { roles: [duty-officer], text: { zh-CN: 预警, en: Alert }${more} } }`;
const sign = (task = 'role: duty-officer') => `{ title: { zh-CN: 签收, en: Sign }, ${task}, outcomes: { signed: { title: { zh-CN: 已签收, en: Signed } }, refused: { title: { zh-CN: 拒绝, en: Refused } } } }`;
const body = (states: string, to = 'open') => `start: fresh\nstates:\n  fresh: { title: { zh-CN: 新, en: Fresh }, choose: [{ to: ${to}, do: [ring] }] }\n${states}\n${END}`;
const OPEN = (task = sign()) => `  open: { title: { zh-CN: 待签收, en: To sign }, tasks: { sign: ${task} }, on: { sign.signed: over, sign.refused: over } }`;
const codes = (states: string, more: string, to?: string) => problemsOf(body(states, to), notice(more)).map(({ code, path }) => `${code} ${path}`);
const told = (states: string, more: string, to?: string) => new Simulation(small(body(states, to), notice(more)), {}, NOW, SHANGHAI).history.at(-1)?.effects.find(({ type }) => type === 'notify');

describe('a notice that rings', () => {
  it('carries how it rings and what a signature completes', () => {
    expect(told(OPEN(), ', urgent: true, priority: 1, climbAfter: PT1M, silentAfter: $patience, bureau: [anti-fraud-centre], signedBy: sign.signed')).toEqual({
      type: 'notify', action: 'ring', serial: expect.any(Number), roles: ['duty-officer'], text: { 'zh-CN': '预警', en: 'Alert' }, urgent: true,
      priority: 1, climbAfter: 'PT1M', silentAfter: 'PT15S', bureau: ['anti-fraud-centre'], signedBy: { task: 'open#sign', outcome: 'signed' },
    });
  });

  it('says nothing of what it was not given', () => {
    expect(told(OPEN(), ', urgent: true')).toEqual({ type: 'notify', action: 'ring', serial: expect.any(Number), roles: ['duty-officer'], text: { 'zh-CN': '预警', en: 'Alert' }, urgent: true });
  });

  it('keeps what only an urgent one has to urgent ones, and knows its words', () => {
    expect(codes(OPEN(), ', priority: 1, silentAfter: PT5S, bureau: [bureau-leader], signedBy: sign.signed')).toEqual(['priority', 'silentAfter', 'bureau', 'signedBy'].map((part) => `NOT_URGENT actions.ring.notify.${part}`));
    for (const wrong of ['priority: 4', 'priority: 0', 'bureau: []', 'signedBy: sign', 'silentAfter: soon']) expect(() => small(body(OPEN()), notice(`, urgent: true, ${wrong}`))).toThrow();
  });

  it('finds the task in the state the instance is in, inside of it, or in what goes on beside it', () => {
    const urgent = ', urgent: true, signedBy: sign.signed';
    const inside = `  open:\n    title: { zh-CN: 办理, en: Open }\n    start: first\n    states:\n      first: { title: { zh-CN: 签收, en: First }, tasks: { sign: ${sign()} }, on: { sign.signed: ^over, sign.refused: ^over } }`;
    expect(told(inside, urgent)).toMatchObject({ signedBy: { task: 'open.first#sign' } });
    const beside = `  open:\n    title: { zh-CN: 办理, en: Open }\n    parallel:\n      one: { title: { zh-CN: 一, en: One }, start: a, states: { a: { title: { zh-CN: 甲, en: A }, tasks: { sign: ${sign()} }, on: { sign.signed: b, sign.refused: b } }, b: { title: { zh-CN: 乙, en: B }, final: true } } }
      two: { title: { zh-CN: 二, en: Two }, start: a, states: { a: { title: { zh-CN: 甲, en: A }, tasks: { call: { title: { zh-CN: 呼叫, en: Call }, role: chief } }, on: { call.done: { to: b, do: [ring] } } }, b: { title: { zh-CN: 乙, en: B }, final: true } } }\n    done: [{ to: over }]`;
    expect(codes(beside, urgent)).toEqual([]);
  });

  it('is refused where no task, several tasks, or more than one press could be meant', () => {
    const urgent = ', urgent: true, signedBy: sign.signed';
    const path = 'actions.ring.notify.signedBy';
    expect(codes(OPEN(), ', urgent: true, signedBy: sign.taken')).toEqual([`UNKNOWN_TASK ${path}`]);
    expect(codes(`  open: { title: { zh-CN: 一, en: One }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: later } }\n  later: { title: { zh-CN: 二, en: Two }, tasks: { sign: ${sign()} }, on: { sign.signed: over, sign.refused: over } }`, urgent)).toEqual([`UNKNOWN_TASK ${path}`]);
    const two = `  open:\n    title: { zh-CN: 办理, en: Open }\n    start: a\n    states:\n      a: { title: { zh-CN: 甲, en: A }, tasks: { sign: ${sign()} }, on: { sign.signed: b, sign.refused: b } }\n      b: { title: { zh-CN: 乙, en: B }, tasks: { sign: ${sign()} }, on: { sign.signed: ^over, sign.refused: ^over } }`;
    expect(codes(two, urgent)).toEqual([`AMBIGUOUS_TASK ${path}`]);
    for (const task of [sign('role: duty-officer, take: assign'), sign('answers: { from: [chief, duty-officer], need: all, otherwise: refused }'), `{ title: { zh-CN: 签收, en: Sign }, role: chief, form: note, outcomes: { signed: { title: { zh-CN: 已签收, en: Signed }, requires: [note] }, refused: { title: { zh-CN: 拒绝, en: Refused } } } }`]) {
      expect(codes(OPEN(task), urgent)).toEqual([`NOT_ONE_PRESS ${path}`]);
    }
  });

  it('goes with its task when that is renamed', () => {
    const text = definitionText(body(OPEN()), notice(', urgent: true, signedBy: sign.signed'));
    const renamed = renameTask(text, 'open#sign', 'receive');
    expect(renamed).toContain('signedBy: receive.signed');
    expect(outcomesWritten(parseDefinition(renamed, 'small.yaml').definition)).toEqual(['receive.signed', 'receive.refused']);
  });
});
