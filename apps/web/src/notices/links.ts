import type { Scope } from '@stationhouse/plugin-web';
import type { InboxNoticeFragment } from '../gql/notices.js';
import { PERMISSIONS } from '../permissions.js';
import { bureauScope, stationScope, type Me } from '../session/me.js';

interface About {
  /** Of the record; the number of a configuration or a migration is the id of its workflow. */
  readonly id: string;
  readonly number: string;
  /** Undefined for a matter of the bureau itself. */
  readonly stationId: string | undefined;
}

/** The page of a place that shows a record, and what one must hold there to open it; undefined where the place has no such page. */
type Page = (about: About, atStation: boolean) => readonly [permission: string, path: string] | undefined;

const STATION_PAGES: Readonly<Record<string, (about: About) => readonly [permission: string, path: string]>> = {
  instance: ({ id }) => [PERMISSIONS.readInstances, `instances/${id}/open`],
  incident: ({ id }) => [PERMISSIONS.readIncidents, `incidents/${id}`],
  emergencyCard: ({ id }) => [PERMISSIONS.openEmergencyCards, `emergency/${id}`],
  emergencyReview: ({ id }) => [PERMISSIONS.readEmergencyViews, `emergency?instance=${id}`],
  share: ({ id }) => [PERMISSIONS.openEmergencyCards, `shares/${id}`],
  exercise: ({ id }) => [PERMISSIONS.readInstances, `exercises/${id}`],
  briefing: ({ id }) => [PERMISSIONS.readBriefings, `briefings/${id}`],
  referral: () => [PERMISSIONS.readInstances, 'instances/referrals'],
  inboundEvent: ({ id }) => [PERMISSIONS.readInboundEvents, `events/${id}`],
};

const PAGES: Readonly<Record<string, Page>> = {
  plugin: (_about, atStation) => [atStation ? PERMISSIONS.managePlugins : PERMISSIONS.readPlugins, 'plugins'],
  // What the bureau is told of a station's configuration it sees among all stations.
  configuration: ({ number, stationId }, atStation) => [PERMISSIONS.readConfiguration, atStation || stationId === undefined ? `workflows/${number}` : 'overview?show=care'],
  authored: ({ number }, atStation) => (atStation ? undefined : [PERMISSIONS.readConfiguration, `workflows/own/${number}`]),
  migration: ({ id, number }) => [PERMISSIONS.migrateInstances, `workflows/${number}/migrations/${id}`],
  accessGrant: () => [PERMISSIONS.readAccessGrants, 'access'],
  dashboard: ({ id }) => [PERMISSIONS.readMetrics, `dashboards/${id}`],
  // What was sent of it is fetched on its page.
  dashboardIssue: ({ id, number }) => [PERMISSIONS.readMetrics, `dashboards/${id}?issue=${number}`],
  staffMove: (_about, atStation) => [atStation ? PERMISSIONS.readMembers : PERMISSIONS.readBureauMembers, 'members?tab=moves'],
};

/** Where a notice leads for this reader: at its station for those who work there, at the bureau for those who do not. Undefined when nothing of it is theirs to open. */
export function linkOf(me: Me, { kind, stationId, record, emergencyCard, bureauTaskId }: Pick<InboxNoticeFragment, 'kind' | 'stationId' | 'record'> & { readonly emergencyCard?: boolean; readonly bureauTaskId?: string | null }): string | undefined {
  const bureau = bureauScope(me);
  const station = typeof stationId === 'string' ? stationScope(me, stationId) : undefined;
  if (kind === 'calendar.notice') return '/bureau/calendar';
  if (kind === 'calendar.shifts') return at(station, 'hours');
  if (kind === 'retention.review') return at(station, 'retention');
  if (kind === 'staffMove.successor') return at(station, 'tasks');
  if (record?.kind === 'station') return at(bureau, 'stations');
  if (record?.kind === 'study' || record?.kind === 'studyRelease') return at(kind.endsWith('.waiting') ? bureau : studiesOf(me), 'studies');
  if (record?.kind === 'apiKey') return '/account/keys';
  if (record === null || record === undefined) return undefined;
  const about: About = { id: record.id, number: record.number ?? '', stationId: stationId ?? undefined };
  const member = me.memberships.some((held) => held.stationId === stationId);
  for (const scope of member ? [station, bureau] : [bureau, station]) {
    const atStation = scope?.stationId !== undefined;
    const page = PAGES[record.kind]?.(about, atStation) ?? (atStation ? STATION_PAGES[record.kind]?.(about) : undefined);
    if (page !== undefined && scope?.may(page[0]) === true) return at(scope, page[1]);
  }
  if (typeof bureauTaskId === 'string') return at(bureau, `tasks/${stationId ?? ''}/${bureauTaskId}`);
  // Whoever is rung sees of an instance that is not theirs to read what its emergency card shows.
  return emergencyCard === true ? at(station, `emergency/${record.id}`) : undefined;
}

/** Where somebody reads within their studies: at a station of theirs. */
function studiesOf(me: Me): Scope | undefined {
  const own = me.stations.find(({ permissions }) => permissions.includes(PERMISSIONS.conductStudies));
  return own && stationScope(me, own.station.id);
}

function at(scope: Scope | undefined, path: string): string | undefined {
  return scope && `${scope.base}/${path}`;
}
