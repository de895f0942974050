import { standingOf, type HeldDrill, type PlannedKind, type YearEntry } from '@stationhouse/scenic-drills-common';
import { badInput, localDate, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { PluginAcross, PluginRows } from '@stationhouse/plugin-api';
import { packOf } from '../packs/packs.js';
import { yearPlanned } from '../permissions.js';
import { YearRow } from '../rows.js';
import { siteOf } from '../sites/sites.js';

/** Drills of one site in one year. */
const MOST_ENTRIES = 60;

/** A site and its year. */
export interface SiteYear {
  readonly stationId: Id;
  readonly stationName: string;
  readonly siteId: Id;
  readonly siteName: string;
  readonly grade: string | null;
  /** Of the plan; 0 where there is none. */
  readonly version: number;
  readonly entries: readonly YearEntry[];
  /** Drills that were held though nobody planned them for the year. */
  readonly besides: number;
}

interface SiteYearRow extends Omit<SiteYear, 'entries' | 'besides'> {
  readonly zone: string;
  readonly planned: readonly PlannedKind[];
  readonly held: readonly { readonly instanceId: Id; readonly kind: string; readonly startedAt: string }[];
}

// What was halted by a real call was not held to its end: the year still owes it.
const YEAR = `SELECT s.station_id AS "stationId", t.name AS "stationName", t.time_zone AS zone, s.id AS "siteId", s.name AS "siteName", s.grade, coalesce(y.version, 0) AS version, coalesce(y.entries, '[]') AS planned,
    coalesce((SELECT jsonb_agg(jsonb_build_object('instanceId', d.instance_id, 'kind', d.kind, 'startedAt', x.started_at) ORDER BY x.started_at)
       FROM drill d JOIN platform.exercise x ON x.station_id = d.station_id AND x.prepared_by = d.instance_id
      WHERE d.station_id = s.station_id AND d.site_id = s.id AND x.status = 'ended' AND x.started_at IS NOT NULL
        AND x.started_at >= make_timestamptz($2, 1, 1, 0, 0, 0, t.time_zone) AND x.started_at < make_timestamptz($2 + 1, 1, 1, 0, 0, 0, t.time_zone)), '[]') AS held
  FROM drill_site s JOIN platform.station t ON t.id = s.station_id LEFT JOIN drill_year y ON y.station_id = s.station_id AND y.site_id = s.id AND y.year = $2
 WHERE s.station_id = ANY ($1) ORDER BY t.name, s.name`;

/** The year of the sites of some stations. @param now domain time */
export async function yearOf({ sql }: Pick<PluginAcross, 'sql'>, stationIds: readonly Id[], year: number, now: Date): Promise<SiteYear[]> {
  if (!Number.isInteger(year) || year < 2000 || year > 2200) throw badInput('year', text('年份有误。', 'That is no year.'));
  const rows = await sql<SiteYearRow>(YEAR, [stationIds, year]);
  return rows.map(({ zone, planned, held, ...site }) => {
    const monthOf = (moment: Date) => Number(localDate(moment, zone).slice(5, 7));
    const present = Number(localDate(now, zone).slice(0, 4));
    const all = held.map(({ instanceId, kind, startedAt }): HeldDrill => ({ instanceId, kind, month: monthOf(new Date(startedAt)) }));
    const entries = standingOf(planned, all, present < year ? 0 : present > year ? 13 : monthOf(now));
    return { ...site, entries, besides: all.length - entries.filter(({ standing }) => standing === 'held').length };
  });
}

/** Says which drills a site holds in a year; the whole of it is given. @param expectedVersion 0 where there was no plan @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION */
export async function planYear(rows: PluginRows, siteId: Id, year: number, entries: readonly PlannedKind[], expectedVersion: number): Promise<void> {
  const { stationId, repository, sql } = rows;
  const site = await siteOf(rows, siteId);
  if (!Number.isInteger(year) || year < 2000 || year > 2200) throw badInput('year', text('年份有误。', 'That is no year.'));
  if (entries.length > MOST_ENTRIES) throw badInput('entries', text(`一个景区一年最多 ${MOST_ENTRIES} 次。`, `At most ${MOST_ENTRIES} a year at one site.`));
  entries.forEach(({ month, kind }, index) => {
    if (!Number.isInteger(month) || month < 1 || month > 12) throw badInput(`entries.${index}.month`, text('月份须为 1 至 12。', 'A month is 1 to 12.'));
    if (packOf(kind) === undefined) throw badInput(`entries.${index}.kind`, text('没有这一科目。', 'There is no such kind.'));
  });
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`drill year ${stationId} ${siteId} ${year}`]);
  const before = await repository(YearRow).findOneBy({ stationId, siteId, year });
  if ((before?.version ?? 0) !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('他人刚刚更改了年度计划，请刷新后再改。', 'Somebody else has just changed the plan of the year. Reload, then change it.'), { version: before?.version ?? 0 });
  await repository(YearRow).save({ stationId, siteId, year, version: expectedVersion + 1, entries: entries.map(({ month, kind }) => ({ month, kind })) });
  rows.audit({ action: yearPlanned, record: { kind: 'drillSite', id: siteId, number: site.name }, details: { year, drills: entries.length } });
}
