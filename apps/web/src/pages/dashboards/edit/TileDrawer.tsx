import { RANGE_PRESETS, type RangePreset } from '@stationhouse/kernel';
import { useWords } from '@stationhouse/plugin-web';
import { Drawer, Form, Input, Select } from 'antd';
import { DateField } from '../../../fields.js';
import { CategoryField } from '../../places/CategoryField.js';
import { addDays } from '../../places/days.js';
import { gridOf, GRIDS, gridWords } from '../../places/words.js';
import { useLooking } from '../board.js';
import { dimensionsOf, drawnAs, DRAWINGS, isWhole, ownRange, type Drawing, type Granularity, type Tile } from '../tile.js';
import { comparisonWords, drawingWords, granularityWords, presetWords, tileTitle } from '../words.js';
import { FilterRows } from './FilterRows.js';

const GRANULARITIES: readonly Granularity[] = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const FIXED = 'FIXED';

/** Sets a tile up; the tile beside it follows at once. */
export function TileDrawer({ tile, onChange, onClose }: { tile: Tile; onChange: (tile: Tile) => void; onClose: () => void }) {
  const words = useWords();
  const { say, textOf } = words;
  const { ground } = useLooking();
  const [least, most] = dimensionsOf(tile);
  const shared = ground.metrics.find(({ id }) => id === tile.metrics[0])?.dimensions.filter(({ id }) => tile.metrics.every((one) => ground.metrics.find((metric) => metric.id === one)?.dimensions.some((dimension) => dimension.id === id))) ?? [];
  const named = tileTitle({ ...tile, title: '' }, ground.metrics, words);
  const mayLackPeriods = ['BAR', 'STACKED', 'HEAT', 'TABLE'].includes(tile.drawing);
  const range = ownRange(tile, ground.today);
  const setMetrics = (metrics: string[]) => onChange(drawnAs({ ...tile, metrics: tile.drawing === 'STACKED' || tile.drawing === 'HEAT' ? metrics.slice(-1) : metrics.slice(0, 4) }, tile.drawing));
  const setGranularity = (granularity: Granularity) => onChange(tile.drawing === 'BAR' && granularity !== 'NONE' ? { ...tile, granularity, dimensions: [] } : tile.drawing === 'STACKED' || tile.drawing === 'HEAT' ? { ...tile, granularity, dimensions: tile.dimensions.slice(0, granularity === 'NONE' ? 2 : 1) } : { ...tile, granularity });
  return (
    <Drawer open title={say('设置图块', 'Set up a tile')} onClose={onClose} size={420} mask={false}>
      <Form layout="vertical" component="div">
        <Form.Item label={say('标题', 'Title')}><Input aria-label={say('标题', 'Title')} value={tile.title} placeholder={named} maxLength={60} onChange={(event) => onChange({ ...tile, title: event.target.value })} /></Form.Item>
        <Form.Item label={say('画法', 'Drawn as')}><Select aria-label={say('画法', 'Drawn as')} value={tile.drawing} onChange={(drawing: Drawing) => onChange(drawnAs(tile, drawing))} options={DRAWINGS.map((value) => ({ value, label: drawingWords(value, say) }))} /></Form.Item>
        {tile.drawing === 'MAP' ? <MapFields tile={tile} onChange={onChange} /> : (
          <>
            <Form.Item label={say('指标', 'Metrics')} {...(tile.metrics.length === 0 ? { validateStatus: 'warning' as const, help: say('请选择一个指标', 'Choose a metric') } : {})}>
              <Select mode="multiple" aria-label={say('指标', 'Metrics')} value={[...tile.metrics]} onChange={setMetrics} options={ground.metrics.map(({ id, title }) => ({ value: id, label: textOf(title) }))} showSearch={{ optionFilterProp: 'label' }} />
            </Form.Item>
            {tile.drawing !== 'FIGURE' && (
              <Form.Item label={say('周期', 'Periods')}>
                <Select aria-label={say('周期', 'Periods')} value={tile.granularity} onChange={setGranularity} options={[...(mayLackPeriods ? ['NONE' as const] : []), ...GRANULARITIES].map((value) => ({ value, label: granularityWords(value, say) }))} />
              </Form.Item>
            )}
            {most > 0 && (
              <Form.Item label={say('维度', 'Dimensions')} {...(isWhole(tile) ? {} : { validateStatus: 'warning' as const, help: say('请选择 {least} 个维度', 'Choose {least, plural, one {# dimension} other {# dimensions}}', { least }) })}>
                <Select mode="multiple" aria-label={say('维度', 'Dimensions')} value={[...tile.dimensions]} onChange={(dimensions: string[]) => onChange({ ...tile, dimensions: dimensions.slice(-most) })} options={shared.map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
              </Form.Item>
            )}
            <FilterRows tile={tile} dimensions={shared} onChange={onChange} />
          </>
        )}
        <Form.Item label={say('时间', 'Time')}>
          <Select aria-label={say('时间', 'Time')} value={tile.range.preset ?? FIXED} onChange={(chosen: RangePreset | typeof FIXED) => onChange({ ...tile, range: chosen === FIXED ? { preset: null, ...range } : { preset: chosen, from: null, to: null } })} options={[...RANGE_PRESETS.map((value) => ({ value, label: presetWords(value, words) })), { value: FIXED, label: say('固定日期', 'Fixed dates') }]} />
        </Form.Item>
        {!tile.range.preset && (
          <div className="sh-row" style={{ marginBottom: 16 }}>
            <DateField label={say('自', 'From')} value={range.from} onChange={(from) => from && onChange({ ...tile, range: { preset: null, from, to: from >= range.to ? addDays(from, 1) : range.to } })} />
            <DateField label={say('至', 'To')} value={addDays(range.to, -1)} onChange={(last) => last && onChange({ ...tile, range: { preset: null, to: addDays(last, 1), from: last < range.from ? last : range.from } })} />
          </div>
        )}
        {tile.drawing !== 'HEAT' && <Form.Item label={say('比较', 'Comparison')}><Select aria-label={say('比较', 'Comparison')} value={tile.compare} onChange={(compare: Tile['compare']) => onChange({ ...tile, compare })} options={(['NONE', 'PREVIOUS_PERIOD', 'SAME_PERIOD_LAST_YEAR'] as const).map((value) => ({ value, label: comparisonWords(value, say) }))} /></Form.Item>}
        {ground.stations.length > 1 && (
          <Form.Item label={say('派出所', 'Stations')}>
            <Select mode="multiple" allowClear aria-label={say('派出所', 'Stations')} placeholder={say('看板所在的派出所（分局则为全部）', 'Where the dashboard is looked at (at the bureau, all)')} value={[...tile.stationIds]} onChange={(stationIds: string[]) => onChange({ ...tile, stationIds })} options={ground.stations.map(({ id, name }) => ({ value: id, label: name }))} showSearch={{ optionFilterProp: 'label' }} />
          </Form.Item>
        )}
      </Form>
    </Drawer>
  );
}

function MapFields({ tile, onChange }: { tile: Tile; onChange: (tile: Tile) => void }) {
  const { say } = useWords();
  const { ground } = useLooking();
  const grid = GRIDS.find(({ kind, size }) => kind === tile.grid.kind && size === tile.grid.size) ?? gridOf('');
  return (
    <>
      <Form.Item label={say('网格', 'Grid')}><Select aria-label={say('网格', 'Grid')} value={grid.key} onChange={(key: string) => { const { kind, size } = gridOf(key); onChange({ ...tile, grid: { kind, size } }); }} options={GRIDS.map((one) => ({ value: one.key, label: gridWords(one, say) }))} /></Form.Item>
      <Form.Item label={say('类别', 'Categories')}><CategoryField categories={ground.categories} value={tile.categories.join(',')} onChange={(codes) => onChange({ ...tile, categories: codes === undefined ? [] : codes.split(',') })} placeholder={say('全部类别', 'All categories')} /></Form.Item>
    </>
  );
}
