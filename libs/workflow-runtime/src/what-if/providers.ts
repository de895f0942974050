import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { WHAT_IF_TOPIC, WhatIfs } from './what-ifs.js';
import { WhatIfResolver } from './what-if.resolver.js';
import { WhatIfWork } from './work.js';

/** What a station's past would have been under a draft. */
export const whatIfProviders: Provider[] = [
  {
    provide: WhatIfs,
    useFactory: (database: Database, catalog: WorkflowCatalog, configuration: Configuration, jobs: Jobs) => {
      // Both surfaces of one process share its jobs.
      if (jobs.registry.get(WHAT_IF_TOPIC) === undefined) jobs.register(new WhatIfWork(database, catalog, jobs).job());
      return new WhatIfs(catalog, configuration, jobs);
    },
    inject: [Database, WorkflowCatalog, Configuration, Jobs],
  },
  WhatIfResolver,
];
