import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { PluginDeclaration } from './plugin.js';

/** What anybody may ask stands in an address once, and is closed until somebody opens it. */
export function checkPublicQuestions({ publicQuestions = [], settings }: PluginDeclaration, note: (zhCN: string, en: string) => void): void {
  const seen = new Set<string>();
  for (const { id, open } of publicQuestions) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note(`publicQuestions：编号“${id}”须为 kebab-case。`, `publicQuestions: write the id "${id}" in kebab-case.`);
    if (seen.has(id)) note(`publicQuestions：“${id}”重复声明。`, `publicQuestions: "${id}" is declared twice.`);
    seen.add(id);
    if (open(settings?.defaults ?? {})) note(`publicQuestions：“${id}”按默认设置即对外开放，须由分局开放。`, `publicQuestions: "${id}" is open by default; a bureau opens it.`);
  }
}

/** A page of notices shows a workflow of the plugin that says what of it is shown. */
export function checkShownNotices({ publicQuestions = [] }: PluginDeclaration, workflows: readonly CompiledWorkflow[], note: (zhCN: string, en: string) => void): void {
  for (const question of publicQuestions) {
    if (!('shows' in question) || workflows.some(({ id, public: shown }) => id === question.shows && shown !== undefined)) continue;
    note(`publicQuestions：“${question.id}”公开的流程“${question.shows}”须属于本插件，并写有 public。`, `publicQuestions: "${question.id}" shows "${question.shows}", which is no workflow of this plugin with public in its definition.`);
  }
}
