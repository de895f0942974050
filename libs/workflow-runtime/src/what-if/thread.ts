import { parentPort, workerData } from 'node:worker_threads';
import type { Rules, WhatIfPart } from '@stationhouse/workflow';
import type { WrittenPast } from './past.js';
import { Reckoner, type Question } from './reckoner.js';

/** What a thread is given; comparisons come as messages, one after another. */
export interface ThreadData {
  /** The module with the plugin's rules, and the names they must have. */
  readonly common: string;
  readonly rules: readonly string[];
}

/** What a thread is asked: to begin a comparison, to add a page to it, for its sums. */
export type ToThread = { readonly type: 'begin'; readonly question: Question } | { readonly type: 'page'; readonly page: readonly WrittenPast[] } | { readonly type: 'part' };

/** What a thread says: it can, or cannot, begin; what it was asked is done; its sums. */
export type FromThread = { readonly type: 'ready' } | { readonly type: 'no-rules' } | { readonly type: 'done' } | { readonly type: 'part'; readonly part: WhatIfPart };

const { common, rules: names } = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error('This file is run by a worker of Stationhouse.');
const say = (message: FromThread) => port.postMessage(message);

const rules = await rulesOf();
if (rules === undefined) say({ type: 'no-rules' });
else {
  let reckoner: Reckoner | undefined;
  port.on('message', (message: ToThread) => {
    if (message.type === 'begin') reckoner = new Reckoner(message.question, rules);
    else if (reckoner === undefined) throw new Error('No comparison was begun.');
    else if (message.type === 'part') {
      say({ type: 'part', part: reckoner.part });
      reckoner = undefined;
      return;
    } else for (const past of message.page) reckoner.add(past);
    say({ type: 'done' });
  });
  say({ type: 'ready' });
}

/** The rules of the plugin's common half, where they are the ones it declares. */
async function rulesOf(): Promise<Rules | undefined> {
  if (names.length === 0) return {};
  let loaded: { readonly rules?: Rules };
  try {
    loaded = (await import(common)) as { readonly rules?: Rules };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
  return loaded.rules !== undefined && names.every((name) => Object.hasOwn(loaded.rules ?? {}, name)) ? loaded.rules : undefined;
}
