import { useMutation, useQuery } from '@apollo/client/react';
import { localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ExerciseChoicesDocument, ExerciseDocument, PlanExerciseDocument, type ExerciseChoicesQuery } from '../../gql/exercises.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import OfferedPlans from './OfferedPlans.js';
import { draftOf, EMPTY_PLAN, secondsIn, withInject, withoutInject, workflowOf, type InjectDraft, type ObjectiveDraft, type PlanDraft } from './plan.js';
import { lengthOf, offsetOf } from './words.js';
import './exercises.css';

const InjectDrawer = lazy(() => import('./InjectDrawer.js'));
const ObjectiveDrawer = lazy(() => import('./ObjectiveDrawer.js'));

/** Plans an exercise, or changes the plan of one that has not started. */
export default function PlanExercise() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { id } = useParams();
  const choices = useQuery(ExerciseChoicesDocument, { variables: { stationId } });
  const written = useQuery(ExerciseDocument, { variables: { stationId, id: id ?? '' }, skip: id === undefined, fetchPolicy: 'network-only' });
  const error = choices.error ?? written.error;
  return (
    <>
      <PageHeader exercise title={id === undefined ? say('制定演练', 'Plan an exercise') : say('修改演练方案', 'Change the plan')} facts={say('使用虚构的人员和地址；演练单独编号，不对外发送，不计入统计', 'Use invented people and places. Exercises are numbered separately, nothing is sent outside, and they are not counted in figures')} />
      {error ? <ErrorState error={error} onRetry={() => { void choices.refetch(); if (id !== undefined) void written.refetch(); }} />
        : choices.data === undefined || (id !== undefined && written.data === undefined) ? <Loading rows={8} />
          : <PlanForm id={id} choices={choices.data} first={written.data === undefined ? EMPTY_PLAN : draftOf(written.data.exercise)} />}
    </>
  );
}

function PlanForm({ id, choices, first }: { id: string | undefined; choices: ExerciseChoicesQuery; first: PlanDraft }) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(PlanExerciseDocument);
  const [draft, setDraft] = useState(first);
  const [missing, setMissing] = useState(false);
  const change = (changes: Partial<PlanDraft>) => {
    command.reset();
    setDraft((now) => ({ ...now, ...changes }));
  };
  const submit = async () => {
    setMissing(draft.title.trim() === '' || draft.roles.length === 0 || draft.injects.length === 0);
    if (draft.title.trim() === '' || draft.roles.length === 0 || draft.injects.length === 0) return;
    let planned = '';
    const done = await command.run(async () => {
      planned = (await send({ variables: { stationId, id: id ?? null, plan: draft } })).data?.planExercise.id ?? '';
    });
    if (!done) return;
    toast.done(say('方案已保存', 'The plan is saved'));
    void navigate(`${base}/exercises/${planned}`);
  };
  return (
    <form
      className="sh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        // A drawer's own form lies elsewhere on the page, but what it sends comes by here as well.
        if (event.target === event.currentTarget) void submit();
      }}
    >
      {id === undefined && untouched(draft) && <OfferedPlans onTake={setDraft} />}
      <Basics draft={draft} choices={choices} onChange={change} />
      <div className="ex-cols"><Injects draft={draft} choices={choices} onChange={change} /><Objectives draft={draft} choices={choices} onChange={change} /></div>
      {missing && <div className="sh-inline-error" role="alert">{say('请填写名称，选择参演岗位，并至少安排一条导调。', 'Give it a title, choose who takes part, and plan at least one inject.')}</div>}
      <InlineError error={command.error} />
      <div className="form-foot"><Button onClick={() => void navigate(-1)}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存方案', 'Save the plan')}</Button></div>
    </form>
  );
}

/** Nothing of it would be lost. */
const untouched = ({ title, injects }: PlanDraft) => title.trim() === '' && injects.length === 0;

export interface PartProps {
  readonly draft: PlanDraft;
  readonly choices: ExerciseChoicesQuery;
  readonly onChange: (changes: Partial<PlanDraft>) => void;
}

function Basics({ draft, choices, onChange }: PartProps) {
  const { say, textOf } = useWords();
  const { timeZone } = useStation();
  const roles = choices.assignableRoles.filter(({ scope }) => scope === 'STATION').map(({ id, title }) => ({ value: id, label: textOf(title) }));
  const virtual = draft.clock === 'VIRTUAL';
  return (
    <Card title={say('基本情况', 'Basics')} id="basics">
      <Form component={false} layout="vertical">
        <Form.Item label={say('名称', 'Title')} htmlFor="ex-title" required><Input id="ex-title" maxLength={100} value={draft.title} onChange={(event) => onChange({ title: event.target.value })} /></Form.Item>
        <Form.Item label={say('参演岗位', 'Who takes part')} htmlFor="ex-roles" required><Select id="ex-roles" mode="multiple" value={[...draft.roles]} options={roles} showSearch={{ optionFilterProp: 'label' }} onChange={(chosen: string[]) => onChange({ roles: chosen })} /></Form.Item>
        <Form.Item label={say('时钟', 'Clock')}>
          <Radio.Group aria-label={say('时钟', 'Clock')} value={draft.clock} onChange={(event) => onChange(event.target.value === 'REAL' ? { clock: 'REAL', speed: 1, beginsAt: null } : { clock: 'VIRTUAL' })} options={[{ value: 'VIRTUAL', label: say('虚拟时钟（可加速、可暂停）', 'Virtual (can run faster, can be paused)') }, { value: 'REAL', label: say('实时', 'Real time') }]} />
        </Form.Item>
        {virtual && (
          <div className="sh-row sh-wrap">
            <Form.Item label={say('倍速（1–60）', 'Speed (1–60)')} htmlFor="ex-speed"><InputNumber id="ex-speed" min={1} max={60} precision={0} value={draft.speed} onChange={(speed) => onChange({ speed: speed ?? 1 })} /></Form.Item>
            <Form.Item label={say('演练开始时刻（不填为实际开始时）', 'Time shown at the start (empty: the actual time)')} htmlFor="ex-begins"><Input id="ex-begins" type="datetime-local" max="9999-12-31T23:59" value={draft.beginsAt ? localDateTime(new Date(draft.beginsAt), timeZone).slice(0, 16) : ''} onChange={(event) => onChange({ beginsAt: event.target.value === '' ? null : (momentOfLocal(event.target.value, timeZone)?.toISOString() ?? null) })} /></Form.Item>
          </div>
        )}
      </Form>
    </Card>
  );
}

function Injects({ draft, choices, onChange }: PartProps) {
  const { say, textOf } = useWords();
  const [open, setOpen] = useState<number | 'new'>();
  const [refused, setRefused] = useState<string>();
  const take = (next: PlanDraft | undefined, otherwise: string) => {
    setRefused(next === undefined ? otherwise : undefined);
    if (next !== undefined) onChange(next);
  };
  const save = (inject: InjectDraft) => {
    setOpen(undefined);
    take(typeof open === 'number' ? withInject(draft, open, inject) : { ...draft, injects: [...draft.injects, inject] }, say('没有更新：有目标或其他导调依据原来的内容，请先修改或移除那些。', 'Not updated: an objective or another inject relies on what it was. Change or remove that first.'));
  };
  const remove = (place: number) => take(withoutInject(draft, place), say('有目标或其他导调以它为准，请先移除那些。', 'An objective or another inject refers to it. Remove that first.'));
  const eventTitle = ({ target, event }: { readonly target: number; readonly event: string }) =>
    textOf(choices.workflows.find(({ id }) => id === workflowOf(draft, target))?.eventForms.find(({ id }) => id === event)?.title) || event;
  const said = ({ start, event, message }: PlanDraft['injects'][number]) =>
    start ? say('发起：{workflow}', 'Starts: {workflow}', { workflow: textOf(choices.workflows.find(({ id }) => id === start.workflow)?.title) || start.workflow })
      : event ? say('导调 {target} 的事项：{event}', 'In the instance of inject {target}: {event}', { target: event.target, event: eventTitle(event) }) : say('通知：{words}', 'Notice: {words}', { words: message?.text ?? '' });
  return (
    <Card title={say('导调', 'Injects')} id="plan-injects" extra={<Button size="small" onClick={() => setOpen('new')}>{say('添加导调', 'Add an inject')}</Button>}>
      {draft.injects.length === 0 ? <EmptyState title={say('还没有导调', 'No injects yet')} hint={say('导调是演练中到时发生的事：报警进来、情况变化、上级来电。', 'What happens as the clock runs: a call comes in, the situation changes, a superior rings.')} /> : (
        <ul className="ex-list">
          {draft.injects.map((inject, index) => (
            <li key={`${index} ${inject.title}`}>
              <div className="sh-row"><span className="ex-at">{index + 1}. {offsetOf(secondsIn(inject.after))}</span><b>{inject.title}</b>
                <EditOrRemove title={inject.title} onEdit={() => setOpen(index + 1)} onRemove={() => remove(index + 1)} />
              </div>
              <div className="sh-sub sh-small">{said(inject)}</div>
            </li>
          ))}
        </ul>
      )}
      {refused && <p className="sh-bad-ink" role="alert">{refused}</p>}
      {open !== undefined && <Suspense fallback={null}><InjectDrawer draft={draft} choices={choices} place={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} onSave={save} /></Suspense>}
    </Card>
  );
}

function Objectives({ draft, choices, onChange }: PartProps) {
  const words = useWords();
  const { say } = words;
  const [open, setOpen] = useState<number | 'new'>();
  const save = (objective: ObjectiveDraft) => {
    setOpen(undefined);
    onChange({ objectives: typeof open === 'number' ? draft.objectives.map((old, index) => (index === open ? objective : old)) : [...draft.objectives, objective] });
  };
  return (
    <Card title={say('目标', 'Objectives')} id="plan-objectives" extra={<Button size="small" disabled={draft.injects.length === 0} onClick={() => setOpen('new')}>{say('添加目标', 'Add an objective')}</Button>}>
      {draft.objectives.length === 0 ? <EmptyState title={say('还没有目标', 'No objectives yet')} hint={say('目标按办理记录自动评定：任务完成、状态到达、通知签收。', 'Objectives are measured by what happened: a task done, a state reached, a notice signed.')} /> : (
        <ul className="ex-list">
          {draft.objectives.map((objective, index) => (
            <li key={`${index} ${objective.title}`}>
              <div className="sh-row"><b>{objective.title}</b><EditOrRemove title={objective.title} onEdit={() => setOpen(index)} onRemove={() => onChange({ objectives: draft.objectives.filter((_, other) => other !== index) })} /></div>
              <div className="sh-sub sh-small">{say('导调 {inject} 触发后 {target}内', 'within {target} of inject {inject}', { inject: objective.inject, target: lengthOf(secondsIn(objective.within), words) })}</div>
            </li>
          ))}
        </ul>
      )}
      {open !== undefined && <Suspense fallback={null}><ObjectiveDrawer draft={draft} choices={choices} first={open === 'new' ? undefined : draft.objectives[open]} onClose={() => setOpen(undefined)} onSave={save} /></Suspense>}
    </Card>
  );
}

/** The two things one does to a part of the plan. */
function EditOrRemove({ title, onEdit, onRemove }: { title: string; onEdit: () => void; onRemove: () => void }) {
  const { say } = useWords();
  return (
    <span className="sh-push ex-edit">
      <Button size="small" type="text" aria-label={say('修改：{title}', 'Change: {title}', { title })} onClick={onEdit}>{say('修改', 'Change')}</Button>
      <Button size="small" type="text" aria-label={say('移除：{title}', 'Remove: {title}', { title })} onClick={onRemove}>{say('移除', 'Remove')}</Button>
    </span>
  );
}
