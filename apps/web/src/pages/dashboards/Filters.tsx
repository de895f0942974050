import { useMutation } from '@apollo/client/react';
import { RANGE_PRESETS } from '@stationhouse/kernel';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { DateField, FilterBar } from '../../fields.js';
import { RemoveBoardViewDocument, SaveBoardViewDocument, type BoardFullFragment } from '../../gql/dashboards.js';
import { useCommand, type Filters as AddressFilters } from '../../hooks.js';
import { addDays } from '../places/days.js';
import { useLooking } from './board.js';
import { presetOf, type BoardFilters } from './tile.js';
import { presetWords } from './words.js';

const FIXED = 'FIXED';
type View = BoardFullFragment['views'][number];

/** Filters over all tiles, kept in the address bar, and the names their reader gave them. */
export function Filters({ board, address }: { board: Pick<BoardFullFragment, 'id' | 'views'>; address: AddressFilters<keyof BoardFilters> }) {
  const words = useWords();
  const { say, textOf } = words;
  const { ground } = useLooking();
  const { values, set, clear, active } = address;
  const [fixed, setFixed] = useState(values.from !== '' || values.to !== '');
  const title = (code: string) => textOf(ground.categories.find((one) => one.code === code)?.title);
  const choose = (range: string | undefined) => {
    setFixed(range === FIXED);
    address.assign(range === FIXED ? { range: '' } : { range: range ?? '', from: '', to: '' });
  };
  return (
    <FilterBar label={say('看板筛选', 'Filters')} active={active} onClear={() => { setFixed(false); clear(); }}>
      <Select aria-label={say('时间', 'Time')} allowClear placeholder={say('各图块自己的时间', 'Each tile’s own time')} value={fixed ? FIXED : presetOf(values.range)} onChange={choose} options={[...RANGE_PRESETS.map((value) => ({ value: value as string, label: presetWords(value, words) })), { value: FIXED, label: say('固定日期', 'Fixed dates') }]} style={{ minWidth: 170 }} popupMatchSelectWidth={false} />
      {fixed && <><DateField label={say('自', 'From')} value={values.from} onChange={(from) => set('from', from)} /><DateField label={say('至', 'To')} value={values.to} onChange={(to) => set('to', to)} /></>}
      {ground.stations.length > 1 && <Select mode="multiple" aria-label={say('派出所', 'Stations')} allowClear placeholder={say('各图块自己的派出所', 'Each tile’s own stations')} maxTagCount="responsive" value={values.stations === '' ? [] : values.stations.split(',')} onChange={(ids: string[]) => set('stations', ids.join(',') || undefined)} options={ground.stations.map(({ id, name }) => ({ value: id, label: name }))} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 190, maxWidth: 340 }} popupMatchSelectWidth={false} />}
      <Select aria-label={say('警情类别', 'Category')} allowClear placeholder={say('全部类别', 'All categories')} value={values.category || undefined} onChange={(code: string | undefined) => set('category', code)} options={ground.categories.map(({ code, parent }) => ({ value: code, label: parent ? `${title(parent)} › ${title(code)}` : title(code) }))} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 160 }} popupMatchSelectWidth={false} />
      <Views board={board} values={values} active={active} onOpen={(view) => { setFixed(view.filters.from !== null && view.filters.from !== undefined); address.assign(addressOf(view)); }} />
    </FilterBar>
  );
}

function addressOf({ filters }: View): BoardFilters {
  return { range: filters.preset ?? '', from: filters.from ?? '', to: filters.to ? addDays(filters.to, -1) : '', stations: filters.stationIds.join(','), category: filters.category ?? '' };
}

function Views({ board, values, active, onOpen }: { board: Pick<BoardFullFragment, 'id' | 'views'>; values: BoardFilters; active: boolean; onOpen: (view: View) => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [name, setName] = useState('');
  const [save] = useMutation(SaveBoardViewDocument, { refetchQueries: ['Board'], awaitRefetchQueries: true });
  const [remove] = useMutation(RemoveBoardViewDocument, { refetchQueries: ['Board'], awaitRefetchQueries: true });
  const keep = async () => {
    const filters = { preset: presetOf(values.range) ?? null, from: values.from || null, to: values.to === '' ? null : addDays(values.to, 1), stationIds: values.stations === '' ? [] : values.stations.split(','), category: values.category || null };
    if (await command.run(() => save({ variables: { bureauId, dashboardId: board.id, name, filters } }))) setName('');
  };
  const content = (
    <div className="sh-stack" style={{ gap: 8, width: 260 }}>
      {board.views.length === 0 && <p className="sh-sub">{say('还没有保存视图。先设好筛选，再起个名字保存。', 'No view yet. Set filters, then give them a name.')}</p>}
      {board.views.map((view) => (
        <div key={view.id} className="sh-row" style={{ flexWrap: 'nowrap' }}>
          <Button type="link" className="sh-clip" style={{ padding: 0, flex: 1, textAlign: 'left', justifyContent: 'flex-start' }} onClick={() => onOpen(view)}>{view.name}</Button>
          <Button size="small" type="text" aria-label={say('删除视图“{name}”', 'Remove the view “{name}”', { name: view.name })} onClick={() => void command.run(() => remove({ variables: { bureauId, viewId: view.id } }))}>✕</Button>
        </div>
      ))}
      <form className="sh-row" style={{ flexWrap: 'nowrap' }} onSubmit={(event) => { event.preventDefault(); void keep(); }}>
        <Input aria-label={say('视图名称', 'Name of the view')} placeholder={say('给当前筛选起名', 'Name these filters')} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        <Button htmlType="submit" type="primary" disabled={name.trim() === '' || !active} loading={command.sending}>{say('保存', 'Save')}</Button>
      </form>
      <InlineError error={command.error} />
    </div>
  );
  return <Popover trigger="click" content={content} title={say('我的视图', 'My views')}><Button>{say('视图', 'Views')}{board.views.length > 0 ? ` ${board.views.length}` : ''}</Button></Popover>;
}
