import type { Provider } from '@nestjs/common';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { ConfigurationFolder } from '../configuration/folder/folder.js';
import { ScheduleBook } from '../schedules/schedule.js';
import { ScheduleWorker } from '../schedules/worker.js';
import { Founding } from './founding.js';
import { FoundingResolver } from './founding.resolver.js';

/** New stations, many at a time. */
export const foundingProviders: readonly Provider[] = [
  {
    provide: Founding,
    useFactory: (catalog: WorkflowCatalog, configuration: Configuration, folder: ConfigurationFolder, book: ScheduleBook, schedules: ScheduleWorker) => new Founding({ catalog, configuration, folder, book, schedules }),
    inject: [WorkflowCatalog, Configuration, ConfigurationFolder, ScheduleBook, ScheduleWorker],
  },
  FoundingResolver,
];
