import disputeMediation from '@stationhouse/dispute-mediation-server';
import scenicDrills from '@stationhouse/scenic-drills-server';
import threeLosses from '@stationhouse/three-losses-server';
import antiFraud from '@stationhouse/anti-fraud-server';
import { ACCESS_DEFAULTS, accessEntities, accessMigrations, AccessModule, type AccessSettings } from '@stationhouse/access';
import { analyticsMigrations, AnalyticsModule, analyticsPermissions, briefingSchedule, BriefingsModule, ConformanceModule, conformanceSchedule, MetricRegistry, rebuildJob, RollUps, weeklyBriefing } from '@stationhouse/analytics';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations, DomainClock, type Entities, type Migration, type PluginStorage } from '@stationhouse/database';
import { importJob, incidentEvents, incidentMigrations, incidentPermissions, IncidentsModule, purgeUploadJob, RegisterReference } from '@stationhouse/incidents';
import { InboundModule, inboundMigrations, inboundPermissions } from '@stationhouse/inbound';
import { Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { systemClock } from '@stationhouse/kernel';
import { NotifyModule, notifyEntities, notifyMigrations, notifyPermissions, webhookChannel, type NoticeChannel } from '@stationhouse/notify';
import type { BlobStorage } from '@stationhouse/files';
import { checkAutomationModules, checkDocumentTemplates, checkPlugins, pluginMigrations, pluginServer, publicDesk, storageOf, type CheckedPlugin, type PluginDeclaration } from '@stationhouse/plugin-api';
import { AttachmentsModule, DocumentsModule, ExportsModule, ProcessWalls, typedClasses, workflowEntities, workflowMigrations, WorkflowModule, workflowPermissions } from '@stationhouse/workflow-runtime';
import type { Logger } from 'pino';
import { demoMigrations } from './demo/index.js';
import { egressOrigins } from './egress.js';
import { openFiles } from './files.js';
import { errorFacts } from './logging.js';
import { QueryCostModule } from './graphql/query-cost.resolver.js';
import { Metrics } from './operations/metrics.js';
import { HealthController, MetricsController } from './operations/operations.controller.js';
import { Traffic } from './operations/traffic.js';
import { SETTINGS_TOKEN, type Settings } from './settings.js';
import type { Surface } from './surface.js';

/** The plugins of this installation. This file alone imports them. */
const PLUGINS: readonly PluginDeclaration[] = [disputeMediation, antiFraud, threeLosses, scenicDrills];

/** Every entity class of the house, for the one database connection. */
export const entities: Entities = [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities, ...workflowEntities, ...PLUGINS.flatMap((plugin) => plugin.entities ?? [])];

/** What the plugins of this installation keep in the database. */
export const pluginStorages: readonly PluginStorage[] = PLUGINS.map(storageOf);

/** The plugins of this installation and those beside them. @throws StationhouseError PLUGIN_INVALID */
export function checkedPlugins(beside: readonly PluginDeclaration[] = []): CheckedPlugin[] {
  return checkPlugins([...PLUGINS, ...beside]);
}

/** Every migration of the platform; their names give the order. */
export const migrations: readonly Migration[] = [
  ...databaseMigrations,
  ...auditMigrations,
  ...accessMigrations,
  ...jobsMigrations,
  ...notifyMigrations,
  ...workflowMigrations,
  ...incidentMigrations,
  ...inboundMigrations,
  ...pluginMigrations,
  ...analyticsMigrations,
  ...demoMigrations,
];

/** What the libraries are put together from. */
export interface Parts {
  readonly settings: Settings;
  readonly tokenKey: string;
  readonly database: Database;
  readonly jobsUrl: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Overrides of sign-in's settings: tests inject a clock and a cheaper password hash. */
  readonly access?: Partial<AccessSettings>;
  readonly plugins: readonly CheckedPlugin[];
  /** Where files are kept, in place of what the settings say: tests put a full disk here. */
  readonly files?: BlobStorage;
}

/** The libraries and plugins put together, before Nest starts. */
export interface Composition {
  readonly surface: Surface;
  readonly parts: Parts;
  readonly jobs: Jobs;
  readonly clock: DomainClock;
  readonly traffic: Traffic;
  /** The processes of the plugins' automations. */
  readonly walls: ProcessWalls;
  close(): Promise<void>;
}

/** Opens what lives as long as the process – queue, files, clock – and lists what the server offers. */
export async function compose(parts: Parts): Promise<Composition> {
  const { settings, database, logger, metrics, plugins } = parts;
  await checkAutomationModules(plugins.map(({ declaration }) => declaration));
  await checkDocumentTemplates(plugins.map(({ declaration }) => declaration));
  const traffic = new Traffic();
  const clock = new DomainClock();
  clock.observe(await database.now());
  const jobs = await Jobs.open({ database, url: parts.jobsUrl, onError: (error) => logger.error({ err: errorFacts(error) }, 'job failed'), onWarning: (warning) => logger.warn(`${warning['zh-CN']}  ${warning.en}`) });
  const files = parts.files ?? (await openFiles(settings));
  const metricRegistry = new MetricRegistry(plugins);
  const rollUps = new RollUps(database, metricRegistry.all());
  jobs.register(importJob(database, files, jobs), purgeUploadJob(database, files), rebuildJob(database, rollUps));
  const permissions = [...notifyPermissions, ...workflowPermissions, ...incidentPermissions, ...inboundPermissions, ...analyticsPermissions, ...plugins.flatMap(({ declaration }) => declaration.permissions ?? [])];
  const origins = egressOrigins(settings.egress, plugins.map(({ declaration }) => declaration));
  const walls = new ProcessWalls({ processes: settings.automationProcesses, megabytes: settings.automationMegabytes, onEnd: (plugin, end) => metrics.processEnds.inc({ plugin, end }) });
  metrics.watchProcesses(() => walls.pids());
  const documents = DocumentsModule.of(files, plugins, { walls, own: [weeklyBriefing] });
  const analytics = AnalyticsModule.of(metricRegistry, rollUps, settings.pluginStatementTimeout, { costADay: settings.analystCostADay, rowsADay: settings.analystRowsADay, keepQueries: settings.analystQueryKeep }, typedClasses(plugins.flatMap(({ definitions }) => definitions)));
  const surface: Surface = {
    logger,
    metrics,
    instances: [
      { provide: Database, useValue: database },
      { provide: DomainClock, useValue: clock },
      { provide: Jobs, useValue: jobs },
      { provide: Metrics, useValue: metrics },
      { provide: Traffic, useValue: traffic },
      { provide: SETTINGS_TOKEN, useValue: settings },
      publicDesk(plugins.map(({ declaration }) => declaration), settings.pluginStatementTimeout),
    ],
    modules: [
      AccessModule.forRoot({ permissions, settings: accessSettings(parts) }),
      NotifyModule.forRoot({
        climbAfter: settings.notifyClimbAfter,
        silentAfter: settings.notifySilentAfter,
        channels: channelsOf(settings),
        onError: (error, notice) => logger.error({ err: errorFacts(error), ...notice }, 'notice failed to climb'),
      }),
      WorkflowModule.forRoot({
        plugins,
        incidents: new RegisterReference(),
        events: incidentEvents,
        schedules: [conformanceSchedule, briefingSchedule],
        walls,
        egress: { origins, networks: settings.egressNetworks, secret: settings.egressSecret, onRequest: (destination, result) => metrics.egress.inc({ destination, result }) },
        onLookup: ({ plugin, lookup, result, fault }) => {
          metrics.lookups.inc({ plugin, lookup, result });
          if (fault !== undefined) logger.warn({ plugin, lookup, result, fault }, 'look-up failed');
        },
        testClock: { enabled: settings.testClock, production: settings.production },
        onError: (error, timer) => logger.error({ err: errorFacts(error), ...timer }, 'timer failed'),
      }),
      AttachmentsModule.of(files, { maxBytes: settings.attachmentMegabytes * 1024 * 1024, types: settings.attachmentTypes }, settings.externalPublicUrl ?? `http://${settings.externalHost}:${settings.externalPort}`),
      documents,
      ExportsModule,
      IncidentsModule.of(files, { incidents: settings.incidentKeep, imports: settings.importKeep }, { uploadBytes: uploadBytes(settings) }),
      InboundModule.of(plugins, settings.inboundKeep),
      analytics,
      BriefingsModule.of(files, analytics, documents),
      ConformanceModule,
      QueryCostModule,
      ...plugins.flatMap(({ declaration }) => pluginServer(declaration, settings.pluginStatementTimeout)),
    ],
    controllers: [HealthController, MetricsController],
    screens: plugins.flatMap(({ declaration }) => declaration.screens ?? []),
    introspection: true,
    // A configuration as files brings its Word templates along.
    bodyMegabytes: 4,
  };
  const close = async () => {
    await jobs.close();
    await walls.close();
  };
  return { surface, parts, jobs, clock, traffic, walls, close };
}

/** The ways out of the system that the settings name. */
function channelsOf({ notifySmsUrl, notifyPushUrl, notifySecret: secret }: Settings): NoticeChannel[] {
  const gateways = [{ id: 'sms', url: notifySmsUrl }, { id: 'push', url: notifyPushUrl }] as const;
  return gateways.flatMap(({ id, url }) => (url === undefined || secret === undefined ? [] : [webhookChannel({ id, url, secret })]));
}

/** The largest upload in bytes. */
export function uploadBytes(settings: Settings): number {
  return settings.uploadMegabytes * 1024 * 1024;
}

/** Of the internal surface. */
function accessSettings({ settings, tokenKey, access }: Parts): AccessSettings {
  const { accessTokenMinutes, sessionHours, idleLockMinutes, publicUrl, longQuestions, formerTokenKeys } = settings;
  return { ...ACCESS_DEFAULTS, tokenKey, formerTokenKeys, accessTokenMinutes, sessionHours, idleLockMinutes, publicUrl, clock: systemClock, ...(longQuestions === undefined ? {} : { longAtOnce: longQuestions }), ...access };
}
