import { currentRequest, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { authoredName, copyWorkflow, parseAuthored, personalPaths, writeAuthored } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { listComments } from '../drafts/comments.js';
import { isReviewNeeded, readReview } from '../drafts/reviews.js';
import { definitionDraft, readDraft } from '../drafts/rows.js';
import { everyRole, viewComment, viewReview } from '../drafts/views.js';
import { reviewConfiguration } from '../permissions.js';
import { personalItems } from '../plugins/declared.js';
import { fileOf, type Authoring } from './authoring.js';
import type { AuthoredEditionRow } from './entities.js';
import { editionsInForce, listAuthored, readAuthored, type DraftedText, type ListedAuthored } from './rows.js';
import { AuthoredCheck, AuthoredCopy, AuthoredDraft, AuthoredEdition, AuthoredWorkflow, AuthoringMeans } from './types.js';

/** The workflows a bureau writes itself, by id; or the one. */
export async function viewAuthored(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, workflow?: string): Promise<AuthoredWorkflow[]> {
  const inForce = await editionsInForce(tenant, bureauId);
  const workflows = await catalog.seen(tenant);
  return (await listAuthored(tenant, bureauId, workflow)).map((row) => viewRow(row, inForce.get(row.workflow), workflows.find(row.workflow)?.compiled.title));
}

/** @throws StationhouseError NOT_FOUND */
export async function viewOneAuthored(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, workflow: string): Promise<AuthoredWorkflow> {
  await readAuthored(tenant, bureauId, workflow);
  const [one] = await viewAuthored(tenant, catalog, bureauId, workflow);
  if (one === undefined) throw new Error('What was read is there.');
  return one;
}

function viewRow(row: ListedAuthored, inForce: AuthoredEditionRow | undefined, title: Bilingual | undefined): AuthoredWorkflow {
  const { bureauId, workflow, edition, version: revision, retiredAt, retiredBecause, changedAt, draftVersion, draftSavedAt, draftSource } = row;
  return Object.assign(new AuthoredWorkflow(), {
    row, inForce, bureauId, workflow, name: authoredName(workflow), title: title ?? draftTitle(workflow, draftSource), edition, revision, source: inForce?.source ?? null, because: inForce?.because ?? null,
    publishedAt: inForce?.publishedAt ?? null, retiredAt, retiredBecause, changedAt, draftVersion, draftSavedAt,
  });
}

/** What a draft calls itself; its name while it does not read. */
function draftTitle(workflow: string, source: string | null): Bilingual {
  const name = authoredName(workflow);
  try {
    return source === null ? text(name, name) : parseAuthored(source, fileOf(workflow)).definition.title;
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    return text(name, name);
  }
}

/** The draft of a workflow; undefined for none. */
export async function viewAuthoredDraft(tenant: Tenant, authoring: Authoring, gate: TenantGate, bureauId: Id, workflow: string): Promise<AuthoredDraft | undefined> {
  const draft = await readDraft<DraftedText>(tenant, bureauId, definitionDraft(workflow));
  if (draft === undefined) return undefined;
  const { version, content: { source }, onRevision: onEdition, savedAt, savedBy } = draft;
  const review = await readReview(tenant, draft);
  return Object.assign(new AuthoredDraft(), {
    row: draft, version, source, onEdition, savedAt, check: await viewCheck(tenant, authoring, workflow, source),
    comments: (await listComments(tenant, draft)).map((row) => viewComment(row, bureauId)),
    review: review === undefined ? null : viewReview(review, draft),
    reviewNeeded: await isReviewNeeded(tenant, bureauId, workflow),
    mayReview: savedBy !== currentRequest().account.id && gate.may(reviewConfiguration.id, { bureauId }),
  });
}

export async function viewCheck(tenant: Tenant, authoring: Authoring, workflow: string, source: string): Promise<AuthoredCheck> {
  const { problems, changes, definition } = await authoring.check(tenant, workflow, source);
  return Object.assign(new AuthoredCheck(), { problems, changes, definition: definition ?? null });
}

export function viewEdition(row: AuthoredEditionRow): AuthoredEdition {
  const { edition, source, hash, because, publishedAt } = row;
  return Object.assign(new AuthoredEdition(), { row, edition, source, hash, because, publishedAt });
}

export async function viewMeans(tenant: Tenant, authoring: Authoring): Promise<AuthoringMeans> {
  return Object.assign(new AuthoringMeans(), { ...(await authoring.means(tenant)), roles: everyRole() });
}

/** A workflow that is there as a file of the bureau's own, with why and how long its personal data are kept, and what of a plugin's code it goes without. @throws StationhouseError NOT_FOUND */
export async function viewCopy(tenant: Tenant, catalog: WorkflowCatalog, authoring: Authoring, workflow: string): Promise<AuthoredCopy> {
  const workflows = await catalog.seen(tenant);
  const { definition, pluginId, starters, rules } = workflows.get(workflow);
  const plugin = workflows.plugin(pluginId);
  const marked = personalPaths(definition.data);
  // A plugin declares those of all its workflows together.
  const items = plugin === undefined ? [] : personalItems(plugin).filter(({ field }) => marked.has(field));
  const personalData = Object.fromEntries(items.map(({ field, purpose, keep, after }) => [field, { purpose: plugin?.purposes?.[purpose] ?? text(purpose, purpose), keep, ...(after === undefined ? {} : { after }) }]));
  const { notes, ...copied } = copyWorkflow({ definition, terms: { personalData, starters } }, { rules, automations: plugin?.automationTitles ?? {} }, await authoring.means(tenant));
  return Object.assign(new AuthoredCopy(), { source: writeAuthored(copied), notes });
}
