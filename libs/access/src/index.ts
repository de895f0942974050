// Permissions and roles
export { definePermission, PermissionRegistry, type Permission } from './permissions/permission.js';
export { covers, DATA_CLASSES, findRole, FULL_READERS, higher, lower, ROLES, STATION_MEMBERS, STATION_OFFICERS, type DataClass, type Role, type RoleId, type UnitKind } from './permissions/roles.js';
export { Abilities, type HeldRole, type Holding, type Standing, type Unit } from './permissions/abilities.js';
export { standingOf, type StandingRow } from './permissions/standing.js';
export { NO_EXCEPTIONS, type Exceptions } from './permissions/exceptions.js';

// What departs from the default matrix
export { accessGrant, accessGrantRule, accessGrants, accessGrantState, askAccess, decideAccess, endAccess, openingsOf, personalReadsOf, setAccessGrantRule, type AccessGrantRow, type AccessGrantState } from './rights/access-grants.js';
export { looksOfData, looksOfType, RecordSights, type FieldLook, type RecordKind, type SightedRecord } from './rights/record-sights.js';
export { beyondPart } from './rights/delegations.js';
export { abilitiesOf } from './rights/explanation.js';
export { setRolePermission, tighteningsAt, type TighteningPlace } from './rights/tightenings.js';
export { askForAccess, decideAccessGrants, readAccessGrants, ruleAccessGrants, tightenRoles } from './permissions/rights.js';

export { accessPermissions, changeStation as changeStationPermission, createStation as createStationPermission, readStation, reorganiseStations, moveMembers, readBureauMembers, readMembers } from './permissions/catalogue.js';

// The request and the guard
export { currentRequest, findRequest, RequestContext, runAsRequest, type RequestFacts, type Restriction, type Session, type SessionAccount } from './request/context.js';
export { accessRuleOf, Public, Requires, SignedIn, type AccessRule } from './guard/decorators.js';
export { AccessGuard } from './guard/access.guard.js';
export { forbidden, holdsRole, requirePermission, requireSight } from './guard/require.js';
export { TenantGate } from './guard/tenant-gate.js';
export { bearerOf, refuseCrossSite, serveRequestContext } from './request/http.js';
export { liveHooks, requestOfLive, SIGN_IN_OVER, TOO_MANY_CONNECTIONS, type LiveContext, type LiveHooks } from './request/live.js';
export { Sessions } from './request/sessions.js';
export { AccessModule } from './access.module.js';
export { accessEntities, accessMigrations } from './brings.js';
export { matrixMarkdown, roleOperationMatrix, type OperationRow } from './matrix/matrix.js';

// API keys
export { endingApiKey, endingApiKeys, type EndingApiKey } from './keys/api-keys.js';

// Sign-in
export { ACCESS_DEFAULTS, ACCESS_SETTINGS, type AccessSettings, type SurfaceName } from './sign-in/settings.js';
export { AccountKeys } from './sign-in/account-keys.js';
export { REFRESH_COOKIE, refreshCookie, type AdmissionBody } from './sign-in/auth.controller.js';
export { REFRESH_GRACE_MILLISECONDS, sweepSessions } from './sign-in/session-store.js';
export { deriveKey, deriveKeys, openSecret, sealSecret, type Keys, type KeySettings } from './sign-in/keys.js';
export { parseNewPassword, Passwords } from './sign-in/passwords.js';

// Organisation and duty: for other libraries, set-up and the demo
export { Account, Bureau, Membership, Post, Shift, ShiftOfficer, Station, Team } from './organisation/entities.js';
export { changeStation, createBureau, createPost, createTeam, insertStation, requireStationVersion, requireWorking, stationClosed, type NewBureau, type NewStation, type StationChange } from './organisation/units.js';
export { MOST_STATION_ROWS, readStationRows, type StationColumn, type StationRow, type StationRowProblem } from './organisation/station-rows.js';
export { declareLocalities, giveLocalities, localitiesOf, MOST_LOCALITY_ROWS, requireLocalities, type LocalitiesDeclared, type Locality, type LocalityKind, type LocalityProblem, type LocalityRow } from './organisation/localities.js';
export { parseCode, parseLogin, parseName, parseTimeZone } from './organisation/names.js';
export { accountsById, createAccount, searchAccounts, setAccountActive, type NewAccount } from './organisation/accounts.js';
export { endMembership, grantBureauRole, grantRole, insertMembership, lockBureau, permissionToGrant, refuseSelfElevation, revokeBureauRole, revokeRole, type StationGrant } from './organisation/members.js';
export { staffMoveCarried, staffMoveFailed } from './audit-actions.js';
export { boardsNaming, type ContactBoardRow } from './contact-boards/contact-boards.js';
export { carryRoles, cancelMove, checkMove, delegationsOver, heldAnywhere, lockMove, movesOfReorganisation, openAccess, planMove, recorded as recordMove, rolesHeld, settleMove, staffMove, staffMoves, standingVersion, stationsOf, type CheckedMove, type Handover, type MoveRole, type StaffMoveKind, type StaffMoveOutcome, type StaffMoveRow, type StaffMoveWish } from './moves/staff-moves.js';
export { accountShelf, stationShelf } from './organisation/shelves.js';
export { accountIn, loadAccount, loadStation, unseenAccount } from './organisation/loaders.js';
export { bureauHolders, createShift, holders, shiftsBetween, whoIsOn, type NewShift, type OnDuty } from './duty/duty.js';

// People outside the police network
export { OutsidePersonRow, OutsideUnitRow, UNIT_KINDS } from './outside/entities.js';
export { invite, OUTSIDE_ROLES, saveUnit, type Invited, type UnitWords } from './outside/people.js';

// Masking
export { maskText, type PersonalKind } from './masking/mask.js';
export { maskPersonalFields, Personal, personalOf, type PersonalField } from './masking/personal.js';
export { ANY_ITEM, classBySchema, leavesBySchema, maskBySchema, type Leaf, type OpenSealed } from './masking/schema.js';
export { eraseBySchema, type Erasing } from './masking/erase.js';
export { Attempts } from './sign-in/attempts.js';
export { readerOf, withReader, type Reader } from './masking/reader.js';

// Shared GraphQL
export { DateTime, Json, LocalDate, parseJson } from './graphql/scalars.js';
export { PageInfo, Text } from './graphql/types.js';
export { answerAhead, wantOf, withAhead, type Ahead, type Made, type ReadAhead, type Shelf } from './graphql/look-ahead.js';
export { askSpelled, PageSpelling, SpelledPage, Spells, spellingOf, spellsFrom, type SpelledRows } from './graphql/spelling/connection.js';
export { Unspellable } from './graphql/spelling/holes.js';
export type { Asking } from './graphql/spelling/asked.js';
export { below, selectionOf, type SelectedField, type Selection } from './graphql/selection.js';
export { badCursor, decodeCursor, encodeCursor, LARGEST_PAGE, pageOf, parseFirst, type CursorKey, type Page } from './graphql/cursor.js';
