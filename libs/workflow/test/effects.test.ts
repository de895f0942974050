import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namesUsed, parseDefinition, readActive, readText, readValue, renameNamed, writeActive, writeValue, type Constant, type ValueRule } from '@stationhouse/workflow';

const TEXT = `workflow: loans
title: { zh-CN: 借用, en: Loans }
number: 'JY-{0000}'
data: { type: object, properties: { calls: { type: integer, default: 0, title: { zh-CN: 次数, en: Calls } }, units: { type: array, items: { type: string }, default: [], title: { zh-CN: 单位, en: Units } } } }
parameters: { lead: { type: duration, default: P5D, title: { zh-CN: 提前, en: Lead } }, reminder: { type: duration, default: P1D, max: $lead, title: { zh-CN: 提醒, en: Reminder } } }
forms: { begin: { title: { zh-CN: 登记, en: Register }, schema: { type: object, properties: {} } } }
startForm: begin
events:
  late: { title: { zh-CN: 超时, en: Late } }
refusals: { tooMany: { zh-CN: 次数过多, en: Too many } }
actions:
  tell: { notify: { roles: [chief], text: { zh-CN: 已超时, en: Late }, climbAfter: $lead } } # 报所长
  ask: { startLinked: { workflow: unit-answer, forEach: data.units } }
clocks:
  all: { title: { zh-CN: 全程, en: All of it }, budget: $lead, runs: active("open"), breach: { do: [tell], raise: late } }
start: open
states:
  open:
    title: { zh-CN: 办理, en: Open }
    tasks: { call: { title: { zh-CN: 联系, en: Call }, role: auxiliary, dueAt: state.entered + parameters.lead } }
    on:
      call.done: [{ refuse: tooMany, when: data.calls > 3 }, { to: asked, do: [tell, ask], raise: late }]
      late: { do: [tell] }
  asked:
    title: { zh-CN: 等候, en: Asked }
    pauses: [all]
    until: { when: linked.ask.open == 0, to: closed }
    on: { ask.closed: { set: { calls: linked.ask.closed } } }
  closed: { title: { zh-CN: 办结, en: Closed }, final: true, outcome: closed }
`;

describe('the effects of a step', () => {
  it('reads back the value of a field that it wrote, and leaves what was written otherwise alone', () => {
    const constant: fc.Arbitrary<Constant> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([] as const));
    const field = fc.constantFrom('calls', 'owner', 'foundOn');
    const rules: fc.Arbitrary<ValueRule> = fc.oneof(
      fc.record({ kind: fc.constantFrom('event' as const, 'data' as const, 'parameters' as const), field }),
      fc.record({ kind: fc.constantFrom('event' as const, 'data' as const), field, otherwise: constant }),
      fc.record({ kind: fc.constant('constant' as const), value: constant }),
      fc.record({ kind: fc.constant('count' as const), field, by: fc.integer({ min: -9, max: 9 }).filter((by) => by !== 0) }),
      fc.constantFrom<ValueRule>({ kind: 'now' }, { kind: 'item' }),
    );
    fc.assert(fc.property(rules, (rule) => expect(readValue(writeValue(rule))).toEqual(rule)));
    expect(['"red"', 'has(event.grave) && event.grave', 'data.calls + 1'].map((source) => writeValue(readValue(source) as ValueRule))).toEqual(['"red"', 'has(event.grave) && event.grave', 'data.calls + 1']);
    expect(['raisedRisk(data.risk)', 'has(data.a) ? data.b : ""', 'data.a + data.b', 'data.', 'has(data.a) && data.b', 'linked.open'].map(readValue)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it('reads and writes in which states a clock runs', () => {
    expect(readActive(writeActive(['open', 'asked.first', 'closed']))).toEqual(['open', 'asked.first', 'closed']);
    expect(readActive('active("open") && data.calls > 1')).toBeUndefined();
    expect(readActive('active(')).toBeUndefined();
  });

  it('knows where actions, events, refusals, clocks and parameters are named', () => {
    const { definition } = parseDefinition(TEXT, 'loans.yaml');
    const places = (section: Parameters<typeof namesUsed>[1], name: string) => (namesUsed(definition, section).get(name) ?? []).map((at) => at.join('.'));
    expect(places('actions', 'tell')).toEqual(['clocks.all.breach.do.0', 'states.open.on.call.done.1.do.0', 'states.open.on.late.0.do.0']);
    expect(places('actions', 'ask')).toEqual(['states.open.on.call.done.1.do.1', 'states.asked.on.ask.closed.0.set.calls', 'states.asked.until.when', 'states.asked.on.ask.closed']);
    expect(places('events', 'late')).toEqual(['clocks.all.breach.raise', 'states.open.on.call.done.1.raise', 'states.open.on.late']);
    expect(places('refusals', 'tooMany')).toEqual(['states.open.on.call.done.0.refuse']);
    expect(places('clocks', 'all')).toEqual(['states.asked.pauses.0']);
    expect(places('parameters', 'lead')).toEqual(['parameters.reminder.max', 'actions.tell.notify.climbAfter', 'clocks.all.budget', 'states.open.tasks.call.dueAt']);
    expect(places('parameters', 'reminder')).toEqual([]);
  });

  it('gives them another name wherever they are named, and changes nothing else', () => {
    const renamed = (['actions', 'events', 'refusals', 'clocks', 'parameters'] as const).reduce((text, section) => renameNamed(text, section, { actions: 'ask', events: 'late', refusals: 'tooMany', clocks: 'all', parameters: 'lead' }[section], `${section}New`), TEXT);
    expect(readText(renamed, 'loans').problems).toEqual([]);
    // A line that changed has the spaces of the printer in its brackets.
    expect(renamed.replace(/\[ | \]/g, (bracket) => bracket.trim())).toBe(TEXT.replace(/\bask\b/g, 'actionsNew').replace(/\blate\b/g, 'eventsNew').replace(/\btooMany\b/g, 'refusalsNew').replace(/\ball\b/g, 'clocksNew').replace(/\blead\b/g, 'parametersNew'));
    expect(renameNamed(TEXT, 'actions', 'ask', 'tell')).toBe(TEXT);
    expect(renameNamed(TEXT, 'actions', 'nobody', 'somebody')).toBe(TEXT);
  });
});
