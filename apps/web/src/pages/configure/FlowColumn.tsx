import { Chip, useWords } from '@stationhouse/plugin-web';
import { lockOfParameter } from './compose.js';
import { putStep, type FlowCard, type Overlay } from '@stationhouse/workflow';
import { Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo, type KeyboardEvent } from 'react';
import { changedCards, extraStepOf } from './compose.js';
import { useDesign, type Design } from './context.js';
import { place, type Placed } from './layout.js';
import { taskWords, valueWords } from './words.js';

type PlacedNode = Node<{ placed: Placed }, 'placed'>;

/** The workflow from top to bottom. Tab or the arrow keys go from card to card, Enter opens one; a line shows where the opened one leads. */
export function FlowColumn({ width, problemCards }: { width: number; problemCards: ReadonlySet<string> }) {
  const { say } = useWords();
  const { composition: { flow, overlay }, selected, mayEdit } = useDesign();
  // Whoever only reads needs no place to add a step.
  const cards = useMemo(() => (mayEdit ? flow.cards : flow.cards.map((card) => ({ ...card, points: [] }))), [flow, mayEdit]);
  const { placed, height } = useMemo(() => place(cards, width), [cards, width]);
  const changed = useMemo(() => changedCards(flow, overlay), [flow, overlay]);
  const nodes = useMemo(() => placed.map((one): PlacedNode => ({
    id: one.id, type: 'placed', position: { x: one.left, y: one.top }, width: one.width, height: one.height, data: { placed: one },
    className: one.kind === 'card' ? [changed.has(one.id) && 'cf-changed', problemCards.has(one.id) && 'cf-wrong'].filter(Boolean).join(' ') : '',
  })), [placed, changed, problemCards]);
  const edges = useMemo(() => edgesOf(placed, selected), [placed, selected]);
  return (
    <div className="cf-flow" style={{ height }} onKeyDown={arrows} role="group" aria-label={say('流程，方向键移动，回车打开', 'The workflow; arrow keys move, Enter opens')}>
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={nodeTypes} minZoom={1} maxZoom={1} defaultViewport={{ x: 0, y: 0, zoom: 1 }}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false}
        panOnDrag={false} panOnScroll={false} zoomOnScroll={false} zoomOnPinch={false} zoomOnDoubleClick={false} preventScrolling={false} disableKeyboardA11y proOptions={{ hideAttribution: true }}
      />
    </div>
  );
}

const nodeTypes = { placed: PlacedCard };

function PlacedCard({ data: { placed } }: NodeProps<PlacedNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {placed.kind === 'card' ? <CardButton card={placed.card} /> : <PointButton at={placed.at} />}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
      <Handle id="side" type="source" position={Position.Right} isConnectable={false} />
      <Handle id="sideIn" type="target" position={Position.Right} isConnectable={false} />
    </>
  );
}

/** A card in words: what it is called, who does what until when, what is locked. */
export function CardButton({ card }: { card: FlowCard }) {
  const words = useWords();
  const { say, textOf } = words;
  const { ground, composition: { definition, overlay }, roles, selected, select } = useDesign();
  const extra = extraStepOf(overlay, card);
  const locked = card.parameters.some((name) => lockOfParameter(ground, name) !== undefined);
  const title = textOf(card.title);
  return (
    <button type="button" className={`cf-card cf-${card.kind}`} aria-pressed={selected?.path === card.path} data-node={card.path} onClick={() => select(card.path)}>
      <span className="cf-title"><b title={title}>{title}</b>{extra !== undefined && <Chip>{overlay.overlay === 'bureau' ? say('分局新增', 'bureau') : say('本所新增', 'added')}</Chip>}{locked && <span className="sh-lock">{say('锁定', 'locked')}</span>}</span>
      {card.kind === 'branch' && <span className="cf-line">{say('自动：{ways}', 'by itself: {ways}', { ways: [...new Set(card.ways.map(({ card: to }) => to))].length })}</span>}
      {card.tasks.map((task) => <span key={task.ref} className="cf-line">{textOf(task.title) === title || card.tasks.length === 1 ? '' : `${textOf(task.title)}：`}{taskWords(definition, task, words, roles)}</span>)}
      {card.clocks.map((clock, index) => <span key={index} className="cf-line"><span aria-hidden="true">◷ </span>{[textOf(clock.title), valueWords(definition, clock.budget, words)].filter(Boolean).join(' ')}</span>)}
    </button>
  );
}

function PointButton({ at }: { at: string }) {
  const { say } = useWords();
  const design = useDesign();
  const name = useWhere(at);
  return <button type="button" className="cf-point" disabled={!design.mayEdit} aria-label={say('在此加一步（{at}）', 'Add a step here ({at})', { at: name })} onClick={() => addStep(design, at, say('新步骤', 'New step'))}><span aria-hidden="true">＋ </span>{say('在此加一步', 'Add a step here')}</button>;
}

/** `在“已化解”之前`. */
export function useWhere(at: string): string {
  const { say, textOf } = useWords();
  const { composition: { flow } } = useDesign();
  const [where = '', path = ''] = at.split(' ');
  const title = textOf(flow.cards.find((card) => card.path === path)?.title) || path;
  return where === 'before' ? say('“{title}”之前', 'before “{title}”', { title }) : where === 'after' ? say('“{title}”之后', 'after “{title}”', { title }) : say('“{title}”之中', 'within “{title}”', { title });
}

/** Adds a step that still wants its name and who does it, and opens it. */
export function addStep({ composition: { overlay, definition, flow }, edit, select }: Design, at: string, title: string): void {
  const taken = new Set([...flow.cards.flatMap(({ path, tasks }) => [...path.split('.'), ...tasks.map(({ key }) => key)]), ...Object.keys(definition.forms ?? {}), ...stepKeys(overlay)]);
  let number = 1;
  while (taken.has(`extraStep${number}`)) number += 1;
  const key = `extraStep${number}`;
  edit((now) => putStep(now, at, { key, title: { 'zh-CN': title, en: title } }));
  const [where, path = ''] = at.split(' ');
  const beside = path.split('.').slice(0, -1);
  select(where === 'inside' ? `${path}.${key}` : [...beside, key].join('.'));
}

function stepKeys({ steps }: Overlay): string[] {
  return (steps ?? []).flatMap((step) => ('at' in step ? [step.task.key] : []));
}

/** Neighbours are joined where one leads to the other; of the opened card, all ways are drawn. */
function edgesOf(placed: readonly Placed[], selected: FlowCard | undefined): Edge[] {
  const joined = placed.slice(1).flatMap((one, index): Edge[] => {
    const before = placed[index];
    // What stands further in or out belongs to the card above by its place alone.
    return before === undefined || before.left !== one.left ? [] : [{ id: `${before.id}-${one.id}`, source: before.id, target: one.id, type: 'straight', style: { stroke: '#b7c4d2', strokeWidth: 1.5 } }];
  });
  const far = (selected?.ways ?? []).filter(({ card }) => placed.some(({ id }) => id === card)).map((way): Edge => ({
    id: `way ${way.card}`, source: selected?.path ?? '', target: way.card, sourceHandle: 'side', targetHandle: 'sideIn', type: 'smoothstep', style: { stroke: '#0958d9', strokeWidth: 1.5 }, zIndex: 1,
  }));
  return [...joined, ...new Map(far.map((edge) => [edge.id, edge])).values()];
}

/** Up and down between the cards. */
function arrows(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.cf-card, button.cf-point')];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  event.preventDefault();
  next?.focus();
}
