import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkPlugins, definePlugin, personal, type PluginDeclaration } from '@stationhouse/plugin-api';

const YAML = `
workflow: lending
title: { zh-CN: 借用, en: Lending }
number: "JY-{station}-{yyyy}-{00000}"
startForm: request
data:
  type: object
  properties:
    borrower: { type: string, maxLength: 60, title: { zh-CN: 借用人, en: Borrower }, x-personal: P2 }
start: lent
states:
  lent:
    title: { zh-CN: 已借出, en: Lent }
    tasks: { return: { title: { zh-CN: 归还, en: Return }, role: auxiliary, outcomes: { done: { title: { zh-CN: 完成, en: Done } } } } }
    on: { return.done: returned }
  returned: { title: { zh-CN: 已归还, en: Returned }, final: true, outcome: returned }
forms:
  request:
    title: { zh-CN: 借用登记, en: Request }
    schema: { type: object, properties: { borrower: { type: string, maxLength: 60, title: { zh-CN: 借用人, en: Borrower }, x-personal: P2 } } }
`;

const plugin = (change: Partial<PluginDeclaration> = {}) =>
  definePlugin({
    id: 'lending',
    version: '1.0.0',
    platform: '^1.0.0',
    title: text('借用', 'Lending'),
    workflows: [{ fileName: 'lending.yaml', text: YAML }],
    personalData: { borrower: personal('P2', 'lending', 'P1Y') },
    ...change,
  });

describe('a plugin', () => {
  it('that keeps the contract comes back with its workflows compiled', () => {
    expect(checkPlugins([plugin()])[0]?.workflows.map(({ id }) => id)).toEqual(['lending']);
  });

  it.each<[string, PluginDeclaration[], RegExp]>([
    ['of another platform', [plugin({ platform: '^2.0.0' })], /written for platform \^2\.0\.0/],
    ['declared twice', [plugin(), plugin()], /plugin lending is declared twice[\s\S]*workflow lending is declared twice/],
    ['with undeclared personal data', [plugin({ personalData: {} })], /borrower is marked x-personal/],
    ['that declares what is not there', [plugin({ personalData: { borrower: personal('P2', 'x', 'P1Y'), phone: personal('P2', 'x', 'P1Y') } })], /personalData names phone/],
    ['that understates a class', [plugin({ personalData: { borrower: personal('P1', 'x', 'P1Y') } })], /borrower is P2 in the definition and P1/],
    ['with an expiry that is no duration', [plugin({ personalData: { borrower: personal('P2', 'x', 'forever') } })], /"forever", is not a duration/],
    ['with an unreachable state', [plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('return.done: returned', 'return.done: lent') }] })], /lending\.yaml:\d+/],
    ['with an action nobody carries out', [plugin({ workflows: [{ fileName: 'lending.yaml', text: `${YAML.replace('return.done: returned', 'return.done: { to: returned, do: [print] }')}actions: { print: { automation: print-receipt } }\n` }] })], /action print of lending needs automations/],
    ['with a permission nobody can hold', [plugin({ permissions: [{ id: 'lending.read', title: text('读', 'Read'), description: text('读', 'Read'), defaultRoles: [] }] })], /nobody can hold/],
  ])('%s is refused with the mend', (_, plugins, message) => {
    expect(() => checkPlugins(plugins)).toThrow(message);
    expect(() => checkPlugins(plugins)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });
});
