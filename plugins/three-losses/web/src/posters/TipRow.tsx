import { useMutation } from '@apollo/client/react';
import { Chip, InlineError, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { AnswerTipDocument, type PosterTipsQuery } from '../gql/tips.js';

type Tip = NonNullable<PosterTipsQuery['missingPerson']['tips']>[number];
type Sure = 'certain' | 'likely' | 'doubtful';

/** One thing that the public said, and the two answers to it: a clue, as sure as whoever looked at it is, or not. */
export function TipRow({ tip, instanceId, open, onAnswered }: { tip: Tip; instanceId: string; open: boolean; onAnswered: () => void }) {
  const { say, textOf, moment } = useWords();
  const { stationId } = useStation();
  const [sure, setSure] = useState<Sure>('likely');
  const [answer] = useMutation(AnswerTipDocument);
  const command = useCommand();
  const send = async (event: 'takeTip' | 'dropTip', payload: Record<string, unknown>) => {
    command.reset();
    if (await command.run((idempotencyKey) => answer({ variables: { stationId, instanceId, event, payload: { tip: tip.no, ...payload }, idempotencyKey } }))) onAnswered();
  };
  return (
    <li className="sh-stack" style={{ gap: 8 }}>
      <div className="sh-long">{tip.words}</div>
      <div className="sh-sub sh-small">
        {[tip.place, tip.seenOn && say('看见于 {at}', 'seen {at}', { at: moment(tip.seenOn) }), tip.on && say('{at} 提供', 'said {at}', { at: moment(tip.on) })].filter(Boolean).join(' · ')}
        {tip.phone && <> · <span className="sh-mono">{tip.phone}</span></>}
      </div>
      {tip.answerTitle ? <div><Chip tone={tip.answer === 'taken' ? 'ok' : 'plain'}>{textOf(tip.answerTitle)}</Chip></div> : open && (
        <>
          <Segmented block aria-label={say('把握', 'How sure')} value={sure} onChange={setSure} options={[{ value: 'certain', label: say('确认', 'Certain') }, { value: 'likely', label: say('很可能', 'Likely') }, { value: 'doubtful', label: say('存疑', 'Doubtful') }]} />
          <div className="sh-row">
            <Button type="primary" disabled={command.sending} onClick={() => void send('takeTip', { sure })}>{say('作为线索', 'Take it as a clue')}</Button>
            <Button disabled={command.sending} onClick={() => void send('dropTip', {})}>{say('不采用', 'Do not take it')}</Button>
          </div>
        </>
      )}
      <InlineError error={command.error} />
    </li>
  );
}
