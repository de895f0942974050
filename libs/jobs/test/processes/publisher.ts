import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { jobsUrlOf } from '@stationhouse/testing';

/** Another process of the house: says what its standard input tells it, one JSON change per line. */
const database = await Database.open({ url: process.argv[2] ?? '', entities: [], poolSize: 1 });
const jobs = await Jobs.open({ database, url: jobsUrlOf(database.url), onError: (error) => process.stderr.write(`${String(error)}\n`) });
process.stdout.write('ready\n');
for await (const chunk of process.stdin) {
  for (const line of String(chunk).split('\n').filter(Boolean)) jobs.live.publish(JSON.parse(line));
}
await jobs.close();
await database.close();
