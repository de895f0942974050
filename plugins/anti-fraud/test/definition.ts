import { readFileSync } from 'node:fs';
import { compile, parseDefinition, Simulation, type CompiledWorkflow, type CompileOptions, type JsonObject } from '@stationhouse/workflow';
import { rules } from '@stationhouse/anti-fraud-common';

export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

const parsed = (id: string) => parseDefinition(readFileSync(new URL(`../workflows/${id}.yaml`, import.meta.url), 'utf8'), `${id}.yaml`);

/** A workflow of the plugin as data. */
export const definitionOf = (id: string) => parsed(id).definition;

/** A workflow of the plugin, with a station's parameters. */
export function compiled(id = 'fraud-alert', parameters: CompileOptions['parameters'] = {}): CompiledWorkflow {
  const { definition, source } = parsed(id);
  return compile(definition, { rules, source, parameters });
}

/** Plainly fictional. */
export const PERSON = { name: '测试甲', phone: '13900000001', address: '江城市测试路1号' };

/** An alert that came in on 1 March 2024 at 10:00. */
export function alerted(data: JsonObject = {}, workflow = compiled()): Simulation {
  return new Simulation(workflow, { grade: 'high', source: 'national', person: PERSON, ...data }, at('2024-03-01T10:00'), SHANGHAI);
}
