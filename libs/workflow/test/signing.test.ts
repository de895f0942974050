import { describe, expect, it } from '@jest/globals';
import { compile, parseDefinition, signingOf, start, step, textHash, validateDefinition, type JsonObject, type Rules } from '@stationhouse/workflow';

const FIELD = '{ type: array, x-personal: P2, title: { zh-CN: 签名, en: Signatures }, x-signature: { text: letter(data), signers: signers(data) } }';
const definition = (field = FIELD, more = '') => parseDefinition(`
workflow: letter
title: { zh-CN: 具结书, en: Letter }
number: "L-{00000}"
startForm: begin
data: { type: object, required: [who], properties: { who: { type: string, title: { zh-CN: 姓名, en: Name }, x-personal: P2 }, kept: { type: array, x-signature: true, x-personal: P2, title: { zh-CN: 签名, en: Signatures } } } }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, required: [who], properties: { who: { type: string, title: { zh-CN: 姓名, en: Name } } } } }
  sign: { title: { zh-CN: 签署, en: Sign }, schema: { type: object, properties: { signatures: ${field} } } }
${more}
start: open
states:
  open:
    title: { zh-CN: 待签署, en: To be signed }
    tasks: { sign: { title: { zh-CN: 签署, en: Sign }, role: chief, form: sign, outcomes: { signed: { title: { zh-CN: 已签, en: Signed }, requires: [signatures] } } } }
    on: { sign.signed: { to: over, set: { kept: event.signatures } } }
  over: { title: { zh-CN: 已签署, en: Signed }, final: true, outcome: signed }
`, 'letter.yaml').definition;

const rules: Rules = {
  letter: { signature: '(data): string', title: { 'zh-CN': '文本', en: 'Text' }, evaluate: ({ who }: JsonObject) => `本人${String(who)}保证。` },
  signers: { signature: '(data): list<dyn>', title: { 'zh-CN': '签署人', en: 'Signers' }, evaluate: ({ who }: JsonObject) => [{ key: 'party0', name: String(who), role: { 'zh-CN': '当事人', en: 'Party' } }] },
};
const context = { now: new Date('2026-03-02T08:00:00Z'), timeZone: 'Asia/Shanghai' };
const IMAGE = '01990000-0000-7000-8000-000000000001';

function open() {
  const compiled = compile(definition(), { rules });
  const begun = start(compiled, { data: { who: '张三' } }, context);
  if (!begun.ok) throw new Error('the letter begins');
  const [ref = ''] = Object.keys(begun.snapshot.tasks);
  const serial = begun.snapshot.tasks[ref]?.serial ?? 0;
  const answer = (signatures: readonly JsonObject[]) => step(compiled, begun.snapshot, { type: 'complete-task', task: ref, serial, outcome: 'signed', form: { signatures }, by: { accountId: 'a', roles: ['chief'] } }, context);
  return { compiled, snapshot: begun.snapshot, ref, answer };
}

describe('a signature is a field of a form', () => {
  it('asks for the text of the data, its hash and its signers, and keeps what was signed', () => {
    const { compiled, snapshot, ref, answer } = open();
    const signing = signingOf(compiled, ref, { data: snapshot.data, ...context });
    expect(signing).toEqual({ field: 'signatures', text: '本人张三保证。', sha256: textHash('本人张三保证。'), signers: [{ key: 'party0', name: '张三', role: { 'zh-CN': '当事人', en: 'Party' } }] });
    const signature = { signer: 'party0', name: '张三', role: '当事人', way: 'finger', image: IMAGE, at: '2026-03-02T07:59:00Z', text: signing?.sha256 ?? '', readBy: '李警官', readAt: '2026-03-02T07:50:00Z' };
    const done = answer([signature]);
    expect(done.ok && done.snapshot.data['kept']).toEqual([signature]);
    const refused = (one: JsonObject) => {
      const result = answer([one]);
      return result.ok ? 'done' : JSON.stringify(result.refusal.details);
    };
    expect(refused({ ...signature, text: textHash('别的文本') })).toContain('文本有变动');
    expect(refused({ ...signature, signer: 'party9' })).toContain('不在签署人之列');
    expect(refused({ ...signature, way: 'witness' })).toContain('见证人');
    expect(refused({ ...signature, readAt: '昨天' })).toContain('readAt');
    const { image: _, ...blank } = signature;
    expect(refused(blank)).toContain('签名图像');
    expect(refused({ ...blank, way: 'fingerprint', witness: '王五' })).toBe('done');
    const twice = answer([signature, signature]);
    expect(!twice.ok && JSON.stringify(twice.refusal.details)).toContain('签了两次');
  });

  it('is refused where it cannot stand', () => {
    const codes = (field: string, more = '') => validateDefinition(definition(field, more), { rules }).map(({ code }) => code);
    expect(codes(FIELD)).toEqual([]);
    expect(codes(FIELD.replace('P2', 'P1'))).toEqual(['SIGNATURE_FIELD']);
    expect(codes(FIELD.replace('signers: signers(data)', 'who: me'))).toEqual(['SIGNATURE_FIELD']);
    expect(codes(FIELD.replace('letter(data)', '1 + 1'))).toEqual(['EXPRESSION_TYPE']);
    expect(codes(FIELD, 'events: { more: { title: { zh-CN: 补, en: More }, form: sign } }')).toContain('SIGNATURE_PLACE');
  });
});
