import { useQuery } from '@apollo/client/react';
import { addDuration, localDate } from '@stationhouse/kernel';
import { DataTable, EmptyState, ErrorState, Loading, useNow, useScope, useWords } from '@stationhouse/plugin-web';
import { FraudAlertsInTimeDocument, FraudAlertStationsDocument, type FraudAlertsInTimeQuery } from './gql/alerts.js';

const PLUGIN = 'anti-fraud';
const STEPS = ['signed', 'contacted', 'met'] as const;
type Step = (typeof STEPS)[number];

/** Of the time limits of alerts that ended last month, the share that was met: by station, the worst first. Figures only. */
export default function InTimeWidget() {
  const { say } = useWords();
  const { bureauId, timeZone } = useScope();
  // A bureau reads whole months.
  const to = `${localDate(new Date(useNow()), timeZone).slice(0, 7)}-01`;
  const from = addDuration(new Date(`${to}T00:00:00Z`), 'P1M', 'UTC', -1).toISOString().slice(0, 10);
  const places = useQuery(FraudAlertStationsDocument, { variables: { bureauId } });
  const stations = (places.data?.bureauPlugins.find(({ plugin }) => plugin.id === PLUGIN)?.stations ?? []).filter(({ enabled }) => enabled);
  const figures = useQuery(FraudAlertsInTimeDocument, { variables: { stationIds: stations.map(({ stationId }) => stationId), from, to }, skip: stations.length === 0 });
  const error = places.error ?? figures.error;
  if (error) return <ErrorState compact error={error} onRetry={() => void Promise.all([places.refetch(), figures.refetch()])} />;
  if (places.data === undefined || (stations.length > 0 && figures.data === undefined)) return <Loading rows={3} />;
  const rows = figures.data === undefined ? [] : rowsOf(figures.data);
  if (rows.length === 0) return <EmptyState title={say('上月没有到期的预警时限', 'No time limit of an alert ended last month')} />;
  const names = new Map(stations.map(({ stationId, stationName }) => [stationId, stationName]));
  const titles: Readonly<Record<Step, string>> = { signed: say('签收及时率', 'Signed in time'), contacted: say('电话及时率', 'Called in time'), met: say('见面及时率', 'Met in time') };
  return (
    <DataTable
      label={say('{month} 预警及时率', 'Alerts in time, {month}', { month: from.slice(0, 7) })} rows={rows} rowKey={({ id }) => id}
      columns={[
        { key: 'station', title: say('派出所（{month}）', 'Station ({month})', { month: from.slice(0, 7) }), main: true, render: ({ id }) => names.get(id) ?? id },
        ...STEPS.map((step) => ({ key: step, title: titles[step], align: 'right' as const, render: ({ shares }: Row) => <Share of={shares[step]} /> })),
      ]}
    />
  );
}

interface Row {
  readonly id: string;
  readonly shares: Readonly<Partial<Record<Step, number | null>>>;
}

/** A row for every station any of the figures names, the least signed in time first. */
function rowsOf(figures: FraudAlertsInTimeQuery): Row[] {
  const rows = new Map<string, Partial<Record<Step, number | null>>>();
  for (const step of STEPS) {
    for (const { value, dimensions: [station] } of figures[step][0]?.points ?? []) {
      const id = station?.value ?? '';
      rows.set(id, { ...rows.get(id), [step]: value });
    }
  }
  return [...rows].map(([id, shares]) => ({ id, shares })).sort((left, right) => (left.shares.signed ?? 1) - (right.shares.signed ?? 1));
}

function Share({ of }: { of: number | null | undefined }) {
  const { say } = useWords();
  return of === null || of === undefined ? <span className="sh-sub">—</span> : <span className={of < 1 ? 'sh-warn-ink' : undefined}>{say('{share, number, percent}', '{share, number, percent}', { share: of })}</span>;
}
