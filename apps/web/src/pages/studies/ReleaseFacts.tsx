import { Chip, DataTable, useWords } from '@stationhouse/plugin-web';
import type { ReleaseRowFragment } from '../../gql/studies.js';

/** What would leave: how many rows, how small the groups, which columns, example rows, what is left out and why. */
export function ReleaseFacts({ release }: { release: ReleaseRowFragment }) {
  const { say, textOf } = useWords();
  const { rows, smallest, rowsInSmall, columns, examples, leftOut, decided } = release;
  const small = rows > 0 && smallest < 5;
  const reasons = new Map<string, string[]>();
  for (const { title, reason } of leftOut) reasons.set(textOf(reason), [...(reasons.get(textOf(reason)) ?? []), textOf(title)]);
  return (
    <div className="sh-stack release-facts">
      <div className="sh-row sh-wrap">
        <b className="sh-num">{say('{rows, number} 条记录', '{rows, number} records', { rows })}</b>
        {rows > 0 && <Chip tone={small ? 'warn' : 'ok'}>{say('最小组 {smallest, number} 条', 'smallest group: {smallest, number}', { smallest })}</Chip>}
        {decided && <Chip tone="info">{say('须审批', 'is decided')}</Chip>}
      </div>
      {small && <p className="sh-sub">{say('按导出各列（代号除外）分组，有 {rowsInSmall, number} 条记录所在的组不足 5 条，容易被对应到个案，须由审批人决定。减少列，或改为按月，可使组变大。', '{rowsInSmall, number} records are in groups below 5 that are alike in every column, pseudonyms aside: they may point to a single case, so a second person decides. Fewer columns, or months instead of days, make groups larger.', { rowsInSmall })}</p>}
      {examples.length > 0 && (
        <div className="release-table" role="region" aria-label={say('示例行', 'Example rows')} tabIndex={0}>
          <DataTable label={say('示例行', 'Example rows')} rows={examples.map((cells, place) => ({ cells, place }))} rowKey={({ place }) => String(place)} columns={columns.map(({ key, title }, index) => ({ key, title: textOf(title), main: index === 0, render: ({ cells }: { readonly cells: readonly string[] }) => cells[index] || '–' }))} dense />
        </div>
      )}
      <details><summary>{say('不导出的内容（{count, number} 项）', 'What does not leave ({count, number})', { count: leftOut.length })}</summary>
        <ul className="sh-plain sh-small">
          {[...reasons].map(([reason, titles]) => <li key={reason} className="sh-long"><b>{reason}</b>{say('：', ': ')}{titles.join(say('、', ', '))}</li>)}
          <li><b>{say('不出现的记录', 'Records that never appear')}</b>{say('：涉及未成年人、健康、封存及敏感警情的记录，不列出也不计数。', ': of minors, of health, sealed ones and those of sensitive incidents; they are not counted either.')}</li>
        </ul>
      </details>
    </div>
  );
}
