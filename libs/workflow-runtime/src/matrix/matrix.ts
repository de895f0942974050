import { decodeCursor, pageOf, parseFirst, type Page, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { isAuthored } from '@stationhouse/workflow';
import type { WorkflowCatalog, Workflows } from '../catalog/catalog.js';
import { OVERLAY_COLUMNS } from '../configuration/overlays.js';
import type { OverlayRow } from '../configuration/entities.js';
import { isNeeded, listReviewRules } from '../drafts/reviews.js';
import { policiesOf, standingsAt, type Standing } from '../plugins/standings.js';
import { cellPunctualityOf, changesOf, headsOf, lacksOf, OVER_ALL, overdueOf, ownVersionsOf, punctualityOf, waitingOf, type Lack, type Overdue, type OwnVersion, type Punctuality, type StationHead, type Waiting } from './reads.js';

export type MatrixOrder = 'name' | 'problems' | 'overdue' | 'changes' | 'changedAt' | 'lateRate';

/** Which stations of a bureau, in what order. */
export interface MatrixSelection {
  /** Only stations where something wants attention. */
  readonly wanting?: boolean | undefined;
  /** Part of a station's name or code. */
  readonly search?: string | undefined;
  readonly kind?: string | undefined;
  /** Only stations where this workflow wants attention, together with `wanting`. */
  readonly workflow?: string | undefined;
  /** The stations that were closed, in place of those that work. */
  readonly closed?: boolean | undefined;
  readonly orderBy: MatrixOrder;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** A workflow at a station: aggregates and versions, nothing of a record. */
export interface MatrixCell {
  readonly workflow: string;
  readonly pluginId: string;
  readonly standing: Pick<Standing, 'enabled' | 'because'>;
  /** The template it is made of; the one the bureau's stations should be on stands with the workflow. */
  readonly template: number;
  readonly bureauRevision: number | null;
  readonly stationRevision: number | null;
  readonly changes: number;
  readonly waiting: Waiting | undefined;
  readonly lack: Lack | undefined;
  readonly overdueClocks: number;
  /** Of the last 30 days. */
  readonly tasks: Pick<Punctuality, 'due' | 'late'>;
  /** What changed last: its version, or whether it is on. */
  readonly changed: LastChange | undefined;
}

/** When something changed, and who did it; null where it followed by itself. */
export interface LastChange {
  readonly at: Date;
  readonly by: Id | null;
}

/** A station with its workflows. */
export interface MatrixRow extends StationHead {
  /** Cells that want attention. */
  readonly problems: number;
  readonly overdueClocks: number;
  readonly changes: number;
  readonly punctuality: Punctuality;
  readonly cells: readonly MatrixCell[];
}

/** What a workflow stands at in the bureau. */
export interface MatrixWorkflow {
  readonly workflow: string;
  readonly title: Bilingual;
  readonly pluginId: string;
  readonly policy: 'mandated' | 'forbidden' | 'free';
  readonly template: number;
  readonly bureauRevision: number | null;
  /** When the bureau last changed it for all; undefined where it never did. */
  readonly changed: LastChange | undefined;
  /** Whether a second person reviews before an overlay of it is published. */
  readonly reviewNeeded: boolean;
  /** The bureau wrote it itself. */
  readonly authored: boolean;
}

/** Overdue clocks of all stations under one clock of a workflow. */
export interface MostOverdue {
  readonly workflow: string;
  readonly clock: string;
  readonly count: number;
  readonly stations: number;
}

/** Runs work in one transaction that reaches the bureau and exactly these stations. */
export type Within = <Result>(stationIds: readonly Id[], work: (tenant: Tenant) => Promise<Result>) => Promise<Result>;

/** A page of the matrix, and what holds over all stations. */
export interface Matrix {
  readonly at: Date;
  readonly workflows: readonly MatrixWorkflow[];
  readonly stations: number;
  /** Stations that were closed: shown apart. */
  readonly closed: number;
  /** Stations where something wants attention. */
  readonly wanting: number;
  /** Stations that fit the selection. */
  readonly selected: number;
  readonly mostOverdue: readonly MostOverdue[];
  readonly page: Page<MatrixRow>;
}

/** A station before its cells are read: what filters and orders look at. */
interface Candidate {
  readonly head: StationHead;
  readonly problems: number;
  readonly overdue: number;
}

const MOST_OVERDUE = 5;
const NO_TASKS = { due: 0, late: 0, dueBefore: 0, lateBefore: 0 };
const collator = new Intl.Collator('zh-CN', { numeric: true });

/**
 * The bureau's stations × workflows. What filters and orders need is read of all stations in a few aggregate statements; cells, of the page alone.
 * @param within runs work in one transaction that reaches the bureau and exactly these stations
 * @throws StationhouseError BAD_INPUT, BAD_CURSOR
 */
export async function readMatrix(within: Within, catalog: WorkflowCatalog, bureauId: Id, selection: MatrixSelection): Promise<Matrix> {
  const all = await within([], (tenant) => headsOf(tenant, bureauId));
  const stations = all.filter(({ closed }) => closed === (selection.closed ?? false));
  const found = await within(stations.map(({ id }) => id), (tenant) => find(tenant, catalog, bureauId, stations, selection));
  const { troubles, page, ...rest } = found;
  const candidates = page.edges.map(({ node }) => node.candidate);
  const rows = candidates.length === 0 ? [] : await within(candidates.map(({ head }) => head.id), (tenant) => readRows(tenant, catalog, candidates, found.workflows, troubles));
  return { ...rest, closed: all.filter(({ closed }) => closed).length, page: { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor }, index) => ({ cursor, node: rows[index] as MatrixRow })) } };
}

/** Which stations are on the page, and what holds over all of them. @param tenant reaches exactly the bureau’s stations */
async function find(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, heads: readonly StationHead[], selection: MatrixSelection): Promise<Omit<Matrix, 'page' | 'closed'> & { readonly troubles: Troubles; readonly page: Page<Placed> }> {
  const first = parseFirst(selection.first);
  await tenant.sql(OVER_ALL);
  const [overdue, waiting, lacks] = [await overdueOf(tenant), await waitingOf(tenant), await lacksOf(tenant, catalog)];
  const troubles = new Troubles(await catalog.seen(tenant), overdue, waiting, lacks);
  const candidates = heads.map((head): Candidate => ({ head, problems: troubles.cellsAt(head.id), overdue: troubles.overdueAt(head.id) }));
  const selected = candidates.filter((candidate) => fits(candidate, selection, troubles));
  const sorted = await inOrder(tenant, selected, selection.orderBy);
  const page = pageOf(after(sorted, selection.after).slice(0, first + 1), first, ({ key, candidate }) => [key, candidate.head.id]);
  const workflows = await workflowsOf(tenant, catalog, bureauId);
  return { at: tenant.now, workflows, stations: heads.length, wanting: candidates.filter(({ problems }) => problems > 0).length, selected: selected.length, mostOverdue: mostOverdueOf(overdue), troubles, page };
}

/** What wants attention, by station and workflow. */
class Troubles {
  private readonly overdue = new Map<Id, Map<string, number>>();
  private readonly waiting: ReadonlyMap<string, Waiting>;
  private readonly lacks: ReadonlyMap<string, Lack>;
  private readonly wanting = new Map<Id, Set<string>>();

  constructor(workflows: Workflows, overdue: readonly Overdue[], waiting: readonly Waiting[], lacks: readonly Lack[]) {
    for (const { stationId, workflow, count } of overdue) {
      const at = this.overdue.get(stationId) ?? new Map<string, number>();
      this.overdue.set(stationId, at.set(workflow, (at.get(workflow) ?? 0) + count));
      this.note(stationId, workflow);
    }
    this.waiting = new Map(waiting.map((one) => [`${one.stationId} ${one.workflow}`, one]));
    this.lacks = new Map(lacks.map((one) => [`${one.stationId} ${one.pluginId}`, one]));
    for (const { stationId, workflow } of waiting) this.note(stationId, workflow);
    for (const { stationId, pluginId } of lacks) for (const { workflow } of workflows.plugin(pluginId)?.workflows ?? []) this.note(stationId, workflow);
  }

  cellsAt(stationId: Id): number {
    return this.wanting.get(stationId)?.size ?? 0;
  }

  wantsAt(stationId: Id, workflow: string): boolean {
    return this.wanting.get(stationId)?.has(workflow) ?? false;
  }

  overdueAt(stationId: Id, workflow?: string): number {
    const at = this.overdue.get(stationId);
    return workflow === undefined ? [...(at?.values() ?? [])].reduce((sum, count) => sum + count, 0) : (at?.get(workflow) ?? 0);
  }

  waitingAt(stationId: Id, workflow: string): Waiting | undefined {
    return this.waiting.get(`${stationId} ${workflow}`);
  }

  lackAt(stationId: Id, pluginId: string): Lack | undefined {
    return this.lacks.get(`${stationId} ${pluginId}`);
  }

  private note(stationId: Id, workflow: string): void {
    const at = this.wanting.get(stationId);
    if (at === undefined) this.wanting.set(stationId, new Set([workflow]));
    else at.add(workflow);
  }
}

function fits({ head, problems }: Candidate, { wanting = false, search = '', kind, workflow }: MatrixSelection, troubles: Troubles): boolean {
  const sought = search.trim().toLowerCase();
  if (sought !== '' && !head.name.toLowerCase().includes(sought) && !head.code.toLowerCase().includes(sought)) return false;
  if (kind !== undefined && head.kind !== kind) return false;
  return !wanting || (workflow === undefined ? problems > 0 : troubles.wantsAt(head.id, workflow));
}

interface Placed {
  readonly candidate: Candidate;
  /** What it is sorted by: a name, or a figure of which the highest comes first. */
  readonly key: string | number;
}

async function inOrder(tenant: Tenant, candidates: readonly Candidate[], orderBy: MatrixOrder): Promise<Placed[]> {
  const key = await keyFor(tenant, orderBy);
  return candidates.map((candidate): Placed => ({ candidate, key: key(candidate) })).sort(compare);
}

async function keyFor(tenant: Tenant, orderBy: MatrixOrder): Promise<(candidate: Candidate) => string | number> {
  switch (orderBy) {
    case 'name':
      return ({ head }) => head.name;
    case 'problems':
      return ({ problems }) => problems;
    case 'overdue':
      return ({ overdue }) => overdue;
    case 'changes':
    case 'changedAt': {
      const changes = await changesOf(tenant);
      return ({ head }) => (orderBy === 'changes' ? (changes.get(head.id)?.changes ?? 0) : (changes.get(head.id)?.changedAt?.getTime() ?? 0));
    }
    case 'lateRate': {
      const tasks = await punctualityOf(tenant, 1);
      return ({ head }) => rateOf(tasks.get(head.id)) ?? -1;
    }
  }
}

function compare(left: { readonly key: string | number; readonly candidate: { readonly head: { readonly id: Id } } }, right: typeof left): number {
  const byKey = typeof left.key === 'string' ? collator.compare(left.key, String(right.key)) : Number(right.key) - left.key;
  return byKey || (left.candidate.head.id < right.candidate.head.id ? -1 : left.candidate.head.id > right.candidate.head.id ? 1 : 0);
}

/** What follows a place. Figures move while somebody reads: the place is the key it had, so that nothing is skipped that kept its own. */
function after(sorted: readonly Placed[], cursor: string | null | undefined): readonly Placed[] {
  const [key, id] = sorted[0] === undefined ? [] : (decodeCursor(cursor, [typeof sorted[0].key === 'string' ? 'string' : 'number', 'string']) ?? []);
  if (key === undefined || key === null || typeof id !== 'string') return sorted;
  return sorted.filter((placed) => compare(placed, { key, candidate: { head: { id } } }) > 0);
}

/** The share of tasks that were late, 0 to 1; undefined where none fell due. */
export function rateOf(tasks: Pick<Punctuality, 'due' | 'late'> | undefined): number | undefined {
  return tasks === undefined || tasks.due === 0 ? undefined : tasks.late / tasks.due;
}

async function workflowsOf(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id): Promise<MatrixWorkflow[]> {
  const policies = await policiesOf(tenant, { bureauId });
  const rules = await listReviewRules(tenant, bureauId);
  const rows = await tenant.sql<OverlayRow & { readonly by: Id | null }>(`SELECT ${OVERLAY_COLUMNS}, r.published_by AS by FROM overlay o JOIN overlay_revision r ON r.scope_id = o.scope_id AND r.workflow = o.workflow AND r.revision = o.revision WHERE o.scope_id = $1`, [bureauId]);
  const workflows = await catalog.seen(tenant);
  return workflows.all().map(({ pluginId, compiled: { id, title } }) => {
    const own = rows.find(({ workflow }) => workflow === id);
    return {
      workflow: id, title, pluginId, policy: policies.get(pluginId)?.policy ?? 'free', template: own?.template ?? workflows.templateOf(id), bureauRevision: own?.revision ?? null,
      changed: own === undefined ? undefined : { at: own.changedAt, by: own.by }, reviewNeeded: isNeeded(rules, id), authored: isAuthored(id),
    };
  });
}

async function readRows(tenant: Tenant, catalog: WorkflowCatalog, candidates: readonly Candidate[], workflows: readonly MatrixWorkflow[], troubles: Troubles): Promise<MatrixRow[]> {
  const ids = candidates.map(({ head }) => head.id);
  const standings = new Map((await standingsAt(tenant, catalog, ids)).map((standing) => [`${standing.stationId} ${standing.plugin.id}`, standing]));
  const versions = new Map((await ownVersionsOf(tenant)).map((version) => [`${version.stationId} ${version.workflow}`, version]));
  const tasks = await punctualityOf(tenant);
  const byCell = new Map((await cellPunctualityOf(tenant)).map((one) => [`${one.stationId} ${one.workflow}`, one]));
  return candidates.map(({ head, problems, overdue }) => {
    const cells = workflows.map((workflow) => cellOf(head.id, workflow, standings.get(`${head.id} ${workflow.pluginId}`), versions.get(`${head.id} ${workflow.workflow}`), { troubles, tasks: byCell.get(`${head.id} ${workflow.workflow}`) ?? NO_TASKS }));
    return { ...head, problems, overdueClocks: overdue, changes: cells.reduce((sum, { changes }) => sum + changes, 0), punctuality: tasks.get(head.id) ?? { stationId: head.id, ...NO_TASKS }, cells };
  });
}

/** A station without a version of its own works with the bureau's. */
function cellOf(stationId: Id, { workflow, pluginId, template, bureauRevision, changed }: MatrixWorkflow, standing: Standing | undefined, own: OwnVersion | undefined, { troubles, tasks }: { readonly troubles: Troubles; readonly tasks: Pick<Punctuality, 'due' | 'late'> }): MatrixCell {
  const turned = standing?.changedAt === undefined ? undefined : { at: standing.changedAt, by: standing.changedBy ?? null };
  return {
    workflow, pluginId, tasks, changed: latest([own === undefined ? changed : { at: own.since, by: own.by }, turned]),
    standing: { enabled: standing?.enabled ?? false, because: standing?.because ?? 'default' },
    template: own?.template ?? template,
    bureauRevision: own === undefined ? bureauRevision : own.bureauRevision,
    stationRevision: own?.stationRevision ?? null,
    changes: own?.changes ?? 0,
    waiting: troubles.waitingAt(stationId, workflow),
    lack: troubles.lackAt(stationId, pluginId),
    overdueClocks: troubles.overdueAt(stationId, workflow),
  };
}

function latest(changes: readonly (LastChange | undefined)[]): LastChange | undefined {
  return changes.flatMap((change) => change ?? []).sort((left, right) => right.at.getTime() - left.at.getTime())[0];
}

function mostOverdueOf(overdue: readonly Overdue[]): MostOverdue[] {
  const sums = new Map<string, MostOverdue>();
  for (const { workflow, clock, count } of overdue) {
    const known = sums.get(`${workflow} ${clock}`);
    sums.set(`${workflow} ${clock}`, { workflow, clock, count: (known?.count ?? 0) + count, stations: (known?.stations ?? 0) + 1 });
  }
  return [...sums.values()].sort((left, right) => right.count - left.count || collator.compare(left.clock, right.clock)).slice(0, MOST_OVERDUE);
}

/** Opens transactions over a bureau and some of its stations, as far as the caller sees them. */
export function withinBureau(gate: TenantGate, bureauId: Id): Within {
  return (stationIds, work) => gate.inScope({ stationIds, bureauIds: [bureauId] }, work);
}

/** Runs `work` with a bureau and all its stations in reach. */
export async function withStations<Result>(gate: TenantGate, bureauId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  const stations = await gate.inBureau(bureauId, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1', [bureauId]));
  return gate.inScope({ stationIds: stations.map(({ id }) => id), bureauIds: [bureauId] }, work);
}
