/** The product as a process of its own, without the web app: `DATABASE_URL` and the other settings are its environment; its role is the first word behind its name. */
import { readSettings, startServer, type Role } from '@stationhouse/api';

const server = await startServer(readSettings(process.env), { role: (process.argv[2] ?? 'api') as Role, surface: 'internal', web: false, progress: () => undefined });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
