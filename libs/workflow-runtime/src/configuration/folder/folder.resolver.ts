import { Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { scopeOf } from '../../graphql/configuration.resolver.js';
import { publishConfiguration } from '../../permissions.js';
import type { Scope } from '../overlays.js';
import { ConfigurationFolder } from './folder.js';

@ObjectType('ConfigurationFile', { description: 'One file of a configuration.' })
export class ConfigurationFileView {
  @Field(() => String, { description: 'Within the folder: overlays/dispute-mediation.yaml.' }) path!: string;
  @Field(() => String, { description: 'UTF-8 text; of a binary file its bytes in base64.' }) content!: string;
  @Field(() => Boolean, { description: 'True for a Word file: the content is base64.' }) binary!: boolean;
}

@InputType({ description: 'One file of a configuration.' })
export class ConfigurationFileInput {
  @Field(() => String, { description: 'Within the folder: overlays/dispute-mediation.yaml.' }) path!: string;
  @Field(() => String, { description: 'UTF-8 text; of a binary file its bytes in base64.' }) content!: string;
  @Field(() => Boolean, { defaultValue: false, description: 'True for a Word file: the content is base64.' }) binary!: boolean;
}

@ObjectType({ description: 'What a file of a configuration changes.' })
export class ConfigurationFileChange {
  @Field(() => String) path!: string;
  @Field(() => Text) text!: Bilingual;
}

@ObjectType({ description: 'What keeps a file from being brought in.' })
export class ConfigurationFileProblem {
  @Field(() => String) path!: string;
  @Field(() => Int, { nullable: true, description: 'From 1; null where the file as a whole is meant.' }) line!: number | null;
  @Field(() => String) code!: string;
  @Field(() => Text, { description: 'What is wrong and what to do.' }) text!: Bilingual;
}

@ObjectType({ description: 'What bringing a configuration in comes to.' })
export class ConfigurationImport {
  @Field(() => Boolean, { description: 'False for a dry run, and while anything is wrong: nothing was changed.' }) applied!: boolean;
  @Field(() => [ConfigurationFileChange]) changes!: readonly ConfigurationFileChange[];
  @Field(() => [ConfigurationFileProblem]) problems!: readonly ConfigurationFileProblem[];
  @Field(() => [String], { description: 'Files that say what holds already.' }) unchanged!: readonly string[];
}

const BUREAU = { type: () => ID };
const STATION = { type: () => ID, nullable: true, description: 'The station whose configuration is meant; the bureau’s without.' };

/** The configuration of a bureau or station as files. */
@Resolver()
export class ConfigurationFolderResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly folder: ConfigurationFolder,
  ) {}

  @Query(() => [ConfigurationFileView], { description: 'The whole configuration as a folder of files, to keep, compare and carry elsewhere: workflows of the bureau’s own, overlays, plugins with their settings, hours or holidays, schedules, Word templates, what is taken from roles, review rules, import profiles. Nothing personal, no secrets. What the caller may not change is left out. NOT_FOUND.' })
  @Requires(publishConfiguration)
  configurationFolder(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined): Promise<ConfigurationFileView[]> {
    const scope = scopeOf(bureauId, stationId);
    return this.within(scope, async (tenant) => {
      const [unit] = await tenant.sql<{ name: string }>(scope.level === 'station' ? `SELECT code || ' ' || name AS name FROM station WHERE id = $1` : 'SELECT name FROM bureau WHERE id = $1', [scope.scopeId]);
      return (await this.folder.read(tenant, scope, this.may(scope), unit?.name ?? '')).map(({ path, content, binary = false }) => ({ path, content, binary }));
    });
  }

  @Mutation(() => ConfigurationImport, { description: 'Brings a configuration in from files: all of it, or nothing while anything is wrong. Each file comes to the commands of the pages, with their bounds, locks and permissions; what no file says stays. A dry run says what would change. NOT_FOUND, BAD_INPUT, CONFLICT.' })
  @Requires(publishConfiguration)
  importConfiguration(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('files', { type: () => [ConfigurationFileInput], description: 'At most 200; text of at most 800,000 characters in all, binary files of at most 3,000,000 in base64.' }) files: ConfigurationFileInput[],
    @Args('dryRun', { type: () => Boolean, description: 'Says what would change, and keeps nothing.' }) dryRun: boolean,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<ConfigurationImport> {
    const scope = scopeOf(bureauId, stationId);
    return this.folder.write((work) => this.within(scope, work), scope, this.may(scope), { files, dryRun, idempotencyKey }).then(({ problems, ...result }) => ({ ...result, problems: problems.map((problem) => ({ ...problem, line: problem.line ?? null })) }));
  }

  private may({ level, scopeId }: Scope): (permission: string) => boolean {
    return (permission) => this.gate.may(permission, level === 'station' ? { stationId: scopeId } : { bureauId: scopeId });
  }

  /** A bureau's policies reach all its stations. */
  private async within<Result>({ level, scopeId, bureauId }: Scope, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    if (level === 'station') return this.gate.inScope({ stationIds: [scopeId], bureauIds: [bureauId] }, work);
    const stations = await this.gate.inBureau(bureauId, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId]));
    return this.gate.inScope({ stationIds: stations.map(({ id }) => id), bureauIds: [bureauId] }, work);
  }
}
