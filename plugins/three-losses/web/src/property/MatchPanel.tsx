import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { PropertyCandidatesDocument } from '../gql/matching.js';
import { Candidate } from './Candidate.js';
import './matching.css';

/** 可能是同一件: what may be the very thing, with why, to be looked at side by side; a person says whether it is. */
export default function MatchPanel({ recordId, version, purpose, lost }: PanelProps & { readonly lost: boolean }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, loading, refetch } = useQuery(PropertyCandidatesDocument, { variables: { stationId, instanceId: recordId } });
  const shown = useRef(version);
  useEffect(() => {
    if (shown.current !== version) void refetch();
    shown.current = version;
  }, [version, refetch]);
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (loading && !data) return <Loading rows={3} />;
  const candidates = data?.propertyCandidates ?? [];
  if (candidates.length === 0) {
    return <EmptyState title={lost ? say('还没有相像的拾得物品', 'Nothing found looks like it yet') : say('还没有相像的遗失登记', 'No report of loss looks like it yet')} hint={say('每次打开都会重新比对；登记品牌、颜色、编号，比对更准。', 'It is compared anew each time. Make, colours and numbers make it surer.')} />;
  }
  return (
    <ul className="sh-plain sh-stack" aria-label={say('可能是同一件', 'May be the very thing')}>
      {candidates.map((candidate) => <Candidate key={candidate.instanceId} candidate={candidate} lost={lost} recordId={recordId} purpose={purpose} onSaid={() => void refetch()} />)}
    </ul>
  );
}
