import { useNow, useWords } from '@stationhouse/plugin-web';
import { Input } from 'antd';
import { useId, useState } from 'react';
import type { Draft } from './draft.js';
import { Tiles } from './Tiles.js';

const AGO = [0, 5, 15, 30, 60, 120] as const;

/** When they were seen last: so many minutes ago, or a time of today or yesterday, in the station's time. */
export function When({ seen, at, onChange }: { readonly seen: Draft['seen']; /** A local time `13:50` as a moment, the last one before now. */ readonly at: (time: string) => string; readonly onChange: (seen: number | string | undefined) => void }) {
  const { say, moment } = useWords();
  const now = useNow();
  const [time, setTime] = useState('');
  const id = useId();
  const label = (minutes: number) => (minutes === 0 ? say('刚刚', 'Just now') : minutes < 60 ? say('{minutes} 分钟前', '{minutes} min ago', { minutes }) : say('{hours} 小时前', '{hours, plural, one {# hour} other {# hours}} ago', { hours: minutes / 60 }));
  const type = (value: string) => {
    setTime(value);
    onChange(value === '' ? undefined : at(value));
  };
  const meant = seen === undefined ? undefined : typeof seen === 'string' ? seen : new Date(now - seen * 60_000).toISOString();
  return (
    <>
      <Tiles label={say('多久以前', 'How long ago')} columns={3} chosen={typeof seen === 'number' ? [seen] : []} onTap={(value) => { setTime(''); onChange(value); }} options={AGO.map((value) => ({ value, label: label(value) }))} />
      <div className="report-where"><label htmlFor={id}>{say('或几点', 'Or at')}</label><Input id={id} size="large" type="time" value={time} onChange={({ target }) => type(target.value)} />{meant !== undefined && <span className="sh-sub sh-num" role="status">{say('即 {at}', 'that is {at}', { at: moment(meant) })}</span>}</div>
    </>
  );
}
