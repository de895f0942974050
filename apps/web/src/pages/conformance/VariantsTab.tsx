import { DataTable, EmptyState, useWords } from '@stationhouse/plugin-web';
import { useMemo } from 'react';
import type { OpenPart, ProcessMap } from './Conformance.js';
import { lengthInWords, shareInWords } from './words.js';

type Variant = ProcessMap['variants'][number];

/** The ways instances took, the most frequent first. */
export function VariantsTab({ map, onOpen }: { map: ProcessMap; onOpen: OpenPart }) {
  const { say, textOf, number } = useWords();
  const titles = useMemo(() => new Map(map.places.map(({ path, title }) => [path, textOf(title)])), [map, textOf]);
  const groups = useMemo(() => new Set(map.places.filter(({ kind }) => kind === 'GROUP').map(({ path }) => path)), [map]);
  if (map.variants.length === 0) return <EmptyState title={say('没有可单列的路径', 'No way to show by itself')} hint={say('每条路径都只有几件。', 'Only a few instances took each.')} />;
  return (
    <section className="sh-card sh-tight">
      <DataTable
        label={say('办理路径', 'Ways taken')} rows={map.variants} rowKey={({ id }) => id}
        columns={[
          { key: 'way', title: say('路径', 'Way'), main: true, render: (variant) => <WayInWords variant={variant} titles={titles} groups={groups} onOpen={onOpen} /> },
          { key: 'count', title: say('件数', 'Instances'), align: 'right', render: ({ instances, share }) => <span className="sh-whole">{number(instances)} <span className="sh-sub">{shareInWords(share)}</span></span> },
          { key: 'outcomes', title: say('结果', 'Endings'), render: ({ outcomes, closed, instances }) => [...outcomes.map(({ title, instances: count }) => `${textOf(title)} ${number(count)}`), ...(closed < instances ? [say('办理中 {count}', 'running {count}', { count: number(instances - closed) })] : [])].map((words) => <div key={words} className="sh-whole">{words}</div>) },
          { key: 'length', title: say('全程（中位数）', 'All of it (median)'), align: 'right', render: ({ lengths }) => <span title={say('九成不超过 {p90}', 'nine in ten within {p90}', { p90: lengthInWords(lengths.p90, say) })}>{lengthInWords(lengths.median, say)}</span> },
        ]}
      />
      {map.otherInstances > 0 && <p className="sh-sub">{say('其他 {variants} 条路径，共 {count} 件', '{variants} other ways, {count} instances', { variants: number(map.otherVariants), count: number(map.otherInstances) })}</p>}
    </section>
  );
}

function WayInWords({ variant, titles, groups, onOpen }: { variant: Variant; titles: ReadonlyMap<string, string>; groups: ReadonlySet<string>; onOpen: OpenPart }) {
  const { say } = useWords();
  const named = (path: string) => titles.get(path) ?? path;
  const words = outermost(variant.steps).map(({ path, inner }) => (groups.has(path) && inner.length > 0 ? say('{step}（{inner}）', '{step} ({inner})', { step: named(path), inner: inner.map(named).join(say('、', ', ')) }) : named(path))).join(' → ');
  return (
    <div className="pc-way">
      {onOpen ? <button type="button" className="cf-link" onClick={() => onOpen({ variantId: variant.id }, words)}>{words}</button> : <span>{words}</span>}
      {variant.steps.some(({ depth }) => depth > 0) && <details className="cf-below"><summary>{say('每一步', 'Every step')}</summary><ol className="pc-steps">{variant.steps.map(({ path, depth }, index) => <li key={index} style={{ marginInlineStart: depth * 16 }}>{titles.get(path) ?? path}</li>)}</ol></details>}
    </div>
  );
}

/** The outermost steps of a way, each with the steps right inside of it. */
function outermost(steps: Variant['steps']): { path: string; inner: string[] }[] {
  const found: { path: string; inner: string[] }[] = [];
  for (const { path, depth } of steps) {
    if (depth === 0) found.push({ path, inner: [] });
    else if (depth === 1) found.at(-1)?.inner.push(path);
  }
  return found;
}
