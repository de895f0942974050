import { Inject, Injectable } from '@nestjs/common';
import { currentTenant } from '@stationhouse/database';
import { text } from '@stationhouse/kernel';
import { currentRequest } from '../request/context.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { Turns } from './turns.js';

/** `long` counts over many rows; `owed` is a line that must be written though nobody may wait for it any more: it waits for no turn. */
export type Length = 'short' | 'long' | 'owed';

/** Connections to the database that one account has at a time in a process: a quarter of those there are by default. */
const EACH_AT_ONCE = 4;
/** What an operation costs from which on it is long: a fifth of the most; a page of fifty rows of twenty fields costs a thousand. */
const LONG_COST = 4_000;
const WAITING = 50;
const PATIENCE_MS = 30_000;
/** The longest rest after a long question, in milliseconds. */
const REST_MS = 250;

/**
 * Whose turn it is to read. One account never holds all connections, and what takes long goes on beside what takes a moment, never before it: few long
 * questions at a time, one of each account, so that most of the machine stays with officers at work.
 */
@Injectable()
export class RequestTurns {
  private readonly short = new Turns({ what: text('请求', 'requests'), atOnce: Number.POSITIVE_INFINITY, each: EACH_AT_ONCE, waiting: 1_000, patience: PATIENCE_MS });
  private readonly long: Turns;

  constructor(@Inject(ACCESS_SETTINGS) { longAtOnce }: Pick<AccessSettings, 'longAtOnce'>) {
    this.long = new Turns({ what: text('统计类查询', 'long questions'), atOnce: longAtOnce, each: 1, waiting: WAITING, patience: PATIENCE_MS, rest: (took) => this.restAfter(took) });
  }

  /** While others are at work a long question leaves them as much time as it took: its answer is still to be built, and so are theirs. */
  private restAfter(took: number): number {
    return this.short.underWay === 0 ? 0 : Math.min(took, REST_MS);
  }

  /**
   * Runs work in its turn; inside a transaction, which has its turn already, at once. What a program asks and what costs much is long however it is called.
   * @throws StationhouseError TOO_MANY_REQUESTS; whatever the work throws
   */
  take<Result>(length: Length, work: () => Promise<Result>): Promise<Result> {
    if (length === 'owed' || currentTenant() !== undefined) return work();
    const { signedInEvenLocked: signedIn, operation, gone } = currentRequest();
    const isLong = length === 'long' || signedIn.key !== undefined || (operation?.cost ?? 0) > LONG_COST;
    return (isLong ? this.long : this.short).run(signedIn.account.id, work, gone);
  }
}
