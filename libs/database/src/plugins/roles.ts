import { StationhouseError, text } from '@stationhouse/kernel';
import { driverError } from '../refusals.js';
import { ROLES } from '../roles.js';
import { pluginNames } from './names.js';
import type { Queries } from './storage.js';

/** What PostgreSQL says to the second of two who make the same role, or membership, at once. */
const SOMEBODY_WAS_FASTER = new Set(['42710', '23505', 'XX000']);
const MOST_TRIES = 5;
const NOT_ALLOWED = '42501';

/**
 * Makes the two roles of a plugin's storage, unless they are there. Neither signs in. The application may become the first, and has
 * none of its rights until it does; the owner may become the second, which bypasses row-level security for back-fills as the owner
 * does. Roles belong to the whole cluster, where several databases may be migrated at once: the slower one finds them made.
 */
export async function ensureRoles(queries: Queries, pluginId: string): Promise<void> {
  for (let left = MOST_TRIES; ; left -= 1) {
    const missing = await missingStatements(queries, pluginId);
    if (missing.length === 0) return;
    try {
      for (const statement of missing) await queries.query(statement);
    } catch (error) {
      const told = driverError(error);
      const code = 'code' in told ? String(told.code) : '';
      if (code === NOT_ALLOWED) throw mayNotMakeRoles(pluginId, error);
      if (left === 0 || !SOMEBODY_WAS_FASTER.has(code)) throw error;
    }
  }
}

async function missingStatements(queries: Queries, pluginId: string): Promise<string[]> {
  const { role, migrator } = pluginNames(pluginId);
  const member = (held: string, by: string) => `EXISTS (SELECT FROM pg_auth_members WHERE roleid = to_regrole('${held}') AND member = '${by}'::regrole AND set_option AND NOT inherit_option)`;
  const [there] = (await queries.query(
    `SELECT to_regrole('${role}') IS NOT NULL AS role, to_regrole('${migrator}') IS NOT NULL AS migrator, ${member(role, ROLES.app)} AS "roleHeld", ${member(migrator, ROLES.owner)} AS "migratorHeld"`,
  )) as [Record<'role' | 'migrator' | 'roleHeld' | 'migratorHeld', boolean>];
  return [
    ...(there.role ? [] : [`CREATE ROLE ${role} NOLOGIN`]),
    ...(there.migrator ? [] : [`CREATE ROLE ${migrator} NOLOGIN BYPASSRLS`]),
    ...(there.roleHeld ? [] : [`GRANT ${role} TO ${ROLES.app} WITH INHERIT FALSE, SET TRUE`]),
    ...(there.migratorHeld ? [] : [`GRANT ${migrator} TO ${ROLES.owner} WITH INHERIT FALSE, SET TRUE`]),
  ];
}

/** An owner that a superuser made otherwise than roles.ts says. */
function mayNotMakeRoles(pluginId: string, cause: unknown): StationhouseError {
  return new StationhouseError(
    'DATABASE_UNAVAILABLE',
    text(
      `数据库角色 ${ROLES.owner} 无权为插件 ${pluginId} 建立角色。请由超级用户执行 libs/database/src/roles.ts 中的语句（CREATEROLE、BYPASSRLS），再启动。`,
      `The database role ${ROLES.owner} may not make the roles of the plugin ${pluginId}. Have a superuser run the statements of libs/database/src/roles.ts (CREATEROLE, BYPASSRLS), then start again.`,
    ),
    { pluginId },
    { cause },
  );
}
