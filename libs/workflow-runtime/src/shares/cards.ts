import { audit } from '@stationhouse/audit';
import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { shareOpen } from '@stationhouse/workflow';
import { sharedCardOpened } from '../audit-actions.js';
import type { AttachmentRow } from '../attachments/entity.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import { requireShown, type CardState, type EmergencyCards, type OpenedCard } from '../emergency/cards.js';
import { photoOf } from '../emergency/photos.js';
import { lockInstance } from '../emergency/reads.js';
import { shareOver } from './answering.js';
import { readRequest, type ShareRequestRow } from './rows.js';

export interface SharedCardsOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly cards: EmergencyCards;
}

/** Somebody of a station that was asked. */
export interface ShareAsker {
  readonly accountId: Id;
  /** As the station that asked will read it: the name, and the station. */
  readonly name: string;
  /** The role they open it in. */
  readonly role: string;
}

/**
 * The emergency card of another station's instance, for whoever was asked to help. The one way across: it takes the request as the asked station has it to the same
 * request as the other has it, and from there to the card of that one instance, while it is open; the opening is a row there, as every other.
 */
export class SharedCards {
  constructor(private readonly options: SharedCardsOptions) {}

  /**
   * Opens the card that a request is about. Sent again under its key it is the same opening.
   * @param context of whoever asks, at their own station: theirs are the audit lines at both
   * @throws StationhouseError NOT_FOUND, SHARE_ENDED, EMERGENCY_CLOSED
   */
  async open(context: TenantContext, stationId: Id, requestId: Id, asker: ShareAsker, command: Keyed): Promise<{ readonly state: CardState; readonly opened: OpenedCard }> {
    const request = await this.options.database.inTenant(context, async (tenant) => {
      const row = await readOpen(tenant, stationId, requestId);
      // Before anything is shown: should the rest fail, it says that somebody tried.
      await once(tenant, stationId, `open shared card ${requestId}`, command, async () => {
        await audit(tenant, { action: sharedCardOpened, stationId, record: { kind: 'share', id: requestId }, details: { fromStationId: row.otherStationId, role: asker.role } });
        return {};
      });
      return row;
    });
    return this.across(context, request, asker, async (tenant, state) => ({ state, opened: await this.options.cards.open(tenant, state, command, asker.name) }));
  }

  /** A photo of an opening. @throws StationhouseError NOT_FOUND, SHARE_ENDED, EMERGENCY_CLOSED */
  async photo(context: TenantContext, stationId: Id, requestId: Id, asker: ShareAsker, { viewId, photoId }: { readonly viewId: Id; readonly photoId: Id }): Promise<AttachmentRow> {
    const request = await this.options.database.inTenant(context, (tenant) => readOpen(tenant, stationId, requestId));
    return this.across(context, request, asker, async (tenant, state) => {
      requireShown(state);
      return photoOf(tenant, request.otherStationId, { viewId, photoId, accountId: asker.accountId });
    });
  }

  /** In the scope of the station that asked, with the card of that request’s instance alone. */
  private across<Result>({ accountId, sessionId, address, requestId }: TenantContext, request: ShareRequestRow, { role }: ShareAsker, work: (tenant: Tenant, state: CardState) => Promise<Result>): Promise<Result> {
    const { database, catalog, cards } = this.options;
    const { otherStationId: fromId, stationId } = request;
    return database.inTenant({ stationIds: [fromId], bureauIds: [], accountId, sessionId, address, requestId }, async (tenant) => {
      const own = await readRequest(tenant, fromId, request.id, 'out');
      if (own.endedAt !== null || own.otherStationId !== stationId) throw shareOver();
      const row = await lockInstance(tenant, fromId, own.instanceId);
      const compiled = await catalog.version(tenant, row.definition);
      const state = await cards.state(tenant, row, compiled, undefined);
      const [place] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [fromId]);
      if (state === undefined || (state.open && !shareOpen(compiled, row.snapshot, place?.timeZone ?? 'UTC'))) throw shareOver();
      return work(tenant, { ...state, called: { reason: 'share', role } });
    });
  }
}

async function readOpen(tenant: Tenant, stationId: Id, requestId: Id): Promise<ShareRequestRow> {
  const row = await readRequest(tenant, stationId, requestId, 'in');
  if (row.endedAt !== null) throw shareOver();
  return row;
}
