import { useDraggable } from '@dnd-kit/core';
import { useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useLooking } from '../board.js';
import type { Metric } from '../tile.js';

const MAP = 'map';

/** The id of a metric while it is dragged. */
export function paletteId(metricId: string): string {
  return `metric:${metricId}`;
}

/** Every metric, to be dragged onto the board or added by a press. */
export function Palette({ full, onAdd }: { full: boolean; onAdd: (metricId: string | undefined) => void }) {
  const { say, textOf } = useWords();
  const { ground } = useLooking();
  const [search, setSearch] = useState('');
  const fits = ({ title, id }: Metric) => `${title.zhCN} ${title.en} ${id}`.toLowerCase().includes(search.trim().toLowerCase());
  const found = ground.metrics.filter(fits);
  return (
    <section className="sh-card board-palette" aria-label={say('指标', 'Metrics')}>
      <div className="sh-stack" style={{ gap: 10 }}>
        <h2>{say('指标', 'Metrics')}</h2>
        <Input type="search" allowClear aria-label={say('查找指标', 'Find a metric')} placeholder={say('查找指标', 'Find a metric')} value={search} maxLength={60} onChange={(event) => setSearch(event.target.value)} />
        {full && <p className="sh-sub sh-small">{say('一个看板最多 24 块。', 'A dashboard has at most 24 tiles.')}</p>}
        <ul>
          {search === '' && <Entry id={MAP} title={say('警情热点地图', 'Map of hot spots')} unit={say('地图', 'map')} full={full} onAdd={() => onAdd(undefined)} />}
          {found.map((metric) => <Entry key={metric.id} id={paletteId(metric.id)} metric={metric.id} title={textOf(metric.title)} unit={textOf(metric.unit.title)} hint={textOf(metric.description)} full={full} onAdd={() => onAdd(metric.id)} />)}
        </ul>
        {found.length === 0 && <p className="sh-sub">{say('没有这样的指标', 'No such metric')}</p>}
      </div>
    </section>
  );
}

function Entry({ id, metric, title, unit, hint, full, onAdd }: { id: string; metric?: string; title: string; unit: string; hint?: string; full: boolean; onAdd: () => void }) {
  const { say } = useWords();
  const { attributes, listeners, setNodeRef } = useDraggable({ id, data: { metric }, disabled: full });
  return (
    <li>
      {/* The pointer drags; by keyboard, “add” beside it puts it at the end, from where it is moved. */}
      <button type="button" ref={setNodeRef} className="board-metric" title={hint} {...attributes} {...listeners} tabIndex={-1}>{title} <span className="sh-sub sh-small">{unit}</span></button>
      <Button aria-label={say('添加“{title}”', 'Add “{title}”', { title })} disabled={full} onClick={onAdd}>＋</Button>
    </li>
  );
}
