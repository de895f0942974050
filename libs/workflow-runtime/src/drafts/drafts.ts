import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { definitionError, extendedTemplate, parseOverlay, writeOverlay, type Conflict, type Overlay, type ParsedOverlay, type Template } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { unitOf, type Configuration } from '../configuration/configuration.js';
import { once } from '../configuration/once.js';
import { readRevision, type Scope } from '../configuration/overlays.js';
import type { Choices } from '../configuration/station-versions.js';
import { blankOverlay, meet, type Meeting } from './merging.js';
import type { DraftPresence } from './presence.js';
import { accountOf, addSave, readDraft, readSave, requireDraft, requireUnscheduled, type Draft } from './rows.js';

/** What somebody makes of a draft. */
export interface SaveDraft extends Keyed {
  readonly workflow: string;
  /** YAML or JSON; all of it. */
  readonly overlay: string;
  /** The version of the draft it was made of; 0 for what began on the published overlay. */
  readonly base: number;
  /** With base 0: the published revision it was made of; the present one when absent. */
  readonly onRevision?: number | undefined;
  /** Decisions about conflicts, by place. */
  readonly choices: Choices;
}

/** What became of a save. While there are conflicts, nothing was saved. */
export interface SavedDraft {
  /** What others had changed meanwhile, and is in now. */
  readonly merged: readonly Bilingual[];
  readonly conflicts: readonly Conflict[];
}

/** What a draft stands on, with what plugins add to it, and under. */
type Standing = Omit<Awaited<ReturnType<Configuration['standing']>>, 'base'> & { readonly base: Template };

/** Drafts of overlays: one per scope and workflow, that several people may work on at once. */
export class Drafts {
  constructor(
    private readonly configuration: Configuration,
    private readonly presence: Pick<DraftPresence, 'changed'>,
  ) {}

  /**
   * Saves a draft. What others saved, or published, since the version it was made of is merged three ways; what both changed is listed and
   * nothing saved until `choices` decide. A save that changes nothing makes no version.
   * @throws StationhouseError NOT_FOUND, DEFINITION_INVALID with file, line and mend, STALE_VERSION when the draft has ended or its version is kept no more, CONFLICT while a publication is scheduled
   */
  save(tenant: Tenant, scope: Scope, command: SaveDraft): Promise<SavedDraft> {
    return once(tenant, scope.scopeId, `draft ${scope.level}`, command, async () => {
      const { workflow } = command;
      const standing = await this.standing(tenant, scope, workflow);
      await requireUnscheduled(tenant, scope.scopeId, workflow);
      const { overlay: mine, from } = await this.read(tenant, scope, command, standing.base);
      const draft = await readDraft(tenant, scope.scopeId, workflow);
      const meetings = await this.meetings(tenant, scope, command, standing, draft);
      const met = meet(standing.base, standing.above?.content, from, mine, meetings, command.choices);
      if (!met.ok) return { merged: [], conflicts: met.conflicts };
      await this.keep(tenant, scope, workflow, draft, met.overlay, standing.own?.revision ?? 0);
      return { merged: met.merged, conflicts: [] };
    });
  }

  /** Ends a draft without publishing it. @throws StationhouseError STALE_VERSION, CONFLICT while a publication is scheduled */
  discard(tenant: Tenant, scope: Scope, command: Keyed & { readonly workflow: string; readonly version: number }): Promise<boolean> {
    return once(tenant, scope.scopeId, `discard ${scope.level}`, command, async () => {
      const { workflow, version } = command;
      await this.configuration.standing(tenant, scope, workflow);
      await requireUnscheduled(tenant, scope.scopeId, workflow);
      const draft = await requireDraft(tenant, scope, workflow, version);
      await addSave(tenant, scope, workflow, null, draft.onRevision);
      this.presence.changed(tenant, scope);
      await audit(tenant, { action: deeds.draftDiscarded, ...unitOf(scope), details: { workflow, version } });
      return true;
    });
  }

  private async keep(tenant: Tenant, scope: Scope, workflow: string, draft: Draft | undefined, content: Overlay, revision: number): Promise<void> {
    if (draft?.onRevision === revision && writeOverlay(draft.content) === writeOverlay(content)) return;
    await addSave(tenant, scope, workflow, content, revision);
    this.presence.changed(tenant, scope);
    // A record for every few seconds of typing would bury the others: who began, and who went on with it.
    if (draft?.savedBy !== accountOf(tenant)) await audit(tenant, { action: deeds.draftSaved, ...unitOf(scope), details: { workflow, revision } });
  }

  /** What others did since what a save was made of: to the draft, then by publishing. */
  private async standing(tenant: Tenant, scope: Scope, workflow: string): Promise<Standing> {
    const standing = await this.configuration.standing(tenant, scope, workflow);
    return { ...standing, base: extendedTemplate(standing.base, standing.base.extensions) };
  }

  private async meetings(tenant: Tenant, scope: Scope, { workflow, base: made, onRevision }: SaveDraft, { own, base }: Standing, draft: Draft | undefined): Promise<Meeting[]> {
    const published = async (revision: number): Promise<Overlay> => (revision === 0 ? blankOverlay(scope.level, base) : (await readRevision(tenant, scope.scopeId, workflow, revision)).content);
    if (draft === undefined && made !== 0) await requireDraft(tenant, scope, workflow, made);
    const present = own?.revision ?? 0;
    const began = made === 0 ? (onRevision ?? draft?.onRevision ?? present) : (draft?.onRevision ?? present);
    const meetings: Meeting[] = [];
    if (draft !== undefined && made !== draft.version) meetings.push({ from: made === 0 ? await published(began) : await readSave(tenant, draft, made), theirs: draft.content });
    const reached = draft?.onRevision ?? began;
    if (reached !== present) meetings.push({ from: await published(reached), theirs: await published(present) });
    return meetings;
  }

  /** A draft as somebody wrote it, and the template it is for. */
  private async read(tenant: Tenant, { level }: Scope, { workflow, overlay: source }: SaveDraft, base: Template): Promise<{ readonly overlay: Overlay; readonly from: Template }> {
    const parsed = parseOverlay(source, `${workflow}.${level}.yaml`);
    const { overlay } = parsed;
    if (overlay.overlay !== level) throw wrong(parsed, 'OTHER_LEVEL', ['overlay'], text(`此处起草${level === 'bureau' ? '分局' : '本所'}的配置，请写 overlay: ${level}。`, `A ${level}’s overlay is drafted here. Write overlay: ${level}.`));
    if (overlay.of.workflow !== workflow) throw wrong(parsed, 'OTHER_WORKFLOW', ['of', 'workflow'], text(`此处是流程“${workflow}”的配置，请核对 of.workflow。`, `This is for the workflow "${workflow}". Check of.workflow.`));
    const from = await this.configuration.versions.templates.find(tenant, workflow, overlay.of.template);
    if (from === undefined || from.template > base.template) throw wrong(parsed, 'OTHER_TEMPLATE', ['of', 'template'], text(`没有第 ${overlay.of.template} 版流程，现为第 ${base.template} 版，请改 of.template 并核对内容。`, `There is no template ${overlay.of.template} here; the present one is ${base.template}. Change of.template and check what it says.`));
    return { overlay, from };
  }
}

function wrong({ source }: ParsedOverlay, code: string, path: readonly string[], said: Bilingual): StationhouseError {
  const line = source.lineOf(path);
  return definitionError([{ code, path: path.join('.'), text: said, fileName: source.fileName, ...(line === undefined ? {} : { line }) }]);
}
