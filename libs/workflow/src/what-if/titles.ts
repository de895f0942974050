import { text, type Bilingual } from '@stationhouse/kernel';
import { definitionOf } from '../compile.js';
import { isBilingual } from '../schema.js';
import type { CompiledWorkflow, JsonObject } from '../types.js';
import type { MeasureKind } from './tally.js';

/** What a measure is called: by the draft's words, else by the present version's. A role is its id: who shows it knows its name. */
export function measureTitle({ now, draft }: { readonly now: CompiledWorkflow; readonly draft: CompiledWorkflow }, kind: MeasureKind, of: string): Bilingual {
  return titleIn(draft, kind, of) ?? titleIn(now, kind, of) ?? text(of, of);
}

function titleIn(compiled: CompiledWorkflow, kind: MeasureKind, of: string): Bilingual | undefined {
  switch (kind) {
    case 'question': {
      const [task = '', field = ''] = of.split(' ');
      const form = compiled.forms[compiled.tasks[task]?.form ?? '']?.schema;
      const [asked, title] = [compiled.tasks[task]?.title, form === undefined ? undefined : questionTitle(form, field)];
      return asked === undefined || title === undefined ? undefined : text(`${asked['zh-CN']} · ${title['zh-CN']}`, `${asked.en} · ${title.en}`);
    }
    case 'outcome':
      return Object.values(compiled.states).find(({ outcome }) => outcome === of)?.title;
    case 'notice': {
      const action = definitionOf(compiled).actions?.[of];
      return action !== undefined && 'notify' in action && isBilingual(action.notify.text) ? action.notify.text : undefined;
    }
    default:
      return compiled.tasks[of]?.title ?? compiled.clocks[of]?.title;
  }
}

function questionTitle(schema: JsonObject, field: string): Bilingual | undefined {
  const places = [schema, ...(Array.isArray(schema['allOf']) ? (schema['allOf'] as readonly JsonObject[]).map(({ then }) => then as JsonObject) : [])];
  for (const place of places) {
    const title = ((place['properties'] as Record<string, JsonObject> | undefined)?.[field] ?? {})['title'];
    if (isBilingual(title)) return title;
  }
  return undefined;
}
