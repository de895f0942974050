/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { newOverlay, overlayFromJson, parseDefinition, parseOverlay, putQuestion, putStep, setParameter, type JsonObject } from '@stationhouse/workflow';
import { boundsOf, cardOfPlace, changedCards, compose, deepProblems, extraStepOf, groundOf, lockOfParameter, lockOfTask } from '../src/pages/configure/compose.js';
import { conditionFields, fromCel, toCel } from '../src/pages/configure/conditions.js';
import { place } from '../src/pages/configure/layout.js';
import { beginningOf } from '../src/pages/configure/simulate/past.js';
import { draftOfQuestion, freeKey, NEW_QUESTION, questionOf } from '../src/pages/configure/questions.js';

const { definition } = parseDefinition(readFileSync(new URL('../../../plugins/dispute-mediation/workflows/dispute-mediation.yaml', import.meta.url), 'utf8'), 'dispute-mediation.yaml');
const TEMPLATE = { definition, template: 4 };
const BUREAU = parseOverlay(`overlay: bureau
of: { workflow: dispute-mediation, template: 4 }
because: 2026 年通知
parameters: { visitLater: { value: P28D, max: P28D, locked: true } }
tasks: { registered#grade: { role: duty-commander, locked: [role] } }
`, 'bureau.yaml');
const ground = groundOf(TEMPLATE, [BUREAU], undefined, {}, (role) => (role === 'auxiliary' ? { 'zh-CN': '辅警', en: 'Auxiliary' } : undefined));
const EMPTY = newOverlay('station', TEMPLATE, '调整');
const question = questionOf({ ...NEW_QUESTION, zh: '是否需要法律援助', en: 'Needs legal aid', personal: 'P1' }, 'needsLegalAid');
const chief = putStep(putQuestion(setParameter(EMPTY, 'laterReminder', 'value', 'P3D', 'P1D'), { form: 'homeVisit' }, question), 'before settled', { key: 'archiveCheck', title: { 'zh-CN': '归档检查', en: 'Archive check' }, role: 'auxiliary' });

describe('a draft in the designer', () => {
  it('says in words what a chief changed, on which cards, and finds nothing wrong', () => {
    const { changes, problems, flow, overlay } = compose(ground, chief);
    expect(problems).toEqual([]);
    expect(changes.map(({ text }) => text['zh-CN'])).toEqual(['走访到期提醒 1 天 → 3 天', '走访记录：新增问题“是否需要法律援助”', '“已化解”前：新增一步“归档检查”（辅警）']);
    expect(changes.map(({ place }) => cardOfPlace(flow, overlay, place)?.path)).toEqual(['followingUp.later', 'followingUp.later', 'archiveCheck']);
    expect([...changedCards(flow, overlay)]).toEqual(expect.arrayContaining(['followingUp.later', 'archiveCheck']));
    const card = flow.cards.find(({ path }) => path === 'archiveCheck');
    expect(card === undefined ? undefined : extraStepOf(overlay, card)).toBe('archiveCheck');
    expect(compose(ground, EMPTY).changes).toEqual([]);
  });

  it('says who locked a place and why, and the bounds as they are in effect', () => {
    expect(lockOfParameter(ground, 'visitLater')).toEqual({ by: 'bureau', because: '2026 年通知' });
    expect(lockOfParameter(ground, 'warningLetter')).toEqual({ by: 'plugin', because: '反家庭暴力法第十六条' });
    expect(lockOfParameter(ground, 'laterReminder')).toBeUndefined();
    expect(lockOfTask(ground, 'registered#grade', 'role')).toEqual({ by: 'bureau', because: '2026 年通知' });
    expect(boundsOf(ground.held, 'laterReminder')).toEqual({ max: { value: 'P5D', follows: 'laterLead' } });
  });

  it('leads from a problem to its card, and keeps what held where a setting leads nowhere', () => {
    const beyond = compose(ground, setParameter(EMPTY, 'laterReminder', 'value', 'P9D'));
    expect(beyond.problems.map(({ code, path }) => [code, cardOfPlace(beyond.flow, beyond.overlay, path)?.path])).toEqual([['OUT_OF_BOUNDS', 'followingUp.later']]);
    const step = putStep(EMPTY, 'before settled', { key: 'check', title: { 'zh-CN': '查', en: 'Check' } });
    const unassigned = compose(ground, step);
    expect(unassigned.problems.map(({ code, path }) => [code, cardOfPlace(unassigned.flow, unassigned.overlay, path)?.path])).toEqual([['UNASSIGNABLE_TASK', 'check']]);
    const nowhere = compose(ground, putStep(EMPTY, 'before nowhere', { key: 'check', title: { 'zh-CN': '查', en: 'Check' }, role: 'chief' }));
    expect(nowhere.definition).toBe(ground.held);
    expect(nowhere.problems.map(({ code }) => code)).toContain('UNKNOWN_PLACE');
  });

  it('stands the cards and extension points one below the other, in reading order', () => {
    const { placed, height } = place(compose(ground, chief).flow.cards, 300);
    const ids = placed.map(({ id }) => id);
    expect(ids.indexOf('point after registered')).toBe(ids.indexOf('registered') + 1);
    expect(ids.indexOf('point inside followingUp')).toBe(ids.indexOf('followingUp.assess') + 1);
    expect(ids.indexOf('point before settled')).toBe(ids.indexOf('settled') - 1);
    expect(placed.every((one, index) => index === 0 || one.top >= (placed[index - 1]?.top ?? 0) + (placed[index - 1]?.height ?? 0))).toBe(true);
    expect(height).toBeGreaterThan(placed.at(-1)?.top ?? 0);
  });
});

describe('a question', () => {
  it('becomes the question of the grammar and back', () => {
    const choice = questionOf({ ...NEW_QUESTION, zh: '援助方式', kind: 'choice', choices: [{ value: '', zh: '电话', en: 'Phone' }, { value: '', zh: '上门', en: '' }, { value: '', zh: ' ', en: '' }], required: true, help: '填一种', when: { field: 'metBoth', value: true }, personal: 'P0' }, 'way');
    expect(choice).toEqual({ key: 'way', type: 'string', title: { 'zh-CN': '援助方式', en: '援助方式' }, description: { 'zh-CN': '填一种', en: '填一种' }, required: true, when: { metBoth: true }, 'x-personal': 'P0', oneOf: [{ const: 'choice1', title: { 'zh-CN': '电话', en: 'Phone' } }, { const: 'choice2', title: { 'zh-CN': '上门', en: '上门' } }] });
    expect(questionOf(draftOfQuestion(choice, 'choice'), 'way')).toEqual(choice);
    expect(() => overlayFromJson(putQuestion(EMPTY, { form: 'homeVisit' }, choice))).not.toThrow();
  });

  it('has a name of its own, out of the English where there is some', () => {
    expect(freeKey('Needs legal aid?', new Set(), 'question')).toBe('needsLegalAid');
    expect(freeKey('Needs legal aid', new Set(['needsLegalAid']), 'question')).toBe('needsLegalAid2');
    expect(freeKey('', new Set(['question1']), 'question')).toBe('question2');
  });
});

describe('a condition', () => {
  const fields = conditionFields(definition.data as JsonObject);

  it('is written as CEL that missing answers do not break, and read back as it was', () => {
    const query = { combinator: 'and' as const, rules: [{ field: 'risk', operator: '=', value: 'red' }, { field: 'recurrences', operator: '>=', value: '2' }, { field: 'atOnce', operator: '=', value: 'true' }, { field: 'terms', operator: 'notNull', value: '' }] };
    const source = toCel(query, fields);
    expect(source).toBe('(has(data.risk) && data.risk == "red") && (has(data.recurrences) && data.recurrences >= 2) && (has(data.atOnce) && data.atOnce == true) && has(data.terms)');
    expect(fromCel(source ?? '')).toEqual(query);
    const drafted = putStep(EMPTY, 'before settled', { key: 'check', title: { 'zh-CN': '查', en: 'Check' }, role: 'chief', when: source });
    expect(deepProblems(ground, compose(ground, drafted)).filter(({ path }) => path.includes('check'))).toEqual([]);
  });

  it('that somebody wrote otherwise stays text; one that says nothing is none', () => {
    expect(fromCel('isDifficult(data)')).toBeUndefined();
    expect(fromCel('has(data.a) && has(data.b) || has(data.c)')).toBeUndefined();
    expect(toCel({ combinator: 'or', rules: [{ field: 'recurrences', operator: '=', value: '' }, { field: 'nothing', operator: '=', value: '1' }] }, fields)).toBeUndefined();
  });
});

describe('a simulation that begins as a past instance', () => {
  const schema: JsonObject = {
    type: 'object',
    required: ['cause', 'reportedOn', 'phone'],
    properties: { cause: { type: 'string', enum: ['noise', 'debt'] }, place: { type: 'string' }, reportedOn: { type: 'string', format: 'date' }, phone: { type: 'string', pattern: '^1\\d{10}$' }, parties: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } } },
  };

  it('takes what its reader sees and the form takes, masked as it is, and makes the rest up', () => {
    const past = { cause: 'debt', place: '和平路**号', phone: '139****1234', parties: [{ name: '张*' }], risk: 'red', number: 'D-1' };
    expect(beginningOf(schema, past, new Date('2026-11-20T04:00:00Z'))).toEqual({ cause: 'debt', place: '和平路**号', parties: [{ name: '张*' }], reportedOn: '2026-11-20', phone: '示例' });
    expect(beginningOf(schema, {}, new Date('2026-11-20T04:00:00Z'))).toEqual({ cause: 'noise', reportedOn: '2026-11-20', phone: '示例' });
  });
});
