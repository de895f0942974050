import { stringify } from 'yaml';
import { overlayTree, treeOverlay } from '../merge/overlay-tree.js';
import { overlayFromJson, type Overlay } from './grammar.js';

/** The order in which the parts of an overlay are written, whatever order they came in. */
const ORDER = ['overlay', 'of', 'because', 'parameters', 'tasks', 'forms', 'steps'] as const;

/**
 * An overlay as YAML: one text for what two people may have written in two ways. Empty parts are left out, a parameter that has
 * a value alone is written as `name: value`; parameters, tasks, questions and steps keep their order.
 * `parseOverlay(writeOverlay(overlay))` is the overlay again, without its empty parts.
 * @throws StationhouseError DEFINITION_INVALID when it is no overlay
 */
export function writeOverlay(overlay: Overlay): string {
  const plain: Record<string, unknown> = { ...treeOverlay(overlayTree(overlayFromJson(overlay))) };
  const parameters = plain['parameters'] as Overlay['parameters'];
  if (parameters !== undefined) plain['parameters'] = Object.fromEntries(Object.entries(parameters).map(([name, setting]) => [name, shortened(setting)]));
  const ordered = ORDER.flatMap((key) => (plain[key] === undefined ? [] : [[key, plain[key]] as const]));
  return stringify(Object.fromEntries(ordered), { lineWidth: 0, aliasDuplicateObjects: false });
}

function shortened(setting: NonNullable<Overlay['parameters']>[string]): unknown {
  return setting.value !== undefined && Object.keys(setting).length === 1 ? setting.value : setting;
}
