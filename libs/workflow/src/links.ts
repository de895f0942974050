import { toJson } from './cel-types.js';
import type { Evaluation } from './expressions.js';
import type { TellingDefinition } from './grammar.js';
import type { ActionPlan } from './plan-actions.js';
import type { Json, Link } from './types.js';

/** Instances that an instance started, by serial. */
export type Links = Readonly<Record<number, Link>>;

/** What a `startLinked` action starts now: one instance, or one per item; with `once` only what was not started before. */
export function linksToStart(plan: ActionPlan, links: Links, evaluation: Evaluation): Link[] {
  const { name: action, definition } = plan;
  if (!('startLinked' in definition)) return [];
  const { workflow, once } = definition.startLinked;
  const items = plan.forEach === undefined ? [undefined] : (toJson(plan.forEach.evaluate(evaluation)) as readonly Json[]);
  const known = new Set(once === true ? Object.values(links).flatMap((link) => (link.action === action ? [JSON.stringify(link.item)] : [])) : []);
  return items.flatMap((item): Link[] => {
    const key = JSON.stringify(item);
    if (known.has(key)) return [];
    if (once === true) known.add(key);
    return [{ action, workflow, ...(item === undefined ? {} : { item }), status: 'starting' }];
  });
}

/** Whom a `tellLinked` action tells now: serials of what its actions started and is not over, those still starting included. */
export function linksToTell({ of }: TellingDefinition, links: Links): readonly (readonly [serial: number, workflow: string])[] {
  return Object.entries(links).flatMap(([serial, { action, status, workflow }]) => (of.includes(action) && status !== 'closed' ? [[Number(serial), workflow] as const] : []));
}

/** How many are open (those still starting included) and closed: of one action, or of all. */
export function countLinks(links: Links, action?: string): { readonly open: number; readonly closed: number } {
  const counted = Object.values(links).filter((link) => action === undefined || link.action === action);
  const closed = counted.filter(({ status }) => status === 'closed').length;
  return { open: counted.length - closed, closed };
}
