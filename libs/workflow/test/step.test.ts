import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { acceptedEvents, compile, definitionFromJson, describeGraph, labelOf, localiseSchema, parseDefinition, Simulation, stateProgress, stateTitle, step, type Rules } from '@stationhouse/workflow';
import { at, definitionText, END, SHANGHAI, small } from './small.js';

const NOW = at('2024-03-01T10:00');
const EVENTS = `events:
  alarm: { title: { zh-CN: 报警, en: Alarm } }
  close: { title: { zh-CN: 办结, en: Close } }
refusals:
  notYet: { zh-CN: 还不能办结。, en: Not yet. }
actions:
  tell: { notify: { roles: [chief], text: { zh-CN: 请看, en: Look } } }
  print: { automation: print-document, input: { count: data.count, doubled: data.count * 2 } }
  ask: { startLinked: { workflow: answer, forEach: '["water", "power"]' } }`;
const BODY = `start: both
states:
  both:
    title: { zh-CN: 并行, en: Both }
    parallel:
      left:
        title: { zh-CN: 左, en: Left }
        start: open
        states:
          open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, form: note, outcomes: { done: { title: { zh-CN: 完成, en: Done }, requires: [amount] }, bad: { title: { zh-CN: 不好, en: Bad } } } } }, on: { work.done: { to: ended, set: { count: data.count + event.amount } }, work.bad: { raise: alarm } } }
          ended: { title: { zh-CN: 完, en: Ended }, final: true }
      right:
        title: { zh-CN: 右, en: Right }
        start: open
        states:
          open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief, due: PT2H, escalate: [{ after: PT1H, to: instructor }] } }, on: { work.done: ended } }
          ended: { title: { zh-CN: 完, en: Ended }, final: true }
    done: picked
    on:
      alarm: { to: alarmed, do: [tell, print, ask] }
      close: { refuse: notYet }
  picked:
    title: { zh-CN: 判断, en: Picked }
    choose: [{ to: alarmed, when: big(data) }, { to: over }]
  alarmed: { title: { zh-CN: 报警, en: Alarmed }, tasks: { calm: { title: { zh-CN: 安抚, en: Calm }, assign: 'data.count > 5 ? ["chief"] : ["mediator"]' } }, on: { calm.done: both } }
${END}`;
const rules: Rules = { big: { signature: '(data): bool', title: text('大', 'Big'), evaluate: (data: { count: number }) => data.count > 10 } };
const compiled = small(BODY, EVENTS, { rules });
const begin = () => new Simulation(compiled, {}, NOW, SHANGHAI);

describe('a step', () => {
  it('opens the tasks of every region and keeps the same key apart', () => {
    const simulation = begin();
    expect(Object.keys(simulation.snapshot.tasks)).toEqual(['both.left.open#work', 'both.right.open#work']);
    simulation.complete('both.right.open#work', 'done');
    expect(simulation.snapshot.value).toEqual({ both: { left: 'open', right: 'ended' } });
  });

  it('sets data from the answer, chooses by a rule, and closes', () => {
    const simulation = begin();
    simulation.complete('both.left.open#work', 'done', { amount: 3 });
    expect(simulation.snapshot.data).toEqual({ count: 3 });
    simulation.complete('both.right.open#work', 'done');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'over', value: 'over', tasks: {}, timers: {} });
    expect(simulation.send({ type: 'event', name: 'alarm' })?.code).toBe('INSTANCE_CLOSED');
  });

  it('raises an event that leaves everything inside, with actions as data', () => {
    const simulation = begin();
    simulation.complete('both.left.open#work', 'bad', { note: 'x' });
    const effects = simulation.history.at(-1)?.effects ?? [];
    expect(effects.map((effect) => effect.type)).toEqual(['close-task', 'close-task', 'cancel-timer', 'notify', 'call-automation', 'start-linked', 'start-linked', 'open-task']);
    expect(effects).toContainEqual(expect.objectContaining({ type: 'call-automation', automation: 'print-document', input: { count: 0, doubled: 0 } }));
    expect(effects).toContainEqual(expect.objectContaining({ type: 'start-linked', data: { item: 'power' } }));
    expect(effects.at(-1)).toMatchObject({ task: 'alarmed#calm', roles: ['mediator'] });
  });

  it('gives a task that opens again another serial', () => {
    const simulation = begin();
    const first = simulation.snapshot.tasks['both.left.open#work']?.serial;
    simulation.send({ type: 'event', name: 'alarm' });
    simulation.complete('alarmed#calm', 'done');
    const second = simulation.snapshot.tasks['both.left.open#work']?.serial;
    expect(second).toBeGreaterThan(first ?? 0);
    expect(simulation.send({ type: 'complete-task', task: 'both.left.open#work', serial: first ?? 0, outcome: 'bad', form: {} })?.code).toBe('TASK_NOT_OPEN');
  });

  it('escalates an overdue task once per rung', () => {
    const simulation = begin();
    simulation.advanceTo(at('2024-03-01T14:00'));
    expect(simulation.history.at(-1)).toMatchObject({ at: at('2024-03-01T13:00'), effects: [{ type: 'escalate-task', task: 'both.right.open#work', rung: 0, role: 'instructor' }] });
    expect(simulation.snapshot.timers).toEqual({});
  });
});

describe('a refusal', () => {
  it.each([
    ['a definition that says no', { type: 'event', name: 'close' }, 'EVENT_REFUSED'],
    ['an event that does not exist', { type: 'event', name: 'constructor' }, 'EVENT_NOT_ACCEPTED'],
    ['a task that is not open', { type: 'complete-task', task: 'alarmed#calm', outcome: 'done', form: {} }, 'TASK_NOT_OPEN'],
    ['an outcome that does not exist', { type: 'complete-task', task: 'both.right.open#work', outcome: 'maybe', form: {} }, 'OUTCOME_UNKNOWN'],
    ['a missing field of an outcome', { type: 'complete-task', task: 'both.left.open#work', outcome: 'done', form: {} }, 'FORM_INVALID'],
    ['an unknown field', { type: 'complete-task', task: 'both.left.open#work', outcome: 'bad', form: { other: 1 } }, 'FORM_INVALID'],
    ['a text that is too long', { type: 'complete-task', task: 'both.left.open#work', outcome: 'bad', form: { note: '12345678901' } }, 'FORM_INVALID'],
    ['a lone surrogate', { type: 'complete-task', task: 'both.left.open#work', outcome: 'bad', form: { note: '\ud800' } }, 'FORM_INVALID'],
    ['a prototype key', { type: 'complete-task', task: 'both.left.open#work', outcome: 'bad', form: JSON.parse('{"__proto__":{"a":1}}') as Record<string, never> }, 'FORM_INVALID'],
    ['a form where none is asked', { type: 'complete-task', task: 'both.right.open#work', outcome: 'done', form: { x: 1 } }, 'FORM_INVALID'],
    ['a timer that is not set', { type: 'timer', timer: 'both@due', serial: 1 }, 'TIMER_NOT_SET'],
    ['a timer with an old serial', { type: 'timer', timer: 'both.right.open#work@escalate.0', serial: 999 }, 'TIMER_NOT_SET'],
  ] as const)('%s is answered with a code and changes nothing', (_name, event, code) => {
    const simulation = begin();
    const before = JSON.stringify(simulation.snapshot);
    const refusal = simulation.send(event);
    expect(refusal?.code).toBe(code);
    expect(refusal?.text['zh-CN']).toMatch(/[一-鿿]/);
    expect(JSON.stringify(simulation.snapshot)).toBe(before);
  });

  it('an event no state listens to now is not swallowed', () => {
    const simulation = begin();
    simulation.send({ type: 'event', name: 'alarm' });
    expect(simulation.send({ type: 'event', name: 'alarm' })?.code).toBe('EVENT_NOT_ACCEPTED');
  });

  it('a snapshot of another definition is a mistake of the caller', () => {
    const other = small(BODY.replace('PT2H', 'PT3H'), EVENTS, { rules });
    expect(() => step(other, begin().snapshot, { type: 'event', name: 'alarm' }, { now: NOW, timeZone: SHANGHAI })).toThrow(/definition/);
  });
});

describe('a compiled workflow', () => {
  it('is cached by content and rules', () => {
    const parsed = parseDefinition(definitionText(BODY, EVENTS), 'small.yaml');
    expect(compile(parsed.definition, { rules })).toBe(compiled);
    expect(compile(definitionFromJson(JSON.parse(JSON.stringify(parsed.definition))), { rules })).toBe(compiled);
  });

  it('describes itself for people and for drawing', () => {
    const { snapshot } = begin();
    expect(stateTitle(compiled, snapshot)).toEqual(text('并行', 'Both'));
    expect(acceptedEvents(compiled, snapshot).map((event) => event.name)).toEqual(['alarm']);
    expect(stateProgress(compiled, snapshot).find(({ path }) => path === 'over')?.status).toBe('ahead');
    expect(labelOf(compiled, snapshot.data)).toEqual(compiled.title);
    const graph = describeGraph(compiled);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
    expect(graph.states.map((state) => [state.path, state.kind, state.children.length])).toEqual([['both', 'parallel', 2], ['picked', 'choose', 0], ['alarmed', 'simple', 0], ['over', 'final', 0]]);
    expect(graph.edges.find((edge) => edge.from === 'picked' && edge.to === 'alarmed')).toMatchObject({ kind: 'automatic', when: 'big(data)' });
    expect(graph.edges.find((edge) => edge.refused)).toMatchObject({ from: 'both', kind: 'event' });
  });

  it('gives schemas in one language', () => {
    expect(localiseSchema(compiled.dataSchema, 'zh-CN')['properties']).toMatchObject({ risk: { title: '风险' } });
  });
});
