import { describe, expect, it } from '@jest/globals';
import { newId } from '@stationhouse/kernel';
import { compile, parseDefinition, type StartEvent } from '@stationhouse/workflow';
import { EncryptedFields } from '@stationhouse/workflow-runtime';
import { requireNoneEncrypted, requireSealed } from '../src/encrypted/encrypted-fields.js';

const VAULT = compile(
  parseDefinition(
    `
workflow: vault
title: { zh-CN: 保管, en: Vault }
number: "V-{0000}"
startForm: begin
data: &data { type: object, properties: { safe: { type: string, x-personal: P2, x-encrypted: true }, kind: { type: string } } }
start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { read: { title: { zh-CN: 阅, en: Read }, role: chief } }, on: { read.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms: { begin: { title: { zh-CN: 登记, en: Begin }, schema: *data } }
`,
    'vault.yaml',
  ).definition,
);
const [FIRST, SECOND] = ['the first key of an installation, long', 'the second key of an installation, long'] as const;
const here = { stationId: newId(), instanceId: newId() };
const begun: StartEvent = { type: 'start', data: { safe: '三楼铁柜', kind: 'x' } };
const sealedBy = (tokenKey: string) => String(new EncryptedFields({ tokenKey }).sealed(VAULT, begun, here).data['safe']);

describe('sealing', () => {
  it('is bound to station and instance, and never twice the same', () => {
    const fields = new EncryptedFields({ tokenKey: FIRST });
    const said = sealedBy(FIRST);
    expect(fields.opener(here)(said)).toBe('三楼铁柜');
    expect(sealedBy(FIRST)).not.toBe(said);
    expect(fields.opened(VAULT, { safe: said, kind: 'x' }, here)).toEqual(begun.data);
    expect(() => fields.opener({ ...here, instanceId: newId() })(said)).toThrow();
    expect(() => fields.opener({ ...here, stationId: newId() })(said)).toThrow();
    expect(() => fields.opener(here)('三楼铁柜')).toThrow('nobody has sealed');
  });

  it('outlives a change of the key: what came before it opens, what comes after needs the new one', () => {
    const changed = new EncryptedFields({ tokenKey: SECOND, formerTokenKeys: [FIRST] });
    expect([sealedBy(FIRST), sealedBy(SECOND)].map(changed.opener(here))).toEqual(['三楼铁柜', '三楼铁柜']);
    expect(() => new EncryptedFields({ tokenKey: SECOND }).opener(here)(sealedBy(FIRST))).toThrow();
    expect(() => new EncryptedFields({ tokenKey: FIRST }).opener(here)(String(changed.sealed(VAULT, begun, here).data['safe']))).toThrow();
    expect(new EncryptedFields({ tokenKey: FIRST }).print('x')).not.toBe(changed.print('x'));
  });

  it('is asked for before anything is written, and of a person alone', () => {
    const snapshot = (safe: string) => ({ data: { safe } }) as unknown as Parameters<typeof requireSealed>[1];
    expect(() => requireSealed(VAULT, snapshot(sealedBy(FIRST)))).not.toThrow();
    expect(() => requireSealed(VAULT, snapshot('三楼铁柜'))).toThrow('"safe" of "vault"');
    expect(() => requireNoneEncrypted(VAULT, { kind: 'x' })).not.toThrow();
    expect(() => requireNoneEncrypted(VAULT, begun.data)).toThrow(expect.objectContaining({ code: 'DATA_INVALID' }));
  });
});
