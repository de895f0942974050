import { notFound, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Unit } from '../permissions/abilities.js';
import { findRequest, type RequestContext, type Session } from '../request/context.js';
import type { NamedScope } from './scope.js';

/** @throws StationhouseError NOT_FOUND when the caller cannot see the unit, as if it did not exist */
export function requireSight(request: RequestContext, unit: Unit): void {
  if (request.abilities.sees(unit)) return;
  throw notFound(unit.stationId === undefined ? text('分局', 'Bureau') : text('派出所', 'Station'));
}

/**
 * @param recordId the one record it is done to, where an access grant to it is enough
 * @throws StationhouseError NOT_FOUND when the caller cannot see the unit, as if it did not exist; FORBIDDEN when it
 *   can, but may not do this
 */
export function requirePermission(request: RequestContext, permission: string, unit: Unit, recordId?: Id): void {
  if (request.abilities.may(permission, unit, recordId)) return;
  requireSight(request, unit);
  throw forbidden();
}

/** Checks a permission at every unit an operation names. */
export function requireInScope(request: RequestContext, permission: string, scope: NamedScope, anyStation: boolean, recordId?: Id): void {
  if (scope.bureauId !== undefined) requireSight(request, { bureauId: scope.bureauId });
  for (const stationId of scope.stationIds) {
    requirePermission(request, permission, { stationId }, recordId);
    if (scope.bureauId !== undefined && !belongsTo(request.signedIn, stationId, scope.bureauId)) throw notFound(text('派出所', 'Station'));
  }
  if (scope.stationIds.length > 0) return;
  if (scope.bureauId === undefined) {
    throw new StationhouseError('INTERNAL', text('内部错误：此操作没有指明派出所或分局。', 'Internal error: this operation names no station and no bureau.'));
  }
  const bureauId = scope.bureauId;
  const somewhere = anyStation && request.account.bureauId === bureauId && ownStations(request.signedIn).some((stationId) => request.abilities.may(permission, { stationId }));
  if (!somewhere) requirePermission(request, permission, { bureauId });
}

/** @throws StationhouseError while an initial password or a required second factor is outstanding */
export function refuseRestricted(session: Session): void {
  if (session.restriction === 'passwordChange') {
    throw new StationhouseError('PASSWORD_CHANGE_REQUIRED', text('请先修改初始密码。', 'Change the initial password first.'));
  }
  if (session.restriction === 'secondFactorEnrolment') {
    throw new StationhouseError('SECOND_FACTOR_ENROLMENT_REQUIRED', text('您的角色要求两步验证，请先绑定验证器。', 'Your role asks for a second factor. Set up an authenticator first.'));
  }
}

/** The refusal of something the caller can see but may not do, with whom this very reader may turn to. */
export function forbidden(): StationhouseError {
  if (findRequest()?.session?.key !== undefined) return new StationhouseError('FORBIDDEN', OF_KEY);
  const said = holds(({ stationId }) => stationId === undefined) ? OF_BUREAU : holdsRole('chief') ? OF_CHIEF : OF_OFFICER;
  return new StationhouseError('FORBIDDEN', said);
}

const OF_KEY: Bilingual = text('此接口密钥不含该权限，或密钥所属账号已没有该权限。', 'This API key does not carry the permission, or its owner no longer holds it.');
const OF_OFFICER: Bilingual = text('您没有执行此操作的权限，请联系所长或分局管理员。', 'You may not do this. Ask your chief or the bureau administrator.');
const OF_CHIEF: Bilingual = text('您没有执行此操作的权限，请联系分局管理员。', 'You may not do this. Ask the bureau administrator.');
const OF_BUREAU: Bilingual = text('您没有执行此操作的权限，此操作由其他岗位办理。各岗位的权限见“人员与角色”。', 'You may not do this: it is for other roles. Which role may do what stands under “Members and roles”.');

/** Whether whoever asks holds a role somewhere: for words that depend on who reads them, never for a decision. False outside a request. */
export function holdsRole(role: string): boolean {
  return holds((held) => held.role === role);
}

function holds(which: (held: Session['memberships'][number]) => boolean): boolean {
  return findRequest()?.session?.memberships.some(which) ?? false;
}

/** Where the account itself holds something: an account, its roles and its parts are of one bureau. */
function ownStations({ memberships, delegations }: Session): string[] {
  return [...memberships.flatMap(({ stationId }) => stationId ?? []), ...delegations.flatMap(({ stationIds }) => stationIds)];
}

function belongsTo(session: Session, stationId: string, bureauId: string): boolean {
  return session.account.bureauId === bureauId && (session.bureauStationIds.includes(stationId) || ownStations(session).includes(stationId));
}
