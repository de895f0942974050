import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Catch, Module, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ACCESS_DEFAULTS, AccessModule, answerAhead, maskPersonalFields, NO_EXCEPTIONS, PermissionRegistry, RequestContext, runAsRequest, type AccessSettings } from '@stationhouse/access';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { isStationhouseError, newId, systemClock, type Id } from '@stationhouse/kernel';
import { NotifyModule, notifyPermissions } from '@stationhouse/notify';
import { jobsUrlOf, openTestDatabase, type TestDatabase, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { WorkflowCatalog, WorkflowModule, workflowPermissions, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { graphql, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { entities, migrations } from './runtime-world.js';

/** Who asks. */
export interface Asker {
  readonly station: TestStation;
  readonly officer: TestOfficer;
  /** For roles held at the bureau: the stations it has. */
  readonly bureauOf?: readonly TestStation[] | undefined;
  /** Further stations where the same roles are held. */
  readonly alsoAt?: readonly TestStation[] | undefined;
}

/** The workflow part of the API in an application of its own. */
export interface GraphqlWorld<Answer> {
  readonly test: TestDatabase;
  readonly jobs: Jobs;
  readonly app: NestFastifyApplication;
  readonly schema: GraphQLSchema;
  requestOf(asker: Asker): RequestContext;
  ask(asker: Asker, source: string, variables?: Readonly<Record<string, unknown>>): Promise<ExecutionResult>;
  /** @throws whatever the API refused with */
  answer(asker: Asker, source: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** The code of a refusal; undefined for an answer. */
  refusal(asker: Asker, source: string, variables?: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  close(): Promise<void>;
}

/** As the product's own filter does for GraphQL; without one Nest logs every refusal as an error. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** @param always variables every document may use */
export async function openGraphql<Answer>(plugins: readonly WorkflowPlugin[], testClock: boolean, always: (asker: Asker) => Readonly<Record<string, unknown>>): Promise<GraphqlWorld<Answer>> {
  const test = await openTestDatabase({ entities, migrations });
  const jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: () => undefined });
  const app = await applicationOn(test, jobs, plugins, testClock);
  await app.get(WorkflowCatalog).publish(test.database);
  const { schema } = app.get(GraphQLSchemaHost);
  const requestOf = (asker: Asker) => requestBy(asker, app.get(PermissionRegistry));
  const ask: GraphqlWorld<Answer>['ask'] = (asker, source, variables = {}) => runAsRequest(requestOf(asker), () => graphql({ schema, source, variableValues: { ...always(asker), ...variables }, contextValue: { req: {} } }));
  return {
    test, jobs, app, schema, requestOf, ask,
    answer: async (...asked) => {
      const result = await ask(...asked);
      if (result.errors !== undefined) throw result.errors[0]?.originalError ?? result.errors[0];
      return result.data as unknown as Answer;
    },
    refusal: async (...asked) => {
      const [error] = (await ask(...asked)).errors ?? [];
      const cause = error?.originalError;
      return isStationhouseError(cause) ? cause.code : error?.message;
    },
    close: async () => {
      await app.close();
      await jobs.close();
      await test.close();
    },
  };
}

async function applicationOn(test: TestDatabase, jobs: Jobs, plugins: readonly WorkflowPlugin[], testClock: boolean): Promise<NestFastifyApplication> {
  @Module({
    providers: [{ provide: Database, useValue: test.database }, { provide: DomainClock, useValue: new DomainClock() }, { provide: Jobs, useValue: jobs }],
    exports: [Database, DomainClock, Jobs],
  })
  class PlatformModule {}
  const settings: AccessSettings = { ...ACCESS_DEFAULTS, tokenKey: 'k'.repeat(43), publicUrl: undefined, clock: systemClock } as AccessSettings;
  const testing = await Test.createTestingModule({
    imports: [
      { module: PlatformModule, global: true },
      GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, transformSchema: (schema) => maskPersonalFields(answerAhead(schema)), buildSchemaOptions: { noDuplicatedFields: true } }),
      AccessModule.forRoot({ permissions: [...workflowPermissions, ...notifyPermissions], settings }),
      NotifyModule.forRoot(),
      WorkflowModule.forRoot({ plugins: plugins.map((plugin) => ({ declaration: plugin, definitions: plugin.workflows, extensions: plugin.extensions })), testClock: { enabled: testClock, production: false } }),
    ],
    providers: [{ provide: APP_FILTER, useClass: Rethrow }],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.init();
  return app;
}

function requestBy({ station, officer, bureauOf, alsoAt = [] }: Asker, registry: PermissionRegistry): RequestContext {
  const stationIds: readonly (Id | undefined)[] = bureauOf === undefined ? [station, ...alsoAt].map(({ id }) => id) : [undefined];
  const memberships = stationIds.flatMap((stationId) => officer.roles.map((role) => ({ id: newId(), role, bureauId: station.bureauId, stationId, teamId: undefined, postId: undefined })));
  const account = { id: officer.accountId, bureauId: station.bureauId, login: 'x', displayName: 'x' };
  const session = { ...NO_EXCEPTIONS, bureauId: station.bureauId, id: newId(), account, memberships, bureauStationIds: (bureauOf ?? []).map(({ id }) => id), secondFactor: false, idleLockMinutes: 15, restriction: undefined };
  return new RequestContext({ requestId: newId(), address: '127.0.0.1', locale: 'zh-CN', transport: 'http' }, session, undefined, registry);
}
