import { createHash, createHmac } from 'node:crypto';
import { audit } from '@stationhouse/audit';
import type { TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import type { Jobs } from '@stationhouse/jobs';
import { handInLinkMade, handInLinkRevoked } from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import { readInstance } from '../reads/instances.js';
import { openFor } from './open.js';
import { LINK_MINUTES, refusedInside } from './refusals.js';
import { LINK_COLUMNS, type HandInLinkRow } from './rows.js';

export interface HandInLinksOptions {
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'live'>;
  /** Of the installation, for links alone. */
  readonly key: Uint8Array;
  /** The origin of the external surface. */
  readonly origin: string;
}

/** SHA-256 of a secret, as it is kept. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Links that an officer makes and withdraws, for whoever is signed in. */
export class HandInLinks {
  constructor(private readonly options: HandInLinksOptions) {}

  /**
   * Makes a link for an instance; links of it that nobody has opened are withdrawn, so that one code is good at a time. Repeated, the command answers the same link.
   * @throws StationhouseError NOT_FOUND, HAND_IN_CLOSED, HAND_IN_EXERCISE
   */
  make(stationId: Id, command: { readonly instanceId: Id } & Keyed): Promise<HandInLinkRow> {
    const { gate, catalog } = this.options;
    return gate.inStation(stationId, async (tenant) => {
      const instance = await readInstance(tenant, stationId, command.instanceId);
      const compiled = await catalog.version(tenant, instance.definition);
      const { id } = await once(tenant, stationId, 'hand-in link', command, async () => {
        if (!(await openFor(tenant, compiled, instance))) throw refusedInside.notTaken();
        if (instance.exercise) throw refusedInside.exercise();
        const made = newId();
        await tenant.sql('UPDATE hand_in_link SET revoked_at = now() WHERE station_id = $1 AND instance_id = $2 AND opened_at IS NULL AND revoked_at IS NULL', [stationId, instance.id]);
        await tenant.sql('INSERT INTO hand_in_link (station_id, id, instance_id, token_hash, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))', [stationId, made, instance.id, hashOf(this.tokenOf(made)), tenant.context.accountId, LINK_MINUTES]);
        await audit(tenant, { action: handInLinkMade, stationId, record: { kind: 'instance', id: instance.id, number: instance.number }, details: { linkId: made } });
        this.announce(tenant, stationId, instance.id);
        return { id: made };
      });
      return this.read(tenant, stationId, id);
    });
  }

  /** Withdraws a link: nothing more comes by it. What came before stays. @throws StationhouseError NOT_FOUND */
  revoke(stationId: Id, command: { readonly linkId: Id } & Keyed): Promise<HandInLinkRow> {
    return this.options.gate.inStation(stationId, async (tenant) => {
      const link = await this.read(tenant, stationId, command.linkId);
      await once(tenant, stationId, `revoke hand-in link ${link.id}`, command, async () => {
        await tenant.sql('UPDATE hand_in_link SET revoked_at = now() WHERE station_id = $1 AND id = $2 AND revoked_at IS NULL', [stationId, link.id]);
        await audit(tenant, { action: handInLinkRevoked, stationId, record: { kind: 'instance', id: link.instanceId }, details: { linkId: link.id } });
        this.announce(tenant, stationId, link.instanceId);
        return {};
      });
      return this.read(tenant, stationId, link.id);
    });
  }

  /** What the code of a link holds. The secret stands behind `#`: it is in no request line, log or referrer. */
  addressOf({ id }: Pick<HandInLinkRow, 'id'>): string {
    return `${this.options.origin}/hand-in#${this.tokenOf(id)}`;
  }

  /** 256 bits that nobody guesses, worked out of the link's id: they are kept nowhere, and the same page can show the same code again. */
  private tokenOf(id: Id): string {
    return createHmac('sha256', this.options.key).update(id).digest('base64url');
  }

  private async read(tenant: Tenant, stationId: Id, id: Id): Promise<HandInLinkRow> {
    const [row] = await tenant.sql<HandInLinkRow>(`SELECT ${LINK_COLUMNS} FROM hand_in_link WHERE station_id = $1 AND id = $2`, [stationId, id]);
    if (row === undefined) throw refusedInside.link();
    // Whoever does not see the instance sees nothing of its links.
    await readInstance(tenant, stationId, row.instanceId);
    return row;
  }

  private announce(tenant: Tenant, stationId: Id, id: Id): void {
    tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id, stationId }));
  }
}
