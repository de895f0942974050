import { useQuery } from '@apollo/client/react';
import { CopyableId, EmergencyCard, EmptyState, ErrorState, Loading, PageHeader, codeOf, useStation, useWords } from '@stationhouse/plugin-web';
import { Link, useParams } from 'react-router';
import { CardCoverDocument } from '../../gql/emergency.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { Questions } from './Questions.js';
import './emergency.css';

/** How often the cover is read again where changes of instances are not heard, in milliseconds: a card must not stay after the need. */
const AGAIN_MS = 15_000;

/** The card alone, for those who see nothing else of its instance: whoever a notice climbed to, or at the bureau. */
export default function CardPage() {
  const { say, textOf } = useWords();
  const { stationId, base, may } = useStation();
  const { id = '' } = useParams();
  const hears = may(PERMISSIONS.readInstances);
  const { data, error, refetch } = useQuery(CardCoverDocument, { variables: { stationId, instanceId: id }, fetchPolicy: 'cache-and-network', pollInterval: hears ? 0 : AGAIN_MS });
  useChanges({ kinds: ['INSTANCE', 'TASK'], id }, () => refetch());
  if (error && ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error))) return <NoCard />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  const card = data.emergencyCard;
  return (
    <>
      <PageHeader
        title={textOf(card.title)} exercise={card.exercise} facts={<><CopyableId value={card.number} /> · {textOf(card.workflowTitle)} · {card.stationName}</>}
        actions={hears ? <Link to={`${base}/instances/${card.instanceId}`}>{say('打开事项', 'Open the instance')}</Link> : <Link to={`${base}/notices`}>{say('返回通知', 'Back to notices')}</Link>}
      />
      <div className="ecard-page"><EmergencyCard card={card} onOpened={() => void refetch()}><Questions card={card} onChanged={() => void refetch()} /></EmergencyCard></div>
    </>
  );
}

function NoCard() {
  const { say } = useWords();
  const { base } = useStation();
  return (
    <>
      <PageHeader title={say('应急卡', 'Emergency card')} />
      <section className="sh-card">
        <EmptyState title={say('没有可打开的应急卡', 'There is no card to open')} hint={say('此事项没有应急卡，或您未受派办理。可在通知中签收，或联系派出所值班人员。', 'This instance has no card, or you are not called out for it. Sign the notice, or reach the station’s duty officer.')} action={<Link to={`${base}/notices`}>{say('返回通知', 'Back to notices')}</Link>} />
      </section>
    </>
  );
}
