import { createHmac, randomBytes } from 'node:crypto';
import type { Id } from '@stationhouse/kernel';

/**
 * Names for people that hold within one export: whoever did two things there did them under one name, and nobody can tell
 * from it, or from two exports, who that was. The key is made for the export and forgotten with it.
 */
export class Pseudonyms {
  private readonly key = randomBytes(32);
  private readonly given = new Map<Id, string>();

  of(accountId: Id): string {
    const known = this.given.get(accountId);
    if (known !== undefined) return known;
    const name = `P-${createHmac('sha256', this.key).update(accountId).digest('hex').slice(0, 12)}`;
    this.given.set(accountId, name);
    return name;
  }

  /** Every name that was given. */
  all(): readonly string[] {
    return [...this.given.values()];
  }
}
