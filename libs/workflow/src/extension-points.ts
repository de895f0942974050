import { text } from '@stationhouse/kernel';
import type { Expansion } from './expand.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import type { ExtensionPoint } from './types.js';

/** The places where a station may add steps and questions: read, and checked against states and forms. */
export function extensionPoints(definition: Definition, expansion: Expansion, problems: Problems): ExtensionPoint[] {
  const written = definition['extension-points'] ?? [];
  return written.map((at, index) => {
    const [where = '', target = ''] = at.split(' ');
    const point = { at, where: where as ExtensionPoint['where'], target };
    const wrong = mistakeIn(point, definition, expansion);
    if (wrong !== undefined) problems.add('EXTENSION_POINT', ['extension-points', index], wrong);
    else if (written.indexOf(at) !== index) problems.add('EXTENSION_POINT', ['extension-points', index], text(`“${at}”已写过，请删除其一。`, `"${at}" stands there already. Remove one.`));
    return point;
  });
}

function mistakeIn({ at, where, target }: ExtensionPoint, definition: Definition, expansion: Expansion): ReturnType<typeof text> | undefined {
  if (where === 'form') return Object.hasOwn(definition.forms ?? {}, target) ? undefined : text(`没有表单“${target}”。`, `There is no form "${target}".`);
  const place = expansion.byPath.get(target);
  if (place === undefined) return text(`没有状态“${target}”，请写完整路径，例如 mediating.first。`, `There is no state "${target}". Write its whole path, like mediating.first.`);
  if (where === 'after' && place.kind === 'final') return text(`“${at}”：终点之后不能再加步骤。`, `"${at}": nothing comes after a final state.`);
  if (where === 'inside' && place.kind !== 'compound' && place.kind !== 'parallel') return text(`“${at}”：只有含内层状态的状态才能加内层步骤。`, `"${at}": only a state with states inside can take another.`);
  return undefined;
}
