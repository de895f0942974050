import { useMutation } from '@apollo/client/react';
import { momentOfLocal } from '@stationhouse/kernel';
import { InlineError, shareAnswerInWords, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { AnswerSharedCardDocument, type ShareAnswerInput, type ShareAnswerKind, type SharedCardFieldsFragment } from '../../gql/shares.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';

const AT_ONCE: readonly ShareAnswerKind[] = ['RECEIVED', 'SEARCHING', 'NOT_FOUND'];

/** The four answers, each one press; a clue is told with where, when and what. */
export function AnswerButtons({ card: { stationId, id, answer } }: { readonly card: SharedCardFieldsFragment }) {
  const words = useWords();
  const { say } = words;
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(AnswerSharedCardDocument);
  const [telling, setTelling] = useState(false);
  const tell = async (input: ShareAnswerInput) => {
    if (!(await command.run((idempotencyKey) => send({ variables: { stationId, id, input, idempotencyKey } })))) return;
    setTelling(false);
    toast.done(say('已答复：{answer}', 'Answered: {answer}', { answer: shareAnswerInWords(input.answer, words) }));
  };
  return (
    <>
      <div className="share-buttons">
        {AT_ONCE.map((kind) => <Button key={kind} type={kind === 'RECEIVED' && answer === null ? 'primary' : 'default'} loading={command.sending} onClick={() => void tell({ answer: kind })}>{shareAnswerInWords(kind, words)}</Button>)}
        <Button type={telling ? 'primary' : 'default'} aria-expanded={telling} onClick={() => setTelling(!telling)}>{shareAnswerInWords('CLUE', words)}</Button>
      </div>
      {telling && <Clue sending={command.sending} onTell={(clue) => void tell({ answer: 'CLUE', ...clue })} />}
      <InlineError error={command.error} />
    </>
  );
}

function Clue({ sending, onTell }: { readonly sending: boolean; readonly onTell: (clue: Omit<ShareAnswerInput, 'answer'>) => void }) {
  const { say } = useWords();
  const { timeZone } = useStation();
  const id = useId();
  const [place, setPlace] = useState('');
  const [seen, setSeen] = useState('');
  const [said, setSaid] = useState('');
  const empty = place.trim() === '' && said.trim() === '';
  return (
    <form className="share-clue" onSubmit={(event) => { event.preventDefault(); if (!empty) onTell({ place: place.trim() || null, seenAt: momentOfLocal(seen, timeZone)?.toISOString() ?? null, words: said.trim() || null }); }}>
      <label htmlFor={`${id}-place`}>{say('发现地点', 'Where')}</label>
      <Input id={`${id}-place`} maxLength={200} value={place} onChange={({ target }) => setPlace(target.value)} placeholder={say('例如：人民公园东门', 'For example: east gate of the park')} />
      <label htmlFor={`${id}-seen`}>{say('发现时间（可不填）', 'When (optional)')}</label>
      <Input id={`${id}-seen`} type="datetime-local" value={seen} onChange={({ target }) => setSeen(target.value)} />
      <label htmlFor={`${id}-said`}>{say('情况说明', 'What was seen')}</label>
      <Input.TextArea id={`${id}-said`} maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} value={said} onChange={({ target }) => setSaid(target.value)} />
      <Button type="primary" htmlType="submit" disabled={empty} loading={sending}>{say('发送线索', 'Send the clue')}</Button>
    </form>
  );
}
