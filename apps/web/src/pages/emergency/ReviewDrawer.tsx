import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input } from 'antd';
import { ReviewCardDocument } from '../../gql/emergency.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { Deciding } from './Reviews.js';

/** Finds the openings of a card in order, or questions one of them. */
export function ReviewDrawer({ deciding: { card, view }, onClose, onDone }: { readonly deciding: Deciding; readonly onClose: () => void; readonly onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [review] = useMutation(ReviewCardDocument);
  const questions = view !== undefined;
  const finish = async ({ remark = '' }: { remark?: string }) => {
    const sent = (idempotencyKey: string) => review({ variables: { stationId, instanceId: card.instanceId, cardViewId: view?.id ?? null, remark: remark.trim(), idempotencyKey } });
    if (!(await command.run(sent))) return;
    toast.done(questions ? say('已提出疑问', 'Asked') : say('已复核', 'Reviewed'));
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={questions ? say('提出疑问：{who}', 'Question: {who}', { who: view.by }) : say('确认无异常：{number}', 'All in order: {number}', { number: card.number })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" onFinish={(values: { remark?: string }) => void finish(values)} onValuesChange={command.reset}>
        <p className="sh-sub">{questions
          ? say('本人会收到通知并可作说明，分局法制和审计员同时知悉。疑问不是结论。', 'They are told and may answer; the bureau’s legal department and its auditor are told as well. A question is no finding.')
          : say('确认以上 {count} 次查看均为办理所需。', 'The {count, plural, one {opening was} other {# openings were}} needed for the work.', { count: card.views?.length ?? 0 })}</p>
        <Form.Item name="remark" label={questions ? say('疑问（记入审计，不要写个人信息）', 'What you ask (goes into the audit record; nothing personal)') : say('备注（可不填，不要写个人信息）', 'Remark (optional; nothing personal)')} rules={questions ? [{ required: true, whitespace: true, message: say('必填', 'Required') }] : []}><Input.TextArea maxLength={500} rows={3} /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{questions ? say('提出疑问', 'Ask') : say('确认无异常', 'All in order')}</Button></div>
      </Form>
    </SideDrawer>
  );
}
