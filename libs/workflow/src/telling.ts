import { text, type Bilingual } from '@stationhouse/kernel';
import { isOfType } from './cel-types.js';
import type { CompiledWorkflow, JsonObject, Telling } from './types.js';

/** Why a linked instance would not hear what it is told, in words: an event it does not declare for that, or data that its form does not ask for. Empty when it fits. */
export function tellingProblems({ event: name, data }: Telling, { id, events, forms }: CompiledWorkflow): Bilingual[] {
  const event = Object.hasOwn(events, name) ? events[name] : undefined;
  if (event?.from !== 'linked') return [text(`流程“${id}”没有 from: linked 的事件“${name}”，请在它的 events 下定义。`, `The workflow "${id}" has no event "${name}" with from: linked. Define it under its events.`)];
  const { properties = {}, required = [] } = (forms[event.form ?? '']?.schema ?? {}) as { readonly properties?: Readonly<Record<string, JsonObject>>; readonly required?: readonly string[] };
  const missing = required.filter((field) => !Object.hasOwn(data, field));
  const differing = Object.entries(data).filter(([field, type]) => properties[field] === undefined || !isOfType(type, properties[field])).map(([field]) => field);
  const fields = [...missing, ...differing];
  return fields.length === 0 ? [] : [text(`告知的内容与流程“${id}”事件“${name}”的表单不符：${fields.join('、')}。`, `What it tells does not fit the form of "${name}" in the workflow "${id}": ${fields.join(', ')}.`)];
}
