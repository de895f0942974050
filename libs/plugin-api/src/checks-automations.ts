import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { PluginDeclaration } from './plugin.js';

/**
 * Makes sure that the process of a plugin will find its automations: each is exported by the file it names. The files are loaded already, so
 * that this costs nothing.
 * @throws StationhouseError PLUGIN_INVALID naming the plugin, the automation and the mend
 */
export async function checkAutomationModules(plugins: readonly PluginDeclaration[]): Promise<void> {
  const problems: Bilingual[] = [];
  for (const { id: plugin, automations = [] } of plugins) {
    for (const { id, module } of automations) {
      const exported = Object.values((await import(module)) as Readonly<Record<string, unknown>>);
      if (exported.some((one) => typeof one === 'object' && one !== null && 'id' in one && one.id === id)) continue;
      problems.push(text(`插件 ${plugin}：自动步骤 ${id} 未由 module 所指文件导出，请在声明它的文件中 export。`, `Plugin ${plugin}: the automation ${id} is not exported by the file its module names. Export it where it is declared.`));
    }
  }
  const lines = (locale: keyof Bilingual) => problems.map((problem) => problem[locale]).join('\n');
  if (problems.length > 0) throw new StationhouseError('PLUGIN_INVALID', text(lines('zh-CN'), lines('en')));
}
