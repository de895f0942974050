import { several } from '@stationhouse/testing';
import type { World } from './world.js';

const FIGURES = 'query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { points { period count numerator denominator value atLeast atMost dimensions { dimension value } } } }';

/** Every metric of the platform and of every plugin, whole and by its dimensions at the station, by station for the bureau: one text each, to the byte. */
export async function allFigures({ as, ask, station, bureau }: World): Promise<readonly string[]> {
  const [chief, leader] = [await as('chief'), await as('bureau-leader')];
  const metrics = await ask<readonly { id: string; dimensions: readonly { id: string }[] }[]>(chief, '{ metrics { id dimensions { id } } }');
  const questions = metrics.flatMap(({ id, dimensions }) => [{ id, by: [], client: chief, s: [station()] }, { id, by: dimensions.slice(0, 5).map((one) => one.id), client: chief, s: [station()] }, { id, by: ['station'], client: leader, s: bureau.stationIds }]);
  return several(questions, async ({ id, by, client, s }) => {
    const { data, errors } = await client.graphql(FIGURES, { s, q: { metrics: [id], from: '2020-01-01', to: '2040-01-01', dimensions: by } });
    return JSON.stringify([id, data, errors?.[0]?.extensions.code]);
  });
}
