import { text } from '@stationhouse/kernel';
import { parseDefinition } from '@stationhouse/workflow';
import { defineEvent, onEvent, type EventConsumer, type PluginEvents, type PluginSettingsDeclaration, type WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** A gate that tells whoever hears of it when somebody passes. */
const GATE = `
workflow: gate
title: { zh-CN: 门岗, en: Gate }
number: "MG-{station}-{yyyy}-{0000}"
startForm: begin
data:
  type: object
  properties:
    colour: { type: string, default: green, title: { zh-CN: 颜色, en: Colour } }
    count: { type: integer, default: 0, title: { zh-CN: 次数, en: Count } }
events:
  pass: { title: { zh-CN: 通行, en: Pass } }
  paint: { title: { zh-CN: 上色, en: Paint }, form: begin }
  shut: { title: { zh-CN: 关闭, en: Shut } }
actions:
  tell: { publish: gate.passed, version: 1, data: { count: data.count + 1, colour: data.colour } }
start: open
states:
  open:
    title: { zh-CN: 开放, en: Open }
    on: { pass: { set: { count: data.count + 1 }, do: [tell] }, paint: { set: { colour: event.colour } }, shut: shut }
  shut: { title: { zh-CN: 已关, en: Shut }, final: true, outcome: shut }
forms:
  begin: { title: { zh-CN: 登记, en: Begin }, schema: { type: object, properties: { colour: { type: string, maxLength: 40 } } } }
`;

/** Another plugin's: one instance watches one gate. */
const WATCH = `
workflow: watch
title: { zh-CN: 观察, en: Watch }
number: "GC-{station}-{yyyy}-{0000}"
startForm: seen
data:
  type: object
  properties:
    seen: { type: array, items: { type: integer }, default: [], title: { zh-CN: 所见, en: Seen } }
events:
  seen: { title: { zh-CN: 又见, en: Seen again }, form: again }
start: watching
states:
  watching: { title: { zh-CN: 观察中, en: Watching }, tasks: { end: { title: { zh-CN: 结束, en: End }, role: chief } }, on: { seen: { set: { seen: "data.seen + [event.count]" } }, end.done: over } }
  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }
forms:
  seen: { title: { zh-CN: 所见, en: Seen }, schema: { type: object, properties: { seen: { type: array, items: { type: integer } } } } }
  again: { title: { zh-CN: 又见, en: Again }, schema: { type: object, required: [count], properties: { count: { type: integer } } } }
`;

export type Passed = { readonly count: number; readonly colour: string };

export const passed = defineEvent<Passed>({
  type: 'gate.passed',
  version: 1,
  title: text('有人通行', 'Somebody passed'),
  data: { type: 'object', required: ['count', 'colour'], properties: { count: { type: 'integer' }, colour: { type: 'string', enum: ['green', 'red', 'none'] } } },
});

/** Makes the consumer stumble over some counts. */
export const stumbling = new Set<number>();

const watcher: EventConsumer = onEvent<Passed>({
  event: 'gate.passed',
  version: 1,
  react: ({ data: { count, colour }, instanceId, settings }) => {
    if (stumbling.has(count)) throw new Error(`must not be told: ${colour}`);
    if (colour === settings['ignored']) return undefined;
    return { workflow: 'watch', key: instanceId ?? '', data: { seen: [count] }, again: { event: 'seen', payload: { count } } };
  },
});

export const watchSettings: PluginSettingsDeclaration = {
  schema: {
    type: 'object',
    properties: {
      ignored: { type: 'string', maxLength: 20, title: { 'zh-CN': '不看的颜色', en: 'Colour that is not watched' } },
      most: { type: 'integer', minimum: 1, maximum: 9, title: { 'zh-CN': '上限', en: 'At most' } },
    },
  },
  defaults: { ignored: 'none', most: 3 },
};

/** The declarations' parts that concern others. */
export const connected: readonly { readonly id: string; readonly events: PluginEvents; readonly settings?: PluginSettingsDeclaration }[] = [
  { id: 'gates', events: { publishes: [passed] } },
  { id: 'watchers', events: { consumes: [watcher] }, settings: watchSettings },
];

export function betweenPlugins(): WorkflowPlugin[] {
  const plugin = (id: string, yaml: string): WorkflowPlugin => ({ id, version: '1.0.0', enabledByDefault: true, rules: {}, workflows: [parseDefinition(yaml, `${id}.yaml`).definition] });
  return [plugin('gates', GATE), plugin('watchers', WATCH)];
}
