import { describe, expect, it } from '@jest/globals';
import { checkAuthored, copyWorkflow, parseAuthored, parseDefinition, writeAuthored, type Authored, type AuthoredMeans, type CodeBehind } from '@stationhouse/workflow';
import { text } from '@stationhouse/kernel';

const MEANS: AuthoredMeans = { roles: ['chief', 'duty-officer'], workers: ['duty-officer', 'chief'], starters: ['duty-officer'], workflows: ['venue-check', 'item-found'], automations: [] };
const CODE: CodeBehind = {
  rules: {
    isGrave: { signature: '(data): bool', title: text('属重大隐患', 'It is grave'), because: '分局规定', evaluate: () => true },
    isLate: { signature: '(data, dyn): bool', title: text('逾期', 'It is late'), evaluate: () => true },
    merged: { signature: '(data, dyn): list<string>', title: text('合并的隐患', 'What was found in all'), evaluate: () => [] },
  },
  automations: { 'print-notice': text('制作通知书', 'Print the notice') },
};

/** A workflow of a plugin that has one of everything that only code does. */
const PLUGIN = `
workflow: venue-check
title: { zh-CN: 检查, en: Check }
number: "JC-{station}-{yyyy}-{00000}"
startForm: registration
data:
  type: object
  required: [venue]
  properties:
    venue: { type: string, title: { zh-CN: 场所, en: Venue } }
    found: { type: array, items: { type: string }, title: { zh-CN: 隐患, en: Found } }
    summary: { type: string, title: { zh-CN: 小结, en: Summary } }
forms:
  registration: { title: { zh-CN: 登记, en: Register }, schema: { type: object, required: [venue], properties: { venue: { type: string, title: { zh-CN: 场所, en: Venue } } } } }
  check:
    title: { zh-CN: 检查, en: Check }
    schema: { type: object, properties: { found: { type: array, items: { type: string }, title: { zh-CN: 隐患, en: Found } } } }
    ui: { ui:order: [found] }
refusals:
  late: { zh-CN: 已逾期。, en: Too late. }
actions:
  notice: { automation: print-notice, input: { venue: data.venue }, compensate: withdraw }
  withdraw: { automation: withdraw-notice }
  told: { publish: venue.checked, version: 1 }
  again: { startLinked: { workflow: venue-check, data: { venue: data.venue } } }
  gone: { startLinked: { workflow: venue-list } }
  over: { tellLinked: { of: [again, gone], event: closedMeanwhile } }
  unheard: { tellLinked: { of: [gone], event: closedMeanwhile } }
start: begun
states:
  begun:
    title: { zh-CN: 登记后, en: Begun }
    choose: [{ to: printing, when: isGrave(data), do: [notice] }, { to: open }]
  open:
    title: { zh-CN: 待检查, en: Open }
    tasks:
      check:
        title: { zh-CN: 检查, en: Check }
        role: duty-officer
        form: check
        outcomes: { done: { title: { zh-CN: 完成, en: Done } }, never: { title: { zh-CN: 不再检查, en: Never } } }
    on:
      check.done:
        - { refuse: late, when: "isLate(data, event)" }
        - { to: decided, set: { found: "merged(data, event)", summary: "string(size(merged(data, event)))" } }
      check.never: closed
  decided:
    title: { zh-CN: 判断, en: Decided }
    choose: [{ to: printing, when: "isGrave(data) && has(data.found)", do: [notice, told, unheard] }, { to: closed, do: [again, gone, over] }]
  printing:
    title: { zh-CN: 制作中, en: Printing }
    on: { notice.succeeded: closed, notice.failed: open }
  closed: { title: { zh-CN: 办结, en: Closed }, final: true, outcome: closed }
`;

const copied = (code = CODE) => copyWorkflow({ definition: parseDefinition(PLUGIN, 'plugin.yaml').definition, terms: { personalData: {}, starters: undefined } }, code, MEANS);
/** The copy as its text says it. */
const read = (copy: Authored) => parseAuthored(writeAuthored(copy), 'copy.yaml');

describe('a copy of a plugin’s workflow', () => {
  it('may be published as it is', () => {
    expect(checkAuthored(parseAuthored(writeAuthored({ definition: parseDefinition(PLUGIN, 'plugin.yaml').definition, terms: { personalData: {}, starters: undefined } }), 'as-it-was.yaml'), MEANS).length).toBeGreaterThan(7);
    expect(checkAuthored(read(copied()), MEANS)).toEqual([]);
  });

  it('asks a person what a rule judged: in the form whose answer it read, else in those that lead there', () => {
    const { forms, states, data } = read(copied()).definition;
    expect(states['begun']?.choose?.[0]?.when).toBe('(has(data.isGrave) && data.isGrave)');
    expect(states['decided']?.choose?.[0]?.when).toBe('(has(data.isGrave) && data.isGrave) && has(data.found)');
    // The instance begins where it is asked first; the check leads to where it is asked again.
    for (const form of ['registration', 'check']) expect(forms?.[form]?.schema['properties']).toMatchObject({ isGrave: { type: 'boolean', title: { 'zh-CN': '属重大隐患' }, description: { 'zh-CN': '依据：分局规定' } } });
    expect(states['open']?.on?.['check.done']).toMatchObject([{ refuse: 'late', when: '(has(event.isLate) && event.isLate)' }, { to: 'decided', set: { isGrave: 'event.isGrave' } }]);
    expect(forms?.['check']?.ui).toEqual({ 'ui:order': ['found', 'isLate', 'isGrave'], isLate: { 'ui:outcomes': ['done'] } });
    expect(data['properties']).toMatchObject({ isGrave: { 'x-personal': 'P2' } });
    expect(read(copied()).terms.personalData).toMatchObject({ isGrave: { keep: 'P3Y' } });
  });

  it('takes what was answered where a rule worked it out, and nothing where nobody is asked', () => {
    expect(read(copied()).definition.states['open']?.on?.['check.done']?.[1]?.set).toEqual({ found: 'event.found', isGrave: 'event.isGrave' });
  });

  it('lets somebody do what an automation was waited for', () => {
    const { states, actions } = read(copied()).definition;
    expect(states['printing']).toMatchObject({
      tasks: { notice: { title: { 'zh-CN': '制作通知书' }, role: 'duty-officer', outcomes: { done: {}, failed: {} } } },
      on: { 'notice.done': [{ to: 'closed' }], 'notice.failed': [{ to: 'open' }] },
    });
    // Whoever is still started is still told.
    expect(actions).toMatchObject({ again: {}, over: { tellLinked: { of: ['again'] } } });
    expect(Object.keys(actions ?? {})).toEqual(['again', 'over']);
    expect(states['decided']?.choose?.[0]?.do).toBeUndefined();
  });

  it('notes each thing once, with where it is', () => {
    expect(copied().notes.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'byHand states.printing', 'leftOut actions.withdraw', 'leftOut actions.told', 'leftOut actions.gone', 'leftOut actions.unheard', 'kept actions.again', 'asked forms.registration', 'asked forms.check', 'leftOut states.open', 'leftOut states.open',
    ]);
    expect(copied().notes.find(({ kind }) => kind === 'asked')?.text['zh-CN']).toContain('“登记”、“检查”');
  });

  it('leaves a workflow without code as it is', () => {
    const plain = read(copied());
    expect(copyWorkflow(plain, { rules: {}, automations: {} }, MEANS)).toMatchObject({ definition: plain.definition, notes: [{ kind: 'kept' }] });
  });
});
