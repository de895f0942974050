import { readFileSync } from 'node:fs';
import { compile, parseDefinition, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import { rules } from '@stationhouse/scenic-drills-common';

const parsed = (id: string) => parseDefinition(readFileSync(new URL(`../workflows/${id}.yaml`, import.meta.url), 'utf8'), `${id}.yaml`);

/** A workflow of the plugin. */
export function compiled(id: string): CompiledWorkflow {
  const { definition, source } = parsed(id);
  return compile(definition, { rules, source });
}

/** The schema of its data, as it is written. */
export const dataOf = (id: string): JsonObject => parsed(id).definition.data as JsonObject;
