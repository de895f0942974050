import { codeOf, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Radio } from 'antd';
import { useId, useMemo, useState } from 'react';
import { Help } from '../form/Help.js';
import { schemaForOutcome, shownPart } from '../form/outcome.js';
import { useSchemaForm } from '../form/useSchemaForm.js';
import { AnswerCardDocument, type WholeCardFragment } from '../gql/outside-cards.js';
import { useCommand } from '../hooks.js';
import { ask } from './ask.js';

/** There is no place to sign here: what asks for signatures is left to the officers, and so are the outcomes that need them. */
function withoutSignatures(card: WholeCardFragment): WholeCardFragment {
  const { properties = {}, ...schema } = (card.form ?? {}) as { properties?: Record<string, object> };
  const signed = Object.keys(properties).filter((key) => 'x-signature' in (properties[key] ?? {}));
  if (signed.length === 0) return card;
  const left = Object.fromEntries(Object.entries(properties).filter(([key]) => !signed.includes(key)));
  return { ...card, form: { ...schema, properties: left }, outcomes: card.outcomes.filter(({ requires }) => !requires.some((key) => signed.includes(key))) };
}

/** The answer to a card: an outcome, and the form it needs. What was written stays until it is sent. */
export function Answer({ card: asked, stationId, onAnswered }: { card: WholeCardFragment; stationId: string; onAnswered: () => void }) {
  const { say, textOf } = useWords();
  const command = useCommand();
  const card = useMemo(() => withoutSignatures(asked), [asked]);
  const only = card.outcomes.length === 1 ? card.outcomes[0] : undefined;
  const [outcome, setOutcome] = useState(only?.id ?? '');
  const id = useId();
  const hasForm = card.form !== null && card.form !== undefined;
  const schema = useMemo(() => schemaForOutcome(card.form, card.uiSchema, card.outcomes, outcome), [card, outcome]);
  const submit = async (value: Record<string, unknown>) => {
    const form = shownPart(value, schema);
    if (await command.run((idempotencyKey) => ask(AnswerCardDocument, { stationId, id: card.id, outcome, form, idempotencyKey }))) onAnswered();
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
      {outcome === '' ? <p className="sh-sub">{say('先选办理结果，再填写内容。', 'Choose an outcome first, then fill in what it needs.')}</p> : hasForm ? form.fields : <InlineError error={command.error} />}
      {over ? (
        <Button size="large" block onClick={onAnswered}>{say('查看已有的答复', 'See the answer there is')}</Button>
      ) : outcome !== '' && (
        <div className="x-send">{hasForm ? form.submitButton(say('提交答复', 'Send the answer')) : <Button type="primary" size="large" block loading={command.sending} onClick={() => void submit({})}>{say('提交答复', 'Send the answer')}</Button>}</div>
      )}
    </section>
  );
}
