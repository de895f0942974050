import type { Provider } from '@nestjs/common';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { DraftPresence } from '../drafts/presence.js';
import { AssessmentWatch } from '../plugins/watch.js';
import { Authoring } from './authoring.js';
import { AuthoredDraftResolver, AuthoredEditionResolver, AuthoringResolver } from './authoring.resolver.js';
import { AuthoredReviewingResolver } from './reviewing.resolver.js';

/** Workflows that bureaus write themselves. */
export const authoringProviders: readonly Provider[] = [
  { provide: Authoring, useFactory: (catalog: WorkflowCatalog, configuration: Configuration, watch: AssessmentWatch, presence: DraftPresence) => new Authoring({ catalog, configuration, watch, presence }), inject: [WorkflowCatalog, Configuration, AssessmentWatch, DraftPresence] },
  AuthoringResolver, AuthoredEditionResolver, AuthoredDraftResolver, AuthoredReviewingResolver,
];
