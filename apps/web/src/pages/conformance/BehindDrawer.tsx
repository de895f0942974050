import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { ProcessInstancesDocument } from '../../gql/conformance.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import type { Asked } from './Conformance.js';

const PAGE = 50;

/** A part of the map: a place, a way from it to another, or a variant. */
export interface Part {
  readonly place?: string;
  readonly to?: string;
  readonly variantId?: string;
}

/** The instances behind a part of the map, read again under the reader's own rights. */
export function BehindDrawer({ stationId, query, part, title, onClose }: { stationId: string; query: Asked; part: Part; title: string; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { data, error, refetch, fetchMore, loading } = useQuery(ProcessInstancesDocument, { variables: { stationId, query, part, first: PAGE }, notifyOnNetworkStatusChange: true });
  const instances = data?.processInstances;
  const more = () => fetchMore({ variables: { after: instances?.at(-1)?.id ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ processInstances: [...before.processInstances, ...fetchMoreResult.processInstances] }) });
  return (
    <SideDrawer open title={title} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden data-testid="process-instances">
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : instances === undefined ? <Loading /> : instances.length === 0 ? <EmptyState title={say('没有您可以查看的事项', 'Nothing here that you may see')} /> : (
        <div className="sh-stack">
          <ul className="pc-instances">{instances.map(({ id, number, title: name, stateTitle, closed }) => <li key={id}><Link to={`/s/${stationId}/instances/${id}`}><span className="sh-mono">{number}</span> {name}</Link><span className="sh-sub sh-small">{closed ? say('已办结', 'closed') : textOf(stateTitle)}</span></li>)}</ul>
          {instances.length % PAGE === 0 && <Button loading={loading} onClick={() => void more()}>{say('再显示一些', 'Show more')}</Button>}
        </div>
      )}
    </SideDrawer>
  );
}
