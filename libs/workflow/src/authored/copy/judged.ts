import { text, type Bilingual } from '@stationhouse/kernel';
import { recordOf } from '../../editing/states.js';
import type { Rules } from '../../types.js';
import { answeredYes } from './expressions.js';
import { part, type File, type Part } from './file.js';
import type { Notes } from './notes.js';

/** Where a rule is asked: the state it stands in, and the event whose answer it may read. */
export interface AskedAt {
  readonly path: string;
  readonly event?: string | undefined;
}

/** What a rule judged, a person judges: each rule that says yes or no becomes a question of the forms that are filled in before. */
export class Judged {
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly file: File,
    private readonly rules: Rules,
    private readonly notes: Notes,
    private readonly personal: { readonly purpose: Bilingual; readonly keep: string },
  ) {}

  /** What stands for a call of a rule; undefined where it says anything but yes or no. */
  ask(rule: string, { path, event }: AskedAt): string | undefined {
    if (!this.answersYes(rule)) return undefined;
    const forms = event === undefined ? [] : this.file.formsOf(path, event);
    if (forms.length > 0) {
      for (const form of forms) this.add(rule, form, event?.split('.')[1]);
      return answeredYes(`event.${this.keyOf(rule)}`);
    }
    this.keep(rule);
    const leading = this.before(path, new Set());
    for (const { step, form } of leading.steps) {
      this.add(rule, form, undefined);
      part(step, 'set')[this.keyOf(rule)] = `event.${this.keyOf(rule)}`;
    }
    if (leading.begins || leading.steps.length === 0) this.add(rule, String(this.file.body['startForm']), undefined);
    return answeredYes(`data.${this.keyOf(rule)}`);
  }

  private answersYes(rule: string): boolean {
    return /\)\s*:\s*bool$/.test(this.rules[rule]?.signature ?? '');
  }

  /** The name of its question, which nothing else has. */
  private keyOf(rule: string): string {
    const known = this.keys.get(rule);
    if (known !== undefined) return known;
    const taken = new Set([...Object.keys(recordOf(recordOf(this.file.body['data'])['properties'])), ...Object.values(this.file.section('forms')).flatMap((form) => Object.keys(recordOf(recordOf(recordOf(form)['schema'])['properties'])))]);
    let key = rule;
    for (let number = 2; taken.has(key); number++) key = `${rule}${number}`;
    this.keys.set(rule, key);
    return key;
  }

  private question(rule: string): Part {
    const { title = text(rule, rule), because } = this.rules[rule] ?? {};
    return { type: 'boolean', title, ...(because === undefined ? {} : { description: text(`依据：${because}`, `By ${because}`) }) };
  }

  /** Asks it in a form: with the outcomes alone whose way on it decides, where the form knows several. */
  private add(rule: string, form: string, outcome: string | undefined): void {
    const key = this.keyOf(rule);
    const schema = this.file.schema(form);
    const asked = this.file.asks(form, key);
    const ui = part(part(this.file.section('forms'), form), 'ui');
    const hinted = recordOf(ui[key])['ui:outcomes'];
    part(schema, 'properties')[key] ??= this.question(rule);
    if (Array.isArray(ui['ui:order']) && !asked) ui['ui:order'] = [...(ui['ui:order'] as unknown[]), key];
    if (outcome !== undefined && this.hasOutcomes(form, outcome) && (!asked || hinted !== undefined)) ui[key] = { 'ui:outcomes': [...new Set([...((hinted ?? []) as string[]), outcome])] };
    else delete ui[key];
    if (Object.keys(ui).length === 0) delete part(this.file.section('forms'), form)['ui'];
    const title = this.rules[rule]?.title ?? text(rule, rule);
    this.notes.note('asked', rule, `forms.${form}`, this.file.formTitle(form), (forms) => text(
      `“${title['zh-CN']}”原由程序判断，现由人在表单${forms['zh-CN']}中回答是或否，未答视为否。也可以在去向的条件中改为按字段判断。`,
      `“${title.en}” was worked out by the program. Now somebody answers yes or no in ${forms.en}; without an answer it counts as no. A condition on fields may take its place.`,
    ));
  }

  private hasOutcomes(form: string, outcome: string): boolean {
    return this.file.states().some(({ body }) => Object.values(recordOf(body['tasks'])).some((task) => (recordOf(task)['form'] === form || String(recordOf(task)['form']).startsWith('$')) && Object.keys(recordOf(recordOf(task)['outcomes'])).length > 1 && Object.hasOwn(recordOf(recordOf(task)['outcomes']), outcome)));
  }

  /** A field of the data: what was answered is read later on. */
  private keep(rule: string): void {
    const key = this.keyOf(rule);
    part(part(this.file.body, 'data'), 'properties')[key] ??= { ...this.question(rule), 'x-personal': 'P2' };
    this.file.section('personal-data')[key] ??= this.personal;
  }

  /** The answers that lead to a state, however many states that decide by themselves lie between; and whether an instance begins there. */
  private before(path: string, seen: Set<string>): { readonly begins: boolean; readonly steps: readonly { readonly step: Part; readonly form: string }[] } {
    if (seen.has(path)) return { begins: false, steps: [] };
    seen.add(path);
    const start = String(this.file.body['start']);
    let begins = this.file.entered(start).includes(path);
    const steps: { step: Part; form: string }[] = [];
    for (const { from, event, to, step } of this.file.leading()) {
      if (!this.file.entered(to).includes(path)) continue;
      const forms = event === undefined ? [] : this.file.formsOf(from, event);
      if (forms.length > 0) steps.push(...forms.map((form) => ({ step, form })));
      else {
        const further = this.before(from, seen);
        begins ||= further.begins;
        steps.push(...further.steps);
      }
    }
    return { begins, steps };
  }
}
