import { Card, Chip, DataTable, useStation, useWords } from '@stationhouse/plugin-web';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SheetField } from './fields.js';
import type { ChosenSheet, Receipt } from './useSheet.js';

interface Shown {
  readonly line: number;
  readonly receipt: Receipt;
}

/** What became of each row, by its line in the table; those to be corrected first where asked. */
export function Rows({ sheet, fields, receipts }: { sheet: ChosenSheet; fields: readonly SheetField[]; receipts: readonly (Receipt | undefined)[] }) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  const [wrong, setWrong] = useState(false);
  const all = receipts.flatMap((receipt, place): Shown[] => (receipt === undefined ? [] : [{ line: sheet.rows[place]?.line ?? place + 2, receipt }]));
  const count = (status: Receipt['status']) => all.filter(({ receipt }) => receipt.status === status).length;
  const titleOf = (path: string) => {
    const known = fields.find((field) => field.path === path || field.path.startsWith(`${path}.`) || path.startsWith(`${field.path}.`));
    return known === undefined ? path : textOf(known.title);
  };
  /** A choice may fail in each of its branches: what is said the same is said once. */
  const linesOf = ({ problems }: Receipt) => [...new Map(problems.map(({ field, text }) => [`${titleOf(field)} ${textOf(text)}`, [titleOf(field), textOf(text)] as const])).values()];
  const words = { FINE: say('可登记', 'fine'), STARTED: say('已登记', 'recorded'), JOINED: say('并入在办', 'joined one that runs'), REFUSED: say('有问题', 'has a problem') };
  const tones = { FINE: 'info', STARTED: 'ok', JOINED: 'ok', REFUSED: 'bad' } as const;
  return (
    <Card title={say('逐行结果', 'Row by row')} extra={count('REFUSED') > 0 ? <Checkbox checked={wrong} onChange={(event) => setWrong(event.target.checked)}>{say('只看有问题的行', 'Only rows with a problem')}</Checkbox> : undefined}>
      <p role="status">{say('可登记 {fine, number} 行，已登记 {started, number} 行，并入在办 {joined, number} 行，有问题 {refused, number} 行', '{fine, number} fine, {started, number} recorded, {joined, number} joined one that runs, {refused, number} with a problem', { fine: count('FINE'), started: count('STARTED'), joined: count('JOINED'), refused: count('REFUSED') })}</p>
      {count('REFUSED') > 0 && <p className="sh-sub">{say('请在表格里改正有问题的行，再选一次；今天已登记的行不会重复登记。', 'Correct the rows with a problem in the table and choose it again: what was recorded today is not recorded twice.')}</p>}
      <DataTable
        dense label={say('逐行结果', 'Row by row')} rows={wrong ? all.filter(({ receipt }) => receipt.status === 'REFUSED') : all} rowKey={({ line }) => String(line)}
        columns={[
          { key: 'line', title: say('行', 'Line'), width: '72px', render: ({ line }) => <span className="sh-mono">{line}</span> },
          { key: 'status', title: say('结果', 'Result'), width: '140px', render: ({ receipt }) => <Chip tone={tones[receipt.status]}>{words[receipt.status]}</Chip> },
          {
            key: 'words', title: say('说明', 'What is said'), main: true, render: ({ receipt }) => (
              receipt.instanceId ? <Link to={`${base}/instances/${receipt.instanceId}`}>{say('打开事项', 'Open it')}</Link>
                : receipt.problems.length > 0 ? <ul className="ss-problems">{linesOf(receipt).map(([title, words]) => <li key={`${title} ${words}`} className="sh-long"><b>{title}</b>{title === '' ? '' : say('：', ': ')}{words}</li>)}</ul>
                  : receipt.text ? <span className="sh-long">{textOf(receipt.text)}</span> : '—'
            ),
          },
        ]}
      />
    </Card>
  );
}
