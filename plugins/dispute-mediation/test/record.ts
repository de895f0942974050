import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseDefinition } from '@stationhouse/workflow';
import { fileURLToPath } from 'node:url';
import { agreed, at, disputeMediation } from './definition.js';

/**
 * Records one life of a dispute on the present definition, once per definition version that goes out:
 * `node --conditions=@stationhouse/source --import @swc-node/register/esm-register plugins/dispute-mediation/test/record.ts NAME`
 */
const SITUATION = { situation: '双方关系缓和' };
const simulation = agreed(disputeMediation());
simulation.advanceTo(at('2024-03-03T18:00'));
simulation.complete('followingUp.performance.pending#confirm', 'disputed', { note: '施工时间有争议' });
simulation.advanceTo(at('2024-03-04T09:00'));
simulation.complete('followingUp.performance.disputed#clarify', 'clarified', { note: '已说明' });
simulation.complete('followingUp.soon.open#visit', 'relapse', { situation: '再次争吵' });
simulation.advanceTo(at('2024-03-04T20:00'));
simulation.complete('recurred#safetyVisit', 'done', { ...SITUATION, risk: 'red' });
simulation.complete('mediating.first#mediate', 'failed', { reason: '意见分歧' });
simulation.advanceTo(at('2024-03-10T10:00'));
simulation.complete('mediating.second#mediate', 'agreed', { agreedOn: at('2024-03-10T09:30').toISOString(), performBy: '2024-04-07', terms: '夜间九时后不施工' });
simulation.advanceTo(at('2024-03-13T10:00'));
simulation.complete('followingUp.soon.open#visit', 'calm', SITUATION);
simulation.complete('followingUp.performance.pending#confirm', 'performed');
simulation.advanceTo(at('2024-04-12T10:00'));
simulation.complete('followingUp.later.open#visit', 'calm', SITUATION);
simulation.advanceTo(at('2024-06-05T10:00'));
simulation.complete('followingUp.assess.open#visit', 'calm', SITUATION);

const yaml = readFileSync(fileURLToPath(new URL('../workflows/dispute-mediation.yaml', import.meta.url)), 'utf8');
const { definition } = parseDefinition(yaml, 'dispute-mediation.yaml');
const steps = simulation.history.map(({ at: moment, event, effects }) => ({ now: moment.toISOString(), event, effects }));
const recording = { definition, hash: simulation.compiled.hash, timeZone: simulation.timeZone, steps, snapshot: simulation.snapshot };
const folder = fileURLToPath(new URL('./histories/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}${process.argv[2] ?? 'recording'}.json`, `${JSON.stringify(recording, null, 1)}\n`);
