import { Card, useWords } from '@stationhouse/plugin-web';
import type { Search } from './SearchPage.js';

/** When and where they were last seen, and what that was before it was corrected. */
export function LastSeen({ search: { lastSeenOn, lastPlace, corrections } }: { search: Search }) {
  const { say, textOf, moment } = useWords();
  const known = (corrections ?? []).filter(({ toOn }) => toOn !== null);
  const masked = (corrections?.length ?? 0) - known.length;
  return (
    <Card title={say('最后出现', 'Last seen')} id="last-seen">
      <p className="search-last"><b className="sh-whole">{lastSeenOn ? moment(lastSeenOn) : say('时间不明', 'Time not known')}</b> <span>{lastPlace ?? say('地点已脱敏', 'Place masked')}</span></p>
      {known.length > 0 && (
        <ol className="search-corrections" aria-label={say('更正记录', 'Corrections')}>
          {[...known].reverse().map(({ at, fromOn, fromPlace, toOn, toPlace, sourceTitle }, index) => (
            <li key={`${at ?? ''} ${index}`}>
              <del>{[moment(fromOn), fromPlace].filter(Boolean).join(' ')}</del> → <ins>{[moment(toOn), toPlace].filter(Boolean).join(' ')}</ins>
              <div className="sh-sub sh-small">{say('依据{source}，{at} 更正', 'known from {source}, corrected {at}', { source: textOf(sourceTitle), at: moment(at) })}</div>
            </li>
          ))}
        </ol>
      )}
      {masked > 0 && <p className="sh-sub sh-small">{say('另有 {count} 次更正，内容已脱敏', '{count, plural, one {# correction} other {# corrections}} more, masked', { count: masked })}</p>}
    </Card>
  );
}
