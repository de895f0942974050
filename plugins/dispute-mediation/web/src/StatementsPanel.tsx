import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { DisputeStatementsDocument } from './gql/disputes.js';

/** Who took down each party's last statement, and when. What was said stands with the dispute's data, for whoever gives a purpose. */
export default function StatementsPanel({ recordId, version }: PanelProps) {
  const { say, moment } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(DisputeStatementsDocument, { variables: { stationId, id: recordId }, fetchPolicy: 'cache-and-network' });
  const shown = useRef(version);
  useEffect(() => {
    if (shown.current !== version) void refetch();
    shown.current = version;
  }, [version, refetch]);
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  const { parties, instance } = data.disputeMediation;
  // A statement is of the very moment of the step that added it.
  const writers = new Map(instance.timeline.flatMap(({ at, by, future }) => (by && !future ? [[Date.parse(at), by]] : [])));
  const taken = (parties ?? []).flatMap(({ name, statementOn }, index) => (statementOn ? [{ key: index, name, at: statementOn, by: writers.get(Date.parse(statementOn)) }] : []));
  if (taken.length === 0) return <EmptyState title={say('还没有补录的陈述', 'No statement was added yet')} hint={say('登记时填写的陈述，记录人即登记人。', 'One that stood in the registration is of whoever registered the dispute.')} />;
  return (
    <ul className="sh-plain sh-stack">
      {taken.map(({ key, name, at, by }) => (
        <li key={key} className="sh-long">
          {name} <span className="sh-sub">{by === undefined ? say('最近陈述 {at}', 'last statement {at}', { at: moment(at) }) : say('最近陈述 {at} · {by} 记录', 'last statement {at}, taken by {by}', { at: moment(at), by })}</span>
        </li>
      ))}
    </ul>
  );
}
