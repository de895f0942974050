import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_SETTINGS, Passwords, type AccessSettings } from '@stationhouse/access';
import { BriefingSourcesOfHouse, MetricRegistry } from '@stationhouse/analytics';
import { AssessmentWatch, Authoring, AutomationRetries, Configuration, PluginSwitch, ScheduleWorker, SharesAnswering, TimerWorker, WorkflowCatalog, WorkflowRuntime } from '@stationhouse/workflow-runtime';
import type { Composition } from './composition.js';
import { assessDemo, composeBriefings, loadDemo, makeDemoDashboards, playStories, playVenues, writeVenues } from './demo/index.js';
import type { Progress } from './storage.js';

/** What must stand before the first request: published workflow versions, and once, if wanted, the demo bureau. */
export async function prepare(app: NestFastifyApplication, { clock, jobs, parts }: Composition, progress: Progress): Promise<void> {
  const { database, settings } = parts;
  await app.get(WorkflowCatalog).publish(database);
  await app.get(Configuration).bringIn();
  const assessments = app.get(AssessmentWatch);
  const bringIn = () => Promise.all([assessments.bringIn(), app.get(ScheduleWorker).bringIn()]);
  if (!settings.demo) return void (await bringIn());
  const passwords = new Passwords(app.get<AccessSettings>(ACCESS_SETTINGS).passwordCost);
  await loadDemo({
    database,
    hashPassword: (password) => passwords.hash(password),
    onProgress: progress,
    furnish: async (bureauId) => {
      const venues = { database, authoring: app.get(Authoring), plugins: app.get(PluginSwitch), runtime: app.get(WorkflowRuntime), bureauId };
      const workflow = await writeVenues(venues);
      await assessDemo({ database, catalog: app.get(WorkflowCatalog), plugins: app.get(PluginSwitch), bureauId });
      await playVenues(venues, workflow);
      await makeDemoDashboards({ database, registry: app.get(MetricRegistry), bureauId });
      await composeBriefings(database, app.get(BriefingSourcesOfHouse), bureauId);
    },
    playStories: (bureauId, anchor) => playStories({ database, runtime: app.get(WorkflowRuntime), timers: app.get(TimerWorker), retries: app.get(AutomationRetries), jobs, neighbours: app.get(SharesAnswering), clock, bureauId, anchor }),
  });
  // While the stories were played, here or in another process, domain time was not the present.
  clock.observe(await database.now());
  await bringIn();
}
