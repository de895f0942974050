import { text, type Bilingual } from '@stationhouse/kernel';
import { applySettings, checkOverlay, composeOverlays, diffDefinitions, mergeOverlays, NO_SETTINGS, rebaseOverlay, settingsOf, type Choice, type Conflict, type Definition, type Overlay, type Template } from '@stationhouse/workflow';

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
    merged.push(...changesBetween(base, above, origin, theirs));
  }
  if (overlay.of.template === base.template) return { ok: true, overlay, merged };
  const rebased = rebaseOverlay(overlay, from, base, above === undefined ? NO_SETTINGS : settingsOf(above), choices);
  if (!rebased.ok && rebased.conflicts.length > 0) return { ok: false, conflicts: rebased.conflicts };
  // What the template does not allow is the draft's to mend: its problems say so.
  return { ok: true, overlay: rebased.merged, merged: [...merged, ...diffDefinitions(from.definition, base.definition).map((change) => change.text)] };
}

/** What leads from one overlay to another, in words; the bare places while one of them names a place that is not there. */
export function changesBetween(base: Template, above: Overlay | undefined, before: Overlay, after: Overlay): readonly Bilingual[] {
  const [left, right] = [standing(base, above, before), standing(base, above, after)];
  if (left !== undefined && right !== undefined) return diffDefinitions(left, right).map((change) => change.text);
  const [was, is] = [before, after].map((overlay) => new Map(settingsOf(overlay).map(({ place, value }) => [place, JSON.stringify(value)])));
  const places = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  return [...places].filter((place) => was?.get(place) !== is?.get(place)).map((place) => text(place, place));
}

/** What goes too far, but can be put in to be shown. */
const TOO_FAR: ReadonlySet<string> = new Set(['OUT_OF_BOUNDS', 'LOCKED', 'WIDENS_BOUND', 'EMPTY_RANGE']);

/** The definition an overlay makes; undefined while something in it has no place there. */
function standing(base: Template, above: Overlay | undefined, overlay: Overlay): Definition | undefined {
  const upper = above === undefined ? NO_SETTINGS : settingsOf(above);
  const placed = { ...overlay, of: { ...overlay.of, template: base.template } };
  if (checkOverlay(base, upper, { overlay: placed }).some(({ code }) => !TOO_FAR.has(code))) return undefined;
  return applySettings(base.definition, composeOverlays(upper, settingsOf(placed))).definition;
}
