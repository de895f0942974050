import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { BriefingScheduleDocument, BriefingsDocument, ComposeBriefingDocument } from '../../gql/briefings.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { changeWords, weekWords } from './words.js';
import './briefings.css';

/** 警情分析周报: the weekly briefings of the station. They come by themselves; people read, write and send them. */
export default function Briefings() {
  const { say, number, moment } = useWords();
  const { stationId, base, may } = useStation();
  const { data, error, refetch } = useQuery(BriefingsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const [compose] = useMutation(ComposeBriefingDocument);
  const command = useCommand();
  const navigate = useNavigate();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const make = () => void command.run(async (key) => {
    const made = await compose({ variables: { stationId, key } });
    if (made.data) await navigate(`${base}/briefings/${made.data.composeBriefing.id}`);
  });
  const button = may(PERMISSIONS.writeBriefings) && <Button loading={command.sending} onClick={make}>{say('生成上七天的周报', 'Compose the last seven days')}</Button>;
  return (
    <>
      <PageHeader title={say('警情分析周报', 'Weekly briefings')} facts={may(PERMISSIONS.managePlugins) ? <Schedule /> : say('每周自动生成，审定后发出', 'Composed by itself every week, sent once it was read')} actions={button} />
      {command.error !== undefined && <InlineError error={command.error} />}
      <Card title={say('周报', 'Briefings')} tight>
        {data.briefings.length === 0 ? <EmptyState title={say('还没有周报', 'No briefing yet')} hint={say('到设定的时间会自动生成；分局只看到报送分局的周报。', 'One is made at the time that is set; the bureau sees those that were sent to it.')} /> : (
          <DataTable
            label={say('周报', 'Briefings')} rows={data.briefings} rowKey={({ id }) => id}
            columns={[
              { key: 'week', title: say('统计期', 'Period'), main: true, render: (row) => <Link to={`${base}/briefings/${row.id}`}>{weekWords(row, say)}{row.edition > 1 && ` · ${say('第 {edition} 版（更正）', 'edition {edition}, corrected', { edition: row.edition })}`}</Link> },
              { key: 'state', title: say('状态', 'State'), render: ({ state }) => (state === 'SENT' ? <Chip tone="ok">{say('已发出', 'sent')}</Chip> : <Chip tone="warn">{say('待审定', 'draft')}</Chip>) },
              { key: 'sent', title: say('发出', 'Sent'), render: ({ sentAt, sentBy }) => (sentAt ? `${moment(sentAt)} ${sentBy?.displayName ?? ''}` : '—') },
              { key: 'total', title: say('警情', 'Incidents'), align: 'right', render: ({ total }) => number(total.value) },
              { key: 'change', title: say('环比', 'Week before'), align: 'right', render: ({ total }) => changeWords(total.change) },
              { key: 'year', title: say('同比', 'Last year'), align: 'right', render: ({ total }) => changeWords(total.yearChange) },
            ]}
          />
        )}
      </Card>
    </>
  );
}

/** When it comes round; the station chooses weekday and hour where all its schedules are. */
function Schedule() {
  const { say, textOf, moment } = useWords();
  const { stationId, base } = useStation();
  const { data } = useQuery(BriefingScheduleDocument, { variables: { stationId } });
  const schedule = data?.schedules.find(({ id }) => id === 'weekly-briefing');
  if (schedule === undefined) return say('每周自动生成，审定后发出', 'Composed by itself every week, sent once it was read');
  const [next] = schedule.next;
  return (
    <>
      {schedule.off ? say('自动生成已停用', 'It is switched off') : say('{when} 自动生成，下次 {next}', '{when} by itself, next {next}', { when: textOf(schedule.recurrence.words), next: next === undefined ? '—' : moment(next) })}
      {' · '}<Link to={`${base}/plugins`}>{say('更改时间', 'Change when')}</Link>{' · '}<Link to={`${base}/documents`}>{say('更换模板', 'Change the template')}</Link>
    </>
  );
}
