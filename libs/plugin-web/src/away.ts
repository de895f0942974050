import type { DocumentNode } from '@apollo/client';
import { createContext, useContext, useEffect, useState } from 'react';
import type { ApiText } from './words.js';

/** Something that is said where there may be no network: a mutation that waits on the phone until a server answers. */
export interface AwayCommand {
  /** Its idempotency key, from `newId()`: however often it is sent, it is carried out once. */
  readonly key: string;
  /** A mutation that takes `$idempotencyKey: String!` beside its variables. */
  readonly mutation: DocumentNode;
  /** Everything but the key. No `expectedVersion`: what was said away is judged by how things stand when it arrives. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What it is, as its person reads it while it waits: 线索, 轨迹. */
  readonly title: ApiText;
  /** What it is about: an instance by title and number. */
  readonly subject: string;
  /** What its person wrote, in words: shown to them again where it is not taken. */
  readonly words?: string;
  /** The page it belongs to, which leads there: `/s/…/p/…`. */
  readonly path: string;
  /** Pictures by the id that stands for each in the variables; they become attachments of the instance first, and their ids stand there in place. */
  readonly files?: { readonly stationId: string; readonly instanceId: string; readonly blobs: ReadonlyMap<string, Blob> };
}

/** What has been said and has not arrived. `overtaken`: what it is about is over; `refused`: a rule said no. Both wait for the person, on the page 外出办理. */
export interface WaitingCommand {
  readonly key: string;
  readonly title: ApiText;
  readonly path: string;
  /** ISO 8601, by the server's clock as the phone knows it. */
  readonly givenAt: string;
  readonly state: 'waiting' | 'overtaken' | 'refused';
}

/** What the phone keeps for one account and sends in its order; sealed, 24 hours at most, gone at sign-out. */
export interface AwayQueue {
  /**
   * Sends a command; where no server answers, or something said before still waits, keeps it and sends it in its turn.
   * @returns whether it has arrived, or lies on the phone
   * @throws what the server refused; what kept it from being stored where it had to be (a page without https cannot seal)
   */
  send(command: AwayCommand): Promise<'sent' | 'kept'>;
  /** Keeps something of a page by a name, sealed, or forgets it (`undefined`): what a phone that dies must not take along. */
  keep(name: string, value: unknown): Promise<void>;
  /** What was kept by a name; undefined when nothing is. */
  kept(name: string): Promise<unknown>;
  /** What has not arrived, in the order in which it was said. */
  waiting(): Promise<readonly WaitingCommand[]>;
  /** Calls back whenever something was kept, arrived or went. @returns the way to stop */
  subscribe(listener: () => void): () => void;
  /** Shows in the frame, on every page, that something goes on, and leads to its page; `undefined` takes it down. What records where somebody is shows it. */
  mark(mark: { readonly title: ApiText; readonly path: string } | undefined): void;
  /** Calls back once, when its owner signs out: whatever goes on beside the pages ends then. */
  whenLeft(listener: () => void): void;
}

/** Set by the shell around every page of whoever is signed in. */
export const AwayQueueContext = createContext<AwayQueue | undefined>(undefined);

/** The phone's queue of whoever is signed in. @throws Error outside the shell */
export function useAwayQueue(): AwayQueue {
  const queue = useContext(AwayQueueContext);
  if (queue === undefined) throw new Error('useAwayQueue: nobody is signed in here');
  return queue;
}

/** What was said on a page and has not arrived, always as it is now. @param path of the page; what belongs to pages below it counts, too */
export function useWaiting(path: string): readonly WaitingCommand[] {
  const queue = useAwayQueue();
  const [waiting, setWaiting] = useState<readonly WaitingCommand[]>([]);
  useEffect(() => {
    let latest = 0;
    const read = () => {
      const own = (latest += 1);
      void queue.waiting().then((found) => {
        if (own === latest) setWaiting(found.filter((one) => `${one.path}/`.startsWith(`${path}/`)));
      });
    };
    read();
    const stop = queue.subscribe(read);
    return () => {
      latest = -1;
      stop();
    };
  }, [queue, path]);
  return waiting;
}
