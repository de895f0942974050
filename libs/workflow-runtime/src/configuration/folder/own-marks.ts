import type { Tenant } from '@stationhouse/database';
import { authoredName } from '@stationhouse/workflow';
import type { ConfigurationFile } from './part.js';

/** Stands for the bureau's own mark in files, so that another bureau may take them: `venue-check.own-bureau`. No expression reads so. */
const OWN_MARK = 'own-bureau';
const OWN = new RegExp(`(?<![\\w.-])([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\\.${OWN_MARK}(?![\\w-])`, 'g');

/** Files as they leave the house: what the bureau's workflows are called here is named by its own mark. */
export async function withoutMarks(tenant: Tenant, files: readonly ConfigurationFile[]): Promise<ConfigurationFile[]> {
  const ids = await idsOf(tenant);
  if (ids.length === 0) return [...files];
  const known = new RegExp(`(?<![\\w.-])(${ids.map((id) => id.replaceAll('.', '\\.')).join('|')})(?=\\.yaml$|[^\\w.-]|$)`, 'g');
  const marked = (said: string) => said.replaceAll(known, (id: string) => `${authoredName(id)}.${OWN_MARK}`);
  // Bytes name no workflow, and stay the bytes they are.
  return files.map((file) => (file.binary === true ? file : { ...file, path: marked(file.path), content: marked(file.content) }));
}

/** A file as it reads here: a workflow that the bureau has by that name is called by its id. */
export async function withMarks(tenant: Tenant, file: ConfigurationFile): Promise<ConfigurationFile> {
  const { path, content } = file;
  if (file.binary === true || (!path.includes(OWN_MARK) && !content.includes(OWN_MARK))) return file;
  const ids = new Map((await idsOf(tenant)).map((id) => [authoredName(id), id]));
  const read = (said: string) => said.replaceAll(OWN, (whole: string, name: string) => ids.get(name) ?? whole);
  return { ...file, path: read(path), content: read(content) };
}

async function idsOf(tenant: Tenant): Promise<string[]> {
  return (await tenant.sql<{ workflow: string }>('SELECT workflow FROM authored_workflow WHERE edition > 0 ORDER BY length(workflow) DESC, workflow')).map(({ workflow }) => workflow);
}
