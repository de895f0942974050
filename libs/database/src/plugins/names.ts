/** What a plugin's storage is called in the database. Two underscores stand in no plugin's id, so no two names are alike. */
export interface PluginNames {
  /** `plugin_my_plugin`. */
  readonly schema: string;
  /** What the plugin's statements run as: of the same name as the schema. */
  readonly role: string;
  /** Owns the schema and what is in it; the plugin's migrations run as it, and nothing else. */
  readonly migrator: string;
}

/** PostgreSQL cuts names off at 63 bytes, and `__migrator` has to fit behind. */
export const LONGEST_PLUGIN_ID = 40;

/** @param id kebab-case: `my-plugin` */
export function pluginNames(id: string): PluginNames {
  // The names stand in statements as they are.
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > LONGEST_PLUGIN_ID) throw new Error(`"${id}" is no plugin's id.`);
  const schema = `plugin_${id.replaceAll('-', '_')}`;
  return { schema, role: schema, migrator: migratorOf(schema) };
}

/** The role that owns a plugin's schema. */
export function migratorOf(schema: string): string {
  return `${schema}__migrator`;
}

/** The schema of a plugin's tables, for its entities: `@Entity('loan', { schema: pluginSchema('lending') })`. */
export function pluginSchema(id: string): string {
  return pluginNames(id).schema;
}
