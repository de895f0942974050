import { describe, expect, it } from '@jest/globals';
import { assumeFound, compile, lookupsOf, matterOf, parseDefinition, recordingOf, replayRecording, Simulation, start, step, type CompiledWorkflow, type JsonObject, type WorkflowEvent } from '@stationhouse/workflow';
import { at, definitionText, END, problemsOf, SHANGHAI, small } from './small.js';

const NOW = at('2026-03-01T03:00');
const CONTEXT = { now: NOW, timeZone: SHANGHAI };

const CONTACTS = 'contacts: { title: { zh-CN: 近期联系, en: Recent contacts }, on: [start, call.reached, reported], output: { type: object, required: [count], properties: { count: { type: integer }, last: { type: string, format: date-time } } }, dry: { count: 0 } }';
const STATES = `start: sorting
states:
  sorting: { title: { zh-CN: 分拣, en: Sorting }, choose: [{ to: many, when: has(found.contacts) && found.contacts.count > 5, set: { count: found.contacts.count } }, { to: open }] }
  many: { title: { zh-CN: 联系过多, en: Many }, tasks: { look: { title: { zh-CN: 看, en: Look }, role: chief } }, on: { look.done: over } }
  open:
    title: { zh-CN: 联系, en: Call }
    tasks: { call: { title: { zh-CN: 联系, en: Call }, role: chief, form: note, outcomes: { reached: { title: { zh-CN: 已联系, en: Reached } }, missed: { title: { zh-CN: 未接, en: Missed } } } } }
    on:
      call.reached: [{ refuse: enough, when: found.contacts.count >= 3 }, { to: over, when: "!has(found.contacts.last)", set: { count: found.contacts.count } }, { to: open }]
      call.missed: open
      reported: { set: { count: found.contacts.count } }
${END}`;
const EVENTS = `events:
  reported: { title: { zh-CN: 又来报, en: Reported again }, form: again }
  elsewhere: { title: { zh-CN: 他所在办, en: Elsewhere too }, form: place }
refusals: { enough: { zh-CN: 今日联系已达上限。, en: Enough for today. } }`;
const flow = (lookups = CONTACTS, states = STATES) => small(states, `${EVENTS.replace('form: again', 'form: note').replace('form: place', 'form: note')}\nlookups:\n  ${lookups}`);

const begun = (compiled: CompiledWorkflow, count: number) => {
  const result = start(compiled, { data: {}, found: { contacts: { count } } }, CONTEXT);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.snapshot;
};
const REACHED = { type: 'complete-task', task: 'open#call', outcome: 'reached', form: {} } as const;

describe('a look-up', () => {
  it('is asked for where it is read, and nowhere else', () => {
    const compiled = flow();
    const asked = (event: WorkflowEvent | { type: 'start' }) => lookupsOf(compiled, event).map(({ name }) => name);
    expect(asked({ type: 'start' })).toEqual(['contacts']);
    expect(asked(REACHED)).toEqual(['contacts']);
    expect(asked({ ...REACHED, outcome: 'missed' })).toEqual([]);
    expect(asked({ type: 'event', name: 'elsewhere' })).toEqual([]);
    expect(asked({ type: 'timer', timer: 'open@after.x', serial: 1 })).toEqual([]);
    expect(compiled.lookups['contacts']).toMatchObject({ name: 'contacts', dry: { count: 0 } });
  });

  it('is read by guards, sets and choices of its step', () => {
    const compiled = flow();
    expect(begun(compiled, 6)).toMatchObject({ value: 'many', data: { count: 6 } });
    const open = begun(compiled, 1);
    expect(open.value).toBe('open');
    expect(step(compiled, open, { ...REACHED, found: { contacts: { count: 2 } } }, CONTEXT)).toMatchObject({ ok: true, snapshot: { outcome: 'over', data: { count: 2 } } });
    expect(step(compiled, open, { ...REACHED, found: { contacts: { count: 2, last: '2026-03-01T00:00:00.000Z' } } }, CONTEXT)).toMatchObject({ ok: true, snapshot: { value: 'open', data: { count: 0 } } });
    expect(step(compiled, open, { ...REACHED, found: { contacts: { count: 3 } } }, CONTEXT)).toMatchObject({ ok: false, refusal: { code: 'EVENT_REFUSED' } });
  });

  it('that was not made, or answered something else, refuses the step', () => {
    const compiled = flow();
    const open = begun(compiled, 0);
    const refused = { ok: false, refusal: { code: 'LOOKUP_FAILED', details: { lookup: 'contacts' } } };
    expect(step(compiled, open, REACHED, CONTEXT)).toMatchObject(refused);
    expect(step(compiled, open, { ...REACHED, found: { contacts: { count: 'three' } } }, CONTEXT)).toMatchObject(refused);
    expect(step(compiled, open, { ...REACHED, found: { contacts: { count: 1, name: '张某' } } }, CONTEXT)).toMatchObject(refused);
    expect(start(compiled, { data: {} }, CONTEXT)).toMatchObject(refused);
    expect(step(compiled, open, { ...REACHED, outcome: 'missed' }, CONTEXT).ok).toBe(true);
  });

  it('plays again by what its event keeps', () => {
    const simulation = new Simulation(flow(), {}, NOW, SHANGHAI);
    expect(simulation.send({ ...REACHED, found: { contacts: { count: 2 } } })).toBeUndefined();
    const recording = recordingOf(simulation);
    expect(recording.steps.map(({ event }) => ('found' in event ? event.found : undefined))).toEqual([{ contacts: { count: 0 } }, { contacts: { count: 2 } }]);
    expect(replayRecording(JSON.parse(JSON.stringify(recording)) as typeof recording, () => simulation.compiled)).toMatchObject({ same: true });
  });

  it('is assumed where nobody can look, and says so', () => {
    const simulation = new Simulation(flow(), {}, NOW, SHANGHAI);
    simulation.complete('open#call', 'reached');
    expect(simulation.history.map(({ assumed }) => assumed.map(({ name }) => name))).toEqual([['contacts'], ['contacts']]);
    expect(simulation.snapshot.outcome).toBe('over');
    const then = assumeFound(simulation.compiled, { ...REACHED, found: { contacts: { count: 2 }, other: { count: 1 } } });
    expect(then).toEqual({ event: { ...REACHED, found: { contacts: { count: 2 } } }, assumed: [] });
    expect(assumeFound(simulation.compiled, { ...REACHED, outcome: 'missed', found: { contacts: { count: 2 } } }).event).toEqual({ ...REACHED, outcome: 'missed' });
  });

  it('is made for whichever outcome several answers come to', () => {
    const compiled = flow('contacts: { title: { zh-CN: 查, en: Look }, on: [call.split], output: { type: object, required: [count], properties: { count: { type: integer } } }, dry: { count: 0 } }', `start: open
states:
  open:
    title: { zh-CN: 会签, en: Sign }
    tasks: { call: { title: { zh-CN: 会签, en: Sign }, answers: { from: [chief, instructor], need: all, otherwise: split }, outcomes: { yes: { title: { zh-CN: 是, en: Yes } }, no: { title: { zh-CN: 否, en: No } }, split: { title: { zh-CN: 分, en: Split }, automatic: true } } } }
    on: { call.yes: over, call.no: over, call.split: { to: over, set: { count: found.contacts.count } }, reported: {} , elsewhere: {} }
${END}`);
    expect(lookupsOf(compiled, { ...REACHED, outcome: 'yes' })).toHaveLength(1);
  });

  const without = (find: string, put: string) => CONTACTS.replace(find, put);
  it.each([
    ['an event that is none', 'UNKNOWN_EVENT', without('reported', 'whispered'), STATES],
    ['an outcome that is none', 'UNKNOWN_EVENT', without('call.reached', 'call.lost'), STATES],
    ['a name in what it finds', 'LOOKUP_PERSONAL', without('count: { type: integer }', 'count: { type: integer }, name: { type: string }'), STATES],
    ['a personal datum in what it finds', 'LOOKUP_PERSONAL', without('count: { type: integer }', 'count: { type: integer, x-personal: P2 }'), STATES],
    ['a dry answer that is none', 'DRY_RESULT', without('dry: { count: 0 }', 'dry: { number: 0 }'), STATES],
    ['an answer for when it fails that is none', 'DRY_RESULT', without('dry:', 'otherwise: { count: many }, dry:'), STATES],
    ['a schema of nothing', 'SCHEMA', without('type: object, required', 'type: string, required'), STATES],
    ['something read where it is not looked up', 'EXPRESSION_TYPE', CONTACTS, STATES.replace('call.missed: open', 'call.missed: { to: open, when: found.contacts.count == 0 }')],
    ['something else than it finds', 'EXPRESSION_TYPE', CONTACTS, STATES.replace('found.contacts.count >= 3', 'found.contacts.number >= 3')],
    ['something that may be missing', 'UNGUARDED_FIELD', CONTACTS, STATES.replace('"!has(found.contacts.last)"', 'found.contacts.last > now')],
    ['a choice that may not have it', 'UNGUARDED_FIELD', CONTACTS, STATES.replace('has(found.contacts) && ', '')],
    ['what a step raises itself', 'LOOKUP_RAISED', CONTACTS, STATES.replace('call.missed: open', 'call.missed: { raise: reported }')],
  ])('refuses %s', (_, code, lookups, states) => {
    const more = `${EVENTS.replace('form: again', 'form: note').replace('form: place', 'form: note')}\nlookups:\n  ${lookups}`;
    expect(problemsOf(states, more).map((problem) => problem.code)).toContain(code);
  });
});

const MATTER = 'matter: { of: "has(data.risk) ? data.risk : \\"\\"", within: $window, again: reported, elsewhere: elsewhere }';
const FORMS = `  again: { title: { zh-CN: 来报, en: Report }, schema: { type: object, properties: { risk: { type: string }, note: { type: string } } } }
  place: { title: { zh-CN: 他所, en: Place }, schema: { type: object, required: [station], properties: { station: { type: string } } } }`;
const OPEN = `start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办, en: Work }, role: chief } }, on: { work.done: over, reported: { set: { count: data.count + 1 } }, elsewhere: {} } }
${END}`;
const matterText = (matter = MATTER) => definitionText(OPEN, `${FORMS}\nparameters: { window: { type: duration, default: PT30M, title: { zh-CN: 合并时限, en: Window } } }\n${EVENTS}\n${matter}`);
const compiledOf = (text: string) => {
  const { definition, source } = parseDefinition(text, 'small.yaml');
  return compile(definition, { source });
};

describe('a matter', () => {
  const of = (data: JsonObject) => matterOf(compiledOf(matterText()), data, CONTEXT);

  it('is known by what the definition computes, and tells what its event asks for', () => {
    expect(of({ risk: 'high', by: '2026-03-02' })).toEqual({ ok: true, matter: { key: 'high', payload: { risk: 'high' } } });
    expect(of({})).toEqual({ ok: true, matter: undefined });
    expect(compiledOf(matterText()).matter).toEqual({ within: 'PT30M', again: 'reported', elsewhere: 'elsewhere' });
  });

  it('is none where the definition knows none, and data that no start takes are refused as there', () => {
    expect(matterOf(small(OPEN.replace(', reported: { set: { count: data.count + 1 } }, elsewhere: {}', '')), { risk: 'high' }, CONTEXT)).toEqual({ ok: true, matter: undefined });
    expect(of({ risk: 'purple' })).toMatchObject({ ok: false, refusal: { code: 'DATA_INVALID' } });
    expect(of({ other: 1 })).toMatchObject({ ok: false, refusal: { code: 'FORM_INVALID' } });
  });

  it.each([
    ['a number', 'EXPRESSION_TYPE', MATTER.replace(/of: "[^,]*,/, 'of: data.count,')],
    ['a field that may be missing', 'UNGUARDED_FIELD', MATTER.replace(/of: "[^,]*,/, 'of: data.risk,')],
    ['no event', 'UNKNOWN_EVENT', MATTER.replace('again: reported', 'again: nothing')],
    ['an event that asks for more than the start gives', 'MATTER_FORM', MATTER.replace('again: reported', 'again: elsewhere')],
    ['an event that is not told where', 'MATTER_FORM', MATTER.replace('elsewhere: elsewhere', 'elsewhere: reported')],
  ])('refuses %s', (_, code, matter) => {
    expect(() => compiledOf(matterText(matter))).toThrow(expect.objectContaining({ details: expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code })]) as unknown }) as unknown }));
  });

  it('leaves the name of a version without it as it was', () => {
    const { definition } = parseDefinition(definitionText(OPEN.replace(', reported: { set: { count: data.count + 1 } }, elsewhere: {}', '')), 'small.yaml');
    expect(compile(definition).hash).toBe('c3595b2e68071e1553fb447c79e98a1c946fd3c3757ee74864649170af697ad0');
  });
});
