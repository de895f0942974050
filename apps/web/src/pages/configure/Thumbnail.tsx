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
    const placed = nodes.map((node) => ({ ...node, ...plan.node(node.path) }));
    const ways = plan.edges().map((edge) => plan.edge(edge).points);
    // Ways may run outside of what the layout calls its size.
    const all = [...placed.flatMap(({ x, y }) => [{ x: x - WIDTH / 2, y: y - HEIGHT / 2 }, { x: x + WIDTH / 2, y: y + HEIGHT / 2 }]), ...ways.flat()];
    const [left, top] = [Math.min(...all.map(({ x }) => x)) - 2, Math.min(...all.map(({ y }) => y)) - 2];
    return { nodes: placed, ways, box: `${left} ${top} ${Math.max(...all.map(({ x }) => x)) + 2 - left} ${Math.max(...all.map(({ y }) => y)) + 2 - top}` };
  }, [graph]);
  return (
    <svg className="cf-thumb" viewBox={drawn.box} role="img" aria-label={say('{title}的流程图：{states}', 'Diagram of {title}: {states}', { title, states: drawn.nodes.map((node) => textOf(node.title)).join(say('、', ', ')) })}>
      {drawn.ways.map((points, index) => <polyline key={index} points={points.map(({ x, y }: { x: number; y: number }) => `${x},${y}`).join(' ')} />)}
      {drawn.nodes.map(({ path, kind, title: name, x, y }) => (
        <g key={path} data-kind={kind}>
          <rect x={x - WIDTH / 2} y={y - HEIGHT / 2} width={WIDTH} height={HEIGHT} rx={kind === 'final' ? HEIGHT / 2 : 4} />
          <text x={x} y={y + 4}>{short(textOf(name))}</text>
        </g>
      ))}
    </svg>
  );
}

/** What fits into a box. */
function short(name: string): string {
  const signs = [...name];
  return signs.length > 6 ? `${signs.slice(0, 5).join('')}…` : name;
}
