/**
 * The database roles of the house.
 * - owner: owns every table, runs migrations and nothing else; bypasses row-level security, because a migration's
 *   back-fill that does not bypass it silently updates no rows.
 * - app: what the server runs as; owns nothing, and row-level security is forced on it.
 * - unscoped: cannot sign in; owns the closed list of functions in schema `unscoped` (see unscoped.ts).
 *
 * The two roles of a plugin's storage are made by the owner when the plugin comes (plugins/roles.ts).
 */
export const ROLES = {
  owner: 'stationhouse_owner',
  app: 'stationhouse_app',
  unscoped: 'stationhouse_unscoped',
} as const;

/** Statements a superuser runs once per cluster; safe to run again. Passwords are quoted by the caller's escape. */
export function roleStatements(passwords: { owner: string; app: string }, escapeLiteral: (value: string) => string): string[] {
  const ensure = (role: string, attributes: string) => `DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF;
  END $$; ALTER ROLE ${role} ${attributes}`;
  return [
    ensure(ROLES.owner, `LOGIN BYPASSRLS CREATEROLE NOSUPERUSER PASSWORD ${escapeLiteral(passwords.owner)}`),
    ensure(ROLES.app, `LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEROLE PASSWORD ${escapeLiteral(passwords.app)}`),
    ensure(ROLES.unscoped, 'NOLOGIN BYPASSRLS NOSUPERUSER'),
    `GRANT ${ROLES.unscoped} TO ${ROLES.owner} WITH INHERIT FALSE, SET TRUE`,
  ];
}

/** Statements that make an empty database ours, run by a superuser inside it. */
export function databaseStatements(): string[] {
  return [
    `GRANT ALL ON SCHEMA public TO ${ROLES.owner}`,
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
    `GRANT USAGE ON SCHEMA public TO ${ROLES.app}, ${ROLES.unscoped}`,
    // Under row-level security an index serves only operators that are declared to tell nothing of rows out of reach; otherwise a
    // full-text search reads the whole table. This one raises no error and says nothing but yes or no.
    'ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF',
    // Whoever may call it gives itself another reach, or another role, in the middle of a SELECT: not a plugin's role.
    'REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC',
    `GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO ${ROLES.owner}, ${ROLES.app}, ${ROLES.unscoped}`,
  ];
}
