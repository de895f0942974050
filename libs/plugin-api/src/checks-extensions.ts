import { isStationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { addedFields, compileLayers, parseExtension, type Definition, type Extension, type ParsedExtension, type Rules } from '@stationhouse/workflow';
import type { PluginDeclaration } from './plugin.js';

/** A plugin with its definitions, and with what it adds to those of others. */
export interface Extending {
  readonly declaration: PluginDeclaration;
  readonly definitions: readonly Definition[];
  /** In the order of the declaration's `extensions`; one that does not read is missing. */
  readonly added: readonly ParsedExtension[];
}

const NO_RULES: Rules = {};

/** Reads what a plugin adds to workflows of others. What does not read is a problem, with file, line and mend. */
export function readExtensions(plugin: PluginDeclaration, problems: Bilingual[]): ParsedExtension[] {
  return (plugin.extensions ?? []).flatMap((file) => {
    try {
      return [parseExtension(file.text, file.fileName, plugin.id)];
    } catch (error) {
      problems.push(blaming(plugin.id, error));
      return [];
    }
  });
}

/** The personal fields that an extension adds, with their classes; P0 is nobody's. */
export function extensionFields(extension: Extension): [string, string][] {
  return addedFields(extension).flatMap(({ key, 'x-personal': dataClass }): [string, string][] => (dataClass === undefined || dataClass === 'P0' ? [] : [[key, dataClass]]));
}

/**
 * What plugins add to each other's workflows: the workflow is there, it offers the place, nothing goes beyond what an overlay may, and all
 * of it together makes a definition that runs. They are put in as they will be at work: in the order of the plugins' ids.
 * @returns what is in force, by plugin; without optional ones whose workflow is not installed
 */
export function checkExtensions(plugins: readonly Extending[], problems: Bilingual[]): ReadonlyMap<string, readonly Extension[]> {
  const workflows = new Map(plugins.flatMap(({ declaration, definitions }) => definitions.map((definition) => [definition.workflow, { definition, declaration }] as const)));
  const before = new Map<string, ParsedExtension[]>();
  const inForce = new Map<string, Extension[]>();
  for (const { declaration, added } of [...plugins].sort((left, right) => (left.declaration.id < right.declaration.id ? -1 : 1))) {
    for (const layer of added) {
      const { workflow } = layer.overlay.of;
      const own = inForce.get(declaration.id) ?? [];
      const extended = workflows.get(workflow);
      const refusal = refusalOf(declaration, layer, extended, own);
      if (refusal !== undefined) problems.push(refusal);
      if (refusal !== undefined || extended === undefined) continue;
      const layers = [...(before.get(workflow) ?? []), layer];
      const wrong = together(declaration.id, extended.definition, layers, extended.declaration.rules ?? NO_RULES);
      if (wrong !== undefined) problems.push(wrong);
      else before.set(workflow, layers);
      inForce.set(declaration.id, [...own, layer.overlay]);
    }
  }
  return inForce;
}

/** Why an extension has no place; undefined where it has, or where it may wait for its workflow. */
function refusalOf(declaration: PluginDeclaration, { overlay: { of: { workflow } }, source }: ParsedExtension, extended: { readonly declaration: PluginDeclaration; readonly definition: Definition } | undefined, own: readonly Extension[]): Bilingual | undefined {
  const place = `${source.fileName}:${source.lineOf(['of', 'workflow']) ?? 1} of.workflow`;
  const say = (zhCN: string, en: string) => text(`插件 ${declaration.id}：${place}：${zhCN}`, `Plugin ${declaration.id}: ${place}: ${en}`);
  const optional = (declaration.extensions ?? []).some((file) => file.fileName === source.fileName && file.optional === true);
  if (extended === undefined && !optional) return say(`没有流程“${workflow}”。请核对编号，或安装带来它的插件；若该插件可以不装，请写 optional: true。`, `there is no workflow "${workflow}". Check its id, or add the plugin that brings it; where that need not be installed, say optional: true.`);
  if (extended?.declaration.id === declaration.id) return say(`“${workflow}”是本插件的流程，请直接写进它的定义。`, `"${workflow}" is the plugin’s own workflow. Write it into its definition.`);
  if (extended?.definition.apart === true) return say(`“${workflow}”标为 apart，其他插件不得扩展。`, `"${workflow}" is kept apart: no other plugin adds to it.`);
  if (own.some((one) => one.of.workflow === workflow)) return say(`对流程“${workflow}”已有一份扩展，请合并为一份。`, `there is an extension of "${workflow}" already. Make it one.`);
  return undefined;
}

/** What is wrong with a workflow when the last of some layers is put in. */
function together(pluginId: string, definition: Definition, layers: readonly ParsedExtension[], rules: Rules): Bilingual | undefined {
  try {
    compileLayers({ definition, template: 1 }, layers, rules);
    return undefined;
  } catch (error) {
    const said = blaming(pluginId, error);
    const file = layers.at(-1)?.source.fileName ?? '';
    // What only the definition as a whole shows stands in no line of the file.
    return said.en.includes(file) ? said : text(`${said['zh-CN']}（${file}）`, `${said.en} (${file})`);
  }
}

function blaming(pluginId: string, error: unknown): Bilingual {
  if (!isStationhouseError(error)) throw error;
  return text(`插件 ${pluginId}：${error.text['zh-CN']}`, `Plugin ${pluginId}: ${error.text.en}`);
}
