import { useQuery } from '@apollo/client/react';
import { addDuration, localDate } from '@stationhouse/kernel';
import { DataTable, EmptyState, ErrorState, Loading, useNow, useScope, useWords } from '@stationhouse/plugin-web';
import { SearchFiguresDocument, SearchStationsDocument, type SearchFiguresQuery } from '../gql/lists.js';
import { dash } from './useInstanceColumns.js';

interface Row {
  readonly id: string;
  readonly reported: number | null;
  readonly found: number | null;
}

/** Who was reported missing last month and how many of those whose search is over were found, by station: figures only, small ones held back as everywhere. */
export default function BureauSearches() {
  const { say, number } = useWords();
  const { bureauId, timeZone } = useScope();
  // A bureau reads whole months.
  const to = `${localDate(new Date(useNow()), timeZone).slice(0, 7)}-01`;
  const from = addDuration(new Date(`${to}T00:00:00Z`), 'P1M', 'UTC', -1).toISOString().slice(0, 10);
  const month = from.slice(0, 7);
  const places = useQuery(SearchStationsDocument, { variables: { bureauId } });
  const stations = (places.data?.bureauPlugins.find(({ plugin }) => plugin.id === 'three-losses')?.stations ?? []).filter(({ enabled }) => enabled);
  const figures = useQuery(SearchFiguresDocument, { variables: { stationIds: stations.map(({ stationId }) => stationId), from, to }, skip: stations.length === 0 });
  const error = places.error ?? figures.error;
  if (error) return <ErrorState compact error={error} onRetry={() => void Promise.all([places.refetch(), figures.refetch()])} />;
  if (places.data === undefined || (stations.length > 0 && figures.data === undefined)) return <Loading rows={3} />;
  const names = new Map(stations.map(({ stationId, stationName }) => [stationId, stationName]));
  const rows = figures.data === undefined ? [] : rowsOf(figures.data);
  if (rows.length === 0) return <EmptyState title={say('上月没有走失报告', 'Nobody was reported missing last month')} />;
  return (
    <DataTable<Row>
      label={say('{month} 走失人员', 'Missing persons, {month}', { month })} rows={rows} rowKey={({ id }) => id}
      columns={[
        { key: 'station', title: say('派出所（{month}）', 'Station ({month})', { month }), main: true, render: ({ id }) => names.get(id) ?? id },
        { key: 'reported', title: say('走失报告', 'Reported'), align: 'right', render: ({ reported }) => (reported === null ? dash : number(reported)) },
        { key: 'found', title: say('找到率', 'Found'), align: 'right', render: ({ found }) => (found === null ? dash : say('{found, number, percent}', '{found, number, percent}', { found })) },
      ]}
    />
  );
}

/** A row for each station that any of the figures names; a figure that is held back is null. */
function rowsOf({ reported, found }: SearchFiguresQuery): Row[] {
  const [counts, shares] = [reported, found].map((series) => new Map((series[0]?.points ?? []).map(({ value, dimensions: [station] }) => [station?.value ?? '', value])));
  return [...new Set([...(counts?.keys() ?? []), ...(shares?.keys() ?? [])])].map((id) => ({ id, reported: counts?.get(id) ?? null, found: shares?.get(id) ?? null })).sort((left, right) => (right.reported ?? 0) - (left.reported ?? 0));
}
