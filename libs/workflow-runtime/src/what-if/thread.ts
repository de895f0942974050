import { parentPort, workerData } from 'node:worker_threads';
import type { Rules, WhatIfPart } from '@stationhouse/workflow';
import type { WrittenPast } from './past.js';
import { Reckoner, type Question } from './reckoner.js';

/** What a thread is given. */
export interface ThreadData {
  readonly question: Question;
  /** The module with the plugin's rules, and the names they must have. */
  readonly common: string;
  readonly rules: readonly string[];
}

/** What a thread says: it can, or cannot, begin; a page is done; its sums. */
export type FromThread = { readonly type: 'ready' } | { readonly type: 'no-rules' } | { readonly type: 'done' } | { readonly type: 'part'; readonly part: WhatIfPart };

const { question, common, rules: names } = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error('This file is run by a worker of Stationhouse.');
const say = (message: FromThread) => port.postMessage(message);

const rules = await rulesOf();
if (rules === undefined) say({ type: 'no-rules' });
else {
  const reckoner = new Reckoner(question, rules);
  port.on('message', (message: readonly WrittenPast[] | 'part') => {
    if (message === 'part') return say({ type: 'part', part: reckoner.part });
    for (const past of message) reckoner.add(past);
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
