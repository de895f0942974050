import { useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Card, ErrorState, Loading, useNow, useStation, useWords } from '@stationhouse/plugin-web';
import { FraudLectureYearDocument } from '../gql/lectures.js';

/** What came of the station’s lectures this year, from the metrics that the bureau reads, too. */
export function LectureYear() {
  const { say, textOf, number } = useWords();
  const { stationId, timeZone } = useStation();
  const year = Number(localDate(new Date(useNow()), timeZone).slice(0, 4));
  const { data, error, refetch } = useQuery(FraudLectureYearDocument, { variables: { stationId, from: `${year}-01-01`, to: `${year + 1}-01-01` }, fetchPolicy: 'cache-and-network' });
  return (
    <Card title={say('{year} 年', '{year}', { year: String(year) })}>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={1} /> : (
        <dl className="lecture-year">
          {data.metricSeries.map(({ metric, points: [point] }) => <div key={metric.id}><dt>{textOf(metric.title)}（{textOf(metric.unit.title)}）</dt><dd>{number(point?.value ?? 0)}</dd></div>)}
        </dl>
      )}
    </Card>
  );
}
