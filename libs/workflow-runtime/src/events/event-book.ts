import type { EventConsumer, PluginEvents, PluginEventType } from './event-type.js';

/** A plugin, as far as it says or hears of events. */
export interface EventfulPlugin {
  readonly id: string;
  readonly events?: PluginEvents | undefined;
}

/** Who hears of an event. */
export interface Hearer {
  readonly pluginId: string;
  readonly consumer: EventConsumer;
}

const keyOf = (type: string, version: number) => `${type}@${version}`;

/** Every kind of event of a composition, and who hears of it. */
export class EventBook {
  private readonly types: ReadonlyMap<string, PluginEventType>;
  private readonly hearers = new Map<string, Hearer[]>();

  /** @param own what the house itself publishes */
  constructor(plugins: readonly EventfulPlugin[], own: readonly PluginEventType[] = []) {
    this.types = new Map([...own, ...plugins.flatMap(({ events }) => events?.publishes ?? [])].map((type) => [keyOf(type.type, type.version), type]));
    for (const { id: pluginId, events } of plugins) {
      for (const consumer of events?.consumes ?? []) {
        const key = keyOf(consumer.event, consumer.version);
        this.hearers.set(key, [...(this.hearers.get(key) ?? []), { pluginId, consumer }]);
      }
    }
  }

  find(type: string, version: number): PluginEventType | undefined {
    return this.types.get(keyOf(type, version));
  }

  /** The kinds of events a plugin hears of: `dispute.settled@1`. */
  heardBy(pluginId: string): string[] {
    return [...this.hearers].flatMap(([key, hearers]) => (hearers.some((hearer) => hearer.pluginId === pluginId) ? [key] : []));
  }

  hearersOf(type: string, version: number): readonly Hearer[] {
    return this.hearers.get(keyOf(type, version)) ?? [];
  }
}
