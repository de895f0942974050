import dagre from '@dagrejs/dagre';
import { useWords } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import { mainPath, readGraph, type Graph } from '../instances/graph.js';
import { Measured } from './page.js';

/** Of a box, and of the signs in it, px. */
const [HEIGHT, MOST_WIDTH, WIDE_SIGN, NARROW_SIGN] = [24, 118, 12, 6.8];
/** The drawing as a whole, px, and how far it may be made smaller to fit. */
const [MOST_HEIGHT, LEAST_SCALE] = [190, 0.86];

/** A workflow's outermost states as a small drawing; one that would be too small to read there, as the way that instances go, with a count of the rest. */
export default function Thumbnail({ graph: json, title }: { graph: unknown; title: string }) {
  const { say, textOf, locale } = useWords();
  const graph = useMemo(() => readGraph(json), [json]);
  const drawn = useMemo(() => draw(graph, textOf), [graph, textOf]);
  const words = say('{title}的流程图：{states}', 'Diagram of {title}: {states}', { title, states: graph.nodes.map((node) => textOf(node.title)).join(say('、', ', ')) });
  return (
    <Measured key={locale}>
      {(width) => {
        const scale = Math.min(1, (width - 2) / drawn.width, MOST_HEIGHT / drawn.height);
        if (scale < LEAST_SCALE) return <Way graph={graph} words={words} />;
        return (
          <div className="cf-thumb cf-thumb-drawn"><svg viewBox={drawn.box} width={drawn.width * scale} height={drawn.height * scale} role="img" aria-label={words}>
            {drawn.ways.map((points, index) => <polyline key={index} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />)}
            {drawn.nodes.map(({ path, kind, name, x, y, width: wide }) => (
              <g key={path} data-kind={kind}>
                <rect x={x - wide / 2} y={y - HEIGHT / 2} width={wide} height={HEIGHT} rx={kind === 'final' ? HEIGHT / 2 : 4} />
                <text x={x} y={y + 4}>{name}</text>
              </g>
            ))}
          </svg></div>
        );
      }}
    </Measured>
  );
}

/** The main way, one state after the other. */
function Way({ graph, words }: { graph: Graph; words: string }) {
  const { say, textOf } = useWords();
  const way = useMemo(() => mainPath(graph), [graph]);
  const others = graph.nodes.length - way.length;
  return (
    <div className="cf-thumb cf-thumb-way" role="img" aria-label={words}>
      {way.map(({ path, kind, title }, index) => <span key={path}>{index > 0 && <i>→</i>}<b data-kind={kind}>{textOf(title)}</b></span>)}
      {others > 0 && <span className="sh-sub sh-small">{say('另有 {count} 个状态', '{count} more states', { count: others })}</span>}
    </div>
  );
}

interface Drawn {
  readonly nodes: readonly { readonly path: string; readonly kind: string; readonly name: string; readonly x: number; readonly y: number; readonly width: number }[];
  readonly ways: readonly (readonly { readonly x: number; readonly y: number }[])[];
  readonly box: string;
  readonly width: number;
  readonly height: number;
}

function draw({ nodes, edges }: Graph, textOf: (title: Graph['nodes'][number]['title']) => string): Drawn {
  const plan = new dagre.graphlib.Graph();
  plan.setGraph({ rankdir: 'LR', ranksep: 20, nodesep: 10, marginx: 2, marginy: 2 });
  const boxes = nodes.map((node) => ({ ...node, ...fitted(textOf(node.title)) }));
  for (const { path, width } of boxes) plan.setNode(path, { width, height: HEIGHT });
  for (const { from, to } of edges) plan.setEdge(from, to, {});
  dagre.layout(plan);
  const placed = boxes.map((node) => ({ ...node, x: plan.node(node.path).x, y: plan.node(node.path).y }));
  const ways = plan.edges().map((edge) => plan.edge(edge).points);
  // Ways may run outside of what the layout calls its size.
  const all = [...placed.flatMap(({ x, y, width }) => [{ x: x - width / 2, y: y - HEIGHT / 2 }, { x: x + width / 2, y: y + HEIGHT / 2 }]), ...ways.flat()];
  const [left, top] = [Math.min(...all.map(({ x }) => x)) - 6, Math.min(...all.map(({ y }) => y)) - 6];
  const [width, height] = [Math.max(...all.map(({ x }) => x)) + 6 - left, Math.max(...all.map(({ y }) => y)) + 6 - top];
  return { nodes: placed, ways, box: `${left} ${top} ${width} ${height}`, width, height };
}

/** What fits into a box, and how wide that is. */
function fitted(title: string): { readonly name: string; readonly width: number } {
  const wide = (signs: readonly string[]) => signs.reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e80 ? WIDE_SIGN : NARROW_SIGN), 18);
  const signs = [...title];
  if (wide(signs) <= MOST_WIDTH) return { name: title, width: wide(signs) };
  const cut = [...signs];
  while (cut.length > 1 && wide([...cut, '…']) > MOST_WIDTH) cut.pop();
  return { name: `${cut.join('').trimEnd()}…`, width: MOST_WIDTH };
}
