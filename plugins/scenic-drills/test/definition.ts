import { readFileSync } from 'node:fs';
import { compile, parseDefinition, Simulation, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import { rules } from '@stationhouse/scenic-drills-common';

export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

const parsed = (id: string) => parseDefinition(readFileSync(new URL(`../workflows/${id}.yaml`, import.meta.url), 'utf8'), `${id}.yaml`);

/** The schema of a workflow's data, as it is written. */
export const dataOf = (id: string): JsonObject => parsed(id).definition.data as JsonObject;

/** A workflow of the plugin. */
export function compiled(id = 'drill'): CompiledWorkflow {
  const { definition, source } = parsed(id);
  return compile(definition, { rules, source });
}

/** A small drill at an invented site. */
export const SMALL: JsonObject = {
  site: '01900000-0000-7000-8000-0000000000a1',
  siteName: '示范湖景区',
  operatorUnit: '01900000-0000-7000-8000-0000000000b1',
  kind: 'towerChild',
  title: '钟楼走失儿童演练',
  plannedOn: at('2024-05-20T09:30').toISOString(),
  participants: 18,
  safety: '水边由两人看护；口令“真实警情”即停。',
};

/** A drill that is being planned on 1 May 2024. */
export function planned(workflow = compiled(), data: JsonObject = {}): Simulation {
  return new Simulation(workflow, { ...SMALL, ...data }, at('2024-05-01T10:00'), SHANGHAI);
}

const EXERCISE = '01900000-0000-7000-8000-0000000000e1';

/** One step after another, each as people would take it. */
export const deeds = {
  approve(drill: Simulation): void {
    drill.complete('planning#submit', 'submitted');
    drill.complete('approving#approve', 'approved', {}, { accountId: 'a chief', roles: ['chief'] });
  },
  tellAll(drill: Simulation): void {
    drill.complete('telling.centre.toTell#tellCentre', 'told', { channel: 'phone', answered: '演练坐席' });
    drill.complete('telling.operator.toTell#tellOperator', 'told', { channel: 'inPerson' });
    drill.complete('telling.people.toTell#notifyPeople', 'notified');
  },
  run: (drill: Simulation): string | undefined => say(drill, 'run', { exercise: EXERCISE }),
};

/** The reviews of a drill end: what was learned is put right. */
export function learned(drill: Simulation): void {
  const reviews = Object.entries(drill.snapshot.links ?? {}).filter(([, { workflow, status }]) => workflow === 'drill-review' && status !== 'closed');
  for (const [serial] of reviews) drill.send({ type: 'linked', serial: Number(serial), instanceId: '01900000-0000-7000-8000-0000000000f1', status: 'closed', outcome: 'learned' });
}

/** Tells an event; answers why it was refused, by the name that the definition gives it. */
export const say = (simulation: Simulation, name: string, payload: JsonObject = {}): string | undefined => reasonOf(() => simulation.send({ type: 'event', name, payload }));
/** Completes a task; answers why it was refused. */
export const answer = (simulation: Simulation, task: string, outcome: string, form: JsonObject = {}): string | undefined => reasonOf(() => simulation.complete(task, outcome, form));

function reasonOf(deed: () => unknown): string | undefined {
  let refusal: unknown;
  try {
    refusal = deed();
  } catch (error) {
    refusal = error;
  }
  if (refusal === undefined) return undefined;
  const { details, code } = refusal as { details?: { reason?: string }; code?: string };
  return details?.reason ?? code ?? String(refusal);
}
