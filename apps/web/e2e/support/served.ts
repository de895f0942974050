/** What tools/test/browser.mjs serves to this worker: each has a server of its own, since a test may move the clock. */
export function served(what: 'ADDRESSES' | 'EXTERNAL_ADDRESSES' | 'TEST_DATABASES'): string | undefined {
  return process.env[`STATIONHOUSE_${what}`]?.split(' ')[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)];
}
