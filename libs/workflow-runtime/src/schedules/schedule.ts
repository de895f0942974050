import { createHash } from 'node:crypto';
import { recurrenceProblem, text, type Bilingual, type Recurrence } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';

/**
 * What comes round at every station that works with the plugin, in the station's time zone. It starts an instance, whose record
 * says what came of it; an automation is called by such an instance.
 */
export interface Schedule {
  /** kebab-case, unique over all plugins: `weekly-briefing`. */
  readonly id: string;
  readonly title: Bilingual;
  /** When it comes round unless the station says otherwise: `{ every: 'week', on: ['wednesday'], at: '08:30' }`. */
  readonly default: Recurrence;
  /** What a station's chief may change: `time`, and whether it runs at all (`off`). Nothing when absent. */
  readonly stationMayChange?: readonly ('time' | 'off')[] | undefined;
  /** What becomes of due moments that passed while nothing ran: one run, marked late, or none. Default `once`. */
  readonly missed?: 'once' | 'skip' | undefined;
  readonly does: { readonly start: string; readonly data: JsonObject };
}

/** What the platform itself does on a schedule: a job of the outbox. A jump of the test clock does not stop for it. */
export interface PlatformSchedule extends Omit<Schedule, 'does'> {
  readonly does: { readonly job: string };
}

/** A schedule and the plugin that brings it; none for the platform's own. */
export interface KnownSchedule {
  readonly pluginId: string | undefined;
  readonly schedule: Schedule | PlatformSchedule;
}

/** Declares a schedule for a plugin's `schedules`. */
export function defineSchedule(schedule: Schedule): Schedule {
  return Object.freeze(schedule);
}

/** What is wrong with a declaration by itself; empty when nothing is. */
export function scheduleProblems({ id, default: recurrence, stationMayChange = [] }: Schedule): Bilingual[] {
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`计划 ${id}：${zhCN}`, `The schedule ${id}: ${en}`));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
  const wrong = recurrenceProblem(recurrence);
  if (wrong !== undefined) note(wrong['zh-CN'], wrong.en);
  for (const change of stationMayChange) if (!['time', 'off'].includes(change)) note('stationMayChange 只能是 time 和 off。', 'stationMayChange is of time and off.');
  return problems;
}

/** Names what a schedule was planned by. */
export function printOf({ default: recurrence }: Pick<Schedule, 'default'>): string {
  return createHash('sha256').update(JSON.stringify(recurrence)).digest('base64url').slice(0, 16);
}

/** The schedules of a composition, by id. */
export class ScheduleBook {
  private readonly byId: ReadonlyMap<string, KnownSchedule>;

  constructor(plugins: readonly { readonly id: string; readonly schedules?: readonly Schedule[] | undefined }[], platform: readonly PlatformSchedule[]) {
    const own = platform.map((schedule): [string, KnownSchedule] => [schedule.id, { pluginId: undefined, schedule }]);
    const brought = plugins.flatMap(({ id: pluginId, schedules = [] }) => schedules.map((schedule): [string, KnownSchedule] => [schedule.id, { pluginId, schedule }]));
    this.byId = new Map([...own, ...brought]);
  }

  find(id: string): KnownSchedule | undefined {
    return this.byId.get(id);
  }

  all(): KnownSchedule[] {
    return [...this.byId.values()];
  }
}
