import { text, type Bilingual } from '@stationhouse/kernel';
import type { Calendars } from './calendar.js';
import { internalsOf } from './compile.js';
import type { Place } from './expand.js';
import { namedEvent, type PlacePlan } from './plan.js';
import { computeDue } from './due.js';
import { askSigning, type Signing } from './signing.js';
import { titleOfValue } from './values.js';
import type { ClockRef, CompiledEvent, CompiledWorkflow, Due, EditRule, IsoMoment, JsonObject, Snapshot, StatePath, StateValue, TaskRef, TimerId } from './types.js';

/** The paths of all active states, outer before inner: `followingUp`, `followingUp.soon`, `followingUp.soon.waiting`. */
export function activeStates(snapshot: Pick<Snapshot, 'value'>): StatePath[] {
  const paths: StatePath[] = [];
  const walk = (value: StateValue, prefix: string) => {
    if (typeof value === 'string') return void paths.push(prefix + value);
    for (const [key, inner] of Object.entries(value)) {
      paths.push(prefix + key);
      walk(inner, `${prefix}${key}.`);
    }
  };
  walk(snapshot.value, '');
  return paths;
}

/** The field of a task's form that holds signatures; undefined where nothing is signed. */
export function signatureFieldOf(compiled: CompiledWorkflow, task: TaskRef): string | undefined {
  return internalsOf(compiled).signing[compiled.tasks[task]?.form ?? '']?.field;
}

/** What a task asks to be signed, by the data as they are; undefined where nothing is. @throws ExpressionFailure */
export function signingOf(compiled: CompiledWorkflow, task: TaskRef, facts: { readonly data: JsonObject; readonly now: Date; readonly timeZone: string }): Signing | undefined {
  const plan = internalsOf(compiled).signing[compiled.tasks[task]?.form ?? ''];
  return plan === undefined ? undefined : askSigning(plan, facts);
}

/** Every state with its title and whether it was left (`done`), is active (`current`) or was never entered (`ahead`). */
export function stateProgress(compiled: CompiledWorkflow, snapshot: Snapshot): { path: StatePath; title: Bilingual; status: 'done' | 'current' | 'ahead' }[] {
  const active = new Set(activeStates(snapshot));
  const states = Object.values(compiled.states).filter(({ kind }) => kind !== 'history');
  return states.map(({ path, title }) => ({ path, title, status: active.has(path) ? 'current' : path in snapshot.entered ? 'done' : 'ahead' }));
}

/** The title of the outermost active state, with the inner one where there is just one: `调解中 · 第一次调解`. */
export function stateTitle(compiled: CompiledWorkflow, snapshot: Pick<Snapshot, 'value'>): Bilingual {
  const titles: Bilingual[] = [];
  let value: StateValue | undefined = snapshot.value;
  let prefix = '';
  while (value !== undefined) {
    const keys: string[] = typeof value === 'string' ? [value] : Object.keys(value);
    const [key] = keys;
    if (key === undefined || keys.length > 1) break;
    const title = compiled.states[prefix + key]?.title;
    if (title !== undefined) titles.push(title);
    prefix += `${key}.`;
    value = typeof value === 'string' ? undefined : value[key];
  }
  return text(titles.map((title) => title['zh-CN']).join(' · '), titles.map((title) => title.en).join(' · '));
}

/** The named events somebody may send now. Those the definition refuses here are left out; guards are asked only when the event comes. */
export function acceptedEvents(compiled: CompiledWorkflow, snapshot: Snapshot): CompiledEvent[] {
  if (snapshot.status === 'closed') return [];
  const { plans } = internalsOf(compiled);
  const leaves = activeStates(snapshot).flatMap((path) => plans.get(path) ?? []);
  return Object.values(compiled.events).filter(({ name, from }) => from === undefined && leaves.some((plan) => accepts(plan, namedEvent(name), plans)));
}

/** Inner states answer before outer ones: an inner refusal hides an outer acceptance. */
function accepts(plan: PlacePlan, event: string, plans: ReadonlyMap<StatePath, PlacePlan>): boolean {
  for (let place: Place | undefined = plan.place; place !== undefined; place = place.parent) {
    const steps = plans.get(place.path)?.on.get(event);
    if (steps !== undefined) return steps.some((step) => step.refuse === undefined);
  }
  return false;
}

/** Who may change a clock, or a wait by its timer (`waiting@until`), while it runs; undefined: nobody. */
export function editRuleOf(compiled: CompiledWorkflow, clock: ClockRef | TimerId): EditRule | undefined {
  if (!clock.endsWith('@until')) return Object.hasOwn(compiled.clocks, clock) ? compiled.clocks[clock]?.edit : undefined;
  return internalsOf(compiled).plans.get(clock.slice(0, -'@until'.length))?.until?.edit;
}

/** What names an instance in lists, from the definition's `label` fields: `噪音 · 红色`; the workflow's title when they are empty. */
export function labelOf(compiled: CompiledWorkflow, data: JsonObject): Bilingual {
  const fields = internalsOf(compiled).definition.label ?? [];
  const properties = (compiled.dataSchema['properties'] ?? {}) as Record<string, JsonObject | undefined>;
  const parts = fields.flatMap((field) => {
    const value = data[field];
    return value === undefined || value === null || value === '' ? [] : [titleOfValue(properties[field] ?? {}, value)];
  });
  if (parts.length === 0) return compiled.title;
  return text(parts.map((part) => part['zh-CN']).join(' · '), parts.map((part) => part.en).join(' · '));
}

/** A task that will open by itself when a wait is over. */
export interface UpcomingTask {
  readonly task: TaskRef;
  readonly title: Bilingual;
  readonly opensAt: IsoMoment;
  readonly due?: Due;
}

/** What lies ahead by itself: the tasks behind pending waits, soonest first, for timelines and inboxes. */
export function upcomingTasks(compiled: CompiledWorkflow, snapshot: Snapshot, timeZone: string, calendars?: Calendars): UpcomingTask[] {
  const { plans } = internalsOf(compiled);
  const upcoming = [...plans.values()].flatMap(({ place, until }) => {
    const timer = snapshot.timers[`${place.path}@until`];
    const next = plans.get(until?.step.to?.path ?? '');
    if (timer === undefined || next === undefined) return [];
    const opens = new Date(timer.dueAt);
    // The state it opens in will have been entered when the wait is over.
    const enteredAt = (other: Place) => (other === next.place ? opens : new Date(snapshot.entered[other.path] ?? opens));
    return next.tasks.map(({ task, due }): UpcomingTask => {
      const computed = due === undefined ? undefined : computeDue(due, { data: snapshot.data, event: {}, now: opens, timeZone, calendars, enteredAt });
      return { task: task.ref, title: task.title, opensAt: timer.dueAt, ...(computed === undefined ? {} : { due: computed }) };
    });
  });
  return upcoming.sort((left, right) => (left.opensAt < right.opensAt ? -1 : left.opensAt > right.opensAt ? 1 : 0));
}
