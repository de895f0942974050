import { Coalescer } from './coalescer.js';
import type { WakeUpRelay } from './connection.js';
import { Roll, type Beat } from './roll.js';

/** Items of one message: far below the relay's limit of 512 KiB. */
const ITEMS_PER_MESSAGE = 1_000;
/** Items kept while the relay is out of reach; those that are dropped are missed by their numbers. */
const KEEP = 10_000;
/** Milliseconds between two signs of life of a process. */
const BEAT_EVERY = 5_000;

/** Items of a topic, numbered without gaps by their sender; or, without a topic's items, its sign of life. */
type Envelope = { readonly from: string; readonly first: number; readonly items: readonly unknown[] } | ({ readonly from: string } & Beat);

/** An item and its place in what this process ever said on the topic. */
interface Numbered {
  readonly number: number;
  readonly item: unknown;
}

interface Sender {
  said: number;
  readonly queue: Coalescer<Numbered>;
}

type Listener = (items: readonly unknown[]) => void;

/**
 * Short messages between all processes of the house, coalesced: what the own process says reaches its own listeners at
 * once, the others' within a fraction of a second. Delivery is best effort – a process may be killed before it has said
 * what it did, the relay may be out of reach – but it is never silently incomplete: items are numbered, every process
 * gives signs of life with its numbers, and whoever listens is told when something was missed ({@link onLoss}).
 */
export class Bus {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly senders = new Map<string, Sender>();
  private readonly losses = new Set<() => void>();
  private readonly roll: Roll;
  private beating: NodeJS.Timeout | undefined;

  /** @param beatEvery milliseconds; a process unheard of for four times as long has died, or we are deaf */
  constructor(
    private readonly relay: WakeUpRelay,
    private readonly onError: (error: unknown) => void,
    private readonly beatEvery = BEAT_EVERY,
  ) {
    this.roll = new Roll(relay.nodeId, 4 * beatEvery);
    relay.on('error', onError);
  }

  /** Joins the others; everything published before is sent too. */
  async start(): Promise<void> {
    await this.relay.subscribe<Envelope>('*', ({ topic, data }) => this.hear(topic, data));
    await this.beat();
    this.beating = setInterval(() => void this.beat().catch(this.onError), this.beatEvery).unref();
  }

  /** Says something to every listener of the topic, here and in the other processes; returns at once. */
  publish<Item>(topic: string, ...items: readonly Item[]): void {
    if (items.length === 0) return;
    this.deliver(topic, items);
    const sender = this.sender(topic);
    sender.queue.add(...items.map((item) => ({ number: ++sender.said, item })));
  }

  /** @returns a function that ends the listening */
  on<Item>(topic: string, listener: (items: readonly Item[]) => void): () => void {
    const all = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, all.add(listener as Listener));
    return () => all.delete(listener as Listener);
  }

  /** Calls back when something that was said may not have been heard here. @returns a function that ends it */
  onLoss(listener: () => void): () => void {
    this.losses.add(listener);
    return () => this.losses.delete(listener);
  }

  /** Sends what was said, takes leave of the others, and ends. */
  async close(): Promise<void> {
    clearInterval(this.beating);
    await Promise.all([...this.senders.values()].map(({ queue }) => queue.close()));
    // Whoever does not hear it will count us among the dead: its pages read once more, nothing else.
    if (this.beating !== undefined) await this.relay.publish('beat', { ...this.signOfLife(), leaves: true }).catch(this.onError);
    await this.relay.close();
  }

  private hear(topic: string, message: Envelope): void {
    if ('items' in message) {
      if (message.from === this.relay.nodeId) return;
      const complete = this.roll.heard(message.from, topic, message.first, message.items.length);
      this.deliver(topic, message.items);
      if (!complete) this.lost();
    } else if (!this.roll.beaten(message.from, message)) this.lost();
  }

  private async beat(): Promise<void> {
    if (this.roll.missing()) this.lost();
    await this.relay.publish('beat', this.signOfLife());
  }

  private signOfLife(): Envelope {
    const said = Object.fromEntries([...this.senders].map(([topic, sender]) => [topic, sender.said]));
    return { from: this.relay.nodeId, said, leaves: false };
  }

  private lost(): void {
    for (const listener of this.losses) listener();
  }

  private deliver(topic: string, items: readonly unknown[]): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(items);
  }

  private sender(topic: string): Sender {
    const known = this.senders.get(topic);
    if (known !== undefined) return known;
    const queue = new Coalescer<Numbered>({
      most: ITEMS_PER_MESSAGE,
      apart: 100,
      keep: KEEP,
      onError: this.onError,
      flush: async (items) => {
        const first = items[0]?.number ?? 0;
        await this.relay.publish(topic, { from: this.relay.nodeId, first, items: items.map(({ item }) => item) } satisfies Envelope);
      },
    });
    const sender = { said: 0, queue };
    this.senders.set(topic, sender);
    return sender;
  }
}
