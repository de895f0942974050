import { useWords } from '@stationhouse/plugin-web';
import { compareLines, type ComparedLine } from '@stationhouse/workflow';
import { useMemo } from 'react';
import './diff.css';

/** How many unchanged lines are shown around a change. */
const AROUND = 3;

/** Two texts compared line by line; long unchanged runs are left out. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const { say } = useWords();
  const lines = useMemo(() => shortened(compareLines(before, after)), [before, after]);
  if (lines.length === 0) return <p className="sh-sub">{say('文本相同。', 'The texts are the same.')}</p>;
  return (
    <div className="cf-lines" role="table" tabIndex={0} aria-label={say('文本的不同', 'Where the texts differ')}>
      {lines.map((line, index) => (line === undefined ? <div key={index} role="row" className="cf-lines-gap"><span role="cell">⋯</span></div> : (
        <div key={index} role="row" data-kind={line.kind}>
          <span role="cell" className="cf-lines-number">{line.number}</span>
          <span role="cell" className="cf-lines-sign">{line.kind === 'added' ? <ins aria-label={say('增加', 'added')}>＋</ins> : line.kind === 'removed' ? <del aria-label={say('删除', 'removed')}>－</del> : ''}</span>
          <code role="cell">{line.line || ' '}</code>
        </div>
      )))}
    </div>
  );
}

/** The changed lines with a few around; undefined stands for lines left out. */
function shortened(lines: readonly ComparedLine[]): readonly (ComparedLine | undefined)[] {
  const near = new Set(lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : Array.from({ length: 2 * AROUND + 1 }, (_, by) => index - AROUND + by))));
  const shown: (ComparedLine | undefined)[] = [];
  lines.forEach((line, index) => {
    if (near.has(index)) shown.push(line);
    else if (shown.length > 0 && shown.at(-1) !== undefined && near.size > 0) shown.push(undefined);
  });
  return shown;
}
