import { useWords } from '@stationhouse/plugin-web';
import type { Problem } from './words.js';

/** What is to be mended in a template, or to be known of it: the tag, the words near it, and what to do. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  const { say, textOf } = useWords();
  return (
    <ol className="doc-problems">
      {problems.map(({ code, tag, near, text }, index) => (
        <li key={`${code} ${index}`}>
          {tag && <code>{`{${tag}}`}</code>} <span>{textOf(text)}</span>
          {near && <div className="sh-sub sh-long">{say('位置：{near}', 'Near: {near}', { near })}</div>}
        </li>
      ))}
    </ol>
  );
}
