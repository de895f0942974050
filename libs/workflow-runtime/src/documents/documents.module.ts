import { Module, type DynamicModule } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage, DocumentDeclaration } from '@stationhouse/files';
import { text } from '@stationhouse/kernel';
import { AutomationFailure, type FileToAttach } from '../automations/automation.js';
import { AutomationBook } from '../automations/book.js';
import type { AutomationWalls } from '../automations/walls/walls.js';
import { ConfigurationFolder } from '../configuration/folder/folder.js';
import type { AutomationCallRow } from '../entities.js';
import { DocumentBook, type DocumentsOfPlugin } from './book.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentOriginResolver, DocumentTemplatesResolver, DocumentTemplateVersionResolver } from './documents.resolver.js';
import { DocumentMaker } from './making.js';
import { PaperShop } from './paper-shop.js';
import { TemplateFiles } from './template-files.js';
import { Templates } from './templates.js';

/** Documents from Word templates for a composition: GraphQL, REST, and what automations ask for. Needs WorkflowModule and AttachmentsModule. */
@Module({})
export class DocumentsModule {
  /** @param options.own documents of the platform itself */
  static of(files: BlobStorage, plugins: readonly { readonly declaration: DocumentsOfPlugin }[], { walls, own = [] }: { readonly walls?: AutomationWalls; readonly own?: readonly DocumentDeclaration[] } = {}): DynamicModule {
    const book = new DocumentBook([...plugins.map(({ declaration }) => declaration), { id: 'platform', title: text('平台', 'Platform'), documents: own }]);
    const shop = new PaperShop(walls);
    const templates = {
      provide: Templates,
      useFactory: (database: Database, gate: TenantGate, automations: AutomationBook, folder: ConfigurationFolder) => {
        const attach = async (call: AutomationCallRow, file: FileToAttach) => {
          if (automations.files === undefined) throw new AutomationFailure('noFileStore', { note: 'this installation keeps no files', final: true });
          return automations.files.attach(call, file);
        };
        automations.documents = new DocumentMaker({ database, book, files, shop, attach });
        const made = new Templates({ gate, book, shop, files });
        folder.also(new TemplateFiles(book, made));
        return made;
      },
      inject: [Database, TenantGate, AutomationBook, ConfigurationFolder],
    };
    return { module: DocumentsModule, controllers: [DocumentsController], providers: [{ provide: DocumentBook, useValue: book }, templates, DocumentTemplatesResolver, DocumentTemplateVersionResolver, DocumentOriginResolver], exports: [Templates] };
  }
}
