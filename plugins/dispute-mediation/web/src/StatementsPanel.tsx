import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, PurposeBar, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { DisputeStatementsDocument, type DisputeStatementsQuery } from './gql/disputes.js';

/** What each party said, with who took it down and when, for whoever gives a purpose. What was read with one never enters the cache. */
export default function StatementsPanel({ recordId, version, purpose: state }: PanelProps) {
  const { stationId } = useStation();
  const { purpose } = state;
  const { data, error, loading, refetch } = useQuery(DisputeStatementsDocument, { variables: { stationId, id: recordId, purpose: purpose ?? '' }, skip: purpose === undefined, fetchPolicy: 'no-cache' });
  const shown = useRef(version);
  useEffect(() => {
    if (shown.current !== version && purpose !== undefined) void refetch();
    shown.current = version;
  }, [version, purpose, refetch]);
  const open = purpose !== undefined && data !== undefined;
  return (
    <div className="sh-stack">
      <PurposeBar state={state} masked={!open} loading={loading} />
      {purpose !== undefined && error && <ErrorState compact error={error} onRetry={() => void refetch()} />}
      {loading && !open && <Loading rows={2} />}
      {open && <Statements dispute={data.disputeMediation} />}
    </div>
  );
}

function Statements({ dispute: { parties, instance } }: { dispute: DisputeStatementsQuery['disputeMediation'] }) {
  const { say, moment } = useWords();
  const done = instance.timeline.filter(({ by, future }) => by && !future);
  // A statement that was added is of the very moment of its step; one that stood in the registration, of whoever registered the dispute.
  const writers = new Map(done.map(({ at, by }) => [Date.parse(at), by]));
  const first = done.map(({ at }) => at).sort()[0];
  const said = (parties ?? []).flatMap(({ name, statement, statementOn }, index) => (statement ? [{ key: index, name, statement, at: statementOn ?? first }] : []));
  if (said.length === 0) return <EmptyState title={say('还没有陈述', 'No statement yet')} hint={say('用“补录当事人或陈述”登记。', 'Record one with “Add a party or a statement”.')} />;
  return (
    <ul className="sh-plain sh-stack">
      {said.map(({ key, name, statement, at }) => {
        const by = at === undefined ? undefined : writers.get(Date.parse(at));
        return (
          <li key={key} className="sh-long">
            <b>{name}</b> {at !== undefined && <span className="sh-sub">{by ? say('{at} · {by} 记录', '{at}, taken by {by}', { at: moment(at), by }) : moment(at)}</span>}
            <div style={{ whiteSpace: 'pre-line' }}>{statement}</div>
          </li>
        );
      })}
    </ul>
  );
}
