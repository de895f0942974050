import { useWords } from '@stationhouse/plugin-web';
import { FILLS, levelOf } from './map/cells.js';
import { Scale } from './map/Scale.js';
import { expectedWords, weekdayWords } from './words.js';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = Array.from({ length: 7 }, (_, day) => day);

/** Incidents to be expected by weekday and hour. @param clock 168 hours, Monday 00:00 first */
export function Clock({ clock }: { clock: readonly number[] }) {
  const { say } = useWords();
  const largest = Math.max(...clock);
  return (
    <>
      {/* Wider than a phone: it scrolls by itself, also by keyboard. */}
      <div className="places-clock" role="region" aria-label={say('一周各时段预计警情', 'Incidents expected by hour of the week')} tabIndex={0}>
        <table>
          <thead><tr><td />{HOURS.map((hour) => <th key={hour} scope="col">{hour}</th>)}</tr></thead>
          <tbody>
            {DAYS.map((day) => (
              <tr key={day}>
                <th scope="row">{weekdayWords(day, say)}</th>
                {HOURS.map((hour) => {
                  const expected = clock[day * 24 + hour] ?? 0;
                  const level = levelOf(expected, largest);
                  return <td key={hour} style={{ background: FILLS[level], color: level === 4 ? '#fff' : '#14202e' }} title={say('{day} {hour} 时：预计 {expected} 起', '{day} {hour}:00, {expected} expected', { day: weekdayWords(day, say), hour, expected: expectedWords(expected) })}>{expected >= 0.05 ? expected.toFixed(1) : ''}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Scale least={say('预计少', 'Fewer expected')} most={say('预计多', 'More expected')} />
    </>
  );
}
