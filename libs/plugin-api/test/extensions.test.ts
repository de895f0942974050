import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkPlugins, definePlugin, personal, type PluginDeclaration } from '@stationhouse/plugin-api';

const GATE = `
workflow: gate
title: { zh-CN: 门岗, en: Gate }
number: "MG-{station}-{yyyy}-{0000}"
startForm: begin
data:
  type: object
  properties:
    colour: { type: string, default: green, title: { zh-CN: 颜色, en: Colour } }
start: open
extension-points: [before over, form begin]
states:
  open: { title: { zh-CN: 开放, en: Open }, tasks: { pass: { title: { zh-CN: 通行, en: Pass }, role: chief, due: PT2H } }, on: { pass.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } }
`;
const STEP = 'steps: [{ at: before over, task: { key: stamp, role: auxiliary, title: { zh-CN: 盖章, en: Stamp } } }]';
const PHONE = "forms: { begin: { add: [{ key: phone, type: string, maxLength: 20, title: { zh-CN: 电话, en: Phone }, x-personal: P1 }] } }";

const plain = (id: string, more: Partial<PluginDeclaration> = {}) => definePlugin({ id, version: '1.0.0', platform: '^1.0.0', title: text(id, id), workflows: [], personalData: {}, ...more });
const gates = () => plain('gates', { workflows: [{ fileName: 'gate.yaml', text: GATE }] });
const source = (body: string, { of = 'gate', fileName = 'gate.stamps.yaml', optional = false } = {}) => ({ fileName, optional, text: `overlay: plugin\nof: { workflow: ${of} }\nbecause: 盖章归档\n${body}\n` });
const stamps = (body = STEP, at: Parameters<typeof source>[1] = {}, more: Partial<PluginDeclaration> = {}) => plain('stamps', { extensions: [source(body, at)], ...more });

describe('what plugins add to workflows of others', () => {
  it('fits: a step, a question with its personal class declared, a task for another role; where the other plugin is not installed it waits', () => {
    const [, checked] = checkPlugins([gates(), stamps(`${STEP}\n${PHONE}\ntasks: { open#pass: { role: duty-officer } }`, {}, { personalData: { phone: personal('P1', 'passing', 'P1Y') } })]);
    expect(checked?.extensions).toMatchObject([{ plugin: 'stamps', of: { workflow: 'gate' }, steps: [{ at: 'before over' }] }]);
    expect(checkPlugins([stamps(STEP, { optional: true })])[0]?.extensions).toEqual([]);
  });

  it.each<[string, PluginDeclaration[], RegExp]>([
    ['a workflow nobody brings', [gates(), stamps(STEP, { of: 'door' })], /Plugin stamps: gate\.stamps\.yaml:2 of\.workflow: there is no workflow "door"\. Check its id, or add the plugin that brings it/],
    ['a place that is not offered', [gates(), stamps('steps:\n  - at: after open\n    task: { key: stamp, role: auxiliary, title: { zh-CN: 盖章, en: Stamp } }')], /Plugin stamps: [\s\S]*gate\.stamps\.yaml:5[\s\S]*no extension point "after open"\. It offers: before over, form begin/],
    ['a form it may not ask on', [gates(), stamps(PHONE.replace('begin', 'end'), {}, { personalData: { phone: personal('P1', 'passing', 'P1Y') } })], /There is no form "end"/],
    ['a task that is not there', [gates(), stamps('tasks: { open#knock: { role: chief } }')], /There is no task "open#knock"/],
    ['a parameter', [gates(), stamps('parameters: { deadline: P2D }')], /gate\.stamps\.yaml:4[\s\S]*There is no "parameters" here/],
    ['a lock', [gates(), stamps('tasks: { open#pass: { locked: [role] } }')], /There is no "locked" here/],
    ['a step switched off', [gates(), stamps('steps: [{ off: open }]')], /There is no "off" here/],
    ['a step nobody can do', [gates(), stamps(STEP.replace('role: auxiliary, ', ''))], /Say who does it: role or assign/],
    ['a personal question that is not declared', [gates(), stamps(PHONE)], /phone is marked x-personal but personalData names no purpose/],
    ['a declared field that is asked nowhere', [gates(), stamps(STEP, {}, { personalData: { phone: personal('P1', 'passing', 'P1Y') } })], /personalData names phone/],
    ['a workflow that is kept apart', [plain('gates', { workflows: [{ fileName: 'gate.yaml', text: `${GATE}apart: true\n` }] }), stamps()], /"gate" is kept apart: no other plugin adds to it/],
    ['its own workflow', [plain('gates', { workflows: gates().workflows, extensions: [source(STEP)] })], /"gate" is the plugin’s own workflow\. Write it into its definition/],
    ['two extensions of one workflow', [gates(), plain('stamps', { extensions: [source(STEP), source(STEP.replaceAll('stamp', 'seal'), { fileName: 'again.yaml' })] })], /again\.yaml:2 of\.workflow: there is an extension of "gate" already/],
    ['two plugins with one name for a step', [gates(), stamps(), plain('archives', { extensions: [source(STEP, { fileName: 'gate.archives.yaml' })] })], /Plugin stamps: [\s\S]*gate\.stamps\.yaml:4[\s\S]*The name "stamp" is taken/],
    ['an expression that does not compile', [gates(), stamps(STEP.replace('role: auxiliary', 'assign: data.nobody'))], /Plugin stamps: [\s\S]*gate\.stamps\.yaml/],
  ])('%s is refused with file and mend', (_, plugins, message) => {
    expect(() => checkPlugins(plugins)).toThrow(message);
    expect(() => checkPlugins(plugins)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });
});
