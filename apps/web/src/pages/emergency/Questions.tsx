import { useMutation } from '@apollo/client/react';
import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input } from 'antd';
import { AnswerQuestionDocument, type CardCoverFragment } from '../../gql/emergency.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';

type Question = CardCoverFragment['questions'][number];

/** What reviewers ask about the reader's own openings, each with room for an answer. */
export function Questions({ card, onChanged }: { readonly card: CardCoverFragment; readonly onChanged: () => void }) {
  return <>{card.questions.map((question) => <Asked key={question.id} card={card} question={question} onChanged={onChanged} />)}</>;
}

function Asked({ card: { stationId, instanceId }, question, onChanged }: { readonly card: CardCoverFragment; readonly question: Question; readonly onChanged: () => void }) {
  const { say, moment } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [answer] = useMutation(AnswerQuestionDocument);
  const finish = async ({ words }: { words: string }) => {
    if (!(await command.run((idempotencyKey) => answer({ variables: { stationId, instanceId, questionId: question.id, answer: words.trim(), idempotencyKey } })))) return;
    toast.done(say('已提交说明', 'Answered'));
    onChanged();
  };
  return (
    <div className="ecard-question" role="group" aria-label={say('对您查看的疑问', 'A question about your opening')}>
      <p><b>{say('{who} 对您的查看提出疑问（{at}）', '{who} asks about your opening ({at})', { who: question.by, at: moment(question.at) })}</b></p>
      <p className="sh-long">{question.remark}</p>
      {question.answer ? <p className="sh-sub">{say('您的说明：{answer}', 'Your answer: {answer}', { answer: question.answer })}</p> : (
        <Form layout="vertical" onFinish={(values: { words: string }) => void finish(values)} onValuesChange={command.reset}>
          <Form.Item name="words" label={say('说明（不要写个人信息）', 'Your answer (nothing personal)')} rules={[{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input.TextArea maxLength={500} rows={3} /></Form.Item>
          <InlineError error={command.error} />
          <Button type="primary" htmlType="submit" loading={command.sending}>{say('提交说明', 'Send the answer')}</Button>
        </Form>
      )}
    </div>
  );
}
