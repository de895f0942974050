import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { checkPlugins, defineEvent, definePlugin, onEvent, type PluginDeclaration, type PluginEventType } from '@stationhouse/plugin-api';
import type { JsonObject } from '@stationhouse/workflow';

const YAML = `
workflow: gate
title: { zh-CN: 门岗, en: Gate }
number: "MG-{station}-{yyyy}-{0000}"
startForm: begin
data:
  type: object
  properties:
    count: { type: integer, default: 0, title: { zh-CN: 次数, en: Count } }
    colour: { type: string, default: green, title: { zh-CN: 颜色, en: Colour } }
start: open
states:
  open: { title: { zh-CN: 开放, en: Open }, tasks: { pass: { title: { zh-CN: 通行, en: Pass }, role: chief } }, on: { pass.done: { to: over, do: [tell] } } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: {} } }
`;
const passed = (properties: JsonObject = { count: { type: 'integer' }, colour: { type: 'string', enum: ['green', 'red'] } }, version = 1, required: string[] = ['count']): PluginEventType =>
  defineEvent({ type: 'gate.passed', version, title: text('通行', 'Passed'), data: { type: 'object', required, properties } });
const PUBLISH = '{ publish: gate.passed, version: 1, data: { count: data.count, colour: data.colour } }';
const gates = (action = PUBLISH, change: Partial<PluginDeclaration> = {}) =>
  definePlugin({ id: 'gates', version: '1.0.0', platform: '^1.0.0', title: text('门岗', 'Gates'), workflows: [{ fileName: 'gate.yaml', text: `${YAML}actions: { tell: ${action} }\n` }], personalData: {}, events: { publishes: [passed()] }, ...change });
const hearing = (event = 'gate.passed', version = 1, optional = false) =>
  definePlugin({ id: 'watchers', version: '1.0.0', platform: '^1.0.0', title: text('观察', 'Watchers'), workflows: [], personalData: {}, events: { consumes: [onEvent({ event, version, optional, react: () => undefined })] } });
const set = (schema: JsonObject, defaults: JsonObject) => [gates(PUBLISH, { settings: { schema, defaults } })];
const titled = (more: JsonObject): JsonObject => ({ type: 'object', properties: { name: { type: 'string', title: { 'zh-CN': '名称', en: 'Name' }, ...more } } });

describe('what plugins tell each other and people set', () => {
  it('fits together: a publisher, who hears of it and of the house, and settings with defaults', () => {
    expect(checkPlugins([gates(), hearing()])).toHaveLength(2);
    expect(checkPlugins([hearing('incident.classified')])).toHaveLength(1);
    expect(checkPlugins([hearing('gate.passed', 1, true)])).toHaveLength(1);
    expect(checkPlugins([gates(PUBLISH, { events: { publishes: [passed(), passed({ count: { type: 'integer' } }, 2)] } }), hearing('gate.passed', 2)])).toHaveLength(2);
    expect(checkPlugins(set(titled({}), { name: '' }))).toHaveLength(1);
  });

  it.each<[string, PluginDeclaration[], RegExp]>([
    ['free text in an event', [gates(PUBLISH, { events: { publishes: [passed({ count: { type: 'string', maxLength: 9 } })] } })], /The event gate\.passed@1: count of its data is no id, code, number or moment/],
    ['free text in a list', [gates(PUBLISH, { events: { publishes: [passed({ count: { type: 'array', items: { type: 'string' } } })] } })], /count\.\* of its data is no id/],
    ['a pattern, which a phone number may fit', [gates(PUBLISH, { events: { publishes: [passed({ count: { type: 'string', pattern: '^[0-9]+$' } })] } })], /count of its data is no id/],
    ['personal data in an event', [gates(PUBLISH, { events: { publishes: [passed({ count: { type: 'integer', 'x-personal': 'P1' } })] } })], /An event carries neither personal data nor free text: publish an id/],
    ['an event of two plugins', [gates(), definePlugin({ ...hearing(), events: { publishes: [passed()] } })], /The event gate\.passed@1 is declared twice: one plugin publishes an event/],
    ['an event nobody publishes', [hearing('gate.opened')], /no plugin publishes the event "gate\.opened"\. Check its name; where its plugin need not be installed, say optional: true/],
    ['a version that was dropped', [gates(), hearing('gate.passed', 2)], /it reads gate\.passed@2, but what is published is version 1\. Read that, or have its publisher go on publishing 2/],
    ['a version that was dropped, though optional', [gates(), hearing('gate.passed', 2, true)], /it reads gate\.passed@2/],
    ['an action for an undeclared event', [gates('{ publish: gate.opened, version: 1 }')], /gate\.yaml actions\.tell: its plugin declares no event gate\.opened@1\. Declare it with defineEvent/],
    ['an action without what the event needs', [gates('{ publish: gate.passed, version: 1 }')], /actions\.tell: gate\.passed needs the datum "count"/],
    ['an action with what the event has not', [gates('{ publish: gate.passed, version: 1, data: { count: data.count, other: data.count } }')], /the event gate\.passed has no datum "other"/],
    ['an action whose expression is of another type', [gates('{ publish: gate.passed, version: 1, data: { count: data.colour } }')], /the expression of "count" is a string; the event declares integer/],
    ['an action whose expression does not compile', [gates('{ publish: gate.passed, version: 1, data: { count: data.many } }')], /gate\.yaml:\d+[\s\S]*data\.many/],
    ['settings without titles', set({ type: 'object', properties: { name: { type: 'string' } } }, { name: '' }), /Plugin gates: settings: name needs a title in both languages/],
    ['settings without a default', set(titled({}), {}), /settings: name needs a value in defaults/],
    ['settings whose defaults do not fit', set(titled({ minLength: 1 }), { name: '' }), /settings: its defaults do not fit the schema: name/],
    ['personal settings', set(titled({ 'x-personal': 'P1' }), { name: '' }), /settings hold nothing personal/],
  ])('%s is refused with the mend', (_, plugins, message) => {
    expect(() => checkPlugins(plugins)).toThrow(message);
    expect(() => checkPlugins(plugins)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });
});
