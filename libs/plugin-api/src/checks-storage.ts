import { LONGEST_PLUGIN_ID, migrationName, pluginNames } from '@stationhouse/database';
import { EntitySchema, getMetadataArgsStorage } from 'typeorm';
import type { PluginDeclaration } from './plugin.js';
import { PUBLISHED_VIEWS } from './storage/published-views.js';

type Note = (zhCN: string, en: string) => void;

/** What a plugin keeps in the database: in its own schema, by migrations that have a name and a place, and what it reads there is published. */
export function checkStorage(plugin: PluginDeclaration, note: Note): void {
  const { id, entities = [], migrations = [], reads = [] } = plugin;
  if (id.length > LONGEST_PLUGIN_ID) return note(`编号最长 ${LONGEST_PLUGIN_ID} 个字符。`, `an id has ${LONGEST_PLUGIN_ID} characters at most.`);
  if (!/^[a-z0-9-]+$/.test(id)) return;
  checkMigrations(migrations.map(migrationName), note);
  if (entities.length > 0 && migrations.length === 0) note('声明了 entities，但没有 migrations：请用迁移建立它们的表，并列入 migrations。', 'it brings entities but no migrations. Create their tables in a migration, and list it in migrations.');
  const { schema } = pluginNames(id);
  for (const entity of entities) {
    const { name, own } = placeOf(entity);
    if (own !== schema) note(`实体 ${name} 不在插件自己的模式 ${schema} 中，请写 @Entity('…', { schema: '${schema}' })。`, `the entity ${name} lies in ${own === undefined ? 'the platform’s schema' : `the schema ${own}`}. Write @Entity('…', { schema: '${schema}' }).`);
  }
  for (const [table, field] of Object.entries(plugin.keptWith ?? {})) {
    if (!entities.some((entity) => tableOf(entity) === table)) note(`keptWith 中的“${table}”不是插件的表。`, `keptWith names "${table}", which is no table of the plugin.`);
    if (!Object.hasOwn(plugin.personalData, field)) note(`keptWith 的“${table}”随字段“${field}”留存，但 personalData 未声明该字段。`, `keptWith keeps "${table}" as long as the field "${field}", which personalData does not declare.`);
    if (plugin.server === undefined) note('声明了 keptWith，但没有 server。', 'it declares keptWith but no server half.');
  }
  const published = Object.keys(PUBLISHED_VIEWS);
  for (const read of reads) if (!published.includes(read)) note(`reads 中的“${read}”未公开，可读的有：${published.join('、')}。`, `reads names "${read}", which is not published. There are: ${published.join(', ')}.`);
}

function checkMigrations(names: readonly string[], note: Note): void {
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) note(`迁移 ${name} 重复，请改名：已应用的迁移按名称辨认。`, `two migrations are named ${name}. Rename one: what was applied is known by its name.`);
  for (const name of names) {
    if (!/^[A-Z]\w*\d{13}$/.test(name)) note(`迁移“${name}”的名称须以字母开头、以 13 位时刻结尾，例如 Loans1767225600000，时刻决定先后。`, `the migration "${name}" needs a name that ends in a moment of 13 digits, which gives the order: Loans1767225600000.`);
  }
}

/** An entity's name for people, and the schema it lies in. */
function placeOf(entity: NonNullable<PluginDeclaration['entities']>[number]): { name: string; own: string | undefined } {
  if (entity instanceof EntitySchema) return { name: entity.options.name, own: entity.options.schema };
  return { name: entity.name, own: getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.schema };
}

/** The bare name of an entity's table; undefined where none is written. */
function tableOf(entity: NonNullable<PluginDeclaration['entities']>[number]): string | undefined {
  if (entity instanceof EntitySchema) return entity.options.tableName;
  return getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
}
