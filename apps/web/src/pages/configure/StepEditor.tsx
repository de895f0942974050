import { Chip, Loading, useWords } from '@stationhouse/plugin-web';
import { putStep, removeStep, stepOf, type ExtraTask, type JsonObject } from '@stationhouse/workflow';
import { Button, Checkbox, Input } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { useDesign, useOverlay } from './context.js';
import { FieldRow } from './FieldRow.js';
import { extraStepOf } from './compose.js';
import { DurationField } from './fields.js';
import { Rungs } from './Rungs.js';
import { FormBuilder } from './FormBuilder.js';
import { useWhere } from './FlowColumn.js';
import { WhenField } from './WhenField.js';
import { WhoField } from './WhoField.js';
import { useProblemWords } from './words.js';

const ConditionBuilder = lazy(() => import('./ConditionBuilder.js'));

/** A step that this overlay adds: what it is called, who does it until when, what it asks. */
export function StepEditor({ step: key, onRemove }: { step: string; onRemove: () => void }) {
  const { say, textOf } = useWords();
  const problemWords = useProblemWords();
  const { composition: { problems, definition, flow }, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const step = stepOf(overlay, key);
  const where = useWhere(step?.at ?? '');
  if (step === undefined) return null;
  const { task, at } = step;
  const index = (overlay.steps ?? []).indexOf(step);
  const change = (changes: Partial<ExtraTask>, part: string) => edit((now) => putStep(now, at, { ...task, ...changes }), `${key}.${part}`);
  const replace = (part: string, changes: { readonly [Part in keyof ExtraTask]?: ExtraTask[Part] | undefined }) => edit((now) => putStep(now, at, Object.fromEntries(Object.entries({ ...task, ...changes }).filter(([, value]) => value !== undefined)) as ExtraTask), `${key}.${part}`);
  const drop = (part: 'remind' | 'when') => edit((now) => {
    const { [part]: _, ...others } = task;
    return putStep(now, at, others);
  });
  const time = (part: 'remind', label: string) => (
    <FieldRow label={label} htmlFor={`${id}-${part}`} hint={task[part] === undefined ? <span className="sh-sub sh-small">{say('未设置', 'none set')}</span> : mayEdit ? <Button type="link" size="small" onClick={() => drop(part)}>{say('不设', 'None')}</Button> : undefined}>
      <DurationField id={`${id}-${part}`} label={label} value={task[part] ?? ''} disabled={!mayEdit} onChange={(iso) => change({ [part]: iso }, part)} />
    </FieldRow>
  );
  const durations = Object.entries(definition.parameters ?? {}).flatMap(([name, { type, title }]) => (type === 'duration' ? [{ name, title: textOf(title) }] : []));
  // What stands above it in the drawing comes before it.
  const place = flow.cards.findIndex((card) => extraStepOf(overlay, card) === key);
  const earlier = flow.cards.slice(0, Math.max(place, 0)).flatMap(({ tasks }) => tasks);
  const remove = () => {
    edit((now) => removeStep(now, key));
    onRemove();
  };
  return (
    <>
      <FieldRow label={say('步骤名称', 'What it is called')} htmlFor={`${id}-zh`}><Input id={`${id}-zh`} autoFocus={mayEdit} maxLength={60} value={task.title['zh-CN']} disabled={!mayEdit} onFocus={(event) => event.target.select()} onChange={(event) => change({ title: { 'zh-CN': event.target.value, en: task.title.en === task.title['zh-CN'] ? event.target.value : task.title.en } }, 'title')} /></FieldRow>
      <FieldRow label={say('英文（可不填）', 'In English (may be left out)')} htmlFor={`${id}-en`}><Input id={`${id}-en`} maxLength={60} value={task.title.en === task.title['zh-CN'] ? '' : task.title.en} disabled={!mayEdit} onChange={(event) => change({ title: { ...task.title, en: event.target.value || task.title['zh-CN'] } }, 'english')} /></FieldRow>
      <WhoField role={task.role} assign={task.assign} dataSchema={definition.data as JsonObject} earlier={earlier} disabled={!mayEdit} onChange={(who) => replace('who', { role: undefined, assign: undefined, ...who })} />
      <WhenField label={say('期限', 'Due')} due={task.due} dueAt={task.dueAt} dataSchema={definition.data as JsonObject} parameters={durations} disabled={!mayEdit} onChange={(when) => replace('due', { due: undefined, dueAt: undefined, ...when })} />
      {time('remind', say('提前提醒', 'Reminder before it is due'))}
      <FieldRow label={say('逾期后', 'When overdue')}><Rungs rungs={task.escalate ?? []} disabled={!mayEdit} onChange={(escalate) => change({ escalate: [...escalate] }, 'escalate')} /></FieldRow>
      {!at.startsWith('inside ') && (
        <FieldRow label={say('什么情况下办理', 'When it is done')}>
          <Checkbox checked={asking || task.when !== undefined} disabled={!mayEdit} onChange={(event) => { setAsking(event.target.checked); if (!event.target.checked) drop('when'); }}>{say('只在满足条件时', 'Only under a condition')}</Checkbox>
          {(asking || task.when !== undefined) && <Suspense fallback={<Loading rows={2} />}><ConditionBuilder key={key} label={say('什么情况下办理', 'When it is done')} source={task.when ?? ''} dataSchema={definition.data as JsonObject} disabled={!mayEdit} onChange={(when) => { if (when === undefined) drop('when'); else change({ when }, 'when'); }} /></Suspense>}
        </FieldRow>
      )}
      {problems.filter(({ path }) => path === `steps.${index}` || path.startsWith(`steps.${index}.`)).map((problem, at) => <div key={at} className="sh-inline-error" role="alert" data-code={problem.code}>{problemWords(problem)}</div>)}
      <FormBuilder form={key} host={{ step: key }} open />
      <div className="sh-row cf-step-foot"><Chip>{say('位于{at}', 'Stands {at}', { at: where })}</Chip>{mayEdit && <Button danger size="small" onClick={remove}>{say('删除此步骤', 'Remove this step')}</Button>}</div>
    </>
  );
}
