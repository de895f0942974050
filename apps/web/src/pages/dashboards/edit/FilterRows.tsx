import { useWords } from '@stationhouse/plugin-web';
import { Form, Select } from 'antd';
import type { Metric, Tile } from '../tile.js';

/** Which values of which dimensions count. */
export function FilterRows({ tile, dimensions, onChange }: { tile: Tile; dimensions: Metric['dimensions']; onChange: (tile: Tile) => void }) {
  const { say, textOf } = useWords();
  const listed = dimensions.filter(({ values }) => values.length > 0);
  const free = listed.filter(({ id }) => !tile.filter.some(({ dimension }) => dimension === id));
  const set = (dimension: string, values: readonly string[]) => onChange({ ...tile, filter: values.length === 0 ? tile.filter.filter((one) => one.dimension !== dimension) : tile.filter.map((one) => (one.dimension === dimension ? { dimension, in: values } : one)) });
  return (
    <Form.Item label={say('只看', 'Only')}>
      <div className="sh-stack" style={{ gap: 8 }}>
        {tile.filter.map((one) => {
          const declared = listed.find(({ id }) => id === one.dimension);
          const title = declared === undefined ? one.dimension : textOf(declared.title);
          return <Select key={one.dimension} mode="multiple" aria-label={say('只看{title}', 'Only {title}', { title })} value={[...one.in]} onChange={(values: string[]) => set(one.dimension, values)} prefix={<span className="sh-sub">{title}</span>} options={declared?.values.map(({ value, title: said }) => ({ value, label: textOf(said) })) ?? []} showSearch={{ optionFilterProp: 'label' }} />;
        })}
        {free.length > 0 && tile.filter.length < 10 && (
          <Select aria-label={say('按维度筛选', 'Filter by a dimension')} placeholder={say('按维度筛选…', 'Filter by a dimension…')} value={null} onChange={(dimension: string | null) => { const first = listed.find(({ id }) => id === dimension)?.values[0]; if (dimension !== null && first) onChange({ ...tile, filter: [...tile.filter, { dimension, in: [first.value] }] }); }} options={free.map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
        )}
      </div>
    </Form.Item>
  );
}
