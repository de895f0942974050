import { readFileSync } from 'node:fs';
import { compile, parseDefinition, Simulation, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import { rules } from '@stationhouse/three-losses-common';

export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

/** A workflow of the plugin. */
export function compiled(id = 'missing-person'): CompiledWorkflow {
  const { definition, source } = parseDefinition(readFileSync(new URL(`../workflows/${id}.yaml`, import.meta.url), 'utf8'), `${id}.yaml`);
  return compile(definition, { rules, source });
}

/** What the mother of a boy says at two in the afternoon (DOMAIN §5, scenario 1); nobody of that name exists. */
export const BOY: JsonObject = {
  person: { group: 'child', age: 5, sex: 'male', clothing: '红色上衣、蓝色短裤' },
  lastSeenOn: at('2024-05-01T13:50').toISOString(),
  lastPlace: '钟楼二楼',
  reporter: { name: '演练报告人', phone: '13900000001', relation: 'parent' },
};

/** A search that was reported on 1 May 2024 at 14:00. */
export function reported(workflow = compiled(), data: JsonObject = {}): Simulation {
  return new Simulation(workflow, { ...BOY, ...data }, at('2024-05-01T14:00'), SHANGHAI);
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
