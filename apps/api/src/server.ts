import 'reflect-metadata';
import path from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AccessSettings, liveHooks, serveRequestContext, Sessions } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { durationMilliseconds } from '@stationhouse/kernel';
import { Reception, serveInboundEvents } from '@stationhouse/inbound';
import { storageOf, type PluginDeclaration } from '@stationhouse/plugin-api';
import type { Logger } from 'pino';
import { createApp } from './app.module.js';
import { checkedPlugins, compose, entities, migrations, uploadBytes, type Composition } from './composition.js';
import { openExternal } from './external.js';
import { serveLive } from './graphql/live.js';
import { serveHttp } from './http.js';
import { listen } from './listen.js';
import { createLogger } from './logging.js';
import { originOfTiles } from './map/ground.js';
import { Metrics, type OperatingFigure } from './operations/metrics.js';
import { isPooler, type Settings } from './settings.js';
import { prepare } from './prepare.js';
import { openStorage, tokenKey, type Progress } from './storage.js';
import { answerRefusal } from './rest-errors.js';
import { EXTERNAL_ENTRY, isApiPath } from './web-files.js';
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
  /** Which surfaces it serves; the internal one alone when absent. */
  readonly surface?: Settings['surface'];
}

/** A server that runs. */
export interface RunningServer {
  /** `http://127.0.0.1:4300`; empty where the internal surface is not served. */
  readonly url: string;
  /** The external surface, where it is served. */
  readonly external: { readonly url: string; readonly app: NestFastifyApplication } | undefined;
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

const WEB_FOLDER = path.resolve(import.meta.dirname, '../../web');

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
  const database = await Database.open({ url: storage.databaseUrl, entities: [...entities, ...(options.plugins ?? []).flatMap((plugin) => plugin.entities ?? [])], poolSize: settings.databasePool, prepare: !isPooler(storage.databaseUrl) });
  started.onClose(() => database.close());
  const { access, files } = options;
  const brought = { plugins, ...(access === undefined ? {} : { access }), ...(files === undefined ? {} : { files }) };
  const composition = await compose({ settings, tokenKey: tokenKey(settings), database, jobsUrl: storage.jobsUrl, logger, metrics, ...brought });
  started.onClose(() => composition.close());
  metrics.watchOperations(() => database.unscoped<OperatingFigure>('operating_figures'));
  const app = await createApp(composition.surface);
  started.onClose(() => app.close());
  const { surface = 'internal' } = options;
  const serves = (which: 'internal' | 'external') => options.role !== 'worker' && (surface === 'all' || surface === which);
  await serveHttp(app, options.web !== false && serves('internal') ? { folder: path.join(WEB_FOLDER, 'dist') } : undefined, { metrics, logger, traffic: composition.traffic, uploadBytes: uploadBytes(settings), screens: composition.surface.screens, stalledMs: durationMilliseconds(settings.stalledClient), tileOrigin: originOfTiles(settings.mapTiles) });
  serveRequestContext(app.getHttpAdapter().getInstance(), app.get(Sessions), isApiPath);
  if (serves('internal')) await serveInboundEvents(app.getHttpAdapter().getInstance(), app.get(Reception), answerRefusal(logger));
  await app.init();
  await prepare(app, composition, options.progress);
  if (options.role !== 'api') started.onClose(await startWorker(app, composition));
  if (serves('internal')) serveSubscriptions(app, composition, started);
  // A process of the external surface alone keeps the runtime of the house, and opens no port to what is inside.
  const url = serves('internal') || options.role === 'worker' ? await listen(app, settings.host, settings.port) : '';
  const external = serves('external') ? await openExternal(app, composition, { web: options.web === false ? undefined : { folder: path.join(WEB_FOLDER, 'dist-external'), entry: EXTERNAL_ENTRY } }) : undefined;
  if (external !== undefined) started.onClose(() => external.app.close());
  if (options.role !== 'worker') started.onClose(() => turnAway(composition));
  return { url, external, app, composition, close: () => started.close() };
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
