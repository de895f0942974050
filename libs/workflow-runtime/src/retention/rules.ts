import { addDuration, text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { addedFields, personalPaths } from '@stationhouse/workflow';
import type { WorkflowPlugin, Workflows } from '../catalog/catalog.js';
import { fieldTitle, personalItems } from '../plugins/declared.js';

/** Stands for everything personal of an instance that is no declared field: answers, reasons, files, copies for automations. */
export const REST = '*';

/** How long a personal field of a workflow is kept after the instance has ended. */
export interface RetentionRule {
  readonly workflow: string;
  /** Its path in the data, or {@link REST}. */
  readonly field: string;
  readonly keep: IsoDuration;
  /** How long instead where the instance ended with one of these outcomes. */
  readonly after?: Readonly<Record<string, IsoDuration>> | undefined;
}

/** How long personal data are kept that no plugin says anything of; ISO 8601. */
export const KEEP_UNDECLARED: IsoDuration = 'P3Y';

/**
 * The rules of a plugin's workflows: a declared field by its own time, the rest as long as the longest-kept of them, so that no file is
 * empty before its facts are; after an outcome for which its fields have times of their own, as long as the longest of those. What it adds to workflows of other plugins is kept as long as it says, too.
 */
export function rulesOf(plugin: WorkflowPlugin): RetentionRule[] {
  const items = personalItems(plugin);
  const longest = longestOf(items.map(({ keep }) => keep));
  const added = (plugin.extensions ?? []).flatMap((extension) => {
    const fields = new Set(addedFields(extension).map(({ key }) => key));
    return items.filter(({ field }) => fields.has(field)).map((item) => ruleOf(extension.of.workflow, item));
  });
  const own = plugin.workflows.flatMap(({ workflow, data }) => {
    const marked = personalPaths(data);
    const after = restAfter(items.filter(({ field }) => marked.has(field)));
    return [...items.map((item) => ruleOf(workflow, item)), ruleOf(workflow, { field: REST, keep: longest, after })];
  });
  return [...own, ...added];
}

const ruleOf = (workflow: string, { field, keep, after }: Omit<RetentionRule, 'workflow'>): RetentionRule => ({ workflow, field, keep, ...(after === undefined ? {} : { after }) });

/** The rest after those outcomes for which a workflow's own fields have times of their own: as long as the longest-kept of them then. */
function restAfter(items: readonly Pick<RetentionRule, 'keep' | 'after'>[]): RetentionRule['after'] {
  const outcomes = [...new Set(items.flatMap(({ after = {} }) => Object.keys(after)))];
  return outcomes.length === 0 ? undefined : Object.fromEntries(outcomes.map((outcome) => [outcome, longestOf(items.map((item) => keptAfter(item, outcome)))]));
}

const longestOf = (keeps: readonly IsoDuration[]): IsoDuration => [...keeps].sort((left, right) => lengthOf(right) - lengthOf(left))[0] ?? KEEP_UNDECLARED;

/** How long a rule keeps after an ending. @param outcome null for what was never closed: an exercise stopped */
export function keptAfter({ keep, after }: Pick<RetentionRule, 'keep' | 'after'>, outcome: string | null): IsoDuration {
  return outcome !== null && after !== undefined && Object.hasOwn(after, outcome) ? (after[outcome] ?? keep) : keep;
}

/** When the time of something is over. @param ended when the instance closed, or its exercise ended */
export function endOf({ keep }: Pick<RetentionRule, 'keep'>, ended: Date, timeZone: string): Date {
  return addDuration(ended, keep, timeZone);
}

/** The name of what a rule is about. */
export function ruleTitle(workflows: Workflows, plugin: WorkflowPlugin, field: string): Bilingual {
  return field === REST ? text('其余填报内容与附件', 'Other answers and files') : fieldTitle(workflows, plugin, field);
}

const SOME_DAY = new Date('2024-01-01T00:00:00Z');
const lengthOf = (keep: IsoDuration): number => addDuration(SOME_DAY, keep, 'UTC').getTime() - SOME_DAY.getTime();
