import { ROLES } from '../roles.js';
import { pluginNames } from './names.js';
import type { Queries } from './storage.js';

/** What PostgreSQL says to the second of two who make the same role, or membership, at once. */
const SOMEBODY_WAS_FASTER = new Set(['42710', '23505', 'XX000']);
const MOST_TRIES = 5;

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
      if (left === 0 || !SOMEBODY_WAS_FASTER.has(String((error as { code?: unknown }).code))) throw error;
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
