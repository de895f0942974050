import type { FlowCard } from '@stationhouse/workflow';
import { BaseEdge, getSmoothStepPath, Handle, MarkerType, Position, ReactFlow, type Edge, type EdgeProps, type Node, type NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo, type KeyboardEvent, type ReactNode } from 'react';
import { useWords } from '@stationhouse/plugin-web';
import { lanesOf, type Lane } from './lanes.js';
import { place, rowsOf, SIDE, type Placed, type Spacing } from './layout.js';

interface ListProps {
  readonly cards: readonly FlowCard[];
  /** Marks of a card: `cf-changed`, `cf-wrong`. */
  classOf(path: string): string;
  card(card: FlowCard): ReactNode;
  /** A place where something can be added: `after registered`. */
  point(at: string): ReactNode;
}

/** A way from card to card, as it is drawn. */
export interface DrawnMove {
  readonly from: string;
  readonly to: string;
  /** px */
  readonly width: number;
  readonly colour: string;
  readonly dashed: boolean;
  readonly label?: string;
}

interface DrawingProps extends ListProps {
  /** px */
  readonly width: number;
  readonly selected: FlowCard | undefined;
  readonly spacing?: Spacing;
  /** The ways that are drawn in place of those of the opened card. */
  readonly moves?: readonly DrawnMove[] | undefined;
}

type PlacedNode = Node<{ placed: Placed; content: ReactNode }, 'placed'>;

/** Cards from top to bottom. Tab or the arrow keys go from card to card, Enter opens one; a line shows where the opened one leads. */
export function FlowDrawing({ cards, width, selected, spacing, classOf, card, point, moves }: DrawingProps) {
  const { say } = useWords();
  const { placed, height } = useMemo(() => place(cards, width, spacing), [cards, width, spacing]);
  const nodes = placed.map((one): PlacedNode => ({
    id: one.id, type: 'placed', position: { x: one.left, y: one.top }, width: one.width, height: one.height, data: { placed: one, content: one.kind === 'card' ? card(one.card) : point(one.at) },
    className: one.kind === 'card' ? classOf(one.id) : '',
  }));
  const edges = useMemo(() => (moves === undefined ? edgesOf(placed, selected) : edgesOfMoves(placed, moves, spacing?.side ?? SIDE)), [placed, selected, moves, spacing?.side]);
  return (
    <div className="cf-flow" style={{ height }} onKeyDown={arrows} role="group" aria-label={say('流程，方向键移动，回车打开', 'The workflow; arrow keys move, Enter opens')}>
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} minZoom={1} maxZoom={1} defaultViewport={{ x: 0, y: 0, zoom: 1 }}
        nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false}
        panOnDrag={false} panOnScroll={false} zoomOnScroll={false} zoomOnPinch={false} zoomOnDoubleClick={false} preventScrolling={false} disableKeyboardA11y proOptions={{ hideAttribution: true }}
      />
    </div>
  );
}

/** The same as a plain list: on a phone. */
export function FlowList({ cards, classOf, card, point }: ListProps) {
  const rows = useMemo(() => rowsOf(cards), [cards]);
  return <ol className="cf-list">{rows.map((row) => <li key={row.id} style={{ marginLeft: row.depth * 12 }} className={row.kind === 'card' ? classOf(row.id) || undefined : undefined}>{row.kind === 'card' ? card(row.card) : point(row.at)}</li>)}</ol>;
}

const nodeTypes = { placed: PlacedCard };
const edgeTypes = { lane: LaneEdge };

/** A way around the side, in a lane of its own. */
function LaneEdge({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, style, markerEnd, label, labelStyle }: EdgeProps<Edge<Lane & Record<string, unknown>, 'lane'>>) {
  const { offset = 0, words = 0 } = data ?? {};
  const [path, labelX] = getSmoothStepPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition, offset, borderRadius: 8 });
  return <BaseEdge path={path} {...(style ? { style } : {})} {...(markerEnd ? { markerEnd } : {})} {...(label === undefined ? {} : { label, labelX, labelY: words, labelStyle: labelStyle ?? {}, labelShowBg: true, labelBgPadding: [3, 2] as [number, number] })} />;
}

function PlacedCard({ data: { content } }: NodeProps<PlacedNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {content}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
      <Handle id="side" type="source" position={Position.Right} isConnectable={false} />
      <Handle id="sideIn" type="target" position={Position.Right} isConnectable={false} />
    </>
  );
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

/** Neighbours are joined straight, others around the side, each in a lane of its own. @param room at the side, px */
function edgesOfMoves(placed: readonly Placed[], moves: readonly DrawnMove[], room: number): Edge[] {
  const rows = new Map(placed.map(({ id }, index) => [id, index]));
  const isBeside = (start: number, end: number) => end === start + 1 && placed[start]?.left === placed[end]?.left;
  const middle = (row: number) => (placed[row]?.top ?? 0) + (placed[row]?.height ?? 0) / 2;
  const lanes = lanesOf(moves.flatMap(({ from, to }) => {
    const [start, end] = [rows.get(from), rows.get(to)];
    return start === undefined || end === undefined || isBeside(start, end) ? [] : [{ id: `${from} ${to}`, from: middle(start), to: middle(end) }];
  }), room);
  return moves.flatMap(({ from, to, width, colour, dashed, label }): Edge[] => {
    const [start, end] = [rows.get(from), rows.get(to)];
    if (start === undefined || end === undefined) return [];
    const style = { stroke: colour, strokeWidth: width, ...(dashed ? { strokeDasharray: '5 4' } : {}) };
    const shared = { id: `${from} ${to}`, source: from, target: to, style, ...(label === undefined ? {} : { label, labelStyle: { fontSize: 12 } }), markerEnd: { type: MarkerType.ArrowClosed, color: colour, width: 14, height: 14, markerUnits: 'userSpaceOnUse' } };
    return [isBeside(start, end) ? { ...shared, type: 'straight' } : { ...shared, type: 'lane', sourceHandle: 'side', targetHandle: 'sideIn', data: { ...lanes.get(shared.id) } }];
  });
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
