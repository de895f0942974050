/** Stops what database.mjs started. */
export default async function stopDatabase() {
  const server = globalThis.stationhouseTestServer;
  if (server === undefined) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.stdin.end();
  await gone;
}
