import dagre from '@dagrejs/dagre';
import { Chip, useWords, type Words } from '@stationhouse/plugin-web';
import { Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo } from 'react';
import type { Graph, StateCard, StateStatus } from './graph.js';

const WIDTH = 226;
const MARKS: Record<StateStatus, string> = { done: '✓', current: '●', ahead: '○' };

type CardNode = Node<{ card: StateCard }, 'state'>;

/**
 * The workflow from top to bottom, the present state marked. A picture only: the list beside it says the same in words,
 * so this is hidden from screen readers and takes no focus.
 */
export default function Diagram({ graph, cards }: { graph: Graph; cards: readonly StateCard[] }) {
  const { nodes, edges, height, width } = useMemo(() => layout(graph, cards), [graph, cards]);
  return (
    <div className="diagram" aria-hidden="true" style={{ height, minWidth: Math.min(width, 320) }}>
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={nodeTypes} fitView fitViewOptions={{ padding: 0.02, maxZoom: 1, minZoom: 0.4 }} minZoom={0.3} maxZoom={1.5}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false}
        zoomOnScroll={false} preventScrolling={false} panOnScroll={false} zoomOnDoubleClick={false} proOptions={{ hideAttribution: true }}
      />
    </div>
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
  return 42 + shownInner(card).length * 32 + (card.back.length > 0 && card.status !== 'done' ? 24 : 0);
}

function layout(graph: Graph, cards: readonly StateCard[]): { nodes: CardNode[]; edges: Edge[]; height: number; width: number } {
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
  const { width = 0, height = 0 } = plan.graph();
  return { nodes, edges, height: Math.min(820, height + 24), width };
}
