import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { PatternFlagsDocument, PatternRulesDocument, type FlagPartsFragment, type RulePartsFragment } from '../../gql/conformance.js';
import { PERMISSIONS } from '../../permissions.js';
import { FlagDrawer } from './FlagDrawer.js';
import './conformance.css';
import { RuleDrawer } from './RuleDrawer.js';
import { factsInWords, thresholdInWords } from './words.js';

/** 异常提示: questions to whoever leads, about how work was recorded. Whom one is about is shown when it is opened, and that is recorded. */
export default function Flags() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(PatternFlagsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const [open, setOpen] = useState<FlagPartsFragment>();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const waiting = data.patternFlags.filter(({ answer }) => answer === null);
  const answered = data.patternFlags.filter(({ answer }) => answer !== null);
  return (
    <>
      <PageHeader title={say('异常提示', 'Flags')} facts={say('是待核实的疑问，不是结论：不进入个人档案，不通知本人，到期自动清除；打开查看涉及人员会留痕', 'Questions, not findings: in nobody’s record, told to nobody else, gone when they expire; opening one to see whom it is about is recorded')} />
      <div className="sh-stack">
        <Card title={say('待核实（{count, number}）', 'To be looked into ({count, number})', { count: waiting.length })} tight>
          {waiting.length === 0 ? <EmptyState title={say('没有待核实的提示', 'Nothing to look into')} hint={say('每天凌晨查找一次。', 'They are looked for every night.')} /> : <FlagTable label={say('待核实', 'To be looked into')} flags={waiting} onOpen={setOpen} />}
        </Card>
        {answered.length > 0 && <Card title={say('已处理（{count, number}）', 'Answered ({count, number})', { count: answered.length })} tight><FlagTable answered label={say('已处理', 'Answered')} flags={answered} onOpen={setOpen} /></Card>}
        <Rules />
      </div>
      {open && <FlagDrawer flagId={open.id} onClose={() => setOpen(undefined)} onDone={() => void refetch()} />}
    </>
  );
}

function FlagTable({ label, flags, answered = false, onOpen }: { label: string; flags: readonly FlagPartsFragment[]; answered?: boolean; onOpen: (flag: FlagPartsFragment) => void }) {
  const { say, textOf, date } = useWords();
  return (
    <DataTable
      label={label} rows={flags} rowKey={({ id }) => id}
      columns={[
        { key: 'title', title: say('提示', 'Flag'), main: true, render: (flag) => <button type="button" className="pc-link" onClick={() => onOpen(flag)}>{textOf(flag.title)}</button> },
        { key: 'when', title: say('时间', 'When'), render: ({ from, until }) => <span className="sh-whole">{date(from) === date(until) ? date(from) : say('{from} 至 {until}', '{from} to {until}', { from: date(from), until: date(until) })}</span> },
        { key: 'facts', title: say('情况', 'What'), width: '30%', render: ({ facts }) => factsInWords(facts, say) },
        { key: 'answer', title: answered ? say('处理', 'Answer') : say('自动清除', 'Erased on'), render: ({ answer, reason, expiresAt }) => (answer === null || answer === undefined ? <span className="sh-sub sh-whole">{date(expiresAt)}</span> : <span><Chip tone={answer === 'EXPLAINED' ? 'ok' : 'info'}>{answer === 'EXPLAINED' ? say('情况正常', 'explained') : say('已跟进', 'followed up')}</Chip> <span className="sh-long">{reason}</span></span>) },
      ]}
    />
  );
}

/** What is looked for, and with which numbers. */
function Rules() {
  const { say, textOf } = useWords();
  const { stationId, may } = useStation();
  const { data, error, refetch } = useQuery(PatternRulesDocument, { variables: { stationId } });
  const [open, setOpen] = useState<RulePartsFragment>();
  const maySet = may(PERMISSIONS.setPatternRules);
  return (
    <Card title={say('查找哪些情况', 'What is looked for')}>
      {error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={4} /> : (
        <ul className="pc-rules">
          {data.patternRules.map((rule) => (
            <li key={rule.id}>
              <div className="sh-row sh-between"><b>{textOf(rule.title)}</b>{rule.enabled ? null : <Chip>{say('已停用', 'off')}</Chip>}{maySet && <Button size="small" aria-label={say('调整：{title}', 'Adjust: {title}', { title: textOf(rule.title) })} onClick={() => setOpen(rule)}>{say('调整…', 'Adjust…')}</Button>}</div>
              <p className="sh-sub">{textOf(rule.method)}</p>
              <p className="sh-small">{rule.thresholds.map((threshold) => say('{title}：{value}', '{title}: {value}', { title: textOf(threshold.title), value: thresholdInWords(threshold.value, threshold.unit, say) })).join(say('；', '; '))} <span className="sh-sub">· {say('为了：{source}', 'so that: {source}', { source: textOf(rule.source) })}</span></p>
            </li>
          ))}
        </ul>
      )}
      {open && <RuleDrawer rule={open} onClose={() => setOpen(undefined)} onDone={() => void refetch()} />}
    </Card>
  );
}
