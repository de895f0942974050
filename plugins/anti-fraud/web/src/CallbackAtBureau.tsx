import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, Loading, LoadMore, useScope, useWords, type Tone } from '@stationhouse/plugin-web';
import CallbackCheck from './CallbackCheck.js';
import { CallbackChecksDocument, type CallbackChecksQuery } from './gql/callback.js';

const PAGE = 50;

/** The check for whoever answers 96110 at the bureau, and below it, for the anti-fraud centre, what the bureau's checks came to. */
export default function CallbackAtBureau() {
  const { may } = useScope();
  return (
    <>
      <CallbackCheck />
      {may('callbackCode.oversee') && <Checks />}
    </>
  );
}

type Check = CallbackChecksQuery['callbackChecks'][number];

function Checks() {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const { data, error, loading, refetch, fetchMore } = useQuery(CallbackChecksDocument, { variables: { bureauId, first: PAGE }, fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true });
  const rows = data?.callbackChecks ?? [];
  const outcomes: Readonly<Record<Check['outcome'], readonly [string, Tone]>> = {
    GENUINE: [say('属实', 'Genuine'), 'ok'], UNKNOWN: [say('不属实', 'Not genuine'), 'bad'], USED: [say('重复使用', 'Used already'), 'bad'], EXPIRED: [say('已失效', 'Expired'), 'warn'], LOCKED: [say('暂停核验', 'Paused'), 'warn'],
  };
  const ways: Readonly<Record<Check['way'], string>> = { PHONE: say('来电', 'By phone'), IN_PERSON: say('到所', 'In person'), PUBLIC: say('网上核验页', 'Public page') };
  const more = () => void fetchMore({ variables: { before: rows.at(-1)?.id ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ callbackChecks: [...before.callbackChecks, ...fetchMoreResult.callbackChecks] }) });
  return (
    <Card title={say('全分局核验记录', 'Checks in the bureau')} extra={<span className="sh-sub sh-small">{say('保留 30 天，不含人员信息', 'Kept for 30 days; nobody is named')}</span>}>
      {error && data === undefined ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={4} /> : rows.length === 0 ? (
        <EmptyState title={say('还没有核验过', 'Nothing was checked yet')} hint={say('各派出所、分局和网上核验页的每次核验都列在这里。', 'Each check at a station, at the bureau or on the public page stands here.')} />
      ) : (
        <>
          <DataTable
            dense label={say('核验记录', 'Checks')} rows={rows} rowKey={({ id }) => id} tone={({ outcome }) => (outcomes[outcome][1] === 'bad' ? 'bad' : undefined)}
            columns={[
              { key: 'at', title: say('时间', 'When'), main: true, render: ({ at }) => moment(at) },
              { key: 'outcome', title: say('结果', 'Result'), render: ({ outcome }) => <Chip tone={outcomes[outcome][1]}>{outcomes[outcome][0]}</Chip> },
              { key: 'where', title: say('核验处', 'Checked at'), render: ({ checkedAt, way }) => checkedAt ?? (way === 'PUBLIC' ? '—' : say('分局', 'The bureau')) },
              { key: 'way', title: say('方式', 'How'), render: ({ way }) => ways[way] },
              { key: 'issued', title: say('生成该码的派出所', 'Issued by'), render: ({ issuedBy }) => issuedBy ?? say('无此码', 'Nobody') },
            ]}
          />
          {rows.length % PAGE === 0 && <LoadMore shown={rows.length} hasMore loading={loading} onMore={more} />}
        </>
      )}
    </Card>
  );
}
