import { useQuery } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { BriefingsDocument, type BriefingFullFragment, type BriefingRowFragment } from '../../gql/briefings.js';

/** The editions of one week beside the one that is open: the next before it and the newest after it, as far as the reader sees them. */
export interface OtherEditions {
  readonly earlier: BriefingRowFragment | undefined;
  readonly later: BriefingRowFragment | undefined;
}

/** Reads the other editions of a briefing's week; undefined while they come. */
export function useEditions({ id, from, edition, stationId }: BriefingFullFragment): OtherEditions | undefined {
  const { data } = useQuery(BriefingsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  if (data === undefined) return undefined;
  const others = data.briefings.filter((one) => one.from === from && one.id !== id).sort((left, right) => left.edition - right.edition);
  return { earlier: others.findLast((one) => one.edition < edition), later: others.findLast((one) => one.edition > edition) };
}

/** Says which edition holds: whoever opens one that was corrected is led to the correction, and from it to what it corrects. */
export function Editions({ editions: { earlier, later } }: { editions: OtherEditions }) {
  const { say, moment } = useWords();
  const { base } = useStation();
  const words = { edition: later?.edition ?? 0, when: later?.sentAt ? moment(later.sentAt) : '' };
  if (later !== undefined) {
    return (
      <p className="briefing-caution">
        {later.state === 'SENT' ? say('本期已于 {when} 更正，以第 {edition} 版为准。', 'This was corrected {when}: edition {edition} holds.', words) : say('正在更正：第 {edition} 版待审定，发出前以本版为准。', 'It is being corrected: edition {edition} is a draft. Until that goes out, this one holds.', words)}{' '}
        <Link to={`${base}/briefings/${later.id}`}>{say('打开第 {edition} 版', 'Open edition {edition}', words)}</Link>
      </p>
    );
  }
  if (earlier === undefined) return null;
  return <p className="sh-sub">{say('更正第 {edition} 版；原版保持不变。', 'It corrects edition {edition}, which stays as it went out.', { edition: earlier.edition })} <Link to={`${base}/briefings/${earlier.id}`}>{say('打开第 {edition} 版', 'Open edition {edition}', { edition: earlier.edition })}</Link></p>;
}
