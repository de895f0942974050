import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { BureauStationsDocument, HolidayNoticesDocument, ImportHolidayNoticeDocument, UndeterminedClocksDocument, type HolidayNoticesQuery } from '../../gql/calendars.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { BUILT_IN } from './years.js';

/** How often a running job is looked at. */
const POLL_MS = 2_000;

type Notice = HolidayNoticesQuery['holidayNotices'][number];

/** The bureau's working calendar: which years are known, which clocks wait for one, and the import of a notice. */
export default function Calendars() {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const notices = useQuery(HolidayNoticesDocument, { variables: { bureauId } });
  const stations = useQuery(BureauStationsDocument, { variables: { bureauId } });
  const stationIds = (stations.data?.stations ?? []).map(({ id }) => id);
  const waiting = useQuery(UndeterminedClocksDocument, { variables: { stationIds }, skip: stationIds.length === 0 });
  const rows = notices.data?.holidayNotices ?? [];
  const running = rows.some(({ finishedAt }) => !finishedAt);
  const refresh = () => {
    void notices.refetch();
    if (stationIds.length > 0) void waiting.refetch();
  };
  // While a job runs its progress is read again; nothing is asked otherwise.
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(refresh, POLL_MS);
    return () => clearInterval(timer);
  });
  const error = notices.error ?? stations.error ?? waiting.error;
  if (error) return <ErrorState error={error} onRetry={refresh} />;
  if (!notices.data || !stations.data) return <Loading rows={6} />;
  const undetermined = waiting.data?.undeterminedClocks ?? [];
  const total = undetermined.reduce((sum, { clocks, tasks }) => sum + clocks + tasks, 0);
  const nameOf = new Map(stations.data.stations.map(({ id, name }) => [id, name]));
  return (
    <>
      <PageHeader title={say('工作日历', 'Working calendar')} facts={say('内置 {years} 年放假安排；以后年份在国务院办公厅通知公布后导入。', 'The holidays of {years} are built in; later years are imported once their notice is published.', { years: `${BUILT_IN.first}–${BUILT_IN.last}` })} />
      <div className="sh-stack">
        <Card title={say('未确定的时限', 'Clocks not determined')} id="undetermined">
          {total === 0 ? <p className="sh-sub">{say('没有时限在等待日历。', 'No clock waits for a calendar.')}</p> : (
            <>
              <p role="status"><Chip tone="warn">{say('{total, number} 项未确定', '{total, number} not determined', { total })}</Chip> {say('缺少放假通知或班次，导入后自动确定；其他时限不变。', 'A holiday notice or shifts are missing. They are determined automatically after the import; other clocks stay as they are.')}</p>
              <DataTable
                label={say('未确定的时限', 'Clocks not determined')} rows={undetermined} rowKey={({ stationId }) => stationId}
                columns={[
                  { key: 'station', title: say('派出所', 'Station'), main: true, render: ({ stationId }) => nameOf.get(stationId) ?? stationId },
                  { key: 'clocks', title: say('时限', 'Clocks'), render: ({ clocks }) => clocks },
                  { key: 'tasks', title: say('任务', 'Tasks'), render: ({ tasks }) => tasks },
                ]}
              />
            </>
          )}
        </Card>
        <Import bureauId={bureauId} onDone={refresh} />
        <Card title={say('已导入的通知', 'Imported notices')} id="notices">
          {rows.length === 0 ? <EmptyState title={say('尚未导入', 'None imported yet')} /> : (
            <DataTable
              label={say('已导入的通知', 'Imported notices')} rows={rows} rowKey={({ year }) => String(year)}
              columns={[
                { key: 'year', title: say('年份', 'Year'), main: true, render: ({ year }) => year },
                { key: 'off', title: say('放假', 'Off'), render: ({ days }) => say('{count} 天', '{count, plural, one {# day} other {# days}}', { count: days.filter(({ isOffDay }) => isOffDay).length }) },
                { key: 'worked', title: say('调休上班', 'Worked'), render: ({ days }) => days.filter(({ isOffDay }) => !isOffDay).map(({ date }) => date.slice(5)).join(say('、', ', ')) || '—' },
                { key: 'at', title: say('导入时间', 'Imported'), render: ({ importedAt }) => moment(importedAt) },
                { key: 'progress', title: say('重算', 'Determined'), render: (notice) => <Progress notice={notice} /> },
              ]}
            />
          )}
        </Card>
      </div>
    </>
  );
}

function Progress({ notice: { finishedAt, stationsDone, stationsTotal, determined } }: { notice: Notice }) {
  const { say } = useWords();
  if (!finishedAt) return <Chip tone="info">{say('进行中：{done}/{total} 个派出所', 'Running: {done} of {total} stations', { done: stationsDone, total: stationsTotal })}</Chip>;
  return <Chip tone="ok">{say('已确定 {count} 件事项的时限', 'Determined in {count, plural, one {# instance} other {# instances}}', { count: determined })}</Chip>;
}

function Import({ bureauId, onDone }: { bureauId: string; onDone: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(ImportHolidayNoticeDocument);
  const [notice, setNotice] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const submit = async () => {
    let year = 0;
    const done = await command.run(async () => {
      year = (await send({ variables: { bureauId, notice } })).data?.importHolidayNotice.year ?? 0;
    });
    if (!done) return;
    toast.done(say('已导入 {year} 年放假通知', 'Notice of {year} imported', { year: String(year) }));
    setNotice('');
    onDone();
  };
  return (
    <Card title={say('导入放假通知', 'Import a holiday notice')} id="import">
      <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <label htmlFor={id}>{say('通知内容：holiday-cn 的 JSON，或每行“日期,名称,休/班”的 CSV', 'The notice: JSON of holiday-cn, or CSV with date,name,off/work per line')}</label>
        <Input.TextArea id={id} rows={5} value={notice} onChange={(event) => { command.reset(); setNotice(event.target.value); }} placeholder={'2027-01-01,元旦,休\n2027-02-06,春节,班'} />
        <input ref={file} type="file" hidden accept=".json,.csv,.txt" onChange={(event) => { command.reset(); void event.target.files?.[0]?.text().then(setNotice); }} />
        <InlineError error={command.error} />
        <div className="sh-row">
          <Button onClick={() => file.current?.click()}>{say('选择文件', 'Choose a file')}</Button>
          <Button type="primary" htmlType="submit" disabled={notice.trim() === ''} loading={command.sending}>{say('导入', 'Import')}</Button>
        </div>
      </form>
    </Card>
  );
}
