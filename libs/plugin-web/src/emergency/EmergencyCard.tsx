import { useMutation } from '@apollo/client/react';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useCommand } from '../command.js';
import { ExerciseMark } from '../exercise.js';
import { OpenCardDocument, type OpenCardMutation } from '../gql/emergency.js';
import { InlineError } from '../states.js';
import { useWords, type ApiText } from '../words.js';
import { Facts } from './Facts.js';

type Opened = OpenCardMutation['openEmergencyCard'];

/** What an emergency card says of itself before it is opened: `EmergencyCard` of the API. */
export interface EmergencyCover {
  readonly stationId: string;
  readonly instanceId: string;
  readonly title: ApiText;
  readonly exercise: boolean;
  /** True while there is need: the instance runs and the condition of its workflow holds. */
  readonly open: boolean;
  readonly ended: boolean;
  /** Whether it opens to the reader. */
  readonly mayView: boolean;
  /** What it shows, by name. */
  readonly fields: readonly ApiText[];
}

/**
 * 应急卡: one press opens it, and says before that it is written down. What it shows lives in this component alone: it is in no cache, and gone
 * with the page, and the need.
 * @param onOpened after each opening
 */
export function EmergencyCard({ card, onOpened, children }: { readonly card: EmergencyCover; readonly onOpened: () => void; readonly children?: ReactNode }) {
  const { say, textOf } = useWords();
  const [opened, setOpened] = useState<Opened>();
  const command = useCommand();
  const [open] = useMutation(OpenCardDocument, { fetchPolicy: 'no-cache' });
  const { stationId, instanceId } = card;
  const press = () => void command.run(async (idempotencyKey) => {
    setOpened((await open({ variables: { stationId, instanceId, idempotencyKey } })).data?.openEmergencyCard);
    onOpened();
  });
  const shown = card.open ? opened : undefined;
  return (
    <section className={card.open ? 'ecard ecard-open' : 'ecard'} aria-label={textOf(card.title)} data-testid="emergency-card" data-open={card.open}>
      <div className="ecard-head">
        <span className="ecard-mark" aria-hidden="true">!</span>
        <h2>{textOf(card.title)}</h2>
        {card.exercise && <ExerciseMark />}
      </div>
      {shown !== undefined ? <Facts photos={`/api/stations/${stationId}/emergency-views/${shown.viewId}/photos`} opened={shown} /> : card.open && card.mayView ? (
        <div className="ecard-act">
          <Button type="primary" danger={!card.exercise} className="ecard-button" loading={command.sending} onClick={press}>{say('打开应急卡', 'Open the card')}</Button>
          <p>{say('可直接查看：{fields}。', 'Shows at once: {fields}.', { fields: card.fields.map(textOf).join(say('、', ', ')) })} <b>{say('查看将被记录，事后复核。', 'Opening it is recorded, and reviewed afterwards.')}</b></p>
        </div>
      ) : <Shut card={card} />}
      <InlineError error={command.error} />
      {children}
    </section>
  );
}

/** Why there is nothing to open, and what to do instead. */
function Shut({ card: { open, ended } }: { readonly card: EmergencyCover }) {
  const { say } = useWords();
  if (ended) return <p role="status">{say('事项已办结，应急卡已关闭。', 'The instance has closed, and the card with it.')}</p>;
  if (!open) return <p role="status">{say('目前没有紧急情况，应急卡未开启。', 'There is no emergency at present: the card is not open.')}</p>;
  return <p>{say('应急卡已开启，只对受派人员开放。需要联系当事人的，请先领取任务，或请带班领导指派。', 'The card is open to those who are called out. To reach the person, take a task, or ask the duty commander for one.')}</p>;
}
