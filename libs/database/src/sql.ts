import { ROLES } from './roles.js';

/** Which column a table is scoped by. */
export type Scope = 'station' | 'bureau';

/**
 * The statements that put a table under forced row-level security and give the application role its rights.
 * Every migration that creates a tenant or bureau table runs these; the schema check refuses a table without them.
 * @param table the bare table name, optionally with its schema
 * @param grants what the application role may do; column-level grants make facts immutable: `UPDATE (outcome, version)`
 */
export function secureTable(table: string, scope: Scope, grants: readonly string[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']): string[] {
  return secureTableBy(table, tenantReach(scope), grants);
}

/** Whose rows a tenant transaction reaches. The sub-select is evaluated once per statement; the bare call once per row, at 24 µs against 0.5 with 69 stations. */
export function tenantReach(scope: Scope): string {
  return `${scope}_id = ANY ((SELECT app.${scope}_ids())::uuid[])`;
}

/** As {@link secureTable}, with a reach of its own (for example a bureau table that a station may read a part of). */
export function secureTableBy(table: string, reach: string, grants: readonly string[], role: string = ROLES.app): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY tenant ON ${table} USING (${reach}) WITH CHECK (${reach})`,
    `GRANT ${grants.join(', ')} ON ${table} TO ${role}`,
  ];
}

/**
 * The statements that let rows of a table be sealed (治安管理处罚法 136): a sealed row is in no list, count, figure or answer, whoever asks, but
 * for the few deeds whose context reaches sealed records.
 */
export function sealable(table: string): string[] {
  return [
    `ALTER TABLE ${table} ADD COLUMN sealed_at timestamptz(3)`,
    `COMMENT ON COLUMN ${table}.sealed_at IS 'since when nobody sees it; null: it is not sealed'`,
    `CREATE POLICY unsealed ON ${table} AS RESTRICTIVE USING (sealed_at IS NULL OR (SELECT app.reaches_sealed()))`,
    `GRANT UPDATE (sealed_at) ON ${table} TO ${ROLES.app}`,
  ];
}

/**
 * The statements that let rows of a table be restricted to a team: such a row is in no list, count, figure or answer of anybody else. The platform itself – a timer, a job – works with it, and
 * so do the deeds whose context reaches restricted records.
 */
export function restrictable(table: string): string[] {
  return [
    `ALTER TABLE ${table} ADD COLUMN team uuid[]`,
    `COMMENT ON COLUMN ${table}.team IS 'the accounts that see it; null: it is not restricted'`,
    `CREATE POLICY teamed ON ${table} AS RESTRICTIVE USING (team IS NULL OR (SELECT app.reaches_restricted()) OR (SELECT app.account_id()) = ANY (team))`,
    `GRANT UPDATE (team) ON ${table} TO ${ROLES.app}`,
  ];
}

/**
 * Creates one function of the closed list of unscoped statements: SECURITY DEFINER, owned by the unscoped role, with a
 * fixed search path, callable by the application role only.
 * @param signature `claim_timers(at timestamptz, most int)`
 * @param returns `TABLE (station_id uuid, id uuid)`
 * @param body the SQL or PL/pgSQL body
 * @param settings `SET … = …` that hold within it
 */
export function unscopedFunction(signature: string, returns: string, body: string, language: 'sql' | 'plpgsql' = 'sql', settings = ''): string[] {
  const types = argumentTypes(signature);
  return [
    `CREATE OR REPLACE FUNCTION unscoped.${signature} RETURNS ${returns} LANGUAGE ${language} VOLATILE SECURITY DEFINER
       SET search_path = pg_catalog, public, app ${settings} AS $unscoped$ ${body} $unscoped$`,
    // Privileges first: once the function is given away, its maker may no longer set them, and PostgreSQL only warns.
    `REVOKE ALL ON FUNCTION unscoped.${types} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION unscoped.${types} TO ${ROLES.app}`,
    `ALTER FUNCTION unscoped.${types} OWNER TO ${ROLES.unscoped}`,
  ];
}

function argumentTypes(signature: string): string {
  const [, name = '', parameters = ''] = /^(\w+)\((.*)\)$/s.exec(signature) ?? [];
  const types = parameters
    .split(',')
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== '')
    .map((parameter) => parameter.replace(/^\w+\s+/, '').replace(/\s+DEFAULT\s.*$/i, ''));
  return `${name}(${types.join(', ')})`;
}
