import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { SealedRecordsDocument, type SealPartsFragment } from '../../gql/retention.js';
import { PERMISSIONS } from '../../permissions.js';
import { LiftSeal } from './SealDrawers.js';

const PAGE = 20;

/** The covers of what was sealed: who, when, on which clause. What they cover is nowhere until a seal is lifted. */
export function Seals() {
  const { say, moment } = useWords();
  const { stationId, may } = useStation();
  const [lifting, setLifting] = useState<SealPartsFragment>();
  const { data, error, loading, fetchMore, refetch } = useQuery(SealedRecordsDocument, { variables: { stationId, first: PAGE }, fetchPolicy: 'cache-and-network' });
  const found = data?.sealedRecords;
  const kinds = { INSTANCE: say('事项', 'Instance'), INCIDENT: say('警情', 'Incident') };
  const stands = (seal: SealPartsFragment) =>
    seal.liftedAt ? (
      <div className="sh-long">{say('{who} 已解除', 'Lifted by {who}', { who: seal.liftedBy ?? '' })} <span className="sh-whole">{moment(seal.liftedAt)}</span><div className="sh-sub">{seal.liftReason}</div></div>
    ) : <Chip tone="info">{say('封存中', 'Sealed')}</Chip>;
  return (
    <Card title={say('封存记录', 'Sealed records')} id="seals">
      {error && !found ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : !found ? <Loading rows={3} /> : found.edges.length === 0 ? (
        <EmptyState title={say('没有封存的记录', 'Nothing was sealed')} hint={say('依法须封存时，在已办结的事项页或已反馈的警情页点“封存”。', 'To seal a record that the law wants sealed, open its page once it is closed and choose “Seal”.')} />
      ) : (
        <>
          <DataTable
            label={say('封存记录', 'Sealed records')} rows={found.edges.map(({ node }) => node)} rowKey={({ id }) => id}
            columns={[
              { key: 'number', title: say('编号', 'Number'), main: true, render: ({ number, kind }) => <span>{number} <span className="sh-sub">{kinds[kind]}</span></span> },
              { key: 'basis', title: say('依据与理由', 'Clause and reason'), render: ({ basis, reason }) => <div className="sh-long">{basis}<div className="sh-sub">{reason}</div></div> },
              { key: 'by', title: say('封存', 'Sealed'), render: ({ sealedBy, sealedAt }) => <>{sealedBy} <span className="sh-whole">{moment(sealedAt)}</span></> },
              { key: 'stands', title: say('状态', 'State'), render: stands },
              ...(may(PERMISSIONS.liftSeals) ? [{ key: 'do', title: say('操作', 'Actions'), render: (seal: SealPartsFragment) => (seal.liftedAt ? null : <Button size="small" onClick={() => setLifting(seal)}>{say('解除…', 'Lift …')}</Button>) }] : []),
            ]}
          />
          <LoadMore
            shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
            onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ sealedRecords: { ...fetchMoreResult.sealedRecords, edges: [...before.sealedRecords.edges, ...fetchMoreResult.sealedRecords.edges] } }) })}
          />
        </>
      )}
      {lifting && <LiftSeal seal={lifting} onClose={() => setLifting(undefined)} onDone={() => void refetch()} />}
    </Card>
  );
}
