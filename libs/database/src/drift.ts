import type { DataSource } from 'typeorm';

/** Entity metadata against the live tables: one line per difference, both ways. */
export async function entityDrift(dataSource: DataSource): Promise<string[]> {
  // Not information_schema, which shows a role only what it may touch: a plugin's tables are not the application's to touch.
  const columns = (await dataSource.query(
    `SELECT n.nspname || '.' || c.relname AS "table", a.attname AS name, t.typname AS type, NOT a.attnotnull AS nullable
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
      WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  )) as { table: string; name: string; type: string; nullable: boolean }[];
  const differences: string[] = [];
  for (const entity of dataSource.entityMetadatas) {
    const table = `${entity.schema ?? 'public'}.${entity.tableName}`;
    const live = new Map(columns.filter((column) => column.table === table).map((column) => [column.name, column]));
    if (live.size === 0) differences.push(`${table}: the entity ${entity.name} has no table`);
    for (const column of entity.columns) {
      const found = live.get(column.databaseName);
      live.delete(column.databaseName);
      if (found === undefined) differences.push(`${table}.${column.databaseName}: in the entity, not in the table`);
      else differences.push(...columnDrift(dataSource, table, column, found));
    }
    for (const name of live.keys()) differences.push(`${table}.${name}: in the table, not in the entity`);
  }
  return differences;
}

function columnDrift(
  dataSource: DataSource,
  table: string,
  column: DataSource['entityMetadatas'][number]['columns'][number],
  found: { type: string; nullable: boolean },
): string[] {
  const aliases: Record<string, string> = { int4: 'integer', int8: 'bigint', int2: 'smallint', bool: 'boolean', timestamptz: 'timestamp with time zone', varchar: 'character varying', float8: 'double precision' };
  const expected = dataSource.driver.normalizeType(column) + (column.isArray ? '[]' : '');
  const live = found.type.startsWith('_') ? `${aliases[found.type.slice(1)] ?? found.type.slice(1)}[]` : (aliases[found.type] ?? found.type);
  const differences: string[] = [];
  if (expected !== live) differences.push(`${table}.${column.databaseName}: ${expected} in the entity, ${live} in the table`);
  if (column.isNullable !== found.nullable) differences.push(`${table}.${column.databaseName}: nullable differs`);
  return differences;
}
