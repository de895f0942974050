import { text, type Bilingual } from '@stationhouse/kernel';
import { recordOf } from '../../editing/states.js';
import type { Definition } from '../../grammar.js';
import { personalPaths } from '../../personal.js';
import { isBilingual } from '../../schema.js';
import type { JsonObject, Rules } from '../../types.js';
import type { AuthoredMeans } from '../check.js';
import type { Authored } from '../grammar.js';
import { placeOf, withoutCode } from './actions.js';
import { callsOf, readsOf, replaced } from './expressions.js';
import { everyPart, File, part, without, withoutEmpty, type Part } from './file.js';
import { Judged, type AskedAt } from './judged.js';
import { Notes, type CopyNote } from './notes.js';

/** What stands behind a workflow in its plugin's code. */
export interface CodeBehind {
  readonly rules: Rules;
  /** What its automations are called, by id. */
  readonly automations: Readonly<Record<string, Bilingual>>;
}

/** A workflow that a bureau goes on with as its own, and what of the plugin's code did not come with it. */
export interface Copied extends Authored {
  readonly notes: readonly CopyNote[];
}

/**
 * Makes a workflow of a plugin one that a bureau may own. What the language says stays; what only code says is put otherwise – a rule that judges becomes a question,
 * an automation that was waited for becomes a task – or is left out, each with a note. A workflow without code comes out as it is. Pure.
 */
export function copyWorkflow({ definition, terms }: Authored, code: CodeBehind, means: AuthoredMeans): Copied {
  const notes = new Notes();
  const file = new File(definition);
  file.body['personal-data'] = JSON.parse(JSON.stringify(terms.personalData)) as Part;
  const before = named(file);
  withoutCode(file, means, (automation) => code.automations[automation] ?? text(automation, automation), notes);
  withoutSignatures(file, code.rules, notes);
  new Translation(file, code.rules, notes, firstTerm(terms.personalData)).all();
  sweep(file, before);
  const { 'personal-data': personalData, ...rest } = file.body;
  return { definition: rest as unknown as Definition, terms: { ...terms, personalData: personalData as Authored['terms']['personalData'] }, notes: notes.all };
}

function firstTerm(declared: Authored['terms']['personalData']): { readonly purpose: Bilingual; readonly keep: string } {
  return Object.values(declared)[0] ?? { purpose: text('办理本事项', 'To handle the instance'), keep: 'P3Y' };
}

/** A list of signatures says by rules what is signed, and by whom: it goes where they do not come with it. */
function withoutSignatures(file: File, rules: Rules, notes: Notes): void {
  const names = new Set(Object.keys(rules));
  const gone = new Set<string>();
  for (const [form, body] of Object.entries(recordOf(file.body['forms']))) {
    for (const [key, field] of Object.entries(recordOf(file.schema(form)['properties']))) {
      if (!Object.values(recordOf(recordOf(field)['x-signature'])).some((source) => callsOf(String(source), names).length > 0)) continue;
      const title = recordOf(field)['title'];
      gone.add(key);
      delete part(file.schema(form), 'properties')[key];
      without(file.schema(form), 'required', (one) => one === key);
      const ui = recordOf((body as Part)['ui']) as Part;
      delete ui[key];
      without(ui, 'ui:order', (one) => one === key);
      notes.note('leftOut', `signature ${key}`, `forms.${form}`, file.formTitle(form), (forms) => text(
        `表单${forms['zh-CN']}不再有签名题“${isBilingual(title) ? title['zh-CN'] : key}”：签什么、由谁签原由程序得出。可改为签在纸上，把照片添加到附件。`,
        `${forms.en} has no signatures any more (“${isBilingual(title) ? title.en : key}”): what is signed, and by whom, came from the program. Let it be signed on paper and attached as a photo.`,
      ));
    }
  }
  const stays = (key: string) => Object.keys(recordOf(file.body['forms'])).some((form) => file.asks(form, key));
  for (const key of gone) if (!stays(key)) delete part(part(file.body, 'data'), 'properties')[key];
  for (const { body } of file.states()) for (const task of Object.values(recordOf(body['tasks']))) for (const outcome of Object.values(recordOf(recordOf(task)['outcomes']))) without(outcome as Part, 'requires', (field) => gone.has(String(field)));
}

/** Puts expressions that call rules in words that the language has. */
class Translation {
  private readonly names: ReadonlySet<string>;
  private readonly judged: Judged;

  constructor(
    private readonly file: File,
    private readonly rules: Rules,
    private readonly notes: Notes,
    term: { readonly purpose: Bilingual; readonly keep: string },
  ) {
    this.names = new Set(Object.keys(rules));
    this.judged = new Judged(file, rules, notes, term);
  }

  all(): void {
    for (const { path, at, body } of this.file.states()) {
      const place = placeOf({ at });
      const title = isBilingual(body['title']) ? body['title'] : text(path, path);
      for (const [event, steps] of Object.entries(recordOf(body['on']))) this.steps(part(body, 'on'), event, steps, { path, event }, place, title);
      withoutEmpty(body, 'on');
      for (const key of ['choose', 'done'] as const) if (body[key] !== undefined) this.steps(body, key, body[key], { path }, place, title);
      for (const [name, timeout] of Object.entries(recordOf(body['after']))) if (!this.step(timeout as Part, { path }, place, title)) delete part(body, 'after')[name];
      for (const task of Object.values(recordOf(body['tasks']))) this.whole(task as Part, ['assign', 'dueAt'], { path }, place, title);
      this.whole(body, ['assign'], { path }, place, title);
      for (const key of ['until', 'clock']) if (body[key] !== undefined) this.whole(part(body, key), ['at', 'when', 'until', 'from'], { path }, place, title);
    }
    for (const [name, clock] of Object.entries(recordOf(this.file.body['clocks']))) this.whole(clock as Part, ['runs', 'stops', 'pauses', 'pausedUntil', 'from', 'until'], { path: String(this.file.body['start']) }, `clocks.${name}`, recordOf(clock)['title'] as Bilingual);
    if (this.file.body['refuseStart'] !== undefined) this.steps(this.file.body as Part, 'refuseStart', this.file.body['refuseStart'], { path: String(this.file.body['start']) }, 'refuseStart', text('发起', 'starting'));
    this.emergency();
    this.handIn();
    // Public pages are a plugin's.
    delete this.file.body['public'];
    for (const [name, action] of Object.entries(recordOf(this.file.body['actions']))) {
      const handed = recordOf(recordOf(action)['startLinked'])['data'];
      if (handed !== undefined) this.whole(handed as Part, Object.keys(recordOf(handed)), { path: String(this.file.body['start']) }, `actions.${name}`, text(name, name));
    }
  }

  /** A card that nothing opens any more, or that shows nothing, goes. */
  private emergency(): void {
    if (this.file.body['emergency'] === undefined) return;
    const card = part(this.file.body, 'emergency');
    this.whole(card, ['when'], { path: String(this.file.body['start']) }, 'emergency', isBilingual(card['title']) ? card['title'] : text('应急卡', 'Emergency card'));
    without(card, 'fields', (field) => !this.file.keeps(String(field).split('.')[0] ?? ''));
    if (card['when'] === undefined || card['fields'] === undefined) delete this.file.body['emergency'];
  }

  /** Links that would be open longer than their author meant go. */
  private handIn(): void {
    if (recordOf(this.file.body['handIn'])['when'] === undefined) return;
    const handIn = part(this.file.body, 'handIn');
    this.whole(handIn, ['when'], { path: String(this.file.body['start']) }, 'handIn', isBilingual(handIn['title']) ? handIn['title'] : text('交照片', 'Handing in photos'));
    if (handIn['when'] === undefined) delete this.file.body['handIn'];
  }

  private steps(holder: Part, key: string, steps: unknown, asked: AskedAt, place: string, title: Bilingual): void {
    const list = [steps].flat() as Part[];
    const kept = list.filter((step) => this.step(step, asked, place, title));
    if (kept.length === 0) delete holder[key];
    else if (kept.length < list.length) holder[key] = kept;
  }

  /** @returns false where a step goes: what it asked cannot be asked, or nothing is left of it */
  private step(step: Part, asked: AskedAt, place: string, title: Bilingual): boolean {
    const kept = ['when', ...Object.keys(recordOf(step['say']))].every((key) => key === 'when' || this.readable(String(recordOf(step['say'])[key]), asked, []));
    const when = step['when'] === undefined || !kept ? undefined : this.expression(String(step['when']), asked);
    if (!kept || (step['when'] !== undefined && when === undefined)) {
      this.left(step, asked, place, title);
      return false;
    }
    if (when !== undefined) step['when'] = when;
    const had = Object.keys(step).length > 0;
    for (const [field, source] of Object.entries(recordOf(step['set']))) this.set(step, field, String(source), asked, place, title);
    withoutEmpty(step, 'set');
    return !had || ['to', 'set', 'do', 'raise', 'refuse'].some((key) => step[key] !== undefined);
  }

  /** A field that a rule worked out takes what was answered for it, where the form asks that. */
  private set(step: Part, field: string, source: string, asked: AskedAt, place: string, title: Bilingual): void {
    if (this.readable(source, asked, [])) return;
    const forms = asked.event === undefined ? [] : this.file.formsOf(asked.path, asked.event);
    const answered = forms.length > 0 && forms.every((form) => this.file.asks(form, field));
    if (answered) part(step, 'set')[field] = `event.${field}`;
    else delete part(step, 'set')[field];
    for (const rule of this.rulesIn(source)) {
      const said = this.titleOf(rule);
      this.notes.note('leftOut', `${rule} ${answered}`, place, title, ({ 'zh-CN': zh, en }) => (answered
        ? text(`“${said['zh-CN']}”不再由程序得出：在${zh}中只记所填的内容。`, `“${said.en}” is worked out no more: in ${en} what is filled in counts alone.`)
        : text(`“${said['zh-CN']}”不再由程序得出，${zh}中不再写入。需要时在表单中增加问题，由人填写。`, `“${said.en}” is worked out no more, and nothing is written for it in ${en}. Ask for it in a form where it is needed.`)));
    }
  }

  /** Expressions that stand by themselves: put in other words, or left out. */
  private whole(holder: Part, keys: readonly string[], asked: AskedAt, place: string, title: Bilingual): void {
    for (const key of keys) {
      if (typeof holder[key] !== 'string') continue;
      const written = this.expression(holder[key], asked);
      if (written === undefined) {
        this.left(holder, asked, place, title, [holder[key]]);
        delete holder[key];
      } else holder[key] = written;
    }
  }

  /** An expression without rules; undefined where it cannot be said. */
  private expression(source: string, asked: AskedAt): string | undefined {
    const calls = callsOf(source, this.names);
    if (!this.readable(source, asked, calls)) return undefined;
    // What stands for the one rule is asked only where every rule of the expression can be.
    if (calls.some(({ name }) => !/\)\s*:\s*bool$/.test(this.rules[name]?.signature ?? ''))) return undefined;
    return replaced(source, calls, ({ name }) => this.judged.ask(name, asked) ?? 'false');
  }

  /** True for an expression that reads what is there, and calls no rule beside those that are put otherwise. */
  private readable(source: string, { path, event }: AskedAt, apart: readonly unknown[]): boolean {
    if (apart.length === 0 && callsOf(source, this.names).length > 0) return false;
    const forms = event === undefined ? [] : this.file.formsOf(path, event);
    const actions = recordOf(this.file.body['actions']);
    return [...readsOf(source)].every((read) => {
      const [of, name = ''] = read.split('.');
      if (of === 'linked') return actions[name] !== undefined || name === 'open' || name === 'closed';
      return of === 'data' ? this.file.keeps(name) : forms.length === 0 || forms.some((form) => this.file.asks(form, name));
    });
  }

  private rulesIn(source: string): readonly string[] {
    return callsOf(source, this.names).map(({ name }) => name);
  }

  private titleOf(rule: string): Bilingual {
    return this.rules[rule]?.title ?? text(rule, rule);
  }

  /** Notes a step, or an expression, that went. */
  private left(of: Part, { event }: AskedAt, place: string, title: Bilingual, sources: readonly string[] = [String(of['when'] ?? ''), ...Object.values(recordOf(of['say'])).map(String)]): void {
    const rules = [...new Set(sources.flatMap((source) => this.rulesIn(source)))].map((rule) => this.titleOf(rule));
    const [zh, en] = [rules.map((one) => `“${one['zh-CN']}”`).join('、'), rules.map((one) => `“${one.en}”`).join(', ')];
    const refused = of['refuse'] !== undefined;
    this.notes.note('leftOut', `${refused ? 'refuse' : 'way'} ${zh} ${String(of['refuse'] ?? of['to'] ?? '')} ${refused ? '' : event ?? ''}`, place, title, (places) => (refused
      ? text(`${places['zh-CN']}中不再按${zh || '签名'}拒绝办理，请由人核对，或用条件写出来。`, `In ${places.en} nothing is refused by ${en || 'signatures'} any more: check it by hand, or write a condition on fields.`)
      : text(`${places['zh-CN']}中按${zh || '程序'}自动判断的一路已去掉，请用条件写出来。`, `In ${places.en} the way taken by ${en || 'the program'} is gone: write a condition on fields.`)));
  }
}

/** What is named where. */
interface Named {
  readonly forms: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly refusals: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

function named({ body }: File): Named {
  const [forms, events, refusals, actions] = [new Set<string>([String(body['startForm'])]), new Set<string>(), new Set<string>(), new Set<string>()];
  everyPart(body, (one) => {
    for (const form of [one['form'], recordOf(one['with'])['form']]) if (typeof form === 'string') forms.add(form);
    for (const event of [...Object.keys(recordOf(one['on'])), one['raise']]) if (typeof event === 'string') events.add(event);
    if (typeof one['refuse'] === 'string') refusals.add(one['refuse']);
    if (Array.isArray(one['do'])) one['do'].forEach((action) => actions.add(String(action)));
    if (typeof one['compensate'] === 'string') actions.add(one['compensate']);
  });
  return { forms, events, refusals, actions };
}

/** What nothing names any more goes; what nothing named before stays as its author left it. */
function sweep(file: File, before: Named): void {
  const prune = (section: 'events' | 'refusals' | 'actions' | 'forms') => {
    const now = named(file)[section];
    for (const name of Object.keys(recordOf(file.body[section]))) if (before[section].has(name) && !now.has(name)) delete file.section(section)[name];
    withoutEmpty(file.body, section);
  };
  (['events', 'refusals', 'actions', 'forms'] as const).forEach(prune);
  const marked = personalPaths(recordOf(file.body['data']) as JsonObject);
  for (const path of Object.keys(recordOf(file.body['personal-data']))) if (!marked.has(path)) delete file.section('personal-data')[path];
  without(file.body, 'label', (field) => !file.keeps(String(field)));
}
