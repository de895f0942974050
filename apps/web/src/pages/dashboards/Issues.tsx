import { useQuery } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { SavingFile, useDownload } from '../../files/SavingFile.js';
import { BoardIssuesDocument } from '../../gql/dashboards.js';

const SHOWN = 4;

/** What the reader was sent of a dashboard: files made under their own rights. Nothing where nothing was sent. @param chosen the one that a notice led to, first */
export function Issues({ dashboardId, chosen }: { dashboardId: string; chosen: string }) {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const download = useDownload();
  const { data } = useQuery(BoardIssuesDocument, { variables: { bureauId, dashboardId }, fetchPolicy: 'cache-and-network' });
  const issues = data?.dashboardIssues ?? [];
  const shown = [...issues.filter(({ id }) => id === chosen), ...issues.filter(({ id }) => id !== chosen)].slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section className="sh-card sh-row board-unprinted" aria-label={say('发给您的文件', 'Files sent to you')}>
      <b>{say('发给您的文件', 'Files sent to you')}</b>
      {shown.map(({ id, format, madeAt }) => <Button key={id} size="small" type={id === chosen ? 'primary' : 'default'} onClick={() => void download.save(`/api/bureaus/${bureauId}/dashboard-issues/${id}`, `dashboard-${madeAt.slice(0, 10)}.${format.toLowerCase()}`)}>{moment(madeAt)} {format}</Button>)}
      <SavingFile download={download} />
    </section>
  );
}
