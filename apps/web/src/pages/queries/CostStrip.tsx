import { useQuery } from '@apollo/client/react';
import { Chip, useWords } from '@stationhouse/plugin-web';
import { useEffect, useState } from 'react';
import { QueryCostDocument } from '../../gql/queries.js';

/** Writing is over when nothing was written for so long. */
const PAUSE_MILLISECONDS = 500;

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What the query will cost, by the server's own estimate, before it runs; and what to do when it is too much. */
export function CostStrip({ document, variables }: { document: string; variables: Record<string, unknown> | undefined }) {
  const { say, number } = useWords();
  const written = useSettled(JSON.stringify([document, variables ?? {}]));
  const [said, given] = JSON.parse(written) as [string, Record<string, unknown>];
  const { data, previousData, error } = useQuery(QueryCostDocument, { variables: { document: said, variables: given }, skip: said.trim() === '', fetchPolicy: 'no-cache' });
  const cost = (data ?? previousData)?.queryCost;
  if (error) return <div className="queries-cost" role="status"><Chip tone="warn">{say('费用未知', 'Cost unknown')}</Chip> <span className="sh-small sh-sub">{say('暂时算不出费用，仍可运行。', 'The cost cannot be told right now; you can run it all the same.')}</span></div>;
  if (!cost) return <div className="queries-cost" role="status"><span className="sh-small sh-sub">{say('运行前先算费用…', 'Working out the cost …')}</span></div>;
  const [problem] = cost.problems;
  if (problem) {
    return (
      <div className="queries-cost" role="status" data-cost="refused">
        <Chip tone="bad">{say('不能运行', 'Will not run')}</Chip> <span className="sh-small sh-long">{problem.line ? say('第 {line} 行：', 'Line {line}: ', { line: problem.line }) : ''}<span lang="en">{problem.message}</span></span>
      </div>
    );
  }
  const share = Math.min(1, (cost.cost ?? 0) / cost.limit);
  return (
    <div className="queries-cost" role="status" data-cost={cost.runs ? 'runs' : 'dear'}>
      <Chip tone={cost.runs ? (share > 0.5 ? 'warn' : 'ok') : 'bad'}>{say('费用 {cost} / {limit}', 'Cost {cost} of {limit}', { cost: number(cost.cost ?? 0), limit: number(cost.limit) })}</Chip>
      <span className="queries-gauge" aria-hidden="true"><i style={{ width: `${share * 100}%` }} data-over={!cost.runs} /></span>
      <span className="sh-small sh-sub sh-long">
        {cost.runs
          ? cost.parts.length > 1 && cost.parts.slice(0, 3).map(({ field, cost: part }) => `${field} ${number(part)}`).join(' · ')
          : say('超过上限：把 first 调小、少取字段，或分页多次查询。最贵的是 {field}（{part}）。', 'Over the limit: make first smaller, ask for fewer fields, or page by page. The dearest is {field} ({part}).', { field: cost.parts[0]?.field ?? '', part: number(cost.parts[0]?.cost ?? 0) })}
      </span>
    </div>
  );
}
