import { useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import type { ExerciseChoicesQuery } from '../../gql/exercises.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { durationOf, minutesIn, workflowOf, type InjectDraft, type PlanDraft } from './plan.js';

interface Props {
  readonly draft: PlanDraft;
  readonly choices: ExerciseChoicesQuery;
  /** The place of the inject to change; a new one without. */
  readonly place?: number | undefined;
  readonly onSave: (inject: InjectDraft) => void;
  readonly onClose: () => void;
}

type Kind = 'start' | 'event' | 'message';

/** One inject, new or to be changed: when, and what it does. The form below is the workflow's own. */
export default function InjectDrawer({ draft, choices, place, onSave, onClose }: Props) {
  const { say, textOf } = useWords();
  const first = place === undefined ? undefined : draft.injects[place - 1];
  // An event goes to what an earlier inject has started.
  const starts = draft.injects.flatMap((inject, index) => (inject.start && (place === undefined || index + 1 < place) ? [{ value: index + 1, label: `${index + 1}. ${inject.title}` }] : []));
  const [title, setTitle] = useState(first?.title ?? '');
  const [minutes, setMinutes] = useState(minutesIn(first?.after ?? 'PT0S'));
  const [kind, setKind] = useState<Kind>(first?.event ? 'event' : first?.message ? 'message' : 'start');
  const [workflowId, setWorkflow] = useState(first?.start?.workflow ?? choices.workflows.find(({ byHand }) => byHand)?.id);
  const [target, setTarget] = useState(first?.event?.target ?? starts[0]?.value);
  const [eventId, setEvent] = useState(first?.event?.event);
  const [message, setMessage] = useState(first?.message ?? { text: '', roles: [...draft.roles], urgent: false });
  const [incomplete, setIncomplete] = useState(false);
  // Nothing is sent from here: the plan goes as a whole, and its refusals are shown there.
  const command = useCommand();
  const workflow = choices.workflows.find(({ id }) => id === (kind === 'event' ? workflowOf(draft, target ?? 0) : workflowId));
  const event = workflow?.eventForms.find(({ id }) => id === eventId);
  const { schema, ui } = kind === 'event' ? { schema: event?.form, ui: event?.uiSchema } : formOf(workflow?.startForm);
  const asksForm = kind !== 'message' && schema !== undefined && schema !== null;
  const contentOf = (value: Record<string, unknown>): Partial<InjectDraft> | undefined => {
    if (kind === 'message') return message.text.trim() !== '' && message.roles.length > 0 ? { message } : undefined;
    if (kind === 'start') return workflow === undefined ? undefined : { start: { workflow: workflow.id, data: value } };
    return target === undefined || event === undefined ? undefined : { event: { target, event: event.id, payload: asksForm ? value : null } };
  };
  const save = (value: Record<string, unknown>) => {
    const content = contentOf(askedOf(schema, value));
    setIncomplete(title.trim() === '' || content === undefined);
    if (title.trim() !== '' && content !== undefined) onSave({ title: title.trim(), after: durationOf(minutes), ...content });
  };
  const form = useSchemaForm({ schema, uiSchema: ui, workflow: workflow?.id, command, initial: (first?.start?.data ?? first?.event?.payload ?? {}) as Record<string, unknown>, onSubmit: save });
  const words = place === undefined ? { title: say('添加导调', 'Add an inject'), save: say('加入方案', 'Add to the plan') } : { title: say('修改导调', 'Change the inject'), save: say('更新方案', 'Update the plan') };
  const kinds = [{ value: 'start', label: say('发起事项', 'Start an instance') }, { value: 'event', label: say('登记事件', 'Record an event'), disabled: starts.length === 0 }, { value: 'message', label: say('发送通知', 'Send a notice') }];
  return (
    <SideDrawer
      open title={words.title} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button>{asksForm ? form.submitButton(words.save) : <Button type="primary" onClick={() => save({})}>{words.save}</Button>}</div>}
    >
      <Form component={false} layout="vertical">
        <Form.Item label={say('标题', 'Title')} htmlFor="inject-title" required><Input id="inject-title" maxLength={100} value={title} onChange={(change) => setTitle(change.target.value)} /></Form.Item>
        <Form.Item label={say('开始后第几分钟（演练时间）', 'Minutes after the start (exercise time)')} htmlFor="inject-after"><InputNumber id="inject-after" min={0} max={43_200} step={1} value={minutes} onChange={(value) => setMinutes(value ?? 0)} /></Form.Item>
        <Form.Item label={say('内容', 'What happens')}><Radio.Group aria-label={say('内容', 'What happens')} value={kind} onChange={(change) => setKind(change.target.value as Kind)} options={kinds} /></Form.Item>
        {kind === 'start' && <Form.Item label={say('工作流', 'Workflow')} htmlFor="inject-workflow"><Select id="inject-workflow" value={workflowId ?? null} onChange={setWorkflow} options={choices.workflows.filter(({ byHand }) => byHand).map(({ id, title: name }) => ({ value: id, label: textOf(name) }))} /></Form.Item>}
        {kind === 'event' && (
          <>
            <Form.Item label={say('哪条导调发起的事项', 'In the instance started by')} htmlFor="inject-target"><Select id="inject-target" value={target ?? null} onChange={setTarget} options={starts} /></Form.Item>
            <Form.Item label={say('事件', 'Event')} htmlFor="inject-event"><Select id="inject-event" value={eventId ?? null} onChange={setEvent} options={(workflow?.eventForms ?? []).map(({ id, title: name }) => ({ value: id, label: textOf(name) }))} /></Form.Item>
          </>
        )}
        {kind === 'message' && (
          <>
            <Form.Item label={say('通知内容（勿写真实个人信息）', 'Message (no real personal data)')} htmlFor="inject-text" required><Input.TextArea id="inject-text" rows={3} maxLength={200} value={message.text} onChange={(change) => setMessage({ ...message, text: change.target.value })} /></Form.Item>
            <Form.Item label={say('发给', 'To')} htmlFor="inject-roles" required><Select id="inject-roles" mode="multiple" value={[...message.roles]} onChange={(roles: string[]) => setMessage({ ...message, roles })} options={choices.assignableRoles.filter(({ scope }) => scope === 'STATION').map(({ id, title: name }) => ({ value: id, label: textOf(name) }))} /></Form.Item>
            <Checkbox checked={message.urgent} onChange={(change) => setMessage({ ...message, urgent: change.target.checked })}>{say('紧急：响铃直到签收', 'Urgent: rings until signed')}</Checkbox>
          </>
        )}
      </Form>
      {asksForm && <div key={`${kind} ${workflow?.id ?? ''} ${eventId ?? ''}`}>{form.fields}</div>}
      {incomplete && <p className="sh-bad-ink" role="alert">{say('请填写标题和内容。', 'Give it a title, and say what happens.')}</p>}
    </SideDrawer>
  );
}

/** What the form at hand asks for: answers to a form that was chosen before do not go along. */
function askedOf(schema: unknown, value: Record<string, unknown>): Record<string, unknown> {
  const asked = (schema as { readonly properties?: object } | null | undefined)?.properties;
  return asked === undefined ? value : Object.fromEntries(Object.entries(value).filter(([field]) => field in asked));
}

/** The schema and the hints of a start form, which the API answers as JSON. */
function formOf(form: unknown): { readonly schema?: unknown; readonly ui?: unknown } {
  return typeof form === 'object' && form !== null ? form : {};
}
