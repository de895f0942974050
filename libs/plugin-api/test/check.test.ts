import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkPlugins, defineAutomation, definePlugin, personal, type PluginDeclaration } from '@stationhouse/plugin-api';

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

/** With an action that calls an automation. */
const calling = (action: string) => [{ fileName: 'lending.yaml', text: `${YAML.replace('return.done: returned', 'return.done: { to: returned, do: [print] }')}actions: { print: ${action} }\n` }];
const print = (change: object = {}) => defineAutomation({ id: 'print-receipt', title: text('打印', 'Print'), input: { type: 'object' }, output: { type: 'object', required: ['pages'], properties: { pages: { type: 'integer' } } }, dry: { pages: 1 }, handle: () => Promise.resolve({ pages: 1 }), ...change });

describe('a plugin', () => {
  it('that keeps the contract comes back with its workflows compiled', () => {
    expect(checkPlugins([plugin()])[0]?.workflows.map(({ id }) => id)).toEqual(['lending']);
  });

  it('calls automations that some plugin brings, and starts workflows that exist; an unused automation is fine', () => {
    expect(checkPlugins([plugin({ workflows: calling('{ automation: print-receipt }'), automations: [print(), print({ id: 'unused' })] })])).toHaveLength(1);
    expect(checkPlugins([plugin({ workflows: calling('{ startLinked: { workflow: lending } }') })])).toHaveLength(1);
  });

  it.each<[string, PluginDeclaration[], RegExp]>([
    ['of another platform', [plugin({ platform: '^2.0.0' })], /written for platform \^2\.0\.0/],
    ['declared twice', [plugin(), plugin()], /plugin lending is declared twice[\s\S]*workflow lending is declared twice/],
    ['with undeclared personal data', [plugin({ personalData: {} })], /borrower is marked x-personal/],
    ['that declares what is not there', [plugin({ personalData: { borrower: personal('P2', 'x', 'P1Y'), phone: personal('P2', 'x', 'P1Y') } })], /personalData names phone/],
    ['that understates a class', [plugin({ personalData: { borrower: personal('P1', 'x', 'P1Y') } })], /borrower is P2 in the definition and P1/],
    ['with an expiry that is no duration', [plugin({ personalData: { borrower: personal('P2', 'x', 'forever') } })], /"forever", is not a duration/],
    ['with an unreachable state', [plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replace('return.done: returned', 'return.done: lent') }] })], /lending\.yaml:\d+/],
    ['with an automation nobody brings', [plugin({ workflows: calling('{ automation: print-receipt }') })], /lending\.yaml actions\.print: there is no automation "print-receipt"\. Declare it/],
    ['with a linked workflow nobody brings', [plugin({ workflows: calling('{ startLinked: { workflow: receipt } }') })], /lending\.yaml actions\.print: there is no workflow "receipt"/],
    ['with an exercise’s result that is none', [plugin({ workflows: calling('{ automation: print-receipt, dry: { pages: many } }'), automations: [print()] })], /dry is not what the automation print-receipt declares as its output: pages/],
    ['with an attempt that takes hours', [plugin({ workflows: calling('{ automation: print-receipt, timeout: PT2H }'), automations: [print()] })], /a timeout is PT30M at most/],
    ['with a badly declared automation', [plugin({ automations: [print({ id: 'Print', retry: { attempts: 0 }, output: { type: 'nonsense' } })] })], /write the id in kebab-case[\s\S]*whole numbers from 1[\s\S]*output is not a valid JSON Schema/],
    ['that brings an automation twice', [plugin({ automations: [print(), print()] })], /automation print-receipt is declared twice/],
    ['with a permission nobody can hold', [plugin({ permissions: [{ id: 'lending.read', title: text('读', 'Read'), description: text('读', 'Read'), defaultRoles: [] }] })], /nobody can hold/],
  ])('%s is refused with the mend', (_, plugins, message) => {
    expect(() => checkPlugins(plugins)).toThrow(message);
    expect(() => checkPlugins(plugins)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });

  it('whose data cannot become GraphQL types is refused with the file, the place and the mend', () => {
    const named = (name: string) => plugin({ workflows: [{ fileName: 'lending.yaml', text: YAML.replaceAll('borrower:', `${name}: { type: string, title: { zh-CN: 甲, en: A } }\n    borrower:`) }] });
    expect(() => checkPlugins([named('instance')])).toThrow('lending.yaml data.instance: the platform uses the name "instance" itself. Rename the field.');
    expect(() => checkPlugins([named("'my-field'")])).toThrow('lending.yaml data.my-field: "my-field" cannot name a field. Write it in camelCase.');
    expect(() => checkPlugins([plugin({ workflows: [{ fileName: 'task.yaml', text: YAML.replace('workflow: lending', 'workflow: task') }] })])).toThrow('task.yaml workflow: task: the platform has a type Task itself. Rename this.');
  });
});
