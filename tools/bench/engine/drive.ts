/** How a run went. */
export interface Driven {
  readonly seconds: number;
  /** Milliseconds of each call, unsorted. */
  readonly latencies: readonly number[];
}

/** Performs every piece of work, `concurrency` at a time: each caller takes the next piece when its last one is answered. */
export async function drive<Work>(concurrency: number, works: readonly Work[], perform: (work: Work) => Promise<unknown>): Promise<Driven> {
  const latencies: number[] = [];
  let next = 0;
  const caller = async () => {
    for (let work = works[next++]; work !== undefined; work = works[next++]) {
      const begun = performance.now();
      await perform(work);
      latencies.push(performance.now() - begun);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { seconds: (performance.now() - start) / 1_000, latencies };
}

/** The value that `share` of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
