import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, parseDefinition, Simulation, type CompiledWorkflow, type CompileOptions, type JsonObject, type Person } from '@stationhouse/workflow';
import { rules } from '@stationhouse/dispute-mediation-common';

const FILE = fileURLToPath(new URL('../workflows/dispute-mediation.yaml', import.meta.url));
export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

const parsed = () => parseDefinition(readFileSync(FILE, 'utf8'), 'dispute-mediation.yaml');

/** The plugin's workflow as data. */
export const definition = () => parsed().definition;

/** The plugin's workflow, with a station's parameters. */
export function disputeMediation(parameters: CompileOptions['parameters'] = {}): CompiledWorkflow {
  const { definition: written, source } = parsed();
  return compile(written, { rules, source, parameters });
}

/** A dispute that was registered and graded: in its first mediation by the police, unless the grading says otherwise. */
export function inMediation(compiled = disputeMediation(), data: Record<string, never> | object = {}, grading: JsonObject = {}): Simulation {
  const simulation = new Simulation(compiled, { cause: 'noise', summary: '楼上深夜装修', ...data }, at('2024-02-29T09:00'), SHANGHAI);
  simulation.complete('registered#grade', 'accepted', { risk: 'yellow', track: 'police', ...grading });
  return simulation;
}

/** Somebody who holds one role. */
export const holder = (role: string): Person => ({ accountId: `a ${role}`, roles: [role] });

export const AGREEMENT = { agreedOn: at('2024-03-01T15:20').toISOString(), performBy: '2024-03-15', terms: '夜间十时后不施工' };

/** A dispute with an agreement of 2024-03-01. */
export function agreed(compiled = disputeMediation()): Simulation {
  const simulation = inMediation(compiled);
  simulation.advanceTo(at('2024-03-01T16:00'));
  simulation.complete('mediating.first#mediate', 'agreed', AGREEMENT);
  return simulation;
}

/** An agreement whose document is made at once, and signed on paper. */
export function documented(simulation: Simulation): Simulation {
  simulation.send({ type: 'event', name: 'makeDocument' });
  simulation.answerCalls();
  simulation.complete('followingUp.document.toSign#sign', 'onPaper', { note: '各方当面签名捺印', consented: true });
  return simulation;
}

/** The chief stands down (解除包案): the linked instance that a red dispute has started ends. */
export function standDown(simulation: Simulation): Simulation {
  const [serial] = Object.entries(simulation.snapshot.links ?? {}).find(([, { action, status }]) => action === 'leaderAssigned' && status !== 'closed') ?? [];
  if (serial === undefined) throw new Error('no leader is assigned');
  simulation.send({ type: 'linked', serial: Number(serial), instanceId: LEADER, status: 'closed', outcome: 'stoodDown' });
  return simulation;
}
const LEADER = '0190d6f2-7e5a-7000-8000-0000000000aa';
