import { createHash } from 'node:crypto';
import { covers, type DataClass } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { addedFields, type JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog, WorkflowPlugin, Workflows } from '../catalog/catalog.js';

/** How a personal field is classed, why it is kept, and how long after the instance closed. */
export interface PersonalPurpose {
  readonly dataClass: DataClass;
  readonly purpose: string;
  readonly keep: IsoDuration;
  /** How long instead after some outcomes; absent where every ending is alike. */
  readonly after?: Readonly<Record<string, IsoDuration>> | undefined;
}

/** A personal field as an assessment covers it. */
export interface PersonalItem extends PersonalPurpose {
  /** Its path in the data: `parties.name`. */
  readonly field: string;
}

/** What a plugin declares as personal, in the order of its declaration. */
export function personalItems(plugin: WorkflowPlugin): PersonalItem[] {
  return Object.entries(plugin.personalData ?? {}).map(([field, { dataClass, purpose, keep, after }]) => ({ field, dataClass, purpose, keep, ...(after === undefined ? {} : { after }) }));
}

/** True for a plugin that processes P2 or P3: sensitive enough that PIPL 55 asks for an assessment before it is used. */
export function needsAssessment(plugin: WorkflowPlugin): boolean {
  return personalItems(plugin).some(({ dataClass }) => covers(dataClass, 'P2'));
}

const keyOf = ({ field, dataClass, purpose, keep, after }: PersonalItem) => JSON.stringify([field, dataClass, purpose, keep, ...(after === undefined ? [] : [Object.entries(after).sort(([left], [right]) => (left < right ? -1 : 1))])]);

/** Names the set of personal fields a plugin declares; whatever of a field changes, the name changes. */
export function fingerprintOf(plugin: WorkflowPlugin): string {
  return createHash('sha256').update(personalItems(plugin).map(keyOf).sort().join('\n')).digest('base64url').slice(0, 22);
}

/** What a plugin declares and an assessment does not cover: new fields, and fields whose class, purpose or time has changed. */
export function uncovered(plugin: WorkflowPlugin, assessed: readonly PersonalItem[]): PersonalItem[] {
  const known = new Set(assessed.map(keyOf));
  return personalItems(plugin).filter((item) => !known.has(keyOf(item)));
}

/** The name of a plugin for people. */
export function titleOf(plugin: WorkflowPlugin): Bilingual {
  return plugin.title ?? text(plugin.id, plugin.id);
}

/** The title of a personal field, from the data schema of a workflow that has it; its path where none names it. */
export function fieldTitle(workflows: Workflows, plugin: WorkflowPlugin, field: string): Bilingual {
  for (const { workflow } of plugin.workflows) {
    const title = titleIn(workflows.get(workflow).compiled.dataSchema, field.split('.'));
    if (title !== undefined) return title;
  }
  const added = (plugin.extensions ?? []).flatMap(addedFields).find(({ key }) => key === field);
  return added?.title ?? text(field, field);
}

/** What people call an ending: the title of the final state that leads to it in a workflow of the plugin. */
export function outcomeTitle(workflows: Workflows, plugin: WorkflowPlugin, outcome: string): Bilingual {
  const states = plugin.workflows.flatMap(({ workflow }) => Object.values(workflows.get(workflow).compiled.states));
  return states.find((state) => state.outcome === outcome)?.title ?? text(outcome, outcome);
}

/** With the titles of what it lies in: 当事人 · 姓名. */
function titleIn(schema: JsonObject, [key, ...rest]: readonly string[]): Bilingual | undefined {
  if (key === undefined) return schema['title'] as Bilingual | undefined;
  const inner = ((schema['properties'] ?? (schema['items'] as JsonObject | undefined)?.['properties'] ?? {}) as JsonObject)[key] as JsonObject | undefined;
  if (inner === undefined) return undefined;
  const [own, deeper] = [(inner['title'] as Bilingual | undefined) ?? text(key, key), rest.length === 0 ? undefined : titleIn(inner, rest)];
  if (rest.length === 0) return own;
  return deeper === undefined ? undefined : text(`${own['zh-CN']} · ${deeper['zh-CN']}`, `${own.en} · ${deeper.en}`);
}

/** @throws StationhouseError NOT_FOUND */
export async function pluginOf(tenant: Tenant, catalog: WorkflowCatalog, id: string): Promise<WorkflowPlugin> {
  const plugin = (await catalog.seen(tenant)).plugin(id);
  if (plugin === undefined) throw notFound(text('插件', 'Plugin'));
  return plugin;
}
