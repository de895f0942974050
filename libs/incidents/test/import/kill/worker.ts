/** A process that runs imports, for a parent that kills it at any moment: argv[2] the database, argv[3] the folder of uploads. */
import { accessEntities } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import { FolderStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { importJob } from '../../../src/index.js';

const [, , url = '', folder = ''] = process.argv;
const database = await Database.open({ url, entities: accessEntities, poolSize: 4 });
const jobs = await Jobs.open({ database, onError: (error) => process.stderr.write(`${String(error)}\n`) });
jobs.register(importJob(database, { area: () => new FolderStorage(folder).area('imports') }, jobs));
// Booted ahead, it begins when its turn comes.
process.once('message', () => void jobs.startWorker({ sweepEvery: 100 }));
// Without a parent there is nothing to do.
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
