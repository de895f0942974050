import { DataTable, EmptyState, useWords } from '@stationhouse/plugin-web';
import { Select } from 'antd';
import type { PreviewMoveQuery } from '../../../gql/moves.js';
import { useDestinations } from './words.js';

type Preview = PreviewMoveQuery['previewMove'];

/** What hangs on somebody who goes, where each goes, and the choice of a colleague where one can be named. */
export function HandoverTable({ preview, named, onName, busy }: { preview: Preview; named: Readonly<Record<string, string>>; onName: (item: string, accountId: string | undefined) => void; busy: boolean }) {
  const { say, textOf } = useWords();
  const destinations = useDestinations();
  const colleagues = new Map(preview.colleagues.map(({ station, accounts }) => [station.id, accounts.map(({ id, displayName }) => ({ value: id, label: displayName }))]));
  if (preview.items.length === 0) return <section className="sh-card"><EmptyState title={say('没有需要移交的事项', 'Nothing to hand over')} hint={say('此人手头没有任务、班次或联系牌。', 'This person holds no task, shift or contact board.')} /></section>;
  return (
    <section className="sh-card sh-tight">
      <DataTable
        label={say('移交清单', 'What is handed over')} rows={preview.items.map((item, index) => ({ ...item, key: `${index}` }))} rowKey={({ key }) => key} tone={({ to }) => (to === 'NOBODY' ? 'bad' : undefined)}
        columns={[
          { key: 'what', title: say('内容', 'What'), main: true, render: ({ title, station, labels }) => <div className="sh-long"><b>{textOf(title)}</b>{station && preview.colleagues.length > 1 && <span className="sh-sub"> · {station.name}</span>}{labels.length > 0 && <div className="sh-small sh-sub">{labels.slice(0, 4).join(say('、', ', '))}{labels.length > 4 && ' …'}</div>}</div> },
          { key: 'count', title: say('数量', 'Count'), width: '70px', align: 'right', render: ({ count }) => <span className="sh-num">{count}</span> },
          { key: 'to', title: say('去向', 'Where it goes'), width: '220px', render: ({ to, toAccount }) => <>{destinations[to]}{toAccount && <> <b>{toAccount.displayName}</b></>}</> },
          { key: 'name', title: say('指定接手人', 'Name somebody'), width: '190px', render: ({ item, station, title }) => item !== '' && station && (
            <Select
              aria-label={say('“{what}”的接手人', 'Who takes over “{what}”', { what: textOf(title) })} allowClear disabled={busy} style={{ width: '100%' }} placeholder={say('按左列处理', 'As on the left')}
              showSearch={{ optionFilterProp: 'label' }} value={named[item]} onChange={(value: string | undefined) => onName(item, value)} options={colleagues.get(station.id) ?? []}
            />
          ) },
        ]}
      />
    </section>
  );
}
