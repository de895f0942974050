import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { AUTHORED_SCHEMA_FILE, authoredJsonSchema, authoredSkeleton, checkAuthored, compile, definitionHash, isAuthored, mergeTexts, parseAuthored, parseDefinition, writeAuthored, type AuthoredMeans, type DefinitionProblem } from '@stationhouse/workflow';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A bureau's own workflow, as small as one with all that is special to it. */
const LOAN = readFileSync(path.join(ROOT, 'libs/workflow/test/fixtures/item-loan.yaml'), 'utf8');
const MEANS: AuthoredMeans = { roles: ['chief', 'duty-officer', 'analyst', 'bureau-admin'], workers: ['chief', 'duty-officer'], starters: ['chief', 'duty-officer'], workflows: ['dispute-mediation'], automations: [] };

/** What is wrong with a file, as its author is told. */
function problemsIn(text: string): readonly DefinitionProblem[] {
  try {
    return checkAuthored(parseAuthored(text, 'item-loan.yaml', 'item-loan.jc'), MEANS);
  } catch (error) {
    if (!isStationhouseError(error) || error.code !== 'DEFINITION_INVALID') throw error;
    return (error.details?.['problems'] ?? []) as readonly DefinitionProblem[];
  }
}

const lineOf = (text: string, word: string) => text.split('\n').findIndex((line) => line.includes(word)) + 1;

describe('a workflow of a bureau’s own', () => {
  it('reads as a definition under the bureau’s id, with what a plugin would declare beside it', () => {
    const { definition, terms } = parseAuthored(LOAN, 'item-loan.yaml', 'item-loan.jc');
    expect(definition.workflow).toBe('item-loan.jc');
    expect(isAuthored(definition.workflow)).toBe(true);
    expect(terms).toEqual({ starters: ['duty-officer', 'chief'], personalData: { borrower: { purpose: { 'zh-CN': '联系借用人', en: 'Reach whoever borrowed' }, keep: 'P1Y' } } });
    expect(problemsIn(LOAN)).toEqual([]);
    expect(problemsIn(LOAN.replace('workflow: item-loan', 'workflow: other'))).toMatchObject([{ code: 'OTHER_WORKFLOW', line: 2 }]);
  });

  it('begins with a skeleton that may be published as it is', () => {
    const text = authoredSkeleton('item-loan', { 'zh-CN': '物品“借用”', en: 'Loan: items' });
    expect(problemsIn(text)).toEqual([]);
  });

  const slip = (from: string, to: string) => ({ text: LOAN.replace(from, to), word: to.split('\n').at(-1) ?? to });
  const SLIPS: readonly (readonly [string, { readonly text: string; readonly word: string }])[] = [
    ['UNKNOWN_ROLE', slip('role: duty-officer', 'role: night-watch')],
    ['UNASSIGNABLE', slip('role: duty-officer', 'role: analyst')],
    ['STARTER', slip('starters: [duty-officer, chief]', 'starters: [analyst]')],
    ['UNKNOWN_KEY', slip('startForm: lend', 'startform: lend')],
    ['GRAMMAR', slip('keep: P1Y', 'keep: a year')],
    ['UNKNOWN_TARGET', slip('back.done: returned', 'back.done: elsewhere')],
    ['DUPLICATE_KEY', slip('label: [item]', 'label: [item]\nlabel: [value]')],
    ['UNKNOWN_RULE', slip('on: { back.done: returned }', 'on: { back.done: { to: returned, when: exclusions(data) } }')],
    ['EXPRESSION_TYPE', slip('on: { back.done: returned }', 'on: { back.done: { to: returned, when: data.item > 3 } }')],
    ['GUARD_NEVER_HOLDS', slip('on: { back.done: returned }', 'on: { back.done: [{ to: returned, when: "has(data.value) && data.value > 5 && data.value < 3" }, { to: returned }] }')],
  ];
  it.each(SLIPS)('is refused at its line: %s', (code, { text, word }) => {
    const found = problemsIn(text);
    expect(found.map((problem) => problem.code)).toContain(code);
    expect(found.find((problem) => problem.code === code)).toMatchObject({ line: lineOf(text, word), fileName: 'item-loan.yaml', text: { 'zh-CN': expect.any(String), en: expect.any(String) } });
  });

  it('names what there is where it asks for what only a plugin’s code gives', () => {
    const acting = (action: string) => LOAN.replace('start: lent\n', `actions:\n  act: ${action}\nstart: lent\n`).replace('on: { back.done: returned }', 'on: { back.done: { to: returned, do: [act] } }');
    expect(problemsIn(acting('{ automation: print-agreement }'))).toMatchObject([{ code: 'AUTOMATION_NOT_OFFERED', path: 'actions.act.automation', text: { en: expect.stringContaining('has none at present') } }]);
    expect(problemsIn(acting('{ publish: loan.ended, version: 1 }'))).toMatchObject([{ code: 'EVENT_NOT_OFFERED' }]);
    expect(problemsIn(acting('{ startLinked: { workflow: nowhere } }'))).toMatchObject([{ code: 'UNKNOWN_WORKFLOW', text: { en: expect.stringContaining('dispute-mediation') } }]);
    expect(problemsIn(acting('{ startLinked: { workflow: dispute-mediation } }'))).toEqual([]);
    // Whether another workflow hears what it is told, the server knows.
    const telling = acting('{ startLinked: { workflow: dispute-mediation } }').replace('do: [act]', 'do: [act, tell]').replace('  act:', '  tell: { tellLinked: { of: [act], event: found } }\n  act:');
    expect(problemsIn(telling)).toEqual([]);
    const deaf = compile(parseAuthored(LOAN, 'item-loan.yaml').definition);
    expect(checkAuthored(parseAuthored(telling, 'item-loan.yaml'), { ...MEANS, hearer: () => deaf })).toMatchObject([{ code: 'NOT_HEARD', path: 'actions.tell.tellLinked', text: { en: expect.stringContaining('no event "found" with from: linked') } }]);
    expect(problemsIn(acting('{ notify: { roles: [analyst], text: { zh-CN: 已归还, en: It is back } } }'))).toEqual([]);
  });

  it('says of every personal field why and how long, and of no other', () => {
    expect(problemsIn(LOAN.replace('  borrower: { purpose', '  lender: { purpose'))).toMatchObject([
      { code: 'PERSONAL_DATA', path: 'personal-data.lender', line: lineOf(LOAN, 'borrower: { purpose') },
      { code: 'PERSONAL_DATA', path: 'data.properties.borrower', line: lineOf(LOAN, 'x-personal') },
    ]);
  });

  it('is refused before it is made where it is too much', () => {
    const states = Array.from({ length: 5_000 }, (_, index) => `  s${index}: { title: { zh-CN: 状态, en: State }, final: true, outcome: o${index} }`).join('\n');
    expect(problemsIn(LOAN.replace('states:\n', `states:\n${states}\n`)).map(({ code }) => code)).toContain('TOO_MANY_STATES');
    expect(problemsIn(`# ${'x'.repeat(10_000_000)}\n${LOAN}`)).toMatchObject([{ code: 'TOO_LARGE' }]);
    const bomb = Array.from({ length: 20 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`).join('\n');
    expect(problemsIn(`a0: &a0 [x]\n${bomb}\n${LOAN}`)).toMatchObject([{ code: 'ALIASES', line: expect.any(Number) }]);
    const loop = LOAN.replace('back.done: returned', 'back.done: round').replace('  returned:', '  round: { title: { zh-CN: 甲, en: A }, choose: [{ to: again }] }\n  again: { title: { zh-CN: 乙, en: B }, choose: [{ to: round, when: "true" }, { to: returned }] }\n  returned:');
    expect(problemsIn(loop).map(({ code }) => code)).toContain('AUTOMATIC_LOOP');
  });

  const plugins = path.join(ROOT, 'plugins');
  const files = readdirSync(plugins).flatMap((plugin) => {
    const folder = path.join(plugins, plugin, 'workflows');
    try {
      return readdirSync(folder).filter((file) => file.endsWith('.yaml')).map((file) => path.join(folder, file));
    } catch {
      return []; // a plugin without workflows
    }
  });
  it('a plugin’s workflow written out as one is the same definition', () => {
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const { definition } = parseDefinition(readFileSync(file, 'utf8'), file);
      const copy = parseAuthored(writeAuthored({ definition, terms: { personalData: {}, starters: undefined } }), file).definition;
      expect([file, definitionHash(copy, {})]).toEqual([file, definitionHash(definition, {})]);
    }
  });

  it('has a JSON Schema for editors: that of the language, and its own sections', () => {
    expect(JSON.parse(readFileSync(path.join(ROOT, AUTHORED_SCHEMA_FILE), 'utf8'))).toEqual(authoredJsonSchema());
  });
});

describe('texts of two people', () => {
  const base = 'a\nb\nc\nd\ne\nf\n';
  it('meet where they changed other lines', () => {
    expect(mergeTexts(base, 'a\nB\nc\nd\ne\nf\n', 'a\nb\nc\nd\nE\nf\ng\n')).toEqual({ ok: true, text: 'a\nB\nc\nd\nE\nf\ng\n' });
    expect(mergeTexts(base, 'x\na\nb\nc\nd\ne\nf\n', 'a\nb\nc\nf\n')).toEqual({ ok: true, text: 'x\na\nb\nc\nf\n' });
    expect(mergeTexts(base, base, 'a\n')).toEqual({ ok: true, text: 'a\n' });
    expect(mergeTexts(base, 'a\nB\nc\nd\ne\nf\n', 'a\nB\nc\nd\nE\nf\n')).toEqual({ ok: true, text: 'a\nB\nc\nd\nE\nf\n' });
  });

  it('do not where they changed the same ones, or ones that touch', () => {
    expect(mergeTexts(base, 'a\nB\nc\nd\ne\nf\n', 'a\nbb\nc\nd\ne\nf\n')).toEqual({ ok: false });
    expect(mergeTexts(base, 'a\nB\nc\nd\ne\nf\n', 'a\nb\nC\nd\ne\nf\n')).toEqual({ ok: false });
    expect(mergeTexts(base, 'a\nx\nb\nc\nd\ne\nf\n', 'a\ny\nb\nc\nd\ne\nf\n')).toEqual({ ok: false });
  });

  it('what only one changed is that one’s, whatever it is', () => {
    let seed = 7;
    const roll = (sides: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % sides;
    for (let round = 0; round < 300; round++) {
      const lines = (count: number) => Array.from({ length: count }, () => 'abcd'.charAt(roll(4))).join('\n');
      const [old, mine] = [lines(roll(12)), lines(roll(12))];
      expect(mergeTexts(old, mine, old)).toEqual({ ok: true, text: mine });
      expect(mergeTexts(old, old, mine)).toEqual({ ok: true, text: mine });
      // Far apart: each change of its own holds.
      const head = `${mine}\n--\n--\n${old}`;
      expect(mergeTexts(`${old}\n--\n--\n${old}`, head, `${old}\n--\n--\n${old}\nend`)).toEqual({ ok: true, text: `${head}\nend` });
    }
  });
});
