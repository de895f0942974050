import { InlineError, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

interface Props<Values> {
  readonly title: string;
  /** What will happen, in a sentence or two. */
  readonly hint: string;
  /** Who reads the reason. */
  readonly reasonLabel: string;
  readonly submit: string;
  /** Said when the server acknowledged. */
  readonly done: string;
  readonly danger?: boolean;
  /** True where it may be sent without words. */
  readonly optional?: boolean;
  /** Fields before the reason: `Form.Item`s. */
  readonly children?: ReactNode;
  readonly send: (values: Values & { readonly reason: string }, idempotencyKey: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for a reason, and confirms by it: what is done here is audited and hard to take back. */
export function ReasonDrawer<Values extends object>({ title, hint, reasonLabel, submit, done, danger = false, optional = false, children, send, onClose, onDone }: Props<Values>) {
  const { say } = useWords();
  const toast = useToast();
  const command = useCommand();
  const finish = async (values: Values & { readonly reason?: string }) => {
    if (!(await command.run((key) => send({ ...values, reason: (values.reason ?? '').trim() }, key)))) return;
    toast.done(done);
    onClose();
    onDone();
  };
  return (
    <SideDrawer open title={title} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form layout="vertical" onFinish={(values: Values & { readonly reason?: string }) => void finish(values)} onValuesChange={command.reset}>
        <p className="sh-sub" style={{ marginBottom: 12 }}>{hint}</p>
        {children}
        <Form.Item name="reason" label={reasonLabel} rules={optional ? [] : [{ required: true, whitespace: true, message: say('必填', 'Required') }]}><Input.TextArea maxLength={500} rows={3} /></Form.Item>
        <InlineError error={command.error} />
        <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" danger={danger} htmlType="submit" loading={command.sending}>{submit}</Button></div>
      </Form>
    </SideDrawer>
  );
}
