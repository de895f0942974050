import type { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { text } from '@stationhouse/kernel';
import { uploadsOf } from '../../retention/imports.js';
import { runImport } from '../run/run-import.js';
import { IMPORT_TOPIC } from './tokens.js';

/** The job behind `startImport`; a composition registers it with `jobs.register(importJob(…))`. */
export function importJob(database: Database, files: Pick<BlobStorage, 'area'>, jobs: Jobs): JobDefinition {
  return defineJob<{ importId: string }>({
    topic: IMPORT_TOPIC,
    title: text('数据导入', 'Import of data'),
    handle: async ({ payload, scopeId, signal }) => {
      const onProgress = ({ bureauId, importId, version }: { bureauId: string; importId: string; version: number }) => jobs.live.publish({ kind: 'IMPORT', id: importId, bureauId, version });
      await runImport({ database, store: uploadsOf(files, scopeId), onProgress }, scopeId, payload.importId, signal);
    },
    timeout: 'PT12H',
    // A kill counts as an attempt: an import of hours may live through many restarts.
    retry: { attempts: 50, delay: 'PT2S' },
    concurrency: 2,
  });
}
