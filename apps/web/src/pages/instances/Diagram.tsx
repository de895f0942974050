import dagre from '@dagrejs/dagre';
import { Chip, useWords, type Words } from '@stationhouse/plugin-web';
import { Controls, Handle, Position, ReactFlow, type Edge, type Node, type NodeProps, type ReactFlowInstance } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { Modal } from 'antd';
import { useMemo, useRef, type KeyboardEvent } from 'react';
import type { Graph, StateCard, StateStatus } from './graph.js';

const WIDTH = 226;
const STEP = 80;
/** Text is 14 px at full size; below this it would be under 12 px. */
const SMALLEST = 12 / 14;
const MARKS: Record<StateStatus, string> = { done: '✓', current: '●', ahead: '○' };
const MOVES: Record<string, readonly [number, number]> = { ArrowUp: [0, STEP], ArrowDown: [0, -STEP], ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0] };

type CardNode = Node<{ card: StateCard }, 'state'>;

/**
 * The whole workflow in a wide dialog, the present state in view. Drag, wheel or arrow keys move it. The steps on the page say in words
 * what has been and what is next, so the drawing itself is hidden from screen readers.
 */
export default function FullDiagram({ graph, cards, onClose }: { graph: Graph; cards: readonly StateCard[]; onClose: () => void }) {
  const { say } = useWords();
  const { nodes, edges } = useMemo(() => layout(graph, cards), [graph, cards]);
  const flow = useRef<ReactFlowInstance<CardNode>>(undefined);
  const current = cards.filter(({ status }) => status === 'current').map(({ path }) => ({ id: path }));
  const move = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    const view = flow.current?.getViewport();
    if (!by || !view) return;
    event.preventDefault();
    void flow.current?.setViewport({ ...view, x: view.x + by[0], y: view.y + by[1] });
  };
  const show = (opened: ReactFlowInstance<CardNode>) => {
    flow.current = opened;
    // The whole drawing where it fits at a readable size; otherwise the present state, from where one looks around.
    void opened.fitView({ padding: 0.03, maxZoom: 1, minZoom: 0.1 }).then(() => {
      if (opened.getZoom() <= SMALLEST) void opened.fitView({ nodes: current, maxZoom: 1, minZoom: SMALLEST });
    });
  };
  return (
    <Modal open title={say('流程全图', 'The whole workflow')} onCancel={onClose} footer={null} width="min(1280px, calc(100vw - 24px))" style={{ top: 24 }} destroyOnHidden>
      <p className="sh-sub sh-small">{say('拖动、滚轮或方向键移动。✓ 已完成，● 进行中，○ 未开始；虚线为尚未走到。', 'Drag, scroll or use the arrow keys to move. ✓ done, ● under way, ○ not begun; dashed: not reached.')}</p>
      <div className="diagram" role="group" tabIndex={0} aria-label={say('流程全图，方向键移动', 'The whole workflow; arrow keys move it')} onKeyDown={move}>
        <ReactFlow
          aria-hidden="true" nodes={nodes} edges={edges} nodeTypes={nodeTypes} minZoom={SMALLEST} maxZoom={1.5} onInit={show}
          nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false}
          panOnScroll zoomOnDoubleClick={false} disableKeyboardA11y proOptions={{ hideAttribution: true }}
        >
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </Modal>
  );
}

const nodeTypes = { state: StateNode };

function StateNode({ data: { card } }: NodeProps<CardNode>) {
  const words = useWords();
  const parallel = card.kind === 'parallel' && card.status === 'current';
  return (
    <div className={`state state-${card.status}`} style={{ width: WIDTH }}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <b>{card.status === 'done' && '✓ '}{words.textOf(card.title)}</b>{parallel && <> <Chip tone="info">{words.say('并行 {count} 项', '{count} in parallel', { count: card.inner.length })}</Chip></>}
      {shownInner(card).map((line) => <div key={line.path} className={`state-line state-line-${line.status}`}>{innerWords(line, words)}</div>)}
      {card.clocks.map((clock) => <div key={clock.en} className="state-line">◷ {words.textOf(clock)}</div>)}
      {card.back.length > 0 && card.status !== 'done' && <div className="state-back">{backWords(card, words)}</div>}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}

/** Inner states matter where the instance is or was; ahead they would only be noise. */
function shownInner(card: StateCard): StateCard['inner'] {
  return card.status === 'ahead' ? [] : card.inner.filter(({ status }) => card.kind === 'parallel' || status !== 'ahead');
}

function innerWords(line: StateCard['inner'][number], { textOf }: Words): string {
  return `${MARKS[line.status]} ${[textOf(line.title), textOf(line.at)].filter(Boolean).join(' · ')}`;
}

/** `↺ 可退回 调解`: a way back, in words. */
function backWords(card: StateCard, { say, textOf }: Words): string {
  return say('↺ 可退回 {states}', '↺ may go back to {states}', { states: card.back.map((title) => textOf(title)).join(say('、', ', ')) });
}

function heightOf(card: StateCard): number {
  return 42 + (shownInner(card).length + card.clocks.length) * 32 + (card.back.length > 0 && card.status !== 'done' ? 24 : 0);
}

function layout(graph: Graph, cards: readonly StateCard[]): { nodes: CardNode[]; edges: Edge[] } {
  const plan = new dagre.graphlib.Graph();
  plan.setGraph({ rankdir: 'TB', ranksep: 30, nodesep: 18, marginx: 4, marginy: 4 });
  for (const card of cards) plan.setNode(card.path, { width: WIDTH, height: heightOf(card) });
  const status = new Map(cards.map((card) => [card.path, card.status]));
  // The way taken so far runs straight down; the other branches stand beside it.
  for (const { from, to } of graph.edges) plan.setEdge(from, to, { weight: status.get(from) === 'done' && status.get(to) !== 'ahead' ? 8 : 1 });
  dagre.layout(plan);
  const nodes = cards.map((card): CardNode => {
    const { x, y } = plan.node(card.path);
    return { id: card.path, type: 'state', position: { x: x - WIDTH / 2, y: y - heightOf(card) / 2 }, data: { card } };
  });
  const edges = graph.edges.map(({ from, to }): Edge => ({
    id: `${from}-${to}`, source: from, target: to, type: 'default',
    style: status.get(from) === 'done' && status.get(to) !== 'ahead' ? { stroke: '#5f7084', strokeWidth: 2 } : { stroke: '#b7c4d2', strokeWidth: 1.5, strokeDasharray: status.get(to) === 'ahead' ? '4 4' : '0' },
  }));
  return { nodes, edges };
}
