/** The product as a process of its own, without the web app: `DATABASE_URL` and the other settings are its environment. */
import { readSettings, startServer } from '@stationhouse/api';

const server = await startServer(readSettings(process.env), { role: 'api', surface: 'internal', web: false, progress: () => undefined });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
