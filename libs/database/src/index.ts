export { Database, DomainClock, type DatabaseOptions, type Entities } from './database.js';
export { currentTenant, type Tenant, type TenantContext } from './tenant.js';
export { databaseMigrations, migrate, pendingMigrations, type MigrateOptions, type Migration } from './migrate.js';
export { secureTable, secureTableBy, unscopedFunction, type Scope } from './sql.js';
export { databaseStatements, ROLES, roleStatements } from './roles.js';
export { SnakeNaming } from './naming.js';
export { UNSCOPED_FUNCTIONS, type UnscopedFunction } from './unscoped.js';
export { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './embedded/server.js';
export { createDatabase, prepareCluster, type ClusterUrls } from './cluster.js';
