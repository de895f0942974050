import { isDuration, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { compileSchema, type Checker } from '@stationhouse/workflow';
import type { AutomationCallRow } from '../entities.js';
import { AutomationFailure, type AttachedFile, type Automation, type AutomationDoors, type DocumentFiles, type DocumentToMake, type ExerciseFacts, type FileToAttach } from './automation.js';
import type { EgressDeclaration } from './egress/declaration.js';
import type { Egress } from './egress/egress.js';

/** What is wrong with a declaration; empty when nothing is. */
export function automationProblems(automation: Automation): Bilingual[] {
  const { id, timeout, retry, breaker } = automation;
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`自动步骤 ${id}：${zhCN}`, `The automation ${id}: ${en}`));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
  if (!isModule(automation.module)) note('须写 module: import.meta.url，处理程序所在进程据此加载。', 'say module: import.meta.url, so that the process which runs its handler finds it.');
  for (const duration of [timeout, retry.backoff ?? 'PT0S', breaker.pause]) if (!isDuration(duration)) note(`“${duration}”不是时长，例如 PT30S。`, `"${duration}" is not a duration like PT30S.`);
  for (const count of [retry.attempts, breaker.failures]) if (!Number.isInteger(count) || count < 1) note('次数须为正整数。', 'attempts and failures are whole numbers from 1.');
  for (const part of ['input', 'output'] as const) {
    try {
      compileSchema(automation[part]);
    } catch (error) {
      note(`${part} 不是有效的 JSON Schema。`, `${part} is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
    }
  }
  return problems;
}

function isModule(address: unknown): boolean {
  return typeof address === 'string' && URL.canParse(address) && new URL(address).protocol === 'file:';
}

/** What a plugin brings for its automations. */
export interface AutomationsOfPlugin {
  readonly id: string;
  readonly automations?: readonly Automation[];
  readonly egress?: readonly EgressDeclaration[];
}

/** The automations of a composition, by id. */
export class AutomationBook {
  /** Where files go; set by what keeps attachments. */
  files: { attach(call: AutomationCallRow, file: FileToAttach): Promise<AttachedFile>; withdraw(call: AutomationCallRow): Promise<number> } | undefined;
  /** Who makes documents; set by what keeps templates. */
  documents: { make(call: AutomationCallRow, plugin: string, wish: DocumentToMake): Promise<DocumentFiles> } | undefined;
  /** Who knows how exercises went. */
  exercises: { facts(stationId: Id, id: string): Promise<ExerciseFacts | null> } | undefined;
  /** The way out; set by the composition. Without it nothing goes out. */
  egress: Egress | undefined;
  private readonly byId: ReadonlyMap<string, { readonly automation: Automation; readonly plugin: AutomationsOfPlugin }>;

  constructor(plugins: readonly AutomationsOfPlugin[]) {
    this.byId = new Map(plugins.flatMap((plugin) => (plugin.automations ?? []).map((automation) => [automation.id, { automation, plugin }] as const)));
  }

  find(id: string): Automation | undefined {
    return this.byId.get(id)?.automation;
  }

  /** The plugin that brings an automation: its calls share a process. @throws Error for one that nobody brings */
  pluginOf(id: string): AutomationsOfPlugin {
    const found = this.byId.get(id);
    if (found === undefined) throw new Error(`No plugin brings the automation "${id}".`);
    return found.plugin;
  }

  /** What a call may ask of the house. @param signal ends what is under way with the call */
  doorsOf(call: AutomationCallRow, signal: AbortSignal): AutomationDoors {
    const files = () => {
      if (this.files === undefined) throw new AutomationFailure('noFileStore', { note: 'this installation keeps no files', final: true });
      return this.files;
    };
    return {
      attach: async (file) => files().attach(call, file),
      document: async (wish) => {
        if (this.documents === undefined) throw new AutomationFailure('noFileStore', { note: 'this installation keeps no files', final: true });
        return this.documents.make(call, this.pluginOf(call.automation).id, wish);
      },
      exercise: async (id) => (await this.exercises?.facts(call.stationId, id)) ?? null,
      withdrawFiles: async () => files().withdraw(call),
      fetch: async (destination, request = {}) => {
        if (this.egress === undefined) throw new AutomationFailure('egressNotAllowed', { note: destination, final: true });
        return this.egress.fetch(call, this.pluginOf(call.automation), destination, request, signal);
      },
    };
  }

  /** Checks what goes in or comes out of an automation. */
  checker(automation: Automation, part: 'input' | 'output'): Checker {
    return compileSchema(automation[part]);
  }
}
