import path from 'node:path';
import { sealAudit } from '@stationhouse/audit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TimerWorker } from '@stationhouse/workflow-runtime';
import type { Composition } from './composition.js';

/** The unsealed tail of the audit record is at most a minute old; half of it leaves room for a slow one. */
const SEAL_EVERY_MS = 30_000;

/** The file outside the database that keeps the head of every sealed batch. */
export function auditHeadFile(folder: string): string {
  return path.join(folder, 'audit-heads.jsonl');
}

/** Starts what runs without being asked: jobs, timers, sealing. @returns stops them, after what is at hand */
export async function startWorker(app: NestFastifyApplication, composition: Composition): Promise<() => Promise<void>> {
  const { jobs, parts } = composition;
  await jobs.startWorker();
  const timers = app.get(TimerWorker);
  timers.start();
  const sealing = sealRegularly(composition, auditHeadFile(parts.settings.folder));
  return async () => {
    await timers.stop();
    await sealing.stop();
  };
}

function sealRegularly({ parts: { database, logger } }: Composition, headFile: string): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const seal = () => {
    running = sealAudit(database, { headFile }).catch((error: unknown) => logger.error({ stack: error instanceof Error ? error.stack : undefined }, 'sealing the audit record failed'));
  };
  const timer = setInterval(seal, SEAL_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      seal();
      await running;
    },
  };
}
