import { isStationhouseError, StationhouseError, type Bilingual, type ErrorCode } from '@stationhouse/kernel';
import { AutomationFailure, type AutomationContext, type AutomationDoors } from '../automation.js';

/** Of a process that has computed for too long. Only the superuser raises it again: such a process runs no further call. */
export const LOWEST_PRIORITY = 19;

/** The facts of a call; doors and signal stay with the worker. */
export type CallFacts = Omit<AutomationContext, keyof AutomationDoors | 'signal'>;

/** What the worker says to a plugin's process. Calls come one after another and are numbered; what names an earlier one is passed over. */
export type ToProcess =
  | { readonly type: 'call'; readonly call: number; readonly module: string; readonly automation: string; readonly facts: CallFacts }
  | { readonly type: 'abort'; readonly call: number }
  | { readonly type: 'answer'; readonly call: number; readonly ask: number; readonly value?: unknown; readonly problem?: Problem };

/** What a plugin's process says to the worker. */
export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly call: number; readonly ask: number; readonly door: keyof AutomationDoors; readonly args: readonly unknown[] }
  /** The result as JSON. */
  | { readonly type: 'done'; readonly call: number; readonly output: string }
  | { readonly type: 'failed'; readonly call: number; readonly problem: Problem };

/** An error on its way between the two: codes and names, and no more of its words than are static. */
export type Problem =
  | { readonly kind: 'automation'; readonly code: string; readonly note?: string; readonly final?: boolean }
  | { readonly kind: 'refusal'; readonly code: ErrorCode; readonly text: Bilingual }
  | { readonly kind: 'other'; readonly name: string };

/** Names alone of what is not of the house: a message may speak of data. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AutomationFailure) return { kind: 'automation', code: error.code, ...error.options };
  if (isStationhouseError(error)) return { kind: 'refusal', code: error.code, text: error.text };
  return { kind: 'other', name: error instanceof Error ? error.name : 'Error' };
}

/** The error again, on the other side. */
export function errorOf(problem: Problem): Error {
  switch (problem.kind) {
    case 'automation': {
      const { note, final } = problem;
      return new AutomationFailure(problem.code, { ...(note === undefined ? {} : { note }), ...(final === undefined ? {} : { final }) });
    }
    case 'refusal':
      return new StationhouseError(problem.code, problem.text);
    case 'other':
      return Object.assign(new Error('A handler failed.'), { name: problem.name });
  }
}
