import { ACCESS_SETTINGS, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import type { Provider } from '@nestjs/common';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { IncidentReference } from '../incident-reference.js';
import type { LookupsOfPlugin } from '../lookups/lookup.js';
import { Lookups, type LookupsOptions } from '../lookups/lookups.js';
import { WorkflowRuntime } from '../runtime.js';
import { MattersElsewhere } from './elsewhere.js';
import { MatterKeys } from './keys.js';

/** What instances know of each other's matters, and what steps read from outside. */
export function matterProviders(plugins: readonly { readonly declaration: LookupsOfPlugin }[], incidents: IncidentReference | undefined, onEnd: LookupsOptions['onEnd']): Provider[] {
  return [
    { provide: MatterKeys, useFactory: ({ tokenKey }: AccessSettings) => new MatterKeys(tokenKey), inject: [ACCESS_SETTINGS] },
    { provide: Lookups, useFactory: (database: Database, keys: MatterKeys, catalog: WorkflowCatalog) => new Lookups({ database, keys, catalog, plugins: plugins.map(({ declaration }) => declaration), incidents, ...(onEnd === undefined ? {} : { onEnd }) }), inject: [Database, MatterKeys, WorkflowCatalog] },
    {
      provide: MattersElsewhere,
      useFactory: (database: Database, runtime: WorkflowRuntime, jobs: Jobs) => {
        const elsewhere = new MattersElsewhere({ database, runtime });
        jobs.register(elsewhere.job());
        return elsewhere;
      },
      inject: [Database, WorkflowRuntime, Jobs],
    },
  ];
}
