import { describe, expect, it } from '@jest/globals';
import { compile, parseDefinition, removeTask, renameTask, start, step, validateDefinition, type CompiledWorkflow, type Snapshot, type StepResult } from '../src/index.js';

const TEXT = `
workflow: property
title: { zh-CN: 失物, en: Property }
number: "SW-{station}-{yyyy}-{00000}"
startForm: begin
data: { type: object, properties: {} }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } } }
start: registered
states:
  registered: { title: { zh-CN: 待入库, en: To be stored }, tasks: { store: { title: { zh-CN: 入库, en: Store }, role: auxiliary, separateFrom: [start] } }, on: { store.done: stored } }
  stored: { title: { zh-CN: 待发还, en: To be returned }, tasks: { hand: { title: { zh-CN: 发还, en: Hand over }, role: auxiliary, separateFrom: [start, store], recall: PT10M } }, on: { hand.done: counted } }
  counted: { title: { zh-CN: 待清点, en: To be counted }, tasks: { count: { title: { zh-CN: 清点, en: Count }, role: auxiliary, separateFrom: [hand] } }, on: { count.done: kept } }
  kept: { title: { zh-CN: 留存, en: Kept }, final: true, outcome: kept }
`;
const compiled = (text = TEXT): CompiledWorkflow => {
  const { definition, source } = parseDefinition(text, 'property.yaml');
  return compile(definition, { source });
};
const NOW = { now: new Date('2024-03-01T01:00:00Z'), timeZone: 'Asia/Shanghai' };
const person = (accountId: string) => ({ accountId, roles: ['auxiliary'] });
const done = (result: StepResult): Snapshot => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.snapshot;
};
const begun = (workflow = compiled()) => done(start(workflow, { data: {}, by: person('taker') }, NOW));
const complete = (snapshot: Snapshot, task: string, by?: string, workflow = compiled()) => step(workflow, snapshot, { type: 'complete-task', task, outcome: 'done', form: {}, ...(by === undefined ? {} : { by: person(by) }) }, NOW);

describe('a task that is kept apart from others', () => {
  it('is refused to whoever began the instance, and to whoever did the task it names', () => {
    const stored = done(complete(begun(), 'registered#store', 'keeper'));
    expect(complete(begun(), 'registered#store', 'taker')).toMatchObject({ ok: false, refusal: { code: 'SEPARATE_DUTIES' } });
    for (const again of ['taker', 'keeper']) expect(complete(stored, 'stored#hand', again)).toMatchObject({ ok: false, refusal: { code: 'SEPARATE_DUTIES' } });
    expect(stored.doers).toEqual({ start: ['taker'], store: ['keeper'] });
    expect(done(complete(stored, 'stored#hand', 'third')).value).toBe('counted');
  });

  it('forgets who did what was taken back', () => {
    const counted = done(complete(done(complete(begun(), 'registered#store', 'keeper')), 'stored#hand', 'third'));
    const back = done(step(compiled(), counted, { type: 'recall-task', task: 'stored#hand', serial: counted.recall?.serial ?? 0, by: person('third') }, NOW));
    expect(back.doers).toEqual({ start: ['taker'], store: ['keeper'] });
  });

  it('keeps nothing where no task asks', () => {
    const plain = compiled(TEXT.replaceAll(/, separateFrom: \[[^\]]*\]/g, ''));
    expect(begun(plain)).not.toHaveProperty('doers');
    expect(done(complete(begun(plain), 'registered#store', 'taker', plain))).not.toHaveProperty('doers');
  });

  it('names a task that there is', () => {
    expect(validateDefinition(parseDefinition(TEXT.replace('[hand]', '[hnad]'), 'property.yaml').definition).map(({ code, path }) => [code, path])).toEqual([['UNKNOWN_TASK', 'states.counted.tasks.count.separateFrom']]);
  });

  it('follows a task that gets another name, or goes', () => {
    expect(renameTask(TEXT, 'registered#store', 'shelve')).toContain('separateFrom: [ start, shelve ]');
    expect(removeTask(TEXT, 'stored#hand')).not.toContain('separateFrom: [hand]');
    expect(validateDefinition(parseDefinition(renameTask(TEXT, 'registered#store', 'shelve'), 'property.yaml').definition)).toEqual([]);
  });
});
