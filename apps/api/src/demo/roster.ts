import { addDuration, newId, type Id } from '@stationhouse/kernel';
import { Temporal } from 'temporal-polyfill';
import type { DemoPerson } from './people.js';
import type { StationCode } from './world/map.js';
import { BUREAU } from './world/stations.js';

/** A stretch of duty of one station. */
export interface DemoShift {
  readonly id: Id;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly commanderId: Id | undefined;
  readonly backupId: Id | undefined;
  readonly officerIds: readonly Id[];
}

/** As far back as the oldest dispute of the demo: its grading was somebody's duty. */
const DAYS_BEFORE = 760;
const DAYS_AFTER = 28;
const HANDOVER = { hour: 8, minute: 30 };

/** 24 hours every third day (B3): three groups in turn from months back to four weeks on, handing over at 08:30. */
export function rosterOf(station: StationCode, people: readonly DemoPerson[], now: Date): DemoShift[] {
  const holders = (role: string) => people.filter((person) => person.role === role && person.stations.includes(station)).map((person) => person.id);
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(BUREAU.timeZone).toPlainDate();
  return Array.from({ length: DAYS_BEFORE + DAYS_AFTER }, (_, index) => {
    const date = today.add({ days: index - DAYS_BEFORE });
    const startsAt = new Date(date.toZonedDateTime({ timeZone: BUREAU.timeZone, plainTime: HANDOVER }).epochMilliseconds);
    const turn = (role: string) => holders(role)[index % Math.max(holders(role).length, 1)];
    return {
      id: newId(),
      startsAt,
      endsAt: addDuration(startsAt, 'P1D', BUREAU.timeZone),
      commanderId: turn('duty-commander'),
      backupId: turn('team-leader'),
      officerIds: ['duty-officer', 'community-officer'].map(turn).filter((id) => id !== undefined),
    };
  });
}
