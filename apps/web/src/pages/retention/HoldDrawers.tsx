import { useMutation } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Form, Input } from 'antd';
import { LiftLegalHoldDocument, PlaceIncidentHoldDocument, PlaceLegalHoldDocument, ReviewLegalHoldDocument, type HoldPartsFragment } from '../../gql/retention.js';
import { startOfDate } from '../../hooks.js';
import { ReasonDrawer } from '../instances/ReasonDrawer.js';

interface Props {
  readonly number: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function ReviewDate() {
  const { say } = useWords();
  return (
    <Form.Item name="review" label={say('复核日期（到期提醒，不自动解除）', 'To be reviewed on (reminds, lifts nothing)')} rules={[{ required: true, message: say('必填', 'Required') }]}>
      <Input type="date" max="9999-12-31" />
    </Form.Item>
  );
}

/** Puts an instance or an incident on hold. */
export function PlaceHold({ number, kind, id, onClose, onDone }: Props & { readonly kind: 'instance' | 'incident'; readonly id: string }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const [place] = useMutation(PlaceLegalHoldDocument);
  const [placeOnIncident] = useMutation(PlaceIncidentHoldDocument);
  return (
    <ReasonDrawer<{ review: string }>
      title={say('依法留存：{number}', 'Legal hold: {number}', { number })} submit={say('设置留存', 'Place the hold')} done={say('已设置依法留存', 'On hold')}
      hint={kind === 'incident' ? say('留存期间，本警情的个人信息到期也不清除，直到有人解除；关联事项的留存须在事项页另行设置。', 'While it is on hold nothing personal of this incident is erased, until somebody lifts the hold; instances linked to it are held on their own pages.') : say('留存期间，本事项的个人信息到期也不清除，直到有人解除。已清除的内容不能恢复。', 'While it is on hold nothing personal of it is erased, until somebody lifts the hold. What was erased does not come back.')}
      reasonLabel={say('留存理由（记入审计，不要写个人信息）', 'Why (goes into the audit record; nothing personal)')}
      send={({ reason, review }, idempotencyKey) => {
        const terms = { stationId, reason, reviewAt: startOfDate(review, timeZone) ?? '', idempotencyKey };
        return kind === 'incident' ? placeOnIncident({ variables: { ...terms, incidentId: id } }) : place({ variables: { ...terms, instanceId: id } });
      }}
      onClose={onClose} onDone={onDone}
    >
      <ReviewDate />
    </ReasonDrawer>
  );
}

/** Keeps a hold on, until another review. */
export function ReviewHold({ number, hold, onClose, onDone }: Props & { readonly hold: HoldPartsFragment }) {
  const { say } = useWords();
  const { stationId, timeZone } = useStation();
  const [review] = useMutation(ReviewLegalHoldDocument);
  return (
    <ReasonDrawer<{ review: string }>
      title={say('复核留存：{number}', 'Review the hold: {number}', { number })} submit={say('继续留存', 'Keep it on hold')} done={say('已复核，继续留存', 'Reviewed: it stays on hold')}
      hint={say('原理由：{reason}', 'The reason so far: {reason}', { reason: hold.reason })}
      reasonLabel={say('继续留存的理由（记入审计，不要写个人信息）', 'Why it is still needed (goes into the audit record; nothing personal)')}
      send={({ reason, review: on }, idempotencyKey) => review({ variables: { stationId, holdId: hold.id, reason, reviewAt: startOfDate(on, timeZone) ?? '', idempotencyKey } })}
      onClose={onClose} onDone={onDone}
    >
      <ReviewDate />
    </ReasonDrawer>
  );
}

/** Lifts a hold. */
export function LiftHold({ number, hold, onClose, onDone }: Props & { readonly hold: HoldPartsFragment }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [lift] = useMutation(LiftLegalHoldDocument);
  return (
    <ReasonDrawer<object>
      danger title={say('解除留存：{number}', 'Lift the hold: {number}', { number })} submit={say('解除留存', 'Lift the hold')} done={say('已解除留存', 'Lifted')}
      hint={say('解除后，已到期的个人信息将在下次定时清除时清除，不能恢复。', 'What is due goes with the next erasing on schedule, and does not come back.')}
      reasonLabel={say('解除理由（记入审计，不要写个人信息）', 'Why (goes into the audit record; nothing personal)')}
      send={({ reason }, idempotencyKey) => lift({ variables: { stationId, holdId: hold.id, reason, idempotencyKey } })}
      onClose={onClose} onDone={onDone}
    />
  );
}
