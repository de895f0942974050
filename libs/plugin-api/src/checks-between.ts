import { incidentEvents } from '@stationhouse/incidents';
import { text, type Bilingual } from '@stationhouse/kernel';
import { isOfType, type CompiledWorkflow, type JsonObject, type Publication } from '@stationhouse/workflow';
import { eventProblems, settingsProblems, type PluginEventType } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from './plugin.js';

type Note = (zhCN: string, en: string) => void;

/** A plugin with its workflows, and the files they stand in. */
interface Checked {
  readonly declaration: PluginDeclaration;
  readonly ready: readonly { readonly compiled: CompiledWorkflow; readonly fileName: string }[];
}

/** What plugins tell each other, and what of them people set: declared once, free of personal data, read in a version that is published, published as declared. */
export function checkBetween(plugins: readonly Checked[], problems: Bilingual[]): void {
  const published = [...incidentEvents, ...plugins.flatMap(({ declaration }) => declaration.events?.publishes ?? [])];
  for (const name of twice(published.map(nameOf))) problems.push(text(`事件 ${name} 重复声明：一个事件只由一个插件发布。`, `The event ${name} is declared twice: one plugin publishes an event.`));
  for (const { declaration, ready } of plugins) {
    const note: Note = (zhCN, en) => problems.push(text(`插件 ${declaration.id}：${zhCN}`, `Plugin ${declaration.id}: ${en}`));
    const own = declaration.events?.publishes ?? [];
    for (const problem of [...own.flatMap(eventProblems), ...(declaration.settings === undefined ? [] : settingsProblems(declaration.settings))]) note(problem['zh-CN'], problem.en);
    checkConsumers(declaration, published, note);
    for (const { compiled, fileName } of ready) for (const publication of compiled.publishes) checkPublication(publication, own, (zhCN, en) => problems.push(text(`${fileName} actions.${publication.action}：${zhCN}`, `${fileName} actions.${publication.action}: ${en}`)));
  }
}

function checkConsumers({ events }: PluginDeclaration, published: readonly PluginEventType[], note: Note): void {
  const consumes = events?.consumes ?? [];
  for (const name of twice(consumes.map(({ event, version }) => `${event}@${version}`))) note(`对事件 ${name} 声明了两次处理，请合并为一个。`, `it consumes the event ${name} twice. Make one consumer of the two.`);
  for (const { event, version, optional } of consumes) {
    const versions = published.filter(({ type }) => type === event).map((type) => type.version);
    if (versions.includes(version) || (optional && versions.length === 0)) continue;
    if (versions.length === 0) note(`没有插件发布事件“${event}”，请核对名称；发布它的插件可以不安装时，请写 optional: true。`, `no plugin publishes the event "${event}". Check its name; where its plugin need not be installed, say optional: true.`);
    else note(`读取的是 ${event}@${version}，现在发布的版本是 ${versions.join('、')}：请读取新版本，或让发布方继续发布 ${version}。`, `it reads ${event}@${version}, but what is published is version ${versions.join(', ')}. Read that, or have its publisher go on publishing ${version}.`);
  }
}

/** What an action publishes is an event of its plugin, with the data that one declares. */
function checkPublication({ event, version, data }: Publication, own: readonly PluginEventType[], note: Note): void {
  const declared = own.find((type) => type.type === event && type.version === version);
  if (declared === undefined) return note(`插件没有声明事件 ${event}@${version}，请在 events.publishes 中用 defineEvent 声明，或更正名称和版本。`, `its plugin declares no event ${event}@${version}. Declare it with defineEvent in events.publishes, or correct name and version.`);
  const properties = (declared.data['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const required = (declared.data['required'] ?? []) as readonly string[];
  for (const key of required) if (!Object.hasOwn(data, key)) note(`缺少 ${event} 必需的数据“${key}”。`, `${event} needs the datum "${key}".`);
  for (const [key, type] of Object.entries(data)) {
    const property = properties[key];
    if (property === undefined) note(`事件 ${event} 没有数据“${key}”。`, `the event ${event} has no datum "${key}".`);
    else if (!isOfType(type, property)) note(`数据“${key}”的表达式类型是 ${type}，与声明的 ${String(property['type'] ?? 'string')} 不符。`, `the expression of "${key}" is a ${type}; the event declares ${String(property['type'] ?? 'string')}.`);
  }
}

const nameOf = ({ type, version }: PluginEventType) => `${type}@${version}`;

function twice(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
