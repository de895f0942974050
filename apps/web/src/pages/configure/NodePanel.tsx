import { Chip, useWords } from '@stationhouse/plugin-web';
import { switchStep, type FlowCard, type FlowTask } from '@stationhouse/workflow';
import { Button, Checkbox } from 'antd';
import { useEffect, useRef } from 'react';
import { extraStepOf, lockOfStep } from './compose.js';
import { useDesign, useOverlay } from './context.js';
import { FieldRow } from './FieldRow.js';
import { Locked, ParameterField, TaskFields } from './fields.js';
import { FormBuilder } from './FormBuilder.js';
import { StepEditor } from './StepEditor.js';
import { taskWords, valueWords } from './words.js';

/** The drawer of a card: everything that can be set there, and what cannot, with why. */
export function NodePanel({ card, onClose }: { card: FlowCard; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { composition: { overlay } } = useDesign();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [card.path]);
  const extra = extraStepOf(overlay, card);
  const fromAbove = extra === undefined && card.step !== undefined;
  const kinds = { step: say('任务', 'Task'), group: say('阶段', 'Stage'), parallel: say('同时进行', 'Side by side'), branch: say('自动分支', 'Branch'), end: say('办结', 'End') };
  const shown = new Set(card.tasks.flatMap((task) => placesOf(task)));
  const others = card.parameters.filter((name) => !shown.has(name));
  return (
    <div className="cf-panel" onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) onClose(); }}>
      <div className="sh-row sh-card-head">
        <h2 ref={heading} tabIndex={-1}>{textOf(card.title)}</h2><Chip>{fromAbove ? say('上级新增', 'Added from above') : extra === undefined ? kinds[card.kind] : overlay.overlay === 'bureau' ? say('分局新增', 'Added by the bureau') : say('本所新增', 'Added by the station')}</Chip>
        <Button className="sh-push" type="text" onClick={onClose}><kbd aria-hidden="true">Esc</kbd> {say('关闭', 'Close')}</Button>
      </div>
      {extra !== undefined ? <StepEditor step={extra} onRemove={() => onClose()} /> : fromAbove ? <StepFacts card={card} /> : (
        <>
          {card.optional.map((one) => <Optional key={one.path} path={one.path} title={textOf(one.title)} />)}
          {card.tasks.map((task) => <Task key={task.ref} card={card} task={task} alone={card.tasks.length === 1} />)}
          {others.length > 0 && <section className="cf-section"><h3>{say('时限与其他', 'Times and others')}</h3>{others.map((name) => <ParameterField key={name} name={name} />)}</section>}
          <Clocks card={card} />
        </>
      )}
      <Ways card={card} />
      {card.tasks.length + card.parameters.length === 0 && card.kind !== 'end' && card.step === undefined && <p className="sh-sub">{say('这一步由系统自动处理，没有可设置的内容。', 'The system does this by itself; there is nothing to set.')}</p>}
    </div>
  );
}

/** A step that an overlay above adds: what it says, and that it stays so. */
function StepFacts({ card }: { card: FlowCard }) {
  const words = useWords();
  const { say } = words;
  const { composition: { definition }, roles } = useDesign();
  return (
    <>
      {card.tasks.map((task) => <p key={task.ref}>{taskWords(definition, task, words, roles)}</p>)}
      <p className="sh-sub sh-small">{say('这一步由上级统一增加，按上级的规定办理，本所不能修改。', 'This step was added from above for everybody; it is done as set there and cannot be changed here.')}</p>
    </>
  );
}

/** The parameters that a task's own fields show. */
function placesOf({ due, remind, escalate }: FlowTask): string[] {
  return [due, remind, ...escalate.map(({ after }) => after)].flatMap((value) => (value === undefined || 'value' in value ? [] : 'parameter' in value ? [value.parameter] : value.parameters));
}

function Task({ card, task, alone }: { card: FlowCard; task: FlowTask; alone: boolean }) {
  const { textOf } = useWords();
  const { composition: { overlay, definition } } = useDesign();
  const title = textOf(task.title);
  // A task that an overlay added inside a stage has no card of its own.
  const extra = (overlay.steps ?? []).some((step) => 'at' in step && step.task.key === task.key && task.ref === `${card.path}#${task.key}`);
  if (extra) return <div className="cf-section" role="group" aria-label={title}><h3>{title}</h3><StepEditor step={task.key} onRemove={() => undefined} /></div>;
  return (
    <div className="cf-section" role="group" aria-label={title}>
      {!(alone && textOf(card.title) === title) && <h3>{title}</h3>}
      <TaskFields task={task} />
      {task.form !== undefined && <FormBuilder key={task.form} form={task.form} host={{ form: task.form }} open={definition['extension-points']?.includes(`form ${task.form}`) === true} />}
    </div>
  );
}

/** An optional step: on, or off. */
function Optional({ path, title }: { path: string; title: string }) {
  const { say } = useWords();
  const { ground, mayEdit, edit } = useDesign();
  const overlay = useOverlay();
  const lock = lockOfStep(ground, path);
  const label = say('可选步骤：{title}', 'Optional step: {title}', { title });
  if (lock !== undefined) return <FieldRow label={label}><Locked value={lock.to === 'off' ? say('不使用', 'not used') : say('使用', 'used')} lock={lock} /></FieldRow>;
  const own = (overlay.steps ?? []).find((step) => ('off' in step && step.off === path) || ('keep' in step && step.keep === path));
  const off = own !== undefined && 'off' in own;
  return (
    <FieldRow label={label}>
      <Checkbox checked={!off} disabled={!mayEdit} onChange={(event) => edit((now) => switchStep(now, path, event.target.checked ? undefined : 'off'))}>{say('使用这一步', 'Use this step')}</Checkbox>
      {overlay.overlay === 'bureau' && <Checkbox checked={own !== undefined && 'keep' in own} disabled={!mayEdit} onChange={(event) => edit((now) => switchStep(now, path, event.target.checked ? 'keep' : undefined))}>{say('各所必须保留', 'Stations must keep it')}</Checkbox>}
    </FieldRow>
  );
}

/** Clocks that run here, with how long they give. */
function Clocks({ card }: { card: FlowCard }) {
  const words = useWords();
  const { say, textOf } = words;
  const { composition: { definition } } = useDesign();
  if (card.clocks.length === 0) return null;
  return <p className="sh-sub sh-small">{say('在此计时：', 'Clocks that run here: ')}{card.clocks.map(({ title, budget }) => [textOf(title), valueWords(definition, budget, words)].filter(Boolean).join(' ')).join(say('；', '; '))}</p>;
}

/** Where it goes on from here. */
function Ways({ card }: { card: FlowCard }) {
  const { say, textOf } = useWords();
  const { composition: { flow }, select } = useDesign();
  if (card.ways.length === 0) return null;
  return (
    <section className="cf-section" aria-label={say('去向', 'What comes next')}>
      <h3>{say('去向', 'What comes next')}</h3>
      <ul className="cf-ways">
        {card.ways.map((way) => (
          <li key={`${way.title.en}-${way.card}`}>{textOf(way.title)} → <button type="button" className="cf-link" onClick={() => select(way.card)}>{textOf(flow.cards.find(({ path }) => path === way.card)?.title)}</button>{way.because !== undefined && <span className="sh-sub sh-small"> {way.because}</span>}</li>
        ))}
      </ul>
    </section>
  );
}

