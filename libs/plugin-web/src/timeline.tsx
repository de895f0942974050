import { Button } from 'antd';
import { useState } from 'react';
import { useWords, type ApiText } from './words.js';

/** An entry of a {@link Timeline}: what was, or what is to come. */
export interface TimelineValue {
  readonly at: string;
  readonly kind: string;
  readonly title: ApiText;
  readonly detail?: ApiText | null;
  readonly by?: string | null;
  readonly future: boolean;
}

const SHOWN = 12;

/** What happened, newest first; above it, dashed, what will. Long histories fold. */
export function Timeline({ entries }: { entries: readonly TimelineValue[] }) {
  const { say, textOf, moment, due } = useWords();
  const [all, setAll] = useState(false);
  const ahead = entries.filter(({ future }) => future).sort((left, right) => Date.parse(right.at) - Date.parse(left.at));
  // The server lists what happened in order; of equal moments the later line is the newer one.
  const past = entries.filter(({ future }) => !future).map((entry, index) => ({ entry, index }))
    .sort((left, right) => Date.parse(right.entry.at) - Date.parse(left.entry.at) || right.index - left.index)
    .map(({ entry }) => entry);
  const shown = [...ahead, ...(all ? past : past.slice(0, SHOWN))];
  const folded = past.length - SHOWN;
  if (shown.length === 0) return <p className="sh-sub">{say('还没有记录。', 'Nothing recorded yet.')}</p>;
  return (
    <>
      <ol className="sh-timeline">
        {shown.map((entry, index) => (
          <li key={`${entry.at}-${entry.kind}-${index}`} className={entry.future ? 'sh-future' : 'sh-past'}>
            <b>{textOf(entry.title)}</b>
            <div className="sh-sub">
              {[entry.future ? due(entry.at) : moment(entry.at), entry.by, textOf(entry.detail)].filter(Boolean).join(' · ')}
            </div>
          </li>
        ))}
      </ol>
      {!all && folded > 0 && (
        <Button type="link" size="small" onClick={() => setAll(true)}>{say('展开 {count} 条', 'Show {count} more', { count: folded })}</Button>
      )}
    </>
  );
}
