import type { DataClass } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { definitionOf, isAuthored, personalPaths, type AuthoredTerms, type CompiledWorkflow, type Rules } from '@stationhouse/workflow';
import type { OwnWorkflow } from './workflows.js';

/** The platform's own named rules: those a workflow of a bureau has. The same object every time, as `compile` asks. */
export const NO_RULES: Rules = {};

/** A bureau's workflow in force, as its row says. */
export interface OwnRow {
  readonly workflow: string;
  readonly edition: number;
  readonly hash: string;
  readonly retired: boolean;
  readonly terms: AuthoredTerms;
}

/** The workflows in force of the bureaus in reach, by id: whose they are, row-level security decides. */
export function readOwn(tenant: Tenant): Promise<OwnRow[]> {
  return tenant.sql<OwnRow>('SELECT workflow, edition, hash, retired, terms FROM app.own_workflows()');
}

/** A bureau's workflow as the runtime knows it: like a plugin that brings it alone. Not enabled by default: its stations, or its bureau for them, say so. */
export function ownWorkflow({ workflow, edition, hash, retired, terms: { personalData, starters } }: OwnRow, compiled: CompiledWorkflow): OwnWorkflow {
  const [definition, version, classes] = [definitionOf(compiled), String(edition), personalPaths(compiled.dataSchema)];
  const declared = Object.entries(personalData);
  return {
    edition,
    published: { pluginId: workflow, pluginVersion: version, definition, base: hash, rules: NO_RULES, compiled, starters, retired },
    plugin: {
      id: workflow, version, enabledByDefault: false, title: definition.title, rules: NO_RULES, workflows: [definition],
      personalData: Object.fromEntries(declared.map(([field, { purpose, keep, after }]) => [field, { dataClass: (classes.get(field) ?? 'P3') as DataClass, purpose: purpose['zh-CN'], keep, after }])),
      purposes: Object.fromEntries(declared.map(([, { purpose }]) => [purpose['zh-CN'], purpose])),
    },
  };
}

/** What the gate of a plugin asks of one that a bureau's workflow is like, wherever it is not at hand. */
export function ownGate(id: string): { readonly id: string; readonly enabledByDefault: boolean } | undefined {
  return isAuthored(id) ? { id, enabledByDefault: false } : undefined;
}
