import { useQuery } from '@apollo/client/react';
import { Card, Chip, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { BureauStationsDocument, HolidayNoticesDocument, UndeterminedClocksDocument } from '../../gql/calendars.js';
import { lastKnownYear } from './years.js';

/** What the administrator has to do while clocks wait for a calendar; nothing is shown when none does. */
export function CalendarToDo() {
  const { say } = useWords();
  const { bureauId } = useScope();
  const navigate = useNavigate();
  const stations = useQuery(BureauStationsDocument, { variables: { bureauId } });
  const stationIds = (stations.data?.stations ?? []).map(({ id }) => id);
  const waiting = useQuery(UndeterminedClocksDocument, { variables: { stationIds }, skip: stationIds.length === 0, fetchPolicy: 'cache-and-network' });
  const notices = useQuery(HolidayNoticesDocument, { variables: { bureauId } });
  const undetermined = waiting.data?.undeterminedClocks ?? [];
  if (undetermined.length === 0 || notices.data === undefined) return null;
  const total = undetermined.reduce((sum, { clocks, tasks }) => sum + clocks + tasks, 0);
  const year = String(lastKnownYear(notices.data.holidayNotices.map((notice) => notice.year)) + 1);
  return (
    <Card title={say('待办', 'To do')} id="to-do">
      <div className="sh-row sh-wrap">
        <Chip tone="warn">{say('{total, number} 项时限未确定', '{total, plural, one {# clock} other {# clocks}} not determined', { total })}</Chip>
        <span>{say('{stations} 个派出所有时限在等待放假通知或班次，办理不受影响。', 'Clocks of {stations, plural, one {# station} other {# stations}} wait for a holiday notice or for shifts; work goes on meanwhile.', { stations: undetermined.length })}</span>
        <span className="sh-push"><Button type="primary" onClick={() => void navigate('/bureau/calendar#import')}>{say('导入 {year} 年放假通知', 'Import the notice of {year}', { year })}</Button></span>
      </div>
    </Card>
  );
}
