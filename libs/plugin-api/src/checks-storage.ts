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
