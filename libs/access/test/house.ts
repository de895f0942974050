import { Catch, Global, Module, type ArgumentsHost, type ExceptionFilter, type Type } from '@nestjs/common';
import { APP_FILTER, ModulesContainer } from '@nestjs/core';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, type GqlContextType } from '@nestjs/graphql';
import fastifyCookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  ACCESS_DEFAULTS,
  accessEntities,
  AccessModule,
  accessMigrations,
  createAccount,
  createBureau,
  grantBureauRole,
  grantRole,
  insertStation,
  answerAhead,
  maskPersonalFields,
  Passwords,
  serveRequestContext,
  Sessions,
  type AccessSettings,
  type Permission,
} from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, type Entities, type Migration, type Tenant } from '@stationhouse/database';
import { isStationhouseError, newId, type Clock } from '@stationhouse/kernel';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  private moment = new Date('2026-03-02T08:00:00.000Z');

  now(): Date {
    return new Date(this.moment);
  }

  advance(minutes: number): void {
    this.moment = new Date(this.moment.getTime() + minutes * 60_000);
  }
}

export const PASSWORD = 'grün-Tor 二〇二六';
const cost = { memoryKibibytes: 64, passes: 1 };
const passwordHash = new Passwords(cost).hash(PASSWORD);

@Catch()
class Refusals implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') return error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!isStationhouseError(error)) return reply.status((error as { status?: number }).status ?? 500).send({ error: { code: String(error) } });
    return reply.status(error.status).send({ error: { code: error.code, details: error.details } });
  }
}

/** What one test of this library stands on: a database, and a server composed as the product composes it. */
export interface House {
  readonly test: TestDatabase;
  readonly app: NestFastifyApplication;
  readonly clock: HandClock;
  readonly modules: ModulesContainer;
  close(): Promise<void>;
}

/** @param brings.beside another house, to be a second process on its database */
export async function openHouse(brings: { beside?: House; settings?: Partial<AccessSettings>; permissions?: readonly Permission[]; providers?: readonly Type[]; controllers?: readonly Type[]; entities?: Entities; migrations?: readonly Migration[] } = {}): Promise<House> {
  const test = brings.beside?.test ?? await openTestDatabase({ entities: [...auditEntities, ...accessEntities, ...(brings.entities ?? [])], migrations: [...auditMigrations, ...accessMigrations, ...(brings.migrations ?? [])] });
  const clock = brings.beside?.clock ?? new HandClock();
  const settings: AccessSettings = { ...ACCESS_DEFAULTS, tokenKey: 'a key of the tests, thirty-two characters', passwordCost: cost, clock, ...brings.settings };

  @Global()
  @Module({ providers: [{ provide: Database, useValue: test.database }], exports: [Database] })
  class Rows {}

  const compiled = await Test.createTestingModule({
    imports: [
      Rows,
      AccessModule.forRoot({ permissions: brings.permissions ?? [], settings }),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        autoSchemaFile: true,
        graphiql: false,
        includeStacktraceInErrorResponses: false,
        transformSchema: (schema) => maskPersonalFields(answerAhead(schema)),
        buildSchemaOptions: { numberScalarMode: 'integer' },
        formatError: (formatted, error) => {
          const cause = error instanceof GraphQLError ? error.originalError : error;
          return isStationhouseError(cause) ? { message: cause.text.en, extensions: { code: cause.code } } : formatted;
        },
      }),
    ],
    providers: [{ provide: APP_FILTER, useClass: Refusals }, ...(brings.providers ?? [])],
    controllers: [...(brings.controllers ?? [])],
  }).compile();
  const app = compiled.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: ['error'] });
  serveRequestContext(app.getHttpAdapter().getInstance(), app.get(Sessions), (path) => path !== '/health');
  await app.register(fastifyCookie as never);
  await app.init();
  return { test, app, clock, modules: app.get(ModulesContainer), close: () => app.close().then(() => (brings.beside === undefined ? test.close() : undefined)) };
}

/** A bureau with its stations and people. */
export class BureauMaker {
  readonly id = newId();

  private constructor(
    private readonly database: Database,
    readonly code: string,
  ) {}

  static async make(house: House, code: string): Promise<BureauMaker> {
    const maker = new BureauMaker(house.test.database, code);
    await maker.run((tenant) => createBureau(tenant, { id: maker.id, name: `${code} 分局`, code, timeZone: 'Asia/Shanghai' }));
    return maker;
  }

  run<Result>(work: (tenant: Tenant) => Promise<Result>, stationIds: readonly string[] = []): Promise<Result> {
    return this.database.inTenant({ stationIds, bureauIds: [this.id] }, work);
  }

  async station(code: string): Promise<string> {
    const station = await this.run((tenant) => insertStation(tenant, this.id, { name: `${code} 派出所`, code, kind: 'oldTown', timeZone: 'Asia/Shanghai' }));
    return station.id;
  }

  /** An account that chose its password itself. */
  async account(login: string, displayName = login): Promise<string> {
    const hash = await passwordHash;
    const account = await this.run((tenant) => createAccount(tenant, this.id, { login, displayName, passwordHash: hash, mustChangePassword: false }));
    return account.id;
  }

  /** An account with a role at a station, or at the bureau when none is given. */
  async person(login: string, role: string, stationId?: string): Promise<string> {
    const accountId = await this.account(login);
    await this.grant(accountId, role, stationId);
    return accountId;
  }

  async grant(accountId: string, role: string, stationId?: string): Promise<string> {
    const bureauId = this.id;
    if (stationId === undefined) return (await this.run((tenant) => grantBureauRole(tenant, { bureauId, accountId, role }))).id;
    return (await this.run((tenant) => grantRole(tenant, { bureauId, stationId, accountId, role }), [stationId])).id;
  }
}

/** A browser: keeps its cookie and its access token. */
export class Browser {
  cookie: string | undefined;
  token: string | undefined;

  constructor(private readonly house: House) {}

  async post(url: string, body?: object, headers: Record<string, string> = { 'x-stationhouse': '1' }): Promise<{ status: number; body: Record<string, unknown>; setCookie: string | undefined }> {
    const answer = await this.house.app.inject({
      method: 'POST',
      url,
      headers: { ...headers, ...(this.cookie === undefined ? {} : { cookie: this.cookie }), ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }) },
      ...(body === undefined ? {} : { payload: body }),
    });
    const setCookie = answer.headers['set-cookie']?.toString();
    if (setCookie !== undefined) this.cookie = setCookie.split(';')[0];
    const parsed = answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>);
    if (typeof parsed['accessToken'] === 'string') this.token = parsed['accessToken'];
    return { status: answer.statusCode, body: parsed, setCookie };
  }

  /** The code of a refused request; undefined when it was answered. */
  async refused(url: string, body?: object): Promise<string | undefined> {
    return ((await this.post(url, body)).body['error'] as { code: string } | undefined)?.code;
  }

  async graphql(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<{ data: Record<string, unknown> | null; code: string | undefined; message: string | undefined }> {
    const answer = await this.house.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { ...headers, ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }) },
      payload: { query, variables },
    });
    const { data, errors } = answer.json<{ data?: Record<string, unknown> | null; errors?: { message: string; extensions?: { code?: string } }[] }>();
    return { data: data ?? null, code: errors?.[0]?.extensions?.code, message: errors?.[0]?.message };
  }
}

/** Signs somebody in who has chosen the password of the tests. */
export async function signIn(house: House, login: string): Promise<Browser> {
  const browser = new Browser(house);
  const { status, body } = await browser.post('/auth/sign-in', { login, password: PASSWORD });
  if (status !== 200) throw new Error(`${login} could not sign in: ${JSON.stringify(body)}`);
  return browser;
}
