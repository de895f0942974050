import type { Provider } from '@nestjs/common';
import { PermissionRegistry } from '@stationhouse/access';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import type { TimerWorkerOptions } from '../timers/timer-worker.js';
import { Canaries } from './canaries.js';
import { Drafts } from './drafts.js';
import { DraftsResolver } from './drafts.resolver.js';
import { GalleryResolver } from './gallery.resolver.js';
import { DraftPresence } from './presence.js';
import { PublicationWorker } from './publication-worker.js';
import { Publishing } from './publishing.js';
import { PublishingResolver } from './publishing.resolver.js';
import { Reviewing } from './reviewing.js';
import { DraftCommentResolver, ReviewingResolver, ReviewRuleResolver, ScheduledPublicationResolver } from './reviewing.resolver.js';
import { DraftWord } from './word.js';

/** Overlays on their way to being published. */
export function draftProviders(onError: TimerWorkerOptions['onError']): Provider[] {
  return [
    { provide: DraftPresence, useFactory: (jobs: Jobs) => new DraftPresence(jobs), inject: [Jobs] },
    { provide: Drafts, useFactory: (configuration: Configuration, presence: DraftPresence) => new Drafts(configuration, presence), inject: [Configuration, DraftPresence] },
    { provide: DraftWord, useFactory: (catalog: WorkflowCatalog, notices: Notices) => new DraftWord(catalog, notices), inject: [WorkflowCatalog, Notices] },
    { provide: Reviewing, useFactory: (catalog: WorkflowCatalog, word: DraftWord, presence: DraftPresence) => new Reviewing(catalog, word, presence), inject: [WorkflowCatalog, DraftWord, DraftPresence] },
    { provide: Canaries, useFactory: (catalog: WorkflowCatalog, configuration: Configuration) => new Canaries(catalog, configuration), inject: [WorkflowCatalog, Configuration] },
    { provide: Publishing, useFactory: (configuration: Configuration, canaries: Canaries, jobs: Jobs, registry: PermissionRegistry, presence: DraftPresence) => new Publishing(configuration, canaries, jobs, registry, presence), inject: [Configuration, Canaries, Jobs, PermissionRegistry, DraftPresence] },
    {
      provide: PublicationWorker,
      useFactory: (database: Database, clock: DomainClock, jobs: Jobs, publishing: Publishing, word: DraftWord) => new PublicationWorker({ database, clock, jobs, publishing, word, onError: (error) => onError(error) }),
      inject: [Database, DomainClock, Jobs, Publishing, DraftWord],
    },
    DraftsResolver, ReviewingResolver, ReviewRuleResolver, DraftCommentResolver, ScheduledPublicationResolver, PublishingResolver, GalleryResolver,
  ];
}
