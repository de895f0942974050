import type { Tenant } from '@stationhouse/database';
import { notFound, recurrenceInWords, text, WEEKDAYS, type Bilingual, type Recurrence } from '@stationhouse/kernel';
import { z } from 'zod';
import { managePlugins } from '../../../permissions.js';
import { changeSchedule } from '../../../schedules/changes.js';
import type { ScheduleRow } from '../../../schedules/entities.js';
import type { ScheduleBook } from '../../../schedules/schedule.js';
import type { ScheduleWorker } from '../../../schedules/worker.js';
import { SCHEDULE_COLUMNS } from '../../../schedules/worker.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { carriedOut, readIn, same, written } from '../yaml.js';

const PATH = 'schedules.yaml';
const at = z.string();
const recurrence = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), at }),
  z.strictObject({ every: z.literal('week'), on: z.array(z.enum(WEEKDAYS)), at }),
  z.strictObject({ every: z.literal('month'), on: z.union([z.int(), z.literal('last')]), at }),
]);
/** By the schedule's id; `when` is missing where it comes round as declared. */
const grammar = z.record(z.string(), z.strictObject({ when: recurrence.optional(), off: z.boolean().default(false) }));

/** What a station changes in what comes round. */
export class ScheduleFile implements ConfigurationPart {
  readonly levels = ['station'] as const;
  readonly permission = managePlugins;
  readonly files = /^schedules\.yaml$/;

  constructor(
    private readonly book: ScheduleBook,
    private readonly worker: ScheduleWorker,
  ) {}

  async read(tenant: Tenant, { scopeId }: Scope): Promise<ConfigurationFile[]> {
    const changed = (await this.standing(tenant, scopeId)).filter(({ own, off }) => own !== null || off);
    if (changed.length === 0) return [];
    return [{ path: PATH, content: written(Object.fromEntries(changed.map(({ scheduleId, own, off }) => [scheduleId, { ...(own === null ? {} : { when: own }), off }]))) }];
  }

  async write(tenant: Tenant, { scopeId: stationId }: Scope, { file, idempotencyKey }: WriteFile): Promise<readonly Bilingual[]> {
    const wanted = readIn(grammar, file);
    const standing = await this.standing(tenant, stationId);
    const changes: Bilingual[] = [];
    for (const [scheduleId, { when, off }] of Object.entries(wanted)) await carriedOut(file, [scheduleId], async () => {
      const known = this.book.find(scheduleId);
      const row = standing.find((one) => one.scheduleId === scheduleId);
      if (known === undefined || row === undefined) throw notFound(text(`计划“${scheduleId}”`, `The schedule "${scheduleId}"`));
      if (row.off === off && same(row.own ?? undefined, when)) return;
      await changeSchedule(tenant, { book: this.book, worker: this.worker }, stationId, { scheduleId, recurrence: when, off, expectedVersion: row.version, idempotencyKey: `${idempotencyKey} ${scheduleId}` });
      changes.push(inWords(known.schedule.title, row, { when: when ?? known.schedule.default, off }, known.schedule.default));
    });
    return changes;
  }

  private standing(tenant: Tenant, stationId: string): Promise<ScheduleRow[]> {
    return tenant.sql<ScheduleRow>(`SELECT ${SCHEDULE_COLUMNS} FROM schedule WHERE station_id = $1 ORDER BY schedule_id`, [stationId]);
  }
}

function inWords(title: Bilingual, row: ScheduleRow, to: { readonly when: Recurrence; readonly off: boolean }, declared: Recurrence): Bilingual {
  const said = (off: boolean, when: Recurrence) => (off ? text('停用', 'off') : recurrenceInWords(when));
  const [from, then] = [said(row.off, row.own ?? declared), said(to.off, to.when)];
  return text(`${title['zh-CN']} ${from['zh-CN']} → ${then['zh-CN']}`, `${title.en} ${from.en} → ${then.en}`);
}
