import { currentRequest, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseText, type Bilingual, type Id } from '@stationhouse/kernel';
import { diffDefinitions } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { VERSION } from '../drafts/drafts.resolver.js';
import { BUREAU, KEY, nameOf } from '../graphql/configuration.resolver.js';
import { authorWorkflows, readConfiguration } from '../permissions.js';
import { Authoring } from './authoring.js';
import { listEditions, readAuthored } from './rows.js';
import { AuthoredCheck, AuthoredCopy, AuthoredDraft, AuthoredEdition, AuthoredEditionConnection, AuthoredRemark, AuthoredSave, AuthoredWorkflow, AuthoringMeans } from './types.js';
import { viewAuthored, viewAuthoredDraft, viewCheck, viewCopy, viewEdition, viewMeans, viewOneAuthored } from './views.js';

export const AUTHORED = { type: () => String, description: 'AuthoredWorkflow.workflow.' };
const SOURCE = { type: () => String, description: 'YAML, at most 500,000 characters: the workflow language, `personal-data` and `starters` (docs/guides/bureau-workflows.md). It names the workflow without the bureau’s mark.' };
const REVISION = { type: () => Int, description: 'AuthoredWorkflow.revision, as it was looked at.' };
const REASON = { type: () => String, description: 'At most 500 characters.' };

/** Workflows that a bureau writes itself. */
@Resolver(() => AuthoredWorkflow)
export class AuthoringResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly authoring: Authoring,
  ) {}

  @Query(() => [AuthoredWorkflow], { description: 'The workflows a bureau writes itself, by id: drafts, those in force, and those retired.' })
  @Requires(readConfiguration)
  async authoredWorkflows(@Args('bureauId', BUREAU) bureauId: Id): Promise<AuthoredWorkflow[]> {
    return this.gate.inBureau(bureauId, (tenant) => viewAuthored(tenant, this.catalog, bureauId));
  }

  @Query(() => AuthoredWorkflow, { description: 'One of them. NOT_FOUND.' })
  @Requires(readConfiguration)
  async authoredWorkflow(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string): Promise<AuthoredWorkflow> {
    return this.gate.inBureau(bureauId, (tenant) => viewOneAuthored(tenant, this.catalog, bureauId, workflow));
  }

  @Query(() => AuthoredEditionConnection, { description: 'Every published edition, newest first. At most 200 a page. NOT_FOUND.' })
  @Requires(readConfiguration)
  async authoredEditions(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', AUTHORED) workflow: string,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<AuthoredEditionConnection> {
    const page = await this.gate.inBureau(bureauId, async (tenant) => {
      await readAuthored(tenant, bureauId, workflow);
      return listEditions(tenant, bureauId, workflow, first, after);
    });
    return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewEdition(node) })) };
  }

  @Query(() => AuthoredCheck, { description: 'What is wrong with a text, and what publishing it would change; nothing is written. TEXT_TOO_LONG.' })
  @Requires(authorWorkflows)
  async checkAuthored(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('source', SOURCE) source: string): Promise<AuthoredCheck> {
    return this.gate.inBureau(bureauId, (tenant) => viewCheck(tenant, this.authoring, parseText(workflow, 'workflow', 100), source));
  }

  @Query(() => AuthoringMeans, { description: 'What a workflow of the bureau’s own may name: roles, other workflows, automations.' })
  @Requires(readConfiguration)
  async authoringMeans(@Args('bureauId', BUREAU) bureauId: Id): Promise<AuthoringMeans> {
    return this.gate.inBureau(bureauId, (tenant) => viewMeans(tenant, this.authoring));
  }

  @Query(() => AuthoredCopy, { description: 'A workflow that is there – a plugin’s or the bureau’s own – as a file of the bureau’s own: what a copy begins as. What only a plugin’s code does is put otherwise or left out, each with a note. NOT_FOUND.' })
  @Requires(authorWorkflows)
  async authoredCopy(@Args('bureauId', BUREAU) bureauId: Id, @Args('of', { type: () => String, description: 'The id of a workflow.' }) of: string): Promise<AuthoredCopy> {
    return this.gate.inBureau(bureauId, (tenant) => viewCopy(tenant, this.catalog, this.authoring, of));
  }

  @Mutation(() => AuthoredWorkflow, { description: 'Begins a workflow of the bureau’s own, as a draft. BAD_INPUT for a name that is not kebab-case, TEXT_TOO_LONG, CONFLICT for a name the bureau has already, and beyond 200.' })
  @Requires(authorWorkflows)
  async createAuthored(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('name', { type: () => String, description: 'In kebab-case, at most 60 characters: venue-check. It stays.' }) name: string,
    @Args('source', SOURCE) source: string,
    @Args('remarks', { type: () => [AuthoredRemark], nullable: true, description: 'Comments the draft begins with, such as what a copy goes without: at most 100.' }) remarks: readonly AuthoredRemark[] | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<AuthoredWorkflow> {
    return this.gate.inBureau(bureauId, async (tenant) => viewOneAuthored(tenant, this.catalog, bureauId, await this.authoring.create(tenant, bureauId, { name, source, remarks: remarks ?? [], idempotencyKey })));
  }

  @Mutation(() => AuthoredSave, { description: 'Saves the draft, as often as somebody types; also a text that does not read yet: `check` says what is wrong. What others saved or published since `base` is merged line by line; where both changed the same lines nothing is saved. NOT_FOUND, TEXT_TOO_LONG, STALE_VERSION when the draft was published or discarded, or 200 saves lie between.' })
  @Requires(authorWorkflows)
  async saveAuthoredDraft(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', AUTHORED) workflow: string,
    @Args('source', SOURCE) source: string,
    @Args('base', { type: () => Int, description: 'The version of the draft it was made of; 0 for the first save, made of the edition in force.' }) base: number,
    @Args('onEdition', { type: () => Int, nullable: true, description: 'With base 0: the edition it was made of; the present one without.' }) onEdition: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<AuthoredSave> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const saved = await this.authoring.save(tenant, bureauId, { workflow, source, base, onEdition: onEdition ?? undefined, idempotencyKey });
      const draft = (await viewAuthoredDraft(tenant, this.authoring, this.gate, bureauId, workflow)) ?? null;
      return Object.assign(new AuthoredSave(), { draft, merged: !saved.conflicting && saved.merged, conflicting: saved.conflicting, theirs: saved.conflicting ? saved.theirs : null, theirsVersion: saved.conflicting ? saved.theirsVersion : null });
    });
  }

  @Mutation(() => AuthoredWorkflow, { nullable: true, description: 'Ends a draft without publishing it; null where the workflow was never published: it goes with its draft. NOT_FOUND, STALE_VERSION.' })
  @Requires(authorWorkflows)
  async discardAuthoredDraft(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('version', VERSION) version: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<AuthoredWorkflow | undefined> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      await this.authoring.discard(tenant, bureauId, { workflow, version, idempotencyKey });
      return (await viewAuthored(tenant, this.catalog, bureauId, workflow))[0];
    });
  }

  @Mutation(() => AuthoredWorkflow, {
    description: 'Publishes a draft as it was looked at, as the next edition: new instances start on it at once, overlays of the bureau and its stations follow by a job, those that conflict are listed and keep what they had. Instances that run keep theirs. NOT_FOUND, STALE_VERSION, REVIEW_NEEDED, DEFINITION_INVALID with line and mend, CONFLICT for a retired one, BAD_INPUT.',
  })
  @Requires(authorWorkflows)
  async publishAuthored(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('workflow', AUTHORED) workflow: string,
    @Args('version', VERSION) version: number,
    @Args('because', { ...REASON, description: 'For the history of editions, at most 500 characters.' }) because: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<AuthoredWorkflow> {
    const stationIds = currentRequest().signedIn.bureauStationIds;
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      await this.authoring.publish(tenant, bureauId, stationIds, { workflow, version, because, idempotencyKey });
      return viewOneAuthored(tenant, this.catalog, bureauId, workflow);
    });
  }

  @Mutation(() => AuthoredWorkflow, { description: 'Takes a workflow out of use: nothing new starts; what runs goes on to its end. NOT_FOUND, STALE_VERSION, CONFLICT, BAD_INPUT without a reason.' })
  @Requires(authorWorkflows)
  async retireAuthored(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('because', REASON) because: string, @Args('expectedRevision', REVISION) expectedRevision: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<AuthoredWorkflow> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      await this.authoring.retire(tenant, bureauId, { workflow, because, expectedRevision, idempotencyKey });
      return viewOneAuthored(tenant, this.catalog, bureauId, workflow);
    });
  }

  @Mutation(() => AuthoredWorkflow, { description: 'Takes a retired workflow back into use, as it was. NOT_FOUND, STALE_VERSION, CONFLICT.' })
  @Requires(authorWorkflows)
  async reinstateAuthored(@Args('bureauId', BUREAU) bureauId: Id, @Args('workflow', AUTHORED) workflow: string, @Args('expectedRevision', REVISION) expectedRevision: number, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<AuthoredWorkflow> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      await this.authoring.reinstate(tenant, bureauId, { workflow, expectedRevision, idempotencyKey });
      return viewOneAuthored(tenant, this.catalog, bureauId, workflow);
    });
  }

  @ResolveField(() => AuthoredDraft, { nullable: true, description: 'Null for none.' })
  draft(@Parent() { bureauId, workflow, draftVersion }: AuthoredWorkflow): Promise<AuthoredDraft | undefined> {
    return draftVersion === null ? Promise.resolve(undefined) : this.gate.inBureau(bureauId, (tenant) => viewAuthoredDraft(tenant, this.authoring, this.gate, bureauId, workflow));
  }

  @ResolveField(() => String, { nullable: true, description: 'Who published the edition in force.' })
  publishedBy(@Parent() { bureauId, inForce }: AuthoredWorkflow): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, inForce?.publishedBy ?? null);
  }

  @ResolveField(() => String, { nullable: true })
  retiredBy(@Parent() { bureauId, row }: AuthoredWorkflow): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, row.retiredBy);
  }

  @ResolveField(() => Int, { description: 'Stations that work with it.' })
  async enabledAt(@Parent() { workflow }: AuthoredWorkflow): Promise<number> {
    return this.counted(`SELECT count(*)::int AS count FROM plugin_enablement WHERE station_id = ANY ($1) AND plugin_id = $2 AND enabled`, workflow);
  }

  @ResolveField(() => Int, { description: 'Instances that run, at all stations; exercises left out.' })
  async running(@Parent() { workflow }: AuthoredWorkflow): Promise<number> {
    return this.counted(`SELECT count(*)::int AS count FROM instance WHERE station_id = ANY ($1) AND workflow = $2 AND status = 'running' AND NOT exercise`, workflow);
  }

  private async counted(statement: string, workflow: string): Promise<number> {
    const stationIds = currentRequest().signedIn.bureauStationIds;
    const [row] = await this.gate.inStations(stationIds, (tenant) => tenant.sql<{ count: number }>(statement, [[...stationIds], workflow]));
    return row?.count ?? 0;
  }
}

/** Of an edition: who published it, and what it changed. */
@Resolver(() => AuthoredEdition)
export class AuthoredEditionResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly configuration: Configuration,
  ) {}

  @ResolveField(() => String, { nullable: true })
  publishedBy(@Parent() { row }: AuthoredEdition): Promise<string | undefined> {
    return nameOf(this.gate, row.bureauId, row.publishedBy);
  }

  @ResolveField(() => [Text], { description: 'Against the edition before it, in words; empty for the first.' })
  async changes(@Parent() { row: { bureauId, workflow, edition } }: AuthoredEdition): Promise<readonly Bilingual[]> {
    if (edition === 1) return [];
    const { templates } = this.configuration.versions;
    return this.gate.inBureau(bureauId, async (tenant) => {
      const [before, after] = [await templates.read(tenant, workflow, edition - 1), await templates.read(tenant, workflow, edition)];
      return diffDefinitions(before.definition, after.definition).map((change) => change.text);
    });
  }
}

/** Of a draft: who saved it last. */
@Resolver(() => AuthoredDraft)
export class AuthoredDraftResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true })
  savedBy(@Parent() { row }: AuthoredDraft): Promise<string | undefined> {
    return nameOf(this.gate, row.bureauId, row.savedBy);
  }
}
