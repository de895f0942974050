import { text, type Bilingual } from '@stationhouse/kernel';
import type { Definition } from '../grammar.js';
import type { Json, JsonObject } from '../types.js';
import { isObject, own, same } from './tree.js';
import { both, changeInWords, Words } from './words.js';

/** One difference between two definitions: in words, and as data. */
export interface Change {
  /** `parameters.visitSoon.default`, `states.registered.tasks.grade.due`; a state inside a fragment by its place: `states.followingUp.soon.open`. */
  readonly place: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: Json;
  readonly after?: Json;
  /** `首次回访 3 天 → 2 天`, `增加状态“归档检查”`. */
  readonly text: Bilingual;
}

/** Everything in which two definitions differ, in the order of the document: what a chief reads before publishing. */
export function diffDefinitions(before: Definition, after: Definition): readonly Change[] {
  return new Diff(before, after).run();
}

const ADDED = { added: text('增加', 'added'), removed: text('删除', 'removed') };
const NAMED = ['parameters', 'forms', 'events', 'refusals', 'actions'] as const;
const STATE_PARTS = ['states', 'parallel', 'tasks', 'use'];

class Diff {
  private readonly changes: Change[] = [];
  private readonly words: { readonly before: Words; readonly after: Words };
  private readonly seen = new Set<string>();

  constructor(
    private readonly before: Definition,
    private readonly after: Definition,
  ) {
    this.words = { before: new Words(before), after: new Words(after) };
  }

  run(): readonly Change[] {
    const [before, after] = [this.before as unknown as JsonObject, this.after as unknown as JsonObject];
    for (const key of keysOf(before, after)) {
      if (key === 'states') this.states(objectIn(before, key), objectIn(after, key), '');
      else if (key === 'fragments') continue; // shown where they are used
      else if (key === 'data') this.properties(objectIn(before, key), objectIn(after, key), 'data', text('数据', 'data'));
      else if ((NAMED as readonly string[]).includes(key)) this.section(key as (typeof NAMED)[number], objectIn(before, key), objectIn(after, key));
      else this.leaf(key, text('流程', 'workflow'), key, own(before, key), own(after, key));
    }
    return this.changes;
  }

  private section(name: (typeof NAMED)[number], before: JsonObject, after: JsonObject): void {
    const kind = { parameters: text('参数', 'parameter'), forms: text('表单', 'form'), events: text('事件', 'event'), refusals: text('拒绝说明', 'refusal'), actions: text('动作', 'action') }[name];
    for (const key of keysOf(before, after)) {
      const [left, right] = [own(before, key), own(after, key)];
      if (same(left, right)) continue;
      const title = this.titleIn(name, key, right === undefined ? 'before' : 'after');
      if (!isObject(left) || !isObject(right)) this.whole(`${name}.${key}`, kind, title, left, right);
      else if (name === 'parameters') this.parameter(key, title, left, right);
      else if (name === 'forms') this.form(key, title, left, right);
      else for (const part of keysOf(left, right)) this.leaf(`${name}.${key}.${part}`, title, part, own(left, part), own(right, part));
    }
  }

  private titleIn(section: string, key: string, side: 'before' | 'after'): Bilingual {
    return section === 'parameters' || section === 'forms' || section === 'events' ? this.words[side].named(section, key) : text(key, key);
  }

  private parameter(name: string, title: Bilingual, before: JsonObject, after: JsonObject): void {
    for (const part of keysOf(before, after)) {
      const [left, right] = [own(before, part), own(after, part)];
      if (same(left, right)) continue;
      const bounded = part === 'default' || part === 'min' || part === 'max';
      const say = (side: 'before' | 'after', value: Json | undefined) => (bounded ? this.words[side].parameterValue(name, value) : this.words[side].value(value, part));
      this.note(`parameters.${name}.${part}`, left, right, changeInWords(title, this.words.after.part(part), say('before', left), say('after', right)));
    }
  }

  private form(key: string, title: Bilingual, before: JsonObject, after: JsonObject): void {
    for (const part of keysOf(before, after)) {
      if (part === 'schema') this.properties(objectIn(before, part), objectIn(after, part), `forms.${key}.schema`, title);
      else this.leaf(`forms.${key}.${part}`, title, part, own(before, part), own(after, part));
    }
  }

  private properties(before: JsonObject, after: JsonObject, place: string, title: Bilingual): void {
    const [left, right] = [objectIn(before, 'properties'), objectIn(after, 'properties')];
    for (const key of keysOf(left, right)) {
      const [was, is] = [own(left, key), own(right, key)];
      if (same(was, is)) continue;
      const name = titleOfField(is ?? was) ?? text(key, key);
      if (!isObject(was) || !isObject(is)) this.whole(`${place}.properties.${key}`, both((locale) => `${title[locale]}${locale === 'en' ? ', field' : ' 字段'}`), name, was, is);
      else for (const part of keysOf(was, is)) this.leaf(`${place}.properties.${key}.${part}`, both((locale) => `${title[locale]} · ${name[locale]}`), part, own(was, part), own(is, part));
    }
    for (const part of keysOf(before, after)) if (part !== 'properties') this.leaf(`${place}.${part}`, title, part, own(before, part), own(after, part));
  }

  private states(before: JsonObject, after: JsonObject, around: string): void {
    for (const key of keysOf(before, after)) {
      const path = around === '' ? key : `${around}.${key}`;
      const [left, right] = [own(before, key), own(after, key)];
      if (!isObject(left) || !isObject(right)) this.whole(`states.${path}`, text('状态', 'state'), this.words[right === undefined ? 'before' : 'after'].state(path), left, right);
      else this.state(path, left, right);
    }
  }

  private state(path: string, before: JsonObject, after: JsonObject): void {
    const [was, is] = [this.body(this.before, before), this.body(this.after, after)];
    // A fragment that is used in several places is shown at the first one.
    const fragments = `${String(before['use'])} → ${String(after['use'])}`;
    if (before['use'] !== undefined && this.seen.has(fragments)) return this.parts(path, before, after);
    if (before['use'] !== undefined || after['use'] !== undefined) {
      this.seen.add(fragments);
      this.parts(path, before, after);
    }
    this.parts(path, was, is);
    this.tasks(path, objectIn(was, 'tasks'), objectIn(is, 'tasks'));
    this.states({ ...objectIn(was, 'states'), ...objectIn(was, 'parallel') }, { ...objectIn(is, 'states'), ...objectIn(is, 'parallel') }, path);
  }

  private body(definition: Definition, state: JsonObject): JsonObject {
    const use = state['use'];
    const fragment = typeof use === 'string' ? definition.fragments?.[use] : undefined;
    return fragment === undefined ? state : (fragment as unknown as JsonObject);
  }

  private parts(path: string, before: JsonObject, after: JsonObject): void {
    const title = this.words.after.state(path);
    for (const part of keysOf(before, after)) {
      if (STATE_PARTS.includes(part)) continue;
      const [left, right] = [own(before, part), own(after, part)];
      if (isObject(left) && isObject(right) && !('zh-CN' in left)) for (const inner of keysOf(left, right)) this.leaf(`states.${path}.${part}.${inner}`, both((locale) => `${title[locale]} ${this.words.after.part(part)[locale]}`), inner, own(left, inner), own(right, inner), path);
      else this.leaf(`states.${path}.${part}`, title, part, left, right, path);
    }
  }

  private tasks(path: string, before: JsonObject, after: JsonObject): void {
    for (const key of keysOf(before, after)) {
      const [left, right] = [own(before, key), own(after, key)];
      const title = this.words[right === undefined ? 'before' : 'after'].task(path, key);
      if (!isObject(left) || !isObject(right)) this.whole(`states.${path}.tasks.${key}`, text('任务', 'task'), title, left, right);
      else for (const part of keysOf(left, right)) this.leaf(`states.${path}.tasks.${key}.${part}`, title, part, own(left, part), own(right, part), path);
    }
  }

  private leaf(place: string, title: Bilingual, part: string, before: Json | undefined, after: Json | undefined, path?: string): void {
    if (same(before, after)) return;
    this.note(place, before, after, changeInWords(title, this.words.after.part(part), this.words.before.value(before, part, path), this.words.after.value(after, part, path)));
  }

  /** Something that came or went as a whole. */
  private whole(place: string, what: Bilingual, title: Bilingual, before: Json | undefined, after: Json | undefined): void {
    if (same(before, after)) return;
    const deed = ADDED[before === undefined ? 'added' : 'removed'];
    if (before !== undefined && after !== undefined) return this.leaf(place, title, '', before, after);
    this.note(place, before, after, text(`${deed['zh-CN']}${what['zh-CN']}“${title['zh-CN']}”`, `${what.en} "${title.en}" ${deed.en}`));
  }

  private note(place: string, before: Json | undefined, after: Json | undefined, words: Bilingual): void {
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    this.changes.push({ place, kind, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }), text: words });
  }
}

function keysOf(before: JsonObject, after: JsonObject): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function objectIn(holder: JsonObject, key: string): JsonObject {
  const value = own(holder, key);
  return isObject(value) ? value : {};
}

function titleOfField(value: Json | undefined): Bilingual | undefined {
  const title = isObject(value) ? value['title'] : undefined;
  return isObject(title) && 'zh-CN' in title ? (title as unknown as Bilingual) : undefined;
}
