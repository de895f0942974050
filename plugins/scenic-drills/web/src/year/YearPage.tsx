import { useMutation, useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, serverClock, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Drawer, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { PlanDrillYearDocument, StationDrillYearDocument, type DrillYearRowFragment } from '../gql/year.js';
import { KINDS, kindWords } from '../kinds.js';
import { drillsPage, sitesPage } from '../paths.js';
import { YearSums, YearTable } from './YearTable.js';
import '../drills/drills.css';

/** The year of the station's sites: which drills in which months, what was held, what is behind. */
export default function YearPage() {
  const { say } = useWords();
  const { stationId, base, may, timeZone } = useStation();
  const today = localDate(serverClock.now(), timeZone);
  const present = Number(today.slice(0, 4));
  const [year, setYear] = useState(present);
  const { data, error, refetch } = useQuery(StationDrillYearDocument, { variables: { stationId, year }, fetchPolicy: 'cache-and-network' });
  const [planning, setPlanning] = useState<DrillYearRowFragment>();
  const keeps = may('drillSite.keep');
  return (
    <>
      <PageHeader title={say('年度演练计划', 'Drills of the year')} facts={<><Link to={`${base}/${drillsPage}`}>{say('演练', 'Drills')}</Link> · <Link to={`${base}/${sitesPage}`}>{say('景区', 'Sites')}</Link></>} actions={<YearPick year={year} present={present} onChange={setYear} />} />
      {error && data === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : data.drillYear.length === 0 ? (
        <Card><EmptyState title={say('还没有登记景区', 'No site is written down')} action={<Link to={`${base}/${sitesPage}`}>{say('登记景区', 'Add a site')}</Link>} /></Card>
      ) : (
        <>
          <YearSums rows={data.drillYear} />
          <Card tight><YearTable rows={data.drillYear} month={year === present ? Number(today.slice(5, 7)) : 0} base={base} actions={keeps ? (row) => <div><Button size="small" onClick={() => setPlanning(row)} aria-label={say('安排 {name}', 'Plan {name}', { name: row.siteName })}>{say('安排', 'Plan')}</Button></div> : undefined} /></Card>
        </>
      )}
      {planning && <PlanDrawer row={planning} year={year} onClose={() => setPlanning(undefined)} onDone={() => { setPlanning(undefined); void refetch().catch(() => undefined); }} />}
    </>
  );
}

/** Last year, this one, the next. */
export function YearPick({ year, present, onChange }: { year: number; present: number; onChange: (year: number) => void }) {
  const { say } = useWords();
  return <Select aria-label={say('年份', 'Year')} value={year} onChange={onChange} style={{ width: 110 }} options={[present - 1, present, present + 1].map((value) => ({ value, label: say('{year} 年', '{year}', { year: String(value) }) }))} />;
}

function PlanDrawer({ row, year, onClose, onDone }: { row: DrillYearRowFragment; year: number; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const command = useCommand();
  const [plan] = useMutation(PlanDrillYearDocument);
  const [entries, setEntries] = useState(row.entries.map(({ month, kind }) => ({ month, kind })));
  const words = kindWords(say);
  const put = (next: typeof entries) => {
    command.reset();
    setEntries(next);
  };
  const save = async () => {
    if (await command.run(() => plan({ variables: { stationId, siteId: row.siteId, year, entries, expectedVersion: row.version } }))) onDone();
  };
  return (
    <Drawer open title={say('{name}：{year} 年', '{name}: {year}', { name: row.siteName, year: String(year) })} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden>
      {entries.length === 0 && <p className="sh-sub">{say('还没有安排。', 'Nothing is planned yet.')}</p>}
      {entries.map(({ month, kind }, index) => (
        <div key={index} className="site-item">
          <div className="sh-row">
            <Select aria-label={say('月份', 'Month')} value={month} style={{ width: 96 }} onChange={(value: number) => put(entries.map((entry, at) => (at === index ? { ...entry, month: value } : entry)))} options={Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: say('{month} 月', '{month}', { month: at + 1 }) }))} />
            <Select aria-label={say('科目', 'Kind')} value={kind} style={{ flex: '1 1 160px' }} onChange={(value: string) => put(entries.map((entry, at) => (at === index ? { ...entry, kind: value } : entry)))} options={KINDS.map((value) => ({ value, label: words[value] }))} />
          </div>
          <Button onClick={() => put(entries.filter((_, at) => at !== index))}>{say('移除', 'Take off')}</Button>
        </div>
      ))}
      <div className="sh-row" style={{ marginTop: 12 }}><Button onClick={() => put([...entries, { month: Math.min(12, (entries.at(-1)?.month ?? 0) + 3), kind: KINDS[entries.length % KINDS.length] ?? 'towerChild' }])}>{say('加一次', 'Add one')}</Button></div>
      <InlineError error={command.error} />
      <div className="sh-row" style={{ marginTop: 16 }}><Button type="primary" loading={command.sending} onClick={() => void save()}>{say('保存', 'Save')}</Button><Button onClick={onClose}>{say('取消', 'Cancel')}</Button></div>
    </Drawer>
  );
}
