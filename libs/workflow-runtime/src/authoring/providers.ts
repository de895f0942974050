import type { Provider } from '@nestjs/common';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { AssessmentWatch } from '../plugins/watch.js';
import { Authoring } from './authoring.js';
import { AuthoredDraftResolver, AuthoredEditionResolver, AuthoringResolver } from './authoring.resolver.js';
import { AuthoredReviewingResolver } from './reviewing.resolver.js';

/** Workflows that bureaus write themselves. */
export const authoringProviders: readonly Provider[] = [
  { provide: Authoring, useFactory: (catalog: WorkflowCatalog, configuration: Configuration, watch: AssessmentWatch) => new Authoring({ catalog, configuration, watch }), inject: [WorkflowCatalog, Configuration, AssessmentWatch] },
  AuthoringResolver, AuthoredEditionResolver, AuthoredDraftResolver, AuthoredReviewingResolver,
];
