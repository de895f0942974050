import { Chip, DataTable, DropZone, handOver, InlineError, Loading, useWords, type Words } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useId } from 'react';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { LikeStation, useMayCopy } from './LikeStation.js';
import { SHEET_COLUMNS, template, titleOf, type SheetRow } from './sheet.js';
import { useSheet, type Outcome, type Sheet } from './useSheet.js';
import { stationKinds } from './words.js';

/** Many new stations at once, from a spreadsheet: tried first, with what is wrong at its cell; then all of them, or none. */
export default function StationTable({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const mayCopy = useMayCopy();
  const id = useId();
  const { sheet, like, outcome, pick, choose, found, trying, creating, error } = useSheet();
  const create = async (wanted: Sheet) => {
    if (!(await found(wanted))) return;
    toast.done(say('已新建 {count, number} 个派出所', '{count, plural, one {# station} other {# stations}} created', { count: wanted.rows.length }));
    onClose();
  };
  const ready = sheet !== undefined && outcome !== undefined && outcome.problems.length === 0;
  return (
    <SideDrawer
      open title={say('从表格新建派出所', 'New stations from a table')} onClose={onClose} size="min(1080px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" disabled={!ready} loading={creating} onClick={() => { if (sheet) void create(sheet); }}>{sheet === undefined ? say('全部新建', 'Create all') : say('全部新建（{count, number} 个）', 'Create all ({count, number})', { count: sheet.rows.length })}</Button></div>}
    >
      <div className="sh-stack">
        <DropZone
          accept=".xlsx,.csv" onPick={(file) => void pick(file)}
          hint={say('每行一个派出所，最多 200 行：名称、代码、辖区类型必填，辖区人口可空，时区不填时与分局相同。先试算，把问题标在格子里；确认后一次全部新建，有一处不对就一个也不建。', 'One station a row, at most 200: name, code and kind of place are needed, the population may be empty, and so the time zone, which is then the bureau’s. First it is tried, and what is wrong is shown at its cell; then all are created at once, or none.')}
        />
        <div><Button onClick={() => saveTemplate(say)}>{say('下载空白表格', 'Save an empty table')}</Button></div>
        {mayCopy && (
          <div className="st-line">
            <label htmlFor={id}>{say('参照', 'Begin like')}</label>
            <LikeStation id={id} value={like} onChange={choose} />
            <p className="sh-sub">{say('新所一开始就有该所的流程配置、插件与设置、班次和计划；人员和业务数据不带入。', 'Each begins with what that station has set in workflows, its plugins and their settings, hours and schedules; no people, no records.')}</p>
          </div>
        )}
        <InlineError error={error} />
        {trying && <Loading rows={4} />}
        {sheet !== undefined && (sheet.missing.length > 0 ? <Missing {...sheet} /> : outcome !== undefined && <Tried sheet={sheet} outcome={outcome} creating={creating} />)}
      </div>
    </SideDrawer>
  );
}

function saveTemplate(say: Words['say']): void {
  handOver(template(say), say('新建派出所.csv', 'new-stations.csv'));
}

function Missing({ name, missing }: Sheet) {
  const { say } = useWords();
  return <p role="alert" className="sh-bad-ink"><b className="sh-long">{name}</b>{say('：缺少列 {columns}。请对照空白表格的列名补上后重新选择。', ': the columns {columns} are missing. Name them as the empty table does, and choose the file again.', { columns: missing.map((column) => titleOf(column, say)).join(say('、', ', ')) })}</p>;
}

function Tried({ sheet: { name, rows }, outcome: { problems, brings }, creating }: { sheet: Sheet; outcome: Outcome; creating: boolean }) {
  const { say, textOf } = useWords();
  const kinds = new Map(stationKinds(say).map(({ value, label }) => [value, label]));
  const at = (row: number | null, column: string) => problems.filter((problem) => problem.row === row && problem.column === column);
  const state = creating ? say('正在新建，请稍候', 'being created, please wait') : problems.length > 0 ? say('有 {count, number} 处问题，一个也未建', '{count, plural, one {# thing is} other {# things are}} wrong; none was created', { count: problems.length }) : say('试算通过，尚未新建', 'tried and fine; nothing is created yet');
  return (
    <section className="sh-stack" aria-label={say('表格内容', 'What the table says')}>
      <p role="status"><b className="sh-long">{name}</b> · {say('{count, number} 个派出所', '{count, plural, one {# station} other {# stations}}', { count: rows.length })} · {state}</p>
      {at(null, 'like').map((problem) => <p key={textOf(problem.text)} role="alert" className="sh-bad-ink sh-long">{textOf(problem.text)}</p>)}
      {brings.length > 0 && <details><summary>{say('每个所带入 {count, number} 项配置', 'Each begins with {count, plural, one {# setting} other {# settings}}', { count: brings.length })}</summary><ul>{brings.map((one) => <li key={textOf(one)} className="sh-long">{textOf(one)}</li>)}</ul></details>}
      <DataTable
        label={say('要新建的派出所', 'Stations to be created')} rows={rows} rowKey={({ row }) => String(row)} dense tone={({ row }) => (problems.some((problem) => problem.row === row) ? 'bad' : undefined)}
        columns={[
          { key: 'row', title: say('行', 'Row'), width: '56px', align: 'right', render: ({ row }) => row },
          ...SHEET_COLUMNS.map((column) => ({
            key: column, title: titleOf(column, say), main: column === 'name',
            render: (row: SheetRow) => (
              <>
                <span className={column === 'code' ? 'sh-mono sh-long' : 'sh-long'}>{column === 'kind' ? (kinds.get(row.kind) ?? row.kind) : row[column]}</span>
                {at(row.row, column).map((problem) => <div key={problem.code} className="sh-bad-ink sh-small"><Chip tone="bad">✗</Chip> {textOf(problem.text)}</div>)}
              </>
            ),
          })),
        ]}
      />
    </section>
  );
}
