import { Module, type DynamicModule } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { AutomationBook } from '../automations/book.js';
import { HandInDoor } from '../handed-in/door.js';
import { HandedPhotosController } from '../handed-in/photos.controller.js';
import { handedInProviders } from '../handed-in/providers.js';
import { WorkflowRuntime } from '../runtime.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentResolver, InstanceAttachmentsResolver } from './attachments.resolver.js';
import { Attachments, type AttachmentLimits } from './attachments.js';
import { AutomationFiles } from './automation-files.js';
import { purgeJob } from './deeds.js';
import { EmergencyPhotosController } from './photos.controller.js';
import { SharedPhotosController } from './shared-photos.controller.js';

/** Attachments for a composition: GraphQL and REST. Needs the multipart plugin with Fastify, and WorkflowModule. */
@Module({})
export class AttachmentsModule {
  /** @param externalOrigin of the external surface, where links for handing in lead */
  static of(files: BlobStorage, limits: AttachmentLimits, externalOrigin: string): DynamicModule {
    const attachments = {
      provide: Attachments,
      useFactory: (database: Database, gate: TenantGate, runtime: WorkflowRuntime, jobs: Jobs, automations: AutomationBook) => {
        const made = new Attachments({ database, gate, runtime, jobs, files, limits });
        jobs.register(purgeJob(database, files));
        automations.files = new AutomationFiles({ database, runtime, jobs, files });
        return made;
      },
      inject: [Database, TenantGate, WorkflowRuntime, Jobs, AutomationBook],
    };
    return { module: AttachmentsModule, controllers: [AttachmentsController, EmergencyPhotosController, SharedPhotosController, HandedPhotosController], providers: [attachments, ...handedInProviders(files, externalOrigin), InstanceAttachmentsResolver, AttachmentResolver], exports: [Attachments, HandInDoor] };
  }
}
