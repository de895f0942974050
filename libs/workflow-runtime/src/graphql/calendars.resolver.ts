import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import type { ShiftHours } from '@stationhouse/workflow';
import { countUndetermined, HolidayNotices, listNotices, setStationCalendar, type ImportedNotice, type Undetermined } from '../calendars/holiday-notices.js';
import { manageCalendars, manageStationHours, readInstances } from '../permissions.js';
import { HolidayNotice, ShiftPatternInput, StationCalendar, UndeterminedCount } from './clock-types.js';

const BUREAU = { type: () => ID };
const STATION = { type: () => ID };

/** What clocks count by: the bureau's holiday notices, a station's hours and shifts. */
@Resolver()
export class CalendarsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly notices: HolidayNotices,
    private readonly jobs: Jobs,
  ) {}

  @Query(() => [HolidayNotice], { description: 'The notices this bureau imported, newest year first; 2007–2026 are built in.' })
  @Requires(manageCalendars)
  async holidayNotices(@Args('bureauId', BUREAU) bureauId: Id): Promise<ImportedNotice[]> {
    return this.gate.inBureau(bureauId, (tenant) => listNotices(tenant, bureauId));
  }

  @Query(() => [UndeterminedCount], { description: 'How many clocks and tasks have no due moment because a calendar is missing, by station; stations without any are left out.' })
  @Requires(manageCalendars)
  async undeterminedClocks(@Args('stationIds', { type: () => [ID] }) stationIds: Id[]): Promise<Undetermined[]> {
    return this.gate.inStations(stationIds, (tenant) => countUndetermined(tenant, stationIds));
  }

  @Mutation(() => HolidayNotice, {
    description: 'Imports a yearly holiday notice (JSON as NateScarlet/holiday-cn publishes it, or CSV: date,name,isOffDay), in the place of one of the same year. A job then determines the clocks that waited; clocks with a due moment keep it. BAD_INPUT.',
  })
  @Requires(manageCalendars)
  async importHolidayNotice(@Args('bureauId', BUREAU) bureauId: Id, @Args('notice', { type: () => String, description: 'At most 100,000 characters.' }) notice: string): Promise<ImportedNotice> {
    return this.gate.inBureau(bureauId, (tenant) => this.notices.import(tenant, bureauId, notice));
  }

  @Query(() => StationCalendar, { description: 'The station’s close of business and shifts.' })
  @Requires(readInstances)
  async stationCalendar(@Args('stationId', STATION) stationId: Id): Promise<StationCalendar> {
    const [row] = await this.gate.inStation(stationId, (tenant) => tenant.sql<{ closes: string | null; shifts: ShiftHours[] }>('SELECT closes, shifts FROM station_calendar WHERE station_id = $1', [stationId]));
    return { stationId, closes: row?.closes ?? null, shifts: (row?.shifts ?? []).map(({ days, from, to }) => ({ weekdays: days === 'workingDays' ? null : [...days], from, to })) };
  }

  @Mutation(() => StationCalendar, { description: 'Sets the station’s close of business and shifts, for clocks that start from now on and those that waited for shifts. BAD_INPUT.' })
  @Requires(manageStationHours)
  async setStationCalendar(
    @Args('stationId', STATION) stationId: Id,
    @Args('closes', { type: () => String, nullable: true, description: '17:30; null: working days end at 24:00.' }) closes: string | null | undefined,
    @Args('shifts', { type: () => [ShiftPatternInput] }) shifts: ShiftPatternInput[],
  ): Promise<StationCalendar> {
    const wanted = shifts.map(({ weekdays, from, to }): ShiftHours => ({ days: weekdays ?? 'workingDays', from, to }));
    await this.gate.inStation(stationId, (tenant) => setStationCalendar(tenant, this.jobs, stationId, closes ?? null, wanted));
    return this.stationCalendar(stationId);
  }
}
