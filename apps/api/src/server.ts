import 'reflect-metadata';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AccessSettings, liveHooks, serveRequestContext, Sessions } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { Reception, serveInboundEvents } from '@stationhouse/inbound';
import { storageOf, type PluginDeclaration } from '@stationhouse/plugin-api';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { checkedPlugins, compose, entities, migrations, uploadBytes, type Composition } from './composition.js';
import { serveLive } from './graphql/live.js';
import { serveHttp } from './http.js';
import { listen } from './listen.js';
import { createLogger, nestLogger } from './logging.js';
import { Metrics, type OperatingFigure } from './operations/metrics.js';
import type { Settings } from './settings.js';
import { prepare } from './prepare.js';
import { openStorage, tokenKey, type Progress } from './storage.js';
import { answerRefusal } from './rest-errors.js';
import { isApiPath } from './web-files.js';
import { startWorker } from './worker.js';

/** `all` on one machine; `api` serves requests and `worker` runs jobs and timers when they are scaled apart. */
export type Role = 'all' | 'api' | 'worker';

export interface StartOptions {
  readonly role: Role;
  readonly progress: Progress;
  /** False serves no web app: tests of the API alone. */
  readonly web?: boolean;
  readonly logger?: Logger;
  /** Overrides of sign-in's settings, for tests. */
  readonly access?: Partial<AccessSettings>;
  /** Plugins beside those of the installation, for tests. */
  readonly plugins?: readonly PluginDeclaration[];
  /** Where files are kept, for tests. */
  readonly files?: BlobStorage;
}

/** A server that runs. */
export interface RunningServer {
  /** `http://127.0.0.1:4300`. */
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly composition: Composition;
  /** Ends requests, jobs and connections, and last the embedded database. */
  close(): Promise<void>;
}

/** What was started, to be stopped in the opposite order. */
class Started {
  private readonly closers: (() => unknown)[] = [];

  onClose(closer: () => unknown): void {
    this.closers.push(closer);
  }

  async close(): Promise<void> {
    for (const closer of this.closers.splice(0).reverse()) await closer();
  }
}

const WEB_FOLDER = path.resolve(import.meta.dirname, '../../web/dist');

/**
 * Starts a server: database, schema, libraries, demo data, worker, HTTP – in this order, so that whatever fails says so
 * before anything listens. On failure everything that was started is stopped again.
 */
export async function startServer(settings: Settings, options: StartOptions): Promise<RunningServer> {
  const started = new Started();
  try {
    return await start(settings, options, started);
  } catch (error) {
    await started.close();
    throw error;
  }
}

async function start(settings: Settings, options: StartOptions, started: Started): Promise<RunningServer> {
  const logger = options.logger ?? createLogger(settings.logLevel);
  const metrics = new Metrics();
  const plugins = checkedPlugins(options.plugins);
  const storage = await openStorage(settings, { migrations, plugins: plugins.map(({ declaration }) => storageOf(declaration)) }, options.progress);
  started.onClose(() => storage.close());
  const database = await Database.open({ url: storage.databaseUrl, entities: [...entities, ...(options.plugins ?? []).flatMap((plugin) => plugin.entities ?? [])], poolSize: settings.databasePool });
  started.onClose(() => database.close());
  const { access, files } = options;
  const brought = { plugins, ...(access === undefined ? {} : { access }), ...(files === undefined ? {} : { files }) };
  const composition = await compose({ settings, tokenKey: tokenKey(settings), database, jobsUrl: storage.jobsUrl, logger, metrics, ...brought });
  started.onClose(() => composition.close());
  metrics.watchOperations(() => database.unscoped<OperatingFigure>('operating_figures'));
  const app = await createApp(composition, logger);
  started.onClose(() => app.close());
  const webFolder = options.web === false || options.role === 'worker' ? undefined : WEB_FOLDER;
  await serveHttp(app, webFolder, { metrics, logger, traffic: composition.traffic, uploadBytes: uploadBytes(settings) });
  serveRequestContext(app.getHttpAdapter().getInstance(), app.get(Sessions), isApiPath);
  if (options.role !== 'worker') await serveInboundEvents(app.getHttpAdapter().getInstance(), app.get(Reception), answerRefusal(logger));
  await app.init();
  await prepare(app, composition, options.progress);
  if (options.role !== 'api') started.onClose(await startWorker(app, composition));
  if (options.role !== 'worker') serveSubscriptions(app, composition, started);
  const url = await listen(app, settings.host, settings.port);
  if (options.role !== 'worker') started.onClose(() => turnAway(composition));
  return { url, app, composition, close: () => started.close() };
}

function createApp(composition: Composition, logger: Logger): Promise<NestFastifyApplication> {
  // Names in a proxied set-up come from the proxy in front; the body limit keeps a JSON bomb out of memory. What arrives on an open
  // connection while the server closes is served, and told to come elsewhere next time.
  const adapter = new FastifyAdapter({ bodyLimit: 1024 * 1024, trustProxy: 'loopback', return503OnClosing: false, routerOptions: { maxParamLength: 200 } });
  return NestFactory.create<NestFastifyApplication>(AppModule.of(composition.surface), adapter, { logger: nestLogger(logger), abortOnError: false });
}

/** Says that this process goes, and serves on until whoever is in front of it knows. */
async function turnAway({ traffic, parts: { settings } }: Composition): Promise<void> {
  traffic.leaving = true;
  await new Promise((resolve) => setTimeout(resolve, settings.drainSeconds * 1000));
}

function serveSubscriptions(app: NestFastifyApplication, { traffic, parts: { metrics } }: Composition, started: Started): void {
  const hooks = liveHooks(app.get(Sessions), (request) => request.socket.remoteAddress);
  const live = serveLive(app.getHttpServer(), '/graphql', app.get(GraphQLSchemaHost).schema, hooks, () => !traffic.leaving);
  metrics.watchSockets(() => live.count());
  started.onClose(() => live.close());
}
