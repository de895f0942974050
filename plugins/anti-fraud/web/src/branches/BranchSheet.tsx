import { useApolloClient, useMutation } from '@apollo/client/react';
import { Chip, csv, DataTable, DropZone, EmptyState, handOver, InlineError, Loading, placesOf, useCommand, useStation, useTableReader, useWords, type SmallTable, type Words } from '@stationhouse/plugin-web';
import { Button, Checkbox, Drawer } from 'antd';
import { useState } from 'react';
import { CheckedBankBranchesDocument, ImportBankBranchesDocument, type CheckedBankBranchesQuery } from '../gql/branches.js';

type Receipt = CheckedBankBranchesQuery['checkedBankBranches'][number];
const MOST = 500;

/** What the columns are called; the first two are what the template says, the others what people call them too. */
const TITLES = {
  bank: ['银行', 'Bank', '银行名称', '所属银行'],
  name: ['网点名称', 'Branch', '网点', '支行', '支行名称', '营业网点'],
  address: ['地址', 'Address', '网点地址', '详细地址'],
  phone: ['电话', 'Phone', '联系电话', '网点电话'],
  longitude: ['经度', 'Longitude', 'lng', 'lon'],
  latitude: ['纬度', 'Latitude', 'lat'],
} as const;
type Column = keyof typeof TITLES;
const COLUMNS = Object.keys(TITLES) as readonly Column[];
const titleOf = (column: Column, say: Words['say']) => say(TITLES[column][0], TITLES[column][1]);

/** Branches from a sheet: chosen, looked at row by row, then taken in; rows with problems are left out and keep none of the others. */
export function BranchSheet({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const client = useApolloClient();
  const readTable = useTableReader();
  const [takeIn] = useMutation(ImportBankBranchesDocument);
  const [reading, taking] = [useCommand(), useCommand()];
  const [sheet, setSheet] = useState<{ readonly table: SmallTable; readonly receipts: readonly Receipt[]; readonly taken: boolean }>();
  const rowsOf = ({ columns, rows }: SmallTable) => {
    const at = placesOf<Column>(TITLES, columns);
    return rows.slice(0, MOST).map(({ values }) => Object.fromEntries(COLUMNS.map((column) => [column, values[at[column]] ?? null])));
  };
  const pick = (file: File) => {
    setSheet(undefined);
    taking.reset();
    void reading.run(async () => {
      const table = await readTable(stationId, file);
      const { data } = await client.query({ query: CheckedBankBranchesDocument, variables: { stationId, rows: rowsOf(table) }, fetchPolicy: 'no-cache' });
      setSheet({ table, receipts: data?.checkedBankBranches ?? [], taken: false });
    });
  };
  const take = (table: SmallTable) => void taking.run(async () => {
    const { data } = await takeIn({ variables: { stationId, rows: rowsOf(table) } });
    setSheet({ table, receipts: data?.importBankBranches ?? [], taken: true });
    onDone();
  });
  const missing = sheet === undefined ? [] : (['bank', 'name', 'address'] as const).filter((column) => placesOf<Column>(TITLES, sheet.table.columns)[column] < 0);
  const good = sheet?.receipts.filter(({ status }) => status === 'ADDED' || status === 'CHANGED').length ?? 0;
  return (
    <Drawer open title={say('从表格导入银行网点', 'Bank branches from a sheet')} onClose={onClose} size="min(760px, 100vw)" destroyOnHidden>
      <div className="sh-stack">
        <DropZone accept=".xlsx,.csv,.tsv,.txt" onPick={pick} hint={say('第一行为列名：银行、网点名称、地址必有，电话、经度、纬度可无；最多 500 行。已登记的同名网点按表格更新。表格本身不保存。', 'The first row names the columns: bank, branch and address are needed; phone, longitude and latitude may be missing. At most 500 rows. A branch that is there is brought up to the sheet. The sheet itself is not kept.')} />
        <div><Button onClick={() => handOver(csv([COLUMNS.map((column) => titleOf(column, say))]), 'bank-branches.csv')}>{say('下载空白表格', 'Save an empty sheet')}</Button></div>
        {reading.sending && <Loading rows={3} />}
        <InlineError error={reading.error ?? taking.error} />
        {sheet && sheet.table.rows.length === 0 && <EmptyState title={say('表格里没有内容', 'The sheet has no rows')} />}
        {sheet && sheet.table.rows.length > MOST && <p role="alert" className="sh-bad-ink">{say('表格超过 500 行，只处理前 500 行；其余请另存为一份。', 'The sheet has more than 500 rows. Only the first 500 are taken: put the others into a sheet of their own.')}</p>}
        {missing.length > 0 && <p role="alert" className="sh-bad-ink">{say('缺少列：{columns}', 'Columns are missing: {columns}', { columns: missing.map((column) => titleOf(column, say)).join(say('、', ', ')) })}</p>}
        {sheet && sheet.table.rows.length > 0 && (
          <>
            <Rows sheet={sheet} />
            <div className="sh-row">
              {sheet.taken ? <Button type="primary" onClick={onClose}>{say('完成', 'Done')}</Button> : <Button type="primary" disabled={good === 0} loading={taking.sending} onClick={() => take(sheet.table)}>{say('导入 {count, number} 行', 'Take in {count, plural, one {# row} other {# rows}}', { count: good })}</Button>}
              {!sheet.taken && <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>}
            </div>
          </>
        )}
      </div>
    </Drawer>
  );
}

function Rows({ sheet: { table, receipts, taken } }: { sheet: { readonly table: SmallTable; readonly receipts: readonly Receipt[]; readonly taken: boolean } }) {
  const { say, textOf } = useWords();
  const [wrong, setWrong] = useState(false);
  const rows = receipts.map((receipt, index) => ({ receipt, line: table.rows[index]?.line ?? index + 2, place: placesOf<Column>(TITLES, table.columns), values: table.rows[index]?.values ?? [] }));
  const count = (status: Receipt['status']) => receipts.filter((receipt) => receipt.status === status).length;
  const words = { ADDED: taken ? say('已登记', 'Added') : say('新登记', 'New'), CHANGED: taken ? say('已更新', 'Changed') : say('将更新', 'Changes'), SAME: say('无变化', 'As it is'), REFUSED: say('有问题', 'A problem') };
  const tones = { ADDED: 'ok', CHANGED: 'info', SAME: 'plain', REFUSED: 'bad' } as const;
  return (
    <>
      <p role="status">{say('新登记 {added, number} 行，更新 {changed, number} 行，无变化 {same, number} 行，有问题 {refused, number} 行', '{added, number} new, {changed, number} changed, {same, number} as they are, {refused, number} with a problem', { added: count('ADDED'), changed: count('CHANGED'), same: count('SAME'), refused: count('REFUSED') })}</p>
      {count('REFUSED') > 0 && <Checkbox checked={wrong} onChange={(event) => setWrong(event.target.checked)}>{say('只看有问题的行', 'Only rows with a problem')}</Checkbox>}
      <DataTable
        dense label={say('逐行结果', 'Row by row')} rows={wrong ? rows.filter(({ receipt }) => receipt.status === 'REFUSED') : rows} rowKey={({ line }) => String(line)}
        columns={[
          { key: 'line', title: say('行', 'Line'), width: '64px', render: ({ line }) => <span className="sh-mono">{line}</span> },
          { key: 'branch', title: say('网点', 'Branch'), main: true, render: ({ values, place }) => [values[place.bank], values[place.name]].filter(Boolean).join(' ') || '—' },
          { key: 'status', title: say('结果', 'Result'), width: '110px', render: ({ receipt }) => <Chip tone={tones[receipt.status]}>{words[receipt.status]}</Chip> },
          { key: 'problems', title: say('说明', 'What is wrong'), render: ({ receipt }) => (receipt.problems.length === 0 ? '—' : <ul>{receipt.problems.map(({ field, text }) => <li key={field} className="sh-long"><b>{titleOf(field as Column, say)}</b>{say('：', ': ')}{textOf(text)}</li>)}</ul>) },
        ]}
      />
    </>
  );
}
