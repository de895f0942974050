import { findRole, setRolePermission, tighteningsAt, tightenRoles, type AccessSettings, type PermissionRegistry, type TighteningPlace } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual } from '@stationhouse/kernel';
import { z } from 'zod';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { carriedOut, readIn, written } from '../yaml.js';

const PATH = 'roles.yaml';
/** By role and permission: what is taken, or given back, and why. */
const grammar = z.record(z.string(), z.record(z.string(), z.strictObject({ held: z.boolean(), reason: z.string().min(1).max(500) })));

/** What a bureau or station takes from roles; never more than the default matrix gives. */
export class RolesFile implements ConfigurationPart {
  readonly levels = ['bureau', 'station'] as const;
  readonly permission = tightenRoles;
  readonly files = /^roles\.yaml$/;

  constructor(
    private readonly registry: PermissionRegistry,
    private readonly settings: Pick<AccessSettings, 'clock'>,
  ) {}

  async read(tenant: Tenant, scope: Scope): Promise<ConfigurationFile[]> {
    const said: Record<string, Record<string, { readonly held: boolean; readonly reason: string }>> = {};
    const key = ({ role, permission }: { readonly role: string; readonly permission: string }) => `${role} ${permission}`;
    for (const { role, permission, reason } of (await ownAt(tenant, scope)).sort((left, right) => (key(left) < key(right) ? -1 : 1))) (said[role] ??= {})[permission] = { held: false, reason };
    return Object.keys(said).length === 0 ? [] : [{ path: PATH, content: written(said) }];
  }

  async write(tenant: Tenant, scope: Scope, { file }: WriteFile): Promise<readonly Bilingual[]> {
    const changes: Bilingual[] = [];
    for (const [role, permissions] of Object.entries(readIn(grammar, file))) {
      for (const [permission, { held, reason }] of Object.entries(permissions)) {
        const taken = (await ownAt(tenant, scope)).some((one) => one.role === role && one.permission === permission);
        if (taken !== held) continue;
        await carriedOut(file, [role, permission], () => setRolePermission(tenant, this.registry, placeOf(scope), { role, permission, held, reason }, this.settings.clock.now()));
        const [title, what] = [findRole(role)?.title ?? text(role, role), this.registry.get(permission).title];
        changes.push(held ? text(`恢复“${title['zh-CN']}”的“${what['zh-CN']}”`, `Gives "${what.en}" back to ${title.en}`) : text(`收回“${title['zh-CN']}”的“${what['zh-CN']}”`, `Takes "${what.en}" from ${title.en}`));
      }
    }
    return changes;
  }
}

const placeOf = ({ level, scopeId, bureauId }: Scope): TighteningPlace => ({ bureauId, stationId: level === 'station' ? scopeId : undefined });

async function ownAt(tenant: Tenant, scope: Scope) {
  const { stationId = null } = placeOf(scope);
  return (await tighteningsAt(tenant, placeOf(scope))).filter((one) => one.stationId === stationId);
}
