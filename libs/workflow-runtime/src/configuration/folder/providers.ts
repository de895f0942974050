import type { Provider } from '@nestjs/common';
import { ACCESS_SETTINGS, PermissionRegistry, type AccessSettings } from '@stationhouse/access';
import { Jobs } from '@stationhouse/jobs';
import { HolidayNotices } from '../../calendars/holiday-notices.js';
import { Authoring } from '../../authoring/authoring.js';
import { WorkflowCatalog } from '../../catalog/catalog.js';
import { Reviewing } from '../../drafts/reviewing.js';
import { PluginSettings } from '../../plugins/settings/settings.js';
import { PluginSwitch } from '../../plugins/switch.js';
import { ScheduleBook } from '../../schedules/schedule.js';
import { ScheduleWorker } from '../../schedules/worker.js';
import { Configuration } from '../configuration.js';
import { ConfigurationFolder } from './folder.js';
import { ConfigurationFolderResolver } from './folder.resolver.js';
import { AuthoredFiles } from './parts/authored.js';
import { HolidayFiles } from './parts/holidays.js';
import { HoursFile } from './parts/hours.js';
import { OverlayFiles } from './parts/overlays.js';
import { BureauPluginsFile, StationPluginsFile } from './parts/plugins.js';
import { ReviewRulesFile } from './parts/review-rules.js';
import { RolesFile } from './parts/roles.js';
import { ScheduleFile } from './parts/schedules.js';

/** Configuration as files: the bureau's own workflows and the plugins first, since the rest is about what they bring. */
export const folderProviders: readonly Provider[] = [
  {
    provide: ConfigurationFolder,
    useFactory: (catalog: WorkflowCatalog, configuration: Configuration, authoring: Authoring, plugins: PluginSwitch, settings: PluginSettings, jobs: Jobs, notices: HolidayNotices, book: ScheduleBook, worker: ScheduleWorker, reviewing: Reviewing, registry: PermissionRegistry, access: AccessSettings) => {
      const doors = { catalog, plugins, settings };
      // Review rules after the overlays: what an empty bureau is given has had its review where it comes from.
      return new ConfigurationFolder(catalog, [
        new AuthoredFiles(authoring), new BureauPluginsFile(doors), new StationPluginsFile(doors), new HolidayFiles(notices), new HoursFile(jobs), new ScheduleFile(book, worker), new OverlayFiles(catalog, configuration),
        new ReviewRulesFile(catalog, reviewing), new RolesFile(registry, access),
      ]);
    },
    inject: [WorkflowCatalog, Configuration, Authoring, PluginSwitch, PluginSettings, Jobs, HolidayNotices, ScheduleBook, ScheduleWorker, Reviewing, PermissionRegistry, ACCESS_SETTINGS],
  },
  ConfigurationFolderResolver,
];
