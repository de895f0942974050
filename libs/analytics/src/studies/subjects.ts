import type { Tenant } from '@stationhouse/database';
import { badInput, text } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { INCIDENT_SUBJECT } from './study.js';

/** @throws StationhouseError BAD_INPUT for a kind of record that there is not */
export async function requireSubjects(tenant: Tenant, catalog: WorkflowCatalog, subjects: readonly string[]): Promise<void> {
  const workflows = await catalog.seen(tenant);
  const unknown = subjects.filter((subject) => subject !== INCIDENT_SUBJECT && workflows.find(subject) === undefined);
  if (unknown.length === 0) return;
  throw badInput('subjects', text(`没有这类记录：${unknown.slice(0, 5).join('、').slice(0, 200)}。可选 incident（警情）或流程标识。`, `There are no such records: ${unknown.slice(0, 5).join(', ').slice(0, 200)}. Choose "incident" or the id of a workflow.`));
}
