import { text } from '@stationhouse/kernel';
import type { CompiledPublic } from './compiled-types.js';
import { shownFields } from './emergency.js';
import type { Expansion } from './expand.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import type { JsonObject } from './types.js';

/** Plans what anybody may see of an instance, noting what does not fit; undefined for a workflow that shows nothing. */
export function planPublic(definition: Definition, expansion: Pick<Expansion, 'places'>, problems: Problems): CompiledPublic | undefined {
  const { public: shown, events = {} } = definition;
  for (const [name, { from }] of Object.entries(events)) {
    if (from === 'public' && shown?.hears !== name) problems.add('PUBLIC', ['events', name], text(`事件“${name}”写有 from: public，请在 public.hears 中写明。`, `The event "${name}" says from: public. Name it in public.hears.`));
  }
  if (shown === undefined) return undefined;
  if (!expansion.places.some(({ path }) => path === shown.while)) problems.add('UNKNOWN_STATE', ['public', 'while'], text(`没有状态“${shown.while}”。`, `There is no state "${shown.while}".`));
  const { hears } = shown;
  if (hears !== undefined && !Object.hasOwn(events, hears)) problems.add('UNKNOWN_EVENT', ['public', 'hears'], text(`没有事件“${hears}”，请在 events 下定义。`, `There is no event "${hears}". Define it under events.`));
  else if (hears !== undefined && events[hears]?.from !== 'public') problems.add('PUBLIC', ['public', 'hears'], text(`事件“${hears}”须写 from: public。`, `The event "${hears}" needs from: public.`));
  const fields = shownFields(definition.data as JsonObject, shown.fields, { at: ['public', 'fields'], on: text('公开页面上', 'on a public page') }, problems);
  return { state: shown.while, fields, likeness: shown.likeness === true, ...(hears === undefined ? {} : { hears }) };
}
