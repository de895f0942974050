/** What a benchmark found: each ratio against its peer in the same run, higher is better, and what it should reach. */
export interface BenchResult {
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, number>>;
}

export type Benchmark = (options: readonly string[]) => Promise<BenchResult>;

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
