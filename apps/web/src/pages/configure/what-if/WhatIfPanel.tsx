import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, ErrorState, InlineError, serverClock, useWords } from '@stationhouse/plugin-web';
import { Button, Progress } from 'antd';
import { useState } from 'react';
import { CancelWhatIfDocument, StartWhatIfDocument, WhatIfDocument, type WhatIfFullFragment } from '../../../gql/what-if.js';
import { useCommand } from '../../../hooks.js';
import { useChanges } from '../../../session/live.js';
import { Behind } from './Behind.js';
import { amountWords, assumptionWords, measureWords, type Measure } from './words.js';
import './what-if.css';

export interface WhatIfPanelProps {
  readonly bureauId: string;
  readonly stationId: string;
  readonly workflow: string;
  /** The draft overlay as a whole, as YAML. */
  readonly overlay: string;
  /** False while the draft has problems: there is nothing to compare then. */
  readonly ready?: boolean;
}

const DAYS = 90;
const DAY_MS = 86_400_000;

/** What the station's last 90 days would have been under the draft: computed figures, and beside them what is only estimated. */
export default function WhatIfPanel({ bureauId, stationId, workflow, overlay, ready = true }: WhatIfPanelProps) {
  const { say } = useWords();
  const command = useCommand();
  const [start] = useMutation(StartWhatIfDocument);
  const [asked, setAsked] = useState<{ readonly id: string; readonly overlay: string }>();
  const begin = () => command.run(async (idempotencyKey) => {
    const until = serverClock.now();
    const { data } = await start({ variables: { bureauId, stationId, workflow, overlay, from: new Date(until.getTime() - DAYS * DAY_MS).toISOString(), until: until.toISOString(), idempotencyKey } });
    if (data) setAsked({ id: data.startWhatIf.id, overlay });
  });
  const words = asked === undefined ? say('推演过去 {days} 天', 'Compare {days} days', { days: DAYS }) : say('重新推演', 'Compare again');
  return (
    <Card title={say('推演：过去 {days} 天', 'What if: the last {days} days', { days: DAYS })} id="what-if" extra={<Button size="small" disabled={!ready} loading={command.sending} onClick={() => void begin()}>{words}</Button>}>
      <div className="sh-stack">
        <InlineError error={command.error} />
        {asked === undefined ? <p className="sh-sub">{ready ? say('用本所过去的事项，在草稿下重放一遍：期限、提醒、上报、任务会有什么不同。不改动任何事项。', 'Plays the station’s past instances again under the draft: what would be otherwise in time limits, reminders, escalations and tasks. No instance is changed.') : say('请先改正草稿中的问题，再推演。', 'Mend the problems of the draft first.')}</p> : (
          <>
            {asked.overlay !== overlay && <p className="sh-warn-ink" role="status">{say('草稿已有改动，以下是改动前的结果。', 'The draft has changed since; this is about the one before.')}</p>}
            <Comparison key={asked.id} stationId={stationId} id={asked.id} />
          </>
        )}
      </div>
    </Card>
  );
}

function Comparison({ stationId, id }: { stationId: string; id: string }) {
  const { say } = useWords();
  const { data, error, refetch } = useQuery(WhatIfDocument, { variables: { stationId, whatIfId: id } });
  useChanges({ kinds: ['WHAT_IF'], id }, () => refetch());
  if (error) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  const comparison = data?.whatIf;
  if (comparison === undefined || comparison.status === 'RUNNING') return <Running stationId={stationId} id={id} total={comparison?.total ?? 0} done={comparison?.done ?? 0} />;
  if (comparison.status === 'CANCELLED') return <p className="sh-sub" role="status">{say('已取消推演。', 'The comparison was called off.')}</p>;
  if (comparison.result === null || comparison.result === undefined) return <p className="sh-bad-ink" role="alert">{say('推演未能完成，请重新推演；仍不成功的，请告知运维。', 'The comparison could not be finished. Try again; if that fails too, tell whoever runs the house.')}</p>;
  return <Result comparison={comparison} result={comparison.result} stationId={stationId} />;
}

function Running({ stationId, id, total, done }: { stationId: string; id: string; total: number; done: number }) {
  const { say } = useWords();
  const command = useCommand();
  const [cancel] = useMutation(CancelWhatIfDocument);
  return (
    <div className="sh-stack" role="status">
      <Progress percent={total === 0 ? 0 : Math.floor((100 * done) / total)} size="small" aria-label={say('推演进度', 'Progress of the comparison')} />
      <div className="sh-row"><span className="sh-sub">{say('已重放 {done} / {total} 件', '{done} of {total} played', { done, total })}</span><Button size="small" className="sh-push" loading={command.sending} onClick={() => void command.run((idempotencyKey) => cancel({ variables: { stationId, whatIfId: id, idempotencyKey } }))}>{say('取消', 'Cancel')}</Button></div>
      <InlineError error={command.error} />
    </div>
  );
}

function Result({ comparison, result, stationId }: { comparison: WhatIfFullFragment; result: NonNullable<WhatIfFullFragment['result']>; stationId: string }) {
  const words = useWords();
  const { say, number, textOf } = words;
  const [line, setLine] = useState<{ readonly key: string; readonly title: string }>();
  const computed = result.measures.filter(({ assumptions }) => assumptions.length === 0);
  const estimated = result.measures.filter(({ assumptions }) => assumptions.length > 0);
  const assumptions = [...new Set(estimated.flatMap((measure) => measure.assumptions))];
  if (comparison.total === 0) return <p className="sh-sub">{say('这 90 天没有此类事项，无从推演。', 'There were no such instances in these 90 days, so there is nothing to compare.')}</p>;
  return (
    <div className="sh-stack">
      <p>{say('共 {compared} 件，其中 {differing} 件会有不同。', '{compared} instances, {differing} of them would differ.', { compared: number(result.compared), differing: number(result.differing) })}</p>
      {result.measures.length > 0 && (
        <div className="wi-scroll"><table className="wi-table">
          <thead><tr><th scope="col"><span className="sh-hidden">{say('项目', 'What')}</span></th><th scope="col">{say('现行', 'Now')}</th><th scope="col">{say('草稿', 'Draft')}</th></tr></thead>
          <tbody>{[...computed, ...estimated].map((measure) => <Line key={measure.key} measure={measure} onShow={(title) => setLine({ key: measure.key, title })} />)}</tbody>
        </table></div>
      )}
      {result.measures.length === 0 && <p className="sh-sub">{say('草稿不会使这些事项有任何不同。', 'None of these instances would have gone otherwise.')}</p>}
      <Notes result={result} assumptions={assumptions.map((assumption) => assumptionWords(assumption, words))} estimated={estimated.length} />
      {result.refused.length > 0 && (
        <div className="wi-refused">
          <b>{say('草稿不接受的过去操作（不计入以上数字）', 'What happened and the draft does not take (in no figure above)')}</b>
          <ul>{result.refused.map(({ key, title, text, instances }) => <li key={key}>{say('{title}：{text}', '{title}: {text}', { title: textOf(title), text: textOf(text) })} <button type="button" className="wi-link" onClick={() => setLine({ key, title: textOf(title) })}>{say('查看 {count} 件', 'See {count}', { count: instances })}</button></li>)}</ul>
        </div>
      )}
      <p className="sh-sub sh-small">{say('用时 {seconds} 秒', '{seconds} s', { seconds: number(Math.round((comparison.milliseconds ?? 0) / 100) / 10) })}</p>
      {line !== undefined && <Behind stationId={stationId} whatIfId={comparison.id} line={line.key} title={line.title} onClose={() => setLine(undefined)} />}
    </div>
  );
}

function Line({ measure, onShow }: { measure: Measure; onShow: (title: string) => void }) {
  const words = useWords();
  const { say, number } = words;
  const title = measureWords(measure, words);
  const estimate = measure.assumptions.length > 0;
  return (
    <tr data-measure={measure.key} data-estimate={estimate}>
      <th scope="row">{title} {estimate && <Chip>{say('估计', 'estimate')}</Chip>} <button type="button" className="wi-link sh-small" aria-label={say('{title}：查看 {count} 件', '{title}: see {count}', { title, count: number(measure.differing) })} onClick={() => onShow(title)}>{say('查看 {count} 件', 'see {count}', { count: number(measure.differing) })}</button></th>
      <td className="sh-num">{amountWords(measure, measure.now, words)}</td>
      <td className={estimate ? 'sh-num wi-estimate' : 'sh-num'}>{estimate ? amountWords(measure, measure.draft, words) : <b>{amountWords(measure, measure.draft, words)}</b>}</td>
    </tr>
  );
}

function Notes({ result, assumptions, estimated }: { result: NonNullable<WhatIfFullFragment['result']>; assumptions: readonly string[]; estimated: number }) {
  const { say, number } = useWords();
  const { unplayable, answered } = result;
  const notes = [
    ...(estimated > 0 ? [say('未标“估计”的各行按原发生时刻重放算出；“估计”{assumptions}。', 'Lines without “estimate” are computed from the moments of then. Estimates suppose that {assumptions}.', { assumptions: assumptions.join(say('；', '; ')) })] : result.measures.length > 0 ? [say('各行按原发生时刻重放算出。', 'All lines are computed from the moments of then.')] : []),
    ...(answered > 0 ? [say('{count} 件中有当时没有的必填问题，按已作答计算。', 'In {count} instances a required question was not asked then; it counts as answered.', { count: number(answered) })] : []),
    ...(unplayable > 0 ? [say('{count} 件因起自更早的版本或个人信息已清除，无法重放，未计入。', '{count} instances began on earlier versions or had their personal data erased; they do not play again and are left out.', { count: number(unplayable) })] : []),
  ];
  return notes.map((note) => <p key={note} className="sh-sub sh-small">{note}</p>);
}
