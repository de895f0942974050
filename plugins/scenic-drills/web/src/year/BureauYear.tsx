import { useQuery } from '@apollo/client/react';
import { Card, EmptyState, ErrorState, Loading, PageHeader, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { BureauDrillYearDocument } from '../gql/year.js';
import { YearPick } from './YearPage.js';
import { YearSums, YearTable } from './YearTable.js';
import '../drills/drills.css';

/** The year of all sites of the bureau's stations: who holds which drills when, and who is behind. */
export default function BureauYear() {
  const { say } = useWords();
  const { bureauId } = useScope();
  const now = serverClock.now();
  const present = now.getFullYear();
  const [year, setYear] = useState(present);
  const [behind, setBehind] = useState(false);
  const { data, error, refetch } = useQuery(BureauDrillYearDocument, { variables: { bureauId, year }, fetchPolicy: 'cache-and-network' });
  const rows = (data?.bureauDrillYear ?? []).filter(({ entries }) => !behind || entries.some(({ standing }) => standing === 'BEHIND'));
  return (
    <>
      <PageHeader title={say('全分局景区演练', 'Drills of the bureau’s sites')} facts={say('各所登记的景区、每年计划的演练和完成情况', 'The sites of the stations, what they plan for the year, and what was held')} actions={<YearPick year={year} present={present} onChange={setYear} />} />
      {error && data === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : data.bureauDrillYear.length === 0 ? (
        <Card><EmptyState title={say('各所还没有登记景区', 'No station has written down a site')} /></Card>
      ) : (
        <>
          <div className="sh-filters"><YearSums rows={data.bureauDrillYear} /><Checkbox checked={behind} onChange={({ target }) => setBehind(target.checked)}>{say('只看未按月完成的', 'Only who is behind')}</Checkbox></div>
          <Card tight>{rows.length === 0 ? <EmptyState filtered title={say('没有落后的景区', 'Nobody is behind')} /> : <YearTable rows={rows} month={year === present ? now.getMonth() + 1 : 0} withStation />}</Card>
        </>
      )}
    </>
  );
}
