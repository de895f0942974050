import type { DocumentDeclaration } from '@stationhouse/files';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import type { PluginDeclaration } from './plugin.js';

/** What is wrong with the declarations of documents; empty when nothing is. */
export function documentProblems(documents: readonly DocumentDeclaration[]): Bilingual[] {
  const problems: Bilingual[] = [];
  for (const { id, data } of documents) {
    const note = (zhCN: string, en: string) => problems.push(text(`文书 ${id}：${zhCN}`, `The document ${id}: ${en}`));
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
    if (data['type'] !== 'object') note('data 须为对象（type: object），其属性即模板可用的标记。', 'data must be an object (type: object), whose properties are the tags.');
    try {
      compileSchema(data as JsonObject);
    } catch (error) {
      note('data 不是有效的 JSON Schema。', `data is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
    }
  }
  return problems;
}

/**
 * Makes sure that the templates plugins bring can be filled and show what they should: as the ones of stations, they are looked at before anybody waits for a paper.
 * @throws StationhouseError PLUGIN_INVALID naming the plugin, the document, the tag and the mend
 */
export async function checkDocumentTemplates(plugins: readonly PluginDeclaration[]): Promise<void> {
  const all = plugins.flatMap(({ id: plugin, documents = [] }) => documents.map((document) => ({ plugin, document })));
  if (all.length === 0) return;
  const { checkTemplate } = await import('@stationhouse/files/documents');
  const problems: Bilingual[] = [];
  for (const { plugin, document } of all) {
    const found = await checkTemplate(document.template.bytes, document.data);
    for (const { tag, text: said } of [...found.problems, ...found.warnings]) {
      const at = tag === null ? '' : ` {${tag}}`;
      problems.push(text(`插件 ${plugin}：文书 ${document.id} 的模板 ${document.template.fileName}${at}：${said['zh-CN']}`, `Plugin ${plugin}: the template ${document.template.fileName} of the document ${document.id}${at}: ${said.en}`));
    }
  }
  const lines = (locale: keyof Bilingual) => problems.map((problem) => problem[locale]).join('\n');
  if (problems.length > 0) throw new StationhouseError('PLUGIN_INVALID', text(lines('zh-CN'), lines('en')));
}
