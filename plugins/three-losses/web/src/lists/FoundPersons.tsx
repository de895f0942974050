import { useQuery } from '@apollo/client/react';
import { Chip, Countdown, EmptyState, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { FoundPersonsDocument, type FoundPersonsQuery } from '../gql/lists.js';
import { newFoundPerson } from '../paths.js';
import { Closed, useClosed } from './Closed.js';
import { Listing, PAGE } from './Listing.js';
import { LossesHead } from './LossesHead.js';
import { useInstanceColumns } from './useInstanceColumns.js';

type Row = FoundPersonsQuery['rows']['edges'][number]['node'];

/** Those who were found before anybody reported them missing: safe, known, handed over; until when they must be known. */
export default function FoundPersons() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { closed } = useClosed();
  const read = useQuery(FoundPersonsDocument, { variables: { stationId, closed, first: PAGE }, notifyOnNetworkStatusChange: true });
  return (
    <>
      <LossesHead title={say('发现走散人员', 'Found first')} facts={say('先发现人、后找家属：安置、问岗位、查身份、核监护', 'Somebody is found before the family asks: made safe, posts asked, identified, the guardian proven')} starts={[{ title: say('登记被发现人', 'Somebody was found'), path: newFoundPerson }]} />
      <Closed open={say('找家属中', 'Family looked for')} />
      <section className="sh-card sh-tight">
        <Listing<Row, FoundPersonsQuery> key={String(closed)} label={say('发现走散人员', 'Found first')} read={read} columns={useColumns()} link={({ id }) => `${base}/instances/${id}`} empty={<EmptyState title={closed ? say('还没有办结的', 'None has been closed yet') : say('没有正在找家属的', 'Nobody’s family is being looked for')} hint={say('岗位发现走散的人，先登记、后找家属。', 'When a post finds somebody, record it first, and look for the family then.')} action={!closed && may('instance.start') && <Link to={`${base}/${newFoundPerson}`}>{say('登记被发现人', 'Somebody was found')}</Link>} />} />
      </section>
    </>
  );
}

function useColumns(): Column<Row>[] {
  const { say, moment } = useWords();
  return [
    { key: 'title', title: say('事项', 'Instance'), main: true, render: ({ instance }) => <span className="sh-clip">{instance.title}</span> },
    { key: 'found', title: say('发现时间', 'Found at'), width: '128px', render: ({ foundOn }) => <span className="sh-num">{moment(foundOn)}</span> },
    { key: 'safe', title: say('安置', 'Safe'), width: '110px', render: ({ safeOn }) => (safeOn ? <span className="sh-num">{moment(safeOn)}</span> : <Chip tone="warn">{say('待安置', 'Not yet')}</Chip>) },
    { key: 'known', title: say('身份', 'Identity'), width: '150px', render: ({ identifiedOn, instance }) => (identifiedOn ? <Chip tone="ok">{say('已查明', 'Known')}</Chip> : instance.closed ? <Chip>{say('未查明', 'Not known')}</Chip> : <Countdown dueAt={instance.clocks.find(({ stoppedAt }) => !stoppedAt)?.dueAt ?? null} />) },
    ...Object.values(useInstanceColumns<Row>()),
  ];
}
