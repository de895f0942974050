import type { FactoryProvider } from '@nestjs/common';
import { ACCESS_SETTINGS, deriveKey, type AccessSettings } from '@stationhouse/access';
import { Database, type Tenant } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { durationMilliseconds, notFound, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { PluginSettings } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from '../plugin.js';
import { asPluginSaying, type Saying } from '../storage/saying.js';
import type { PublicQuestion } from './public-question.js';

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
}

/** Answers what anybody may ask the plugins. A question that no bureau opened, or that was never declared, is not there: all three answer the same. */
export class PublicDesk {
  constructor(private readonly options: Options) {}

  /** The name of the bureau that answers. @throws StationhouseError NOT_FOUND */
  bureauOf(address: PublicAddress): Promise<string> {
    return this.at(address, async (tenant, bureauId) => {
      const [bureau] = await tenant.sql<{ name: string }>('SELECT name FROM bureau WHERE id = $1', [bureauId]);
      return bureau?.name ?? '';
    });
  }

  /** @throws StationhouseError NOT_FOUND, and what the question refuses */
  answer(address: PublicAddress, asked: JsonObject): Promise<JsonObject> {
    const { plugin: pluginId } = address;
    return this.at(address, (tenant, bureauId, question, settings) =>
      asPluginSaying(this.options, { pluginId, statementTimeoutMs: this.options.statementTimeoutMs }, tenant, { unit: { bureauId }, bureauId, settings }, (rows) => question.answer(rows, asked)));
  }

  private async at<Answer>({ bureau, plugin, question: id }: PublicAddress, work: (tenant: Tenant, bureauId: Id, question: PublicQuestion, settings: JsonObject) => Promise<Answer>): Promise<Answer> {
    const { database, settings, plugins } = this.options;
    const question = plugins.find((one) => one.id === plugin)?.publicQuestions?.find((one) => one.id === id);
    const [found] = question === undefined ? [] : await database.unscoped<{ id: Id }>('bureau_of_code', [bureau]);
    if (question === undefined || found === undefined) throw closed();
    return database.inTenant({ stationIds: [], bureauIds: [found.id] }, async (tenant) => {
      const set = settings.has(plugin) ? (await settings.ofBureau(tenant, found.id, plugin)).values : {};
      if (!question.open(set)) throw closed();
      return work(tenant, found.id, question, set);
    });
  }
}

const closed = () => notFound(text('此页面', 'This page'));

/** The desk over the plugins of a composition. */
export function publicDesk(plugins: readonly PluginDeclaration[], statementTimeout: IsoDuration): FactoryProvider<PublicDesk> {
  return {
    provide: PublicDesk,
    useFactory: (database: Database, settings: PluginSettings, notices: Notices, jobs: Jobs, { tokenKey }: AccessSettings) =>
      new PublicDesk({ database, settings, notices, jobs, plugins, key: deriveKey(tokenKey, 'plugin'), statementTimeoutMs: durationMilliseconds(statementTimeout) }),
    inject: [Database, PluginSettings, Notices, Jobs, ACCESS_SETTINGS],
  };
}
