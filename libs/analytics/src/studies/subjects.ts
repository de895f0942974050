import type { Tenant } from '@stationhouse/database';
import { badInput, text, type Bilingual } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { INCIDENT_SUBJECT } from './study.js';

/** The kinds of records that a study may read: incidents, and what every workflow leads. */
export async function subjectsOf(tenant: Tenant, catalog: WorkflowCatalog): Promise<{ id: string; title: Bilingual }[]> {
  return [{ id: INCIDENT_SUBJECT, title: text('警情', 'Incidents') }, ...(await catalog.seen(tenant)).all().map(({ definition: { workflow, title } }) => ({ id: workflow, title }))];
}

/** @throws StationhouseError BAD_INPUT for a kind of record that there is not */
export async function requireSubjects(tenant: Tenant, catalog: WorkflowCatalog, subjects: readonly string[]): Promise<void> {
  const known = new Set((await subjectsOf(tenant, catalog)).map(({ id }) => id));
  const unknown = subjects.filter((subject) => !known.has(subject));
  if (unknown.length === 0) return;
  throw badInput('subjects', text(`没有这类记录：${unknown.slice(0, 5).join('、').slice(0, 200)}。可选 incident（警情）或流程标识。`, `There are no such records: ${unknown.slice(0, 5).join(', ').slice(0, 200)}. Choose "incident" or the id of a workflow.`));
}
