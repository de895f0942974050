import { describe, expect, it } from '@jest/globals';
import { authoredSkeleton, definitionAt, explanationAt, lineOfPath, readAssignment, readMoment, suggestionsAt, writeAssignment, writeMoment } from '@stationhouse/workflow';

const ROLES = [{ id: 'chief', title: { 'zh-CN': '所长', en: 'Chief' } }, { id: 'duty-officer', title: { 'zh-CN': '值班民警', en: 'Duty officer' } }];
const AROUND = { locale: 'zh-CN', roles: ROLES } as const;
const TEXT = authoredSkeleton('venue-check', { 'zh-CN': '场所检查', en: 'Venue check' });
/** What is offered where `|` stands in a text. */
const at = (text: string) => suggestionsAt(text.replace('|', ''), text.indexOf('|'), AROUND)?.options.map(({ label }) => label) ?? [];
const inTask = (line: string) => at(TEXT.replace('        role: duty-officer\n', `        ${line}\n`));

describe('what is offered while somebody writes', () => {
  it('offers the keys of a place that are not there yet, with what they are for', () => {
    expect(inTask('r|')).toEqual(expect.arrayContaining(['role', 'remind', 'recall', 'escalate']));
    expect(inTask('r|')).not.toContain('due');
    expect(at(TEXT.replace('    tasks:\n', '    |\n    tasks:\n'))).toEqual(expect.arrayContaining(['after', 'clock', 'states', 'parallel']));
    const text = TEXT.replace('        role: duty-officer\n', '        esc\n');
    expect(suggestionsAt(text, text.indexOf('esc') + 3, AROUND)?.options.find(({ label }) => label === 'escalate')?.info).toBe('逾期多久后同时转给谁。');
    expect(suggestionsAt(text, text.indexOf('esc') + 3, { ...AROUND, locale: 'en' })?.options.find(({ label }) => label === 'escalate')?.info).toMatch(/^Whom it also goes to/);
  });

  it('offers the names that are written in this very text, and the platform’s roles', () => {
    expect(inTask('role: |')).toEqual(['chief', 'duty-officer']);
    expect(inTask('due: |')).toEqual(expect.arrayContaining(['$handling', 'P3D']));
    expect(inTask('form: r|')).toEqual(['registration', 'result']);
    expect(inTask('escalate: [{ after: P1D, to: | }]')).toEqual(['chief', 'duty-officer']);
    expect(at(TEXT.replace('to: closed', 'to: |'))).toEqual(['open', 'closed']);
    expect(at(TEXT.replace('      handle.done:', '      h|:'))).toContain('handle.done');
    expect(at(TEXT.replace('{ to: closed, set:', '{ to: closed, when: data.|, set:'))).toEqual(expect.arrayContaining(['data.subject', 'data.result', 'event.result', 'parameters.handling']));
    expect(at(TEXT.replace('startForm: registration', 'startForm: |'))).toEqual(['registration', 'result']);
    expect(at(TEXT.replace('label: [subject]', 'label: [|]'))).toEqual(['subject', 'result']);
    expect(at(TEXT.replace('type: string, maxLength: 2000, title', 'type: string, x-personal: |, title'))).toEqual(['P0', 'P1', 'P2', 'P3']);
    expect(at(TEXT.replace('parameters:\n', 'personal-data:\n  subject: { k| }\n\nparameters:\n'))).toEqual(['purpose', 'keep', 'after']);
  });

  it('offers nothing in a comment', () => expect(at(TEXT.replace('start: open', '# start: |'))).toEqual([]));

  it('explains a key and a name, and finds where a name is defined', () => {
    const key = TEXT.indexOf('role: duty-officer');
    expect(explanationAt(TEXT, key + 2, AROUND)?.info).toBe('由哪个岗位完成，或参数。');
    expect(explanationAt(TEXT, key + 8, AROUND)?.title?.['zh-CN']).toBe('值班民警');
    expect(explanationAt(TEXT, TEXT.indexOf('to: closed') + 5, AROUND)?.title?.['zh-CN']).toBe('已办结');
    const found = (part: string, by: number) => definitionAt(TEXT, TEXT.indexOf(part) + by)?.[0];
    expect(found('to: closed', 5)).toBe(TEXT.indexOf('  closed: {') + 2);
    expect(found('due: $handling', 7)).toBe(TEXT.indexOf('  handling: {') + 2);
    expect(found('form: result', 7)).toBe(TEXT.indexOf('  result:\n') + 2);
    expect(found('handle.done', 2)).toBe(TEXT.indexOf('      handle:\n') + 6);
    expect(found('maxLength', 2)).toBeUndefined();
    expect(lineOfPath(TEXT, ['states', 'open', 'tasks', 'handle', 'nowhere'])).toBe(TEXT.slice(0, TEXT.indexOf('      handle:\n')).split('\n').length);
  });
});

describe('who and when, read back', () => {
  it.each([
    ['data.value >= 5000 ? ["chief"] : ["duty-officer", "auxiliary"]', { kind: 'roles', cases: [{ when: 'data.value >= 5000', roles: ['chief'] }], otherwise: ['duty-officer', 'auxiliary'] }],
    ['(has(data.a) && data.a == "x") ? ["chief"] : has(data.b) ? [parameters.keeper] : ["auxiliary"]', { kind: 'roles', cases: [{ when: 'has(data.a) && data.a == "x"', roles: ['chief'] }, { when: 'has(data.b)', roles: ['$keeper'] }], otherwise: ['auxiliary'] }],
    ['has(data.unit) ? [data.unit] : ["chief"]', { kind: 'field', field: 'unit', otherwise: ['chief'] }],
  ])('%s', (source, assignment) => {
    expect(readAssignment(source)).toEqual(assignment);
    expect(readAssignment(writeAssignment(readAssignment(source) ?? { kind: 'roles', cases: [], otherwise: [] }))).toEqual(assignment);
  });

  it.each(['data.by', 'data.by + period("P3D")', 'endOfDay(data.by - parameters.lead)', 'state.entered + period("PT2H")', 'endOfDay(state.entered)'])('%s', (source) => expect(writeMoment(readMoment(source) ?? { field: '?', offset: undefined, before: false, endOfDay: false })).toBe(source));

  it.each(['rule(data)', 'data.x ? rule(data) : ["chief"]', '["chief"', 'period("P1D")', 'data.a.b + period("P1D")'])('leaves %s to the text', (source) => {
    expect(readAssignment(source)).toBeUndefined();
    expect(readMoment(source)).toBeUndefined();
  });
});
