import { DataTable, EmptyState, PageHeader, Chip, useScope, useWords } from '@stationhouse/plugin-web';
import { useMe } from '../../session/me.js';

/** The bureau's first page: its stations that the reader may enter. */
export default function Stations() {
  const { say } = useWords();
  const me = useMe();
  const { bureauName } = useScope();
  return (
    <>
      <PageHeader title={say('派出所', 'Stations')} facts={say('{bureau} · 共 {count, number} 个派出所，您可进入 {mine, number} 个', '{bureau} · {count, number} stations, you may enter {mine, number}', { bureau: bureauName, count: me.bureau.stationCount, mine: me.stations.length })} />
      <section className="sh-card sh-tight">
        {me.stations.length === 0 ? (
          <EmptyState title={say('没有可进入的派出所', 'No station you may enter')} hint={say('分局角色默认只看汇总；查看某个派出所的内容需要授权。', 'Bureau roles see totals only; a station’s content needs a grant.')} />
        ) : (
          <DataTable
            label={say('派出所', 'Stations')} rows={me.stations} rowKey={({ station }) => station.id} link={({ station }) => `/s/${station.id}/workbench`}
            columns={[
              { key: 'name', title: say('名称', 'Name'), main: true, render: ({ station }) => station.name },
              { key: 'code', title: say('代码', 'Code'), render: ({ station }) => <span className="sh-mono">{station.code}</span> },
              { key: 'unrouted', title: say('用途', 'Use'), render: ({ station }) => (station.unrouted ? <Chip tone="info">{say('接收未分派数据', 'Takes unrouted data')}</Chip> : say('派出所', 'Station')) },
              { key: 'zone', title: say('时区', 'Time zone'), wideOnly: true, render: ({ station }) => station.timeZone },
            ]}
          />
        )}
      </section>
    </>
  );
}
