import { audit } from '@stationhouse/audit';
import { findRole, ROLES } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, isStationhouseError, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { authoredName, checkAuthored, compile, definitionError, definitionOf, diffDefinitions, mergeTexts, parseAuthored, type AuthoredMeans, type Definition, type DefinitionProblem, type ParsedAuthored } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { NO_RULES, type WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { lockScope, type Scope } from '../configuration/overlays.js';
import { addComment } from '../drafts/comments.js';
import type { DraftPresence } from '../drafts/presence.js';
import { requireReviewed } from '../drafts/reviews.js';
import { accountOf, addSave, definitionDraft, readDraft, readSave, requireDraft } from '../drafts/rows.js';
import { startInstances, workTasks } from '../permissions.js';
import { needsAssessment } from '../plugins/declared.js';
import type { AssessmentWatch } from '../plugins/watch.js';
import type { AuthoredWorkflowRow } from './entities.js';
import { findEdition, readAuthored, type AuthoredDraft, type DraftedText } from './rows.js';

interface OnAuthored extends Keyed {
  readonly workflow: string;
}

/** What somebody makes of a draft. */
export interface SaveAuthored extends OnAuthored {
  /** YAML; all of it. */
  readonly source: string;
  /** The version of the draft it was made of; 0 for what began on the edition in force. */
  readonly base: number;
  /** With base 0: the edition it was made of; the present one when absent. */
  readonly onEdition?: number | undefined;
}

/** What became of a save. */
export type SavedAuthored = { readonly conflicting: false; readonly merged: boolean } | { readonly conflicting: true; readonly theirs: string; readonly theirsVersion: number };

/** What is wrong with a text, and what it would change. */
export interface CheckedText {
  readonly problems: readonly DefinitionProblem[];
  readonly changes: readonly Bilingual[];
  /** Undefined while the text does not read. */
  readonly definition: Definition | undefined;
}

export interface AuthoringOptions {
  readonly catalog: WorkflowCatalog;
  readonly configuration: Pick<Configuration, 'enqueue'>;
  readonly watch: Pick<AssessmentWatch, 'attend'>;
  /** Tells open pages. */
  readonly presence: Pick<DraftPresence, 'changed'>;
}

/** How many workflows of its own a bureau keeps, and how long one may be, in characters. */
const MOST_WORKFLOWS = 200;
const LONGEST = 500_000;
const LONGEST_NAME = 60;
const LONGEST_REASON = 500;
const MOST_REMARKS = 100;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Workflows that a bureau writes itself: drafts, editions, retirement. The caller has checked the permission. */
export class Authoring {
  constructor(private readonly options: AuthoringOptions) {}

  /** Begins a workflow, as a draft, with comments on what there is to look at. @returns its id @throws StationhouseError BAD_INPUT, CONFLICT for a name the bureau has already, and beyond 200 */
  create(tenant: Tenant, bureauId: Id, command: Keyed & { readonly name: string; readonly source: string; readonly remarks?: readonly { readonly place?: string | null | undefined; readonly text: string }[] }): Promise<string> {
    return once(tenant, bureauId, 'author workflow', command, async () => {
      const { name, remarks = [] } = command;
      if (remarks.length > MOST_REMARKS) throw badInput('remarks', text(`一次最多 ${MOST_REMARKS} 条批注。`, `At most ${MOST_REMARKS} comments at once.`));
      const source = parseSource(command.source);
      if (!NAME.test(name) || name.length > LONGEST_NAME) throw badInput('name', text('编号请用小写字母、数字和连字符，例如 venue-check，最长 60 个字符。', 'Write the name in kebab-case, like venue-check, at most 60 characters.'));
      const [count] = await tenant.sql<{ count: number }>('SELECT count(*)::int AS count FROM authored_workflow WHERE bureau_id = $1', [bureauId]);
      if ((count?.count ?? 0) >= MOST_WORKFLOWS) throw new StationhouseError('CONFLICT', text(`每个分局最多 ${MOST_WORKFLOWS} 个自建流程，请先清理未发布的草稿。`, `A bureau keeps at most ${MOST_WORKFLOWS} workflows of its own. Discard drafts that were never published.`));
      const workflow = await this.enter(tenant, bureauId, name);
      await addSave(tenant, scopeOf(bureauId), definitionDraft(workflow), { source } satisfies DraftedText, 0);
      const draft = remarks.length === 0 ? undefined : await readDraft<DraftedText>(tenant, bureauId, definitionDraft(workflow));
      if (draft !== undefined) for (const remark of remarks) await addComment(tenant, draft, remark.place ?? null, remark.text);
      await audit(tenant, { action: deeds.workflowAuthored, bureauId, details: { workflow } });
      return workflow;
    });
  }

  /**
   * Saves the draft of a workflow, whether it reads or not. What others saved or published since the version it was made of is merged line by line; where
   * both changed the same lines nothing is saved, and the answer has theirs.
   * @throws StationhouseError NOT_FOUND, TEXT_TOO_LONG, STALE_VERSION when the draft has ended or its version is kept no more
   */
  save(tenant: Tenant, bureauId: Id, command: SaveAuthored): Promise<SavedAuthored> {
    return once(tenant, bureauId, 'draft workflow', command, async () => {
      const { workflow, base } = command;
      const drafted = definitionDraft(workflow);
      await lockScope(tenant, bureauId, drafted);
      const { edition } = await readAuthored(tenant, bureauId, workflow);
      const draft = await readDraft<DraftedText>(tenant, bureauId, drafted);
      let source = parseSource(command.source);
      let merged = false;
      for (const { from, theirs, version } of await this.meetings(tenant, bureauId, command, edition, draft)) {
        const met = mergeTexts(from, source, theirs);
        if (!met.ok) return { conflicting: true, theirs, theirsVersion: version };
        merged ||= met.text !== source;
        source = met.text;
      }
      if (draft?.content.source === source && draft.onRevision === edition) return { conflicting: false, merged };
      await addSave(tenant, scopeOf(bureauId), drafted, { source } satisfies DraftedText, edition);
      this.options.presence.changed(tenant, scopeOf(bureauId));
      // A record for every few seconds of typing would bury the others: who began, and who went on with it.
      if (draft?.savedBy !== accountOf(tenant)) await audit(tenant, { action: deeds.draftSaved, bureauId, details: { workflow, edition, base } });
      return { conflicting: false, merged };
    });
  }

  /** Ends a draft without publishing it; a workflow that was never published goes with it. @throws StationhouseError NOT_FOUND, STALE_VERSION */
  discard(tenant: Tenant, bureauId: Id, command: OnAuthored & { readonly version: number }): Promise<boolean> {
    return once(tenant, bureauId, 'discard workflow', command, async () => {
      const { workflow, version } = command;
      const drafted = definitionDraft(workflow);
      await lockScope(tenant, bureauId, drafted);
      const { edition } = await readAuthored(tenant, bureauId, workflow);
      await requireDraft<DraftedText>(tenant, scopeOf(bureauId), drafted, version);
      await addSave(tenant, scopeOf(bureauId), drafted, null, edition);
      if (edition === 0) await tenant.sql('DELETE FROM authored_workflow WHERE bureau_id = $1 AND workflow = $2', [bureauId, workflow]);
      this.options.presence.changed(tenant, scopeOf(bureauId));
      await audit(tenant, { action: deeds.draftDiscarded, bureauId, details: { workflow, version } });
      return true;
    });
  }

  /**
   * Publishes a draft as it was looked at, as the next edition. New instances of stations start on it at once; their overlays and the bureau's follow by a
   * job, as they follow a new version of a plugin. Instances that run keep their edition.
   * @param stationIds every station of the bureau, all in reach: assessments of those that work with it are looked at
   * @throws StationhouseError NOT_FOUND, STALE_VERSION, REVIEW_NEEDED, DEFINITION_INVALID with line and mend, CONFLICT for a retired one, BAD_INPUT
   */
  publish(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], command: OnAuthored & { readonly version: number; readonly because: string }): Promise<number> {
    return once(tenant, bureauId, 'publish workflow', command, async () => {
      const { workflow, version } = command;
      const because = reasonOf(command.because, 'because', text('请填写发布理由。', 'Say why it is published.'));
      await lockScope(tenant, bureauId, workflow);
      await lockScope(tenant, bureauId, definitionDraft(workflow));
      const known = await readAuthored(tenant, bureauId, workflow);
      const draft = await requireDraft<DraftedText>(tenant, scopeOf(bureauId), definitionDraft(workflow), version);
      await requireReviewed(tenant, draft);
      if (known.retiredAt !== null) throw retired();
      if (draft.onRevision !== known.edition) throw new StationhouseError('STALE_VERSION', text('起草之后已发布了新版，请打开草稿，合并后再发布。', 'A newer edition was published since this was drafted. Open the draft, merge, and publish again.'));
      const ready = await this.ready(tenant, workflow, draft.content.source);
      const edition = known.edition + 1;
      await this.keep(tenant, known, edition, ready, draft.content.source, because);
      await addSave(tenant, scopeOf(bureauId), definitionDraft(workflow), null, edition);
      this.options.presence.changed(tenant, scopeOf(bureauId));
      await audit(tenant, { action: deeds.authoredPublished, bureauId, details: { workflow, edition } });
      await this.passOn(tenant, bureauId, workflow, edition, stationIds);
      return edition;
    });
  }

  /** Takes a workflow out of use: no new instances; those that run go on to their end. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT, BAD_INPUT */
  retire(tenant: Tenant, bureauId: Id, command: OnAuthored & { readonly expectedRevision: number; readonly because: string }): Promise<number> {
    const because = reasonOf(command.because, 'because', text('请填写停用理由。', 'Say why it is retired.'));
    return this.turn(tenant, bureauId, 'retire workflow', command, async (known) => {
      if (known.edition === 0) throw new StationhouseError('CONFLICT', text('从未发布的流程请直接放弃草稿。', 'It was never published: discard its draft.'));
      if (known.retiredAt !== null) throw retired();
      await tenant.sql('UPDATE authored_workflow SET retired_at = app.now(), retired_by = $3, retired_because = $4, version = version + 1, changed_at = app.now() WHERE bureau_id = $1 AND workflow = $2', [bureauId, known.workflow, accountOf(tenant), because]);
      await audit(tenant, { action: deeds.authoredRetired, bureauId, purpose: because, details: { workflow: known.workflow, edition: known.edition } });
    });
  }

  /** Takes a retired workflow back into use, as it was. @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT */
  reinstate(tenant: Tenant, bureauId: Id, command: OnAuthored & { readonly expectedRevision: number }): Promise<number> {
    return this.turn(tenant, bureauId, 'reinstate workflow', command, async (known) => {
      if (known.retiredAt === null) throw new StationhouseError('CONFLICT', text('该流程没有停用，请刷新。', 'It is not retired. Reload.'));
      await tenant.sql('UPDATE authored_workflow SET retired_at = NULL, retired_by = NULL, retired_because = NULL, version = version + 1, changed_at = app.now() WHERE bureau_id = $1 AND workflow = $2', [bureauId, known.workflow]);
      await audit(tenant, { action: deeds.authoredReinstated, bureauId, details: { workflow: known.workflow, edition: known.edition } });
    });
  }

  /** What is wrong with a text, and what publishing it would change; nothing is written. @throws StationhouseError TEXT_TOO_LONG */
  async check(tenant: Tenant, workflow: string, source: string): Promise<CheckedText> {
    const parsed = orProblems(() => parseAuthored(parseSource(source), fileOf(workflow), workflow));
    if ('problems' in parsed) return { ...parsed, changes: [], definition: undefined };
    const problems = checkAuthored(parsed, await this.means(tenant));
    const inForce = (await this.options.catalog.seen(tenant)).find(workflow);
    return { problems, changes: inForce === undefined ? [] : diffDefinitions(inForce.definition, parsed.definition).map((change) => change.text), definition: parsed.definition };
  }

  /** What a workflow of the bureau's own may name. */
  async means(tenant: Tenant): Promise<AuthoredMeans> {
    const workflows = await this.options.catalog.seen(tenant);
    const workers = ROLES.filter(({ id, external }) => external || workTasks.defaultRoles.includes(id)).map(({ id }) => id);
    return { roles: ROLES.map(({ id }) => id), workers, starters: startInstances.defaultRoles.filter((role) => findRole(role) !== undefined), workflows: workflows.all().map(({ compiled: { id } }) => id), automations: [], hearer: (id) => workflows.find(id)?.compiled };
  }

  private async enter(tenant: Tenant, bureauId: Id, name: string): Promise<string> {
    for (const mark of await marksOf(tenant, bureauId)) {
      const workflow = `${name}.${mark}`;
      const [own] = await tenant.sql('SELECT FROM authored_workflow WHERE bureau_id = $1 AND workflow = $2', [bureauId, workflow]);
      if (own !== undefined) throw new StationhouseError('CONFLICT', text(`本分局已有编号为“${name}”的流程，请换一个编号。`, `The bureau has a workflow "${name}" already. Take another name.`), { workflow });
      const [entered] = await tenant.sql('INSERT INTO authored_workflow (bureau_id, workflow, created_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING workflow', [bureauId, workflow, accountOf(tenant)]);
      if (entered !== undefined) return workflow;
    }
    throw new Error('The id of a bureau is its own.');
  }

  /** What others did since what a save was made of: to the draft, then by publishing. */
  private async meetings(tenant: Tenant, bureauId: Id, { workflow, base, onEdition }: SaveAuthored, edition: number, draft: AuthoredDraft | undefined): Promise<{ readonly from: string; readonly theirs: string; readonly version: number }[]> {
    const published = async (number: number) => (number === 0 ? '' : ((await findEdition(tenant, bureauId, workflow, number)) ?? absent()).source);
    if (draft === undefined && base !== 0) await requireDraft<DraftedText>(tenant, scopeOf(bureauId), definitionDraft(workflow), base);
    const began = base === 0 ? (onEdition ?? draft?.onRevision ?? edition) : (draft?.onRevision ?? edition);
    const meetings = [];
    if (draft !== undefined && base !== draft.version) meetings.push({ from: base === 0 ? await published(began) : (await readSave(tenant, draft, base)).source, theirs: draft.content.source, version: draft.version });
    const reached = draft?.onRevision ?? began;
    if (reached !== edition) meetings.push({ from: await published(reached), theirs: await published(edition), version: 0 });
    return meetings;
  }

  /** A text that may be published. @throws StationhouseError DEFINITION_INVALID with line and mend */
  private async ready(tenant: Tenant, workflow: string, source: string): Promise<ParsedAuthored & { readonly hash: string }> {
    const parsed = parseAuthored(source, fileOf(workflow), workflow);
    const problems = checkAuthored(parsed, await this.means(tenant));
    if (problems.length > 0) throw definitionError(problems);
    const compiled = compile(parsed.definition, { rules: NO_RULES });
    return { ...parsed, definition: definitionOf(compiled), hash: compiled.hash };
  }

  private async keep(tenant: Tenant, { bureauId, workflow }: AuthoredWorkflowRow, edition: number, { definition, terms, hash }: ParsedAuthored & { readonly hash: string }, source: string, because: string): Promise<void> {
    await tenant.sql('INSERT INTO definition (scope_id, hash, workflow, plugin_id, plugin_version, source) VALUES ($1, $2, $3, $3, $4, $5) ON CONFLICT DO NOTHING', [bureauId, hash, workflow, String(edition), JSON.stringify(definition)]);
    await tenant.sql('INSERT INTO authored_edition (bureau_id, workflow, edition, hash, source, terms, because, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [bureauId, workflow, edition, hash, source, JSON.stringify(terms), because, accountOf(tenant)]);
    await tenant.sql('UPDATE authored_workflow SET edition = $3, hash = $4, version = version + 1, changed_at = app.now() WHERE bureau_id = $1 AND workflow = $2', [bureauId, workflow, edition, hash]);
    this.options.catalog.forget(tenant);
  }

  /** Lets overlays follow, and looks whether what stations process is assessed. */
  private async passOn(tenant: Tenant, bureauId: Id, workflow: string, edition: number, stationIds: readonly Id[]): Promise<void> {
    if (edition > 1) await this.options.configuration.enqueue(tenant, bureauId, workflow);
    const plugin = (await this.options.catalog.seen(tenant)).plugin(workflow);
    if (plugin === undefined) throw new Error(`What was published as "${workflow}" is not there.`);
    if (needsAssessment(plugin)) for (const stationId of stationIds) await this.options.watch.attend(tenant, stationId, plugin);
  }

  private turn(tenant: Tenant, bureauId: Id, name: string, command: OnAuthored & { readonly expectedRevision: number }, work: (known: AuthoredWorkflowRow) => Promise<void>): Promise<number> {
    return once(tenant, bureauId, name, command, async () => {
      await lockScope(tenant, bureauId, command.workflow);
      const known = await readAuthored(tenant, bureauId, command.workflow);
      if (known.version !== command.expectedRevision) throw new StationhouseError('STALE_VERSION', text('他人刚刚改动了此流程，请刷新页面，核对后再操作。', 'Somebody else has just changed this workflow. Reload the page, check, and try again.'), { expectedRevision: command.expectedRevision, revision: known.version });
      await work(known);
      this.options.catalog.forget(tenant);
      this.options.presence.changed(tenant, scopeOf(bureauId));
      return known.version + 1;
    });
  }
}

/** The file that a workflow's messages name. */
export function fileOf(workflow: string): string {
  return `${authoredName(workflow)}.yaml`;
}

/** What stands behind the dot in the ids of a bureau's workflows: its code, or where another bureau has the same, its own id. */
export async function marksOf(tenant: Tenant, bureauId: Id): Promise<readonly string[]> {
  const [bureau] = await tenant.sql<{ code: string }>('SELECT code FROM bureau WHERE id = $1', [bureauId]);
  if (bureau === undefined) throw notFound(text('分局', 'Bureau'));
  const code = bureau.code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return [...(code === '' ? [] : [code]), bureauId.replaceAll('-', '')];
}

const scopeOf = (bureauId: Id): Scope => ({ level: 'bureau', scopeId: bureauId, bureauId });

function parseSource(source: string): string {
  return parseText(source, 'source', LONGEST);
}

function reasonOf(given: string, field: string, missing: Bilingual): string {
  const reason = parseText(given, field, LONGEST_REASON).trim();
  if (reason === '') throw badInput(field, missing);
  return reason;
}

function retired(): StationhouseError {
  return new StationhouseError('CONFLICT', text('该流程已停用，请先恢复使用。', 'The workflow is retired. Take it back into use first.'));
}

function absent(): never {
  throw notFound(text('该版流程', 'That edition'));
}

function orProblems(work: () => ParsedAuthored): ParsedAuthored | { readonly problems: readonly DefinitionProblem[] } {
  try {
    return work();
  } catch (error) {
    if (!isStationhouseError(error) || error.code !== 'DEFINITION_INVALID') throw error;
    return { problems: (error.details?.['problems'] ?? []) as readonly DefinitionProblem[] };
  }
}

