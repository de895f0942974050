import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, PurposeBar, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { PosterTipsDocument } from '../gql/tips.js';
import { TipRow } from './TipRow.js';

/** 群众提供的情况: what the public said to the poster; each waits for somebody who looks at it, and is a clue only then. */
export default function TipsPanel({ recordId, version, purpose: state }: PanelProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, loading, refetch } = useQuery(PosterTipsDocument, { variables: { stationId, id: recordId, purpose: state.purpose ?? null }, fetchPolicy: 'no-cache' });
  const shown = useRef(version);
  useEffect(() => {
    if (shown.current !== version) void refetch();
    shown.current = version;
  }, [version, refetch]);
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  const { tips, posterOn, instance } = data.missingPerson;
  const rows = [...(tips ?? [])].reverse();
  if (rows.length === 0) return <EmptyState title={say('群众还没有提供情况', 'The public has said nothing yet')} hint={posterOn ? say('启事公开期间，群众可在公开页面提供。', 'They can while the poster is out, on the public page.') : say('寻人启事批准并公开后，群众可在公开页面提供。', 'They can once a poster was approved and is out.')} />;
  return (
    <div className="sh-stack">
      <PurposeBar state={state} masked={state.purpose === undefined || loading} loading={loading} />
      <ul className="sh-plain sh-stack" aria-label={say('群众提供的情况', 'What the public said')}>{rows.map((tip) => <TipRow key={tip.no ?? 0} tip={tip} instanceId={recordId} open={!instance.closed} onAnswered={() => void refetch()} />)}</ul>
    </div>
  );
}
