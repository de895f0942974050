import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { WhatIfInstancesDocument } from '../../../gql/what-if.js';
import { SideDrawer } from '../../../shell/SideDrawer.js';

const PAGE = 50;

interface Props {
  readonly stationId: string;
  readonly whatIfId: string;
  readonly line: string;
  readonly title: string;
  readonly onClose: () => void;
}

/** The instances behind one line, read again under the reader's own rights. */
export function Behind({ stationId, whatIfId, line, title, onClose }: Props) {
  const { say, textOf } = useWords();
  const { data, error, refetch, fetchMore, loading } = useQuery(WhatIfInstancesDocument, { variables: { stationId, whatIfId, line, first: PAGE }, notifyOnNetworkStatusChange: true });
  const instances = data?.whatIfInstances;
  const more = () => fetchMore({ variables: { after: instances?.at(-1)?.id }, updateQuery: (before, { fetchMoreResult }) => ({ whatIfInstances: [...before.whatIfInstances, ...fetchMoreResult.whatIfInstances] }) });
  return (
    <SideDrawer open title={title} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden data-testid="what-if-instances">
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : instances === undefined ? <Loading /> : instances.length === 0 ? <EmptyState title={say('没有您可以查看的事项', 'Nothing here that you may see')} /> : (
        <div className="sh-stack">
          <ul className="wi-instances">{instances.map(({ id, number, title: name, stateTitle, closed }) => <li key={id}><Link to={`/s/${stationId}/instances/${id}`}><span className="sh-mono">{number}</span> {name}</Link><span className="sh-sub sh-small">{closed ? say('已办结', 'closed') : textOf(stateTitle)}</span></li>)}</ul>
          {instances.length % PAGE === 0 && <Button loading={loading} onClick={() => void more()}>{say('再显示一些', 'Show more')}</Button>}
        </div>
      )}
    </SideDrawer>
  );
}
