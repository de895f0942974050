import { localDateTime, momentOfLocal } from '@stationhouse/kernel';
import { ariaDescribedByIds, type WidgetProps } from '@rjsf/utils';
import { serverClock, useTimeZone, useWords } from '@stationhouse/plugin-web';
import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';

/** The first is shown; all may be typed. */
const TYPED = ['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm', 'YYYY-MM-DD'];

const isPhone = () => window.matchMedia('(max-width: 760px)').matches;

/** A moment: chosen and shown in the station's time zone wherever the reader's computer stands; kept as ISO UTC. */
export function MomentWidget({ id, value, disabled, readonly, onChange, onBlur, onFocus }: WidgetProps) {
  const { say } = useWords();
  const timeZone = useTimeZone();
  const local = typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? localDateTime(new Date(value), timeZone) : undefined;
  const choose = (words: string | undefined) => onChange(words ? momentOfLocal(words, timeZone)?.toISOString() : undefined);
  const common = { id, disabled: disabled === true || readonly === true, onBlur: () => onBlur(id, value), onFocus: () => onFocus(id, value), 'aria-describedby': ariaDescribedByIds(id) };
  // A phone's own picker is made for a thumb; the drop-down would not even fit.
  if (isPhone()) return <Input {...common} type="datetime-local" value={local?.slice(0, 16) ?? ''} max="9999-12-31T23:59" onChange={(event) => choose(event.target.value)} />;
  return (
    <DatePicker
      {...common} style={{ width: '100%' }} showTime format={TYPED} showNow={false} placeholder={say('年-月-日 时:分', 'YYYY-MM-DD HH:mm')}
      value={local === undefined ? null : dayjs(local)} onChange={(chosen) => choose(chosen?.format('YYYY-MM-DDTHH:mm:ss'))}
      presets={[{ label: say('现在', 'Now'), value: () => dayjs(localDateTime(serverClock.now(), timeZone)).millisecond(0) }]}
    />
  );
}

/** A date without a time of day; the same everywhere. */
export function DayWidget({ id, value, disabled, readonly, onChange, onBlur, onFocus }: WidgetProps) {
  const { say } = useWords();
  const common = { id, disabled: disabled === true || readonly === true, onBlur: () => onBlur(id, value), onFocus: () => onFocus(id, value), 'aria-describedby': ariaDescribedByIds(id) };
  const day = typeof value === 'string' && value !== '' ? value : undefined;
  if (isPhone()) return <Input {...common} type="date" value={day ?? ''} max="9999-12-31" onChange={(event) => onChange(event.target.value || undefined)} />;
  return (
    <DatePicker
      {...common} style={{ width: '100%' }} showNow={false} placeholder={say('年-月-日', 'YYYY-MM-DD')} value={day === undefined ? null : dayjs(day)}
      onChange={(chosen) => onChange(chosen ? chosen.format('YYYY-MM-DD') : undefined)}
    />
  );
}
