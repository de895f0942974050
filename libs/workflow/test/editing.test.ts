import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, parseDocument, stringify, visit, type Document } from 'yaml';
import {
  addFragment, addFragmentParameter, addInside, addOutcome, addState, addTask, compareLines, definitionFromJson, formFields, moveFormField, moveState, namedWithin, parseAuthored, problemsIn, putFormField, readText,
  removeFormField, removeFragmentParameter, removeOutcome, removeState, removeTask, renameFragment, renameFragmentParameter, renameState, renameTask, setPart, setFragmentParameter, setStatePart, setTaskParts, setWays, putFragment, usesOfFragment, writtenPath, type Definition,
} from '@stationhouse/workflow';
import { Dice, definitionOf, randomModel } from './random-definition.js';

const title = { 'zh-CN': '复查', en: 'Recheck' };
const ROLES = ['duty-officer', 'chief', 'auxiliary'];
const MEANS = { roles: ROLES, workers: ROLES, starters: ROLES, workflows: [], automations: [] };
const SKELETON = `workflow: venue-check
title: { zh-CN: 场所检查, en: Venue check }
number: "JC-{station}-{yyyy}-{00000}" # 每年连续
label: [subject]
data:
  type: object
  required: [subject]
  properties:
    subject: { type: string, maxLength: 200, title: { zh-CN: 事由, en: Subject } }
    result: { type: string, maxLength: 4000, title: { zh-CN: 办理情况, en: What was done } }
forms:
  registration: { title: { zh-CN: 登记, en: Register }, schema: { type: object, required: [subject], properties: { subject: { type: string, maxLength: 200 } } } }
  result: { title: { zh-CN: 办理情况, en: What was done }, schema: { type: object, required: [result], properties: { result: { type: string, maxLength: 4000 } } } }
startForm: registration
start: handling
states:
  handling:
    title: { zh-CN: 办理中, en: In hand }
    tasks:
      handle: { title: { zh-CN: 办理, en: Handle it }, role: duty-officer, form: result }
    on:
      handle.done: { to: finished, set: { result: event.result } }
  finished: { title: { zh-CN: 已办结, en: Finished }, final: true, outcome: finished }
`;
const read = (text: string): Definition => parseAuthored(text, 'test.yaml').definition;
const problems = (text: string, workflow: string) => problemsIn(readText(text, workflow), MEANS);
const wrong = (text: string, workflow = 'venue-check') => problems(text, workflow).map(({ code, line }) => `${code}:${line}`);

const WRITTEN = `# 场所检查
workflow: venue-check   # 标识
title: {zh-CN: 场所检查,  en: Venue check}
number: 'JC-{0000}'
data: { type: object, properties: { ok: { type: boolean, title: { zh-CN: 合格, en: Fine } } } }
forms:
  begin: { title: { zh-CN: 登记, en: Register }, schema: { type: object, properties: {} } }
startForm: begin

start: checking
states:
  # 现场检查
  checking:
    title: { zh-CN: 检查, en: Checking }
    start: going
    states:
      going: { title: { zh-CN: 前往, en: Going }, tasks: { go: { title: { zh-CN: 前往, en: Go }, role: duty-officer } }, on: { go.done: seen } }
      seen: { title: { zh-CN: 到场, en: There }, tasks: { look: { title: { zh-CN: 查看, en: Look }, role: duty-officer } }, on: { look.done: ^closed } } # 到场后
    done: closed
  closed: { title: { zh-CN: 办结, en: Closed }, final: true, outcome: closed }
clocks:
  all: { title: { zh-CN: 全程, en: All of it }, budget: P9D, runs: active("checking.seen") }
extension-points: [before closed, after checking.seen]
`;

describe('editing the text of a workflow', () => {
  it('says what is wrong with what somebody is writing, at its line', () => {
    expect(wrong(SKELETON)).toEqual([]);
    expect(wrong(SKELETON.replace('role: duty-officer', 'role: nobody'))).toEqual(['UNKNOWN_ROLE:20']);
    expect(wrong('workflow: [')).toEqual(['SYNTAX:1']);
  });

  it('changes one line and leaves the author’s own spelling of the others', () => {
    const changed = setTaskParts(WRITTEN, 'checking.seen#look', { due: 'P2D' });
    expect(compareLines(WRITTEN, changed).filter(({ kind }) => kind !== 'same').map(({ kind, line }) => [kind, line.includes('due: P2D')])).toEqual([['removed', false], ['added', true]]);
    expect(changed).toContain('title: {zh-CN: 场所检查,  en: Venue check}');
    expect(changed).toContain('# 到场后');
    expect(setTaskParts(changed, 'checking.seen#look', { due: undefined })).toBe(WRITTEN);
    expect(setPart('a: [', ['workflow'], 'x')).toBe('a: [');
  });

  it('puts a step between two others, and takes it out again', () => {
    const added = addState(SKELETON, 'handling', { key: 'recheck', kind: 'step', title });
    expect(wrong(added)).toEqual([expect.stringMatching(/^UNASSIGNABLE_TASK:/)]);
    const made = setTaskParts(added, 'recheck#recheck', { role: 'chief' });
    expect(wrong(made)).toEqual([]);
    expect(read(made).states['handling']?.on?.['handle.done']).toEqual([{ to: 'recheck', set: { result: 'event.result' } }]);
    expect(read(made).states['recheck']?.on?.['recheck.done']).toEqual([{ to: 'finished' }]);
    expect(Object.keys(read(made).states)).toEqual(['handling', 'recheck', 'finished']);
    expect(read(removeState(made, 'recheck'))).toEqual(read(SKELETON));
    expect(read(removeState(made, 'handling')).start).toBe('recheck');
  });

  it.each(['branch', 'wait', 'group', 'parallel'] as const)('adds a %s that can run', (kind) => {
    const made = addState(SKELETON, 'handling', { key: 'next', kind, title });
    expect(wrong(made).filter((one) => !one.startsWith('UNASSIGNABLE_TASK'))).toEqual([]);
    expect(Object.keys(read(removeState(made, 'next')).states)).toEqual(['handling', 'finished']);
  });

  it('adds inside of a stage and of one that runs side by side', () => {
    const inStage = addInside(WRITTEN, 'checking', { key: 'preparing', kind: 'step', title });
    expect(read(inStage).states['checking']?.start).toBe('preparing');
    expect(read(inStage).states['checking']?.states?.['preparing']?.on).toEqual({ 'preparing.done': [{ to: 'going' }] });
    const beside = addInside(addState(SKELETON, 'handling', { key: 'both', kind: 'parallel', title }), 'both', { key: 'third', kind: 'step', title });
    expect(Object.keys(read(beside).states['both']?.parallel ?? {})).toEqual(['bothOne', 'bothTwo', 'third']);
    expect(wrong(beside).every((one) => one.startsWith('UNASSIGNABLE_TASK'))).toBe(true);
  });

  it('renames a state wherever it is named', () => {
    const renamed = renameState(renameState(renameState(WRITTEN, 'checking.seen', 'there'), 'closed', 'filed'), 'checking', 'visiting');
    expect(wrong(renamed)).toEqual([]);
    const { states, start, clocks, 'extension-points': points } = read(renamed);
    expect(start).toBe('visiting');
    expect(states['visiting']?.states?.['going']?.on).toEqual({ 'go.done': [{ to: 'there' }] });
    expect(states['visiting']?.states?.['there']?.on).toEqual({ 'look.done': [{ to: '^filed' }] });
    expect(clocks?.['all']?.runs).toBe('active("visiting.there")');
    expect(points).toEqual(['before filed', 'after visiting.there']);
    expect(renameState(WRITTEN, 'checking', 'closed')).toBe(WRITTEN);
    expect(renamed).toContain('# 到场后');
  });

  it('keeps tasks, outcomes and their ways together', () => {
    const passed = addOutcome(addOutcome(SKELETON, 'handling#handle', 'passed', title), 'handling#handle', 'failed', title);
    expect(wrong(passed)).toEqual([]);
    expect(Object.keys(read(passed).states['handling']?.on ?? {})).toEqual(['handle.passed', 'handle.failed']);
    expect(Object.keys(read(renameTask(passed, 'handling#handle', 'inspect')).states['handling']?.on ?? {})).toEqual(['inspect.passed', 'inspect.failed']);
    expect(read(removeOutcome(removeOutcome(passed, 'handling#handle', 'failed'), 'handling#handle', 'passed'))).toEqual(read(SKELETON));
    const two = setTaskParts(addTask(SKELETON, 'handling', 'photograph', title), 'handling#photograph', { role: 'auxiliary' });
    expect(wrong(two)).toEqual([]);
    expect(read(removeTask(two, 'handling#photograph'))).toEqual(read(SKELETON));
    const ways = setWays(SKELETON, 'handling', ['on', 'handle.done'], [{ to: 'handling', when: 'size(data.subject) > 3' }, { to: 'finished' }]);
    expect(read(ways).states['handling']?.on?.['handle.done']).toHaveLength(2);
    expect(setWays(ways, 'handling', ['on', 'handle.done'], [{ to: 'finished' }])).toContain('handle.done: finished');
  });

  it('asks a question, keeps its answer with every outcome, and forgets both', () => {
    const field = { key: 'phone', schema: { type: 'string', maxLength: 200, title: { 'zh-CN': '电话', en: 'Phone' }, 'x-personal': 'P2' }, required: true };
    const two = addOutcome(addOutcome(SKELETON, 'handling#handle', 'passed', title), 'handling#handle', 'failed', title);
    const asked = putFormField(two, 'result', { ...field, kept: true });
    expect(wrong(asked)).toEqual([expect.stringMatching(/^PERSONAL_DATA:/)]);
    const { states, data } = read(asked);
    expect(states['handling']?.on?.['handle.failed']?.[0]?.set).toEqual({ result: 'event.result', phone: 'event.phone' });
    expect((data['properties'] as Record<string, unknown>)['phone']).toMatchObject({ 'x-personal': 'P2' });
    expect(formFields(read(asked), 'result').map(({ key, required, kept }) => [key, required, kept])).toEqual([['result', true, true], ['phone', true, true]]);
    expect(formFields(read(moveFormField(asked, 'result', 'phone', 0)), 'result').map(({ key }) => key)).toEqual(['phone', 'result']);
    expect(read(removeFormField(asked, 'result', 'phone'))).toEqual(read(two));
    expect(formFields(read(putFormField(asked, 'result', { ...field, kept: false })), 'result').find(({ key }) => key === 'phone')?.kept).toBe(false);
    const started = putFormField(SKELETON, 'registration', { ...field, kept: false });
    expect(wrong(started)).toEqual([expect.stringMatching(/^PERSONAL_DATA:/)]);
    expect(read(removeFormField(started, 'registration', 'phone'))).toEqual(read(SKELETON));
  });

  it('asks a question under a condition, keeps its answer by the field’s own word, and asks it always again', () => {
    const grade = { type: 'string', oneOf: [{ const: 'grave', title: { 'zh-CN': '重大', en: 'Grave' } }], title: { 'zh-CN': '等级', en: 'Grade' } };
    const graded = putFormField(SKELETON, 'result', { key: 'grade', schema: grade, required: false, kept: true });
    const why = { key: 'why', schema: { type: 'string', maxLength: 200, title: { 'zh-CN': '理由', en: 'Why' } }, required: true, when: { properties: { grade: { const: 'grave' } }, required: ['grade'] }, kept: true };
    const asked = putFormField(graded, 'result', why);
    expect(wrong(asked)).toEqual([]);
    const { forms, data, states } = read(asked);
    expect(forms?.['result']?.schema).toMatchObject({ required: ['result'], allOf: [{ if: why.when, then: { properties: { why: {} }, required: ['why'] } }], unevaluatedProperties: false });
    expect(data['properties']).toMatchObject({ why: { 'x-form': 'result' } });
    expect(states['handling']?.on?.['handle.done']?.[0]?.set).toEqual({ result: 'event.result', grade: 'event.grade' });
    const fields = formFields(read(asked), 'result');
    expect(fields.map(({ key, required, kept, when }) => [key, required, kept, when !== undefined])).toEqual([['result', true, true, false], ['grade', false, true, false], ['why', true, true, true]]);
    // Its place is said by the form, since the schema holds it apart.
    const moved = moveFormField(asked, 'result', 'why', 0);
    expect(formFields(read(moved), 'result').map(({ key }) => key)).toEqual(['why', 'result', 'grade']);
    expect(formFields(read(putFormField(moved, 'result', { key: 'more', schema: { type: 'boolean', title: grade.title }, required: false, kept: false })), 'result').map(({ key }) => key)).toEqual(['why', 'result', 'grade', 'more']);
    // Asked always, and needed under the condition.
    const { when, ...always } = why;
    const needed = putFormField(asked, 'result', { ...always, required: false, needed: when });
    expect(wrong(needed)).toEqual([]);
    expect(formFields(read(needed), 'result').at(-1)).toMatchObject({ key: 'why', required: false, needed: when, kept: true });
    expect(read(needed).states['handling']?.on?.['handle.done']?.[0]?.set).toMatchObject({ why: 'event.why' });
    expect(read(needed).data['properties']).toMatchObject({ why: { type: 'string' } });
    expect(read(removeFormField(asked, 'result', 'why'))).toEqual(read(graded));
    expect(read(removeFormField(needed, 'result', 'why'))).toEqual(read(graded));
  });

  it('asks questions inside of a section and of a list, in the form and in what is kept', () => {
    const list = { key: 'people', schema: { type: 'array', maxItems: 5, title: { 'zh-CN': '人员', en: 'People' }, items: { type: 'object', properties: {} } }, required: false, kept: true };
    const name = { key: 'name', schema: { type: 'string', maxLength: 60, title: { 'zh-CN': '姓名', en: 'Name' } }, required: true, kept: true };
    const asked = putFormField(putFormField(SKELETON, 'result', list), 'result', { ...name, hints: { 'ui:widget': 'textarea' } }, ['people']);
    expect(wrong(asked)).toEqual([]);
    for (const at of [read(asked).forms?.['result']?.schema, read(asked).data]) expect(at?.['properties']).toMatchObject({ people: { items: { required: ['name'], properties: { name: { maxLength: 60 } } } } });
    expect(read(asked).forms?.['result']?.ui).toEqual({ people: { items: { name: { 'ui:widget': 'textarea' } } } });
    expect(formFields(read(asked), 'result', ['people'])).toMatchObject([{ key: 'name', required: true, hints: { 'ui:widget': 'textarea' } }]);
    const two = putFormField(asked, 'result', { ...name, key: 'age', required: false }, ['people']);
    expect(formFields(read(moveFormField(two, 'result', 'age', 0, ['people'])), 'result', ['people']).map(({ key }) => key)).toEqual(['age', 'name']);
    expect(read(removeFormField(two, 'result', 'age', ['people']))).toEqual(read(asked));
  });

  it('edits what a fragment has inside, once for every use', () => {
    const written = addFragment(SKELETON, 'visit', title);
    const used = putFragment(addState(written, 'handling', { key: 'again', kind: 'step', title }), 'again', 'visit');
    expect(usesOfFragment(read(used), 'visit')).toEqual(['again']);
    expect(writtenPath(read(used), 'again.work')).toBe('@visit.work');
    const two = addState(used, '@visit.work', { key: 'more', kind: 'step', title });
    expect(read(two).fragments?.['visit']?.states).toMatchObject({ work: { on: { 'work.done': [{ to: 'more' }] } }, more: { on: { 'more.done': [{ to: 'over' }] } } });
    // An inner state is renamed where it is named inside, and nowhere else.
    expect(read(renameState(two, '@visit.more', 'later')).fragments?.['visit']?.states?.['work']?.on).toEqual({ 'work.done': [{ to: 'later' }] });
    expect(read(removeState(two, '@visit.more'))).toEqual(read(used));
    const given = setStatePart(addFragmentParameter(addFragmentParameter(two, 'visit', 'lead', 'duration'), 'visit', 'next', 'target'), 'again', ['with', 'next'], 'finished');
    expect(read(given).states['again']).toMatchObject({ use: 'visit', with: { lead: 'P3D', next: 'finished' } });
    expect(read(putFragment(addFragmentParameter(addState(SKELETON, 'handling', { key: 'again', kind: 'step', title }).replace('start: handling', 'fragments: { visit: { start: over, states: { over: { title: { zh-CN: 完, en: Over }, final: true } } } }\nstart: handling'), 'visit', 'next', 'target'), 'again', 'visit')).states['again']).toMatchObject({ with: { next: 'finished' } });
    const timed = namedWithin(setTaskParts(setStatePart(given, '@visit', ['done'], '$next'), '@visit.work#work', { due: '$lead', dueAt: undefined, assign: 'true ? ["chief"] : [parameters.lead]' }), 'visit');
    expect(timed).toContain('[lead]');
    const named = renameFragmentParameter(timed, 'visit', 'lead', 'patience');
    expect(read(named).fragments?.['visit']?.states?.['work']?.tasks?.['work']).toMatchObject({ due: '$patience', assign: expect.stringContaining('[patience]') });
    expect(read(named).states['again']?.with).toEqual({ patience: 'P3D', next: 'finished' });
    expect(wrong(setTaskParts(setTaskParts(named, '@visit.work#work', { assign: undefined }), '@visit.more#more', { role: 'chief' }))).toEqual([]);
    expect(read(setFragmentParameter(named, 'visit', 'patience', { type: 'duration', optional: true })).fragments?.['visit']?.parameters?.['patience']).toMatchObject({ type: 'duration', optional: true });
    expect(read(removeFragmentParameter(given, 'visit', 'lead')).states['again']?.with).toEqual({ next: 'finished' });
    expect(read(renameFragment(given, 'visit', 'call')).states['again']?.use).toBe('call');
  });

  it('writes aliases out before it changes what they stand for', () => {
    const text = 'a: &one { x: 1, y: 2 } # first\nb: *one\nc: { <<: *one, z: 3 }\n';
    expect(parse(setPart(text, ['b', 'x'], 5), { merge: true })).toEqual({ a: { x: 1, y: 2 }, b: { x: 5, y: 2 }, c: { x: 1, y: 2, z: 3 } });
    expect(parse(setPart(text, ['a'], undefined), { merge: true })).toEqual({ b: { x: 1, y: 2 }, c: { x: 1, y: 2, z: 3 } });
    expect(setPart(text, ['b', 'x'], 5)).toContain('# first');
  });
});

interface Nested { [key: string]: Record<string, unknown> | undefined }

describe('whatever the workflow', () => {
  const random = fc.integer({ min: 1, max: 100_000 }).map((seed) => ({ dice: new Dice(seed), definition: definitionOf(randomModel(new Dice(seed))) }));
  /** The text of a definition with a comment at every entry. */
  const commented = (definition: Definition): string => {
    const document: Document = parseDocument(stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false }));
    let number = 0;
    visit(document, { Pair: (_, { key }) => { (key as { commentBefore?: string }).commentBefore = ` note ${++number}`; } });
    // Comments on lists settle where they are read when they are written a second time.
    return parseDocument(document.toString({ lineWidth: 0 })).toString({ lineWidth: 0 });
  };
  const comments = (text: string) => new Set(text.match(/# note \d+/g) ?? []);
  const statesOf = (definition: Definition): string[] => {
    const walk = (states: Definition['states'] | undefined, around: string): string[] => Object.entries(states ?? {}).flatMap(([key, state]) => [around + key, ...walk(state.states, `${around}${key}.`), ...walk(state.parallel, `${around}${key}.`)]);
    return walk(definition.states, '');
  };

  it('a value that is set is the only thing that changes, and no comment goes', () => fc.assert(fc.property(random, ({ dice, definition }) => {
    const text = commented(definition);
    const state = dice.pick(statesOf(definition));
    const changed = setStatePart(text, state, ['title', 'en'], 'Another title');
    const expected = structuredClone(definition);
    const body = state.split('.').reduce((around, key) => (around['states'] ?? around['parallel'] ?? {})[key] as Nested, expected as unknown as Nested);
    (body['title'] as unknown as { en: string }).en = 'Another title';
    expect(definitionFromJson(parse(changed))).toEqual(expected);
    expect(comments(changed)).toEqual(comments(text));
  }), { numRuns: 12 }));

  it('a renamed state leaves the same workflow but for the name', () => fc.assert(fc.property(random, ({ dice, definition }) => {
    const text = commented(definition);
    const state = dice.pick(statesOf(definition));
    const renamed = renameState(text, state, 'entirelyNew');
    expect(comments(renamed)).toEqual(comments(text));
    expect(wrong(renamed, 'random').map((one) => one.split(':')[0])).toEqual(wrong(text, 'random').map((one) => one.split(':')[0]));
    expect(renameState(renamed, [...state.split('.').slice(0, -1), 'entirelyNew'].join('.'), state.split('.').at(-1) ?? '')).toBe(text);
  }), { numRuns: 12 }));

  it('moving a state there and back changes nothing; taking one out leaves nobody pointing at it', () => fc.assert(fc.property(random, ({ dice, definition }) => {
    const text = commented(definition);
    const state = dice.pick(statesOf(definition));
    const moved = moveState(text, state, 1);
    expect(comments(moved)).toEqual(comments(text));
    if (moved !== text) expect(moveState(moved, state, -1)).toBe(text);
    const found = problems(removeState(text, state), 'random');
    expect(found.filter(({ code }) => ['UNKNOWN_TARGET', 'GRAMMAR', 'UNKNOWN_KEY', 'SYNTAX'].includes(code))).toEqual([]);
  }), { numRuns: 12 }));

  it('what two texts compared say gives either of them back', () => fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c', '')), fc.array(fc.constantFrom('a', 'b', 'c', '')), (left, right) => {
    const compared = compareLines(left.join('\n'), right.join('\n'));
    expect(compared.filter(({ kind }) => kind !== 'added').map(({ line }) => line).join('\n')).toBe(left.join('\n'));
    expect(compared.filter(({ kind }) => kind !== 'removed').map(({ line }) => line).join('\n')).toBe(right.join('\n'));
  })));
});
