/**
 * Does some work for each of many, a few at a time: a test that only reads need not wait for one answer before it asks for the next.
 * @returns the results in the order of the many
 * @throws what the first that fails throws
 */
export async function several<Item, Result>(many: readonly Item[], work: (item: Item) => Promise<Result>, atATime = 6): Promise<Result[]> {
  const results: Result[] = [];
  const left = many.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}
