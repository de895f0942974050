import type { Database, Tenant } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import type { Id } from '@stationhouse/kernel';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import { AutomationFailure, type AttachedFile, type DocumentFiles, type DocumentToMake, type FileToAttach } from '../automations/automation.js';
import type { AutomationCallRow } from '../entities.js';
import type { DocumentBook } from './book.js';
import type { PaperShop } from './paper-shop.js';
import { withPictures } from './pictures.js';
import { templateBytes, templateInForce, type InForce } from './templates.js';

export interface DocumentMakerOptions {
  readonly database: Database;
  readonly book: DocumentBook;
  readonly files: BlobStorage;
  readonly shop: PaperShop;
  readonly attach: (call: AutomationCallRow, file: FileToAttach) => Promise<AttachedFile>;
}

/** Makes the papers that automations ask for: from the template in force, as Word and PDF, attached to the instance. */
export class DocumentMaker {
  constructor(private readonly options: DocumentMakerOptions) {}

  /**
   * Asked again by the same call, it takes the same template, whatever holds meanwhile, and attaches nothing twice.
   * @param plugin that brings the automation: it makes its own documents only
   * A picture in the data may be the id of an attachment of the instance.
   * @throws AutomationFailure `unknownDocument`, `documentDataInvalid`, `unknownPicture` (all final); what filling and attaching throw
   */
  async make(call: AutomationCallRow, plugin: string, { document, data, name, purpose }: DocumentToMake): Promise<DocumentFiles> {
    const { book, shop, files, attach } = this.options;
    const known = book.find(document);
    if (known === undefined || known.pluginId !== plugin) throw new AutomationFailure('unknownDocument', { note: document, final: true });
    const checked = compileSchema(known.declaration.data as JsonObject).check(data);
    if ('problems' in checked) throw new AutomationFailure('documentDataInvalid', { note: checked.problems.map(({ field }) => field).slice(0, 5).join(', '), final: true });
    const template = await this.templateOf(call, document);
    const bytes = template.scopeId === null ? known.declaration.template.bytes : await templateBytes(files, { scopeId: template.scopeId, sha256: template.sha256 });
    const schema = known.declaration.data as JsonObject;
    const shown = await this.inTenant(call, (tenant) => withPictures(tenant, { files, stationId: call.stationId, instanceId: call.instanceId }, schema, data));
    const paper = await shop.make(bytes, known.declaration.data, shown, { pdf: true });
    const word = await attach(call, { name: `${name}.docx`, content: paper.word, purpose });
    const pdf = paper.pdf === undefined ? null : await attach(call, { name: `${name}.pdf`, content: paper.pdf, purpose });
    await this.inTenant(call, (tenant) => tenant.sql('UPDATE document_made SET word_id = $4, pdf_id = $5 WHERE station_id = $1 AND call_id = $2 AND document = $3', [call.stationId, call.id, document, word.id, pdf?.id ?? null]));
    return { word, pdf };
  }

  /** The template of this call: noted before anything is made of it. */
  private templateOf(call: AutomationCallRow, document: string): Promise<Pick<InForce, 'scopeId' | 'sha256'>> {
    return this.inTenant(call, async (tenant) => {
      const [station] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [call.stationId]);
      if (station === undefined) throw new Error('A call belongs to a station.');
      const { level, version, sha256 } = await templateInForce(tenant, { scopeId: call.stationId, bureauId: station.bureauId }, this.options.book.get(document));
      const [noted] = await tenant.sql<{ level: InForce['level']; sha256: string }>(
        `WITH noted AS (
           INSERT INTO document_made (station_id, call_id, document, instance_id, level, version, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT DO NOTHING RETURNING level, sha256
         )
         SELECT level, sha256 FROM noted UNION ALL SELECT level, sha256 FROM document_made WHERE station_id = $1 AND call_id = $2 AND document = $3 LIMIT 1`,
        [call.stationId, call.id, document, call.instanceId, level, version, sha256],
      );
      const made = noted ?? { level, sha256 };
      return { sha256: made.sha256, scopeId: made.level === 'plugin' ? null : made.level === 'bureau' ? station.bureauId : call.stationId };
    });
  }

  private inTenant<Result>({ stationId }: AutomationCallRow, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, work);
  }
}
