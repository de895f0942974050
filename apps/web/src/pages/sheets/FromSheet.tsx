import { useQuery } from '@apollo/client/react';
import { Card, csv, DropZone, EmptyState, ErrorState, handOver, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Progress, Select } from 'antd';
import { useId, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { WorkflowsDocument, type WorkflowsQuery } from '../../gql/instances.js';
import { formOf } from '../instances/NewInstance.js';
import { Rows } from './Rows.js';
import { MOST_ROWS, useSheet } from './useSheet.js';
import './sheets.css';

type Workflow = WorkflowsQuery['workflows'][number];

/** Many instances of a workflow from a table: chosen or pasted, its columns matched, looked at row by row, then started (`?workflow=`). */
export default function FromSheet() {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const [parameters] = useSearchParams();
  const { data, error, refetch } = useQuery(WorkflowsDocument, { variables: { stationId } });
  const workflow = data?.workflows.find(({ id, byHand }) => byHand && id === parameters.get('workflow'));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <PageHeader title={workflow ? say('从表格登记：{title}', 'From a table: {title}', { title: textOf(workflow.title) }) : say('从表格登记', 'From a table')} />
      {data === undefined ? <Loading rows={6} /> : workflow ? <Sheet key={workflow.id} workflow={workflow} /> : (
        <Card><EmptyState title={say('没有可以从表格登记的工作流', 'There is no such workflow to start here')} hint={say('请从“发起事项”中选择工作流。', 'Choose a workflow where instances are started.')} action={<Link to={`${base}/instances/new`}>{say('发起事项', 'Start an instance')}</Link>} /></Card>
      )}
    </>
  );
}

function Sheet({ workflow }: { workflow: Workflow }) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  const sheet = useSheet(workflow.id, formOf(workflow.startForm).schema);
  const { fields, receipts, going } = sheet;
  const fine = receipts.filter((receipt) => receipt?.status === 'FINE').length;
  const begun = receipts.some((receipt) => receipt?.status === 'STARTED' || receipt?.status === 'JOINED');
  const busy = sheet.checking || sheet.starting;
  const unmapped = fields.filter(({ path, required }) => required && sheet.mapping[path] === undefined);
  const save = () => handOver(csv([fields.map(({ title }) => textOf(title))]), `${workflow.id}.csv`);
  return (
    <div className="sh-stack">
      <Card title={say('表格', 'The table')}>
        <div className="sh-stack">
          <DropZone accept=".xlsx,.csv,.tsv,.txt" onPick={sheet.pick} hint={say('每行一个事项，第一行为列名，最多 {most, number} 行。先逐行检查，再登记；有问题的行不登记，不影响其他行。表格本身不保存。', 'One instance a row, the first row naming the columns, at most {most, number} rows. Each row is looked at first; one with a problem is not recorded and keeps none of the others. The table itself is not kept.', { most: MOST_ROWS })} />
          <div className="sh-row sh-wrap"><Paste onPick={sheet.pick} /><Button onClick={save}>{say('下载空白表格', 'Save an empty table')}</Button></div>
          {sheet.reading && <Loading rows={2} />}
          <InlineError error={sheet.error} />
        </div>
      </Card>
      {sheet.sheet && sheet.sheet.rows.length === 0 && <Card><EmptyState title={say('表格里没有内容', 'The table has no rows')} hint={say('第一行是列名，从第二行起每行一个事项。', 'The first row names the columns; each row below it is an instance.')} /></Card>}
      {sheet.sheet && sheet.sheet.rows.length > MOST_ROWS && <p role="alert" className="sh-bad-ink">{say('表格超过 {most, number} 行，只处理前 {most, number} 行；其余请另存为一份。', 'The table has more than {most, number} rows. Only the first {most, number} are taken: put the others into a table of their own.', { most: MOST_ROWS })}</p>}
      {sheet.sheet && sheet.sheet.rows.length > 0 && (
        <Card title={say('对应的列', 'Which column is what')}>
          <div className="ss-fields">
            {fields.map((field) => <Column key={field.path} title={textOf(field.title)} required={field.required} columns={sheet.sheet?.columns ?? []} value={sheet.mapping[field.path]} disabled={busy || begun} onChange={(column) => sheet.map(field.path, column)} />)}
          </div>
          {unmapped.length > 0 && <p role="status" className="sh-bad-ink">{say('必填项还没有对应的列：{titles}', 'No column yet for what is required: {titles}', { titles: unmapped.map(({ title }) => textOf(title)).join(say('、', ', ')) })}</p>}
          <div className="form-foot">
            {busy ? <Button onClick={sheet.stop}>{say('停止', 'Stop')}</Button> : !begun && <Button type={fine > 0 ? 'default' : 'primary'} onClick={sheet.check}>{say('逐行检查', 'Look at each row')}</Button>}
            {begun && !busy && <Link to={`${base}/instances?workflow=${workflow.id}`}>{say('查看全部事项', 'See all of them')}</Link>}
            {(fine > 0 || sheet.starting) && <Button type="primary" loading={sheet.starting} disabled={sheet.checking} onClick={sheet.startAll}>{say('登记 {count, number} 行', 'Record {count, plural, one {# row} other {# rows}}', { count: fine })}</Button>}
          </div>
          {going && <div role="status"><Progress percent={Math.round((going.done / Math.max(1, going.of)) * 100)} /><span className="sh-sub">{sheet.starting ? say('正在登记 {done, number} / {of, number} 行', 'Recording row {done, number} of {of, number}', { ...going }) : say('正在检查 {done, number} / {of, number} 行', 'Looking at row {done, number} of {of, number}', { ...going })}</span></div>}
        </Card>
      )}
      {sheet.sheet && receipts.length > 0 && <Rows sheet={sheet.sheet} fields={fields} receipts={receipts} />}
    </div>
  );
}

/** Cells copied from a spreadsheet, as a file of their own. */
function Paste({ onPick }: { onPick: (file: File) => void }) {
  const { say } = useWords();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState('');
  if (!open) return <Button onClick={() => setOpen(true)}>{say('粘贴表格内容', 'Paste cells')}</Button>;
  return (
    <div className="ss-paste">
      <label htmlFor={id}>{say('从表格软件复制，连同列名一起粘贴', 'Copied from a spreadsheet, with the names of the columns')}</label>
      <Input.TextArea id={id} autoFocus rows={5} value={written} onChange={(event) => setWritten(event.target.value)} />
      <div className="form-foot">
        <Button onClick={() => { setOpen(false); setWritten(''); }}>{say('取消', 'Cancel')}</Button>
        <Button type="primary" disabled={written.trim() === ''} onClick={() => { onPick(new File([written], say('粘贴的内容.csv', 'pasted.csv'), { type: 'text/csv' })); setOpen(false); setWritten(''); }}>{say('读取', 'Read')}</Button>
      </div>
    </div>
  );
}

function Column({ title, required, columns, value, disabled, onChange }: { title: string; required: boolean; columns: readonly string[]; value: number | undefined; disabled: boolean; onChange: (column: number | undefined) => void }) {
  const { say } = useWords();
  const id = useId();
  return (
    <div className="ss-field">
      <label htmlFor={id}>{required && <span className="sh-bad-ink" aria-hidden="true">* </span>}{title}</label>
      <Select id={id} allowClear showSearch={{ optionFilterProp: 'label' }} disabled={disabled} value={value ?? null} onChange={(column: number | null | undefined) => onChange(column ?? undefined)} placeholder={say('不导入', 'Left out')} options={columns.map((label, place) => ({ value: place, label: label === '' ? say('第 {place, number} 列', 'Column {place, number}', { place: place + 1 }) : label }))} />
    </div>
  );
}
