import { useMutation, useQuery } from '@apollo/client/react';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { SetStationHoursDocument, StationHoursDocument, type StationHoursQuery } from '../../gql/calendars.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';

type Hours = StationHoursQuery['stationCalendar'];

/** Weekdays as the form holds them: `working` stands for China's official working days. */
const WORKING = 'working';

interface ShiftValues {
  readonly days?: readonly (number | typeof WORKING)[];
  readonly from?: string;
  readonly to?: string;
}

interface Values {
  readonly closes?: string;
  readonly shifts: readonly ShiftValues[];
}

/** The station's close of business and its shifts, by which clocks in working days and in shifts count. */
export default function StationHours() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(StationHoursDocument, { variables: { stationId } });
  return (
    <>
      <PageHeader title={say('作息与班次', 'Hours and shifts')} facts={say('工作日时限到下班时间为止；按班次计的时限只计班次之内的时间', 'Clocks in working days end at the close of business; clocks in shifts count only while a shift runs')} />
      {data ? <HoursForm hours={data.stationCalendar} /> : error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={5} />}
    </>
  );
}

function HoursForm({ hours }: { hours: Hours }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [save] = useMutation(SetStationHoursDocument);
  const submit = async ({ closes, shifts }: Values) => {
    const wanted = shifts.map(({ days = [], from = '', to = '' }) => ({ weekdays: days.includes(WORKING) ? null : days.flatMap((day) => (typeof day === 'number' ? [day] : [])), from, to }));
    const done = await command.run(() => save({ variables: { stationId, closes: closes || null, shifts: wanted } }));
    if (done) toast.done(say('已保存，新开始的时限按此计算', 'Saved; clocks that start from now on follow it'));
  };
  const initial: Values = { closes: hours.closes ?? '', shifts: hours.shifts.map(({ weekdays, from, to }) => ({ days: weekdays === null ? [WORKING] : weekdays, from, to })) };
  return (
    <Form layout="vertical" initialValues={initial} onFinish={(values: Values) => void submit(values)} onValuesChange={command.reset}>
      <div className="sh-stack">
        <Card title={say('下班时间', 'Close of business')} id="closes">
          <Form.Item name="closes" label={say('工作日时限至几点为止（不填为当日 24:00）', 'When working days end (24:00 when empty)')}><Input type="time" style={{ width: 150 }} /></Form.Item>
        </Card>
        <Card title={say('班次', 'Shifts')} id="shifts">
          <Form.List name="shifts">
            {(rows, { add, remove }) => (
              <div className="sh-stack">
                {rows.length === 0 && <EmptyState title={say('尚未设置班次', 'No shifts set')} hint={say('按班次计的时限在设置之前不能确定。', 'Clocks that count in shifts stay undetermined until then.')} />}
                {rows.map(({ key, name }, index) => <ShiftRow key={key} name={name} place={index + 1} onRemove={() => remove(name)} />)}
                <div><Button onClick={() => add({ days: [WORKING], from: '08:30', to: '17:30' })}>{say('添加班次', 'Add a shift')}</Button></div>
              </div>
            )}
          </Form.List>
        </Card>
        <InlineError error={command.error} />
        <div className="form-foot"><Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button></div>
      </div>
    </Form>
  );
}

/** One shift of every week. */
function ShiftRow({ name, place, onRemove }: { name: number; place: number; onRemove: () => void }) {
  const { say } = useWords();
  const needed = [{ required: true, message: say('必填', 'Required') }];
  const weekdays = [say('周一', 'Mon'), say('周二', 'Tue'), say('周三', 'Wed'), say('周四', 'Thu'), say('周五', 'Fri'), say('周六', 'Sat'), say('周日', 'Sun')];
  return (
    <fieldset className="sh-row sh-wrap hours-shift" aria-label={say('班次 {place}', 'Shift {place}', { place })}>
      <Form.Item
        name={[name, 'days']} label={say('哪几天', 'Days')} rules={needed}
        getValueFromEvent={(days: (number | string)[]) => (days.at(-1) === WORKING ? [WORKING] : days.filter((day) => day !== WORKING))}
      >
        <Select mode="multiple" style={{ width: 260, maxWidth: '100%' }} showSearch={false} options={[{ value: WORKING, label: say('工作日（含调休上班）', 'Official working days') }, ...weekdays.map((label, index) => ({ value: index + 1, label }))]} />
      </Form.Item>
      <Form.Item name={[name, 'from']} label={say('自', 'From')} rules={needed}><Input type="time" style={{ width: 130 }} /></Form.Item>
      <Form.Item name={[name, 'to']} label={say('至（早于开始为次日）', 'To (before the start: next day)')} rules={needed}><Input type="time" style={{ width: 130 }} /></Form.Item>
      <Button onClick={onRemove} aria-label={say('删除班次 {place}', 'Remove shift {place}', { place })}>{say('删除', 'Remove')}</Button>
    </fieldset>
  );
}
