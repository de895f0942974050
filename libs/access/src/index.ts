// Permissions and roles
export { definePermission, PermissionRegistry, type Permission } from './permissions/permission.js';
export { covers, DATA_CLASSES, findRole, higher, lower, ROLES, STATION_MEMBERS, STATION_OFFICERS, type DataClass, type Role, type RoleId, type UnitKind } from './permissions/roles.js';
export { Abilities, type HeldRole, type Standing, type Unit } from './permissions/abilities.js';

// The request and the guard
export { currentRequest, findRequest, RequestContext, runAsRequest, type RequestFacts, type Restriction, type Session, type SessionAccount } from './request/context.js';
export { accessRuleOf, Public, Requires, SignedIn, type AccessRule } from './guard/decorators.js';
export { AccessGuard } from './guard/access.guard.js';
export { forbidden, requirePermission, requireSight } from './guard/require.js';
export { TenantGate } from './guard/tenant-gate.js';

// Masking
export { readerOf, withReader, type Reader } from './masking/reader.js';

// Shared GraphQL
export { DateTime, Json, LocalDate, parseJson } from './graphql/scalars.js';
export { PageInfo, Text } from './graphql/types.js';
export { decodeCursor, encodeCursor, LARGEST_PAGE, pageOf, parseFirst, type CursorKey, type Page } from './graphql/cursor.js';
