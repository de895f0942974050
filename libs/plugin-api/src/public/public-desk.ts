import type { FactoryProvider } from '@nestjs/common';
import { ACCESS_SETTINGS, deriveKey, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { badInput, durationMilliseconds, notFound, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { PluginGate, PluginSettings, PublicNotices, WorkflowCatalog, WorkflowRuntime, type PublicPage } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from '../plugin.js';
import { asPluginSaying, type Saying } from '../storage/saying.js';
import type { AskedQuestion, PublicQuestion, ShownNotices } from './public-question.js';

/** Which question, of which bureau. */
export interface PublicAddress {
  /** The bureau's code, in capitals or not. */
  readonly bureau: string;
  readonly plugin: string;
  readonly question: string;
}

interface Options extends Saying {
  readonly database: Database;
  readonly settings: PluginSettings;
  readonly plugins: readonly PluginDeclaration[];
  readonly statementTimeoutMs: number;
  readonly shown: PublicNotices;
}

/** Answers what anybody may ask the plugins. A question that no bureau opened, or that was never declared, is not there: all three answer the same. */
export class PublicDesk {
  constructor(private readonly options: Options) {}

  /** The name of the bureau that answers. @throws StationhouseError NOT_FOUND */
  async bureauOf(address: PublicAddress): Promise<string> {
    const { bureauId } = await this.opened(address);
    const [bureau] = await this.options.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ name: string }>('SELECT name FROM bureau WHERE id = $1', [bureauId]));
    return bureau?.name ?? '';
  }

  /** @throws StationhouseError NOT_FOUND, and what the question refuses */
  async answer(address: PublicAddress, asked: JsonObject): Promise<JsonObject> {
    const opened = await this.opened(address);
    return 'shows' in opened.question ? this.show(pageOf(address, opened.bureauId, opened.question), asked) : this.ask(address.plugin, opened.bureauId, opened.settings, opened.question, asked);
  }

  /** A photo of a notice that is shown now. @throws StationhouseError NOT_FOUND */
  async photo(address: PublicAddress, notice: string, place: number): ReturnType<PublicNotices['photo']> {
    const { bureauId, question } = await this.opened(address);
    if (!('shows' in question)) throw closed();
    return this.options.shown.photo(pageOf(address, bureauId, question), notice, place);
  }

  private ask(pluginId: string, bureauId: Id, settings: JsonObject, question: AskedQuestion, asked: JsonObject): Promise<JsonObject> {
    const { database, statementTimeoutMs } = this.options;
    return database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => asPluginSaying(this.options, { pluginId, statementTimeoutMs }, tenant, { unit: { bureauId }, bureauId, settings }, (rows) => question.answer(rows, asked)));
  }

  private async show(page: PublicPage, { notice, say }: JsonObject): Promise<JsonObject> {
    const { shown } = this.options;
    if (notice === undefined && say === undefined) return { notices: await shown.all(page) };
    if (typeof notice !== 'string' || typeof say !== 'object' || say === null || Array.isArray(say)) throw badInput('body', text('请求内容有误，请刷新页面后重试。', 'The request is not one this page makes. Reload the page and try again.'));
    return { result: await shown.say(page, notice, say as JsonObject) };
  }

  private async opened({ bureau, plugin, question: id }: PublicAddress): Promise<{ readonly bureauId: Id; readonly question: PublicQuestion; readonly settings: JsonObject }> {
    const { database, settings, plugins } = this.options;
    const question = plugins.find((one) => one.id === plugin)?.publicQuestions?.find((one) => one.id === id);
    const [found] = question === undefined ? [] : await database.unscoped<{ id: Id }>('bureau_of_code', [bureau]);
    if (question === undefined || found === undefined) throw closed();
    const set = settings.has(plugin) ? await database.inTenant({ stationIds: [], bureauIds: [found.id] }, async (tenant) => (await settings.ofBureau(tenant, found.id, plugin)).values) : {};
    if (!question.open(set)) throw closed();
    return { bureauId: found.id, question, settings: set };
  }
}

const pageOf = ({ plugin }: PublicAddress, bureauId: Id, { shows }: ShownNotices): PublicPage => ({ bureauId, pluginId: plugin, workflow: shows });
const closed = () => notFound(text('此页面', 'This page'));

/** The desk over the plugins of a composition. */
export function publicDesk(plugins: readonly PluginDeclaration[], statementTimeout: IsoDuration): FactoryProvider<PublicDesk> {
  return {
    provide: PublicDesk,
    useFactory: (database: Database, settings: PluginSettings, notices: Notices, jobs: Jobs, { tokenKey }: AccessSettings, catalog: WorkflowCatalog, gate: PluginGate, runtime: WorkflowRuntime) => {
      const shown = new PublicNotices({ database, catalog, gate, runtime, key: deriveKey(tokenKey, 'public-notice') });
      return new PublicDesk({ database, settings, notices, jobs, plugins, shown, key: deriveKey(tokenKey, 'plugin'), statementTimeoutMs: durationMilliseconds(statementTimeout) });
    },
    inject: [Database, PluginSettings, Notices, Jobs, ACCESS_SETTINGS, WorkflowCatalog, PluginGate, WorkflowRuntime],
  };
}
