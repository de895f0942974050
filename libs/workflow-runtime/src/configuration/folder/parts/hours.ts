import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { ShiftHours } from '@stationhouse/workflow';
import { z } from 'zod';
import { setStationCalendar } from '../../../calendars/holiday-notices.js';
import { manageStationHours } from '../../../permissions.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { inLine, readIn, same, written } from '../yaml.js';

const PATH = 'hours.yaml';
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day like 17:30');
const grammar = z.strictObject({
  closes: time.nullable(),
  shifts: z.array(z.strictObject({ days: z.union([z.literal('workingDays'), z.array(z.int().min(1).max(7)).min(1)]), from: time, to: time })).max(50),
});

/** A station's close of business and shifts. */
export class HoursFile implements ConfigurationPart {
  readonly levels = ['station'] as const;
  readonly permission = manageStationHours;
  readonly files = /^hours\.yaml$/;

  constructor(private readonly jobs: Jobs) {}

  async read(tenant: Tenant, { scopeId }: Scope): Promise<ConfigurationFile[]> {
    const now = await standing(tenant, scopeId);
    return now === undefined ? [] : [{ path: PATH, content: written(now) }];
  }

  async write(tenant: Tenant, { scopeId }: Scope, { file }: WriteFile): Promise<readonly Bilingual[]> {
    const wanted = readIn(grammar, file);
    const now = (await standing(tenant, scopeId)) ?? { closes: null, shifts: [] };
    const changes: Bilingual[] = [];
    if (now.closes !== wanted.closes) changes.push(text(`下班时间 ${now.closes ?? '24:00'} → ${wanted.closes ?? '24:00'}`, `Close of business ${now.closes ?? '24:00'} → ${wanted.closes ?? '24:00'}`));
    if (!same(now.shifts, wanted.shifts)) changes.push(text(`班次 ${inLine(now.shifts)} → ${inLine(wanted.shifts)}`, `Shifts ${inLine(now.shifts)} → ${inLine(wanted.shifts)}`));
    if (changes.length > 0) await setStationCalendar(tenant, this.jobs, scopeId, wanted.closes, wanted.shifts);
    return changes;
  }
}

async function standing(tenant: Tenant, stationId: string): Promise<{ readonly closes: string | null; readonly shifts: readonly ShiftHours[] } | undefined> {
  const [row] = await tenant.sql<{ closes: string | null; shifts: ShiftHours[] }>('SELECT closes, shifts FROM station_calendar WHERE station_id = $1', [stationId]);
  return row === undefined ? undefined : { closes: row.closes, shifts: row.shifts.map(({ days, from, to }) => ({ days, from, to })) };
}
