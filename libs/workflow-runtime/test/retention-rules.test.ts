import { describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { parseDefinition, type Definition } from '@stationhouse/workflow';
import { rulesOf, type PersonalPurpose, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { dueRules } from '../src/retention/due.js';

const workflow = (id: string, field: string): Definition =>
  parseDefinition(
    `
workflow: ${id}
title: { zh-CN: 登记, en: Note }
number: "N-{0000}"
startForm: begin
data: { type: object, properties: { ${field}: { type: string, x-personal: P2 } } }
start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { read: { title: { zh-CN: 阅, en: Read }, role: chief } }, on: { read.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
`,
    `${id}.yaml`,
  ).definition;
const kept = (keep: string, after?: PersonalPurpose['after']): PersonalPurpose => ({ dataClass: 'P2', purpose: 'x', keep, ...(after === undefined ? {} : { after }) });
const plugin: WorkflowPlugin = { id: 'notes', version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [workflow('warning', 'person'), workflow('lecture', 'question')], personalData: { person: kept('P1Y', { refused: 'P90D', proven: 'P3Y' }), question: kept('P2Y') } };
const rules = rulesOf(plugin);

describe('rules of retention', () => {
  it('keep everything else as long as the longest field, and after an ending of the workflow’s own as long as its fields then', () => {
    expect(rules.filter(({ field }) => field === '*')).toEqual([
      { workflow: 'warning', field: '*', keep: 'P2Y', after: { refused: 'P90D', proven: 'P3Y' } },
      { workflow: 'lecture', field: '*', keep: 'P2Y' },
    ]);
  });

  it.each([
    ['refused', '2024-03-29', []],
    ['refused', '2024-03-30', ['person P90D', '* P90D']],
    ['convinced', '2024-12-31', ['person P1Y']],
    [null, '2024-12-31', ['person P1Y']],
    ['proven', '2026-06-01', ['question P2Y']],
    ['proven', '2026-12-31', ['person P3Y', 'question P2Y', '* P3Y']],
  ])('are due after %s on %s: %j', (outcome, day, due) => {
    const ended = { id: newId(), workflow: 'warning', endedAt: new Date('2023-12-31T12:00:00Z'), outcome, timeZone: 'UTC', erased: [] };
    expect(dueRules(ended, rules, new Date(`${day}T12:00:00Z`)).map(({ field, keep }) => `${field} ${keep}`)).toEqual(due);
  });
});
