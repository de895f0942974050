import path from 'node:path';
import { sweepSessions } from '@stationhouse/access';
import { DeliveryWorker, RollUps } from '@stationhouse/analytics';
import { sealAudit } from '@stationhouse/audit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClimbWorker, Notices, removeOldNotices, tellOfEndingKeys } from '@stationhouse/notify';
import { AssessmentWatch, AutomationRetries, PublicationWorker, ReorganisationWorker, ScheduleWorker, StaffMoveWorker, TimerWorker } from '@stationhouse/workflow-runtime';
import type { Composition } from './composition.js';
import { errorFacts } from './logging.js';

/** The unsealed tail of the audit record is at most a minute old; half of it leaves room for a slow one. */
const SEAL_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 10 * 60_000;
/** Figures are exact however rarely they are counted anew; the days read from rows meanwhile are few. */
const FOLD_EVERY_MS = 15_000;

/** The file outside the database that keeps the head of every sealed batch. */
export function auditHeadFile(folder: string): string {
  return path.join(folder, 'audit-heads.jsonl');
}

/** Starts what runs without being asked: jobs, timers, climbing notices, attempts of automations, assessments that end, what comes round, publications and staff moves at a date, reorganisations at a day, figures, dashboards that are sent, sealing. @returns stops them, after what is at hand */
export async function startWorker(app: NestFastifyApplication, composition: Composition): Promise<() => Promise<void>> {
  const { jobs, parts } = composition;
  await jobs.startWorker();
  const timers = app.get(TimerWorker);
  timers.start();
  const climbs = app.get(ClimbWorker);
  climbs.start();
  const retries = app.get(AutomationRetries);
  retries.start();
  const assessments = app.get(AssessmentWatch);
  assessments.start();
  const schedules = app.get(ScheduleWorker);
  schedules.start();
  const publications = app.get(PublicationWorker);
  publications.start();
  const reorganisations = app.get(ReorganisationWorker);
  reorganisations.start();
  const moves = app.get(StaffMoveWorker);
  moves.start();
  const deliveries = app.get(DeliveryWorker);
  deliveries.start();
  const rollUps = app.get(RollUps);
  const headFile = auditHeadFile(parts.settings.folder);
  const chores = [
    regularly(SEAL_EVERY_MS, 'sealing the audit record', parts, () => sealAudit(parts.database, { headFile })),
    regularly(SWEEP_EVERY_MS, 'sweeping ended sessions', parts, () => sweepSessions(parts.database)),
    regularly(SWEEP_EVERY_MS, 'looking at assessments of new stations', parts, () => assessments.bringIn()),
    regularly(SWEEP_EVERY_MS, 'planning schedules of new stations', parts, () => schedules.bringIn()),
    regularly(FOLD_EVERY_MS, 'counting changed days anew', parts, () => rollUps.tend()),
    regularly(SWEEP_EVERY_MS, 'comparing what is kept of figures with the rows', parts, async () => {
      for (const [stationId, faults] of await rollUps.verifyDue(new Date())) parts.logger.error({ stationId, faults: faults.length, first: faults[0] }, 'figures were kept otherwise than their rows count; counted anew');
    }),
    regularly(SWEEP_EVERY_MS, 'telling of API keys that end', parts, () => tellOfEndingKeys(parts.database, app.get(Notices, { strict: false }), new Date())),
    regularly(SWEEP_EVERY_MS, 'removing old notices', parts, () => removeOldNotices(parts.database, { read: parts.settings.notifyKeep, all: parts.settings.notifyKeepAll })),
  ];
  return async () => {
    await timers.stop();
    await climbs.stop();
    await retries.stop();
    await assessments.stop();
    await schedules.stop();
    await publications.stop();
    await reorganisations.stop();
    await moves.stop();
    await deliveries.stop();
    for (const chore of chores) await chore.stop();
    // The last entries before a stop are sealed too.
    await sealAudit(parts.database, { headFile });
  };
}

/** Runs a chore every so often, never twice at once; a failed one is logged and runs again next time. */
function regularly(everyMs: number, what: string, { logger }: Composition['parts'], chore: () => Promise<unknown>): { stop: () => Promise<void> } {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= chore()
      .catch((error: unknown) => logger.error({ err: errorFacts(error) }, `${what} failed`))
      .finally(() => (running = undefined));
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
