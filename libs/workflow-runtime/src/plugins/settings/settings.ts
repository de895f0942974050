import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import { pluginSettingsChanged } from '../../audit-actions.js';
import type { Keyed } from '../../commands.js';
import { once } from '../../configuration/once.js';
import { propertiesOf, type PluginSettingsDeclaration } from './declaration.js';

/** A plugin that may have settings. */
export interface SettablePlugin {
  readonly id: string;
  readonly settings?: PluginSettingsDeclaration | undefined;
}

/** What somebody has set: at a station, or at its bureau. */
interface Row {
  readonly chosen: JsonObject;
  readonly version: number;
  readonly changedBy: Id | null;
  readonly changedAt: Date | null;
}
type BureauRow = Row & { readonly locked: readonly string[] };

/** The settings of a plugin as they stand at a station or a bureau. */
export interface SettingsStanding {
  readonly declaration: PluginSettingsDeclaration;
  /** What holds. */
  readonly values: JsonObject;
  /** What would hold if nothing were set here. */
  readonly inherited: JsonObject;
  /** What is set here. */
  readonly own: readonly string[];
  /** What the bureau keeps its stations from changing. */
  readonly locked: readonly string[];
  readonly version: number;
  readonly changedBy: Id | null;
  readonly changedAt: Date | null;
}

/** Sets the settings of a plugin. */
export interface ChangeSettings extends Keyed {
  readonly pluginId: string;
  /** The whole of it; what equals what is inherited is not kept. */
  readonly values: JsonObject;
  /** The version the change was made on; 0 before the first. */
  readonly expectedVersion: number;
  /** Of a bureau: what its stations may not change. */
  readonly locked?: readonly string[];
}

const NOTHING: BureauRow = { chosen: {}, locked: [], version: 0, changedBy: null, changedAt: null };
const COLUMNS = 'chosen, version, changed_by AS "changedBy", changed_at AS "changedAt"';

/** The settings of plugins: a plugin's defaults, over them what the bureau set, over that what the station set where it may. */
export class PluginSettings {
  private readonly declared: ReadonlyMap<string, PluginSettingsDeclaration>;

  constructor(plugins: readonly SettablePlugin[]) {
    this.declared = new Map(plugins.flatMap(({ id, settings }) => (settings === undefined ? [] : [[id, settings] as const])));
  }

  /** Whether there is anything to set. */
  has(pluginId: string): boolean {
    return this.declared.has(pluginId);
  }

  /** What holds of a plugin at a station in reach; empty for one without settings. */
  async at(tenant: Tenant, stationId: Id, pluginId: string): Promise<JsonObject> {
    return this.has(pluginId) ? (await this.ofStation(tenant, stationId, pluginId)).values : {};
  }

  /** How the settings stand at a station. @throws StationhouseError NOT_FOUND for a plugin without settings */
  async ofStation(tenant: Tenant, stationId: Id, pluginId: string): Promise<SettingsStanding> {
    const declaration = this.declarationOf(pluginId);
    const [own = NOTHING] = await tenant.sql<Row>(`SELECT ${COLUMNS} FROM plugin_setting WHERE station_id = $1 AND plugin_id = $2`, [stationId, pluginId]);
    const [above = NOTHING] = await tenant.sql<BureauRow>(`SELECT ${COLUMNS}, locked FROM plugin_bureau_setting WHERE bureau_id = (SELECT s.bureau_id FROM station s WHERE s.id = $1) AND plugin_id = $2`, [stationId, pluginId]);
    const locked = above.locked.filter((key) => Object.hasOwn(propertiesOf(declaration.schema), key));
    const chosen = fitting(declaration, own.chosen, (key) => !locked.includes(key));
    const inherited = { ...declaration.defaults, ...fitting(declaration, above.chosen) };
    return { declaration, values: { ...inherited, ...chosen }, inherited, own: Object.keys(chosen), locked, version: own.version, changedBy: own.changedBy, changedAt: own.changedAt };
  }

  /** How the settings stand at a bureau. @throws StationhouseError NOT_FOUND */
  async ofBureau(tenant: Tenant, bureauId: Id, pluginId: string): Promise<SettingsStanding> {
    const declaration = this.declarationOf(pluginId);
    const [own = NOTHING] = await tenant.sql<BureauRow>(`SELECT ${COLUMNS}, locked FROM plugin_bureau_setting WHERE bureau_id = $1 AND plugin_id = $2`, [bureauId, pluginId]);
    const chosen = fitting(declaration, own.chosen);
    return { declaration, values: { ...declaration.defaults, ...chosen }, inherited: declaration.defaults, own: Object.keys(chosen), locked: own.locked, version: own.version, changedBy: own.changedBy, changedAt: own.changedAt };
  }

  /** @throws StationhouseError NOT_FOUND, BAD_INPUT with the place, STALE_VERSION, CONFLICT */
  setAtStation(tenant: Tenant, stationId: Id, command: ChangeSettings): Promise<void> {
    return this.once(tenant, stationId, command, async () => {
      const standing = await this.ofStation(tenant, stationId, command.pluginId);
      const chosen = changedIn(standing, command);
      const kept = standing.locked.find((key) => Object.hasOwn(chosen, key));
      if (kept !== undefined) throw badInput(`values.${kept}`, text('此项由分局统一设定，不能更改。', 'The bureau has set this for all stations; it cannot be changed here.'));
      const written = await tenant.sql(
        `INSERT INTO plugin_setting AS s (station_id, plugin_id, chosen, version, changed_by, changed_at) VALUES ($1, $2, $3, 1, $4, $5)
         ON CONFLICT (station_id, plugin_id) DO UPDATE SET chosen = excluded.chosen, version = s.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at WHERE s.version = $6 RETURNING version`,
        [stationId, command.pluginId, JSON.stringify(chosen), tenant.context.accountId ?? null, tenant.now, command.expectedVersion],
      );
      if (written.length === 0) throw stale(standing.version);
      await audit(tenant, { action: pluginSettingsChanged, stationId, details: { pluginId: command.pluginId, version: command.expectedVersion + 1, set: Object.keys(chosen) } });
    });
  }

  /** Sets them for every station of the bureau. @throws StationhouseError NOT_FOUND, BAD_INPUT with the place, STALE_VERSION, CONFLICT */
  setAtBureau(tenant: Tenant, bureauId: Id, command: ChangeSettings): Promise<void> {
    return this.once(tenant, bureauId, command, async () => {
      const standing = await this.ofBureau(tenant, bureauId, command.pluginId);
      const chosen = changedIn(standing, command);
      const locked = [...new Set(command.locked ?? [])];
      const unknown = locked.find((key) => !Object.hasOwn(propertiesOf(standing.declaration.schema), key));
      if (unknown !== undefined) throw badInput('locked', text(`没有设置项“${unknown.slice(0, 60)}”。`, `There is no setting "${unknown.slice(0, 60)}".`));
      const written = await tenant.sql(
        `INSERT INTO plugin_bureau_setting AS s (bureau_id, plugin_id, chosen, locked, version, changed_by, changed_at) VALUES ($1, $2, $3, $4, 1, $5, $6)
         ON CONFLICT (bureau_id, plugin_id) DO UPDATE SET chosen = excluded.chosen, locked = excluded.locked, version = s.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at WHERE s.version = $7 RETURNING version`,
        [bureauId, command.pluginId, JSON.stringify(chosen), locked, tenant.context.accountId ?? null, tenant.now, command.expectedVersion],
      );
      if (written.length === 0) throw stale(standing.version);
      await audit(tenant, { action: pluginSettingsChanged, bureauId, details: { pluginId: command.pluginId, version: command.expectedVersion + 1, set: Object.keys(chosen), locked } });
    });
  }

  private once(tenant: Tenant, scopeId: Id, command: ChangeSettings, work: () => Promise<void>): Promise<void> {
    return once(tenant, scopeId, 'plugin settings', command, async () => {
      await work();
      return null;
    }).then(() => undefined);
  }

  private declarationOf(pluginId: string): PluginSettingsDeclaration {
    const declaration = this.declared.get(pluginId);
    if (declaration === undefined) throw notFound(text('插件设置', 'Settings of this plugin'));
    return declaration;
  }
}

/** What differs from what is inherited. @throws StationhouseError STALE_VERSION, BAD_INPUT with the place */
function changedIn({ declaration, inherited, version }: SettingsStanding, { values, expectedVersion }: ChangeSettings): JsonObject {
  if (version !== expectedVersion) throw stale(version);
  const checked = compileSchema(declaration.schema).check({ ...inherited, ...values });
  if ('problems' in checked) {
    const [first] = checked.problems;
    throw badInput(['values', first?.field].filter(Boolean).join('.'), first?.text ?? text('设置有误。', 'The settings are wrong.'), { problems: checked.problems });
  }
  return Object.fromEntries(Object.entries(checked.value as JsonObject).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(inherited[key])));
}

/** What was chosen and still fits: a newer version of the plugin may have dropped a setting, or bound it more closely. */
function fitting({ schema, defaults }: PluginSettingsDeclaration, chosen: JsonObject, open: (key: string) => boolean = () => true): JsonObject {
  const checker = compileSchema(schema);
  return Object.fromEntries(Object.entries(chosen).filter(([key, value]) => open(key) && Object.hasOwn(defaults, key) && 'value' in checker.check({ ...defaults, [key]: value })));
}

function stale(version: number): StationhouseError {
  return new StationhouseError('STALE_VERSION', text('他人刚刚更改了此插件的设置，请刷新页面，核对后再操作。', 'Somebody else has just changed this plugin’s settings. Reload the page, check, and try again.'), { version });
}
