import { mkdtempSync, chmodSync } from 'node:fs';
import { readSettings, startServer } from '@stationhouse/api';
import { Database } from '@stationhouse/database';
const folder = mkdtempSync('/tmp/sh-demo-'); chmodSync(folder, 0o711);
const settings = readSettings({ STATIONHOUSE_FOLDER: folder, STATIONHOUSE_DEMO: '1', LOG_LEVEL: 'error', PORT: '1' });
const server = await startServer({ ...settings, port: 0, externalPort: 0 }, { role: 'all', surface: 'all', web: false, progress: (line: unknown) => console.log(JSON.stringify(line)) });
const database = server.app.get(Database);
const bureaus = await database.unscoped<{ bureauId: string }>('demo_state');
console.log(bureaus);
const bureauId = bureaus[0]!.bureauId;
const out = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => ({ stations: await tenant.sql<{ id: string; name: string }>('SELECT id, name FROM station'), w: await tenant.sql('SELECT workflow, edition, version FROM authored_workflow') }));
console.log(out.w);
await database.inTenant({ stationIds: out.stations.map(({ id }) => id), bureauIds: [bureauId] }, async (tenant) => {
  console.table(await tenant.sql(`SELECT s.name, i.number, i.states, i.status, i.snapshot->'data'->>'venue' AS venue, (SELECT string_agg(t.ref, ',') FROM task t WHERE t.station_id=i.station_id AND t.instance_id=i.id AND t.status IN ('OPEN','CLAIMED')) tasks FROM instance i JOIN station s ON s.id=i.station_id WHERE i.workflow LIKE '%.%' ORDER BY 1,2`));
});
await server.close();
console.log('done');
process.exit(0);
