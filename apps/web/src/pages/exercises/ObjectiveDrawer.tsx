import { useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import type { ExerciseChoicesQuery, ObjectiveKind } from '../../gql/exercises.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { durationOf, minutesIn, workflowOf, type ObjectiveDraft, type PlanDraft } from './plan.js';

interface Props {
  readonly draft: PlanDraft;
  readonly choices: ExerciseChoicesQuery;
  /** The objective to change; a new one without. */
  readonly first?: ObjectiveDraft | undefined;
  readonly onSave: (objective: ObjectiveDraft) => void;
  readonly onClose: () => void;
}

/** The states of a workflow's drawing, outer before inner. */
interface Drawn {
  readonly path: string;
  readonly title: { readonly 'zh-CN': string; readonly en: string };
  readonly children?: readonly Drawn[];
}

/** One objective, new or to be changed: what must have happened, within how long of which inject. */
export default function ObjectiveDrawer({ draft, choices, first, onSave, onClose }: Props) {
  const { say, textOf } = useWords();
  const [title, setTitle] = useState(first?.title ?? '');
  const [inject, setInject] = useState(first?.inject ?? 1);
  const [kind, setKind] = useState<ObjectiveKind>(first?.kind ?? 'TASK');
  const [subject, setSubject] = useState(first?.subject ?? undefined);
  const [outcome, setOutcome] = useState(first?.outcome ?? undefined);
  const [minutes, setMinutes] = useState(minutesIn(first?.within ?? 'PT600S'));
  const [incomplete, setIncomplete] = useState(false);
  const workflow = choices.workflows.find(({ id }) => id === workflowOf(draft, inject));
  const urgent = draft.injects[inject - 1]?.message?.urgent === true;
  const allowed: ObjectiveKind[] = workflow ? ['TASK', 'STATE'] : urgent ? ['NOTICE'] : [];
  const chosen = allowed.includes(kind) ? kind : allowed[0];
  const task = workflow?.taskKinds.find(({ key }) => key === subject);
  const choose = (place: number) => {
    setInject(place);
    setSubject(undefined);
    setOutcome(undefined);
  };
  const save = () => {
    const complete = title.trim() !== '' && chosen !== undefined && (chosen === 'NOTICE' || subject !== undefined);
    setIncomplete(!complete);
    if (complete) onSave({ title: title.trim(), kind: chosen, inject, within: durationOf(minutes), subject: chosen === 'NOTICE' ? null : (subject ?? null), outcome: chosen === 'TASK' ? (outcome ?? null) : null });
  };
  const words = first === undefined ? { title: say('添加目标', 'Add an objective'), save: say('加入方案', 'Add to the plan') } : { title: say('修改目标', 'Change the objective'), save: say('更新方案', 'Update the plan') };
  return (
    <SideDrawer
      open title={words.title} onClose={onClose} size="min(480px, 100vw)" destroyOnHidden
      footer={<div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" onClick={save}>{words.save}</Button></div>}
    >
      <Form component={false} layout="vertical">
        <Form.Item label={say('目标', 'Objective')} htmlFor="objective-title" required><Input id="objective-title" maxLength={100} value={title} onChange={(event) => setTitle(event.target.value)} /></Form.Item>
        <Form.Item label={say('从哪条导调起算', 'Counts from')} htmlFor="objective-inject"><Select id="objective-inject" value={inject} onChange={choose} options={draft.injects.map((one, index) => ({ value: index + 1, label: `${index + 1}. ${one.title}` }))} /></Form.Item>
        {allowed.length === 0 ? <p className="sh-sub">{say('普通通知无需签收，不能作为起算点；请选其他导调。', 'An ordinary notice needs no signature. Choose another inject.')}</p> : (
          <Form.Item label={say('评定依据', 'Measured by')}>
            <Radio.Group aria-label={say('评定依据', 'Measured by')} value={chosen} onChange={(event) => { setKind(event.target.value as ObjectiveKind); setSubject(undefined); setOutcome(undefined); }} options={allowed.map((one) => ({ value: one, label: { TASK: say('任务完成', 'Task completed'), STATE: say('状态到达', 'State reached'), NOTICE: say('通知签收', 'Notice signed') }[one] }))} />
          </Form.Item>
        )}
        {chosen === 'TASK' && <Form.Item label={say('任务', 'Task')} htmlFor="objective-task"><Select id="objective-task" value={subject ?? null} onChange={(key) => { setSubject(key); setOutcome(undefined); }} options={(workflow?.taskKinds ?? []).map(({ key, title: name }) => ({ value: key, label: textOf(name) }))} /></Form.Item>}
        {chosen === 'TASK' && task && <Form.Item label={say('结果（不选为任意）', 'Outcome (any when empty)')} htmlFor="objective-outcome"><Select id="objective-outcome" allowClear value={outcome ?? null} onChange={setOutcome} options={task.outcomes.map(({ id, title: name }) => ({ value: id, label: textOf(name) }))} /></Form.Item>}
        {chosen === 'STATE' && <Form.Item label={say('状态', 'State')} htmlFor="objective-state"><Select id="objective-state" value={subject ?? null} onChange={setSubject} options={statesOf(workflow?.graph).map(({ path, title: name }) => ({ value: path, label: textOf(name) }))} /></Form.Item>}
        <Form.Item label={say('多少分钟内（演练时间）', 'Within how many minutes (exercise time)')} htmlFor="objective-within"><InputNumber id="objective-within" min={0.1} max={43_200} value={minutes} onChange={(value) => setMinutes(value ?? 10)} /></Form.Item>
      </Form>
      {incomplete && <p className="sh-bad-ink" role="alert">{say('请填写完整。', 'Fill in everything.')}</p>}
    </SideDrawer>
  );
}

function statesOf(graph: unknown): Drawn[] {
  const all = (states: readonly Drawn[]): Drawn[] => states.flatMap((state) => [state, ...all(state.children ?? [])]);
  return all((graph as { readonly states?: readonly Drawn[] } | undefined)?.states ?? []);
}
