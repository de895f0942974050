import { useQuery } from '@apollo/client/react';
import type { Position } from '@stationhouse/anti-fraud-common';
import { ErrorState, Loading, usePurpose, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { FraudAlertTracesDocument, type FraudAlertTracesQuery } from '../gql/near.js';

type Trace = FraudAlertTracesQuery['fraudAlertTraces'][number];

/** Where the person's number stands in the station's own records: looked up with one press, whose purpose the audit keeps. */
export function Traces({ instanceId, onPlace }: { instanceId: string; onPlace: (place: Position) => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { purpose, reveal } = usePurpose();
  // Nothing of it enters the cache, and it goes with its purpose.
  const { data, error, loading, refetch } = useQuery(FraudAlertTracesDocument, { variables: { stationId, instanceId, purpose: purpose ?? '' }, skip: purpose === undefined, fetchPolicy: 'no-cache' });
  const categories = new Map(data?.incidentCategories.map(({ code, title }) => [code, title]));
  const traces = data?.fraudAlertTraces ?? [];
  return (
    <div className="near-part">
      <h3>{say('本所登记里的这个号码', 'This number in our records')}</h3>
      {purpose === undefined ? (
        <Button size="large" block className="near-ask" onClick={() => reveal(say('反诈劝阻：查找被预警人', 'Dissuasion: finding the person warned'))}>{say('查找本所事项和警情，事由记入审计', 'Look through instances and incidents; the purpose is recorded')}</Button>
      ) : error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : loading || data === undefined ? <Loading rows={2} /> : traces.length === 0 ? (
        <p role="status">{say('本所其他事项和警情里没有这个号码。', 'No other instance or incident of the station has this number.')}</p>
      ) : (
        <ul className="near-list" aria-label={say('查到的登记', 'What was found')}>{traces.map((trace) => <TraceRow key={trace.id} trace={trace} category={trace.category === null ? undefined : categories.get(trace.category)} onPlace={onPlace} />)}</ul>
      )}
    </div>
  );
}

function TraceRow({ trace: { kind, id, number, at, title, as: whom, place, longitude, latitude }, category, onPlace }: { trace: Trace; category: Trace['title'] | undefined; onPlace: (place: Position) => void }) {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  const incident = kind === 'INCIDENT';
  return (
    <li className="near-row">
      <div className="near-words">
        <b>{place ?? say('未登记地址', 'No address')}</b>
        <span className="sh-sub sh-small">{incident ? say('警情报警人', 'Reported an incident') : textOf(whom) || say('登记人', 'Named')} · {textOf(incident ? category : title)} · {moment(at)} · <Link to={incident ? `${base}/incidents/${id}` : `${base}/instances/${id}`} className="sh-mono sh-whole">{number}</Link></span>
      </div>
      {longitude !== null && latitude !== null && <div className="sh-row near-ways"><Button onClick={() => onPlace({ longitude, latitude })}>{say('从此处算远近', 'Distances from here')}</Button></div>}
    </li>
  );
}
