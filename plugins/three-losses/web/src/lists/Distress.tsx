import { useQuery } from '@apollo/client/react';
import { Chip, EmptyState, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { DistressesDocument, type DistressesQuery } from '../gql/lists.js';
import { newDistress } from '../paths.js';
import { Closed, useClosed } from './Closed.js';
import { Listing, PAGE } from './Listing.js';
import { LossesHead } from './LossesHead.js';
import { dash, useInstanceColumns } from './useInstanceColumns.js';

type Row = DistressesQuery['rows']['edges'][number]['node'];

/** People in distress: who is in danger now, who is visited. Only what the reader's team may see; neither name nor account. */
export default function Distress() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const { closed } = useClosed();
  const read = useQuery(DistressesDocument, { variables: { stationId, closed, first: PAGE }, notifyOnNetworkStatusChange: true });
  return (
    <>
      <LossesHead title={say('情绪失落求助', 'People in distress')} facts={say('先保安全；记录限专人查看', 'Safety first; its records open to a named team alone')} starts={[{ title: say('登记求助', 'Somebody in distress'), path: newDistress }]} />
      <Closed open={say('办理中', 'Under way')} />
      <section className="sh-card sh-tight">
        <Listing<Row, DistressesQuery> key={String(closed)} label={say('情绪失落求助', 'People in distress')} read={read} columns={useColumns()} link={({ id }) => `${base}/instances/${id}`} empty={<EmptyState title={closed ? say('没有您可查看的已办结求助', 'No closed one that you may see') : say('没有您可查看的求助', 'None under way that you may see')} hint={say('记录只对所长指定的人员开放。', 'Records open to those whom the chief names.')} action={!closed && may('instance.start') && <Link to={`${base}/${newDistress}`}>{say('登记求助', 'Somebody in distress')}</Link>} />} />
      </section>
    </>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment, number } = useWords();
  return [
    { key: 'danger', title: say('危险程度', 'Danger'), main: true, render: ({ danger, dangerTitle, instance }) => (dangerTitle ? <Chip tone={danger === 'now' ? 'bad' : danger === 'said' ? 'warn' : 'plain'}>{textOf(dangerTitle)}</Chip> : instance.title) },
    { key: 'reported', title: say('接报', 'Reported'), width: '128px', render: ({ reportedOn }) => <span className="sh-num">{moment(reportedOn)}</span> },
    { key: 'arrived', title: say('到场', 'Arrived'), width: '128px', render: ({ arrivedOn }) => (arrivedOn ? <span className="sh-num">{moment(arrivedOn)}</span> : dash) },
    { key: 'visits', title: say('回访', 'Visits'), width: '80px', align: 'right', render: ({ visits }) => number(visits ?? 0) },
    ...Object.values(useInstanceColumns<Row>()),
  ];
}
