/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { newOverlay, overlayFromJson, parseDefinition, parseOverlay, putQuestion, putStep, setParameter, writeOverlay, type DefinitionProblem, type JsonObject, type Overlay } from '@stationhouse/workflow';
import { boundsOf, cardAt, cardOfPlace, changedCards, compose, deepProblems, extraStepOf, groundOf, lockOfParameter, lockOfTask, type Composition } from '../src/pages/configure/compose.js';
import { Composer, pageEngine, type Engine } from '../src/pages/configure/composing/composer.js';
import { groundFrom, partsOf } from '../src/pages/configure/composing/messages.js';
import { conditionFields, fromCel, toCel } from '../src/pages/configure/conditions.js';
import { compareOverlays, folded } from '../src/pages/configure/diff/compare.js';
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

  it('shows a step that was added where several ways lead on as one card, which leads where each of them led', () => {
    const check = { key: 'check', title: { 'zh-CN': '查', en: 'Check' }, role: 'chief' };
    const made = compose(ground, putStep(EMPTY, 'after registered', check));
    const [card, ...more] = made.flow.cards.filter(({ step }) => step === 'check');
    expect(more).toEqual([]);
    expect(card).toMatchObject({ kind: 'step', tasks: [{ key: 'check', role: 'chief' }] });
    expect(card?.also).toHaveLength(2);
    expect(new Set(card?.ways.map(({ card: to }) => to)).size).toBe(3);
    expect([...new Set(made.flow.cards.find(({ path }) => path === 'registered')?.ways.map(({ card: to }) => to))]).toEqual([card?.path]);
    for (const path of ['check', card?.path, ...(card?.also ?? [])]) expect(cardAt(made, path)).toBe(card);
    expect(cardOfPlace(made.flow, made.overlay, `states.${card?.also[0] ?? ''}.tasks.check.role`)).toBe(card);
    const asked = compose(ground, putStep(EMPTY, 'after registered', { ...check, when: 'data.risk == "red"' }));
    expect(asked.flow.cards.filter(({ step }) => step === 'check').map(({ kind }) => kind)).toEqual(['branch', 'step']);
    expect(cardOfPlace(asked.flow, asked.overlay, 'steps.check')?.kind).toBe('step');
    expect([...changedCards(asked.flow, asked.overlay)]).toHaveLength(2);
    expect(cardAt(made, 'registered')?.path).toBe('registered');
    expect(cardAt(made, 'nowhere')).toBeUndefined();
    expect(cardAt(made, undefined)).toBeUndefined();
  });

  it('leaves a step that the bureau added as the bureau added it', () => {
    const bureau = { overlay: putStep({ ...newOverlay('bureau', TEMPLATE, '要求'), parameters: {} }, 'before settled', { key: 'check', title: { 'zh-CN': '查', en: 'Check' }, role: 'chief' }) };
    const above = groundOf(TEMPLATE, [bureau], undefined, {}, () => undefined);
    const { flow, overlay } = compose(above, EMPTY);
    const card = flow.cards.find(({ step }) => step === 'check');
    expect(card === undefined ? undefined : extraStepOf(overlay, card)).toBeUndefined();
    expect(compose(above, { ...EMPTY, tasks: { 'check#check': { role: 'chief' } } }).problems.map(({ code }) => code)).toEqual(['UNKNOWN_PLACE']);
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

describe('composing while somebody types', () => {
  afterEach(() => { jest.useRealTimers(); });
  const drafts = ['P2D', 'P3D', 'P4D', 'P5D'].map((value) => setParameter(EMPTY, 'laterReminder', 'value', value, 'P1D')) as [Overlay, Overlay, Overlay, Overlay];
  /** An engine whose answers come when the test says so. */
  const slow = (fails = false) => {
    const asked: { readonly overlay: Overlay; readonly answer: () => void }[] = [];
    const state = { closed: false };
    const engine: Engine = {
      compose: (overlay) => new Promise<Composition>((resolve, reject) => asked.push({ overlay, answer: () => (fails ? reject(new Error('gone')) : resolve(structuredClone(compose(ground, overlay)))) })),
      check: () => Promise.resolve([]),
      close: () => { state.closed = true; },
    };
    return { engine, asked, state };
  };
  const heard = () => {
    const composed: Overlay[] = [];
    const checked: (readonly DefinitionProblem[])[] = [];
    return { composed, checked, listener: { composed: (_: Composition, draft: Overlay) => void composed.push(draft), checked: (_: Overlay, problems: readonly DefinitionProblem[]) => void checked.push(problems), failed: (error: unknown) => { throw error; } } };
  };
  const turn = async () => { for (let count = 0; count < 20; count += 1) await Promise.resolve(); };

  it('composes the first and then only the last of what came meanwhile, in this order, and checks once the hands rest', async () => {
    jest.useFakeTimers();
    const { engine, asked } = slow();
    const { composed, checked, listener } = heard();
    const composer = new Composer(engine, () => engine, listener);
    for (const draft of drafts) composer.ask(draft);
    expect(asked.map(({ overlay }) => overlay)).toEqual([drafts[0]]);
    asked[0]?.answer();
    await turn();
    expect(asked.map(({ overlay }) => overlay)).toEqual([drafts[0], drafts[3]]);
    asked[1]?.answer();
    await turn();
    // The very drafts that were typed, not the copies a worker answers with.
    expect([composed.length, composed[0] === drafts[0], composed[1] === drafts[3]]).toEqual([2, true, true]);
    jest.advanceTimersByTime(349);
    await turn();
    expect(checked).toEqual([]);
    jest.advanceTimersByTime(1);
    await turn();
    expect(checked).toEqual([[]]);
  });

  it('goes on with another engine where the first breaks, with nothing lost', async () => {
    const { engine, asked, state } = slow(true);
    const other = slow();
    const { composed, listener } = heard();
    const composer = new Composer(engine, () => other.engine, listener);
    composer.ask(drafts[0]);
    composer.ask(drafts[1]);
    asked[0]?.answer();
    await turn();
    expect([state.closed, other.asked.map(({ overlay }) => overlay)]).toEqual([true, [drafts[0]]]);
    other.asked[0]?.answer();
    await turn();
    other.asked[1]?.answer();
    await turn();
    expect(composed).toEqual([drafts[0], drafts[1]]);
    composer.close();
    expect(other.state.closed).toBe(true);
  });

  it('comes to the same in a worker, which gets a copy of the ground, as in the page', async () => {
    const sent = structuredClone(partsOf(ground, undefined, {}, [['auxiliary', { 'zh-CN': '辅警', en: 'Auxiliary' }]]));
    const [there, here] = await Promise.all([pageEngine(groundFrom(sent)).compose(chief), pageEngine(ground).compose(chief)]);
    expect(structuredClone(there)).toEqual(here);
  });
});

describe('what leads from one overlay to another', () => {
  it('stands in words, on every card that it concerns, and in the text', () => {
    const { changes, cards, general, texts } = compareOverlays(ground, undefined, chief);
    expect(changes.map(({ place: at }) => at)).toEqual(['parameters.laterReminder.value', 'forms.homeVisit.needsLegalAid', 'steps.archiveCheck']);
    expect(cards.filter(({ mark }) => mark === 'added').map(({ card }) => card.path)).toEqual(['archiveCheck']);
    // The reminder and the form are those of every 30-day visit, wherever it takes place.
    const changed = cards.filter(({ mark }) => mark === 'changed').map(({ card }) => card.path);
    expect([changed.includes('followingUp.later'), changed.length > 1]).toEqual([true, true]);
    expect(general).toEqual([]);
    expect(texts).toEqual({ before: '', after: writeOverlay(chief) });
    const back = compareOverlays(ground, chief, EMPTY);
    expect(back.cards.filter(({ mark }) => mark === 'removed').map(({ card }) => card.path)).toEqual(['archiveCheck']);
    expect(back.cards[back.cards.findIndex(({ mark }) => mark === 'removed') + 1]?.card.path).toBe('settled');
    expect(compareOverlays(ground, chief, chief).cards.every(({ mark }) => mark === 'same')).toBe(true);
  });

  it('folds what stays, but for the neighbours of what changes', () => {
    const { cards } = compareOverlays(ground, undefined, chief);
    const rows = folded(cards);
    expect(rows.flatMap((row) => ('folded' in row ? row.folded : [row]))).toEqual(cards);
    expect(rows.length).toBeLessThan(cards.length);
    expect(rows.every((row) => !('folded' in row) || (row.folded.length > 1 && row.folded.every(({ mark }) => mark === 'same')))).toBe(true);
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
