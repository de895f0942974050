import { useQuery } from '@apollo/client/react';
import { addDuration, localDate } from '@stationhouse/kernel';
import { DataTable, EmptyState, ErrorState, Loading, useNow, useScope, useWords } from '@stationhouse/plugin-web';
import { FollowUpsOnTimeDocument, FollowUpStationsDocument } from './gql/disputes.js';

const PLUGIN = 'dispute-mediation';

/** Of the follow-ups that were due last month, how many were done in time: by station, the worst first. Figures only; nothing of a dispute. */
export default function FollowUpsWidget() {
  const { say, number } = useWords();
  const { bureauId, timeZone } = useScope();
  // A bureau reads whole months.
  const to = `${localDate(new Date(useNow()), timeZone).slice(0, 7)}-01`;
  const from = addDuration(new Date(`${to}T00:00:00Z`), 'P1M', 'UTC', -1).toISOString().slice(0, 10);
  const places = useQuery(FollowUpStationsDocument, { variables: { bureauId } });
  const stations = (places.data?.bureauPlugins.find(({ plugin }) => plugin.id === PLUGIN)?.stations ?? []).filter(({ enabled }) => enabled);
  const figures = useQuery(FollowUpsOnTimeDocument, { variables: { stationIds: stations.map(({ stationId }) => stationId), from, to }, skip: stations.length === 0 });
  const error = places.error ?? figures.error;
  if (error) return <ErrorState compact error={error} onRetry={() => void Promise.all([places.refetch(), figures.refetch()])} />;
  if (places.data === undefined || (stations.length > 0 && figures.data === undefined)) return <Loading rows={3} />;
  const names = new Map(stations.map(({ stationId, stationName }) => [stationId, stationName]));
  const rows = (figures.data?.metricSeries[0]?.points ?? [])
    .map(({ count, numerator, value, dimensions: [station] }) => ({ id: station?.value ?? '', due: count ?? 0, late: (count ?? 0) - (numerator ?? 0), share: value }))
    .sort((left, right) => (left.share ?? 1) - (right.share ?? 1) || right.due - left.due);
  const month = say('{month} 到期的回访', 'Follow-ups that were due in {month}', { month: from.slice(0, 7) });
  if (rows.length === 0) return <EmptyState title={say('上月没有到期的回访', 'No follow-up was due last month')} />;
  return (
    <DataTable
      label={month} rows={rows} rowKey={({ id }) => id}
      columns={[
        { key: 'station', title: say('派出所', 'Station'), main: true, render: ({ id }) => names.get(id) ?? id },
        { key: 'due', title: month, align: 'right', render: ({ due }) => number(due) },
        { key: 'late', title: say('未按期', 'Not in time'), align: 'right', render: ({ late }) => (late > 0 ? <span className="sh-bad-ink">{number(late)}</span> : '0') },
        { key: 'share', title: say('按期率', 'In time'), align: 'right', render: ({ share }) => (share === null ? '—' : say('{share, number, percent}', '{share, number, percent}', { share })) },
      ]}
    />
  );
}
