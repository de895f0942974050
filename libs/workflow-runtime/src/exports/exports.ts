import { audit } from '@stationhouse/audit';
import { type TenantGate } from '@stationhouse/access';
import type { Database } from '@stationhouse/database';
import { notFound, text, type Id, type Locale } from '@stationhouse/kernel';
import { definitionMermaid, instanceMermaid } from '@stationhouse/workflow';
import { eventLogExported, instanceExported } from '../audit-actions.js';
import type { AutomationBook } from '../automations/book.js';
import type { PluginGate } from '../catalog/plugin-gate.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { callAt } from '../graphql/views.js';
import { readInstance } from '../reads/instances.js';
import { chosenVersion, definitionFile, tracedVersion, versionInWords, type DefinitionFile, type TracedVersion } from './definition-export.js';
import { instanceFile, type ExportedStep, type InstanceFile } from './instance-export.js';
import { readRecord } from './instance-record.js';
import { LogSource, type LogSelection } from './log-source.js';
import { ocelLog } from './ocel.js';
import { eventSchemaOf } from './shown.js';
import { xesLog } from './xes.js';

export interface ExportsOptions {
  readonly database: Database;
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly plugins: PluginGate;
  readonly automations: AutomationBook;
}

/** The formats of an event log. */
export type LogFormat = 'xes' | 'ocel';

const STEP_COLUMNS = 'version, at, kind, definition, time_zone AS "timeZone", calendar, actor_id AS "actorId", event, states_left AS "statesLeft", states_entered AS "statesEntered", effects';

/** What leaves the house as a file, for the signed-in account: definitions, instances, event logs. */
export class Exports {
  constructor(private readonly options: ExportsOptions) {}

  /**
   * A version of a workflow this station uses, with the overlays that made it.
   * @param version `effective`, `plugin`, or a hash: see {@link chosenVersion}
   * @throws StationhouseError NOT_FOUND, BAD_INPUT
   */
  async definition(stationId: Id, workflow: string, version: string): Promise<DefinitionFile> {
    return definitionFile(await this.version(stationId, workflow, version));
  }

  /** The same as a Mermaid state diagram. @throws StationhouseError NOT_FOUND, BAD_INPUT */
  async definitionDiagram(stationId: Id, workflow: string, version: string, locale: Locale): Promise<string> {
    const chosen = await this.version(stationId, workflow, version);
    return definitionMermaid(chosen.compiled, locale, versionInWords(chosen, locale));
  }

  /**
   * An instance as far as its reader may see it: masked, or with a purpose in full. Audited either way.
   * @throws StationhouseError NOT_FOUND, PURPOSE_REQUIRED for a blank purpose
   */
  async instance(stationId: Id, id: Id, purpose: string | undefined): Promise<InstanceFile> {
    const { gate, catalog, automations } = this.options;
    return gate.inStation(stationId, async (tenant) => {
      const row = await readInstance(tenant, stationId, id);
      const record = { kind: 'instance', id, number: row.number };
      const reader = await gate.readPersonal(tenant, stationId, purpose, record);
      await audit(tenant, { action: instanceExported, stationId, record, details: { dataClass: reader.level } });
      const steps = await tenant.sql<ExportedStep>(`SELECT ${STEP_COLUMNS} FROM history WHERE station_id = $1 AND instance_id = $2 ORDER BY version`, [stationId, id]);
      const versions = await catalog.versionsOf(tenant, [row.definition, ...steps.map(({ definition }) => definition)]);
      const traced = await tracedVersion(tenant, catalog, { stationId, workflow: row.workflow }, row.definition);
      const workflows = await catalog.seen(tenant);
      const schemas = { dataOf: (workflow: string) => workflows.find(workflow)?.compiled.dataSchema, eventOf: (workflow: string, event: string) => eventSchemaOf(workflows.find(workflow)?.compiled, event), automationOf: (automation: string) => automations.find(automation) };
      return instanceFile({ row, steps, record: await readRecord(tenant, row), traced, versions, schemas }, reader.level);
    });
  }

  /** Where an instance stands and has been, as a Mermaid state diagram: nothing personal is in it. @throws StationhouseError NOT_FOUND */
  async instanceDiagram(stationId: Id, id: Id, locale: Locale): Promise<{ row: InstanceRow; diagram: string }> {
    const { gate, catalog } = this.options;
    return gate.inStation(stationId, async (tenant) => {
      const row = await readInstance(tenant, stationId, id);
      const [visited] = await tenant.sql<{ states: string[] }>('SELECT coalesce(array_agg(DISTINCT s), ARRAY[]::text[]) AS states FROM history, unnest(states_entered) AS s WHERE station_id = $1 AND instance_id = $2', [stationId, id]);
      const traced = await tracedVersion(tenant, catalog, { stationId, workflow: row.workflow }, row.definition);
      const mark = row.exercise ? { 'zh-CN': '演练 · ', en: 'Exercise · ' }[locale] : '';
      return { row, diagram: instanceMermaid(traced.compiled, row.snapshot, locale, `${mark}${row.number} · ${versionInWords(traced, locale)}`, visited?.states) };
    });
  }

  /**
   * The event log of a station's workflow, for process mining: streamed, without anything of a person but pseudonyms that
   * hold in this one file. Audited before its first byte.
   * @throws StationhouseError NOT_FOUND
   */
  async eventLog(selection: LogSelection, format: LogFormat, locale: Locale): Promise<AsyncGenerator<string>> {
    const { database, gate, catalog } = this.options;
    const { stationId, workflow, from, to, exercises } = selection;
    const { title } = await gate.inStation(stationId, async (tenant) => {
      const { compiled } = (await catalog.seen(tenant)).get(workflow);
      await audit(tenant, { action: eventLogExported, stationId, details: { workflow, format, from: from.toISOString(), to: to.toISOString(), exercises } });
      return compiled;
    });
    const source = new LogSource(database, catalog, callAt(stationId).context, selection);
    return format === 'xes' ? xesLog(source, title[locale], locale) : ocelLog(source, locale);
  }

  private version(stationId: Id, workflow: string, version: string): Promise<TracedVersion> {
    const { gate, catalog, plugins } = this.options;
    return gate.inStation(stationId, async (tenant) => {
      const enabled = await plugins.enabledAt(tenant, stationId);
      if (!enabled.has((await catalog.seen(tenant)).get(workflow).pluginId)) throw notFound(text('流程', 'Workflow'));
      return chosenVersion(tenant, catalog, { stationId, workflow }, version);
    });
  }
}
