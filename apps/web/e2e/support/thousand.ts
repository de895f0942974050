import type { Page } from '@playwright/test';

const [STATIONS, WORKFLOWS] = [1_000, 10];

interface Asked {
  readonly filter?: { readonly wanting?: boolean; readonly search?: string | null };
  readonly orderBy: string;
  readonly first: number;
  readonly after?: string | null;
}

const workflows = Array.from({ length: WORKFLOWS }, (_, index) => ({ __typename: 'MatrixWorkflow', workflow: `flow-${index}`, title: { __typename: 'Text', zhCN: `流程${index}`, en: `Flow ${index}` }, pluginId: `plugin-${index}`, policy: 'FREE', template: 2, bureauRevision: 1, reviewNeeded: false, authored: false }));

/** A cell in one of the states that cells have, so that rows are of different heights. */
function cell(station: number, workflow: number) {
  const lack = (station + workflow) % 31 === 0;
  return {
    __typename: 'MatrixCell', workflow: `flow-${workflow}`, enabled: (station + workflow) % 5 !== 0, because: 'DEFAULT', template: 2, bureauRevision: 1, stationRevision: station % 3 === 0 ? null : 2, changes: (station + workflow) % 4,
    conflicts: (station * workflow) % 29 === 1 ? 1 : 0, conflictsSince: '2026-11-01T00:00:00Z', lack: lack ? 'EXPIRED' : null, lackSince: lack ? '2026-11-01T00:00:00Z' : null, overdueClocks: (station * 7 + workflow) % 9 === 0 ? 3 : 0, tasksDue: 31, lateRate: ((station + workflow) % 20) / 100,
    changedAt: '2026-11-05T08:00:00Z', changedBy: '张所长',
  };
}

function edge(station: number, cursor: number) {
  const node = { __typename: 'MatrixStation', id: `00000000-0000-7000-8000-${String(station).padStart(12, '0')}`, name: `第${station}派出所`, code: `S${station}`, kind: 'oldTown', problems: station % 6 === 0 ? 1 : 0, overdueClocks: 3, changes: 2, tasksDue: 300, lateRate: (station % 20) / 100, lateTrend: 0.01, cells: workflows.map((_, workflow) => cell(station, workflow)) };
  return { __typename: 'MatrixStationEdge', cursor: String(cursor), node };
}

/** As the server would answer for a bureau of 1,000 stations × 10 workflows, page by page. */
function answer({ filter, orderBy, first, after }: Asked) {
  const all = Array.from({ length: STATIONS }, (_, station) => (orderBy === 'NAME' ? station : STATIONS - 1 - station)).filter((station) => (filter?.wanting !== true || station % 6 === 0) && `第${station}派出所`.includes(filter?.search ?? ''));
  const from = Number(after ?? 0);
  const edges = all.slice(from, from + first).map((station, index) => edge(station, from + index + 1));
  return { stationMatrix: { __typename: 'StationMatrix', at: new Date().toISOString(), stations: STATIONS, closed: 0, wanting: 167, selected: all.length, workflows, mostOverdue: [], edges, pageInfo: { __typename: 'PageInfo', endCursor: String(from + edges.length), hasNextPage: from + edges.length < all.length } } };
}

/** The overview of this page has 1,000 stations; how quickly the server reads as many, `npm run bench -- matrix` says. */
export async function serveThousand(page: Page): Promise<void> {
  await page.route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as { readonly operationName?: string; readonly variables: Asked } | null;
    if (body?.operationName === 'StationMatrix') await route.fulfill({ json: { data: answer(body.variables) } });
    else await route.continue();
  });
}

/** Notes whatever keeps the page from answering for more than 50 ms; give it before the page is opened. @returns the longest since the last call, in milliseconds */
export async function watchLongTasks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const kept: number[] = [];
    Object.assign(window, { longTasks: kept });
    new PerformanceObserver((seen) => kept.push(...seen.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  });
  return () => page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks.splice(0)));
}
