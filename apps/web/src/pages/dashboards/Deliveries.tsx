import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, ErrorState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Drawer, Form, Input, Popconfirm, Radio, Select } from 'antd';
import { useState } from 'react';
import { BoardDeliveriesDocument, ChangeBoardDeliveryDocument, PlanBoardDeliveryDocument, StopBoardDeliveryDocument, type BoardDeliveryFragment, type BoardFullFragment, type PlanBoardDeliveryMutationVariables } from '../../gql/dashboards.js';
import { useCommand } from '../../hooks.js';
import { weekdayWords } from '../places/words.js';

type Wish = PlanBoardDeliveryMutationVariables['input'];

/** Having a dashboard sent regularly: to whom, when, as what. */
export default function Deliveries({ board, onClose }: { board: BoardFullFragment; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId } = useScope();
  const { data, error, refetch } = useQuery(BoardDeliveriesDocument, { variables: { bureauId, dashboardId: board.id, atStationId: stationId ?? null }, fetchPolicy: 'cache-and-network' });
  const [edited, setEdited] = useState<BoardDeliveryFragment | 'new'>();
  return (
    <Drawer open title={say('定期发送', 'Delivery')} onClose={onClose} size={440}>
      <div className="sh-stack">
        <p className="sh-sub">{say('到点按每个接收人当时的权限各做一份表格文件，并在通知里告知；失去权限的人收不到，会告诉您。', 'At its time each receiver gets a file of tables made under the rights they have then, and a notice. Whoever lost their rights gets nothing, and you are told.')}</p>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={4} /> : (
          <>
            {data.dashboardDeliveries.map((delivery) => (edited !== 'new' && edited?.id === delivery.id ? <Planning key={delivery.id} board={board} delivery={delivery} receivers={data.dashboardReceivers} onDone={() => setEdited(undefined)} /> : <OneDelivery key={delivery.id} delivery={delivery} onEdit={() => setEdited(delivery)} />))}
            {data.dashboardDeliveries.length === 0 && edited === undefined && <p>{say('还没有安排。', 'Nothing planned yet.')}</p>}
            {edited === 'new' ? <Planning board={board} delivery={undefined} receivers={data.dashboardReceivers} onDone={() => setEdited(undefined)} /> : <Button type="primary" onClick={() => setEdited('new')}>{say('新增一项', 'Plan one')}</Button>}
          </>
        )}
      </div>
    </Drawer>
  );
}

function OneDelivery({ delivery, onEdit }: { delivery: BoardDeliveryFragment; onEdit: () => void }) {
  const { say, textOf, moment } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [stop] = useMutation(StopBoardDeliveryDocument);
  const { nextAt, lastAt, lastRefused, receivers } = delivery;
  return (
    <section className="sh-card sh-stack" style={{ gap: 6 }} aria-label={textOf(delivery.recurrence.words)}>
      <div className="sh-row"><b>{textOf(delivery.recurrence.words)}</b><Chip>{delivery.format}</Chip>{nextAt ? <Chip tone="ok">{say('下次 {when}', 'next {when}', { when: moment(nextAt) })}</Chip> : <Chip tone="warn">{say('已停止', 'Stopped')}</Chip>}</div>
      <span className="sh-sub">{say('发给 {names}', 'to {names}', { names: receivers.map(({ displayName }) => displayName).join(say('、', ', ')) })}</span>
      {lastAt && <span className="sh-sub">{say('上次 {when}', 'Last {when}', { when: moment(lastAt) })}{lastRefused > 0 && <span className="sh-warn-ink"> · {say('{count, number} 人未收到', '{count, plural, one {# did} other {# did}} not get it', { count: lastRefused })}</span>}</span>}
      <InlineError error={command.error} />
      <div className="sh-row">
        <Button size="small" onClick={onEdit}>{nextAt ? say('修改', 'Change') : say('恢复', 'Go on')}</Button>
        {nextAt && <Popconfirm title={say('停止发送？', 'Stop it?')} okText={say('停止', 'Stop')} cancelText={say('不停止', 'Keep it')} onConfirm={() => void command.run(() => stop({ variables: { bureauId, deliveryId: delivery.id, expectedVersion: delivery.version } }))}><Button size="small" danger loading={command.sending}>{say('停止', 'Stop')}</Button></Popconfirm>}
      </div>
    </section>
  );
}

function Planning({ board, delivery, receivers, onDone }: { board: BoardFullFragment; delivery: BoardDeliveryFragment | undefined; receivers: readonly { readonly id: string; readonly displayName: string }[]; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId, accountId } = useScope();
  const command = useCommand();
  const [weekly, setWeekly] = useState(delivery?.recurrence.every !== 'DAY');
  const [weekdays, setWeekdays] = useState<readonly number[]>(delivery?.recurrence.weekdays.length ? delivery.recurrence.weekdays : [1]);
  const [at, setAt] = useState(delivery?.recurrence.at ?? '08:00');
  const [format, setFormat] = useState(delivery?.format ?? 'PDF');
  const [chosen, setChosen] = useState<readonly string[]>(delivery?.receivers.map(({ id }) => id) ?? [accountId]);
  const refetch = { refetchQueries: ['BoardDeliveries'], awaitRefetchQueries: true };
  const [plan] = useMutation(PlanBoardDeliveryDocument, refetch);
  const [change] = useMutation(ChangeBoardDeliveryDocument, refetch);
  const input: Wish = { atStationId: delivery ? (delivery.atStationId ?? null) : (stationId ?? null), format, receiverIds: [...chosen], recurrence: { every: weekly ? 'WEEK' : 'DAY', weekdays: weekly ? [...weekdays] : [], at } };
  const send = async () => {
    const sent = await command.run((key) => (delivery === undefined ? plan({ variables: { bureauId, dashboardId: board.id, input, key } }) : change({ variables: { bureauId, deliveryId: delivery.id, input, expectedVersion: delivery.version } })));
    if (sent) onDone();
  };
  return (
    <section className="sh-card" aria-label={say('安排发送', 'Plan a delivery')}>
      <Form layout="vertical" component="div">
        <Form.Item label={say('多久一次', 'How often')}><Radio.Group aria-label={say('多久一次', 'How often')} value={weekly} onChange={(event) => setWeekly(event.target.value as boolean)} options={[{ value: true, label: say('每周', 'Weekly') }, { value: false, label: say('每天', 'Daily') }]} /></Form.Item>
        {weekly && <Form.Item label={say('星期', 'Days')}><Select mode="multiple" aria-label={say('星期', 'Days')} value={[...weekdays]} onChange={(days: number[]) => setWeekdays(days.sort((left, right) => left - right))} options={Array.from({ length: 7 }, (_, day) => ({ value: day + 1, label: weekdayWords(day, say) }))} /></Form.Item>}
        <Form.Item label={say('时刻（本单位时间）', 'Time of day (of the place)')}><Input type="time" aria-label={say('时刻', 'Time of day')} value={at} onChange={(event) => setAt(event.target.value)} style={{ width: 140 }} /></Form.Item>
        <Form.Item label={say('文件', 'File')}><Radio.Group aria-label={say('文件', 'File')} value={format} onChange={(event) => setFormat(event.target.value as typeof format)} options={[{ value: 'PDF', label: 'PDF' }, { value: 'XLSX', label: 'Excel' }]} /></Form.Item>
        <Form.Item label={say('发给', 'To')} {...(board.sharing === 'OWN' ? { help: say('看板尚未共享，只能发给自己。', 'Not shared yet: it can go to you alone.') } : {})}>
          <Select mode="multiple" aria-label={say('发给', 'To')} value={[...chosen]} onChange={(ids: string[]) => setChosen(ids)} options={receivers.map(({ id, displayName }) => ({ value: id, label: displayName }))} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
      </Form>
      <InlineError error={command.error} />
      <div className="sh-row"><Button onClick={onDone}>{say('取消', 'Cancel')}</Button><Button type="primary" loading={command.sending} disabled={chosen.length === 0 || at === '' || (weekly && weekdays.length === 0)} onClick={() => void send()}>{say('保存', 'Save')}</Button></div>
    </section>
  );
}
