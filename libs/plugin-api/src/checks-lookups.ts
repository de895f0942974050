import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { PluginDeclaration } from './plugin.js';

type Note = (zhCN: string, en: string) => void;

/** What a plugin's definitions look up, the plugin brings: better refused at the start than at 3 a.m. */
export function checkLookups({ lookups = [] }: PluginDeclaration, workflows: readonly CompiledWorkflow[], note: Note): void {
  const ids = lookups.map(({ id }) => id);
  for (const id of new Set(ids)) {
    if (!/^[a-z][A-Za-z0-9]{0,59}$/.test(id)) note(`查询“${id}”的编号须为 camelCase。`, `write the id of the look-up "${id}" in camelCase.`);
    if (ids.filter((other) => other === id).length > 1) note(`查询“${id}”重复声明。`, `the look-up "${id}" is declared twice.`);
  }
  for (const { id: workflow, lookups: asked } of workflows) {
    for (const name of Object.keys(asked)) if (!ids.includes(name)) note(`流程 ${workflow} 要查询“${name}”，请在 lookups 中用 defineLookup 声明，或更正名称。`, `the workflow ${workflow} looks "${name}" up. Declare it with defineLookup in lookups, or correct its name.`);
  }
}
