import { definitionFromJson, type Definition, type JsonObject } from '@stationhouse/workflow';

/** A small deterministic source of choices, so that a failing pair can be made again from its seed. */
export class Dice {
  constructor(private state: number) {}
  /** 0 ≤ n < sides. */
  roll(sides: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 4294967296) * sides);
  }
  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }
  pick<T>(list: readonly T[]): T {
    const one = list[this.roll(list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }
}

interface Node {
  key: string;
  title: string;
  kind: 'simple' | 'wait' | 'compound' | 'parallel';
  tasks: { key: string; title: string; due?: number | undefined; remind?: true | undefined; rungs: number }[];
  clock?: number | undefined;
  pauses?: boolean | undefined;
  timeout?: number | undefined;
  children: Node[];
}

/** A workflow that may still be changed: states one after the other, some with states inside. */
export type Model = Node[];

let names = 0;
const fresh = (prefix: string) => `${prefix}${++names}`;

function node(dice: Dice, depth: number): Node {
  const kind = depth >= 2 ? dice.pick(['simple', 'simple', 'wait'] as const) : dice.pick(['simple', 'simple', 'wait', 'compound', 'parallel'] as const);
  const key = fresh('s');
  const tasks = kind === 'wait' ? [] : Array.from({ length: kind === 'simple' ? 1 + dice.roll(2) : dice.roll(2) }, () => task(dice));
  const part = (): Node => ({ ...node(dice, 2), kind: 'compound', key: fresh('r'), tasks: [], children: [node(dice, 2), node(dice, 2)] });
  const children = kind === 'compound' ? Array.from({ length: 2 + dice.roll(2) }, () => node(dice, depth + 1)) : kind === 'parallel' ? [part(), part()] : [];
  const inner = children[0];
  const clock = dice.chance(40) ? 1 + dice.roll(9) : undefined;
  if (inner !== undefined && kind === 'compound' && clock !== undefined) inner.pauses = dice.chance(50);
  return { key, title: fresh('t'), kind, tasks, clock, timeout: dice.chance(25) ? 1 + dice.roll(20) : undefined, children };
}

function task(dice: Dice): Node['tasks'][number] {
  const due = dice.chance(70) ? 2 + dice.roll(8) : undefined;
  return { key: fresh('k'), title: fresh('t'), due, remind: due !== undefined && dice.chance(50) ? true : undefined, rungs: due === undefined ? 0 : dice.roll(3) };
}

export function randomModel(dice: Dice): Model {
  return Array.from({ length: 2 + dice.roll(4) }, () => node(dice, 0));
}

/** What an author does between two versions: a handful of changes anywhere. */
export function changedModel(model: Model, dice: Dice): Model {
  const copy = structuredClone(model);
  for (let left = 1 + dice.roll(5); left > 0; left--) change(copy, dice);
  return copy;
}

function change(model: Model, dice: Dice): void {
  const lists = (nodes: Node[]): Node[][] => [nodes, ...nodes.flatMap((one) => (one.kind === 'parallel' ? one.children.flatMap((part) => lists(part.children)) : one.kind === 'compound' ? lists(one.children) : []))];
  const list = dice.pick(lists(model));
  const index = dice.roll(list.length);
  const one = list[index];
  if (one === undefined) return;
  const deeds: (() => unknown)[] = [
    () => (one.key = fresh('s')),
    () => (one.title = fresh('t')),
    () => (one.clock = one.clock === undefined ? 5 : undefined),
    () => (one.clock = one.clock === undefined ? undefined : one.clock + 2),
    () => list.splice(index, 0, node(dice, 2)),
    () => list.length > 1 && list.splice(index, 1),
    () => one.kind !== 'wait' && one.tasks.push(task(dice)),
    () => (one.kind !== 'simple' || one.tasks.length > 1) && one.tasks.shift(),
    () => one.tasks[0] !== undefined && (one.tasks[0].key = fresh('k')),
    () => one.tasks[0] !== undefined && ((one.tasks[0].remind = undefined), (one.tasks[0].rungs = 0)),
    () => list.splice(index, 1, { key: fresh('g'), title: fresh('t'), kind: 'compound', tasks: [], clock: 3, children: [one] }),
    () => one.kind === 'parallel' && one.children.push({ key: fresh('r'), title: fresh('t'), kind: 'compound', tasks: [], children: [node(dice, 2)] }),
    () => one.kind === 'parallel' && one.children.length > 1 && one.children.pop(),
    () => (one.timeout = one.timeout === undefined ? 4 : undefined),
    () => list.reverse(),
  ];
  dice.pick(deeds)();
}

/** The definition of a model. Every state leads on to the next one, the last one to the end. */
export function definitionOf(model: Model): Definition {
  const states = statesOf(model, 'over');
  const title = { 'zh-CN': '流程', en: 'Random' };
  return definitionFromJson({
    workflow: 'random',
    title,
    number: 'R-{0000}',
    startForm: 'begin',
    data: { type: 'object', properties: { note: { type: 'string' } } },
    forms: { begin: { title, schema: { type: 'object', properties: { note: { type: 'string' } } } } },
    events: { skip: { title } },
    start: model[0]?.key,
    states: { ...states, over: { title, final: true, outcome: 'over' } },
  });
}

function statesOf(nodes: readonly Node[], last: string): JsonObject {
  return Object.fromEntries(nodes.map((one, index) => [one.key, stateOf(one, nodes[index + 1]?.key ?? last, undefined)]));
}

function stateOf(one: Node, next: string, clockOf: string | undefined): JsonObject {
  const title = { 'zh-CN': one.title, en: one.title };
  if (one.kind === 'wait') return { title, until: { at: `now + period("P${one.title.length}D")`, to: next }, on: { skip: next } };
  const tasks = Object.fromEntries(one.tasks.map(({ key, title: name, due, remind, rungs }) => [key, {
    title: { 'zh-CN': name, en: name },
    role: 'chief',
    ...(due === undefined ? {} : { due: `P${due}D` }),
    ...(remind === undefined ? {} : { remind: 'P1D' }),
    ...(rungs === 0 ? {} : { escalate: Array.from({ length: rungs }, (_, rung) => ({ after: `PT${rung + 1}H`, to: 'chief' })) }),
  }]));
  const on = Object.fromEntries(one.tasks.map(({ key }, index) => [`${key}.done`, index === 0 && one.kind === 'simple' ? next : {}]));
  const end = { end: { title, final: true } };
  const inside = one.kind === 'compound' ? { start: one.children[0]?.key ?? 'end', states: { ...partsOf(one), ...end }, done: next } : one.kind === 'parallel' ? { parallel: Object.fromEntries(one.children.map((part) => [part.key, region(part, end)])), done: next } : {};
  return {
    title,
    ...(one.tasks.length === 0 ? {} : { tasks }),
    on: { ...on, skip: next },
    ...(one.clock === undefined ? {} : { clock: { key: one.key, budget: `P${one.clock}D`, warn: 'PT6H' } }),
    ...(one.pauses === true && clockOf !== undefined ? { pauses: [clockOf] } : {}),
    ...(one.timeout === undefined ? {} : { after: { late: { in: `P${one.timeout}D`, to: next } } }),
    ...inside,
  } as unknown as JsonObject;
}

function partsOf(one: Node): JsonObject {
  return Object.fromEntries(one.children.map((child, index) => [child.key, stateOf(child, one.children[index + 1]?.key ?? 'end', one.clock === undefined ? undefined : one.key)]));
}

/** A part of a parallel state: it ends by itself and leads nowhere. */
function region(part: Node, end: JsonObject): JsonObject {
  return { title: { 'zh-CN': part.title, en: part.title }, start: part.children[0]?.key ?? 'end', states: { ...partsOf(part), ...end } } as unknown as JsonObject;
}
