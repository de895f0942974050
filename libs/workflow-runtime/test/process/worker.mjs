import { misbehave } from '../../../testing/dist/plugins/walls/hostile.js';
import { ProcessWalls } from '../../dist/index.js';

/** A worker that runs hostile handlers until somebody kills it; says the ids of its handlers' processes on standard output. */
const walls = new ProcessWalls({ megabytes: 96 });
const context = (deed) => ({ callId: 'call', instanceId: 'instance', number: 'DL-1', station: { name: '测试所', timeZone: 'Asia/Shanghai' }, input: { deed }, attempt: 1, now: new Date(), signal: new AbortController().signal });
const run = (plugin, deed) => walls.run(plugin, misbehave, () => context(deed), new AbortController().signal);
await run('printing', 'printData');
await run('resting', 'work');
void run('looping', 'loop');
void run('looping', 'ignoreAbort');
// Another call of the first tells that those before it have begun.
await run('resting', 'slowly');
process.stdout.write(`${JSON.stringify([...walls.pids().values()].flat())}\n`);
