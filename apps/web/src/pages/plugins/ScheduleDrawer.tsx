import { useMutation } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { ChangeScheduleDocument, type RecurrencePartsFragment, type SchedulePartsFragment } from '../../gql/schedules.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';

type Every = RecurrencePartsFragment['every'];

interface Values {
  readonly every: Every;
  readonly weekdays: number[];
  readonly monthday: number;
  readonly at: string;
  readonly off: boolean;
}

interface Props {
  readonly schedule: SchedulePartsFragment;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const LAST_DAY = 0;
const MONTHDAYS = Array.from({ length: 31 }, (_, index) => index + 1);

/** Changes when something comes round at the station, or switches it off, as far as its plugin lets it. */
export default function ScheduleDrawer({ schedule, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [change] = useMutation(ChangeScheduleDocument);
  const [form] = Form.useForm<Values>();
  const every = Form.useWatch('every', form) ?? schedule.recurrence.every;
  const days = [say('周一', 'Mon'), say('周二', 'Tue'), say('周三', 'Wed'), say('周四', 'Thu'), say('周五', 'Fri'), say('周六', 'Sat'), say('周日', 'Sun')];
  const initial = valuesOf(schedule.recurrence, schedule.off);
  const send = async (values: Values) => {
    const wanted = { ...initial, ...values };
    const recurrence = schedule.mayChangeTime && !isDeclared(wanted, schedule) ? recurrenceOf(wanted) : null;
    if (!(await command.run((idempotencyKey) => change({ variables: { stationId, scheduleId: schedule.id, recurrence, off: wanted.off, expectedVersion: schedule.revision, idempotencyKey } })))) return;
    toast.done(say('计划已更改', 'Schedule changed'));
    onDone();
  };
  return (
    <SideDrawer open title={say('更改计划：{title}', 'Change: {title}', { title: textOf(schedule.title) })} onClose={onClose} size="min(460px, 100vw)" destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(values) => void send(values)} onValuesChange={command.reset}>
        <p className="sh-sub" style={{ marginBottom: 12 }}>{say('默认 {when}，按本所时区。', 'By default {when}, in the station’s time zone.', { when: textOf(schedule.declared.words) })}</p>
        {schedule.mayChangeTime && (
          <>
            <Form.Item name="every" label={say('周期', 'How often')}><Radio.Group options={[{ value: 'DAY', label: say('每天', 'Every day') }, { value: 'WEEK', label: say('每周', 'Every week') }, { value: 'MONTH', label: say('每月', 'Every month') }]} /></Form.Item>
            {every === 'WEEK' && <Form.Item name="weekdays" label={say('星期', 'On')} rules={[{ type: 'array', min: 1, message: say('请至少选一天', 'Choose at least one day') }]}><Checkbox.Group options={days.map((label, index) => ({ value: index + 1, label }))} /></Form.Item>}
            {every === 'MONTH' && <Form.Item name="monthday" label={say('日期（当月没有的日期按最后一天）', 'Day (a missing one becomes the month’s last)')}><Select options={[{ value: LAST_DAY, label: say('最后一天', 'The last day') }, ...MONTHDAYS.map((day) => ({ value: day, label: say('{day} 日', 'Day {day}', { day: String(day) }) }))]} /></Form.Item>}
            <Form.Item name="at" label={say('时刻', 'At')} rules={[{ required: true, message: say('必填', 'Required') }]}><Input type="time" /></Form.Item>
          </>
        )}
        {schedule.maySwitchOff && <Form.Item name="off" valuePropName="checked"><Checkbox>{say('本所停用该计划', 'Switch it off at this station')}</Checkbox></Form.Item>}
        <InlineError error={command.error} />
        <div className="form-foot">
          {schedule.own && <Button onClick={() => form.setFieldsValue(valuesOf(schedule.declared, form.getFieldValue('off') as boolean))}>{say('恢复默认', 'As by default')}</Button>}
          <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={command.sending}>{say('保存', 'Save')}</Button>
        </div>
      </Form>
    </SideDrawer>
  );
}

function valuesOf({ every, weekdays, monthday, at }: RecurrencePartsFragment, off: boolean): Values {
  return { every, weekdays: weekdays.length === 0 ? [1] : [...weekdays], monthday: monthday ?? 1, at, off };
}

function recurrenceOf({ every, weekdays, monthday, at }: Values) {
  return { every, at, weekdays: every === 'WEEK' ? [...weekdays].sort((left, right) => left - right) : [], monthday: every === 'MONTH' ? monthday : null };
}

/** Whatever says the same as the declaration is no word of the station's own. */
function isDeclared(values: Values, { declared: { every, weekdays, monthday, at } }: SchedulePartsFragment): boolean {
  return JSON.stringify(recurrenceOf(values)) === JSON.stringify({ every, at, weekdays, monthday });
}
