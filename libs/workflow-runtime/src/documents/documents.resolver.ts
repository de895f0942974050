import { accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { tagsOf, type TagMeaning } from '@stationhouse/files';
import { text, type Id } from '@stationhouse/kernel';
import { Attachment } from '../attachments/attachments.resolver.js';
import type { Scope } from '../configuration/overlays.js';
import { batched } from '../graphql/views.js';
import { manageTemplates, readTemplates } from '../permissions.js';
import { DocumentBook, type KnownDocument } from './book.js';
import { latestChoices, listTemplates, templateInForce, Templates, type ChoiceRow, type TemplateRow } from './templates.js';
import { DocumentOrigin, DocumentTag, DocumentTemplateInForce, DocumentTemplates, DocumentTemplateVersion } from './types.js';

const BUREAU = { type: () => ID };
const STATION = { type: () => ID, nullable: true, description: 'The station whose templates are meant; the bureau’s without.' };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** The Word templates of documents, and which of them hold. */
@Resolver(() => DocumentTemplates)
export class DocumentTemplatesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly book: DocumentBook,
    private readonly templates: Templates,
  ) {}

  @Query(() => [DocumentTemplates], { description: 'Every document of the installation with its tags and templates, at a station or in a bureau.' })
  @Requires(readTemplates)
  documentTemplates(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined): Promise<DocumentTemplates[]> {
    const scope = scopeOf(bureauId, stationId);
    return this.templates.within(scope, (tenant) => this.view(tenant, scope, this.book.all()));
  }

  @Mutation(() => DocumentTemplates, {
    description: 'Lets a version hold, or the template from above. New documents are made from it; those that were made stay as they are. NOT_FOUND, STALE_VERSION, TEMPLATE_LOCKED, CONFLICT.',
  })
  @Requires(manageTemplates)
  async chooseDocumentTemplate(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('document', { type: () => String, description: 'Id of a document.' }) document: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Null for the bureau’s template, or the plugin’s.' }) version: number | null | undefined,
    @Args('locked', { type: () => Boolean, defaultValue: false, description: 'Of a bureau’s: stations may not have their own.' }) locked: boolean,
    @Args('expectedRevision', { type: () => Int, description: 'The revision the choice was made on; 0 for the first.' }) expectedRevision: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<DocumentTemplates> {
    const scope = scopeOf(bureauId, stationId);
    await this.templates.choose(scope, { document, version: version ?? null, locked, expectedRevision, idempotencyKey });
    const [view] = await this.templates.within(scope, (tenant) => this.view(tenant, scope, [this.book.get(document)]));
    if (view === undefined) throw new Error('A document that was chosen for is there.');
    return view;
  }

  @ResolveField(() => String, { nullable: true, description: 'Who made the choice; null where none was made.' })
  async chosenBy(@Parent() { choice, scope }: DocumentTemplates): Promise<string | null> {
    return choice === undefined ? null : nameOf(this.gate, scope, choice.chosenBy);
  }

  private async view(tenant: Tenant, scope: Scope, documents: readonly KnownDocument[]): Promise<DocumentTemplates[]> {
    const [rows, choices] = [await listTemplates(tenant, [scope.scopeId]), await latestChoices(tenant, [scope.scopeId, scope.bureauId])];
    const views: DocumentTemplates[] = [];
    for (const known of documents) {
      const { declaration, pluginId, pluginTitle } = known;
      const choice = choices.find(({ scopeId, document }) => scopeId === scope.scopeId && document === declaration.id);
      const inForce = await templateInForce(tenant, scope, known);
      const nobody = { scopeId: NOBODY, bureauId: scope.level === 'station' ? scope.bureauId : NOBODY };
      const above = await templateInForce(tenant, nobody, known);
      views.push(Object.assign(new DocumentTemplates(), {
        bureauId: scope.bureauId, stationId: scope.level === 'station' ? scope.scopeId : null, id: declaration.id, title: declaration.title, pluginId, pluginTitle, tags: flat(tagsOf(declaration.data)),
        inForce: Object.assign(new DocumentTemplateInForce(), inForce), above: Object.assign(new DocumentTemplateInForce(), above), locked: choices.some(({ scopeId, document, locked }) => scopeId === scope.bureauId && document === declaration.id && locked),
        revision: choice?.revision ?? 0, chosenAt: choice?.chosenAt ?? null, choice, scope, versions: rows.filter(({ document }) => document === declaration.id).map((row) => viewVersion(row, choice, scope)),
      }));
    }
    return views;
  }
}

@Resolver(() => DocumentTemplateVersion)
export class DocumentTemplateVersionResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { description: 'Who uploaded it.' })
  uploadedBy(@Parent() { row, scope }: DocumentTemplateVersion): Promise<string> {
    return nameOf(this.gate, scope, row.uploadedBy);
  }
}

/** What an attachment was made from. */
@Resolver(() => Attachment)
export class DocumentOriginResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly book: DocumentBook,
  ) {}

  @ResolveField(() => DocumentOrigin, { nullable: true, description: 'The template it was made from; null for what was not made from one.' })
  async madeFrom(@Parent() { row }: Attachment): Promise<DocumentOrigin | null> {
    if (row.callId === null) return null;
    const read = batched('documents made', this.gate, row.stationId, (tenant, ids) =>
      tenant.sql<Made>('SELECT a.id, m.document, m.level, m.version, m.sha256 FROM document_made m JOIN unnest($2::uuid[]) AS a (id) ON a.id IN (m.word_id, m.pdf_id) WHERE m.station_id = $1', [row.stationId, [...ids]]), ({ id }) => id);
    const [made] = await read.load(row.id);
    if (made === undefined) return null;
    return Object.assign(new DocumentOrigin(), { ...made, title: this.book.find(made.document)?.declaration.title ?? text(made.document, made.document) });
  }
}

interface Made {
  readonly id: Id;
  readonly document: string;
  readonly level: 'plugin' | 'bureau' | 'station';
  readonly version: number | null;
  readonly sha256: string;
}

/** An id that no bureau and no station has. */
const NOBODY: Id = '00000000-0000-0000-0000-000000000000' as Id;

/** Whose templates are meant. */
export function scopeOf(bureauId: Id, stationId: Id | null | undefined): Scope {
  return stationId === null || stationId === undefined ? { level: 'bureau', scopeId: bureauId, bureauId } : { level: 'station', scopeId: stationId, bureauId };
}

function nameOf(gate: TenantGate, { level, scopeId, bureauId }: Scope, accountId: Id): Promise<string> {
  return accountIn(gate, level === 'station' ? { stationId: scopeId } : { bureauId }, accountId).then(({ displayName }) => displayName);
}

function viewVersion(row: TemplateRow, choice: ChoiceRow | undefined, scope: Scope): DocumentTemplateVersion {
  return Object.assign(new DocumentTemplateVersion(), { ...row, chosen: choice?.version === row.version, row, scope });
}

function flat(tags: readonly TagMeaning[], depth = 0): DocumentTag[] {
  return tags.flatMap(({ inner, ...tag }) => [Object.assign(new DocumentTag(), { ...tag, depth }), ...flat(inner, depth + 1)]);
}
