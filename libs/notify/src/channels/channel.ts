import type { Id } from '@stationhouse/kernel';

/** What leaves the system for an urgent notice: that there is one, and its number. Whoever is told opens the platform to read it. */
export interface OutgoingMessage {
  /** The same in every attempt: the receiver knows a repetition by it. */
  readonly id: Id;
  /** Accounts by id; the gateway keeps their numbers and devices, not we. */
  readonly accountIds: readonly Id[];
  /** The number of the record, as people know it. */
  readonly number: string | undefined;
}

/** A way out of the system. The inbox is no channel: it has every notice before any channel is asked. */
export interface NoticeChannel {
  readonly id: 'sms' | 'push';
  /** Hands a message over. May be called again with the same id. @throws Error when the other side did not take it */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<void>;
}
