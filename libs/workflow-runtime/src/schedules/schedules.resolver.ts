import { accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { nextOccurrence, text, type Bilingual, type Id, type Recurrence } from '@stationhouse/kernel';
import { PluginGate } from '../catalog/plugin-gate.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { managePlugins, readPlugins } from '../permissions.js';
import { changeSchedule } from './changes.js';
import type { ScheduleRow, ScheduleRunRow } from './entities.js';
import { recurrenceOf, viewRecurrence } from './recurrences.js';
import { ScheduleBook, type KnownSchedule } from './schedule.js';
import { RecurrenceInput, Schedule, ScheduleRun, type ScheduleRunStateName } from './types.js';
import { SCHEDULE_COLUMNS, ScheduleWorker } from './worker.js';

const STATION = { type: () => ID };
const RUNS = `SELECT r.* FROM unnest($2::text[]) AS wanted (id) CROSS JOIN LATERAL (
  SELECT station_id AS "stationId", schedule_id AS "scheduleId", due_at AS "dueAt", ran_at AS "ranAt", late, missed, state, reason, instance_id AS "instanceId" FROM schedule_run
   WHERE station_id = $1 AND schedule_id = wanted.id ORDER BY due_at DESC LIMIT 5) r`;

/** What comes round at a station, and what came of it. */
@Resolver(() => Schedule)
export class SchedulesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly book: ScheduleBook,
    private readonly worker: ScheduleWorker,
    private readonly catalog: WorkflowCatalog,
    private readonly plugins: PluginGate,
  ) {}

  @Query(() => [Schedule], { description: 'Everything that comes round at a station, the next due first.' })
  @Requires(readPlugins)
  schedules(@Args('stationId', STATION) stationId: Id): Promise<Schedule[]> {
    return this.gate.inStation(stationId, (tenant) => this.read(tenant, stationId));
  }

  @Mutation(() => Schedule, { description: 'Changes when something comes round at a station, or switches it off, as far as its declaration lets the station. NOT_FOUND, BAD_INPUT, STALE_VERSION, CONFLICT.' })
  @Requires(managePlugins)
  changeSchedule(
    @Args('stationId', STATION) stationId: Id,
    @Args('scheduleId', { type: () => String }) scheduleId: string,
    @Args('recurrence', { type: () => RecurrenceInput, nullable: true, description: 'As it is declared when null.' }) recurrence: RecurrenceInput | null | undefined,
    @Args('off', { type: () => Boolean }) off: boolean,
    @Args('expectedVersion', { type: () => Int, description: 'The revision the change was made on.' }) expectedVersion: number,
    @Args('idempotencyKey', { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' }) idempotencyKey: string,
  ): Promise<Schedule> {
    const wanted = recurrence === null || recurrence === undefined ? undefined : recurrenceOf(recurrence);
    return this.gate.inStation(stationId, async (tenant) => {
      await changeSchedule(tenant, { book: this.book, worker: this.worker }, stationId, { scheduleId, recurrence: wanted, off, expectedVersion, idempotencyKey });
      const changed = (await this.read(tenant, stationId)).find(({ id }) => id === scheduleId);
      if (changed === undefined) throw new Error('A schedule that was changed is there.');
      return changed;
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'Who changed it last; null for nobody yet.' })
  async changedBy(@Parent() { row }: Schedule): Promise<string | null> {
    return row.changedBy === null ? null : (await accountIn(this.gate, { stationId: row.stationId }, row.changedBy)).displayName;
  }

  private async read(tenant: Tenant, stationId: Id): Promise<Schedule[]> {
    const rows = await tenant.sql<ScheduleRow>(`SELECT ${SCHEDULE_COLUMNS} FROM schedule WHERE station_id = $1 ORDER BY due_at, schedule_id`, [stationId]);
    const runs = await tenant.sql<ScheduleRunRow>(RUNS, [stationId, rows.map(({ scheduleId }) => scheduleId)]);
    const enabled = await this.plugins.enabledAt(tenant, stationId);
    return rows.flatMap((row) => {
      const known = this.book.find(row.scheduleId);
      return known === undefined ? [] : [this.view(row, known, runs.filter(({ scheduleId }) => scheduleId === row.scheduleId), enabled)];
    });
  }

  private view(row: ScheduleRow, { pluginId, schedule }: KnownSchedule, runs: readonly ScheduleRunRow[], enabled: ReadonlySet<string>): Schedule {
    const recurrence = row.own ?? schedule.default;
    const active = !row.off && (pluginId === undefined || enabled.has(pluginId));
    const may = schedule.stationMayChange ?? [];
    return Object.assign(new Schedule(), {
      row,
      id: schedule.id,
      title: schedule.title,
      pluginId: pluginId ?? null,
      workflowTitle: 'start' in schedule.does ? (this.catalog.find(schedule.does.start)?.compiled.title ?? null) : null,
      recurrence: viewRecurrence(recurrence),
      declared: viewRecurrence(schedule.default),
      own: row.own !== null,
      mayChangeTime: may.includes('time'),
      maySwitchOff: may.includes('off'),
      off: row.off,
      active,
      next: active && row.dueAt !== null ? nextThree(recurrence, row.dueAt, row.timeZone) : [],
      runs: runs.map(viewRun),
      revision: row.version,
    });
  }
}

function nextThree(recurrence: Recurrence, first: Date, timeZone: string): Date[] {
  const second = nextOccurrence(recurrence, first, timeZone);
  return [first, second, nextOccurrence(recurrence, second, timeZone)];
}

const REASONS: Readonly<Record<string, Bilingual>> = {
  off: text('本所已停用该计划', 'The station has switched it off'),
  PLUGIN_DISABLED: text('插件未启用', 'Its plugin is not enabled'),
  late: text('错过时间，按规定不补办', 'Its moment was missed, and it is not made up for'),
};

function viewRun({ dueAt, ranAt, late, missed, state, reason, instanceId }: ScheduleRunRow): ScheduleRun {
  const words = reason === null ? null : (REASONS[reason] ?? text(`流程拒绝发起（${reason}）`, `The workflow refused (${reason})`));
  return Object.assign(new ScheduleRun(), { dueAt, ranAt, late, missed, state: state.toUpperCase() as ScheduleRunStateName, reason: words, instanceId });
}
