import pg from 'pg';
import { passWalls } from './plugins/walls.js';

/**
 * pg's client, that ends no process. A server which goes away tells so by the event `error`, which Node answers by ending the
 * process wherever nobody happens to listen: between a pool's hands and its borrower's, while a library is closing. There it is
 * no news: the client takes no statement any more, and whoever gives it one is told. Everybody who listens hears as ever.
 * A plugin's statements pass its walls here, whichever way they came.
 */
export class Connection extends pg.Client {
  constructor(options?: string | pg.ClientConfig) {
    super(options);
    const query = this.query.bind(this) as (...given: readonly unknown[]) => unknown;
    this.query = ((...given: unknown[]) => query(...passWalls(this, given))) as typeof this.query;
  }

  override emit(event: string | symbol, ...details: unknown[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) return false;
    return super.emit(event, ...details);
  }
}

export type Pool = pg.Pool;

/** A pool of such connections, for what needs other sessions than {@link Database}'s. Its holder ends it. */
export function openPool(options: pg.PoolConfig): Pool {
  const pool = new pg.Pool({ ...options, Client: Connection });
  // An idle connection that breaks is replaced when the next statement comes, which then tells what is wrong.
  pool.on('error', () => undefined);
  return pool;
}
