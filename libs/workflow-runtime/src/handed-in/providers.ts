import type { Provider } from '@nestjs/common';
import { ACCESS_SETTINGS, deriveKey, TenantGate, type AccessSettings } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { Attachments } from '../attachments/attachments.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { endJob } from './bytes.js';
import { HandedPhotos } from './deciding.js';
import { HandInDoor } from './door.js';
import { HandedInResolver, HandedPhotoResolver, HandInLinkResolver } from './handed-in.resolver.js';
import { HandInLinks } from './links.js';

/** Photos handed in by people without an account: the links, the door they lead to, and what officers make of what came. */
export const handedInProviders = (files: BlobStorage, externalOrigin: string): Provider[] => [
  {
    provide: HandInLinks,
    useFactory: (gate: TenantGate, catalog: WorkflowCatalog, jobs: Jobs, { tokenKey }: AccessSettings) => new HandInLinks({ gate, catalog, jobs, key: deriveKey(tokenKey, 'hand-in'), origin: externalOrigin }),
    inject: [TenantGate, WorkflowCatalog, Jobs, ACCESS_SETTINGS],
  },
  {
    provide: HandInDoor,
    useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, notices: Notices) => {
      jobs.register(endJob(database, files));
      return new HandInDoor({ database, catalog, files, jobs, notices });
    },
    inject: [Database, WorkflowCatalog, Jobs, Notices],
  },
  { provide: HandedPhotos, useFactory: (gate: TenantGate, catalog: WorkflowCatalog, attachments: Attachments, jobs: Jobs) => new HandedPhotos({ gate, catalog, attachments, files, jobs }), inject: [TenantGate, WorkflowCatalog, Attachments, Jobs] },
  HandedInResolver, HandInLinkResolver, HandedPhotoResolver,
];
