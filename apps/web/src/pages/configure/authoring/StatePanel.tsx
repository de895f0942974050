import { Chip, useWords } from '@stationhouse/plugin-web';
import { addTask, fragmentOf, moveState, putFragment, removeState, renameState, setPart, setStatePart, setTaskParts, type FlowCard, type StateDefinition } from '@stationhouse/workflow';
import { Button, Checkbox, Popconfirm, Select } from 'antd';
import { useEffect, useRef } from 'react';
import { FieldRow } from '../FieldRow.js';
import { freeName } from './parameters.js';
import { FragmentPart } from './FragmentPart.js';
import { useArrival } from './Place.js';
import { placeOf, stateAt } from './places.js';
import { ClockPart, StateRest } from './StateParts.js';
import { TaskPart } from './TaskPart.js';
import { KeyField, TitleField } from './TitleField.js';
import { UsePart } from './UsePart.js';
import { OptionalPart, WaysPart } from './WaysPart.js';
import { cardAt, useWork } from './work.js';

/** The drawer of a state: everything about it. */
export function StatePanel({ card, onClose }: { card: FlowCard; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { definition, flow, edit, mayEdit, select } = useWork();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [card.path]);
  useArrival((path) => cardAt(flow, path) === card.path);
  const state = stateAt(definition, card.path);
  if (state === undefined) return null;
  const kinds = { step: state.history !== undefined ? say('回到原处', 'Back where it was') : state.until !== undefined ? say('等待', 'Wait') : say('任务', 'Task'), group: say('阶段', 'Stage'), parallel: say('同时进行', 'Side by side'), branch: say('自动分支', 'Branch'), end: say('结束', 'End') };
  const key = card.path.split('.').at(-1) ?? '';
  const around = card.path.split('.').slice(0, -1);
  const beside = new Set(flow.cards.filter(({ path }) => path.split('.').slice(0, -1).join('.') === around.join('.')).map(({ path }) => path.split('.').at(-1) ?? ''));
  const rename = (next: string) => {
    edit((now) => renameState(now, card.path, next));
    select([...around, next].join('.'));
  };
  // A step with one task is known by what is done there: both change together while they are called the same.
  const [alone] = card.tasks.length === 1 && card.tasks[0]?.title['zh-CN'] === card.title['zh-CN'] ? card.tasks : [];
  const entitle = (title: typeof card.title) => edit((now) => {
    const named = setStatePart(now, card.path, ['title'], title);
    return alone === undefined ? named : setTaskParts(named, alone.ref, { title });
  }, `${card.path}.title`);
  const remove = () => {
    edit((now) => removeState(now, card.path));
    onClose();
  };
  const plain = state.final !== true && state.choose === undefined && state.until === undefined && state.history === undefined && state.parallel === undefined && state.use === undefined;
  const index = flow.cards.indexOf(card);
  const earlier = flow.cards.slice(0, Math.max(index, 0)).flatMap(({ tasks }) => tasks);
  const addOne = () => {
    const name = freeName(definition, '', 'task');
    edit((now) => addTask(now, card.path, name, { 'zh-CN': say('新任务', '新任务'), en: 'New task' }));
  };
  const fragment = fragmentOf(card.path);
  // The fragment itself: it stands where it is used, and has no neighbours.
  const whole = fragment !== undefined && around.length === 0;
  const [offered] = Object.keys(definition.fragments ?? {}).filter((name) => name !== fragment);
  return (
    <div className="cf-panel" data-place={placeOf(card.path, definition)} onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) onClose(); }}>
      <div className="sh-row sh-card-head">
        <h2 ref={heading} tabIndex={-1}>{textOf(card.title)}</h2><Chip>{whole || state.use !== undefined ? say('片段', 'Fragment') : kinds[card.kind]}</Chip>
        <Button className="sh-push" type="text" onClick={onClose}><kbd aria-hidden="true">Esc</kbd> {say('关闭', 'Close')}</Button>
      </div>
      {mayEdit && !whole && (
        <div className="sh-row cf-acts">
          <Button size="small" onClick={() => edit((now) => moveState(now, card.path, -1))}>↑ {say('上移', 'Up')}</Button>
          <Button size="small" onClick={() => edit((now) => moveState(now, card.path, 1))}>↓ {say('下移', 'Down')}</Button>
          <Popconfirm title={say('删除“{title}”及其中的全部内容？通向它的去向会接到下一步。', 'Remove “{title}” with everything inside? What led to it leads to what came next.', { title: textOf(card.title) })} okText={say('删除', 'Remove')} cancelText={say('取消', 'Cancel')} onConfirm={remove}><Button size="small" danger disabled={beside.size === 1}>{say('删除', 'Remove')}</Button></Popconfirm>
          {state.use === undefined && state.final !== true && state.history === undefined && offered !== undefined && <Popconfirm title={say('改用片段后，这里原来的内容（任务、去向等）不再保留。', 'What stands here – tasks, ways – goes when it is a fragment.')} okText={say('改用片段', 'Let it be a fragment')} cancelText={say('取消', 'Cancel')} onConfirm={() => edit((now) => putFragment(now, card.path, offered))}><Button size="small">{say('改用片段', 'Use a fragment')}</Button></Popconfirm>}
        </div>
      )}
      {whole && <FragmentPart name={fragment} />}
      {typeof state.title === 'string' ? <FieldRow label={say('名称', 'What it is called')}><span>{say('由使用处给出', 'given where it is used')}</span>{mayEdit && <Button type="link" size="small" onClick={() => entitle(card.title)}>{say('固定一个名称', 'Give it one')}</Button>}</FieldRow> : <TitleField label={say('名称', 'What it is called')} value={card.title} disabled={!mayEdit} onChange={entitle} />}
      {around.length === 0 && !whole && state.final !== true && <FieldRow label={say('开始', 'Beginning')}><Checkbox checked={definition.start === key} disabled={!mayEdit || definition.start === key} onChange={() => edit((now) => setPart(now, ['start'], key))}>{say('事项从这里开始', 'An instance begins here')}</Checkbox></FieldRow>}
      {card.kind === 'group' && <StartInside card={card} state={state} />}
      {card.kind === 'end' && around.length === 0 && !whole && <KeyField label={say('办理结果（统计和关联流程用）', 'The outcome (for figures and linked workflows)')} value={state.outcome ?? ''} taken={new Set()} disabled={!mayEdit} onChange={(outcome) => edit((now) => setStatePart(now, card.path, ['outcome'], outcome))} />}
      {card.tasks.filter(({ ref }) => ref.startsWith(`${card.path}#`)).map((task) => {
        const written = state.tasks?.[task.key];
        return written === undefined ? null : <TaskPart key={task.ref} task={task} written={written} earlier={[...earlier, ...card.tasks.filter((one) => one !== task)]} beside={new Set(Object.keys(state.tasks ?? {}))} />;
      })}
      {plain && mayEdit && <Button type="dashed" size="small" onClick={addOne}>{say('＋ 任务', '+ Task')}</Button>}
      {state.use === undefined && <StateRest card={card} state={state} />}
      {state.use !== undefined && <UsePart card={card} state={state} />}
      {card.kind !== 'end' && state.use === undefined && <WaysPart card={card} state={state} />}
      {card.kind !== 'end' && card.kind !== 'branch' && state.history === undefined && state.use === undefined && <ClockPart card={card} state={state} />}
      {!whole && (fragment === undefined || plain) && <section className="cf-section" aria-label={say('各所可以调整', 'What stations may do')}>
        <h3>{say('各所可以调整', 'What stations may do')}</h3>
        {fragment === undefined && <Points card={card} />}
        {plain && <OptionalPart card={card} state={state} />}
      </section>}
      {!whole && <KeyField label={say('文本中的名称', 'Its name in the text')} value={key} taken={beside} disabled={!mayEdit} onChange={rename} />}
    </div>
  );
}

/** Which state inside comes first. */
function StartInside({ card, state }: { card: FlowCard; state: StateDefinition }) {
  const { say, textOf } = useWords();
  const { flow, edit, mayEdit } = useWork();
  const inside = flow.cards.filter(({ inside: around }) => around === card.path);
  return <FieldRow label={say('先进行', 'First inside')}><Select<string> aria-label={say('先进行', 'First inside')} value={state.start ?? null} disabled={!mayEdit} style={{ minWidth: 150 }} popupMatchSelectWidth={false} options={inside.map(({ path, title }) => ({ value: path.split('.').at(-1) ?? '', label: textOf(title) }))} onChange={(start) => edit((now) => setStatePart(now, card.path, ['start'], start))} /></FieldRow>;
}

/** Where stations may add steps of their own. */
function Points({ card }: { card: FlowCard }) {
  const { say } = useWords();
  const { definition, edit, mayEdit } = useWork();
  const points = definition['extension-points'] ?? [];
  const offered = [['before', say('之前', 'before it')], ...(card.kind === 'end' ? [] : [['after', say('之后', 'after it')]]), ...(card.kind === 'group' || card.kind === 'parallel' ? [['inside', say('之中', 'within it')]] : [])] as const;
  const set = (at: string, on: boolean) => {
    const next = on ? [...points, at] : points.filter((one) => one !== at);
    edit((now) => setPart(now, ['extension-points'], next.length === 0 ? undefined : next));
  };
  return <FieldRow label={say('可以加步骤的位置', 'Where they may add steps')}>{offered.map(([where, label]) => <Checkbox key={where} checked={points.includes(`${where} ${card.path}`)} disabled={!mayEdit} onChange={(event) => set(`${where} ${card.path}`, event.target.checked)}>{label}</Checkbox>)}</FieldRow>;
}
