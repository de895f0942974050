import type { Id } from '@stationhouse/kernel';
import type { Bus } from './bus.js';

/** Kinds of records whose changes are told. */
export type ChangeKind = 'INSTANCE' | 'TASK' | 'INCIDENT' | 'IMPORT' | 'NOTICE' | 'EXERCISE' | 'WHAT_IF' | 'DRAFT' | 'BUREAU_TASK';

/**
 * That something changed, in ids only: whoever hears it reads again under their own rights. READY comes first on every
 * subscription, and again whenever changes may have been missed: what was read before it may be old, what changes after it is told.
 */
export interface Change {
  readonly kind: ChangeKind | 'READY';
  /** Of the record; of the station or bureau whose drafts have changed with DRAFT, that is subscribed to with READY. */
  readonly id: Id;
  /** Of a station's record. */
  readonly stationId?: Id | undefined;
  /** Of a bureau's record, for example an import. */
  readonly bureauId?: Id | undefined;
  readonly version?: number | undefined;
}

/** What a subscriber wants to hear of; the caller has checked that they may. */
export interface ChangeFilter {
  readonly stationIds?: readonly Id[];
  readonly bureauIds?: readonly Id[];
  readonly kinds?: readonly ChangeKind[] | undefined;
  readonly id?: Id | undefined;
}

/** Records whose changes a subscriber may be behind; one that is further behind hears READY instead of them. */
const BEHIND_AT_MOST = 1_000;
const TOPIC = 'changes';

/** Tells open pages of every process what has changed. */
export class LiveEvents {
  private readonly subscribers = new Set<Subscriber>();

  constructor(private readonly bus: Bus) {
    bus.on<Change>(TOPIC, (changes) => this.hear(changes));
    bus.onLoss(() => {
      for (const subscriber of this.subscribers) subscriber.readAgain();
    });
  }

  /** Announces changes that have been committed (`tenant.afterCommit`); returns at once. */
  publish(...changes: readonly Change[]): void {
    this.bus.publish(TOPIC, ...changes);
  }

  /** READY, then changes from now on, until the iterator is returned or `signal` aborts. */
  subscribe(filter: ChangeFilter, signal?: AbortSignal): AsyncIterableIterator<Change> {
    const subscriber = new Subscriber(filter, () => this.subscribers.delete(subscriber));
    this.subscribers.add(subscriber);
    if (signal?.aborted === true) void subscriber.return();
    signal?.addEventListener('abort', () => void subscriber.return(), { once: true });
    return subscriber;
  }

  private hear(changes: readonly Change[]): void {
    for (const subscriber of this.subscribers) for (const change of changes) subscriber.offer(change);
  }
}

class Subscriber implements AsyncIterableIterator<Change> {
  private readonly waiting = new Map<string, Change>();
  private waiter: ((result: IteratorResult<Change>) => void) | undefined;
  private ended = false;

  constructor(
    private readonly filter: ChangeFilter,
    private readonly onEnd: () => void,
  ) {
    this.readAgain();
  }

  offer(change: Change): void {
    if (matches(this.filter, change)) this.tell(change);
  }

  /** Says that what was read before now may be old; whatever else waits is included in that. */
  readAgain(): void {
    const [stationId, bureauId] = [this.filter.stationIds?.[0], this.filter.bureauIds?.[0]];
    const id = stationId ?? bureauId;
    if (id === undefined) return;
    this.waiting.clear();
    this.tell({ kind: 'READY', id, stationId, bureauId });
  }

  private tell(change: Change): void {
    if (this.ended) return;
    if (this.waiter !== undefined) {
      const answer = this.waiter;
      this.waiter = undefined;
      answer({ done: false, value: change });
      return;
    }
    // The newest word about a record replaces an older one that has not been read yet.
    const key = `${change.kind}:${change.id}`;
    this.waiting.delete(key);
    this.waiting.set(key, change);
    if (this.waiting.size > BEHIND_AT_MOST) this.readAgain();
  }

  next(): Promise<IteratorResult<Change>> {
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    for (const [key, change] of this.waiting) {
      this.waiting.delete(key);
      return Promise.resolve({ done: false, value: change });
    }
    return new Promise((resolve) => (this.waiter = resolve));
  }

  return(): Promise<IteratorResult<Change>> {
    if (!this.ended) {
      this.ended = true;
      this.onEnd();
      this.waiter?.({ done: true, value: undefined });
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function matches(filter: ChangeFilter, change: Change): boolean {
  const reached =
    (change.stationId !== undefined && filter.stationIds?.includes(change.stationId) === true) ||
    (change.bureauId !== undefined && filter.bureauIds?.includes(change.bureauId) === true);
  return reached && (filter.kinds === undefined || (change.kind !== 'READY' && filter.kinds.includes(change.kind))) && (filter.id === undefined || filter.id === change.id);
}
