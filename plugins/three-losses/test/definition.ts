import { readFileSync } from 'node:fs';
import { compile, parseDefinition, Simulation, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import { rules } from '@stationhouse/three-losses-common';

const FILE = new URL('../workflows/three-losses.yaml', import.meta.url);
export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

/** The plugin's workflow. */
export function compiled(): CompiledWorkflow {
  const { definition, source } = parseDefinition(readFileSync(FILE, 'utf8'), 'three-losses.yaml');
  return compile(definition, { rules, source });
}

/** One that was recorded on 1 March 2024 at 09:00. */
export function recorded(workflow = compiled(), data: JsonObject = {}): Simulation {
  return new Simulation(workflow, { summary: '巷口路灯损坏', ...data }, at('2024-03-01T09:00'), SHANGHAI);
}
