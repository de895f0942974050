import { Abilities, type Standing } from '../permissions/abilities.js';
import { holdApiKeys } from '../permissions/api-keys.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import type { Id } from '@stationhouse/kernel';

/** What a key was made for. */
export interface KeyScope {
  readonly permissions: readonly string[];
  readonly stationIds: readonly Id[];
}

/** Permissions that no key carries: a key makes no keys. */
export function isForKeys(permission: string): boolean {
  return !permission.startsWith('apiKey.');
}

/**
 * What is left of an account's rights for its key, at this moment: the key's stations at which the account may still hold keys, and there
 * the key's permissions. Access that was granted to the person, for a stated purpose, stays with the person.
 * @returns undefined when nothing is left: the account was moved, or its role lost the permission
 */
export function standingOfKey(owner: Standing, scope: KeyScope, registry: PermissionRegistry): Standing | undefined {
  const own = { ...owner, accessGrants: [] };
  const abilities = new Abilities(own, registry);
  const here = new Set(scope.stationIds.filter((stationId) => registry.has(holdApiKeys.id) && abilities.may(holdApiKeys.id, { stationId })));
  if (here.size === 0) return undefined;
  return {
    ...own,
    memberships: own.memberships.filter(({ stationId }) => stationId === undefined || here.has(stationId)),
    bureauStationIds: own.bureauStationIds.filter((stationId) => here.has(stationId)),
    delegations: own.delegations.map((given) => ({ ...given, stationIds: given.stationIds.filter((stationId) => here.has(stationId)) })).filter(({ stationIds }) => stationIds.length > 0),
    only: { permissions: scope.permissions },
  };
}
