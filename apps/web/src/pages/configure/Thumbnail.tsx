import dagre from '@dagrejs/dagre';
import { useWords } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import { readGraph } from '../instances/graph.js';

const [WIDTH, HEIGHT] = [74, 22];

/** A workflow's outermost states as a small drawing: its shape, not its words; those are read to whoever hears the page. */
export default function Thumbnail({ graph, title }: { graph: unknown; title: string }) {
  const { say, textOf } = useWords();
  const drawn = useMemo(() => {
    const { nodes, edges } = readGraph(graph);
    const plan = new dagre.graphlib.Graph();
    plan.setGraph({ rankdir: 'LR', ranksep: 18, nodesep: 8, marginx: 2, marginy: 2 });
    for (const { path } of nodes) plan.setNode(path, { width: WIDTH, height: HEIGHT });
    for (const { from, to } of edges) plan.setEdge(from, to, {});
    dagre.layout(plan);
    const { width = 1, height = 1 } = plan.graph();
    return { nodes: nodes.map((node) => ({ ...node, ...plan.node(node.path) })), edges: plan.edges().map((edge) => plan.edge(edge).points), width, height };
  }, [graph]);
  return (
    <svg className="cf-thumb" viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-label={say('{title}的流程图：{states}', 'Diagram of {title}: {states}', { title, states: drawn.nodes.map((node) => textOf(node.title)).join(say('、', ', ')) })}>
      {drawn.edges.map((points, index) => <polyline key={index} points={points.map(({ x, y }: { x: number; y: number }) => `${x},${y}`).join(' ')} />)}
      {drawn.nodes.map(({ path, kind, title: name, x, y }) => (
        <g key={path} data-kind={kind}>
          <rect x={x - WIDTH / 2} y={y - HEIGHT / 2} width={WIDTH} height={HEIGHT} rx={kind === 'final' ? HEIGHT / 2 : 4} />
          <text x={x} y={y + 4}>{[...textOf(name)].slice(0, 6).join('')}</text>
        </g>
      ))}
    </svg>
  );
}
