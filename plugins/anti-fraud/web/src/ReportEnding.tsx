import { Card, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { StepProps } from './AlertPage.js';
import { Amount } from './Amount.js';
import { CategoryPick } from './CategoryPick.js';
import type { FraudAlertCategory } from './gql/alerts.js';
import { yuanOf } from './money.js';

type Ending = 'prevented' | 'partlyLost' | 'lost' | 'falseAlert' | 'refused' | 'notReached';
type Asked = 'category' | 'amountAtRisk' | 'amountLost' | 'lostAfterContact' | 'note';

/** What each ending asks for; what was lost after the warning may stay empty. */
const ASKS: Readonly<Record<Ending, readonly Asked[]>> = {
  prevented: ['category', 'amountAtRisk'],
  partlyLost: ['category', 'amountAtRisk', 'amountLost', 'lostAfterContact'],
  lost: ['category', 'amountLost', 'lostAfterContact'],
  falseAlert: ['note'],
  refused: ['note'],
  notReached: ['note'],
};
const AMOUNTS: readonly Asked[] = ['amountAtRisk', 'amountLost', 'lostAfterContact'];
const MAY_STAY_EMPTY: ReadonlySet<Asked> = new Set(['lostAfterContact']);

/** What came of it: the ending by one press, then only what that ending asks for. */
export function ReportEnding({ alert, open, task, steps }: StepProps) {
  const { say } = useWords();
  const [ending, setEnding] = useState<Ending>();
  const [category, setCategory] = useState<FraudAlertCategory | undefined>(alert.category ?? undefined);
  const [padOf, setPadOf] = useState<Asked>();
  const [written, setWritten] = useState<Readonly<Partial<Record<Asked, string>>>>({ amountAtRisk: alert.amountAtRisk ? String(alert.amountAtRisk) : '' });
  const titles: Readonly<Record<Ending, string>> = {
    prevented: say('劝阻成功，未受损失', 'Prevented, nothing lost'), partlyLost: say('部分受损', 'Partly lost'), lost: say('已受损失', 'Lost'),
    falseAlert: say('误报', 'False alert'), refused: say('拒绝劝阻', 'Refused'), notReached: say('未联系上', 'Not reached'),
  };
  const labels = { amountAtRisk: say('涉险金额', 'Amount at risk'), amountLost: say('损失金额', 'Amount lost'), lostAfterContact: say('其中劝阻后损失（可不填）', 'Of it lost after the warning (may stay empty)') };
  const asks = ending === undefined ? [] : ASKS[ending];
  const valueOf = (key: Asked) => (key === 'category' ? category : key === 'note' ? (written.note ?? '').trim() || undefined : yuanOf(written[key] ?? ''));
  const missing = asks.some((key) => valueOf(key) === undefined && !MAY_STAY_EMPTY.has(key) && !(ending === 'refused' && key === 'note'));
  // The keys stand below the first amount at first, then below the one that was touched.
  const padded = padOf !== undefined && asks.includes(padOf) ? padOf : AMOUNTS.find((key) => asks.includes(key));
  const form = Object.fromEntries(asks.flatMap((key) => (valueOf(key) === undefined ? [] : [[key, valueOf(key)]])));
  return (
    <Card title={ending === undefined ? say('反馈：劝阻结果', 'Report: what came of it') : titles[ending]} extra={ending !== undefined && <Button type="link" onClick={() => setEnding(undefined)}>{say('改选', 'Change')}</Button>} id="report">
      <div className="sh-stack">
        {ending === undefined && <div className="alert-keys">{(Object.keys(titles) as Ending[]).map((key) => <Button key={key} type={key === 'prevented' ? 'primary' : 'default'} {...(key === 'prevented' ? { className: 'alert-wide' } : {})} onClick={() => setEnding(key)}>{titles[key]}</Button>)}</div>}
        {asks.map((key) => {
          if (key === 'category') return <CategoryPick key={key} required narrative={open?.narrative ?? ''} value={category} onPick={setCategory} />;
          if (key === 'note') return <label key={key}>{say('说明', 'Note')}<Input.TextArea maxLength={2000} autoSize={{ minRows: 2 }} value={written.note ?? ''} onChange={(event) => setWritten({ ...written, note: event.target.value })} /></label>;
          return <Amount key={key} label={labels[key]} value={written[key] ?? ''} pad={key === padded} onFocus={() => setPadOf(key)} onChange={(value) => setWritten({ ...written, [key]: value })} />;
        })}
        {ending !== undefined && <div className="alert-keys"><Button type="primary" className="alert-wide" disabled={missing} loading={steps.sending} onClick={() => void steps.answer(task, ending, form)}>{missing ? say('填好以上各项后反馈', 'Fill in what is above first') : say('反馈：{ending}', 'Report: {ending}', { ending: titles[ending] })}</Button></div>}
        {steps.pressed?.startsWith('report.') && <InlineError error={steps.error} />}
      </div>
    </Card>
  );
}
