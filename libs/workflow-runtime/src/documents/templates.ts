import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { TenantGate } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { BlobStorage, BlobStore, TemplateProblem } from '@stationhouse/files';
import { notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { Scope } from '../configuration/overlays.js';
import type { DocumentBook, KnownDocument } from './book.js';
import type { Paper, PaperShop } from './paper-shop.js';

/** A template that a bureau or station uploaded. */
export interface TemplateRow {
  readonly scopeId: Id;
  readonly document: string;
  readonly version: number;
  readonly level: 'bureau' | 'station';
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly warnings: readonly TemplateProblem[];
  readonly uploadedBy: Id;
  readonly uploadedAt: Date;
}

/** What a bureau or station has chosen last. */
export interface ChoiceRow {
  readonly scopeId: Id;
  readonly document: string;
  readonly revision: number;
  readonly version: number | null;
  readonly locked: boolean;
  readonly chosenBy: Id;
  readonly chosenAt: Date;
}

/** The template that holds at a place. `version` is null for the plugin's. */
export interface InForce {
  readonly level: 'plugin' | 'bureau' | 'station';
  readonly scopeId: Id | null;
  readonly version: number | null;
  readonly name: string;
  readonly sha256: string;
}

/** A template by whose it is; null for the plugin's own. */
export interface WhichTemplate {
  readonly scopeId: Id | null;
  readonly version: number | null;
}

export interface ChooseTemplate extends Keyed {
  readonly document: string;
  /** Null for the one from above. */
  readonly version: number | null;
  readonly locked: boolean;
  readonly expectedRevision: number;
}

/** A template on its way in. */
export interface NewTemplate {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What was found of a template that can be used. */
export type CheckedTemplate = Pick<TemplateRow, 'name' | 'sha256' | 'warnings'>;

export interface TemplatesOptions {
  readonly gate: TenantGate;
  readonly book: DocumentBook;
  readonly shop: PaperShop;
  readonly files: BlobStorage;
}

const NAME_LENGTH = 200;
const TEMPLATE_COLUMNS = 'scope_id AS "scopeId", document, version, level, name, bytes::float8 AS bytes, sha256, warnings, uploaded_by AS "uploadedBy", uploaded_at AS "uploadedAt"';
const CHOICE_COLUMNS = 'scope_id AS "scopeId", document, revision, version, locked, chosen_by AS "chosenBy", chosen_at AS "chosenAt"';

/** Word templates of bureaus and stations: taken in, looked at, put in force. */
export class Templates {
  constructor(private readonly options: TemplatesOptions) {}

  /**
   * Takes a template in, if it can be used. It does not hold before it is chosen.
   * @throws StationhouseError TEMPLATE_INVALID with every problem in its details, NOT_FOUND, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async upload(scope: Scope, id: string, file: NewTemplate): Promise<TemplateRow> {
    const checked = await this.check(id, file);
    await this.store(scope, file.bytes);
    return this.within(scope, (tenant) => this.take(tenant, scope, id, file, checked));
  }

  /** What is to be known of a template before it is taken in. @throws StationhouseError TEMPLATE_INVALID, NOT_FOUND */
  async check(id: string, { name: given, bytes }: NewTemplate): Promise<CheckedTemplate> {
    const { shop, book } = this.options;
    const { declaration } = book.get(id);
    const name = parseText(given.split(/[\\/]/).at(-1) ?? '', 'file', NAME_LENGTH).trim();
    const { problems, warnings } = await shop.check(bytes, declaration.data);
    if (problems.length > 0) {
      throw new StationhouseError('TEMPLATE_INVALID', text(`模板有 ${problems.length} 处问题，未保存。请按提示修改后重新上传。`, `The template has ${problems.length} problems and was not saved. Mend them and upload it again.`), { problems });
    }
    return { name, sha256: createHash('sha256').update(bytes).digest('hex'), warnings };
  }

  /** Keeps a template's bytes; the same bytes are kept once. @throws StationhouseError STORAGE_FULL, STORAGE_UNAVAILABLE */
  async store({ scopeId }: Scope, bytes: Buffer): Promise<void> {
    await areaOf(this.options.files, scopeId).put(Readable.from([bytes]));
  }

  /** Notes a template that was checked as a new version; its bytes must be kept by the end of the transaction. */
  async take(tenant: Tenant, scope: Scope, id: string, { bytes }: NewTemplate, { name, sha256, warnings }: CheckedTemplate): Promise<TemplateRow> {
    await lock(tenant, scope.scopeId, id);
    const [row] = await tenant.sql<TemplateRow>(
      `INSERT INTO document_template (scope_id, document, version, level, name, bytes, sha256, warnings, uploaded_by)
       SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8 FROM document_template WHERE scope_id = $1 AND document = $2 RETURNING ${TEMPLATE_COLUMNS}`,
      [scope.scopeId, id, scope.level, name, bytes.length, sha256, JSON.stringify(warnings), tenant.context.accountId],
    );
    if (row === undefined) throw new Error('A template that was written is there.');
    await audit(tenant, { action: deeds.templateUploaded, ...unitOf(scope), details: { document: id, version: row.version, sha256 } });
    return row;
  }

  /**
   * Lets a version hold, or the template from above. Papers that were made stay as they are.
   * @throws StationhouseError NOT_FOUND, STALE_VERSION, TEMPLATE_LOCKED while the bureau does not let stations have their own, CONFLICT
   */
  choose(scope: Scope, given: ChooseTemplate): Promise<void> {
    return this.within(scope, (tenant) => this.chooseIn(tenant, scope, given));
  }

  /** As {@link choose}, in a transaction of the caller's that reaches the scope and its bureau. */
  async chooseIn(tenant: Tenant, scope: Scope, given: ChooseTemplate): Promise<void> {
    const { document, version, expectedRevision } = given;
    this.options.book.get(document);
    await once(tenant, scope.scopeId, `choose template ${document}`, given, async () => {
      await lock(tenant, scope.scopeId, document);
      const choices = await latestChoices(tenant, [scope.scopeId, scope.bureauId], document);
      const own = choices.find(({ scopeId }) => scopeId === scope.scopeId);
      if ((own?.revision ?? 0) !== expectedRevision) throw new StationhouseError('STALE_VERSION', text('他人刚刚更改了启用的模板，请刷新后再操作。', 'Somebody has just changed which template holds. Reload and try again.'), { revision: own?.revision ?? 0 });
      if (scope.level === 'station' && version !== null && choices.some(({ scopeId, locked }) => scopeId === scope.bureauId && locked)) {
        throw new StationhouseError('TEMPLATE_LOCKED', text('分局已统一使用一个模板，本所不能另行启用。如需更改请联系分局。', 'The bureau has all stations use one template. Ask the bureau to change it.'));
      }
      if (version !== null) await readTemplate(tenant, scope.scopeId, document, version);
      const locked = given.locked && scope.level === 'bureau' && version !== null;
      await tenant.sql('INSERT INTO document_choice (scope_id, document, revision, level, version, locked, chosen_by) VALUES ($1, $2, $3, $4, $5, $6, $7)', [scope.scopeId, document, expectedRevision + 1, scope.level, version, locked, tenant.context.accountId]);
      await audit(tenant, { action: deeds.templateChosen, ...unitOf(scope), details: { document, version, locked } });
      return {};
    });
  }

  /** A template's bytes. @throws StationhouseError NOT_FOUND for what the caller cannot see, STORAGE_UNAVAILABLE */
  async read(scope: Scope, id: string, { scopeId, version }: WhichTemplate): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const { declaration } = this.options.book.get(id);
    if (scopeId === null || version === null) return { name: declaration.template.fileName, bytes: declaration.template.bytes };
    const row = await this.within(scope, (tenant) => readTemplate(tenant, scopeId, id, version));
    return { name: row.name, bytes: await templateBytes(this.options.files, row) };
  }

  /** The bytes of a template that a bureau or station has. @throws StationhouseError STORAGE_UNAVAILABLE */
  bytesOf(row: Pick<TemplateRow, 'scopeId' | 'sha256'>): Promise<Buffer> {
    return templateBytes(this.options.files, row);
  }

  /**
   * A paper of the platform's own, from the template that holds at a place.
   * @param data that fit the document's schema
   * @throws as {@link PaperShop.make}; StationhouseError NOT_FOUND, STORAGE_UNAVAILABLE
   */
  async fill(scope: Scope, id: string, data: JsonObject, wish: { readonly pdf: boolean }): Promise<Paper> {
    const known = this.options.book.get(id);
    const inForce = await this.within(scope, (tenant) => templateInForce(tenant, scope, known));
    const bytes = inForce.scopeId === null ? known.declaration.template.bytes : await templateBytes(this.options.files, { scopeId: inForce.scopeId, sha256: inForce.sha256 });
    return this.options.shop.make(bytes, known.declaration.data, data, wish);
  }

  /** A template filled with made-up data. @throws as {@link PaperShop.make} */
  async preview(scope: Scope, id: string, which: WhichTemplate, wish: { readonly pdf: boolean }): Promise<Paper> {
    const { bytes } = await this.read(scope, id, which);
    return this.options.shop.make(bytes, this.options.book.get(id).declaration.data, undefined, wish);
  }

  /** One transaction that reaches the scope, and what its bureau sets. The bureau must be one the caller sees, so that no lock is missed by naming another. */
  within<Result>({ level, scopeId, bureauId }: Scope, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.options.gate.inScope({ stationIds: level === 'station' ? [scopeId] : [], bureauIds: [bureauId] }, work);
  }
}

/** The template that holds at a station, or for a bureau. */
export async function templateInForce(tenant: Tenant, { scopeId, bureauId }: Pick<Scope, 'scopeId' | 'bureauId'>, { declaration }: KnownDocument): Promise<InForce> {
  const choices = await latestChoices(tenant, [scopeId, bureauId], declaration.id);
  const [own, above] = [choices.find((one) => one.scopeId === scopeId), choices.find((one) => one.scopeId === bureauId)];
  const holds = above?.locked !== true && own !== undefined && own.version !== null ? own : above;
  if (holds === undefined || holds.version === null) return { level: 'plugin', scopeId: null, version: null, name: declaration.template.fileName, sha256: declaration.template.sha256 };
  const { level, version, name, sha256 } = await readTemplate(tenant, holds.scopeId, declaration.id, holds.version);
  return { level, scopeId: holds.scopeId, version, name, sha256 };
}

/** The bytes of a template that a bureau or station has. @throws StationhouseError STORAGE_UNAVAILABLE */
export async function templateBytes(files: BlobStorage, { scopeId, sha256 }: { readonly scopeId: Id; readonly sha256: string }): Promise<Buffer> {
  return buffer(await areaOf(files, scopeId).open(sha256));
}

function areaOf(files: BlobStorage, scopeId: Id): BlobStore {
  return files.area(`templates/${scopeId}`);
}

/** The versions of a scope, newest first. */
export function listTemplates(tenant: Tenant, scopeIds: readonly Id[]): Promise<TemplateRow[]> {
  return tenant.sql<TemplateRow>(`SELECT ${TEMPLATE_COLUMNS} FROM document_template WHERE scope_id = ANY ($1) ORDER BY document, version DESC`, [[...scopeIds]]);
}

/** What scopes have chosen last. @param document every one when absent */
export function latestChoices(tenant: Tenant, scopeIds: readonly Id[], document?: string): Promise<ChoiceRow[]> {
  return tenant.sql<ChoiceRow>(`SELECT DISTINCT ON (scope_id, document) ${CHOICE_COLUMNS} FROM document_choice WHERE scope_id = ANY ($1) AND ($2::text IS NULL OR document = $2) ORDER BY scope_id, document, revision DESC`, [[...scopeIds], document ?? null]);
}

async function readTemplate(tenant: Tenant, scopeId: Id, document: string, version: number): Promise<TemplateRow> {
  const [row] = await tenant.sql<TemplateRow>(`SELECT ${TEMPLATE_COLUMNS} FROM document_template WHERE scope_id = $1 AND document = $2 AND version = $3`, [scopeId, document, version]);
  if (row === undefined) throw notFound(text('文书模板', 'Template'));
  return row;
}

/** Uploads and choices of one document at one place go one after the other. */
async function lock(tenant: Tenant, scopeId: Id, document: string): Promise<void> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`document template ${scopeId} ${document}`]);
}

function unitOf({ level, scopeId }: Scope): { readonly bureauId: Id } | { readonly stationId: Id } {
  return level === 'bureau' ? { bureauId: scopeId } : { stationId: scopeId };
}
