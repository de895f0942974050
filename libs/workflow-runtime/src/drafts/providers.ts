import type { Provider } from '@nestjs/common';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { Drafts } from './drafts.js';
import { DraftsResolver } from './drafts.resolver.js';
import { Reviewing } from './reviewing.js';
import { DraftCommentResolver, ReviewingResolver, ScheduledPublicationResolver } from './reviewing.resolver.js';
import { DraftWord } from './word.js';

export const draftResolvers: readonly Provider[] = [DraftsResolver, ReviewingResolver, DraftCommentResolver, ScheduledPublicationResolver];

/** Overlays on their way to being published. */
export const draftProviders: readonly Provider[] = [
  { provide: Drafts, useFactory: (configuration: Configuration) => new Drafts(configuration), inject: [Configuration] },
  { provide: DraftWord, useFactory: (catalog: WorkflowCatalog, notices: Notices) => new DraftWord(catalog, notices), inject: [WorkflowCatalog, Notices] },
  { provide: Reviewing, useFactory: (catalog: WorkflowCatalog, word: DraftWord) => new Reviewing(catalog, word), inject: [WorkflowCatalog, DraftWord] },
];
