import type { Bilingual } from '@stationhouse/kernel';
import { diffDefinitions, mergeOverlays, NO_SETTINGS, rebaseOverlay, settingsOf, type Choice, type Conflict, type Overlay, type Template } from '@stationhouse/workflow';
import { overlayChanges } from '../configuration/overlay-words.js';

type Choices = Readonly<Record<string, Choice>>;

/** An overlay that somebody changes, and what others made of it meanwhile. */
export interface Meeting {
  /** What all of it began as. */
  readonly from: Overlay;
  /** What others made of it. */
  readonly theirs: Overlay;
}

/** One overlay out of several people's, or the places they must decide first. */
export type Met = { readonly ok: true; readonly overlay: Overlay; readonly merged: readonly Bilingual[] } | { readonly ok: false; readonly conflicts: readonly Conflict[] };

/** An overlay that says nothing yet. */
export function blankOverlay(level: Overlay['overlay'], { definition, template }: Template, because = ''): Overlay {
  return { overlay: level, of: { workflow: definition.workflow, template }, because };
}

/**
 * Merges what somebody wrote with what others did meanwhile, one after the other. Pure.
 * @param base the template the overlay is to stand on
 * @param above the overlay above it
 * @param from the template it was written for; the merge is brought from there to `base`
 * @returns with what the others had changed, in words
 */
export function meet(base: Template, above: Overlay | undefined, from: Template, mine: Overlay, meetings: readonly Meeting[], choices: Choices): Met {
  let overlay = mine;
  const merged: Bilingual[] = [];
  for (const { from: origin, theirs } of meetings) {
    const merge = mergeOverlays(origin, overlay, theirs, choices, base.definition);
    if (!merge.ok) return merge;
    overlay = merge.merged;
    merged.push(...overlayChanges(base.definition, [above, origin], [above, theirs]).map((change) => change.text));
  }
  if (overlay.of.template === base.template) return { ok: true, overlay, merged };
  const rebased = rebaseOverlay(overlay, from, base, above === undefined ? NO_SETTINGS : settingsOf(above), choices);
  if (!rebased.ok && rebased.conflicts.length > 0) return { ok: false, conflicts: rebased.conflicts };
  // What the template does not allow is the draft's to mend: its problems say so.
  return { ok: true, overlay: rebased.merged, merged: [...merged, ...diffDefinitions(from.definition, base.definition).map((change) => change.text)] };
}
