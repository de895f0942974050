import { currentRequest, type Permission, type TenantGate } from '@stationhouse/access';
import { registerEnumType } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';

/** Who may read what somebody keeps, beside whoever keeps it. */
export type Sharing = 'own' | 'station' | 'bureau';

/** As GraphQL says it. */
export const SharedWith: { readonly [Shared in Uppercase<Sharing>]: Shared } = { OWN: 'OWN', STATION: 'STATION', BUREAU: 'BUREAU' };
registerEnumType(SharedWith, { name: 'Sharing', description: 'Who may read it: OWN only whoever keeps it, STATION those of one station, BUREAU everybody of the bureau – each within their own rights.' });

/** How something is shared, as it is kept. */
export interface Shared {
  readonly sharing: Sharing;
  /** The station it is shared with. */
  readonly stationId: Id | null;
}

interface SharingWish {
  readonly sharing: keyof typeof SharedWith;
  readonly withStationId: Id | null | undefined;
}

/** @param mayShare throws where the caller may not share with the station, or with the bureau. @throws StationhouseError BAD_INPUT without a station to share with */
export function sharedAs({ sharing, withStationId }: SharingWish, mayShare: (place: { readonly stationId: Id } | 'bureau') => void): Shared {
  if (sharing === 'OWN') return { sharing: 'own', stationId: null };
  if (sharing === 'BUREAU') {
    mayShare('bureau');
    return { sharing: 'bureau', stationId: null };
  }
  if (withStationId === undefined || withStationId === null) throw badInput('input.withStationId', text('请选择与哪个派出所共享。', 'Say which station it is shared with.'));
  const stationId = parseId(withStationId, 'input.withStationId');
  mayShare({ stationId });
  return { sharing: 'station', stationId };
}

/** What `row` says of its sharing and its owner, to the caller. */
export function sharingSaid({ sharing, ownerId }: { readonly sharing: Sharing; readonly ownerId: Id }): { readonly sharing: keyof typeof SharedWith; readonly mine: boolean } {
  return { sharing: sharing.toUpperCase() as keyof typeof SharedWith, mine: ownerId === currentRequest().account.id };
}

/** Runs `work` where the caller reaches its bureau, and the stations where it holds the permission: what is shared with one of those is shared with it. */
export function inReach<Result>(gate: TenantGate, permission: Permission, bureauId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  const stationIds = currentRequest().abilities.stationIds().filter((stationId) => gate.may(permission.id, { stationId }));
  return gate.inScope({ stationIds, bureauIds: [bureauId] }, work);
}
