/** Buckets per natural logarithm: each is a hundredth as wide as what lies in it. */
const PER_E = 100;

/** The bucket of a duration in SQL: a number per hundredth, so that ten thousands of durations are few. Null stays null. */
export function bucketSql(seconds: string): string {
  return `floor(ln(greatest(${seconds}, 1)::float8) * ${PER_E})::int`;
}

/** As {@link bucketSql}. */
export function bucketOf(seconds: number): number {
  return Math.floor(Math.log(Math.max(seconds, 1)) * PER_E);
}

/** Seconds in the middle of a bucket: within half a hundredth of everything in it. */
export function secondsOf(bucket: number): number {
  return Math.exp((bucket + 0.5) / PER_E);
}

/** How many durations lie in each bucket. */
export type Buckets = ReadonlyMap<number, number>;

export function merged(all: Iterable<Buckets>): Map<number, number> {
  const sum = new Map<number, number>();
  for (const buckets of all) for (const [bucket, count] of buckets) sum.set(bucket, (sum.get(bucket) ?? 0) + count);
  return sum;
}

/** The duration that a share of all does not exceed, in whole seconds; null of none. @param share 0.5 for the median */
export function quantile(buckets: Buckets, share: number): number | null {
  const sorted = [...buckets].sort(([left], [right]) => left - right);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let passed = 0;
  for (const [bucket, count] of sorted) {
    passed += count;
    if (passed >= share * total && total > 0) return bucket === 0 ? 1 : Math.round(secondsOf(bucket));
  }
  return null;
}
