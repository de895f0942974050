import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';

/** Statements a connection keeps prepared: each takes some hundred kilobytes of the server's memory with its plan. */
const MOST = 150;

/**
 * Names the statements that come again, so that a connection plans each of them once: with row-level security a list of three levels is planned longer than
 * it is read. A statement that comes for the first time, and whatever comes once there are enough names, is planned when it comes.
 */
export class Prepared {
  private readonly names = new Map<string, string | undefined>();

  constructor(private readonly enabled: boolean) {}

  /** The query, under the name of its text where it has one. */
  named(text: string, values: readonly unknown[]): QueryConfig<unknown[]> {
    const name = this.enabled ? this.nameOf(text) : undefined;
    return name === undefined ? { text, values: [...values] } : { name, text, values: [...values] };
  }

  private nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || !this.names.has(text)) {
      if (known === undefined && this.names.size < MOST) this.names.set(text, undefined);
      return known;
    }
    const name = `list_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    this.names.set(text, name);
    return name;
  }
}
