import { Logger, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { ACCESS_SETTINGS, RecordSights, TenantGate, type AccessSettings } from '@stationhouse/access';
import { Jobs } from '@stationhouse/jobs';
import { ClimbWorker, Notices, RungTasks } from '@stationhouse/notify';
import type { Bilingual } from '@stationhouse/kernel';
import type { Definition, Extension, Rules, TextScreen } from '@stationhouse/workflow';
import { AccessGrantsResolver } from './access-grants/access-grants.resolver.js';
import { Authoring } from './authoring/authoring.js';
import { authoringProviders } from './authoring/providers.js';
import { automationProviders, automationResolvers, type AutomationSurroundings } from './automations/automations.module.js';
import { AutomationBook, type AutomationsOfPlugin } from './automations/book.js';
import { AutomationRetries } from './automations/retries.js';
import { PluginGate } from './catalog/plugin-gate.js';
import { NO_RULES, WorkflowCatalog, type WorkflowPlugin } from './catalog/catalog.js';
import { betweenExports, betweenProviders, type ConnectedPlugin } from './events/providers.js';
import type { PluginEventType } from './events/event-type.js';
import { HolidayNotices } from './calendars/holiday-notices.js';
import { Configuration } from './configuration/configuration.js';
import { ConfigurationFolder } from './configuration/folder/folder.js';
import { folderProviders } from './configuration/folder/providers.js';
import { configurationProviders, configurationResolvers } from './configuration/providers.js';
import { draftProviders } from './drafts/providers.js';
import { PublicationWorker } from './drafts/publication-worker.js';
import type { OfferedPlan } from './exercises/offered.js';
import { Exercises } from './exercises/exercises.js';
import { PreparedExercises } from './exercises/preparing.js';
import { exerciseProviders } from './exercises/providers.js';
import { CalendarsResolver } from './graphql/calendars.resolver.js';
import { ChangesResolver } from './graphql/changes.resolver.js';
import { CommandsResolver } from './graphql/commands.resolver.js';
import { InstanceConnectionResolver, InstancesResolver, InstanceSummaryResolver } from './graphql/instances.resolver.js';
import { TaskAnswersResolver, TaskConnectionResolver, TasksResolver } from './graphql/tasks.resolver.js';
import { TestClockResolver } from './graphql/test-clock.resolver.js';
import { IncidentReference } from './incident-reference.js';
import type { LookupsOfPlugin } from './lookups/lookup.js';
import { Lookups, type LookupsOptions } from './lookups/lookups.js';
import { MatterKeys } from './matters/keys.js';
import { matterProviders } from './matters/providers.js';
import { InstanceNotices } from './notices.js';
import { SignedTasks } from './signed-tasks.js';
import { ClosingWords } from './founding/consequences.js';
import { foundingProviders } from './founding/providers.js';
import { ReorganisationWorker } from './founding/reorganisation-worker.js';
import { matrixProviders } from './matrix/providers.js';
import { moveProviders } from './moves/providers.js';
import { StaffMoves } from './moves/staff-moves.js';
import { StaffMoveWorker } from './moves/worker.js';
import { operationsProviders } from './operations/index.js';
import { pluginProviders } from './plugins/providers.js';
import { retentionProviders } from './retention/providers.js';
import { Retention } from './retention/retention.js';
import { scheduleProviders } from './schedules/providers.js';
import type { PlatformSchedule, Schedule } from './schedules/schedule.js';
import { ScheduleWorker } from './schedules/worker.js';
import { PluginSwitch } from './plugins/switch.js';
import { AssessmentWatch } from './plugins/watch.js';
import { WorkflowRuntime } from './runtime.js';
import { SheetsResolver } from './sheets/sheets.resolver.js';
import { SigningResolver } from './signing/signing.resolver.js';
import { requireNoTestClockInProduction, TestClock, type TestClockSetting } from './timers/test-clock.js';
import { typedClasses } from './typed/typed.js';
import { typedProviders } from './typed/resolvers.js';
import { sightInstances } from './reads/instance-sights.js';
import { Screens } from './screens/screens.js';
import { bureauTaskProviders } from './bureau-tasks/providers.js';
import { EncryptedFields } from './encrypted/encrypted-fields.js';
import { EmergencyCards } from './emergency/cards.js';
import { emergencyProviders } from './emergency/providers.js';
import { SharedCards } from './shares/cards.js';
import { shareProviders } from './shares/providers.js';
import { sealingProviders } from './sealed-records/providers.js';
import { StationTraces } from './traces/traces.js';
import { whatIfProviders } from './what-if/providers.js';
import { TimerWorker, type TimerWorkerOptions } from './timers/timer-worker.js';

/** A checked plugin, as libs/plugin-api hands it over. */
export interface RuntimePlugin {
  readonly declaration: AutomationsOfPlugin & ConnectedPlugin & LookupsOfPlugin & {
    readonly version: string;
    readonly enabledByDefault?: boolean | undefined;
    readonly title?: Bilingual | undefined;
    readonly personalData?: WorkflowPlugin['personalData'];
    readonly purposes?: WorkflowPlugin['purposes'];
    readonly rules?: Rules;
    readonly screens?: readonly TextScreen[] | undefined;
    readonly schedules?: readonly Schedule[];
    readonly exercises?: readonly OfferedPlan[] | undefined;
  };
  readonly definitions: readonly Definition[];
  /** What it adds to workflows of other plugins. */
  readonly extensions?: readonly Extension[] | undefined;
}

export interface WorkflowModuleOptions extends AutomationSurroundings {
  readonly plugins: readonly RuntimePlugin[];
  readonly testClock: TestClockSetting;
  /** What an instance may be started from. */
  readonly incidents?: IncidentReference | undefined;
  /** Events that the house itself publishes. */
  readonly events?: readonly PluginEventType[] | undefined;
  /** What other libraries of the platform do on a schedule. */
  readonly schedules?: readonly PlatformSchedule[] | undefined;
  /** Told how each look-up went. */
  readonly onLookup?: LookupsOptions['onEnd'];
  /** Told about timers that could not be fired; logged when absent. */
  readonly onError?: TimerWorkerOptions['onError'];
}

/** The catalogue of a composition's plugins. @throws StationhouseError DEFINITION_INVALID */
export function catalogOf(plugins: readonly RuntimePlugin[]): WorkflowCatalog {
  const catalog = new WorkflowCatalog();
  for (const { declaration, definitions, extensions } of plugins) {
    catalog.register({ id: declaration.id, version: declaration.version, enabledByDefault: declaration.enabledByDefault ?? true, title: declaration.title, personalData: declaration.personalData, purposes: declaration.purposes, rules: declaration.rules ?? NO_RULES, screens: declaration.screens, automationTitles: Object.fromEntries((declaration.automations ?? []).map(({ id, title }) => [id, title])), workflows: definitions, extensions });
  }
  return catalog;
}

/**
 * Workflows for a composition: services and GraphQL. Needs global `Database`, `DomainClock`, `Jobs`, libs/access and libs/notify. The
 * composition publishes the catalogue (`app.get(WorkflowCatalog).publish(database)`) before the first request, and
 * starts `app.get(TimerWorker)` and `app.get(AutomationRetries)` on a worker.
 */
@Module({})
export class WorkflowModule {
  static forRoot(options: WorkflowModuleOptions): DynamicModule {
    requireNoTestClockInProduction(options.testClock);
    const resolvers: Provider[] = [
      InstancesResolver, InstanceSummaryResolver, InstanceConnectionResolver, TasksResolver, TaskAnswersResolver, TaskConnectionResolver, CommandsResolver, CalendarsResolver, ChangesResolver,
      SheetsResolver, SigningResolver, AccessGrantsResolver, ...configurationResolvers, ...automationResolvers, ...(options.testClock.enabled ? [TestClockResolver] : []),
    ];
    const typed = typedProviders(typedClasses(options.plugins.flatMap(({ definitions }) => definitions)));
    return { module: WorkflowModule, global: true, providers: [...services(options), ...operationsProviders, ...matrixProviders, ...foundingProviders(options.onError ?? logged), ...typed, ...resolvers], exports: [...betweenExports, EmergencyCards, SharedCards, Retention, ScheduleWorker, PublicationWorker, Exercises, PreparedExercises, ReorganisationWorker, ClosingWords, StaffMoves, StaffMoveWorker, AssessmentWatch, PluginSwitch, AutomationBook, Authoring, Configuration, ConfigurationFolder, WorkflowCatalog, PluginGate, Screens, WorkflowRuntime, TimerWorker, AutomationRetries, StationTraces, TestClock, EncryptedFields] };
  }
}

function services(options: WorkflowModuleOptions): Provider[] {
  const onError: TimerWorkerOptions['onError'] = options.onError ?? logged;
  return [
    { provide: WorkflowCatalog, useFactory: () => catalogOf(options.plugins) },
    { provide: Screens, useFactory: (catalog: WorkflowCatalog) => new Screens(catalog), inject: [WorkflowCatalog] },
    { provide: PluginGate, useFactory: (catalog: WorkflowCatalog) => new PluginGate(catalog), inject: [WorkflowCatalog] },
    {
      provide: WorkflowRuntime,
      useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, clock: DomainClock, matterKeys: MatterKeys, lookups: Lookups, encrypted: EncryptedFields) => new WorkflowRuntime({ database, catalog, jobs, clock, incidents: options.incidents, matterKeys, lookups, encrypted }),
      inject: [Database, WorkflowCatalog, Jobs, DomainClock, MatterKeys, Lookups, EncryptedFields],
    },
    { provide: EncryptedFields, useFactory: (settings: AccessSettings) => new EncryptedFields(settings), inject: [ACCESS_SETTINGS] },
    ...matterProviders(options.plugins, options.incidents, options.onLookup),
    { provide: 'instance sights', useFactory: sightInstances, inject: [RecordSights, WorkflowCatalog] },
    ...(options.incidents === undefined ? [] : [{ provide: IncidentReference, useValue: options.incidents }]),
    { provide: StationTraces, useFactory: (catalog: WorkflowCatalog) => new StationTraces(catalog, options.incidents), inject: [WorkflowCatalog] },
    ...configurationProviders,
    ...folderProviders,
    ...draftProviders(onError),
    ...moveProviders(onError),
    ...authoringProviders,
    { provide: HolidayNotices, useFactory: (database: Database, jobs: Jobs, runtime: WorkflowRuntime) => new HolidayNotices(database, jobs, runtime), inject: [Database, Jobs, WorkflowRuntime] },
    {
      provide: TimerWorker,
      useFactory: (database: Database, runtime: WorkflowRuntime, clock: DomainClock, jobs: Jobs) => new TimerWorker({ database, runtime, clock, jobs, onError }),
      inject: [Database, WorkflowRuntime, DomainClock, Jobs],
    },
    ...automationProviders(options.plugins, options, onError),
    ...pluginProviders(onError),
    ...betweenProviders(options.plugins, options.events ?? []),
    ...retentionProviders,
    ...sealingProviders,
    ...emergencyProviders,
    ...bureauTaskProviders,
    ...shareProviders,
    ...whatIfProviders,
    ...scheduleProviders(options.plugins.map(({ declaration }) => declaration), options.schedules ?? [], onError),
    {
      provide: TestClock,
      useFactory: (database: Database, timers: TimerWorker, climbs: ClimbWorker, retries: AutomationRetries, assessments: AssessmentWatch, schedules: ScheduleWorker, publications: PublicationWorker, reorganisations: ReorganisationWorker, moves: StaffMoveWorker, clock: DomainClock) =>
        new TestClock({ database, sources: [timers, climbs, retries, assessments, schedules, publications, reorganisations, moves], clock, setting: options.testClock }),
      inject: [Database, TimerWorker, ClimbWorker, AutomationRetries, AssessmentWatch, ScheduleWorker, PublicationWorker, ReorganisationWorker, StaffMoveWorker, DomainClock],
    },
    ...exerciseProviders(options.plugins.map(({ declaration }) => declaration)),
    {
      provide: InstanceNotices,
      useFactory: (database: Database, catalog: WorkflowCatalog, notices: Notices, jobs: Jobs) => {
        const told = new InstanceNotices({ database, catalog, notices });
        jobs.register(told.job());
        return told;
      },
      inject: [Database, WorkflowCatalog, Notices, Jobs],
    },
    {
      provide: SignedTasks,
      useFactory: (database: Database, gate: TenantGate, runtime: WorkflowRuntime, rung: RungTasks) => {
        const signed = new SignedTasks(database, gate, runtime);
        rung.completedBy((task) => signed.complete(task));
        return signed;
      },
      inject: [Database, TenantGate, WorkflowRuntime, RungTasks],
    },
  ];
}

/** Kind and place of the fault only: a message may speak of data. */
function logged(error: unknown, timer?: { readonly stationId: string; readonly id: string }): void {
  const stack = error instanceof Error ? error.stack?.split('\n').slice(1).join('\n') : undefined;
  new Logger('TimerWorker').error(`timer ${timer?.id ?? '-'} of station ${timer?.stationId ?? '-'}: ${error instanceof Error ? error.name : 'fault'}`, stack);
}
