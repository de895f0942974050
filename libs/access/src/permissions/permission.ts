import type { Bilingual } from '@stationhouse/kernel';
import type { SurfaceName } from '../sign-in/settings.js';
import type { RoleId } from './roles.js';

/** Something a person may do, with the prose an administrator reads before giving a role. */
export interface Permission {
  /** `<thing>.<action>`, both camelCase: `incident.read`. Unique in the house. */
  readonly id: string;
  readonly title: Bilingual;
  /** What holding it allows, in whole sentences. */
  readonly description: Bilingual;
  /** The roles that hold it unless a bureau tightens it. */
  readonly defaultRoles: readonly RoleId[];
  /**
   * True when a bureau's role holds it in every station of the bureau. Without it a bureau's role holds it at the
   * bureau only: content of a station stays with the station.
   */
  readonly reachesStations?: boolean;
  /** True when an access grant (授权查看) opens it at its station. Reading only. */
  readonly byAccessGrant?: boolean;
  /** Where a bureau administrator may give it to a named account for a time: at the bureau, or at stations he names. */
  readonly delegable?: 'bureau' | 'stations';
  /** The duty nobody could do without it: the last role that holds it keeps it, whoever tightens. */
  readonly duty?: Bilingual;
  /** Where it is held: `external` for what people outside the police network do; `internal` when absent. */
  readonly surface?: SurfaceName;
}

/** The permission that tells a role of class P2 from one of P1. */
export const READ_IN_FULL = 'person.readFully';

/** Declares a permission as an exported constant of its library. */
export function definePermission(permission: Permission): Permission {
  if (!/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/.test(permission.id)) throw new Error(`A permission id reads "thing.action", not "${permission.id}".`);
  return Object.freeze(permission);
}

/** All permissions of one surface. Those of the other do not exist on it. */
export class PermissionRegistry {
  private readonly byId = new Map<string, Permission>();
  /** Every request asks what its roles hold: worked out once for each. */
  private readonly byRole = new Map<string, readonly Permission[]>();

  /** @throws Error when two libraries declare the same id, or nobody could hold one */
  constructor(
    permissions: readonly Permission[],
    readonly surface: SurfaceName = 'internal',
  ) {
    for (const permission of permissions.filter((one) => (one.surface ?? 'internal') === surface)) {
      if (this.byId.has(permission.id)) throw new Error(`Permission ${permission.id} is declared twice.`);
      if (permission.defaultRoles.length === 0) throw new Error(`Permission ${permission.id} can be held by nobody: give it a default role.`);
      this.byId.set(permission.id, permission);
    }
  }

  all(): readonly Permission[] {
    return [...this.byId.values()];
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** @throws Error for an id no library declares */
  get(id: string): Permission {
    const permission = this.byId.get(id);
    if (permission === undefined) throw new Error(`No library declares the permission "${id}".`);
    return permission;
  }

  /** The permissions a role holds at its own unit. */
  ofRole(role: string): readonly Permission[] {
    const known = this.byRole.get(role);
    if (known !== undefined) return known;
    const held = this.all().filter((permission) => permission.defaultRoles.some((id) => id === role));
    this.byRole.set(role, held);
    return held;
  }
}
