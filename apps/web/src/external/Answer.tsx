import { codeOf, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Radio } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Help } from '../form/Help.js';
import { schemaForOutcome, shownPart } from '../form/outcome.js';
import { useSchemaForm } from '../form/useSchemaForm.js';
import { AnswerCardDocument, CardSigningDocument, type WholeCardFragment } from '../gql/outside-cards.js';
import { useCommand } from '../hooks.js';
import { withAttachments } from '../away/queue.js';
import { SigningPlaceContext } from '../signing/place.js';
import { sendPictures } from '../signing/pictures.js';
import { useOpenedPlace } from '../signing/useOpened.js';
import type { Working } from './App.js';
import { ask } from './ask.js';

/** The answer to a card: an outcome, and the form it needs. What was written stays until it is sent. */
export function Answer({ card, myself, onAnswered }: { card: WholeCardFragment; myself: Working; onAnswered: () => void }) {
  const { say, textOf } = useWords();
  const command = useCommand();
  const { stationId } = myself;
  const { place, pictures } = useOpenedPlace(async () => (await ask(CardSigningDocument, { stationId, id: card.id })).signing, myself.name);
  const only = card.outcomes.length === 1 ? card.outcomes[0] : undefined;
  const [outcome, setOutcome] = useState(only?.id ?? '');
  const id = useId();
  const hasForm = card.form !== null && card.form !== undefined;
  const schema = useMemo(() => schemaForOutcome(card.form, card.uiSchema, card.outcomes, outcome), [card, outcome]);
  const submit = async (value: Record<string, unknown>) => {
    const shown = shownPart(value, schema);
    const send = async (idempotencyKey: string) => {
      const form = withAttachments(shown, await sendPictures(`/api/stations/${stationId}/cards/${card.id}/photos`, shown, pictures));
      await ask(AnswerCardDocument, { stationId, id: card.id, outcome, form, idempotencyKey });
    };
    if (await command.run(send)) onAnswered();
  };
  const form = useSchemaForm({ schema, uiSchema: card.uiSchema, command, onSubmit: (value) => void submit(value) });
  const over = command.error !== undefined && ['ALREADY_ANSWERED', 'TASK_NOT_OPEN'].includes(codeOf(command.error));
  return (
    <section className="x-section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say('答复', 'Your answer')}</h2>
      <Help text={card.help} />
      {only === undefined && (
        <Radio.Group
          className="x-outcomes" name={`${id}-outcome`} aria-label={say('办理结果', 'Outcome')} value={outcome} size="large"
          onChange={(event) => { command.reset(); setOutcome(String(event.target.value)); }}
          options={card.outcomes.map((one) => ({ value: one.id, label: textOf(one.title) }))}
        />
      )}
      {outcome === '' ? <p className="sh-sub">{say('先选办理结果，再填写内容。', 'Choose an outcome first, then fill in what it needs.')}</p> : hasForm ? <SigningPlaceContext value={place}>{form.fields}</SigningPlaceContext> : <InlineError error={command.error} />}
      {over ? (
        <Button size="large" block onClick={onAnswered}>{say('查看已有的答复', 'See the answer there is')}</Button>
      ) : outcome !== '' && (
        <div className="x-send">{hasForm ? form.submitButton(say('提交答复', 'Send the answer')) : <Button type="primary" size="large" block loading={command.sending} onClick={() => void submit({})}>{say('提交答复', 'Send the answer')}</Button>}</div>
      )}
    </section>
  );
}
