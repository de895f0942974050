import { text, type Bilingual } from '@stationhouse/kernel';
import { reach, recordOf, writtenStates, type WrittenState } from '../../editing/states.js';
import type { Definition } from '../../grammar.js';
import { isBilingual } from '../../schema.js';
import type { StatePath } from '../../types.js';

/** Part of a definition that is being rewritten. */
export type Part = Record<string, unknown>;

/** A step that leads on from a state: what it is a step of, and itself. */
export interface Leading {
  readonly from: StatePath;
  /** `task.outcome` or an event; undefined where nobody answers anything. */
  readonly event?: string;
  readonly to: StatePath;
  readonly step: Part;
}

/** A definition that is being rewritten, and what can be asked of it. */
export class File {
  readonly body: Part;

  constructor(definition: Definition) {
    this.body = JSON.parse(JSON.stringify(definition)) as Part;
  }

  /** A section, made where it is missing. */
  section(name: string): Part {
    return part(this.body, name);
  }

  /** Every state, those of fragments included, each as it may be changed. */
  states(): readonly (WrittenState & { readonly body: Part })[] {
    return writtenStates({ read: (path) => path.reduce<unknown>((inner, key) => recordOf(inner)[String(key)], this.body) }) as readonly (WrittenState & { readonly body: Part })[];
  }

  formTitle(form: string): Bilingual {
    const title = recordOf(recordOf(this.body['forms'])[form])['title'];
    return isBilingual(title) ? title : text(form, form);
  }

  /** The object schema of a form. */
  schema(form: string): Part {
    return part(part(this.section('forms'), form), 'schema');
  }

  asks(form: string, field: string): boolean {
    return Object.hasOwn(recordOf(recordOf(recordOf(this.body['forms'])[form])['schema'] === undefined ? {} : this.schema(form)['properties']), field);
  }

  keeps(field: string): boolean {
    return Object.hasOwn(recordOf(recordOf(this.body['data'])['properties']), field);
  }

  /** The forms whose answer an event brings, heard in a state: those of the task there or inside, or the event's own. */
  formsOf(path: StatePath, event: string): readonly string[] {
    const [key = '', outcome] = event.split('.');
    if (outcome === undefined) return names([recordOf(recordOf(this.body['events'])[event])['form']]);
    const tasks = this.states().filter((state) => state.path === path || state.path.startsWith(`${path}.`)).map((state) => recordOf(recordOf(state.body['tasks'])[key])['form']);
    return [...new Set(tasks.flatMap((form) => this.formNames(path, form)))];
  }

  /** A form by its name, or every one that a fragment is given for it. */
  private formNames(path: StatePath, form: unknown): readonly string[] {
    if (typeof form !== 'string' || !form.startsWith('$')) return names([form]);
    const fragment = path.slice(1).split('.')[0] ?? '';
    const declared = recordOf(recordOf(recordOf(recordOf(this.body['fragments'])[fragment])['parameters'])[form.slice(1)])['default'];
    return names(this.states().filter(({ body }) => body['use'] === fragment).map(({ body }) => recordOf(body['with'])[form.slice(1)] ?? declared));
  }

  /** Every step that leads to another state. */
  leading(): readonly Leading[] {
    const states = this.states();
    const known = new Set(states.map(({ path }) => path));
    const found: Leading[] = [];
    for (const { path, body } of states) {
      const note = (steps: unknown, event?: string) => {
        for (const step of [steps ?? []].flat() as Part[]) {
          const to = typeof step['to'] === 'string' ? reach({ from: path, target: step['to'], kind: 'target' }, known) : undefined;
          if (to !== undefined) found.push({ from: path, to, step, ...(event === undefined ? {} : { event }) });
        }
      };
      for (const [event, steps] of Object.entries(recordOf(body['on']))) note(steps, event);
      for (const steps of [body['choose'], body['done'], body['until'], ...Object.values(recordOf(body['after']))]) note(steps);
    }
    return found;
  }

  /** The states that are entered with one: itself, and where it begins inside. */
  entered(path: StatePath): readonly StatePath[] {
    const body = this.states().find((state) => state.path === path)?.body;
    const inside = [...Object.keys(recordOf(body?.['parallel'])).map((key) => `${path}.${key}`), ...(body?.['states'] === undefined ? [] : [`${path}.${String(body['start'])}`]), ...(typeof body?.['use'] === 'string' ? [`@${body['use']}`] : [])];
    return [path, ...inside.flatMap((one) => this.entered(one))];
  }
}

/** An object below another one, made where it is missing. */
export function part(of: Part, key: string): Part {
  const known = of[key];
  if (typeof known === 'object' && known !== null && !Array.isArray(known)) return known as Part;
  const made: Part = {};
  of[key] = made;
  return made;
}

/** Goes through every object of a definition. */
export function everyPart(value: unknown, look: (part: Part) => void): void {
  if (Array.isArray(value)) value.forEach((inner) => everyPart(inner, look));
  else if (typeof value === 'object' && value !== null) {
    look(value as Part);
    Object.values(value).forEach((inner) => everyPart(inner, look));
  }
}

/** Takes what is not wanted out of a list; an empty list goes. */
export function without(of: Part, key: string, unwanted: (entry: unknown) => boolean): void {
  const list = of[key];
  if (!Array.isArray(list)) return;
  const kept = list.filter((entry) => !unwanted(entry));
  if (kept.length === 0) delete of[key];
  else of[key] = kept;
}

/** Takes away a section in which nothing is left. */
export function withoutEmpty(of: Part, key: string): void {
  if (of[key] !== undefined && Object.keys(recordOf(of[key])).length === 0) delete of[key];
}

function names(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

