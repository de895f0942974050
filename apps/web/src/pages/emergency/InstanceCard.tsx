import { useQuery } from '@apollo/client/react';
import { EmergencyCard, useStation, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { InstanceCardDocument, type InstanceCardQuery } from '../../gql/emergency.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { Questions } from './Questions.js';
import { reasonInWords, stateInWords } from './words.js';
import './emergency.css';

type Card = NonNullable<InstanceCardQuery['instance']['emergencyCard']>;

/** The emergency card on top of its instance, while it is open or tells the reader something; live. */
export function InstanceCard({ id }: { readonly id: string }) {
  const { stationId } = useStation();
  const { data, refetch } = useQuery(InstanceCardDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE', 'TASK'], id }, () => refetch());
  const card = data?.instance.emergencyCard;
  if (!card) return null;
  const asked = card.questions.length > 0;
  const looked = (card.views?.length ?? 0) > 0;
  if (!card.open && !asked && !looked) return null;
  return (
    <div className="ecard-of-instance">
      {(card.open || asked) && <EmergencyCard card={card} onOpened={() => void refetch()}><Questions card={card} onChanged={() => void refetch()} /></EmergencyCard>}
      {looked && <Log card={card} />}
    </div>
  );
}

/** Who looked, for those who answer for it. */
function Log({ card }: { readonly card: Card }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { base, may } = useStation();
  const state = card.reviewState ? stateInWords(card.reviewState, words) : undefined;
  return (
    <details className="ecard-log" data-testid="emergency-log">
      <summary>{say('应急卡已被查看 {count} 次', 'The emergency card was opened {count, plural, one {once} other {# times}}', { count: card.views?.length ?? 0 })}{state && <> · {state.words}</>}</summary>
      <ul>{card.views?.map((view) => <li key={view.id}><b>{view.by}</b> {textOf(view.roleTitle)} · {reasonInWords(view.reason, words)} · <span className="sh-whole">{moment(view.at)}</span> · {view.fields.map(textOf).join(say('、', ', '))}</li>)}</ul>
      {may(PERMISSIONS.readEmergencyViews) && <Link to={`${base}/emergency?instance=${card.instanceId}`}>{say('去复核', 'Review')}</Link>}
    </details>
  );
}
