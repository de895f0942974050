import { compile, definitionHash, validateDefinition } from './compile.js';
import { contentHash } from './hash.js';
import { applySettings, type EffectiveDefinition } from './overlay/apply.js';
import { checkOverlay, type Layer, type Template } from './overlay/check.js';
import type { Extension } from './overlay/grammar.js';
import { composeOverlays, NO_SETTINGS, settingsOf, type Settings } from './overlay/settings.js';
import { definitionError } from './problems.js';
import type { CompiledWorkflow, DefinitionProblem, Rules } from './types.js';

/** A frozen version: what a station works with, named by its content. */
export interface EffectiveVersion extends EffectiveDefinition {
  /** `CompiledWorkflow.hash` of the definition. The same base and the same changes have the same hash, whoever made them. */
  readonly hash: string;
  /** Hash of the base it was made of. */
  readonly base: string;
  /** Names the composed overlays; two stations with the same changes share one version. */
  readonly settings: string;
}

/**
 * The definition a station works with: the plugin's base, what other plugins add, the bureau's overlay, the station's. Pure.
 * @param layers from the outside in; each is checked against what stands above it
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`: file, line, mend
 */
export function effectiveVersion(base: Template, layers: readonly Layer[]): EffectiveVersion {
  const { settings, problems } = composedLayers(base, layers);
  if (problems.length > 0) throw definitionError(problems);
  const { definition, provenance } = applySettings(base.definition, settings);
  return { definition, provenance, hash: definitionHash(definition, {}), base: definitionHash(base.definition, {}), settings: contentHash(settings.map(({ place, value }) => [place, value])) };
}

/** Everything that is wrong with overlays on a base, and with the definition they make. Empty when it may be published. */
export function validateLayers(base: Template, layers: readonly Layer[], rules: Rules = {}): readonly DefinitionProblem[] {
  const { settings, problems } = composedLayers(base, layers);
  return problems.length > 0 ? problems : validateDefinition(applySettings(base.definition, settings).definition, { rules });
}

/** The effective version, ready to run. @throws StationhouseError DEFINITION_INVALID */
export function compileLayers(base: Template, layers: readonly Layer[], rules: Rules): { readonly version: EffectiveVersion; readonly compiled: CompiledWorkflow } {
  const version = effectiveVersion(base, layers);
  return { version, compiled: compile(version.definition, { rules }) };
}

/** A template with what plugins add to it: what overlays of bureaus and stations find. */
export function extendedTemplate(base: Template, extensions: readonly Extension[]): Template {
  if (extensions.length === 0) return base;
  return { ...base, definition: effectiveVersion(base, extensions.map((overlay) => ({ overlay }))).definition };
}

function composedLayers(base: Template, layers: readonly Layer[]): { readonly settings: Settings; readonly problems: readonly DefinitionProblem[] } {
  const problems: DefinitionProblem[] = [];
  let settings: Settings = NO_SETTINGS;
  for (const layer of layers) {
    problems.push(...checkOverlay(base, settings, layer));
    settings = composeOverlays(settings, settingsOf(layer.overlay));
  }
  return { settings, problems };
}
