import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { OverlayConflicts } from '../configuration/entities.js';
import type { CampaignRow } from './entities.js';

/** What has become of a campaign at a station. */
export type CampaignState = 'planned' | 'adopted' | 'conflict' | 'superseded' | 'withdrawn';

/** A campaign with how many stations stand where. */
export interface CampaignStanding extends CampaignRow, Readonly<Record<CampaignState, number>> {
  readonly stationIds: readonly Id[];
  /** The template its revision is written for. */
  readonly template: number;
}

/** A station's part of a campaign. */
export interface CampaignAt {
  readonly stationId: Id;
  readonly name: string;
  readonly state: CampaignState;
  /** When it was carried out there; null before. */
  readonly carriedAt: Date | null;
  readonly conflicts: OverlayConflicts | null;
}

const COLUMNS = `c.bureau_id AS "bureauId", c.id, c.workflow, c.revision, c.because, c.effective_on::text AS "effectiveOn", c.paused, c.withdrawn_at AS "withdrawnAt", c.started_by AS "startedBy", c.started_at AS "startedAt"`;

/** Read from the version and the overlay of the station, so that it is never another than what holds there. */
const STATE = `CASE WHEN p.taken_back_at IS NOT NULL OR (c.withdrawn_at IS NOT NULL AND p.carried_at IS NULL) THEN 'withdrawn' WHEN p.carried_at IS NULL THEN 'planned'
  WHEN (o.conflicts ->> 'bureauRevision')::int = c.revision THEN 'conflict' WHEN v.bureau_revision = c.revision THEN 'adopted' ELSE 'superseded' END`;
const PARTS = `campaign_station p LEFT JOIN overlay o ON o.scope_id = p.station_id AND o.workflow = c.workflow LEFT JOIN station_version v ON v.station_id = p.station_id AND v.workflow = c.workflow`;

/** The campaigns of a bureau, newest first. @param tenant reaches the bureau and its stations @throws StationhouseError BAD_INPUT, BAD_CURSOR */
export async function listCampaigns(tenant: Tenant, bureauId: Id, first: number, after: string | null | undefined): Promise<Page<CampaignStanding>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const rows = await standings(tenant, `c.bureau_id = $1 AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3`, [bureauId, last ?? null, most + 1]);
  return pageOf(rows, most, ({ id }) => [id]);
}

/** @throws StationhouseError NOT_FOUND */
export async function readCampaign(tenant: Tenant, bureauId: Id, campaignId: Id): Promise<CampaignStanding> {
  const [row] = await standings(tenant, 'c.bureau_id = $1 AND c.id = $2', [bureauId, campaignId]);
  if (row === undefined) throw notFound(text('下发', 'Campaign'));
  return row;
}

function standings(tenant: Tenant, condition: string, parameters: readonly unknown[]): Promise<CampaignStanding[]> {
  return tenant.sql<CampaignStanding>(
    `SELECT ${COLUMNS}, r.template, s.* FROM campaign c JOIN overlay_revision r ON r.scope_id = c.bureau_id AND r.workflow = c.workflow AND r.revision = c.revision
       CROSS JOIN LATERAL (
         SELECT coalesce(array_agg(station_id), '{}') AS "stationIds", count(*) FILTER (WHERE state = 'planned')::int AS planned, count(*) FILTER (WHERE state = 'adopted')::int AS adopted,
                count(*) FILTER (WHERE state = 'conflict')::int AS conflict, count(*) FILTER (WHERE state = 'superseded')::int AS superseded, count(*) FILTER (WHERE state = 'withdrawn')::int AS withdrawn
           FROM (SELECT p.station_id, ${STATE} AS state FROM ${PARTS} WHERE p.campaign_id = c.id) p) s
      WHERE ${condition}`,
    parameters,
  );
}

/** Every station of a campaign, those that wait first. */
export function campaignStations(tenant: Tenant, bureauId: Id, campaignId: Id): Promise<CampaignAt[]> {
  return tenant.sql<CampaignAt>(
    `SELECT p.station_id AS "stationId", s.name, p.carried_at AS "carriedAt", ${STATE} AS state, CASE WHEN (o.conflicts ->> 'bureauRevision')::int = c.revision THEN o.conflicts END AS conflicts
       FROM campaign c CROSS JOIN ${PARTS} JOIN station s ON s.id = p.station_id WHERE c.bureau_id = $1 AND c.id = $2 AND p.campaign_id = c.id ORDER BY ${STATE} <> 'conflict', s.code`,
    [bureauId, campaignId],
  );
}
