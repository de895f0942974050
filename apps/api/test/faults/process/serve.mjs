import { text } from '@stationhouse/kernel';
import { definePlugin, workflow } from '@stationhouse/plugin-api';
import { readSettings, startServer } from '../../../dist/index.js';

/**
 * A server as `apps/api/dist/main.js --role …` starts it, with the suite's workflows and on a free port, which it tells its
 * parent. Ends with its parent: nobody else would.
 */
process.on('disconnect', () => process.exit(1));
const plugin = definePlugin({
  id: 'fault-suite',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('故障演练', 'Fault suite'),
  enabledByDefault: true,
  workflows: [workflow('./round.yaml', import.meta.url), workflow('./follow-up.yaml', import.meta.url)],
  personalData: {},
});
const settings = readSettings({ ...process.env, PORT: '1' });
const server = await startServer({ ...settings, port: 0 }, { role: process.argv[2], progress: () => undefined, web: false, plugins: [plugin] });
process.on('SIGTERM', () => {
  server.close().then(
    () => process.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    },
  );
});
process.send({ url: server.url });
