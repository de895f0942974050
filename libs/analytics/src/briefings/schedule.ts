import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { text } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { PlatformSchedule } from '@stationhouse/workflow-runtime';
import { composeScheduled } from './briefings.js';
import type { BriefingSources } from './compose.js';
import { weekInWords } from './words.js';

export const BRIEFINGS_TOPIC = 'briefings.compose';

const TITLE = text('生成警情分析周报', 'Compose the weekly briefing');

/** Once a week, at the weekday and hour that the station chooses: it covers the seven days before. */
export const briefingSchedule: PlatformSchedule = {
  id: 'weekly-briefing',
  title: TITLE,
  default: { every: 'week', on: ['monday'], at: '07:30' },
  stationMayChange: ['time', 'off'],
  missed: 'once',
  does: { job: BRIEFINGS_TOPIC },
};

/** The job of one station: a draft, and word of it to whoever sends it. Run again, it does nothing twice. */
export function briefingJob(database: Database, sources: BriefingSources, notices: Pick<Notices, 'notify'>): JobDefinition {
  const handle = ({ scopeId: stationId, context }: JobRun) =>
    database.inTenant(context, async (tenant) => {
      const made = await composeScheduled(tenant, sources, stationId);
      if (made === undefined) return;
      const week = weekInWords(made);
      await notices.notify(tenant, {
        unit: { stationId }, key: `briefing:${made.id}:draft`, kind: 'briefing.draft', roles: ['chief', 'instructor'], record: { kind: 'briefing', id: made.id },
        title: text('警情分析周报已生成，请审定后发出', 'The weekly briefing is ready to be read and sent'), body: text(`统计期 ${week['zh-CN']}。`, `It covers ${week.en}.`),
      });
    });
  return defineJob({ topic: BRIEFINGS_TOPIC, title: TITLE, handle, timeout: 'PT5M', retry: { attempts: 3, delay: 'PT5M' } });
}
