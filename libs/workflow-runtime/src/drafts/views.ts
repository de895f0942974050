import { currentRequest, findRole, ROLES, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { writeOverlay, type Conflict } from '@stationhouse/workflow';
import { calendarsAt } from '../calendars/calendar-book.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Scope } from '../configuration/overlays.js';
import type { OverlayConflict } from '../graphql/configuration-types.js';
import { reviewConfiguration } from '../permissions.js';
import { listComments } from './comments.js';
import type { DraftCommentRow, DraftReviewRow, PublicationRow } from './entities.js';
import { isReviewNeeded, readReview } from './reviews.js';
import { readDraft, readPublication, type Draft } from './rows.js';
import { DraftComment, DraftReview, ReviewStateName, ScheduledPublication, WorkflowBase, WorkflowDraft, type WorkflowRole } from './types.js';

/** What reads drafts. */
export interface Shown {
  readonly gate: TenantGate;
  readonly configuration: Configuration;
}

/** The draft of a scope as GraphQL shows it; undefined where there is none. */
export async function viewDraft(tenant: Tenant, { gate, configuration }: Shown, scope: Scope, workflow: string): Promise<WorkflowDraft | undefined> {
  const draft = await readDraft(tenant, scope.scopeId, workflow);
  if (draft === undefined) return undefined;
  const { bureauId } = scope;
  const overlay = writeOverlay(draft.content);
  const { problems, changes } = await configuration.check(tenant, scope, workflow, overlay);
  const stationId = scope.level === 'station' ? scope.scopeId : null;
  const review = await readReview(tenant, draft);
  const scheduled = await readPublication(tenant, scope.scopeId, workflow);
  const { version, onRevision, savedAt, savedBy } = draft;
  return Object.assign(new WorkflowDraft(), {
    row: draft, scope, workflow, stationId, version, overlay, onRevision, template: draft.content.of.template, savedAt, problems,
    stale: await configuration.hasMoved(tenant, scope, draft),
    changes: changes.map((change) => change.text),
    all: (await listComments(tenant, draft)).map((row) => viewComment(row, bureauId)),
    review: review === undefined ? null : viewReview(review, draft),
    reviewNeeded: await isReviewNeeded(tenant, bureauId, workflow),
    mayReview: savedBy !== currentRequest().account.id && gate.may(reviewConfiguration.id, stationId === null ? { bureauId } : { stationId }),
    scheduled: scheduled === undefined ? null : viewPublication(scheduled),
  });
}

export function viewComment(row: DraftCommentRow, bureauId: Id): DraftComment {
  const { id, place, text: said, madeAt } = row;
  return Object.assign(new DraftComment(), { row, bureauId, id, place, text: said, madeAt, resolved: row.resolvedAt !== null });
}

export function viewReview(row: DraftReviewRow, draft: Draft<unknown>): DraftReview {
  const { version, askedAt, decidedAt, note } = row;
  return Object.assign(new DraftReview(), { row, bureauId: draft.bureauId, state: ReviewStateName[row.state.toUpperCase() as keyof typeof ReviewStateName], version, current: version === draft.version, askedAt, decidedAt, note });
}

function viewPublication(row: PublicationRow): ScheduledPublication {
  const { dueAt: at, share, version, because, bureauId } = row;
  return Object.assign(new ScheduledPublication(), { row, bureauId, at, share, version, because });
}

/** The roles of the house, for whoever gives tasks. */
export function everyRole(): WorkflowRole[] {
  return ROLES.flatMap(({ id }) => findRole(id) ?? []);
}

export function viewConflict({ base, mine, theirs, ...rest }: Conflict): OverlayConflict {
  return { ...rest, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null };
}

/** What composes and simulates a workflow of a scope. @throws StationhouseError NOT_FOUND */
export async function viewBase(tenant: Tenant, catalog: WorkflowCatalog, configuration: Configuration, scope: Scope, workflow: string): Promise<WorkflowBase> {
  const { pluginId } = (await catalog.seen(tenant)).get(workflow);
  const { above, own, base } = await configuration.standing(tenant, scope, workflow);
  const unit = scope.level === 'station' ? 'station' : 'bureau';
  const [row] = await tenant.sql<{ timeZone: string }>(`SELECT time_zone AS "timeZone" FROM ${unit} WHERE id = $1`, [scope.scopeId]);
  if (row === undefined) throw notFound(text('单位', 'Unit'));
  return Object.assign(new WorkflowBase(), {
    workflow, pluginId, template: base.template, definition: base.definition, layers: [...base.extensions, ...(above === undefined ? [] : [above.content])], revision: own?.revision ?? 0, overlay: own === undefined ? null : writeOverlay(own.content),
    roles: everyRole(), timeZone: row.timeZone, calendars: (await calendarsOf(tenant, scope)) ?? {},
  });
}

async function calendarsOf(tenant: Tenant, { level, scopeId }: Scope) {
  if (level === 'station') return calendarsAt(tenant, scopeId);
  const notices = await tenant.sql('SELECT year, days FROM holiday_notice WHERE bureau_id = $1 ORDER BY year', [scopeId]);
  return notices.length === 0 ? undefined : { notices };
}
