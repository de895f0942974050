import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { EventSourcesDocument, StopEventSourceDocument, type EventSourcesQuery } from '../../gql/inbound.js';
import { useToast } from '../../shell/toast.js';

const SourceDrawer = lazy(() => import('./SourceDrawer.js'));
const SecretDrawer = lazy(() => import('./SecretDrawer.js'));

export type Source = EventSourcesQuery['eventSources'][number];
export type Place = EventSourcesQuery['stations'][number];
export type Kind = EventSourcesQuery['inboundEventKinds'][number];

/** Which systems outside may send events to the bureau. */
export default function EventSources() {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(EventSourcesDocument, { variables: { bureauId } });
  const [adding, setAdding] = useState(false);
  const [rekeyed, setRekeyed] = useState<Source>();
  const [kinds, stations] = [data?.inboundEventKinds ?? [], data?.stations ?? []];
  const columns = useColumns({ kinds, stations }, setRekeyed, () => void refetch());
  const add = kinds.length > 0 && <Button type="primary" onClick={() => setAdding(true)}>{say('登记来源', 'Register a source')}</Button>;
  return (
    <>
      <PageHeader title={say('外部事件来源', 'Sources of events')} facts={say('登记后，外部系统（如反诈中心、12345 热线）可把事件直接送到派出所；每次请求都须签名', 'A registered system, such as the fraud centre or the hotline, sends events straight to the stations; every request is signed')} actions={add} />
      <section className="sh-card sh-tight">
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={5} /> : data.eventSources.length === 0 ? (
          <EmptyState title={say('还没有登记来源', 'No source yet')} hint={kinds.length === 0 ? say('已安装的插件都不接收外部事件。', 'None of the installed plugins takes in events.') : say('登记后会得到地址和密钥，交给对方系统即可。', 'You get an address and a secret to hand to the other side.')} action={add} />
        ) : (
          <DataTable label={say('外部事件来源', 'Sources of events')} columns={columns} rows={data.eventSources} rowKey={({ id }) => id} />
        )}
      </section>
      <Suspense fallback={null}>
        {adding && <SourceDrawer kinds={kinds} stations={stations} onClose={() => { setAdding(false); void refetch(); }} />}
        {rekeyed && <SecretDrawer source={rekeyed} onClose={() => { setRekeyed(undefined); void refetch(); }} />}
      </Suspense>
    </>
  );
}

function useColumns({ kinds, stations }: { kinds: readonly Kind[]; stations: readonly Place[] }, onRekey: (source: Source) => void, onStopped: () => void): Column<Source>[] {
  const { say, textOf, moment } = useWords();
  const names = new Map(stations.map(({ id, name }) => [id, name]));
  const titles = new Map(kinds.map(({ type, title }) => [type, textOf(title)]));
  return [
    { key: 'title', title: say('名称', 'Name'), main: true, render: ({ title, stoppedAt }) => <span className="sh-row">{title}{stoppedAt !== null && <Chip>{say('已停用', 'Stopped')}</Chip>}</span> },
    { key: 'types', title: say('事件', 'Events'), render: ({ types }) => <span className="sh-long">{types.map((type) => titles.get(type) ?? type).join(say('、', ', '))}</span> },
    { key: 'station', title: say('送往', 'For'), width: '160px', render: ({ stationId }) => (stationId === null ? say('按事件所写的派出所', 'The station each event names') : (names.get(stationId) ?? say('一个派出所', 'One station'))) },
    { key: 'last', title: say('最近收到', 'Last event'), width: '190px', render: ({ lastEventAt, unsignedAt }) => <span className="sh-stack sh-num">{lastEventAt === null ? say('尚未收到', 'None yet') : moment(lastEventAt)}{unsignedAt !== null && <Chip tone="warn">{say('签名有误 {at}', 'Wrong signature {at}', { at: moment(unsignedAt) })}</Chip>}</span> },
    { key: 'path', title: say('地址', 'Address'), wideOnly: true, render: ({ path }) => <span className="sh-mono sh-small sh-long">{path}</span> },
    { key: 'act', title: say('操作', 'Actions'), width: '190px', render: (source) => source.stoppedAt === null && <Acts source={source} onRekey={onRekey} onStopped={onStopped} /> },
  ];
}

function Acts({ source, onRekey, onStopped }: { source: Source; onRekey: (source: Source) => void; onStopped: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const [stop, { loading }] = useMutation(StopEventSourceDocument);
  const stopped = async () => {
    try {
      await stop({ variables: { bureauId, id: source.id } });
      onStopped();
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <span className="sh-row">
      <Button size="small" onClick={() => onRekey(source)}>{say('更换密钥', 'New secret')}</Button>
      <Popconfirm title={say('停用后对方的事件一律拒收，不能恢复。', 'Its events are refused from now on, for good.')} okText={say('停用', 'Stop')} cancelText={say('取消', 'Cancel')} onConfirm={() => void stopped()}>
        <Button size="small" danger loading={loading}>{say('停用', 'Stop')}</Button>
      </Popconfirm>
    </span>
  );
}
