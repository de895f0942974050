import { hash } from 'node:crypto';

/** Content plus occurrence, or the source's own id: what makes the same row the same on every import. */
const SEPARATOR = '\u001f';

/**
 * Counts how often each row content came before in this file. It remembers eight bytes per distinct row, so that a
 * file of ten million rows fits in memory; two contents that share a fingerprint only skip a number of occurrence,
 * the same one on every reading, and their keys stay apart by the whole hash.
 */
export class Occurrences {
  private slots = new BigUint64Array(1 << 16);
  private used = 0;
  private readonly repeats = new Map<bigint, number>();

  /** How many rows were counted, repeats left out. */
  get distinct(): number {
    return this.used;
  }

  /** The occurrence of this fingerprint, from 1. */
  next(fingerprint: bigint): number {
    const print = fingerprint === 0n ? 1n : fingerprint;
    if (this.insert(this.slots, print)) {
      this.used += 1;
      if (this.used * 4 > this.slots.length * 3) this.grow();
      return 1;
    }
    const occurrence = (this.repeats.get(print) ?? 1) + 1;
    this.repeats.set(print, occurrence);
    return occurrence;
  }

  private insert(slots: BigUint64Array, print: bigint): boolean {
    const mask = slots.length - 1;
    let at = Number(print & BigInt(mask));
    for (;;) {
      const held = slots[at];
      if (held === print) return false;
      if (held === 0n) {
        slots[at] = print;
        return true;
      }
      at = (at + 1) & mask;
    }
  }

  private grow(): void {
    const wider = new BigUint64Array(this.slots.length * 2);
    for (const print of this.slots) if (print !== 0n) this.insert(wider, print);
    this.slots = wider;
  }
}

/** The key of a row without an id of its own: a hash of all its values, and which of the equal rows it is. */
export function contentKey(values: readonly string[], occurrences: Occurrences): string {
  const digest = hash('sha256', values.join(SEPARATOR), 'buffer');
  const occurrence = occurrences.next(digest.readBigUInt64LE(0));
  return `#${digest.toString('base64url', 0, 18)}.${occurrence}`;
}
