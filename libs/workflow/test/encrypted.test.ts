import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { compile, encryptedPaths, isSealed, mapEncrypted, mapEncryptedAnswer, parseDefinition, sealedText, start, step, unsealedIn, type CompiledWorkflow, type DefinitionProblem, type JsonObject } from '@stationhouse/workflow';
import { at, SHANGHAI } from './small.js';

const NUMBER = '{ type: string, minLength: 6, maxLength: 20, x-personal: P3, x-encrypted: true }';
interface Written {
  readonly number?: string;
  readonly kept?: string;
  readonly label?: string;
  readonly step?: string;
  readonly more?: string;
  readonly data?: string;
}

/** A workflow that keeps an account as it was given. */
const written = ({ number = NUMBER, kept = NUMBER, label = 'kind', step: taken = 'set: { account: event.account }', more = '', data = '' }: Written = {}) => `
workflow: vault
title: { zh-CN: 保管, en: Vault }
number: "V-{0000}"
label: [${label}]
startForm: begin
data:
  type: object
  properties:
    kind: { type: string }
    secret: { type: string, x-personal: P2, x-encrypted: true }
    account: { type: object, properties: { number: ${kept}, bank: { type: string } } }
    ${data}
events: { told: { title: { zh-CN: 告知, en: Told }, form: give } }
${more}
start: open
states:
  open:
    title: { zh-CN: 待办, en: Open }
    tasks: { give: { title: { zh-CN: 填写, en: Give }, role: chief, form: give } }
    on: { give.done: { to: over, ${taken} }, told: { ${taken} } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { kind: { type: string }, secret: { type: string, x-personal: P2, x-encrypted: true } } } }
  give: { title: { zh-CN: 账户, en: Account }, schema: { type: object, properties: { account: { type: object, required: [number], properties: { number: ${number}, bank: { type: string } } }, kind: { type: string } } } }
`;

const workflow = (parts?: Written): CompiledWorkflow => {
  const { definition, source } = parseDefinition(written(parts), 'vault.yaml');
  return compile(definition, { source });
};

function codesOf(parts: Written): readonly string[] {
  try {
    workflow(parts);
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return [...new Set((error.details?.['problems'] as DefinitionProblem[]).map(({ code }) => code))];
    throw error;
  }
  return [];
}

const context = { now: at('2024-03-01T10:00'), timeZone: SHANGHAI };
const SEALED = sealedText('A'.repeat(44));
const answer = (number: string): JsonObject => ({ account: { number, bank: '江城银行' } });

describe('encrypted fields', () => {
  it('are found by their paths, and nothing but a sealed text stands in one', () => {
    const { dataSchema } = workflow();
    expect(encryptedPaths(dataSchema)).toEqual([['secret'], ['account', 'number']]);
    expect(unsealedIn(dataSchema, { secret: 'open', ...answer(SEALED) })).toEqual([['secret']]);
    expect(unsealedIn(dataSchema, { account: {} })).toEqual([]);
    expect([SEALED, 'sealed:short', `x${SEALED}`, `${SEALED} `, 12].map(isSealed)).toEqual([true, false, false, false, false]);
  });

  it('are changed where they stand, and nothing else is', () => {
    const compiled = workflow();
    const data = { kind: 'x', ...answer('622200001111') };
    expect(mapEncrypted(compiled.dataSchema, data, (said) => `${said}!`)).toEqual({ kind: 'x', ...answer('622200001111!') });
    const plain = { kind: 'x', account: { bank: '江城银行' } };
    expect(mapEncrypted(compiled.dataSchema, plain, () => 'never')).toBe(plain);
    const seal = () => SEALED;
    expect(mapEncryptedAnswer(compiled, { type: 'start', data: { secret: 's' } }, seal)).toEqual({ type: 'start', data: { secret: SEALED } });
    expect(mapEncryptedAnswer(compiled, { type: 'complete-task', task: 'open#give', outcome: 'done', form: answer('622200001111') }, seal)).toMatchObject({ form: answer(SEALED) });
    expect(mapEncryptedAnswer(compiled, { type: 'event', name: 'told', payload: answer('622200001111') }, seal)).toMatchObject({ payload: answer(SEALED) });
    const nothing = { type: 'event', name: 'told', payload: { kind: 'x' } } as const;
    expect(mapEncryptedAnswer(compiled, nothing, seal)).toBe(nothing);
  });

  it('are checked as they come in, and carried sealed whatever their length', () => {
    const compiled = workflow();
    const begun = start(compiled, { data: { secret: SEALED } }, context);
    if (!begun.ok) throw new Error(begun.refusal.code);
    const give = (number: string) => step(compiled, begun.snapshot, { type: 'complete-task', task: 'open#give', outcome: 'done', form: answer(number) }, context);
    expect(give('12345')).toMatchObject({ ok: false, refusal: { code: 'FORM_INVALID', details: { problems: [{ field: 'account.number' }] } } });
    expect(give(SEALED)).toMatchObject({ ok: true, snapshot: { data: { secret: SEALED, ...answer(SEALED) } } });
    // Elsewhere a sealed text is a text like any other.
    expect(start(workflow({ data: 'note: { type: string, maxLength: 10 }' }), { data: { kind: SEALED } }, context)).toMatchObject({ ok: true });
  });

  it.each<[string, Written]>([
    ['what is no text', { number: '{ type: integer, x-personal: P3, x-encrypted: true }' }],
    ['what is hardly personal', { number: '{ type: string, x-personal: P1, x-encrypted: true }', kept: '{ type: string, x-personal: P1, x-encrypted: true }' }],
    ['one of some choices', { number: '{ type: string, enum: [one, two], x-personal: P3, x-encrypted: true }' }],
    ['entries of a list', { data: 'list: { type: array, items: { type: string, x-personal: P2, x-encrypted: true } }' }],
    ['what names an instance', { label: 'secret' }],
    ['a form whose data keep it open', { data: 'other: { type: string }', more: '', number: NUMBER, kept: '{ type: string, x-personal: P3 }' }],
    ['data whose form gives it open', { number: '{ type: string, x-personal: P3 }' }],
    ['a part of another value', { step: "set: { kind: 'event.account.number' }" }],
    ['what a value is made of', { step: "set: { kind: '\"no \" + event.account.number' }" }],
    ['a value made for it', { step: "set: { secret: '\"said\"' }" }],
    ['a guard that reads it', { step: "when: 'has(event.account) && event.account.number == \"1\"', set: { account: event.account }" }],
    ['what another workflow is given', { step: 'do: [hand]', more: 'actions: { hand: { startLinked: { workflow: other, data: { account: data.account } } } }' }],
    ['what an automation is given', { step: 'do: [hand]', more: 'actions: { hand: { automation: send, input: { number: data.secret } } }' }],
    ['what is published', { step: 'do: [hand]', more: 'actions: { hand: { publish: vault.told, version: 1, data: { number: data.secret } } }' }],
  ])('are refused for %s', (_what, parts) => {
    expect(codesOf(parts)).toContain('ENCRYPTED_FIELD');
  });

  it.each<[string, Written]>([
    ['copied as they are', {}],
    ['asked for with has()', { step: "when: has(event.account) && has(event.account.number), set: { account: event.account, kind: 'event.account.bank' }" }],
    ['what a matter is known by', { more: "matter: { of: 'has(data.secret) ? data.secret : \"\"', again: told }" }],
  ])('may be %s', (_how, parts) => {
    expect(codesOf(parts)).toEqual([]);
  });
});
