import { useMutation } from '@apollo/client/react';
import { failureOf, InlineError, useStation, useWords, type ApiText } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { EditAndRetryAutomationDocument, RetryAutomationDocument, SkipAutomationDocument } from '../../gql/calls.js';
import { useCommand, type Command } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { AutomationCall } from './CallsTab.js';

/** What is done about a call. */
export type CallRepair = 'retry' | 'edit' | 'skip';

interface Props {
  readonly call: AutomationCall;
  readonly how: CallRepair;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for the reason, which the audit record keeps, and for what changes: the input of another try, or the result to go on with. */
export function CallDrawer({ call, how, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [reason, setReason] = useState('');
  const [output, setOutput] = useState<Record<string, string>>({});
  const send = useSend(call, how);
  const id = useId();
  const titles = { retry: say('重试“{title}”', 'Retry “{title}”', { title: textOf(call.title) }), edit: say('改后重试“{title}”', 'Change “{title}” and retry', { title: textOf(call.title) }), skip: say('跳过“{title}”', 'Skip “{title}”', { title: textOf(call.title) }) };
  const submit = async (input: Record<string, unknown>) => {
    const done = await command.run((idempotencyKey) => send({ reason, input, output: valuesOf(output), idempotencyKey }));
    if (!done) return;
    toast.done(how === 'skip' ? say('已跳过，流程继续', 'Skipped; the instance goes on') : say('已重新运行', 'It runs again'));
    onDone();
  };
  const schema = useMemo(() => withoutMusts(call.inputSchema), [call.inputSchema]);
  const form = useSchemaForm({ schema, command, onSubmit: (input) => void submit(input) });
  const hints = { retry: say('按原来的参数再试一次，尝试次数重新计算。', 'It is tried again with the same input; attempts count anew.'), edit: say('只填写要改的参数，空着的保持不变。当前参数（个人信息已脱敏）见下。', 'Fill in only what changes; the rest stays. The present input, personal data masked, is below.'), skip: say('不再运行此步骤，流程按成功继续。流程需要其结果时，请在下面填写。', 'It does not run; the instance goes on as if it had succeeded. If the workflow needs its result, fill it in below.') };
  const ready = reason.trim() !== '';
  return (
    <SideDrawer
      open title={titles[how]} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          {how === 'edit' && ready ? form.submitButton(titles.edit) : <Button type="primary" disabled={!ready} loading={command.sending} onClick={() => void submit({})}>{titles[how]}</Button>}
        </div>
      }
    >
      <div className="sh-stack">
        <p className="sh-sub">{hints[how]}</p>
        <div className="sh-stack">
          <label htmlFor={id}>{say('原因（必填，记入审计，不要写个人信息）', 'Reason (required, kept in the audit record; nothing personal)')}</label>
          <Input.TextArea id={id} rows={2} maxLength={500} showCount value={reason} onChange={(event) => { command.reset(); setReason(event.target.value); }} />
        </div>
        {how === 'edit' && <><Present input={call.input} />{form.fields}</>}
        {how === 'skip' && <Output command={command} output={output} onChange={(next) => { command.reset(); setOutput(next); }} />}
        {how !== 'edit' && <InlineError error={command.error} />}
      </div>
    </SideDrawer>
  );
}

interface Sent {
  readonly reason: string;
  readonly input: Record<string, unknown>;
  readonly output: Record<string, unknown>;
  readonly idempotencyKey: string;
}

function useSend({ id: callId }: AutomationCall, how: CallRepair) {
  const { stationId } = useStation();
  const [retry] = useMutation(RetryAutomationDocument);
  const [edit] = useMutation(EditAndRetryAutomationDocument);
  const [skip] = useMutation(SkipAutomationDocument);
  return ({ reason, input, output, idempotencyKey }: Sent): Promise<unknown> => {
    if (how === 'edit') return edit({ variables: { stationId, callId, reason, input } });
    return how === 'retry' ? retry({ variables: { stationId, callId, reason } }) : skip({ variables: { stationId, callId, reason, idempotencyKey, output } });
  };
}

function Present({ input }: { input: unknown }) {
  const { say } = useWords();
  return <details><summary>{say('当前参数', 'Present input')}</summary><pre className="sh-mono sh-small sh-long">{JSON.stringify(input, null, 2)}</pre></details>;
}

interface Problem {
  readonly field: string;
  readonly text?: ApiText;
}

/** What the workflow needs of the result: asked for once the server has said which fields. */
function Output({ command, output, onChange }: { command: Command; output: Record<string, string>; onChange: (output: Record<string, string>) => void }) {
  const id = useId();
  const problems = command.error === undefined ? [] : (failureOf(command.error).details?.['problems'] as readonly Problem[] | undefined) ?? [];
  const fields = [...new Set([...Object.keys(output), ...problems.map(({ field }) => field)])].filter((field) => field !== '');
  return fields.map((field) => (
    <div key={field}>
      <label htmlFor={`${id}-${field}`} className="sh-mono">{field}</label>
      <Input id={`${id}-${field}`} value={output[field] ?? ''} onChange={(event) => onChange({ ...output, [field]: event.target.value })} />
    </div>
  ));
}

/** What was typed as the values it means: numbers and yes-or-no as such, the rest as text. */
function valuesOf(output: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).map(([field, typed]) => [field, /^(-?\d+(\.\d+)?|true|false)$/.test(typed) ? (JSON.parse(typed) as unknown) : typed]));
}

/** The schema of an input of which only some fields are given: nothing is required, nothing is filled in. */
function withoutMusts(schema: unknown): unknown {
  const { required: _required, properties, ...rest } = (schema ?? { type: 'object' }) as { required?: unknown; properties?: Record<string, Record<string, unknown>> };
  return { ...rest, properties: Object.fromEntries(Object.entries(properties ?? {}).map(([name, { default: _default, ...property }]) => [name, property])) };
}
