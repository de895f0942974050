import { makeDashboard, parseTiles, type MetricRegistry, type Tile } from '@stationhouse/analytics';
import type { Database } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { readCast } from './stories/cast.js';
import { STATIONS } from './world/stations.js';

export interface DashboardOptions {
  readonly database: Database;
  readonly registry: MetricRegistry;
  readonly bureauId: Id;
}

const PLAIN = { title: '', dimensions: [], filter: [], granularity: 'NONE', compare: 'NONE', stationIds: [], grid: { kind: 'SQUARE', size: 500 }, categories: [] } as const;
const preset = (name: NonNullable<Tile['range']['preset']>) => ({ preset: name, from: null, to: null });

/** What a chief looks at in the morning. */
const MORNING: readonly Tile[] = [
  { ...PLAIN, key: 'received', drawing: 'FIGURE', width: 3, height: 1, metrics: ['incident.received'], range: preset('LAST_WEEK'), compare: 'PREVIOUS_PERIOD', title: '上周接报警情' },
  { ...PLAIN, key: 'answered', drawing: 'FIGURE', width: 3, height: 1, metrics: ['incident.answeredInTime'], range: preset('LAST_WEEK'), compare: 'PREVIOUS_PERIOD' },
  { ...PLAIN, key: 'response', drawing: 'FIGURE', width: 3, height: 1, metrics: ['incident.responseTime'], range: preset('LAST_WEEK'), compare: 'PREVIOUS_PERIOD' },
  { ...PLAIN, key: 'tasks', drawing: 'FIGURE', width: 3, height: 1, metrics: ['workflow.tasksOnTime'], range: preset('LAST_4_WEEKS') },
  { ...PLAIN, key: 'months', drawing: 'LINE', width: 6, height: 2, metrics: ['incident.received'], granularity: 'MONTH', range: preset('LAST_12_MONTHS'), compare: 'SAME_PERIOD_LAST_YEAR', title: '警情走势（与去年同月）' },
  { ...PLAIN, key: 'categories', drawing: 'BAR', width: 6, height: 2, metrics: ['incident.received'], dimensions: ['category'], range: preset('LAST_4_WEEKS'), title: '近 4 周各类警情' },
  { ...PLAIN, key: 'hours', drawing: 'HEAT', width: 12, height: 2, metrics: ['incident.received'], dimensions: ['weekday', 'hour'], range: preset('LAST_12_WEEKS'), title: '高发时段' },
  { ...PLAIN, key: 'places', drawing: 'MAP', width: 12, height: 3, metrics: [], range: preset('LAST_3_MONTHS'), compare: 'PREVIOUS_PERIOD', title: '警情热点' },
];

/** Every station of the demo has a dashboard that its chief shares. Repeatable: the keys are always the same. */
export async function makeDemoDashboards({ database, registry, bureauId }: DashboardOptions): Promise<void> {
  const cast = await readCast(database, bureauId);
  for (const { code, abbreviation } of STATIONS) {
    const stationId = cast.stationId(abbreviation);
    await database.inTenant({ stationIds: [stationId], bureauIds: [bureauId], accountId: cast.accountId(`chief-${code}`) }, (tenant) =>
      makeDashboard(tenant, bureauId, { title: '所情概览', tiles: parseTiles(MORNING, registry), sharing: 'station', stationId }, 'demo dashboard'),
    );
  }
}
