import { Coalescer } from './coalescer.js';
import type { WakeUpRelay } from './connection.js';

/** Items of one message: far below the relay's limit of 512 KiB. */
const ITEMS_PER_MESSAGE = 1_000;
/** Items kept while the relay is out of reach. Whoever missed some reads again when the page reconnects. */
const KEEP = 10_000;

interface Envelope {
  readonly from: string;
  readonly items: readonly unknown[];
}

type Listener = (items: readonly unknown[]) => void;

/**
 * Short messages between all processes of the house, coalesced: what the own process says reaches its own listeners at
 * once, the others' within a fraction of a second. Delivery is best effort: a listener treats a message as a hint.
 */
export class Bus {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly senders = new Map<string, Coalescer<unknown>>();

  constructor(
    private readonly relay: WakeUpRelay,
    private readonly onError: (error: unknown) => void,
  ) {
    relay.on('error', onError);
  }

  /** Joins the others; everything published before is sent too. */
  async start(): Promise<void> {
    await this.relay.subscribe<Envelope>('*', ({ topic, data }) => {
      if (data.from !== this.relay.nodeId) this.deliver(topic, data.items);
    });
  }

  /** Says something to every listener of the topic, here and in the other processes; returns at once. */
  publish<Item>(topic: string, ...items: readonly Item[]): void {
    if (items.length === 0) return;
    this.deliver(topic, items);
    this.sender(topic).add(...items);
  }

  /** @returns a function that ends the listening */
  on<Item>(topic: string, listener: (items: readonly Item[]) => void): () => void {
    const all = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, all.add(listener as Listener));
    return () => all.delete(listener as Listener);
  }

  async close(): Promise<void> {
    await Promise.all([...this.senders.values()].map((sender) => sender.close()));
    await this.relay.close();
  }

  private deliver(topic: string, items: readonly unknown[]): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(items);
  }

  private sender(topic: string): Coalescer<unknown> {
    const known = this.senders.get(topic);
    if (known !== undefined) return known;
    const sender = new Coalescer<unknown>({
      most: ITEMS_PER_MESSAGE,
      apart: 100,
      keep: KEEP,
      onError: this.onError,
      flush: async (items) => void (await this.relay.publish(topic, { from: this.relay.nodeId, items } satisfies Envelope)),
    });
    this.senders.set(topic, sender);
    return sender;
  }
}
