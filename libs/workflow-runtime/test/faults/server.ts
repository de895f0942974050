import { Database } from '@stationhouse/database';
import { entities, runtimeOn } from '../runtime-world.js';
import { tickPlugin } from './plugin.js';
import type { Ask, Said } from './protocol.js';

/** A serving process – commands, timers, jobs – that its parent kills at any moment. */
const database = await Database.open({ url: process.argv[2] ?? '', entities, poolSize: 8 });
const { runtime, jobs, timers } = await runtimeOn(database, [tickPlugin()]);
await jobs.startWorker();
timers.start();
const say = (said: Said) => process.send?.(said);

process.on('message', ({ number, call, command }: Ask) => {
  answer(call, command).then(
    (answered) => say({ number, answer: answered }),
    (error: unknown) => say({ number, error: String(error) }),
  );
});
// Without a parent there is nobody to serve.
process.on('disconnect', () => process.exit(0));

async function answer(call: Ask['call'], command: Ask['command']) {
  if (command.type === 'start') return runtime.startInstance(call, { workflow: 'tick-count', data: {}, idempotencyKey: command.key });
  if (command.type === 'tick') return runtime.sendEvent(call, { instanceId: command.instanceId, event: 'tick', idempotencyKey: command.key });
  const [task] = await database.inTenant(call.context, (tenant) => tenant.sql<{ id: string }>(`SELECT id FROM task WHERE station_id = $1 AND instance_id = $2 ORDER BY serial DESC LIMIT 1`, [call.stationId, command.instanceId]));
  return runtime.completeTask(call, { taskId: task?.id ?? '', outcome: 'done', form: {}, idempotencyKey: command.key });
}

say('ready');
